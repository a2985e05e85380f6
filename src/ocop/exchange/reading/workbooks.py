"""Workbooks, new and old, as grids."""

from __future__ import annotations

import io
import zipfile
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Final, cast

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from ocop.exchange.cells import Flaw, number_text
from ocop.exchange.reading import sheet_binary, sheet_xml
from ocop.exchange.reading.files import DAMAGED, ENCRYPTED
from ocop.exchange.reading.grids import Grid, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ocop.exchange.reading.sheet_xml import Marks

ROOM: Final = 1000
"""So many rows may stand above and below the list."""
ERROR: Final = _("The formula in this cell failed. Correct it, or write the value.")
UNCALCULATED: Final = _(
    "The formula in this cell was never calculated. Open the file and save it, or write the value."
)


def read_xlsx(content: bytes, most_rows: int) -> list[Grid]:
    """The visible sheets of a new workbook. Raises: Unreadable."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = sheet_xml.book(archive)
        sheet_xml.check(archive)

        def marks_of(name: str) -> Marks:
            part = parts.sheets.get(name)
            if part is None:
                return sheet_xml.Marks()
            return sheet_xml.marks(archive, part, parts.percent_styles, most_rows + ROOM)

        return _grids(content, marks_of, from_1904=parts.from_1904)


def read_xls(content: bytes) -> list[Grid]:
    """The visible sheets of an old workbook (1997 to 2003). Raises: Unreadable."""
    parts = sheet_binary.book(content)
    return _grids(content, lambda name: parts.marks.get(name, sheet_xml.Marks()), from_1904=parts.from_1904)


def _grids(content: bytes, marks_of: Callable[[str], Marks], *, from_1904: bool) -> list[Grid]:
    with _without_panic():
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            _grid(workbook, sheet.name, marks_of(sheet.name), from_1904=from_1904)
            for sheet in workbook.sheets_metadata
            if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
        ]


@contextmanager
def _without_panic() -> Iterator[None]:
    """What the library raises becomes a refusal, a panic inside of it too: a class that it does not name."""
    try:
        yield
    except PasswordError:
        raise Unreadable("encrypted", ENCRYPTED) from None
    except Unreadable:
        raise
    except (CalamineError, OSError, ValueError, OverflowError):
        raise Unreadable("damaged", DAMAGED) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Unreadable("damaged", DAMAGED) from None


def _grid(workbook: CalamineWorkbook, name: str, marks: Marks, *, from_1904: bool) -> Grid:
    sheet = workbook.get_sheet_by_name(name)
    rows = cast("list[list[object]]", sheet.to_python(skip_empty_area=False))
    merged = [(first, last) for first, last in sheet.merged_cell_ranges or []]
    grid = Grid(name, rows, merged, frozenset(marks.hidden), from_1904=from_1904)
    for (row, column), text in marks.errors.items():
        grid.put(row, column, Flaw(text, "error_value", ERROR))
    for row, column in marks.uncalculated:
        grid.put(row, column, Flaw("", "uncalculated", UNCALCULATED))
    for row, column in marks.percents:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = _as_percent(rows[row][column])
    return grid


def _as_percent(value: object) -> object:
    """A number as the percentage that the cell shows: 0.35 as "35%"."""
    if not isinstance(value, float):
        return value
    return f"{(Decimal(number_text(value)) * 100).normalize():f}%"
