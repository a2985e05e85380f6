"""The shipped file of units as typed rows."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as the file has it; dates are inclusive, `parent_code` is empty for a province."""

    code: str
    name: str
    kind: str
    parent_code: str
    valid_from: date
    valid_to: date | None


def read_units() -> Iterator[UnitRow]:
    """The rows of `data/units.csv`, in the order of the file."""
    with files("ocop.places").joinpath("data/units.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield UnitRow(
                code=row["code"],
                name=row["name"],
                kind=row["kind"],
                parent_code=row["parent_code"],
                valid_from=date.fromisoformat(row["valid_from"]),
                valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            )
