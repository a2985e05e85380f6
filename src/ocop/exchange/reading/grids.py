"""A sheet before anybody knows what it lists: rows of raw cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Area = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell of merged cells as (row, column), from 0, both inclusive."""


class Unreadable(ValueError):
    """The file cannot be taken at all. `code` is for programs, `reason` for people."""

    def __init__(self, code: str, reason: StrOrPromise) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason


@dataclass(slots=True)
class Grid:
    """The cells of one sheet: `rows[0][0]` is A1, an empty cell is "".

    `hidden` holds the numbers of hidden rows, from 1. `is_exact`: rows have no more cells than were written,
    as in a CSV, so that one with more cells than headings is out of step.
    """

    name: str
    rows: list[list[object]]
    merged: list[Area] = field(default_factory=list)
    hidden: frozenset[int] = frozenset()
    is_exact: bool = False
    from_1904: bool = False

    def put(self, row: int, column: int, value: object) -> None:
        """Put a value where calamine saw an empty cell, beyond its last row or column too."""
        while len(self.rows) <= row:
            self.rows.append([])
        cells = self.rows[row]
        if len(cells) <= column:
            cells.extend([""] * (column + 1 - len(cells)))
        cells[column] = value
