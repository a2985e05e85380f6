"""Named reads of units. Results know their parents up to the province, so that full names cost no query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, QuerySet

from ocop.journal.naming import Place
from ocop.places.models import COUNTRY_CODE, EarlierState, Level, PairState, Succession, Unit
from ocop.platform.clock import local_day
from ocop.platform.text import fold


def current() -> QuerySet[Unit]:
    """Units that exist today."""
    return Unit.objects.filter(valid_to=None).select_related("parent__parent")


def as_of(day: date) -> QuerySet[Unit]:
    """Units that existed on this day; `named_on` then costs no further query for them and their parents.

    Before 1 July 2025 the map is that of 30 June 2025: when the units of that tree began is not known.
    """
    return (
        Unit.objects.on(day)
        .select_related("parent__parent__parent")
        .prefetch_related("earlier__parent", "parent__earlier__parent", "parent__parent__earlier__parent")
    )


def country() -> Unit:
    """The root. Raises: Unit.DoesNotExist before the units were loaded."""
    return current().get(code=COUNTRY_CODE)


def unit(code: str, on: date | None = None) -> Unit:
    """The unit of an official code, today or on a day: codes are used again. Raises: Unit.DoesNotExist."""
    return (current() if on is None else as_of(on)).get(code=code)


def latest(code: str) -> Unit | None:
    """The present unit of an official code; of a code that is used no more the last unit that had it."""
    return Unit.objects.filter(code=code).order_by(F("valid_to").desc(nulls_first=True)).first()


def provinces() -> QuerySet[Unit]:
    """All provinces and cities under the country, in Vietnamese order."""
    return current().filter(level=Level.PROVINCE).order_by("sort_key")


def children(parent: Unit) -> QuerySet[Unit]:
    """The units right below, in Vietnamese order."""
    return current().filter(parent=parent).order_by("sort_key")


def search(
    words: str, *, inside: Unit | None = None, level: Level | None = None, limit: int = 20
) -> list[Unit]:
    """Units whose name holds these words, however accented, or whose code they are; best matches first."""
    found = current()
    if inside is not None:
        found = found.filter(path__startswith=inside.path)
    if level is not None:
        found = found.filter(level=level)
    wanted = fold(words)
    if not wanted:
        return []
    if wanted.isdigit():
        return list(found.filter(code=wanted)[:limit])
    begins = list(found.filter(folded__startswith=wanted).order_by("sort_key")[:limit])
    taken = [unit.pk for unit in begins]
    rest = found.filter(folded__contains=wanted).exclude(pk__in=taken).order_by("sort_key")
    return begins + list(rest[: limit - len(begins)])


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit found by a present or a former name.

    `name_then` is the former name that was found, with its kind; `today` the unit that answers for it now;
    `is_split` tells that it is one of several.
    """

    unit: Unit
    name_then: str
    today: Unit
    is_split: bool = False


def find(words: str, *, limit: int = 20) -> list[Hit]:
    """Units by present and former names and codes, however accented: the old name finds the new unit."""
    hits = [Hit(one, "", one) for one in search(words, limit=limit)]
    wanted = fold(words)
    if not wanted:
        return hits
    states = (
        EarlierState.objects.filter(unit__valid_to=None, folded__contains=wanted)
        .exclude(unit__in=[hit.unit.pk for hit in hits])
        .select_related("unit__parent__parent")
        .order_by("folded", "unit_id", "to_on")
    )
    hits += [Hit(state.unit, state.own_name, state.unit) for state in states[:limit]]
    return hits + _former_hits(wanted, limit)


def _former_hits(wanted: str, limit: int) -> list[Hit]:
    named = {"code": wanted} if wanted.isdigit() else {"folded__contains": wanted}
    ended = Unit.objects.exclude(valid_to=None).filter(**named).select_related("parent__parent__parent")
    former = list(ended.order_by("sort_key", "-valid_to", "pk")[:limit])
    paths = {one.scope for one in former}
    now = {one.path: one for one in current().filter(path__in=paths)}
    split = set(
        Succession.objects.filter(former__in=former)
        .exclude(state=PairState.REJECTED)
        .values("former")
        .annotate(successors=Count("pk"))
        .filter(successors__gt=1)
        .values_list("former", flat=True)
    )
    return [Hit(one, one.own_name, now.get(one.scope, one), one.pk in split) for one in former]


def successors(unit: Unit) -> list[Succession]:
    """The pairs leading to what came after a unit, the main one first, rejected ones last."""
    pairs = unit.successions.select_related("successor__parent__parent")
    return sorted(pairs, key=lambda pair: (pair.state == PairState.REJECTED, not pair.is_main, pair.pk))


def predecessors(unit: Unit) -> list[Succession]:
    """The pairs leading to what a unit was made of, in Vietnamese order; rejected ones are left out."""
    pairs = unit.origins.exclude(state=PairState.REJECTED).select_related("former__parent__parent")
    return list(pairs.order_by("former__sort_key", "former_id"))


def chain(unit: Unit, *, forward: bool) -> list[list[Unit]]:
    """What came after a unit (or before it), one list per reform, at one query each; nearest first."""
    near, far = ("former", "successor") if forward else ("successor", "former")
    steps: list[list[Unit]] = []
    at = [unit.pk]
    while at:
        pairs = Succession.objects.exclude(state=PairState.REJECTED).filter(**{f"{near}__in": at})
        found = {
            getattr(pair, far).pk: getattr(pair, far)
            for pair in pairs.select_related(f"{far}__parent__parent")
        }
        at = list(found)
        if found:
            steps.append(list(found.values()))
    return steps


def unconfirmed(inside: str = "") -> QuerySet[Unit]:
    """Former units that were split and whose successors nobody has confirmed, in Vietnamese order."""
    waiting = Succession.objects.filter(state=PairState.OPEN).values("former")
    return (
        Unit.objects.filter(pk__in=waiting, scope__startswith=inside)
        .select_related("parent__parent__parent")
        .order_by("sort_key", "pk")
    )


def names_at(places: Mapping[Place, datetime]) -> dict[Place, str]:
    """The name of each place at its moment, in two queries; codes are used again, so the moment counts."""
    found: dict[str, list[Unit]] = {}
    for one in Unit.objects.filter(code__in={place.code for place in places}).prefetch_related("earlier"):
        found.setdefault(one.code, []).append(one)
    names = {}
    for place, at in places.items():
        day = local_day(at)
        held = [one for one in found.get(place.code, []) if one.exists_on(day)]
        if held:
            names[place] = held[0].own_name_on(day)
    return names


def paths_of(words: str) -> list[str]:
    """The paths of units of this code, or whose whole name this is, today."""
    wanted = fold(words)
    if not wanted:
        return []
    found = current().filter(code=words.strip()) | current().filter(folded=wanted)
    return list(found.order_by("path").values_list("path", flat=True)[:50])
