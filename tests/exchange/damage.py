"""Workbooks as they really arrive: each kind of damage, built by code, with what must come of it.

A case is a file and what reading it must give: values that are understood, repairs that are told, and faults
with their cell and code. `read_as` values are compared exactly, faults and repairs completely.
"""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import xlsxwriter
import xlwt

from ocop.exchange.columns import COLUMNS, Kind
from ocop.platform.text import TONES

DAY = date(2026, 5, 15)
BASE: Mapping[Kind, Mapping[str, object]] = {
    Kind.PRODUCERS: {
        "producer_code": "CT-01",
        "name": "Hợp tác xã Ớt Tả Van",
        "kind": "htx",
        "registered_on": DAY,
        "commune_code": "03037",
        "representative_name": "Lý Thị Lan",
    },
    Kind.PRODUCTS: {
        "product_code": "SP-01",
        "name": "Tương ớt",
        "producer_code": "CT-01",
        "regime": "2026-26",
        "set": "9",
        "commune_code": "03037",
        "entered_on": DAY,
    },
    Kind.CERTIFICATES: {
        "product_code": "SP-01",
        "regime": "2023-148",
        "stars": 3.0,
        "decision_number": "345/QĐ-UBND",
        "decided_on": date(2024, 5, 20),
        "issuer_unit_code": "088",
    },
}
PRODUCERS, PRODUCTS, CERTIFICATES = Kind.PRODUCERS, Kind.PRODUCTS, Kind.CERTIFICATES

Grid = Sequence[Sequence[object]]


@dataclass(frozen=True)
class Formula:
    """A formula with the result that was kept, None for none."""

    text: str
    result: object


@dataclass(frozen=True)
class Styled:
    """A value in a number format."""

    value: object
    num_format: str


@dataclass(frozen=True)
class Case:
    """A file, and what must come of it; `values` by column, faults as (row, column, code)."""

    name: str
    kind: Kind
    build: Callable[[], bytes]
    values: Mapping[str, Sequence[object]] = field(default_factory=dict)
    faults: frozenset[tuple[int, str, str]] = frozenset()
    repairs: frozenset[tuple[int, str, str]] = frozenset()
    rows: Sequence[int] | None = None
    file_name: str = "danh-sach.xlsx"


def headings(kind: Kind, keys: Sequence[str]) -> list[object]:
    by_key = {column.key: column.heading for column in COLUMNS[kind]}
    return [by_key.get(key, key) for key in keys]


