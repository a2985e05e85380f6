"""The empty workbook that people fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.exchange import layout
from ocop.exchange.columns import COLUMNS, Type

if TYPE_CHECKING:
    from typing import IO

    from django_stubs_ext import StrOrPromise

    from ocop.exchange.columns import Column, Kind

LANGUAGES: Final = ("vi", "en")
GUIDE: Final = "Hướng dẫn"
RULES: Final = (
    gettext_lazy("One row is one record. Write in the first sheet, below the headings."),
    gettext_lazy("Columns marked * are needed in every row. Other cells may stay empty."),
    gettext_lazy("An empty cell leaves what is stored as it is."),
    gettext_lazy("Codes are text, with their zeros: 00004. Days are day, month, year: 15/05/2026."),
    gettext_lazy("Amounts are in dong, without fractions; shares in percent: 35 for 35%."),
    gettext_lazy(
        "Leave the hidden second row as it is. Columns may be moved or left out; others are ignored."
    ),
    gettext_lazy("All of a file is taken or nothing; the file comes back with what is wrong in its cells."),
)
KINDS_OF_CELL: Final = {
    Type.TEXT: gettext_lazy("text"),
    Type.LINES: gettext_lazy("text, on several lines"),
    Type.CODE: gettext_lazy("code, as text"),
    Type.DAY: gettext_lazy("day, like 15/05/2026"),
    Type.YEAR: gettext_lazy("year, like 2026"),
    Type.COUNT: gettext_lazy("whole number"),
    Type.AMOUNT: gettext_lazy("whole number, in dong"),
    Type.DECIMAL: gettext_lazy("number, like 72,5"),
    Type.PERCENT: gettext_lazy("percent, from 0 to 100"),
    Type.YES_NO: gettext_lazy("có or không"),
    Type.CHOICE: gettext_lazy("one value of the list"),
    Type.TAX_CODE: gettext_lazy("tax code, as text"),
    Type.PHONE: gettext_lazy("phone number, as text"),
    Type.EMAIL: gettext_lazy("e-mail address"),
}


def write_template(kind: Kind, out: IO[bytes]) -> None:
    """Write the empty workbook of a kind, with drop-downs of today's lists and a page that explains it."""
    columns = COLUMNS[kind]
    look = layout.opened(out, streaming=False)
    layout.add_sheet(look, columns, layout.title_of(kind), protected=True)
    _add_guide(look, columns)
    layout.add_lists(look, columns)
    look.workbook.close()


def _add_guide(look: layout.Look, columns: tuple[Column, ...]) -> None:
    sheet = look.workbook.add_worksheet(GUIDE)
    bold = look.workbook.add_format({"bold": True, "bottom": 1})
    wrap = look.workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 3, 44)
    row = 0
    for language in LANGUAGES:
        with translation.override(language):
            sheet.write_string(row, 0, _("How to fill in this workbook"), bold)
            for rule in RULES:
                row += 1
                sheet.merge_range(row, 0, row, 3, str(rule), wrap)
        row += 2
    for place, language in enumerate(LANGUAGES, start=2):
        with translation.override(language):
            sheet.write_string(row, place, _("What belongs here"), bold)
    sheet.write_string(row, 0, "", bold)
    sheet.write_string(row, 1, "", bold)
    for one in columns:
        row += 1
        sheet.write_string(row, 0, f"{one.heading} *" if one.needed else one.heading, wrap)
        sheet.write_string(row, 1, one.key, wrap)
        for place, language in enumerate(LANGUAGES, start=2):
            with translation.override(language):
                sheet.write_string(row, place, _told(KINDS_OF_CELL[one.type], one.note), wrap)


def _told(kind: StrOrPromise, note: StrOrPromise) -> str:
    return f"{kind}. {note}" if note else str(kind)
