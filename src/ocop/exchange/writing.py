"""Exports: rows to xlsx, csv or parquet, one at a time. What is written can be imported again as it is.

In xlsx text is never a formula; in csv what could be one gets an apostrophe in front, which reading takes
off.
"""

# ruff: noqa: PLC0415 - the library of Parquet takes half a second to load, so only who writes such a file loads it

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Final

from ocop.exchange import choices, layout
from ocop.exchange.columns import COLUMNS, Kind, Type
from ocop.exchange.reading.texts import guarded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import IO

    import pyarrow as pa
    from xlsxwriter.format import Format as CellFormat
    from xlsxwriter.worksheet import Worksheet

    from ocop.exchange.columns import Column

Row = Mapping[str, object]

EXACT_DIGITS: Final = 15
"""A spreadsheet keeps so many digits of a number; one with more is written as text."""
LONGEST_TEXT: Final = 32_767
"""The most characters a cell of a workbook holds."""
BATCH: Final = 5_000
PLAIN_TYPES: Final = frozenset({Type.DAY, Type.YEAR, Type.COUNT, Type.AMOUNT, Type.DECIMAL, Type.PERCENT})
AMBIGUOUS_PLACES: Final = 3


class Format(StrEnum):
    """The files an export can be."""

    XLSX = "xlsx"
    CSV = "csv"
    PARQUET = "parquet"


MEDIA_TYPES: Final[Mapping[Format, str]] = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.PARQUET: "application/vnd.apache.parquet",
}


def write_rows(
    listed: Kind | Sequence[Column], rows: Iterable[Row], out: IO[bytes], form: Format, *, title: str = ""
) -> int:
    """Write rows of a kind, or of any columns, and give back how many there were.

    A value is text, a number, a day, yes or no, or None; a choice is its code, `set` a number in the regime
    of the row. `title` names the sheet of other columns than a kind's.
    """
    columns = COLUMNS[listed] if isinstance(listed, Kind) else listed
    if form is Format.CSV:
        return _write_csv(columns, rows, out)
    if form is Format.PARQUET:
        return _write_parquet(columns, rows, out)
    name = layout.title_of(listed) if isinstance(listed, Kind) else title or "OCOP"
    return write_book([(name, columns, rows)], out)


def write_book(tables: Sequence[tuple[str, Sequence[Column], Iterable[Row]]], out: IO[bytes]) -> int:
    """Write a workbook with a sheet for each (title, columns, rows); give back how many rows there were."""
    look = layout.opened(out, streaming=True)
    count = 0
    for title, columns, rows in tables:
        sheet = layout.add_sheet(look, columns, title, protected=False)
        writers = [_writer(look, column) for column in columns]
        number = layout.FIRST_ROW
        for number, row in enumerate(rows, start=layout.FIRST_ROW + 1):
            for place, write in enumerate(writers):
                write(sheet, number - 1, place, row)
        count += number - layout.FIRST_ROW
    layout.add_lists(look, [column for _title, columns, _rows in tables for column in columns])
    look.workbook.close()
    return count


def _writer(look: layout.Look, column: Column) -> Callable[[Worksheet, int, int, Row], None]:
    """What writes one column of a row, with its format and its words chosen beforehand."""
    words = _Words(column)
    cell_format: CellFormat = look.cells[column.type]

    def write(sheet: Worksheet, row: int, place: int, record: Row) -> None:
        value = words.of(record)
        if value is None or value == "":
            return
        if isinstance(value, datetime | date):
            sheet.write_datetime(row, place, datetime.combine(value, time()), cell_format)
        elif isinstance(value, int | float | Decimal) and _is_kept(value):
            sheet.write_number(row, place, float(value), cell_format)
        else:
            text = str(value)
            if len(text) > LONGEST_TEXT:
                raise ValueError(f"{column.key} has {len(text)} characters, a cell holds {LONGEST_TEXT}")
            sheet.write_string(row, place, text, cell_format)

    return write


def _is_kept(value: float | Decimal) -> bool:
    """Whether a spreadsheet keeps all digits, the zeros at the end of a whole number among them."""
    number = Decimal(str(value))
    return abs(number) < 10**EXACT_DIGITS and len(number.normalize().as_tuple().digits) <= EXACT_DIGITS


@dataclass(slots=True)
class _Words:
    """The values of a column as a workbook shows them: choices and answers in words."""

    column: Column
    known: dict[object, object] = field(default_factory=dict)

    def of(self, record: Row) -> object:
        """What to write for this record."""
        value = record.get(self.column.key)
        if isinstance(value, bool):
            return layout.YES if value else layout.NO
        if not self.column.choices or value is None or value == "":
            return value
        is_set = self.column.choices == choices.SETS
        named = (record.get("regime"), value) if is_set else value
        if named not in self.known:
            self.known[named] = self._label(named)
        return self.known[named]

    def _label(self, named: object) -> object:
        if isinstance(named, tuple):
            regime_id, number = named
            return choices.sets(str(regime_id)).label_of(str(number)) if regime_id else str(number)
        if not self.known:
            offer = choices.offer(self.column.choices)
            self.known = {one.code: offer.label_of(one.code) for one in offer.choices}
        return self.known.get(named, named)


def _write_csv(columns: Sequence[Column], rows: Iterable[Row], out: IO[bytes]) -> int:
    """UTF-8 with its mark, for Excel; keys as the header, codes as values, days as 2026-05-15."""
    wrapped = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(wrapped)
    writer.writerow([column.key for column in columns])
    count = 0
    for row in rows:
        writer.writerow([_csv_cell(column, row.get(column.key)) for column in columns])
        count += 1
    wrapped.flush()
    wrapped.detach()
    return count


def _csv_cell(column: Column, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, Decimal):
        return _unmistakable(value)
    text = str(value)
    return text if column.type in PLAIN_TYPES else guarded(text)


def _unmistakable(value: Decimal) -> str:
    """An exact number that no one takes for thousands: 1.234 is written 1.2340."""
    text = f"{value:f}"
    _whole, _point, places = text.partition(".")
    return f"{text}0" if len(places) == AMBIGUOUS_PLACES else text


def _write_parquet(columns: Sequence[Column], rows: Iterable[Row], out: IO[bytes]) -> int:
    """Typed columns; a masked value of a column that is not text is empty."""
    import pyarrow as pa
    from pyarrow import parquet

    schema = pa.schema([pa.field(column.key, _parquet_type(column)) for column in columns])
    count = 0
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for batch in _batches(rows):
            arrays = [
                pa.array([_parquet_cell(column, row.get(column.key)) for row in batch], _parquet_type(column))
                for column in columns
            ]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            count += len(batch)
    return count


@cache
def _parquet_types() -> dict[Type, pa.DataType]:
    """The types of columns that are not text."""
    import pyarrow as pa

    return {
        Type.DAY: pa.date32(),
        Type.YEAR: pa.int16(),
        Type.COUNT: pa.int64(),
        Type.AMOUNT: pa.decimal128(20, 0),
        Type.DECIMAL: pa.decimal128(38, 10),
        Type.PERCENT: pa.decimal128(7, 4),
        Type.YES_NO: pa.bool_(),
    }


def _parquet_type(column: Column) -> pa.DataType:
    import pyarrow as pa

    if column.choices == choices.SETS:
        return pa.int16()
    return _parquet_types().get(column.type, pa.string())


def _parquet_cell(column: Column, value: object) -> object:
    if value is None or value == "":
        return None
    if column.choices != choices.SETS and column.type not in _parquet_types():
        return str(value)
    return None if isinstance(value, str) else value


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch
