"""The regions of the country and which province belongs to which, with dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import get_language

from ocop.places.models.units import Unit
from ocop.platform.db import ScopedQuerySet

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


class RegionQuerySet(ScopedQuerySet["Region"]):
    def visible_to(self, actor: Actor) -> Self:  # noqa: ARG002 - the same door as everywhere
        """Everybody: regions are public."""
        return self.filter()


class Region(models.Model):
    """A socio-economic region (vùng). A new grouping adds regions; none is ever deleted."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    english = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField()

    objects = RegionQuerySet.as_manager()

    def __str__(self) -> str:
        """The name in the language of the page."""
        return self.english if get_language() == "en" else self.name


class RegionMembership(models.Model):
    """A province in a region between two days, both inclusive; an empty end is open."""

    scoped_by = "province"

    province = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="regions")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="memberships")
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province"], condition=models.Q(to_on=None), name="places_one_region_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(from_on=None)
                | models.Q(to_on=None)
                | models.Q(to_on__gte=models.F("from_on")),
                name="places_region_ends_after_it_begins",
            ),
        ]
