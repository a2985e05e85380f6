"""What an office asks to be completed: one round each time a dossier goes back, with its items."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models

from ocop.evaluation.models.dossier import Dossier
from ocop.evaluation.models.papers import Evidence


class CorrectionRound(models.Model):
    """One time that a dossier was given back. `answered_at` is empty while it is being completed.

    `to_producer`: the producer completes it; else the office below the one that gave it back. `last_day` is
    the last day of the office that gave it back, as it stood when its term stopped running.
    """

    scoped_by = "dossier"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="correction_rounds")
    no = models.PositiveSmallIntegerField()
    to_producer = models.BooleanField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    last_day = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "no"], name="evaluation_one_correction_round_per_no")
        ]


class Correction(models.Model):
    """One thing to put right: which part, why, and what was done about it.

    `part` is a part of the dossier or a criterion's number. `paper` is the piece of evidence meant, with its
    title in `about`: the paper may be taken out when it is put right. `passed_from` is the item of the office
    above that this one passes on to the producer.
    """

    scoped_by = "round"

    round = models.ForeignKey(CorrectionRound, on_delete=models.CASCADE, related_name="items")
    part = models.CharField(max_length=60)
    paper = models.ForeignKey(Evidence, on_delete=models.SET_NULL, null=True, related_name="+")
    about = models.CharField(max_length=300, blank=True)
    reason = models.TextField()
    passed_from: models.ForeignKey[Self | None, Self | None] = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="passed_on"
    )
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return self.reason
