"""The number series of codes, receipts and certificates."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop.places.models import Unit


class SeriesKind(models.TextChoices):
    """What is numbered without gaps, per unit and year."""

    PRODUCER = "producer", _("Producer codes")
    PRODUCT = "product", _("Product codes")
    RECEIPT = "receipt", _("Receipts of dossiers")
    CERTIFICATE = "certificate", _("Certificates")
    DECISION = "decision", _("Decisions on results")


class Series(models.Model):
    """The last number given in one series; see `numbering.take`."""

    scoped_by = "unit"

    kind = models.CharField(max_length=20, choices=SeriesKind)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "unit", "year"], name="registry_one_series")]
