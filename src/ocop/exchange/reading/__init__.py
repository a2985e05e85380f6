"""From a file somebody sent to a parsed sheet. Whatever it is, the answer is a `Sheet` with its faults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ocop.exchange import parsing
from ocop.exchange.columns import COLUMNS, Kind
from ocop.exchange.reading import headings, lists
from ocop.exchange.reading.files import FileKind, kind_of
from ocop.exchange.reading.grids import Grid, Unreadable
from ocop.exchange.reading.texts import read_text, too_many
from ocop.exchange.reading.workbooks import read_xls, read_xlsx
from ocop.exchange.sheets import Fault, Repair, Sheet

if TYPE_CHECKING:
    from ocop.exchange.reading.headings import Header

HEADER_ROOM: Final = 50
"""So many rows of a CSV may be titles and headings."""
NO_LIST: Final = _(
    "No row of headings was found. Use the template: its headings, or its keys, must stand above the list."
)
NO_ROWS: Final = _("There is no row below the headings.")


def read(content: bytes, name: str, kind: Kind) -> Sheet:
    """What the file says, parsed and with every fault and repair named. Never raises for what was sent.

    A file that cannot be taken has no columns and a fault of row 0, its value the file's name.
    """
    try:
        grid, header = _chosen(_grids(content, kind), kind)
    except Unreadable as refusal:
        return Sheet(kind, "", {}, [], {}, [Fault(0, "", name, refusal.code, refusal.reason)])
    places = {key: found[0] for key, found in header.places.items()}
    faults = _header_faults(header, kind)
    if faults:
        return Sheet(kind, grid.name, _from_one(places), [], {}, faults, _left_out(header))
    found = lists.rows(grid, header, places, kind)
    if not found.numbers:
        return Sheet(kind, grid.name, _from_one(places), [], {}, [Fault(0, "", name, "no_rows", NO_ROWS)])
    parsed = parsing.parse(kind, found.numbers, found.cells, from_1904=grid.from_1904)
    return Sheet(
        kind,
        grid.name,
        _from_one(places),
        found.numbers,
        parsed.columns,
        sorted([*found.faults, *parsed.faults], key=lambda one: (one.row, places.get(one.column, -1))),
        [*_left_out(header), *found.repairs, *parsed.repairs],
    )


def grids(content: bytes, kind: Kind) -> list[Grid]:
    """The sheets of a file as they stand. Raises: Unreadable."""
    return _grids(content, kind)


def _grids(content: bytes, kind: Kind) -> list[Grid]:
    limit: int = settings.OCOP_IMPORT_MAX_ROWS
    match kind_of(content):
        case FileKind.XLSX:
            return read_xlsx(content, limit)
        case FileKind.XLS:
            return read_xls(content)
        case _:
            return [read_text(content, limit + HEADER_ROOM, lambda grid: _score(grid, kind))]


def _score(grid: Grid, kind: Kind) -> int:
    header = headings.find(grid, kind)
    return header.score if header else 0


def _chosen(found: list[Grid], kind: Kind) -> tuple[Grid, Header]:
    """The sheet with the list. Two sheets that both hold one are refused: one of them would be lost."""
    headed = [(grid, header) for grid in found if (header := headings.find(grid, kind))]
    if not headed:
        raise Unreadable("no_header", NO_LIST)
    needed = {column.key for column in COLUMNS[kind] if column.needed}
    whole = [(grid, header) for grid, header in headed if needed <= set(header.places)]
    filled = [(grid, header) for grid, header in whole if len(grid.rows) > header.end]
    if len(filled) > 1:
        text = _("Several sheets hold such a list: %(names)s. Send a file with one of them.")
        raise Unreadable("several_sheets", text % {"names": ", ".join(grid.name for grid, _header in filled)})
    best = max(filled or whole or headed, key=lambda one: one[1].score)
    if len(best[0].rows) - best[1].end > settings.OCOP_IMPORT_MAX_ROWS:
        raise too_many(settings.OCOP_IMPORT_MAX_ROWS)
    return best


def _header_faults(header: Header, kind: Kind) -> list[Fault]:
    """Columns that stand twice, ask for another unit or are missing."""
    row = header.end
    known = headings.columns_of(kind)
    twice = _("“%(heading)s” stands in two columns. Delete one of them.")
    other = _("“%(heading)s”: amounts are in dong and shares in percent. Convert them and rename the column.")
    missing = _("The column “%(heading)s” is missing. Add it under this heading.")
    faults = [
        Fault(row, key, known[key].heading, "duplicate_column", twice % {"heading": known[key].heading})
        for key, places in header.places.items()
        if len(places) > 1
    ]
    faults += [
        Fault(row, "", text, "other_unit", other % {"heading": text}) for text in header.units.values()
    ]
    faults += [
        Fault(row, column.key, "", "missing_column", missing % {"heading": column.heading})
        for column in COLUMNS[kind]
        if column.needed and column.key not in header.places
    ]
    return faults


def _left_out(header: Header) -> list[Repair]:
    reason = _("This column is not known here and was left out.")
    return [Repair(header.end, "", text, "", reason) for text in header.unknown.values()]


def _from_one(places: dict[str, int]) -> dict[str, int]:
    return {key: place + 1 for key, place in places.items()}


__all__ = ["grids", "read"]
