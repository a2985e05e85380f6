"""Loading the shipped map of the country."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from ocop.journal.actions import record
from ocop.places import following
from ocop.places.models import (
    COUNTRY_CODE,
    EarlierState,
    Kind,
    Level,
    PairState,
    Region,
    RegionMembership,
    Succession,
    Unit,
)
from ocop.places.rows import MapRows, UnitRow, read_map
from ocop.places.tree import component
from ocop.platform.actors import SYSTEM
from ocop.platform.text import fold, vi_sort_key

if TYPE_CHECKING:
    from ocop.platform.actors import Actor

COUNTRY_ROW = UnitRow(COUNTRY_CODE, "Việt Nam", Kind.COUNTRY, "", date(1945, 9, 2), None)
LEVELS = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
FIELDS = [
    "name",
    "kind",
    "level",
    "parent_id",
    "path",
    "scope",
    "valid_to",
    "source",
    "folded",
    "sort_key",
]
BATCH = 1000


@transaction.atomic
def load_units(*, now: datetime, actor: Actor = SYSTEM, rows: MapRows | None = None) -> int:
    """Bring the map to what the shipped files say; returns how many units were new or changed.

    A second run changes nothing and writes no journal entry. What people changed since stays as they left it.
    Raises: KeyError when a row names a parent that is not among the rows.
    """
    before = Unit.objects.count()
    changed = store_map(read_map() if rows is None else rows)
    if changed:
        record(
            actor=actor,
            verb="units.loaded",
            obj=Unit.objects.get(code=COUNTRY_CODE, valid_to=None),
            before={"units": before},
            after={"units": Unit.objects.count(), "changed": changed},
            now=now,
        )
    return changed


def store_units(rows: Iterable[UnitRow]) -> int:
    """`store_map` for current units alone."""
    return store_map(MapRows(current=tuple(rows)))


@transaction.atomic
def store_map(rows: MapRows) -> int:
    """The part of `load_units` that leaves no trace, for building a test's world; returns the same number."""
    store = _Store(rows)
    root = store.put_level([COUNTRY_ROW], Level.COUNTRY, {})[COUNTRY_CODE]
    store.current = store.put_tree(rows.current, root)
    former = store.put_tree(rows.former, root)
    store.write_changes()
    _store_names(rows, store.current)
    _store_pairs(rows, former, store.current)
    _store_regions(rows, former, store.current)
    following.changed()
    return store.count


@dataclass
class _Store:
    """What is stored already, and what a run adds and changes."""

    rows: MapRows
    current: dict[str, Unit] = field(default_factory=dict)
    changed: list[Unit] = field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        self.known = {(unit.code, unit.valid_from): unit for unit in Unit.objects.select_for_update()}
        self.begun = {row.code: row.from_on for row in reversed(self.rows.names)}
        self.main = {row.former_code: row.successor_code for row in self.rows.pairs if row.is_main}

    def put_tree(self, rows: Iterable[UnitRow], root: Unit) -> dict[str, Unit]:
        """The units of one tree by code, parents before children."""
        levels: dict[Level, list[UnitRow]] = {level: [] for level in LEVELS}
        parents = {row.code: row for row in rows}
        for row in parents.values():
            levels[_level(row, parents)].append(row)
        units: dict[str, Unit] = {"": root}
        for level, found in levels.items():
            units |= self.put_level(found, level, units)
        return units

    def put_level(self, rows: list[UnitRow], level: Level, parents: dict[str, Unit]) -> dict[str, Unit]:
        """The units of one level by code; the new ones are in the database afterwards."""
        units: dict[str, Unit] = {}
        fresh: list[Unit] = []
        for row in rows:
            unit = self._unit(row, level, parents.get(row.parent_code))
            known = self.known.get((unit.code, unit.valid_from))
            if known is None:
                fresh.append(unit)
            elif known.version > 1:
                unit = known
            else:
                unit.pk = known.pk
                if any(_value(unit, name) != _value(known, name) for name in FIELDS):
                    self.changed.append(unit)
            units[row.code] = unit
        Unit.objects.bulk_create(fresh, batch_size=BATCH)
        self.count += len(fresh)
        return units

    def write_changes(self) -> None:
        """Write the units whose row says something else than before."""
        if self.changed:
            names = ["parent" if name == "parent_id" else name for name in FIELDS]
            Unit.objects.bulk_update(self.changed, names, batch_size=500)
            self.count += len(self.changed)

    def _unit(self, row: UnitRow, level: Level, parent: Unit | None) -> Unit:
        path = f"{parent.path if parent else ''}{component(row.code, row.valid_to)}"
        begun = self.begun.get(row.code) if row.valid_to is None else None
        return Unit(
            code=row.code,
            name=row.name,
            kind=Kind(row.kind),
            level=level,
            parent=parent,
            path=path,
            scope=path if row.valid_to is None else self._scope(row, path, parent),
            valid_from=begun or row.valid_from,
            valid_to=row.valid_to,
            source=row.source,
            folded=fold(row.name),
            sort_key=vi_sort_key(row.name),
        )

    def _scope(self, row: UnitRow, path: str, parent: Unit | None) -> str:
        """The scope of an ended unit; the same rule as in `tree`, without reading the table."""
        successor = self.current.get(self.main.get(row.code, "-"))
        if successor is not None:
            return successor.scope
        return path if parent is None or parent.valid_to is None else parent.scope