def xlsx(grid: Grid, *, prepare: Callable[[Any, Any], None] | None = None, **options: object) -> bytes:
    """A workbook with these cells from A1; `prepare` gets the workbook and the sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    sheet = book.add_worksheet("Danh sách")
    for row, cells in enumerate(grid):
        for place, value in enumerate(cells):
            put(book, sheet, row, place, value)
    if prepare:
        prepare(book, sheet)
    book.close()
    return out.getvalue()


def put(book: Any, sheet: Any, row: int, place: int, value: object) -> None:
    if isinstance(value, Formula):
        sheet.write_formula(row, place, value.text, None, value.result)
    elif isinstance(value, Styled):
        sheet.write(row, place, value.value, book.add_format({"num_format": value.num_format}))
    elif isinstance(value, datetime | date):
        moment = value if isinstance(value, datetime) else datetime.combine(value, time())
        sheet.write_datetime(row, place, moment, book.add_format({"num_format": "dd/mm/yyyy"}))
    elif isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, place, value)
    elif value not in {None, ""}:
        sheet.write_string(row, place, str(value))


def xls(grid: Grid, *, dates_1904: bool = False, hidden: Sequence[int] = ()) -> bytes:
    """The same as an old workbook."""
    book = xlwt.Workbook()
    book.dates_1904 = dates_1904
    sheet = book.add_sheet("Danh sách")
    day = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for row, cells in enumerate(grid):
        for place, value in enumerate(cells):
            if isinstance(value, Styled):
                sheet.write(row, place, value.value, xlwt.easyxf(num_format_str=value.num_format))
            elif isinstance(value, date):
                sheet.write(row, place, value, day)
            elif isinstance(value, Formula):
                sheet.write(row, place, xlwt.Formula(value.text))
            elif value not in {None, ""}:
                sheet.write(row, place, value)
    for row in hidden:
        sheet.row(row).hidden = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text(grid: Grid, mark: str = ",", encoding: str = "utf-8") -> bytes:
    """Text without any quotation."""
    lines = [mark.join(written(cell) for cell in row) for row in grid]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def written(cell: object) -> str:
    return cell.strftime("%d/%m/%Y") if isinstance(cell, date) else "" if cell is None else str(cell)


def listed(kind: Kind, *rows: Mapping[str, object], keys: bool = False) -> list[list[object]]:
    """Headings (or keys) and rows: the base of the kind with these cells over it."""
    names = list(dict.fromkeys([*BASE[kind], *(key for row in rows for key in row)]))
    head: list[object] = list(names) if keys else headings(kind, names)
    return [head, *([{**BASE[kind], **row}.get(name) for name in names] for row in rows)]


def reworked(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one part of its archive changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def with_part(content: bytes, name: str, data: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, data)
    return out.getvalue()


def archive_of(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"<x/>")
    return out.getvalue()


def compound_of(stream: str) -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    return head + f"{stream}\0".encode("utf-16-le") + bytes(600)


def cell(name: str, kind: Kind, key: str, value: object, **outcome: object) -> Case:
    """One cell of one row that is `reads`, `repaired` to, or refused as `fault`."""
    return Case(name, kind, lambda: xlsx(listed(kind, {key: value})), **_outcome(key, outcome))


def _outcome(key: str, outcome: Mapping[str, object]) -> dict[str, Any]:
    if "fault" in outcome:
        return {"values": {key: [None]}, "faults": frozenset({(2, key, str(outcome["fault"]))})}
    if "repaired" in outcome:
        shown = outcome["repaired"]
        told = shown.strftime("%d/%m/%Y") if isinstance(shown, date) else "" if shown is None else str(shown)
        return {"values": {key: [shown]}, "repairs": frozenset({(2, key, told)})}
    return {"values": {key: [outcome["reads"]]}}


def refused(name: str, code: str, build: Callable[[], bytes], file_name: str = "tep.xlsx") -> Case:
    """A file that is refused as a whole."""
    return Case(name, PRODUCERS, build, faults=frozenset({(0, "", code)}), file_name=file_name)


def good(*rows: Mapping[str, object]) -> bytes:
    return xlsx(listed(PRODUCERS, *(rows or ({},))))


def with_size(part: bytes, size: int) -> bytes:
    """An archive whose directory says that a part unpacks to this size."""
    content = bytearray(good())
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        length = struct.unpack_from("<H", content, at + 28)[0]
        if content[at + 46 : at + 46 + length].endswith(part):
            struct.pack_into("<I", content, at + 24, size)
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)


def bomb() -> bytes:
    return with_size(b"sheet1.xml", 600 * 1024**2)


def lying_size() -> bytes:
    return with_size(b"sheet1.xml", 40)


def legacy_error() -> bytes:
    """An old workbook in which a number was replaced by #N/A."""
    content = xls(listed(PRODUCERS, {"members": 77777.0}))
    at = content.index(struct.pack("<I", 77777 << 2 | 2)) - 10
    error = struct.pack("<HH", 0x0205, 10) + content[at + 4 : at + 10] + bytes([42, 1, 0, 0])
    return content[:at] + error + content[at + len(error) :]


def merged_header(_book: Any, sheet: Any) -> None:
    sheet.merge_range(0, 5, 0, 7, "Người đại diện")
    for place in range(5):
        sheet.merge_range(0, place, 1, place, headings(PRODUCERS, list(BASE[PRODUCERS]))[place])


def two_row_header() -> bytes:
    below: list[object] = [None] * 5 + ["Họ tên", "Giới tính", "Dân tộc"]
    row = [*list(BASE[PRODUCERS].values()), "Nữ", "Giáy"]
    return xlsx([[], below, row], prepare=merged_header)


