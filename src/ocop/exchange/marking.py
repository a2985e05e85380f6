"""The user's own workbook back, with every fault in its cell and all of them on a sheet of their own."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from ocop.exchange import reading
from ocop.exchange.cells import Flaw
from ocop.exchange.columns import COLUMNS
from ocop.exchange.reading.files import FileKind, kind_of
from ocop.exchange.reading.grids import Unreadable
from ocop.exchange.reading.sheet_xml import UNREADABLE_PARTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from ocop.exchange.sheets import Fault, Sheet

FAULTS: Final = "Lỗi"
AUTHOR: Final = "OCOP"
RED: Final = PatternFill("solid", fgColor="FFC7CE")
BOLD: Final = Font(bold=True)
LINK: Final = Font(color="0563C1", underline="single")
LONGEST_CELL: Final = 32_767
LONGEST: Final = 1_000
"""The most characters of a comment that a reader still sees."""
WIDTHS: Final = (10, 30, 30, 80)


def mark(content: bytes, sheet: Sheet, faults: Sequence[Fault]) -> bytes:
    """The workbook with faulty cells red and commented, and a sheet that lists all faults with links to them.

    An .xlsx keeps what openpyxl can keep of it; of an old .xls or a text file a new workbook is made, laid
    out like it. The first faulty cell is selected. Raises: Unreadable for a file that cannot be opened.
    """
    workbook, page = _opened(content, sheet)
    headings = {column.key: column.heading for column in COLUMNS[sheet.kind]}
    by_cell: dict[tuple[int, int], list[Fault]] = {}
    for fault in faults:
        if fault.row:
            by_cell.setdefault((fault.row, sheet.places.get(fault.column, 1)), []).append(fault)
    for place, those in by_cell.items():
        _mark_cell(page, place, those)
    first = min(by_cell, default=None)
    if first is not None:
        _select(workbook, page, first)
    _list_faults(workbook, page, sheet.places, headings, faults)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _opened(content: bytes, sheet: Sheet) -> tuple[Workbook, Worksheet]:
    if kind_of(content) is FileKind.XLSX:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # openpyxl tells what it cannot keep
                workbook = load_workbook(io.BytesIO(content))
        except (*UNREADABLE_PARTS, TypeError, AttributeError, IndexError):
            return _laid_out_like(content, sheet)
        named = sheet.sheet_name if sheet.sheet_name in workbook.sheetnames else workbook.sheetnames[0]
        return workbook, workbook[named]
    return _laid_out_like(content, sheet)


def _laid_out_like(content: bytes, sheet: Sheet) -> tuple[Workbook, Worksheet]:
    """A new workbook with the same cells in the same places; text stays text."""
    grids = reading.grids(content, sheet.kind)
    grid = next((one for one in grids if one.name == sheet.sheet_name), grids[0])
    workbook = Workbook()
    page = workbook.active
    if page is None:
        raise Unreadable("damaged", _("The file is damaged or not complete."))
    page.title = sheet.sheet_name or AUTHOR
    for row, cells in enumerate(grid.rows, start=1):
        for column, value in enumerate(cells, start=1):
            if value == "":
                continue
            cell = page.cell(row, column)
            text = value.text if isinstance(value, Flaw) else value
            cell.value = _printable(text) if isinstance(text, str) else text  # type: ignore[assignment]
            if isinstance(text, str):
                cell.data_type = "s"
    return workbook, page


def _mark_cell(page: Worksheet, place: tuple[int, int], faults: Sequence[Fault]) -> None:
    cell = page.cell(*place)
    if isinstance(cell, MergedCell):
        cell = _corner(page, cell.coordinate)
    words = "\n".join(dict.fromkeys(str(fault.reason) for fault in faults))
    if cell.comment is not None:
        words = f"{words}\n{cell.comment.text}"
    cell.comment = Comment(words[:LONGEST], AUTHOR, height=110, width=320)
    cell.fill = RED


def _corner(page: Worksheet, coordinate: str) -> Cell:
    """The cell that holds what merged cells show."""
    area = next(one for one in page.merged_cells.ranges if coordinate in one)
    corner: Cell = page.cell(area.min_row, area.min_col)  # type: ignore[assignment]
    return corner


def _select(workbook: Workbook, page: Worksheet, place: tuple[int, int]) -> None:
    workbook.active = page
    for other in workbook.worksheets:
        other.sheet_view.tabSelected = other is page
    cell = f"{get_column_letter(place[1])}{place[0]}"
    for selection in page.sheet_view.selection:
        selection.activeCell = cell
        selection.sqref = cell
    top = f"{get_column_letter(1)}{max(place[0] - 5, 1)}"
    if page.sheet_view.pane is None:
        page.sheet_view.topLeftCell = top


def _list_faults(
    workbook: Workbook,
    page: Worksheet,
    places: Mapping[str, int],
    headings: Mapping[str, str],
    faults: Sequence[Fault],
) -> None:
    if FAULTS in workbook.sheetnames:
        del workbook[FAULTS]
    listed = workbook.create_sheet(FAULTS)
    listed.append([_("Cell"), _("Column"), _("What stands there"), _("What is wrong")])
    for cell in listed[1]:
        cell.font = BOLD
    for width, letter in zip(WIDTHS, "ABCD", strict=True):
        listed.column_dimensions[letter].width = width
    target = page.title.replace("'", "''")
    for row, fault in enumerate(faults, start=2):
        where = f"{get_column_letter(places.get(fault.column, 1))}{fault.row}" if fault.row else ""
        texts = (where, headings.get(fault.column, fault.column), fault.value, str(fault.reason))
        for column, text in enumerate(texts, start=1):
            cell = listed.cell(row, column)
            cell.value = _printable(text)[:LONGEST]
            cell.data_type = "s"
        if where:
            link = listed.cell(row, 1)
            link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{target}'!{where}")
            link.font = LINK
    listed.freeze_panes = "A2"


def _printable(text: str) -> str:
    """What XML can hold."""
    return "".join(char for char in text if char >= " " or char in "\n\t")[:LONGEST_CELL]
