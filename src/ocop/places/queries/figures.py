"""Figures, flags and the rural scope of units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ocop.places.models import EarlierState, Flag, Kind, Level, RuralScope, Unit

if TYPE_CHECKING:
    from datetime import date

    from ocop.places.models import Baseline


def _open_on(day: date) -> Q:
    return Q(from_on__lte=day) & (Q(to_on=None) | Q(to_on__gte=day))


def in_scope(day: date) -> QuerySet[Unit]:
    """The communes of a day's map that take part in the programme: the denominator of participation (S1.04).

    Communes, townships and special zones always; wards where their province had decided so. The kind is that
    of the day.
    """
    opened = RuralScope.objects.filter(_open_on(day)).values("province")
    earlier = EarlierState.objects.filter(unit=OuterRef("pk"), to_on__gte=day).order_by("to_on")
    communes = Unit.objects.on(day).filter(level=Level.COMMUNE)
    named = communes.annotate(kind_then=Coalesce(Subquery(earlier.values("kind")[:1]), F("kind")))
    ward = Q(kind_then=Kind.WARD)
    return named.filter(~ward | Q(parent__in=opened) | Q(parent__parent__in=opened))


def baselines(unit: Unit) -> QuerySet[Baseline]:
    """The figures of a unit, latest year first."""
    return unit.baselines.order_by("-year")


def flags(unit: Unit) -> QuerySet[Flag]:
    """The flags of a unit, those that hold first."""
    return unit.flags.order_by(F("to_on").desc(nulls_first=True), "kind", "from_on")


def flagged(kind: str, day: date) -> QuerySet[Unit]:
    """The units with this flag on a day."""
    return Unit.objects.filter(pk__in=Flag.objects.filter(_open_on(day), kind=kind).values("unit"))


def rural_scope(province: Unit) -> QuerySet[RuralScope]:
    """A province's decisions on its wards, latest first."""
    return province.rural_scopes.order_by("-from_on")
