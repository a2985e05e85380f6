"""Product samples: each unit with its label, and the hands it went through (Điều 6.2, 26/2026)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

from ocop.evaluation.models.dossier import Dossier


class SampleState(models.TextChoices):
    """What became of a sample last."""

    REGISTERED = "registered", pgettext_lazy("sample", "Registered, with the producer")
    LABELLED = "labelled", pgettext_lazy("sample", "Labelled, with the producer")
    RECEIVED = "received", pgettext_lazy("sample", "Received and kept")
    SENT = "sent", pgettext_lazy("sample", "On the way")
    SHOWN = "shown", pgettext_lazy("sample", "Shown at the session")
    OPENED = "opened", pgettext_lazy("sample", "Opened for tasting or testing")
    RETURNED = "returned", pgettext_lazy("sample", "Returned to the producer")
    DESTROYED = "destroyed", pgettext_lazy("sample", "Destroyed")


class Sample(models.Model):
    """One unit of the product handed in with a dossier.

    `level` is the level of government that has it, or that it is on the way to; empty while it is with the
    producer. `unit` says what one sample is ("chai 250 ml"), `storage` how it has to be kept, `place` where.
    """

    scoped_by = "dossier"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="samples")
    no = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=100)
    lot = models.CharField(max_length=60, blank=True)
    produced_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    storage = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=20, choices=SampleState, default=SampleState.REGISTERED)
    level = models.CharField(max_length=20, blank=True)
    place = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "no"], name="evaluation_one_sample_per_no")]
        indexes = [models.Index(fields=["state", "expires_on"], name="evaluation_sample_list")]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """What stands on its label."""
        return f"M{self.dossier_id}-{self.no}"


class SampleMove(models.Model):
    """One link of the chain of custody: what was done with a sample, when, by whom, and where it is then."""

    scoped_by = "sample"

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="moves")
    state = models.CharField(max_length=20, choices=SampleState)
    level = models.CharField(max_length=20, blank=True)
    place = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
