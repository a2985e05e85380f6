"""What calamine does not tell of a sheet: errors, formulas without a result, percentages, hidden rows.

calamine gives "" for #REF! and for a formula that was never calculated, and 0.35 for a cell that shows 35%.
Its table is also as large as the farthest cell asks for. So the XML of each sheet is looked through once
before, in pieces, with expressions that stop at nothing but what is looked for.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ocop.exchange.reading.files import DAMAGED
from ocop.exchange.reading.grids import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

UNREADABLE_PARTS: Final = (
    EOFError,
    KeyError,
    OSError,
    RuntimeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What the standard library raises for a part that is damaged; NotImplementedError is a RuntimeError."""
PIECE: Final = 1024 * 1024
LONGEST_ROW: Final = 32 * PIECE
WIDEST: Final = 200
MOST_CELLS: Final = 8_000_000
"""Columns further out, and wider tables of more cells, are refused: nobody wrote them on purpose."""

TAG: Final = r"<(?:\w+:)?"
CELL: Final = re.compile(rf"{TAG}c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)".encode(), re.DOTALL)
PLACE: Final = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
STYLE: Final = re.compile(rb'\bs="(\d+)"')
FORMULA: Final = re.compile(rf"{TAG}f[\s/>]".encode())
RESULT: Final = re.compile(rf"{TAG}(?:v|is)\b[^>]*(?<!/)>[^<]*[^<]".encode())
ERROR: Final = re.compile(rf"{TAG}v>([^<]*)<".encode())
FAR: Final = re.compile(rb' r="(?:([B-Z][A-Z]|[A-Z]{3})\d+|[A-Z]{0,2}(\d{6,7}))"[^>/]*>')
ROW: Final = re.compile(rf'{TAG}row\b[^>]*\br="(\d+)"'.encode())
HIDDEN_ROW: Final = re.compile(rf'{TAG}row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*\br="(\d+)"'.encode())
ROW_END: Final = b"row>"

