"""The rows of a list below its headings: blank ones, totals and notes set aside, merged cells spread."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ocop.exchange.cells import Flaw, shown
from ocop.exchange.columns import COLUMNS, Kind
from ocop.exchange.reading import headings
from ocop.exchange.sheets import Fault, Repair
from ocop.platform.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ocop.exchange.reading.grids import Grid
    from ocop.exchange.reading.headings import Header

TOTAL: Final = re.compile(r"(?:tong cong|tong so|tong|cong)\b[\s:.]*")
NOTE: Final = re.compile(
    r"(?:ghi chu|luu y|chu thich|nguoi lap|lap bieu|nguoi tong hop|xac nhan|thu truong|noi nhan|tm\.|kt\.|"
    r"ngay \S+ thang \S+ nam|\S+, ngay|\(ky)"
)
LEFT_OUT: Final = _("This row is a total, a note or a heading; it was left out.")
SPREAD: Final = _("The merged cells were taken for each of their rows.")
MERGED: Final = _("Cells of several columns are merged here. Undo the merging and fill in each cell.")
HIDDEN: Final = _("Hidden rows were read too.")
OUT_OF_STEP: Final = _(
    "This row has more cells than headings. Put text that holds a comma in quotation marks."
)


@dataclass(slots=True)
class Found:
    """The rows that count: their numbers in the sheet, from 1, and the raw cells of the known columns."""

    numbers: list[int] = field(default_factory=list)
    cells: dict[str, list[object]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)


def rows(grid: Grid, header: Header, places: dict[str, int], kind: Kind) -> Found:
    """The rows of the list below its headings."""
    found = Found(cells={key: [] for key in places})
    _spread_merged(grid, header, places, found)
    order = list(places.values())
    width = max(order) + 1
    needed = [places[column.key] for column in COLUMNS[kind] if column.needed]
    looked_at = places.get(COLUMNS[kind][0].key, needed[0])
    kept: list[list[object]] = []
    for number, row in enumerate(grid.rows[header.end :], start=header.end + 1):
        if len(row) < width:
            row.extend([""] * (width - len(row)))
        is_first = number == header.end + 1
        if is_first or _may_be_aside(row[looked_at], kind):
            if _is_blank(row, order):
                continue
            if _is_aside(row, needed, kind) or (is_first and headings.is_numbering(row)):
                found.repairs.append(Repair(number, "", _words(row), "", LEFT_OUT))
                continue
        kept.append(row)
        found.numbers.append(number)
    for key, place in places.items():
        found.cells[key] = [row[place] for row in kept]
    _tell_hidden(grid, found)
    if grid.is_exact:
        _tell_out_of_step(header, zip(found.numbers, kept, strict=True), found)
    return found


def _may_be_aside(cell: object, kind: Kind) -> bool:
    """A quick look at the first cell: only rows where it is empty or begins so can be set aside."""
    if not isinstance(cell, str):
        return False
    if not cell.strip():
        return True
    return cell[0] in "TtCc(GgLlNnKkXxMmpP" and (
        TOTAL.match(fold(cell)) is not None
        or NOTE.match(fold(cell)) is not None
        or headings.is_heading(cell, kind)
    )


def _is_blank(row: list[object], order: list[int]) -> bool:
    return all(isinstance(row[place], str) and not str(row[place]).strip() for place in order)


def _is_aside(row: list[object], needed: list[int], kind: Kind) -> bool:
    """Headings once more, or a total or note: words known for it where almost nothing needed is filled in."""
    if headings.names_columns(row, kind):
        return True
    label = next((place for place, cell in enumerate(row) if shown(cell).strip()), 0)
    if sum(1 for place in needed if place != label and shown(row[place]).strip()) > 1:
        return False
    begins = fold(shown(row[label]))
    return TOTAL.match(begins) is not None or NOTE.match(begins) is not None


def _words(row: list[object]) -> str:
    return " ".join(" ".join(shown(cell) for cell in row if cell != "").split())[:100]


def _spread_merged(grid: Grid, header: Header, places: dict[str, int], found: Found) -> None:
    """What is merged downwards holds for each row; what is merged across columns belongs to none of them."""
    keys = {place: key for key, place in places.items()}
    for (top, left), (bottom, right) in grid.merged:
        across = [place for place in range(left, right + 1) if place in keys]
        if top < header.end or not across or top >= len(grid.rows):
            continue
        value = grid.rows[top][left] if left < len(grid.rows[top]) else ""
        if value == "":
            continue
        if right > left:
            grid.put(top, left, Flaw(shown(value), "merged", MERGED))
            continue
        for row in range(top + 1, min(bottom + 1, len(grid.rows))):
            grid.put(row, left, value)
            found.repairs.append(Repair(row + 1, keys[left], "", shown(value), SPREAD))


def _tell_hidden(grid: Grid, found: Found) -> None:
    hidden = grid.hidden.intersection(found.numbers)
    if hidden:
        found.repairs.append(Repair(min(hidden), "", "", "", HIDDEN))


def _tell_out_of_step(header: Header, rows_read: Iterable[tuple[int, list[object]]], found: Found) -> None:
    """A row of a CSV with a cell too many has its values under the wrong headings."""
    for number, row in rows_read:
        if any(shown(cell).strip() for cell in row[header.width :]):
            found.faults.append(Fault(number, "", _words(row), "too_many_cells", OUT_OF_STEP))
