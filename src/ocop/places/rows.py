"""The shipped files of the map as typed rows."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as the file has it; dates are inclusive, `parent_code` is empty for a province.

    In `units.csv` the first day is that of the present name and kind, see `NameRow`.
    """

    code: str
    name: str
    kind: str
    parent_code: str
    valid_from: date | None
    valid_to: date | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class NameRow:
    """An earlier name and kind of a current unit, both days inclusive."""

    code: str
    name: str
    kind: str
    from_on: date
    to_on: date
    source: str


@dataclass(frozen=True, slots=True)
class PairRow:
    """A former unit and a successor. `is_main`: the one that answers for it; `is_split`: one of several."""

    former_code: str
    successor_code: str
    source: str
    note: str
    is_main: bool
    is_split: bool


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A region with its names."""

    code: str
    name: str
    english: str


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """A province in a region between two days; an empty day is open."""

    province_code: str
    region: str
    from_on: date | None
    to_on: date | None
    source: str


@dataclass(frozen=True, slots=True)
class MapRows:
    """All files, or a piece of the country cut out of them."""

    current: tuple[UnitRow, ...]
    former: tuple[UnitRow, ...] = ()
    names: tuple[NameRow, ...] = ()
    pairs: tuple[PairRow, ...] = ()
    regions: tuple[RegionRow, ...] = ()
    memberships: tuple[MembershipRow, ...] = ()

    def only(self, current: Collection[str], former: Collection[str] = ()) -> MapRows:
        """The piece with these codes of today's and of the former tree; pairs with both ends inside."""
        pairs = (pair for pair in self.pairs if pair.former_code in former and pair.successor_code in current)
        memberships = (
            row for row in self.memberships if row.province_code in (current if row.from_on else former)
        )
        return MapRows(
            current=tuple(row for row in self.current if row.code in current),
            former=tuple(row for row in self.former if row.code in former),
            names=tuple(row for row in self.names if row.code in current),
            pairs=tuple(pairs),
            regions=self.regions,
            memberships=tuple(memberships),
        )


def read_map() -> MapRows:
    """Every shipped file."""
    return MapRows(
        current=tuple(read_units()),
        former=tuple(_units("units_before_2025_07")),
        names=tuple(_names()),
        pairs=tuple(_pairs()),
        regions=tuple(RegionRow(**row) for row in _rows("region_names")),
        memberships=tuple(_memberships()),
    )


def read_units() -> Iterator[UnitRow]:
    """The rows of `data/units.csv`, in the order of the file."""
    return _units("units")


def _units(name: str) -> Iterator[UnitRow]:
    for row in _rows(name):
        yield UnitRow(
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            parent_code=row["parent_code"],
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            source=row["source"],
        )


def _names() -> Iterator[NameRow]:
    for row in _rows("former_names"):
        yield NameRow(
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            from_on=date.fromisoformat(row["valid_from"]),
            to_on=date.fromisoformat(row["valid_to"]),
            source=row["source"],
        )


def _pairs() -> Iterator[PairRow]:
    """The pairs with their main successor: the noted one, else the one of the package that gave the tree.

    Neither is a fact of law; a person confirms the pairs of a split unit.
    """
    by_former: dict[str, list[dict[str, str]]] = {}
    for row in _rows("succession"):
        by_former.setdefault(row["old_code"], []).append(row)
    for rows in by_former.values():
        main = max(
            rows, key=lambda row: ("main" in row["note"].split(";"), "vau" in row["source"].split("+"))
        )
        for row in rows:
            yield PairRow(
                former_code=row["old_code"],
                successor_code=row["new_code"],
                source=row["source"],
                note=row["note"],
                is_main=row is main,
                is_split=len(rows) > 1,
            )


def _memberships() -> Iterator[MembershipRow]:
    for row in _rows("regions"):
        yield MembershipRow(
            province_code=row["province_code"],
            region=row["region"],
            from_on=_day(row["valid_from"]),
            to_on=_day(row["valid_to"]),
            source=row["source"],
        )


def _rows(name: str) -> Iterator[dict[str, str]]:
    with files("ocop.places").joinpath(f"data/{name}.csv").open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
