"""Paths and scopes of all units, computed from parents, ends and main successors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocop.places.models import Succession, Unit

if TYPE_CHECKING:
    from datetime import date


def component(code: str, valid_to: date | None) -> str:
    """A unit's own part of a path; an ended unit carries its last day, since its code may be used again."""
    return f"{code}/" if valid_to is None else f"{code}~{valid_to.isoformat()}/"


def lock_map() -> None:
    """Let one process at a time change what follows what: paths and scopes are reckoned from all of it.

    Called first in an action that ends in `settle`, before it looks at any unit.
    """
    list(Unit.objects.select_for_update().filter(parent=None).order_by("pk"))


def settle() -> int:
    """Bring path and scope of every unit to what the map says now; returns how many rows changed.

    Ended units are written first: their old paths may be those of new units.
    """
    units = {unit.pk: unit for unit in Unit.objects.only("code", "parent_id", "path", "scope", "valid_to")}
    before = {pk: (unit.path, unit.scope) for pk, unit in units.items()}
    main = dict(Succession.objects.filter(is_main=True).values_list("former_id", "successor_id"))
    paths: dict[int, str] = {}
    scopes: dict[int, str] = {}
    for unit in units.values():
        unit.path = _path(unit, units, paths)
    for unit in units.values():
        unit.scope = _scope(unit, units, main, scopes)
    changed = [unit for pk, unit in units.items() if before[pk] != (unit.path, unit.scope)]
    for ended in (True, False):
        batch = [unit for unit in changed if (unit.valid_to is not None) is ended]
        Unit.objects.bulk_update(batch, ["path", "scope"], batch_size=500)
    return len(changed)


def _path(unit: Unit, units: dict[int, Unit], known: dict[int, str]) -> str:
    if unit.pk not in known:
        above = "" if unit.parent_id is None else _path(units[unit.parent_id], units, known)
        known[unit.pk] = above + component(unit.code, unit.valid_to)
    return known[unit.pk]


def _scope(unit: Unit, units: dict[int, Unit], main: dict[int, int], known: dict[int, str]) -> str:
    """Its own path while it exists; then its main successor's scope, else its parent's, else its own path."""
    if unit.pk not in known:
        if unit.valid_to is None:
            known[unit.pk] = unit.path
        elif unit.pk in main:
            known[unit.pk] = _scope(units[main[unit.pk]], units, main, known)
        else:
            parent = units[unit.parent_id] if unit.parent_id is not None else None
            ended = parent is not None and parent.valid_to is not None
            known[unit.pk] = _scope(parent, units, main, known) if parent and ended else unit.path
    return known[unit.pk]
