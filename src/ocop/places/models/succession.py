"""Which unit came after which."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from ocop.places.models.units import Unit


class PairState(models.TextChoices):
    """How sure it is that a territory, or a part of it, went to this successor."""

    STATED = "stated", pgettext_lazy("pair of units", "As the sources say")
    OPEN = "open", pgettext_lazy("pair of units", "To be confirmed")
    CONFIRMED = "confirmed", pgettext_lazy("pair of units", "Confirmed")
    REJECTED = "rejected", pgettext_lazy("pair of units", "Rejected")


class Succession(models.Model):
    """A former unit and one that took over its territory, or a part of it, on the day `on`.

    `source` and `note` are those of the data or the reform. A former unit with several successors was split:
    `is_main` marks the one that answers for it until its records are placed one by one. A pair found wrong is
    kept as rejected.
    """

    scoped_by = "former"

    former = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="origins")
    on = models.DateField()
    is_main = models.BooleanField()
    state = models.CharField(max_length=10, choices=PairState)
    source = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=60, blank=True)
    document = models.CharField(max_length=200, blank=True)
    confirmed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["former", "successor"], name="places_one_pair"),
            models.UniqueConstraint(
                fields=["former"], condition=models.Q(is_main=True), name="places_one_main_successor"
            ),
            models.CheckConstraint(
                condition=models.Q(is_main=False) | ~models.Q(state=PairState.REJECTED),
                name="places_rejected_pair_is_not_main",
            ),
        ]

    @property
    def is_disputed(self) -> bool:
        """Whether the sources contradict each other about this former unit."""
        return "disputed" in self.note.split(";")
