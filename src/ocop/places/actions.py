"""Changes to the map of the country."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from ocop.journal.actions import record
from ocop.places.models import COUNTRY_CODE, Kind, Level, Unit
from ocop.places.rows import UnitRow, read_units
from ocop.platform.actors import SYSTEM
from ocop.platform.text import fold, vi_sort_key

if TYPE_CHECKING:
    from ocop.platform.actors import Actor

COUNTRY_ROW = UnitRow(
    code=COUNTRY_CODE,
    name="Việt Nam",
    kind=Kind.COUNTRY,
    parent_code="",
    valid_from=date(1945, 9, 2),
    valid_to=None,
)
FIELDS = ["name", "kind", "level", "parent", "path", "valid_from", "valid_to", "folded", "sort_key"]


@transaction.atomic
def load_units(*, now: datetime, actor: Actor = SYSTEM, rows: Iterable[UnitRow] | None = None) -> int:
    """Bring the table to what the shipped file says; returns how many units were new or changed.

    A second run changes nothing and writes no journal entry. `rows` replaces the file, parents needed too.
    Raises: KeyError when a row names a parent that is not among the rows.
    """
    before = Unit.objects.count()
    changed = store_units(read_units() if rows is None else rows)
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


@transaction.atomic
def store_units(rows: Iterable[UnitRow]) -> int:
    """The part of `load_units` that leaves no trace, for building a test's world; returns the same number."""
    given = list(rows)
    stored = {(unit.code, unit.valid_to): unit for unit in Unit.objects.select_for_update()}
    country, changed = _store([(COUNTRY_ROW, None)], stored)
    root = country[COUNTRY_CODE]
    provinces, more = _store([(row, root) for row in given if not row.parent_code], stored)
    _, most = _store([(row, provinces[row.parent_code]) for row in given if row.parent_code], stored)
    return changed + more + most


def _store(
    rows: list[tuple[UnitRow, Unit | None]], stored: dict[tuple[str, date | None], Unit]
) -> tuple[dict[str, Unit], int]:
    fresh: list[Unit] = []
    changed: list[Unit] = []
    units: dict[str, Unit] = {}
    for row, parent in rows:
        unit = _unit(row, parent)
        known = stored.get((row.code, row.valid_to))
        if known is None:
            fresh.append(unit)
        else:
            unit.pk = known.pk
            if any(_value(unit, name) != _value(known, name) for name in FIELDS):
                changed.append(unit)
        units[row.code] = unit
    Unit.objects.bulk_create(fresh, batch_size=1000)
    if changed:
        Unit.objects.bulk_update(changed, FIELDS, batch_size=500)
    return units, len(fresh) + len(changed)


def _unit(row: UnitRow, parent: Unit | None) -> Unit:
    return Unit(
        code=row.code,
        name=row.name,
        kind=Kind(row.kind),
        level=_level(parent),
        parent=parent,
        path=f"{parent.path if parent else ''}{row.code}/",
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        folded=fold(row.name),
        sort_key=vi_sort_key(row.name),
    )


def _level(parent: Unit | None) -> Level:
    if parent is None:
        return Level.COUNTRY
    return Level.PROVINCE if parent.level == Level.COUNTRY else Level.COMMUNE


def _value(unit: Unit, name: str) -> object:
    if name == "parent":
        return unit.parent_id
    value = getattr(unit, name)
    return bytes(value) if isinstance(value, memoryview) else value
