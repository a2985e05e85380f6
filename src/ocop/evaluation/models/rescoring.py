"""Samples of results of lower levels that the supervising level has scored again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

from ocop.evaluation.models.council import Council, CouncilCase
from ocop.platform.db import ScopedQuerySet

if TYPE_CHECKING:
    from ocop.platform.actors import Actor

READS_SAMPLES = "fairness.read"


class RescoringSampleQuerySet(ScopedQuerySet["RescoringSample"]):
    def visible_to(self, actor: Actor) -> Self:
        """The level that drew it; those whose results were scored again learn nothing of it."""
        if actor.role == "system":
            return self.filter()
        if not actor.may(READS_SAMPLES):
            return self.none()
        return self.filter(council__unit__path=actor.unit_path)


class RescoringSample(models.Model):
    """Results drawn by lot to be scored again by a council of the supervising level (S14.13).

    Drawn were `size` of the `population` results closed from `first` to `last`; the lot follows from `seed`,
    which nobody chose, so that anybody can draw it again.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="samples_scored")
    first = models.DateField()
    last = models.DateField()
    population = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    seed = models.CharField(max_length=64)
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = RescoringSampleQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.council}: {self.first} - {self.last}"


class RescoredItem(models.Model):
    """One result of a sample: the `local` case it is of, and the `case` in which it is scored again."""

    scoped_by = "sample"

    sample = models.ForeignKey(RescoringSample, on_delete=models.PROTECT, related_name="items")
    local = models.ForeignKey(CouncilCase, on_delete=models.PROTECT, related_name="rescored")
    case = models.OneToOneField(CouncilCase, on_delete=models.PROTECT, related_name="rescores")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "local"], name="evaluation_drawn_once_per_sample")
        ]
