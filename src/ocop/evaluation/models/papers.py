"""The papers of a dossier: forms 01, 02 and 03 of Phụ lục III, 26/2026, and what proves them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from ocop.evaluation.models.dossier import Dossier
from ocop.platform.db import Versioned
from ocop.platform.files import StoredFile
from ocop.registry.models import Gender, Paper


class Registration(Versioned):
    """Form 01, the registration (Phiếu đăng ký): the applicant as it was then, not as it is now.

    `carried`, here and on every part below: filled in from the last dossier, and not saved by a person since.
    """

    scoped_by = "dossier"

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="registration")
    applicant_name = models.CharField(max_length=300)
    producer_kind = models.CharField(max_length=40)
    representative_name = models.CharField(max_length=200)
    representative_title = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=300)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    product_name = models.CharField(max_length=300)
    attachments_note = models.TextField(blank=True)
    carried = models.BooleanField(default=False)


class SelfReport(Versioned):
    """Form 02 without its part III: who the producer is, how business went, what is planned.

    `changes` says what changed since the last recognition; upgrades and renewals owe it (Điều 6.1.b and c).
    """

    scoped_by = "dossier"

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="self_report")
    general = models.TextField(blank=True)
    representative_gender = models.CharField(max_length=3, choices=Gender, blank=True)
    representative_ethnicity = models.CharField(max_length=50, blank=True)
    main_products = models.TextField(blank=True)
    licences = models.TextField(blank=True)
    workers = models.PositiveIntegerField(null=True)
    local_workers = models.PositiveIntegerField(null=True)
    business_results = models.TextField(blank=True)
    future_plan = models.TextField(blank=True)
    changes = models.TextField(blank=True)
    carried = models.BooleanField(default=False)


class SelfAnswer(models.Model):
    """Form 02, part III: the option the producer claims for one criterion. 0: none of the options holds."""

    scoped_by = "dossier"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="self_answers")
    criterion = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    explanation = models.TextField(blank=True)
    carried = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "criterion"], name="evaluation_one_self_answer_per_criterion"
            )
        ]


class Evidence(StoredFile):
    """A paper that proves something, with its file. `expires_on` empty: it does not expire.

    `paper` is the one of the producer's store that was attached; the columns keep how it was then.
    """

    scoped_by = "dossier"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=300)
    number = models.CharField(max_length=100, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    issued_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, related_name="used_as")
    added_at = models.DateTimeField()
    carried = models.BooleanField(default=False)


class EvidenceLink(models.Model):
    """A paper proves a criterion. `page` is where in a PDF, from 1; empty for no certain one."""

    scoped_by = "evidence"

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="links")
    criterion = models.CharField(max_length=20)
    page = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "criterion"], name="evaluation_one_link_per_criterion"
            )
        ]


class CommuneReport(Versioned):
    """Form 03, the commune's report: no points and no stars, one finding per topic, and a conclusion.

    `proposal_number` is that of the letter by which the commune proposes the product (Điều 6.2, 26/2026).
    """

    scoped_by = "dossier"

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="commune_report")
    number = models.CharField(max_length=60, blank=True)
    reported_on = models.DateField(null=True)
    meeting_held_on = models.DateField(null=True)
    proposal_number = models.CharField(max_length=60, blank=True)
    conclusion = models.TextField(blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )


class CommuneFinding(models.Model):
    """What the commune found on one topic of the regime; `is_local` says whether it is of the commune."""

    scoped_by = "report"

    report = models.ForeignKey(CommuneReport, on_delete=models.CASCADE, related_name="findings")
    topic = models.CharField(max_length=40)
    finding = models.TextField(blank=True)
    is_local = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "topic"], name="evaluation_one_finding_per_topic")
        ]