def _level(row: UnitRow, parents: dict[str, UnitRow]) -> Level:
    """The level of a row: districts stood right below former provinces. Raises: KeyError without a parent."""
    if not row.parent_code:
        return Level.PROVINCE
    above = parents[row.parent_code]
    return Level.DISTRICT if not above.parent_code and row.valid_to is not None else Level.COMMUNE


def _value(unit: Unit, name: str) -> object:
    value = getattr(unit, name)
    return bytes(value) if isinstance(value, memoryview) else value


def _store_names(rows: MapRows, current: dict[str, Unit]) -> None:
    known = set(EarlierState.objects.values_list("unit_id", "to_on"))
    states = [
        EarlierState(
            unit=current[row.code],
            name=row.name,
            kind=Kind(row.kind),
            parent_id=current[row.code].parent_id,
            from_on=row.from_on,
            to_on=row.to_on,
            source=row.source,
            folded=fold(row.name),
        )
        for row in rows.names
        if row.code in current and (current[row.code].pk, row.to_on) not in known
    ]
    EarlierState.objects.bulk_create(states, batch_size=BATCH)


def _store_pairs(rows: MapRows, former: dict[str, Unit], current: dict[str, Unit]) -> None:
    """Add the pairs that are missing; those of a unit that a person confirmed are complete."""
    known = set(Succession.objects.values_list("former_id", "successor_id"))
    pairs = []
    for row in rows.pairs:
        unit, successor = former[row.former_code], current[row.successor_code]
        if unit.version > 1 or (unit.pk, successor.pk) in known or unit.valid_to is None:
            continue
        pairs.append(
            Succession(
                former=unit,
                successor=successor,
                on=unit.valid_to + timedelta(days=1),
                is_main=row.is_main,
                state=PairState.OPEN if row.is_split else PairState.STATED,
                source=row.source,
                note=row.note,
            )
        )
    Succession.objects.bulk_create(pairs, batch_size=BATCH)


def _store_regions(rows: MapRows, former: dict[str, Unit], current: dict[str, Unit]) -> None:
    regions = {region.code: region for region in Region.objects.filter()}
    fresh = [
        Region(code=row.code, name=row.name, english=row.english, position=place)
        for place, row in enumerate(rows.regions, start=1)
        if row.code not in regions
    ]
    regions |= {region.code: region for region in Region.objects.bulk_create(fresh)}
    known = set(RegionMembership.objects.values_list("province_id", "from_on"))
    memberships = []
    for row in rows.memberships:
        province = (current if row.from_on else former)[row.province_code]
        if (province.pk, row.from_on) not in known:
            memberships.append(
                RegionMembership(
                    province=province,
                    region=regions[row.region],
                    from_on=row.from_on,
                    to_on=row.to_on,
                    source=row.source,
                )
            )
    RegionMembership.objects.bulk_create(memberships, batch_size=BATCH)
