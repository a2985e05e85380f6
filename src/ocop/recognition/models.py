"""Decisions on results, certificates, and what happens to a certificate later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ocop.evaluation.models import CouncilCase, Dossier
from ocop.places.models import Unit
from ocop.platform.db import ScopedQuerySet, Versioned
from ocop.platform.files import StoredFile
from ocop.programme.models import WordTemplate
from ocop.registry.models import Product

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor


class DecisionQuerySet(ScopedQuerySet["RecognitionDecision"]):
    def visible_to(self, actor: Actor) -> Self:  # noqa: ARG002 - the same door as everywhere
        """Everybody: decisions on recognition are published (Điều 7.3.e, 26/2026)."""
        return self.filter()


class RecognitionDecision(models.Model):
    """A signed decision; one may decide on many dossiers. The signer is empty where only a list was kept."""

    number = models.CharField(max_length=60)
    decided_on = models.DateField()
    issuer_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    signer_name = models.CharField(max_length=200, blank=True)
    signer_title = models.CharField(max_length=200, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer_unit", "number", "decided_on"], name="recognition_one_decision_per_number"
            )
        ]

    def __str__(self) -> str:
        return self.number


class RulingKind(models.TextChoices):
    """What a decision says about one dossier."""

    RECOGNISE = "recognise", _("Recognised")
    REFUSE = "refuse", _("Not recognised")
    APPROVE_RESULT = "approve_result", _("Result approved and sent to the next level")

    @property
    def to_take(self) -> StrOrPromise:
        """The same of a decision that is still to be taken: the label says that it was."""
        return _TO_TAKE[self]


_TO_TAKE: Final[Mapping[RulingKind, StrOrPromise]] = {
    RulingKind.RECOGNISE: _("Recognise"),
    RulingKind.REFUSE: _("Do not recognise"),
    RulingKind.APPROVE_RESULT: _("Approve the result and send it to the next level"),
}


class Ruling(models.Model):
    """What a decision says about one dossier. A dossier forwarded to the ministry gets a second one there.

    `case` is the one whose result stood when it was decided.
    """

    scoped_by = "dossier"

    decision = models.ForeignKey(RecognitionDecision, on_delete=models.PROTECT, related_name="rulings")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="rulings")
    case = models.ForeignKey(CouncilCase, on_delete=models.PROTECT, related_name="rulings")
    kind = models.CharField(max_length=20, choices=RulingKind)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "dossier"], name="recognition_one_ruling_per_decision"
            )
        ]


class HandingBack(models.Model):
    """A dossier that a level gave back to the one below, with the stars its council found and why.

    Until another case of it is closed, its result stands for that many stars.
    """

    scoped_by = "dossier"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="handings_back")
    stars = models.PositiveSmallIntegerField()
    reason = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )


class CertificateQuerySet(ScopedQuerySet["Certificate"]):
    def visible_to(self, actor: Actor) -> Self:  # noqa: ARG002 - the same door as everywhere
        """Everybody: a certificate is there to be shown to whoever buys the product."""
        return self.filter()


class Certificate(Versioned):
    """A certificate of stars, with the names as they were when it was issued.

    `number` is empty where only the decision was kept. `total_exact` is the average total as a fraction,
    empty where it is unknown. `valid_to` is the last valid day. `dossier` is empty for one carried over from
    an earlier register; one has two where it was decided on anew after an appeal. What a certificate is worth
    on a day is `queries.status`, never a column.
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="certificates")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, null=True, related_name="certificates")
    decision = models.ForeignKey(RecognitionDecision, on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=60, blank=True)
    stars = models.PositiveSmallIntegerField()
    total_exact = models.CharField(max_length=60, blank=True)
    total_2 = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    regime_id = models.CharField(max_length=20)
    set_no = models.PositiveSmallIntegerField()
    product_name = models.CharField(max_length=300)
    producer_name = models.CharField(max_length=300)
    commune = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    commune_name = models.CharField(max_length=200)
    issuer_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    issued_on = models.DateField()
    valid_to = models.DateField()

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer_unit", "number"],
                condition=~models.Q(number=""),
                name="recognition_one_certificate_per_number",
            ),
            models.UniqueConstraint(
                fields=["product", "decision"], name="recognition_one_certificate_per_decision"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("issued_on")),
                name="recognition_certificate_ends_later",
            ),
        ]
        indexes = [
            models.Index(fields=["product", "issued_on"], name="recognition_of_product"),
            models.Index(fields=["valid_to"], name="recognition_by_last_day"),
            models.Index(fields=["number"], name="recognition_by_number"),
        ]

    def __str__(self) -> str:
        return self.number


