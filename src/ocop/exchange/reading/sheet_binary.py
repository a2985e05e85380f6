"""What calamine does not tell of an old workbook: errors, percentages, hidden rows.

The records of Excel 97 to 2003 (BIFF8) inside of a compound file, as Microsoft publishes them ([MS-XLS],
[MS-CFB]); only those few kinds are looked at.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ocop.exchange.reading.files import DAMAGED, ENCRYPTED
from ocop.exchange.reading.grids import Unreadable
from ocop.exchange.reading.sheet_xml import Marks

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER: Final = 512
FREE: Final = 0xFFFFFFFA
"""Numbers of sectors from here up mean "none"."""
SHORT_STREAM: Final = 4096
ENTRY: Final = 128
ROOT: Final = 5
PERCENT_FORMATS: Final = frozenset({9, 10})
ERRORS: Final = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}

FORMULA, DATE_MODE, FILE_PASS, BOUND_SHEET, XF = 0x0006, 0x0022, 0x002F, 0x0085, 0x00E0
MANY_RK, NUMBER, BOOL_ERROR, ROW, RK, FORMAT, START = 0x00BD, 0x0203, 0x0205, 0x0208, 0x027E, 0x041E, 0x0809
END: Final = 0x000A
CELLS: Final = frozenset({FORMULA, NUMBER, RK})


@dataclass(slots=True)
class OldBook:
    """The marks of each sheet by name, and how the workbook counts days."""

    marks: dict[str, Marks] = field(default_factory=dict)
    from_1904: bool = False
    percents: set[int] = field(default_factory=set)


def book(content: bytes) -> OldBook:
    """Look through an old workbook. Raises: Unreadable."""
    try:
        return _book(_stream(content))
    except (struct.error, IndexError, OverflowError, MemoryError):
        raise Unreadable("damaged", DAMAGED) from None


def _book(stream: bytes) -> OldBook:
    found = OldBook()
    starts: dict[str, int] = {}
    formats: set[int] = set(PERCENT_FORMATS)
    styles = 0
    for kind, data in _records(stream, 0):
        if kind == FILE_PASS:
            raise Unreadable("encrypted", ENCRYPTED)
        if kind == DATE_MODE:
            found.from_1904 = data[:1] == b"\1"
        elif kind == FORMAT and b"%" in data[2:]:
            formats.add(_short(data, 0))
        elif kind == XF:
            if _short(data, 2) in formats:
                found.percents.add(styles)
            styles += 1
        elif kind == BOUND_SHEET:
            starts[_name(data[6:])] = struct.unpack_from("<I", data)[0]
    for name, start in starts.items():
        found.marks[name] = _marks(stream, start, found.percents)
    return found


def _marks(stream: bytes, start: int, percents: set[int]) -> Marks:
    found = Marks()
    for kind, data in _records(stream, start):
        if kind == ROW and data[12] & 0x20:
            found.hidden.add(_short(data, 0) + 1)
        elif kind == BOOL_ERROR and data[7]:
            found.errors[_place(data)] = ERRORS.get(data[6], "#")
        elif kind in CELLS:
            if kind == FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2:
                found.errors[_place(data)] = ERRORS.get(data[8], "#")
            elif _short(data, 4) in percents:
                found.percents.add(_place(data))
        elif kind == MANY_RK and percents:
            row, column = _place(data)
            for number, at in enumerate(range(4, len(data) - 2, 6)):
                if _short(data, at) in percents:
                    found.percents.add((row, column + number))
    return found


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part, from its start to its end; charts inside of it are parts of their own."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        data = stream[at + 4 : at + 4 + length]
        at += 4 + length
        depth += (kind == START) - (kind == END)
        if depth == 1 and kind != START:
            yield kind, data
        if depth == 0:
            return


def _short(data: bytes, at: int) -> int:
    value: int = struct.unpack_from("<H", data, at)[0]
    return value


def _place(data: bytes) -> tuple[int, int]:
    return _short(data, 0), _short(data, 2)


def _name(data: bytes) -> str:
    length, wide = data[0], data[1] & 1
    return data[2 : 2 + length * 2].decode("utf-16-le") if wide else data[2 : 2 + length].decode("latin-1")


def _stream(content: bytes) -> bytes:
    """The stream of the workbook in a compound file."""
    size: int = 1 << _short(content, 30)
    short_size = 1 << _short(content, 32)
    first_directory, short_table = (
        struct.unpack_from("<I", content, 48)[0],
        struct.unpack_from("<I", content, 60)[0],
    )
    table = _table(content, size)
    directory = _chain(content, first_directory, table, size)
    entries = [directory[at : at + ENTRY] for at in range(0, len(directory), ENTRY)]
    root = next(entry for entry in entries if entry[66] == ROOT) if entries else b""
    for entry in entries:
        if _entry_name(entry) not in {"Workbook", "Book"}:
            continue
        start, length = struct.unpack_from("<II", entry, 116)
        if length >= SHORT_STREAM:
            return _chain(content, start, table, size)[:length]
        box = _chain(content, struct.unpack_from("<I", root, 116)[0], table, size)
        short = _numbers(_chain(content, short_table, table, size))
        return b"".join(
            box[number * short_size : (number + 1) * short_size] for number in _walk(start, short)
        )[:length]
    raise Unreadable("damaged", DAMAGED)


def _entry_name(entry: bytes) -> str:
    return entry[: max(_short(entry, 64) - 2, 0)].decode("utf-16-le", "replace")


def _table(content: bytes, size: int) -> list[int]:
    """The table that says which sector follows which."""
    parts = list(struct.unpack_from("<109I", content, 76))
    further = struct.unpack_from("<I", content, 68)[0]
    seen: set[int] = set()
    while further < FREE and further not in seen:
        seen.add(further)
        numbers = _numbers(_sector(content, further, size))
        parts += numbers[:-1]
        further = numbers[-1]
    return [number for part in parts if part < FREE for number in _numbers(_sector(content, part, size))]


def _chain(content: bytes, start: int, table: list[int], size: int) -> bytes:
    return b"".join(_sector(content, number, size) for number in _walk(start, table))


def _walk(start: int, table: list[int]) -> Iterator[int]:
    steps = 0
    while start < FREE:
        if start >= len(table) or steps > len(table):
            raise Unreadable("damaged", DAMAGED)
        yield start
        start = table[start]
        steps += 1


def _sector(content: bytes, number: int, size: int) -> bytes:
    at = HEADER if size == HEADER else size
    return content[at + number * size : at + (number + 1) * size]


def _numbers(sector: bytes) -> list[int]:
    return list(struct.unpack_from(f"<{len(sector) // 4}I", sector))