def template_like(*, broken_keys: bool = False) -> bytes:
    keys = list(BASE[PRODUCERS])
    second: list[object] = ["?", *keys[1:]] if broken_keys else list(keys)

    def hide(_book: Any, sheet: Any) -> None:
        sheet.set_row(1, None, None, {"hidden": True})

    return xlsx([headings(PRODUCERS, keys), second, list(BASE[PRODUCERS].values())], prepare=hide)


def other_sheet(name: str, grid: Grid, *, hide: bool = False) -> Callable[[Any, Any], None]:
    def prepare(book: Any, _sheet: Any) -> None:
        sheet = book.add_worksheet(name)
        for row, cells in enumerate(grid):
            for place, value in enumerate(cells):
                put(book, sheet, row, place, value)
        if hide:
            sheet.hide()

    return prepare


def merged_down(_book: Any, sheet: Any) -> None:
    sheet.merge_range(1, 6, 3, 6, "Làng gốm")


def merged_across(_book: Any, sheet: Any) -> None:
    sheet.merge_range(1, 5, 1, 6, "Lý Thị Lan")


def hide_row_three(_book: Any, sheet: Any) -> None:
    sheet.set_row(2, None, None, {"hidden": True})


def far_cell(_book: Any, sheet: Any) -> None:
    sheet.write_string(1_048_575, 0, "x")


def wide_cell(_book: Any, sheet: Any) -> None:
    sheet.write_string(1, 16_383, "x")


