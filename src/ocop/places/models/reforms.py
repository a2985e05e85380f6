"""A reform of the map: drafted line by line, then carried out as one act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import pgettext_lazy

from ocop.places.models.units import Kind, Unit
from ocop.platform.db import ScopedQuerySet, Versioned

if TYPE_CHECKING:
    from ocop.platform.actors import Actor

DRAFTERS = "units.reform"


class ReformState(models.TextChoices):
    """A draft changes nothing; a reform that was carried out or given up is not changed any more."""

    DRAFT = "draft", pgettext_lazy("reform of units", "Draft")
    CARRIED_OUT = "carried_out", pgettext_lazy("reform of units", "Carried out")
    DISCARDED = "discarded", pgettext_lazy("reform of units", "Given up")


class ReformQuerySet(ScopedQuerySet["Reform"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those carried out for everybody; drafts, also given up, for those who may carry reforms out."""
        return self.filter() if actor.may(DRAFTERS) else self.filter(state=ReformState.CARRIED_OUT)


class Reform(Versioned):
    """A merger, split or regrouping of units by a legal document, in force from `effective_on`."""

    title = models.CharField(max_length=200)
    document = models.CharField(max_length=200)
    effective_on = models.DateField()
    state = models.CharField(max_length=20, choices=ReformState, default=ReformState.DRAFT)

    objects = ReformQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title


class ReformUnit(models.Model):
    """A unit that the reform sets up. `parent_code` is a unit of this reform or one that stays."""

    scoped_by = "reform"

    reform = models.ForeignKey(Reform, on_delete=models.CASCADE, related_name="units")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=Kind)
    parent_code = models.CharField(max_length=20)
    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, null=True, related_name="set_up_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reform", "code"], name="places_one_new_unit_per_code")
        ]

    def __str__(self) -> str:
        return f"{Kind(self.kind).label} {self.name}"


class ReformLine(models.Model):
    """A unit that ends, and a new one that takes over its territory or a part of it."""

    scoped_by = "reform"

    reform = models.ForeignKey(Reform, on_delete=models.CASCADE, related_name="lines")
    former = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reform_lines")
    successor = models.ForeignKey(ReformUnit, on_delete=models.CASCADE, related_name="lines")
    is_main = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["former", "successor"], name="places_one_reform_line")]


class ReformMove(models.Model):
    """A unit that stays what it is and gets another parent."""

    scoped_by = "reform"

    reform = models.ForeignKey(Reform, on_delete=models.CASCADE, related_name="moves")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reform_moves")
    parent_code = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reform", "unit"], name="places_one_move_per_unit")]
