"""How our workbooks look: headings, the hidden row of keys, formats, drop-downs; for templates and exports.

Row 1 holds the headings, row 2 the keys, hidden; the list begins in row 3. Drop-downs take their values from
a hidden sheet. What is used here opens in Excel 2010, LibreOffice and WPS.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from ocop.exchange import choices
from ocop.exchange.columns import TITLES, Kind, Type
from ocop.exchange.reading.sheet_xml import column_letters

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import IO

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from ocop.exchange.choices import Offer
    from ocop.exchange.columns import Column

FIRST_ROW: Final = 2
"""The row of the first record, from 0."""
LAST_ROW: Final = 1_048_575
SHEET_NAME: Final = 31
LISTS: Final = "Danh mục"
YES: Final = "có"
NO: Final = "không"
CODES: Final = frozenset({Type.CODE, Type.TAX_CODE, Type.PHONE})
WHOLE: Final = frozenset({Type.COUNT, Type.AMOUNT})
GREEN: Final = "#14532d"
PALE: Final = "#dcfce7"


@dataclass(slots=True)
class Look:
    """The formats of a workbook, made once, and its lists of values by name."""

    workbook: Workbook
    cells: dict[Type, Format] = field(default_factory=dict)
    ranges: dict[str, str] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)

    @property
    def needed(self) -> Format:
        """The heading of a column that every row needs."""
        return self._heading(GREEN, "#ffffff")

    @property
    def optional(self) -> Format:
        """The heading of any other column."""
        return self._heading(PALE, "#000000")

    def _heading(self, fill: str, ink: str) -> Format:
        facts = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1}
        return self.workbook.add_format({**facts, "bg_color": fill, "font_color": ink})


def opened(out: IO[bytes], *, streaming: bool) -> Look:
    """A new workbook; `streaming` keeps one row in memory at a time."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - takes long to load, and few processes write workbooks

    options = {
        "constant_memory": streaming,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    workbook = Workbook(out, options)
    look = Look(workbook)
    for kind in Type:
        look.cells[kind] = workbook.add_format({"locked": False, **_number_format(kind)})
    return look


def add_sheet(
    look: Look, columns: Sequence[Column], title: str, *, protected: bool, last_row: int = LAST_ROW
) -> Worksheet:
    """A sheet with headings, keys and drop-downs, ready for its rows from `FIRST_ROW`."""
    sheet = look.workbook.add_worksheet(title[:SHEET_NAME])
    sheet.set_row(0, 45)
    sheet.set_row(1, None, None, {"hidden": True})
    needed, optional = look.needed, look.optional
    keys = look.workbook.add_format({"font_color": "#808080"})
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width, look.cells[column.type])
        heading = f"{column.heading} *" if column.needed else column.heading
        sheet.write_string(0, place, heading, needed if column.needed else optional)
        if column.note:
            sheet.write_comment(0, place, str(column.note), {"x_scale": 2})
    for place, column in enumerate(columns):
        sheet.write_string(1, place, column.key, keys)
        _offer(look, sheet, columns, place, last_row)
    sheet.freeze_panes(FIRST_ROW, 1)
    if protected:
        allowed = (
            "format_cells",
            "format_columns",
            "format_rows",
            "insert_rows",
            "delete_rows",
            "sort",
            "autofilter",
        )
        sheet.protect("", dict.fromkeys(allowed, True))
    return sheet


def add_lists(look: Look, columns: Sequence[Column]) -> None:
    """The hidden sheet with the values of every drop-down. Call it last: the first sheet is the one shown."""
    sheet = look.workbook.add_worksheet(LISTS)
    names = dict.fromkeys(column.choices for column in columns if column.choices)
    listed = [
        (name, [one.label for one in look.offers[name].open_ones()]) for name in names if name != choices.SETS
    ]
    if choices.SETS in names:
        listed += [
            (_set_range(regime_id), [one.label for one in choices.sets(regime_id).choices])
            for regime_id in choices.regime_ids()
        ]
    rows = max((len(labels) for _name, labels in listed), default=0)
    for place, (name, labels) in enumerate(listed):
        letters = column_letters(place + 1)
        look.workbook.define_name(
            _range_name(name), f"='{LISTS}'!${letters}$2:${letters}${max(len(labels), 1) + 1}"
        )
    for row in range(rows + 1):
        for place, (name, labels) in enumerate(listed):
            text = name if row == 0 else labels[row - 1] if row <= len(labels) else ""
            if text:
                sheet.write_string(row, place, text)
    sheet.hide()


def title_of(kind: Kind) -> str:
    """The name of the sheet of a kind."""
    return str(TITLES[kind])


def _offer(look: Look, sheet: Worksheet, columns: Sequence[Column], place: int, last_row: int) -> None:
    column = columns[place]
    source: object = None
    if column.type is Type.YES_NO:
        source = [YES, NO]
    elif column.choices == choices.SETS:
        regime = next((at for at, one in enumerate(columns) if one.key == "regime"), None)
        if regime is not None:
            cell = f"${column_letters(regime + 1)}{FIRST_ROW + 1}"
            source = f'=INDIRECT("{_range_name(_set_range(""))}"&SUBSTITUTE({cell},"-","_"))'
    elif column.choices:
        look.offers.setdefault(column.choices, choices.offer(column.choices))
        source = f"={_range_name(column.choices)}"
    if source is not None:
        facts = {
            "validate": "list",
            "source": source,
            "error_type": "warning",
            "error_title": _("Not in the list"),
            "error_message": _("Choose one of the values of the list."),
        }
        sheet.data_validation(FIRST_ROW, place, last_row, place, facts)


def _range_name(name: str) -> str:
    return f"ds_{name.replace('-', '_')}"


def _set_range(regime_id: str) -> str:
    return f"set_{regime_id}"


def _number_format(kind: Type) -> dict[str, object]:
    if kind in CODES:
        return {"num_format": "@"}
    if kind is Type.DAY:
        return {"num_format": "dd/mm/yyyy"}
    if kind in WHOLE:
        return {"num_format": "#,##0"}
    if kind is Type.LINES:
        return {"text_wrap": True, "valign": "top"}
    return {}