SHEET: Final = re.compile(rf"{TAG}sheet\b[^>]*>")
RELATION: Final = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
ATTRIBUTE: Final = re.compile(r'([\w:]+)\s*=\s*(?:"([^"]*)"|\'([^\']*)\')')
FORMAT: Final = re.compile(rf"{TAG}numFmt\b[^>]*>")
CELL_STYLES: Final = re.compile(rf"{TAG}cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
CELL_STYLE: Final = re.compile(rf"{TAG}xf\b[^>]*>")
BUILT_IN_PERCENT: Final = frozenset({"9", "10"})


@dataclass(slots=True)
class Marks:
    """Cells of a sheet by (row, column), from 0, and the numbers of hidden rows, from 1."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    percents: set[tuple[int, int]] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    widest: int = 0


@dataclass(frozen=True, slots=True)
class Book:
    """Where each sheet of a workbook lies, which styles show a percentage, how days are counted."""

    sheets: dict[str, str]
    percent_styles: frozenset[bytes]
    from_1904: bool


def book(archive: zipfile.ZipFile) -> Book:
    """The parts of a workbook. Raises: Unreadable."""
    workbook = _text(archive, "xl/workbook.xml")
    relations = {
        facts.get("Id", ""): _part(facts.get("Target", ""))
        for facts in map(_attributes, RELATION.findall(_text(archive, "xl/_rels/workbook.xml.rels")))
    }
    sheets = {}
    for facts in map(_attributes, SHEET.findall(workbook)):
        relation = next((value for name, value in facts.items() if name.endswith(":id")), "")
        if facts.get("name") and relations.get(relation):
            sheets[facts["name"]] = relations[relation]
    styles = _text(archive, "xl/styles.xml") if "xl/styles.xml" in archive.namelist() else ""
    return Book(sheets, _percent_styles(styles), bool(re.search(r'date1904="(?:1|true)"', workbook)))


def check(archive: zipfile.ZipFile) -> None:
    """Read the parts that hold what all sheets share, so that one that lies about its size is found."""
    for name in archive.namelist():
        if name.lower().startswith("xl/sharedstrings"):
            for _piece in _pieces(archive, name):
                pass


def marks(archive: zipfile.ZipFile, part: str, percent_styles: frozenset[bytes], most_rows: int) -> Marks:
    """What stands in the XML of one sheet. Raises: Unreadable, also for a cell too far out to be meant."""
    found = Marks()
    rest = b""
    for piece in _pieces(archive, part):
        text = rest + piece
        end = text.rfind(ROW_END) + len(ROW_END)
        if end < len(ROW_END):
            end = 0
        if len(text) - end > LONGEST_ROW:
            raise Unreadable("damaged", DAMAGED)
        _look_through(text[:end], found, percent_styles, most_rows)
        rest = text[end:]
    _look_through(rest, found, percent_styles, most_rows)
    return found


def _look_through(text: bytes, found: Marks, percent_styles: frozenset[bytes], most_rows: int) -> None:
    for far in FAR.finditer(text):
        _check_distance(text, far, found, most_rows)
    if found.widest:
        last = max((int(number) for number in ROW.findall(text)), default=0)
        if last * found.widest > MOST_CELLS:
            raise _too_far(f"{column_letters(found.widest)}{last}")
    if b'hidden="' in text:
        found.hidden.update(int(number) for number in HIDDEN_ROW.findall(text))
    has_formulas = FORMULA.search(text) is not None
    has_errors = b't="e"' in text
    shows_percents = bool(percent_styles) and any(b's="' + style + b'"' in text for style in percent_styles)
    if has_formulas or has_errors or shows_percents:
        for attributes, inner in CELL.findall(text):
            _look_at(attributes, inner, found, percent_styles)


def _look_at(attributes: bytes, inner: bytes, found: Marks, percent_styles: frozenset[bytes]) -> None:
    place = PLACE.search(attributes)
    if place is None or not inner:
        return
    where = (int(place[2]) - 1, column_number(place[1].decode()) - 1)
    if b't="e"' in attributes:
        error = ERROR.search(inner)
        found.errors[where] = unescape(error[1].decode("utf-8", "replace")) if error else "#"
    elif FORMULA.search(inner) and not RESULT.search(inner) and b't="str"' not in attributes:
        found.uncalculated.add(where)
    style = STYLE.search(attributes)
    if style and style[1] in percent_styles:
        found.percents.add(where)


def _check_distance(text: bytes, far: re.Match[bytes], found: Marks, most_rows: int) -> None:
    if far[1]:
        found.widest = max(found.widest, column_number(far[1].decode()))
        if found.widest > WIDEST:
            raise _too_far(far.group().split(b'"')[1].decode())
    elif int(far[2]) > most_rows:
        row_ends = text.find(b"</", far.end())
        if RESULT.search(text, far.end(), max(row_ends, far.end()) + 1):
            raise _too_far(far.group().split(b'"')[1].decode())


def _too_far(cell: str) -> Unreadable:
    text = _("Cell %(cell)s lies far outside of the list. Delete what stands there and send the file again.")
    return Unreadable("far_cell", text % {"cell": cell})


def column_number(letters: str) -> int:
    """The number of a column from 1: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """The letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _percent_styles(styles: str) -> frozenset[bytes]:
    """The numbers of the cell styles that show a percentage, as they stand in the XML."""
    formats = [_attributes(tag) for tag in FORMAT.findall(styles)]
    codes = {
        one.get("numFmtId", "") for one in formats if "%" in one.get("formatCode", "")
    } | BUILT_IN_PERCENT
    part = CELL_STYLES.search(styles)
    cell_styles = CELL_STYLE.findall(part.group()) if part else []
    return frozenset(
        str(number).encode()
        for number, tag in enumerate(cell_styles)
        if _attributes(tag).get("numFmtId") in codes
    )


def _attributes(tag: str) -> dict[str, str]:
    return {name: unescape(double or single) for name, double, single in ATTRIBUTE.findall(tag)}


def _part(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _text(archive: zipfile.ZipFile, name: str) -> str:
    return b"".join(_pieces(archive, name)).decode("utf-8", "replace")


def _pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    try:
        with archive.open(name) as member:
            while piece := member.read(PIECE):
                yield piece
    except UNREADABLE_PARTS:
        raise Unreadable("damaged", DAMAGED) from None