def files() -> Iterator[Case]:
    """Files that are no workbook, or none that can be opened."""
    yield refused("nothing in it", "empty_file", lambda: b"", "trong.xlsx")
    yield refused("only blank lines", "empty_file", lambda: b"\r\n \r\n", "trong.csv")
    yield refused("a PDF by the name of xlsx", "wrong_type", lambda: b"%PDF-1.7\n%\xe2\xe3\nobj")
    yield refused("a Word document", "wrong_type", lambda: archive_of("word/document.xml"))
    yield refused("an old Word document", "wrong_type", lambda: compound_of("WordDocument"), "tep.xls")
    yield refused("a web page by the name of xls", "markup", lambda: b"<html><table><tr><td>Ma", "tep.xls")
    yield refused("XML of 2003", "markup", lambda: b"\xef\xbb\xbf<?xml version='1.0'?><Workbook>", "tep.xls")
    yield refused("a picture", "wrong_type", lambda: b"\x89PNG\r\n\x1a\n" + bytes(99))
    yield refused("OpenDocument", "other_format", lambda: archive_of("content.xml", "mimetype"), "tep.ods")
    yield refused("a binary workbook", "other_format", lambda: archive_of("xl/workbook.bin"), "tep.xlsb")
    yield refused("locked with a password", "encrypted", lambda: compound_of("EncryptedPackage"))
    yield refused("macros", "macros", lambda: with_part(good(), "xl/vbaProject.bin", b"x"), "tep.xlsm")
    yield refused("cut off in the middle", "damaged", lambda: good()[:3000])
    yield refused("an old workbook cut off", "damaged", lambda: xls(listed(PRODUCERS, {}))[:1200], "tep.xls")
    yield refused("a bomb", "too_large", bomb)
    yield refused("an archive that lies about its sizes", "damaged", lying_size)
    yield refused(
        "XML that ends early",
        "damaged",
        lambda: reworked(good(), "xl/worksheets/sheet1.xml", lambda data: data[: len(data) // 2]),
    )
    yield refused("a cell in the last row", "far_cell", lambda: xlsx(listed(PRODUCERS, {}), prepare=far_cell))
    yield refused(
        "a cell in the last column", "far_cell", lambda: xlsx(listed(PRODUCERS, {}), prepare=wide_cell)
    )
    yield refused("too many rows", "too_many_rows", lambda: good(*[{}] * 31))
    yield refused("too many lines", "too_many_rows", lambda: text(listed(PRODUCERS, *[{}] * 31)), "tep.csv")
    yield refused("headings and nothing below", "no_rows", lambda: xlsx(listed(PRODUCERS)))
    yield refused("another list", "no_header", lambda: xlsx([["Ngày", "Thu", "Chi"], [DAY, 5.0, 6.0]]))
    yield refused("no headings", "no_header", lambda: xlsx([list(BASE[PRODUCERS].values())]))
    yield refused("letters of no encoding", "encoding", lambda: b"Ma\xd2\xff\x81;T\xd2n\r\n", "tep.csv")
    yield refused(
        "a quotation mark that never ends",
        "quotes",
        lambda: text(listed(PRODUCERS, {"name": '"Ớt'}, {})),
        "tep.csv",
    )
    yield refused(
        "the list on two sheets",
        "several_sheets",
        lambda: xlsx(listed(PRODUCERS, {}), prepare=other_sheet("Xã khác", listed(PRODUCERS, {}))),
    )


def shapes() -> Iterator[Case]:
    """Lists that lie elsewhere, or otherwise, than in the template."""
    name = {"name": ["Hợp tác xã Ớt Tả Van"]}
    head, row = listed(PRODUCERS, {})
    decomposed = [
        str(one).replace("ã", "a\N{COMBINING TILDE}").replace("ủ", "u\N{COMBINING HOOK ABOVE}")
        for one in head
    ]
    shouted = [f"  {str(one).upper()}\n(*) : " for one in head]
    yield Case("the template itself", PRODUCERS, template_like, name, rows=[3])
    yield Case(
        "keys spoilt in the template",
        PRODUCERS,
        lambda: template_like(broken_keys=True),
        name,
        rows=[3],
        repairs=frozenset({(2, "", "")}),
    )
    yield Case("keys as headings", PRODUCERS, lambda: xlsx(listed(PRODUCERS, {}, keys=True)), name, rows=[2])
    yield Case("headings in decomposed letters", PRODUCERS, lambda: xlsx([decomposed, row]), name)
    yield Case("headings in capitals over two lines", PRODUCERS, lambda: xlsx([shouted, row]), name)
    yield Case(
        "titles above the headings",
        PRODUCERS,
        lambda: xlsx([["UBND TỈNH LÀO CAI"], [], ["DANH SÁCH CHỦ THỂ NĂM 2026"], [], head, row]),
        name,
        rows=[6],
    )
    yield Case(
        "numbered headings", PRODUCERS, lambda: xlsx([[f"{n}. {h}" for n, h in enumerate(head)], row]), name
    )
    yield Case(
        "merged headings over two rows",
        PRODUCERS,
        two_row_header,
        {"representative_name": ["Lý Thị Lan"], "representative_gender": ["nu"]},
        rows=[3],
    )
    yield Case("columns in another order", PRODUCERS, lambda: xlsx([head[::-1], row[::-1]]), name)
    yield Case(
        "columns nobody knows",
        PRODUCERS,
        lambda: xlsx([["STT", *head, "Xếp loại"], [1.0, *row, "A"]]),
        name,
        repairs=frozenset({(1, "", "")}),
    )
    yield Case(
        "blank rows and columns",
        PRODUCERS,
        lambda: xlsx([["", *head], [], ["", *row], [], []]),
        name,
        rows=[3],
    )
    yield Case("rows of spaces", PRODUCERS, lambda: xlsx([head, row, [" ", " "], row]), rows=[2, 4])
    yield Case(
        "the same column twice",
        PRODUCERS,
        lambda: xlsx([[*head, head[1]], [*row, "Khác"]]),
        faults=frozenset({(1, "name", "duplicate_column")}),
    )
    yield Case(
        "needed columns missing",
        PRODUCERS,
        lambda: xlsx([head[:4], row[:4]]),
        faults=frozenset(
            {(1, "commune_code", "missing_column"), (1, "representative_name", "missing_column")}
        ),
    )
    yield Case(
        "amounts in millions",
        PRODUCERS,
        lambda: xlsx([[*head, "Doanh thu (triệu đồng)"], [*row, 5.0]]),
        faults=frozenset({(1, "", "other_unit")}),
    )
    aside = frozenset({(3, "", "")})
    yield Case(
        "a total", PRODUCERS, lambda: xlsx([head, row, ["Tổng cộng", "", "", 1.0]]), rows=[2], repairs=aside
    )
    yield Case(
        "a note at the end",
        PRODUCERS,
        lambda: xlsx([head, row, ["Ghi chú: tạm tính"]]),
        rows=[2],
        repairs=aside,
    )
    yield Case(
        "headings once more", PRODUCERS, lambda: xlsx([head, row, head, row]), rows=[2, 4], repairs=aside
    )
    yield Case(
        "columns numbered below the headings",
        PRODUCERS,
        lambda: xlsx([head, [f"({n})" for n in range(1, 7)], row]),
        rows=[3],
        repairs=frozenset({(2, "", "")}),
    )
    yield Case(
        "a company whose name begins like a total",
        PRODUCERS,
        lambda: xlsx([head, ["Tổng 1", "Tổng công ty Chè", *row[2:]]]),
        {"name": ["Tổng công ty Chè"]},
    )
    yield Case(
        "a hidden row",
        PRODUCERS,
        lambda: xlsx([head, row, row], prepare=hide_row_three),
        rows=[2, 3],
        repairs=frozenset({(3, "", "")}),
    )
    yield Case(
        "an old list on a hidden sheet",
        PRODUCERS,
        lambda: xlsx([head, row], prepare=other_sheet("Cũ", [head, row, row], hide=True)),
        rows=[2],
    )
    yield Case(
        "another list beside",
        PRODUCERS,
        lambda: xlsx([head, row], prepare=other_sheet("Sản phẩm", listed(PRODUCTS, {}))),
        rows=[2],
    )
    yield Case(
        "cells merged downwards",
        PRODUCERS,
        lambda: xlsx([[*head, "Làng nghề"], row, row, row], prepare=merged_down),
        {"craft_village": ["Làng gốm"] * 3},
        repairs=frozenset({(3, "craft_village", "Làng gốm"), (4, "craft_village", "Làng gốm")}),
    )
    yield Case(
        "cells merged across columns",
        PRODUCERS,
        lambda: xlsx([[*head, "Chức danh"], row], prepare=merged_across),
        faults=frozenset({(2, "representative_name", "merged")}),
    )
    yield Case(
        "a needed cell empty",
        PRODUCERS,
        lambda: good({}, {"name": " "}),
        faults=frozenset({(3, "name", "missing")}),
    )
    yield Case(
        "days counted from 1904",
        PRODUCERS,
        lambda: xlsx([head, row], date_1904=True),
        {"registered_on": [DAY]},
    )
    yield Case(
        "bare day numbers counted from 1904",
        PRODUCERS,
        lambda: xlsx([head, [*row[:3], 44695.0, *row[4:]]], date_1904=True),
        {"registered_on": [DAY]},
        repairs=frozenset({(2, "registered_on", "15/05/2026")}),
    )


def old_workbooks() -> Iterator[Case]:
    """Files of Excel 97 to 2003."""
    row: Mapping[str, Sequence[object]] = {"name": ["Hợp tác xã Ớt Tả Van"], "registered_on": [DAY]}
    yield Case("an old workbook", PRODUCERS, lambda: xls(listed(PRODUCERS, {})), row, file_name="cu.xls")
    yield Case(
        "an old workbook counted from 1904",
        PRODUCERS,
        lambda: xls(listed(PRODUCERS, {}), dates_1904=True),
        row,
        file_name="cu.xls",
    )
    yield Case(
        "an old workbook by the name of xlsx", PRODUCERS, lambda: xls(listed(PRODUCERS, {})), row, rows=[2]
    )
    yield Case(
        "codes that became numbers, in an old workbook",
        PRODUCERS,
        lambda: xls(listed(PRODUCERS, {"commune_code": 4.0})),
        {"commune_code": ["00004"]},
        repairs=frozenset({(2, "commune_code", "00004")}),
        file_name="cu.xls",
    )
    yield Case(
        "a percentage in an old workbook",
        PRODUCTS,
        lambda: xls(listed(PRODUCTS, {"local_share": Styled(0.35, "0%")})),
        {"local_share": [Decimal(35)]},
        file_name="cu.xls",
    )
    yield Case(
        "an error in an old workbook",
        PRODUCERS,
        legacy_error,
        {"members": [None]},
        faults=frozenset({(2, "members", "error_value")}),
        file_name="cu.xls",
    )
    yield Case(
        "a hidden row in an old workbook",
        PRODUCERS,
        lambda: xls(listed(PRODUCERS, {}, {}), hidden=[2]),
        repairs=frozenset({(3, "", "")}),
        file_name="cu.xls",
    )


def texts() -> Iterator[Case]:
    """CSV as programs here write it."""
    name = {"name": ["Hợp tác xã Ớt Tả Van"]}
    grid = listed(PRODUCERS, {})

    def case(
        title: str, build: Callable[[], bytes], values: Mapping[str, Sequence[object]] = name, **more: Any
    ) -> Case:
        return Case(title, PRODUCERS, build, values, file_name="danh-sach.csv", **more)

    yield case("commas", lambda: text(grid))
    yield case("semicolons and a byte order mark", lambda: text(grid, ";", "utf-8-sig"))
    yield case("tabs in UTF-16", lambda: text(grid, "\t", "utf-16"))
    yield case("UTF-16 without its mark", lambda: text(grid, ",", "utf-16-le"))
    yield case("Windows-1258", lambda: windows_1258(grid))
    yield case("Excel names the mark", lambda: b"sep=;\r\n" + text(grid, ";"), rows=[2])
    yield case("keys as the header", lambda: text(listed(PRODUCERS, {}, keys=True)))
    yield case("each row wrapped in quotation marks", wrapped_rows)
    yield case("quoted cells with breaks", quoted, {"name": ['HTX "Ớt", Tả Van']})
    yield case(
        "codes kept as text by a formula",
        lambda: text(listed(PRODUCERS, {"commune_code": '"=""00004"""'})),
        {"commune_code": ["00004"]},
    )
    yield case(
        "text guarded by an apostrophe",
        lambda: text(listed(PRODUCERS, {"name": "'=1+1"})),
        {"name": ["=1+1"]},
    )
    yield case(
        "zeros lost in a code",
        lambda: text(listed(PRODUCERS, {"commune_code": "4"})),
        {"commune_code": ["00004"]},
        repairs=frozenset({(2, "commune_code", "00004")}),
    )
    yield case(
        "a comma that shifts the row",
        lambda: text([grid[0], [*grid[1], "thừa"]]),
        {},
        faults=frozenset({(2, "", "too_many_cells")}),
    )
    yield case(
        "UTF-8 once taken for Latin",
        lambda: text(listed(PRODUCERS, {"name": "Hợp tác xã".encode().decode("cp1252", "replace")})),
        {},
        faults=frozenset({(2, "name", "garbled")}),
    )


def windows_1258(grid: Grid) -> bytes:
    """Vietnamese in the old Windows encoding, where tones follow their letter."""

    def change(cell: object) -> str:
        return "".join(map(with_tone_behind, written(cell)))

    return text([[change(cell) for cell in row] for row in grid], ",", "cp1258")


def with_tone_behind(char: str) -> str:
    parts = unicodedata.normalize("NFD", char)
    letter = "".join(part for part in parts if part not in TONES)
    return unicodedata.normalize("NFC", letter) + "".join(part for part in parts if part in TONES)


def wrapped_rows() -> bytes:
    lines = text(listed(PRODUCERS, {})).decode().splitlines()
    return "\r\n".join(f'"{line}"' for line in lines).encode()


def quoted() -> bytes:
    grid = listed(PRODUCERS, {"name": '"HTX ""Ớt"",\nTả Van"'})
    return text(grid)


def cells() -> Iterator[Case]:
    """Single cells."""
    yield cell("a code that became a number", PRODUCERS, "commune_code", 4.0, repaired="00004")
    yield cell("a district's code that became a number", PRODUCERS, "district_code", 8.0, repaired="008")
    yield cell("an issuer's code that became a number", CERTIFICATES, "issuer_unit_code", 8.0, repaired="08")
    yield cell("a code of its own as a number", PRODUCERS, "producer_code", 12.0, reads="12")
    yield cell("a code that became a date", PRODUCERS, "producer_code", DAY, fault="became_date")
    yield cell("a code of too many digits", PRODUCTS, "gtin", 8.93456789012345e17, fault="digits_lost")
    yield cell("a code shortened to a power", PRODUCTS, "gtin", "8,93E+12", fault="scientific")
    yield cell("a code too long", PRODUCERS, "commune_code", "030370", fault="too_long")
    yield cell("an apostrophe that stayed", PRODUCERS, "commune_code", "'03037", repaired="03037")
    yield cell("codes of communes in one number", PRODUCTS, "shared_communes", 4.00007, fault="became_number")
    yield cell(
        "codes of communes without zeros", PRODUCTS, "shared_communes", "4; 7", repaired="00004, 00007"
    )
    yield cell("names of communes", PRODUCTS, "shared_communes", "Tả Van", fault="commune_codes")
    yield cell("a day as text", PRODUCERS, "registered_on", "15/5/2026", reads=DAY)
    yield cell("a day with dashes", PRODUCERS, "registered_on", "15-05-2026", reads=DAY)
    yield cell("a day with points", PRODUCERS, "registered_on", "15.05.2026", reads=DAY)
    yield cell("a day of machines", PRODUCERS, "registered_on", "2026-05-15T00:00:00", reads=DAY)
    yield cell("a day in words", PRODUCERS, "registered_on", "Ngày 15 tháng 5 năm 2026", reads=DAY)
    yield cell("a moment", PRODUCERS, "registered_on", datetime(2026, 5, 15, 8, 30), reads=DAY)  # noqa: DTZ001 - a cell
    yield cell("a bare day number", PRODUCERS, "registered_on", 46157.0, repaired=DAY)
    yield cell("the 31st of February", PRODUCERS, "registered_on", "31/02/2026", fault="no_such_day")
    yield cell("month before day", PRODUCERS, "registered_on", "05/25/2026", fault="no_such_day")
    yield cell("a year of two digits", PRODUCERS, "registered_on", "15/05/26", fault="short_year")
    yield cell("a month only", PRODUCERS, "registered_on", "tháng 5/2026", fault="no_day")
    yield cell("a year only", PRODUCERS, "registered_on", 2026.0, fault="no_day")
    yield cell("a day of another century", PRODUCERS, "registered_on", "15/05/0226", fault="day_out_of_range")
    yield cell("words for a day", PRODUCERS, "registered_on", "chưa rõ", fault="day")
    yield cell("an error", PRODUCERS, "members", Formula("=NA()", "#N/A"), fault="error_value")
    yield cell("a broken reference", PRODUCERS, "members", Formula("=#REF!", "#REF!"), fault="error_value")
    yield Case(
        "a formula never calculated",
        PRODUCERS,
        lambda: reworked(
            good({"members": Formula("=5+7", 12)}),
            "xl/worksheets/sheet1.xml",
            lambda data: data.replace(b"<v>12</v>", b"<v></v>"),
        ),
        faults=frozenset({(2, "members", "uncalculated")}),
    )
    yield cell("a formula with its result", PRODUCERS, "members", Formula("=5+7", 12), reads=12)
    yield cell("a formula that gives text", PRODUCERS, "address", Formula('="A"&"B"', "AB"), reads="AB")
    yield cell("text that looks like a formula", PRODUCERS, "name", "=HYPERLINK(1)", reads="=HYPERLINK(1)")
    yield cell("a count in groups", PRODUCERS, "members", "1.234", reads=1234)
    yield cell("a count with its unit", PRODUCERS, "members", "12 người", fault="not_a_number")
    yield cell("half a member", PRODUCERS, "members", 12.5, fault="fraction")
    yield cell("fewer than none", PRODUCERS, "members", -3.0, fault="out_of_range")
    yield cell("an amount in groups", PRODUCERS, "revenue", "1.234.567.000 đ", reads=Decimal(1234567000))
    yield cell(
        "an amount in groups of another country", PRODUCERS, "revenue", "1,234,567.00", reads=Decimal(1234567)
    )
    yield cell("an amount in millions in words", PRODUCERS, "revenue", "5 triệu", fault="not_a_number")
    yield cell("a loss", PRODUCERS, "profit", "\N{MINUS SIGN}5.000", reads=Decimal(-5000))
    yield cell("a revenue below nothing", PRODUCERS, "revenue", -5.0, fault="negative")
    yield cell(
        "an amount that lost its digits", PRODUCERS, "revenue", 1.2345678901234567e17, fault="digits_lost"
    )
    yield cell("a decimal with a comma", PRODUCTS, "output", "72,5", reads=Decimal("72.5"))
    yield cell("a decimal of a sum", PRODUCTS, "output", 72.1 + 0.1, reads=Decimal("72.2"))
    yield cell("a decimal in groups", PRODUCTS, "output", "1.234,5", reads=Decimal("1234.5"))
    yield cell("a decimal that could mean two things", PRODUCTS, "output", "1.234", fault="ambiguous")
    yield cell("too many decimals", PRODUCTS, "output", 0.123456, fault="too_many_places")
    yield cell("a percentage with its sign", PRODUCTS, "local_share", "35 %", reads=Decimal(35))
    yield cell(
        "a cell shown as a percentage", PRODUCTS, "local_share", Styled(0.355, "0.0%"), reads=Decimal("35.5")
    )
    yield cell("a third of a percent", PRODUCTS, "local_share", 0.35, reads=Decimal("0.35"))
    yield cell("more than all", PRODUCTS, "local_share", 135.0, fault="out_of_range")
    yield cell("a year as text", PRODUCERS, "representative_birth_year", "năm 1985", reads=1985)
    yield cell("a year of two digits alone", PRODUCERS, "representative_birth_year", 85.0, fault="year")
    yield cell("a mark for yes", PRODUCTS, "is_new", "X", reads=True)
    yield cell(
        "no in decomposed letters", PRODUCTS, "is_new", "Kho\N{COMBINING CIRCUMFLEX ACCENT}ng", reads=False
    )
    yield cell("neither yes nor no", PRODUCTS, "is_new", "có thể", fault="yes_no")
    yield cell("TRUE as text", PRODUCERS, "name", True, fault="not_text")
    yield cell("a kind in words", PRODUCERS, "kind", "HỢP TÁC XÃ", reads="htx")
    yield cell("a kind begun", PRODUCERS, "kind", "Doanh nghiệp", repaired="dn")
    yield cell("a kind nobody knows", PRODUCERS, "kind", "Công ty ma", fault="choice")
    yield cell("a set in words", PRODUCTS, "set", "Đồ ăn nhanh", reads=5)
    yield cell("a set with number and words", PRODUCTS, "set", "5. Đồ ăn nhanh", reads=5)
    yield cell("a set as a number", PRODUCTS, "set", 26.0, reads=26)
    yield cell("a set the regime lacks", PRODUCTS, "set", 27.0, fault="choice")
    yield cell("a set under another number", PRODUCTS, "set", "6. Đồ ăn nhanh", fault="choice")
    yield cell("a tax code that lost its zero", PRODUCERS, "tax_code", 100109106.0, repaired="0100109106")
    yield cell(
        "a personal number that lost its zero", PRODUCERS, "tax_code", "10085001234", repaired="010085001234"
    )
    yield cell("a tax code with a wrong digit", PRODUCERS, "tax_code", "0100109107", fault="tax_check_digit")
    yield cell("a tax code too short", PRODUCERS, "tax_code", "12345", fault="tax_shape")
    yield cell("a phone number that lost its zero", PRODUCERS, "phone", 912345678.0, repaired="0912345678")
    yield cell("a phone number from abroad", PRODUCERS, "phone", "(+84) 912.345.678", reads="0912345678")
    yield cell("two phone numbers", PRODUCERS, "phone", "0912345678, 0987654321", fault="phone")
    yield cell("a masked phone number", PRODUCERS, "phone", "0912 *** 678", repaired=None)
    yield cell("two addresses", PRODUCERS, "email", "a@example.vn; b@example.vn", fault="email")
    yield cell(
        "invisible characters", PRODUCERS, "name", "HTX\u200b  Ớt\u00a0Tả\tVan ", reads="HTX Ớt Tả Van"
    )
    yield cell("decomposed letters", PRODUCERS, "name", "Ơ\N{COMBINING ACUTE ACCENT}t", reads="Ớt")
    yield cell("text too long", PRODUCERS, "name", "Ớ" * 301, fault="too_long")


CASES = [*files(), *shapes(), *old_workbooks(), *texts(), *cells()]
