"""Papers that go up with a dossier and that no other room keeps: a letter, a report, with number and date."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from ocop.evaluation.models.dossier import Dossier


class PackagePaper(models.Model):
    """A paper of a package sent up, as the regime names it: `package` is the kind, `part` the part of it."""

    scoped_by = "dossier"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="package_papers")
    package = models.CharField(max_length=40)
    part = models.CharField(max_length=40)
    number = models.CharField(max_length=60)
    dated_on = models.DateField()
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "package", "part"], name="evaluation_one_paper_per_part"
            )
        ]

    def __str__(self) -> str:
        return self.number
