"""Trainings that members of councils attended: kept per person, so that they follow to the next council."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

from ocop.evaluation.models.council import Council, Seat
from ocop.places.models import Unit
from ocop.platform.db import ScopedQuerySet

if TYPE_CHECKING:
    from datetime import date

    from ocop.platform.actors import Actor

KEEPS_COUNCILS = "council.manage"


class TrainingQuerySet(ScopedQuerySet["Training"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own; those of who sits or sat on a council one may see for the offices that keep councils."""
        own = models.Q(user_id=actor.user_id or 0)
        if not actor.may(KEEPS_COUNCILS):
            return self.filter(own)
        members = Seat.objects.filter(council__in=Council.objects.visible_to(actor))
        return self.filter(own | models.Q(user__in=members.values("user_id")))


class Training(models.Model):
    """A training someone attended for the work of a council, as the office `unit` entered it.

    `held_on` is its day, or the last of several. `paper_number` is that of the paper that confirms it, empty
    where there is none. `valid_to` is the last day it counts, empty where nothing limits it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="trainings")
    title = models.CharField(max_length=300)
    held_on = models.DateField()
    organiser = models.CharField(max_length=300)
    paper_number = models.CharField(max_length=100, blank=True)
    valid_to = models.DateField(null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = TrainingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "title", "held_on"], name="evaluation_one_training_per_day"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("held_on")),
                name="evaluation_training_ends_later",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def counts_on(self, day: date) -> bool:
        """Whether it still counts on a day."""
        return self.valid_to is None or day <= self.valid_to
