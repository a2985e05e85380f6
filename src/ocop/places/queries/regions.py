"""Which province belongs to which region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from ocop.places.models import Level, Region, RegionMembership
from ocop.places.queries.boundaries import Boundaries

if TYPE_CHECKING:
    from datetime import date

    from ocop.places.models import Unit


def regions_on(day: date) -> dict[int, Region]:
    """The region of every province of that day's map, by the province's key; one query."""
    begun = Q(from_on=None) | Q(from_on__lte=day)
    open_then = RegionMembership.objects.filter(begun, Q(to_on=None) | Q(to_on__gte=day))
    return {one.province_id: one.region for one in open_then.select_related("region")}


def region_of(unit: Unit, on: date) -> Region | None:
    """The region a unit of any level and time lies in on a day's map; None when its province is not certain.

    Meant for one unit; a report takes `boundaries` and `regions_on` once.
    """
    province = Boundaries(on).of(unit.pk, Level.PROVINCE)
    return None if province is None else regions_on(on).get(province)