class EventKind(models.TextChoices):
    """What may end a certificate before its last day; renewals are read from the product's dossiers."""

    UPGRADED = "upgraded", _("Replaced by a certificate of more stars")
    REPLACED = "replaced", _("Replaced by a later certificate")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a certificate", "Withdrawn")
    REMOVED = "removed", _("Struck from the register")


class CertificateEvent(models.Model):
    """Something that happened to a certificate on a day.

    `ground` is a revocation ground of the regime, or for a removal a code of the list `product_end`.
    """

    scoped_by = "certificate"

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=EventKind)
    on = models.DateField()
    ground = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    decision_number = models.CharField(max_length=60, blank=True)
    recorded_at = models.DateTimeField()


class ReissueReason(models.TextChoices):
    """Why the paper of a certificate is void and issued again."""

    MISPRINT = "misprint", _("Misprinted")
    LOST = "lost", pgettext_lazy("why a paper is issued anew", "Lost")
    DAMAGED = "damaged", _("Damaged")
    RENAMED = "renamed", _("A name on it changed")

    @property
    def changes_names(self) -> bool:
        """Whether a name on the paper may be another one than before."""
        return self in {ReissueReason.MISPRINT, ReissueReason.RENAMED}


class Reissue(models.Model):
    """The paper of a certificate issued again; what it is worth stays. The papers before it are void.

    `no` counts the issues anew from 1: the paper is copy `no` + 1. `issuer_unit` is the unit that answers for
    the issuer on that day. A name before is empty where it stayed; the new one stands on the certificate.
    `ordered_by` is the number of the paper that ordered it, empty where there was none.
    """

    scoped_by = "certificate"

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="reissues")
    no = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=20, choices=ReissueReason)
    note = models.TextField()
    on = models.DateField()
    ordered_by = models.CharField(max_length=100, blank=True)
    issuer_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    signer_name = models.CharField(max_length=200)
    signer_lines = models.CharField(max_length=200)
    product_name_before = models.CharField(max_length=300, blank=True)
    producer_name_before = models.CharField(max_length=300, blank=True)
    commune_name_before = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["certificate", "no"], name="recognition_one_reissue_per_number")
        ]

    @property
    def copy(self) -> int:
        """Which copy of the certificate the paper is: the first is the one first issued."""
        return self.no + 1

    @property
    def signer_title(self) -> str:
        """Power and office of the signer on one line."""
        return ", ".join(self.signer_lines.splitlines())

    @property
    def names_before(self) -> list[str]:
        """The names that stood on the paper before and no longer do."""
        names = (self.product_name_before, self.producer_name_before, self.commune_name_before)
        return [name for name in names if name]


class Way(models.TextChoices):
    """How the papers of a decision are made where the unit has Word templates of its own.

    `OWN`: the PDF is made from the very Word file, by LibreOffice. `OUTSIDE`: Word files only; whoever signs
    does so with other means.
    """

    OWN = "own", _("By your own Word template; the PDF is made from that Word file")
    BUILTIN = "builtin", _("By the layout of the programme, Word and PDF alike")
    OUTSIDE = (
        "outside",
        _("By your own Word template as a Word file only, which is signed outside this system"),
    )


