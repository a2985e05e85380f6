"""Text files as grids: commas, semicolons or tabs, in any encoding that is in use here."""

from __future__ import annotations

import csv
import io
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ocop.exchange.reading.files import UTF_16
from ocop.exchange.reading.grids import Grid, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MARKS: Final = (",", ";", "\t")
TRIED: Final = 40
"""So many rows are read to find the mark between cells."""
LONGEST_CELL: Final = 1_000_000
NAMED_MARK: Final = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
KEPT_AS_TEXT: Final = re.compile(r'="(.*)"', re.DOTALL)
GUARDED: Final = "=+-@\t\r'"
"""Before these an export writes an apostrophe, so that no spreadsheet takes the text for a formula."""


def read_text(content: bytes, most_rows: int, score: Callable[[Grid], int]) -> Grid:
    """The cells of a text file; of the marks between cells the one that `score` likes best is taken.

    Raises: Unreadable.
    """
    text = _decoded(content)
    named = NAMED_MARK.match(text)
    if named:
        text = text[named.end() :]
    marks = (named[1],) if named else MARKS
    best = max(marks, key=lambda mark: _liking(text, mark, score))
    rows = list(_rows(text, best, most_rows))
    return Grid("", rows, is_exact=True)


def _liking(text: str, mark: str, score: Callable[[Grid], int]) -> tuple[int, int]:
    rows: list[list[object]] = []
    with suppress(Unreadable):
        rows.extend(_rows(text, mark, TRIED, whole=False))
    return score(Grid("", rows)), max(map(len, rows), default=0)


def _rows(text: str, mark: str, most_rows: int, *, whole: bool = True) -> Iterator[list[object]]:
    """The rows; a row that a program wrapped in quotes as one cell is read once more."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader, None)
            if cells is not None and len(cells) == 1 and mark in cells[0]:
                cells = next(csv.reader([cells[0]], delimiter=mark, strict=True), cells)
        except csv.Error:
            line = _("Row %(row)s: the quotation marks do not match. Correct the row, or send an .xlsx file.")
            raise Unreadable("quotes", line % {"row": number}) from None
        if cells is None:
            return
        if number > most_rows:
            if whole:
                raise too_many(most_rows)
            return
        yield [_bare(cell) for cell in cells]


def _bare(cell: str) -> str:
    """A cell without what was put around it to keep it text: ="00004", or an apostrophe before a formula."""
    if cell.startswith("'"):
        return cell[1:] if cell[1:2] and cell[1] in GUARDED else cell
    if cell.startswith('="'):
        kept = KEPT_AS_TEXT.fullmatch(cell)
        return kept[1] if kept else cell
    return cell


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula; `_bare` gives it back."""
    return f"'{text}" if text[:1] and text[0] in GUARDED else text


def too_many(most_rows: int) -> Unreadable:
    """The refusal of a list that is too long."""
    text = _("The file has more than %(limit)s rows. Split it and send the parts one after the other.")
    return Unreadable("too_many_rows", text % {"limit": most_rows})


def _decoded(content: bytes) -> str:
    if content.startswith(UTF_16):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\0" in content:
        encodings = ("utf-16-le" if content[1:2] == b"\0" else "utf-16-be",)
    else:
        encodings = ("utf-8-sig", "cp1258")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(
        "encoding", _("The letters of this file cannot be read. Save it as “CSV UTF-8”, or as .xlsx.")
    )
