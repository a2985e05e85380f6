"""A dossier as it was filed, by value: nothing that is written later changes it (S12.07)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from ocop.evaluation.models.council import CouncilCase
from ocop.evaluation.models.dossier import Dossier
from ocop.platform.files import StoredFile


class DossierVersion(models.Model):
    """What was filed at one time. `digest` is the SHA-256 of its content, in the journal's canonical form."""

    scoped_by = "dossier"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="versions")
    no = models.PositiveSmallIntegerField()
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "no"], name="evaluation_one_version_per_no")
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.no}"


class VersionField(models.Model):
    """One field of form 01 or 02 in a version; `form` is the name of its table."""

    scoped_by = "filed"

    filed = models.ForeignKey(DossierVersion, on_delete=models.CASCADE, related_name="fields")
    form = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    value = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["filed", "form", "name"], name="evaluation_one_field_per_version")
        ]


class VersionAnswer(models.Model):
    """The answer to one criterion in a version."""

    scoped_by = "filed"

    filed = models.ForeignKey(DossierVersion, on_delete=models.CASCADE, related_name="answers")
    criterion = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    explanation = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["filed", "criterion"], name="evaluation_one_answer_per_version")
        ]


class VersionPaper(StoredFile):
    """A piece of evidence in a version, with what stood on it."""

    scoped_by = "filed"

    filed = models.ForeignKey(DossierVersion, on_delete=models.CASCADE, related_name="papers")
    title = models.CharField(max_length=300)
    number = models.CharField(max_length=100, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    issued_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)


class VersionLink(models.Model):
    """A criterion that a paper of a version proves."""

    scoped_by = "paper"

    paper = models.ForeignKey(VersionPaper, on_delete=models.CASCADE, related_name="links")
    criterion = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "criterion"], name="evaluation_one_version_link")
        ]


class CaseVersion(models.Model):
    """The version of the dossier that was put before a council in a case."""

    scoped_by = "case"

    case = models.OneToOneField(CouncilCase, on_delete=models.CASCADE, related_name="put_before")
    filed = models.ForeignKey(DossierVersion, on_delete=models.PROTECT, related_name="+")