class BatchQuerySet(ScopedQuerySet["DecisionBatch"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those who decide, or enter decisions, at the unit that issues it.

        Not a draft with a dossier that one is out of because of an interest: it shows product and stars.
        """
        if not actor.may("decision.record"):
            return self.none()
        out_of = BatchLine.objects.filter(dossier__in=Dossier.objects.closed_to(actor))
        return self.filter(issuer_unit__path=actor.unit_path).exclude(pk__in=out_of.values("batch"))


class DecisionBatch(Versioned):
    """A draft decision on several closed dossiers: prepared by one person, signed by another.

    `level` is the level of the regime that decides. `signer_lines` are the lines of power and office above
    the signer's name. `way` is empty where the unit had no template of its own when it was prepared. `digest`
    is that of all papers as they were when the draft was handed to the signer; empty before. Signed once
    `decision` is there.
    """

    issuer_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, choices=RulingKind)
    proposed_by = models.CharField(max_length=300)
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signer_lines = models.CharField(max_length=200)
    way = models.CharField(max_length=10, choices=Way, blank=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    returned_reason = models.TextField(blank=True)
    dropped_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    decision = models.OneToOneField(
        RecognitionDecision, on_delete=models.PROTECT, null=True, related_name="batch"
    )

    objects = BatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(signed_at=None, decision=None)
                | models.Q(signed_at__isnull=False, decision__isnull=False, dropped_at=None),
                name="recognition_batch_signed_with_decision",
            ),
            models.CheckConstraint(
                condition=~models.Q(signer=models.F("prepared_by")),
                name="recognition_batch_takes_two_people",
            ),
        ]
        indexes = [models.Index(fields=["issuer_unit", "prepared_at"], name="recognition_batches_of_unit")]

    def __str__(self) -> str:
        return self.decision.number if self.decision else f"#{self.pk}"

    @property
    def what(self) -> StrOrPromise:
        """What is decided: as a thing to do until it is signed, as done from then on."""
        kind = RulingKind(self.kind)
        return kind.label if self.signed_at else kind.to_take

    @property
    def signer_titles(self) -> str:
        """Power and office of the signer on one line."""
        return ", ".join(self.signer_lines.splitlines())


class BatchLine(models.Model):
    """One dossier of a draft, in its order. `is_open` until the draft is signed or dropped."""

    scoped_by = "batch"

    batch = models.ForeignKey(DecisionBatch, on_delete=models.CASCADE, related_name="lines")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="batch_lines")
    position = models.PositiveSmallIntegerField()
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="recognition_one_line_per_position"),
            models.UniqueConstraint(fields=["batch", "dossier"], name="recognition_one_line_per_dossier"),
            models.UniqueConstraint(
                fields=["dossier"],
                condition=models.Q(is_open=True),
                name="recognition_one_open_draft_per_dossier",
            ),
        ]


class PaperQuerySet(ScopedQuerySet["IssuedPaper"]):
    def visible_to(self, actor: Actor) -> Self:  # noqa: ARG002 - the same door as everywhere
        """Everybody: decisions on recognition and certificates are published (Điều 7.3.e, 26/2026)."""
        return self.filter()

    def present(self) -> Self:
        """Those that are not void."""
        return self.filter(voided_by=None)


class IssuedPaper(StoredFile):
    """A decision or a certificate as it was issued: the very bytes, kept by their digest.

    `certificate` is empty for the decision itself. `content_digest` is that of its values without number,
    day and notes of signing. `template` is the unit's own that it was written with, or made from as PDF.
    `reissue` made it where it is not the first of its certificate; since `voided_by` it is void.
    """

    decision = models.ForeignKey(RecognitionDecision, on_delete=models.PROTECT, related_name="papers")
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, null=True, related_name="papers")
    template = models.ForeignKey(WordTemplate, on_delete=models.PROTECT, null=True, related_name="+")
    reissue = models.ForeignKey(Reissue, on_delete=models.PROTECT, null=True, related_name="papers")
    voided_by = models.ForeignKey(Reissue, on_delete=models.PROTECT, null=True, related_name="voided_papers")
    content_digest = models.CharField(max_length=64)
    is_signed = models.BooleanField()
    made_at = models.DateTimeField()

    objects = PaperQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "media_type"],
                condition=models.Q(certificate__isnull=False, voided_by=None),
                name="recognition_one_certificate_paper_of_a_type",
            ),
            models.UniqueConstraint(
                fields=["decision", "media_type"],
                condition=models.Q(certificate=None),
                name="recognition_one_decision_paper_of_a_type",
            ),
        ]
