"""The same record on another day's map: which unit stood there then, or stands there now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ocop.places.models import EarlierState, Level, PairState, Succession, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

UPWARDS = [Level.COMMUNE, Level.DISTRICT, Level.PROVINCE, Level.COUNTRY]


class _Node(NamedTuple):
    level: str
    parent_id: int | None
    valid_from: date | None
    valid_to: date | None


class Boundaries:
    """The map of one day, asked for any unit of any time: three queries, however many units are asked for.

    A report over records asks `of(record.commune_id, level)` per record. The answer depends on nothing but
    the dates and successions of units, so the map of a past day answers the same after every later reform.
    """

    def __init__(self, day: date) -> None:
        self.day = day
        columns = ("pk", "level", "parent_id", "valid_from", "valid_to")
        self._nodes = {row[0]: _Node(*row[1:]) for row in Unit.objects.values_list(*columns)}
        self._later: dict[int, list[int]] = {}
        self._earlier: dict[int, list[int]] = {}
        self._main: dict[int, int] = {}
        pairs = Succession.objects.exclude(state=PairState.REJECTED)
        for former, successor, is_main in pairs.values_list("former_id", "successor_id", "is_main"):
            self._later.setdefault(former, []).append(successor)
            self._earlier.setdefault(successor, []).append(former)
            if is_main:
                self._main[former] = successor
        # Of the parents before a move the first that reaches to the day or beyond held on it.
        states = EarlierState.objects.filter(to_on__gte=day).order_by("-to_on")
        self._parents = dict(states.values_list("unit_id", "parent_id"))
        self._found: dict[tuple[int, str], frozenset[int]] = {}

    def of(self, unit_id: int, level: Level = Level.COMMUNE) -> int | None:
        """The unit of that level which held this one's territory on the day; None when it is not certain.

        Not certain: the unit was split, or it was merged and the day lies before the merger, or the map of
        that day has no such level.
        """
        found = self.candidates(unit_id, level)
        return next(iter(found)) if len(found) == 1 else None

    def answering(self, unit_id: int, level: Level = Level.COMMUNE) -> int | None:
        """As `of`; for what was split by the day, the unit that answered for it then: its main successor."""
        found = self.of(unit_id, level)
        at: int | None = None if found is not None else unit_id
        while at is not None and self._is_over(at):
            at = self._main.get(at)
        return found if at is None else self.of(at, level)

    def candidates(self, unit_id: int, level: Level = Level.COMMUNE) -> frozenset[int]:
        """Every unit of that level which held some of this one's territory on the day."""
        key = (unit_id, level)
        if key not in self._found:
            self._found[key] = frozenset(self._candidates(unit_id, level))
        return self._found[key]

    def _candidates(self, unit_id: int, level: Level) -> Iterable[int]:
        node = self._nodes[unit_id]
        if UPWARDS.index(level) < UPWARDS.index(Level(node.level)):
            return set()
        same = self._same(unit_id)
        if not same and node.parent_id is not None and level != node.level:
            return self.candidates(node.parent_id, level)
        above = {self._ancestor(one, level) for one in same}
        return {one for one in above if one is not None}

    def _same(self, unit_id: int) -> set[int]:
        """The units on the day's map that this one became, or that it was made of."""
        node = self._nodes[unit_id]
        if self._is_over(unit_id):
            nearer = self._later.get(unit_id, [])
        elif node.valid_from is not None and node.valid_from > self.day:
            nearer = self._earlier.get(unit_id, [])
        else:
            return {unit_id}
        return {found for one in nearer for found in self._same(one)}

    def _is_over(self, unit_id: int) -> bool:
        ended = self._nodes[unit_id].valid_to
        return ended is not None and ended < self.day

    def _ancestor(self, unit_id: int, level: Level) -> int | None:
        """The unit itself or the one above it on the day that has this level."""
        at: int | None = unit_id
        while at is not None and self._nodes[at].level != level:
            at = self._parents.get(at, self._nodes[at].parent_id)
        return at


def boundaries(day: date) -> Boundaries:
    """The map of a day for reports, see `Boundaries`. For today's map, `scope` always has an answer."""
    return Boundaries(day)


@dataclass(frozen=True, slots=True)
class Counterpart:
    """What covers a unit on another day. `exact`: one unit does; otherwise `units` are the candidates."""

    units: tuple[Unit, ...]

    @property
    def exact(self) -> bool:
        """Whether there is no doubt."""
        return len(self.units) == 1


def counterpart(unit: Unit, on: date) -> Counterpart:
    """The unit or units covering this one on another day; where that day lacks its level, the one above."""
    day_map = Boundaries(on)
    for level in UPWARDS[UPWARDS.index(Level(unit.level)) :]:
        found = day_map.candidates(unit.pk, level)
        if found:
            units = (
                Unit.objects.filter(pk__in=found).select_related("parent__parent").order_by("sort_key", "pk")
            )
            return Counterpart(tuple(units))
    return Counterpart(())
