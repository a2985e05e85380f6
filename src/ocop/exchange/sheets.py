"""What a workbook says once it is read: its columns, its rows, and what is wrong or was repaired in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.exchange.columns import Kind


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell, a row or the file is refused. `row` is the sheet's own number, from 1; 0 for the file.

    `column` is the key of the column, empty for the whole row. `value` is what stands in the cell, as text.
    """

    row: int
    column: str
    value: str
    code: str
    reason: StrOrPromise


@dataclass(frozen=True, slots=True)
class Repair:
    """What was read otherwise than it stands, such as 4 as "00004": told, never silent."""

    row: int
    column: str
    value: str
    read_as: str
    reason: StrOrPromise


@dataclass(slots=True)
class Sheet:
    """One list as read and parsed, column by column: `columns[key][i]` stands in row `numbers[i]`.

    A parsed cell is text, a count, yes or no, an exact Decimal, a day, or None where it is empty.

    `places` gives the number of each key's column in the file, from 1, to mark cells in a copy of it;
    `sheet_name` is empty for a CSV. A faulty cell is None in `columns` and named in `faults`.
    """

    kind: Kind
    sheet_name: str
    places: dict[str, int]
    numbers: list[int]
    columns: dict[str, list[object]]
    faults: list[Fault] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
