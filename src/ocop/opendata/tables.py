"""One table in all its forms: CSV, JSON-LD and Parquet, written side by side as the rows come.

CSV is UTF-8 by RFC 4180, without a mark at its beginning. A text that a spreadsheet would take for a formula
gets an apostrophe in front there, as in every CSV of this system; the other forms have it as it is.
"""

# ruff: noqa: PLC0415 - the library of Parquet takes half a second to load, so only who writes such a file loads it

from __future__ import annotations

import csv
from datetime import date
from typing import IO, TYPE_CHECKING, Final

import msgspec

from ocop.exchange.reading.texts import guarded
from ocop.opendata import linked
from ocop.opendata.datasets import Type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from typing import Protocol

    import pyarrow as pa

    from ocop.opendata.datasets import Column, Dataset
    from ocop.opendata.rows import Row, Value

    class Form(Protocol):
        """A file that takes rows."""

        def add(self, rows: list[Row]) -> None:
            """Write these."""

        def close(self) -> None:
            """Finish the file."""


SEPARATOR: Final = ";"
"""Between the values of a cell that holds several."""
ROW_GROUP: Final = 20_000
"""So many rows are held until they are written to Parquet."""


class Table:
    """A table being written; `counted` rows so far."""

    def __init__(self, folder: Path, dataset: Dataset) -> None:
        self.dataset = dataset
        self.counted = 0
        self._forms: tuple[Form, ...] = (
            Csv(folder / f"{dataset.name}.csv", dataset),
            JsonLd(folder / f"{dataset.name}.jsonld", dataset),
            Parquet(folder / f"{dataset.name}.parquet", dataset),
        )

    def add(self, rows: list[Row]) -> None:
        """Write these rows in every form."""
        self.counted += len(rows)
        for form in self._forms:
            form.add(rows)

    def close(self) -> None:
        """Finish every file."""
        for form in self._forms:
            form.close()


class Csv:
    """Names of columns as the header, codes as values, days as 2026-05-15, `true` and `false`."""

    def __init__(self, path: Path, dataset: Dataset) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(dataset.names)
        self._cells: tuple[Callable[[Value], object], ...] = tuple(map(_cell_of, dataset.columns))

    def add(self, rows: list[Row]) -> None:
        """Write these."""
        cells = self._cells
        self._writer.writerows(
            [None if value is None else cell(value) for cell, value in zip(cells, row, strict=True)]
            for row in rows
        )

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


def _cell_of(column: Column) -> Callable[[Value], object]:
    if column.list:
        return lambda value: guarded(SEPARATOR.join(value) if isinstance(value, tuple) else str(value))
    match column.type:
        case Type.TEXT:
            return lambda value: guarded(str(value))
        case Type.BOOLEAN:
            return lambda value: "true" if value else "false"
        case Type.DATE:
            return lambda value: value.isoformat() if isinstance(value, date) else value
        case _:
            return lambda value: value


class JsonLd:
    """One document: our context by its address, and a node for each row, in a line of its own."""

    def __init__(self, path: Path, dataset: Dataset) -> None:
        self._file: IO[bytes] = path.open("wb")
        self._node = linked.Nodes(dataset)
        self._encode = msgspec.json.Encoder().encode
        context = self._encode(linked.context_url())
        self._file.write(b'{"@context":' + context + b',"@graph":[')
        self._lead = b"\n"

    def add(self, rows: list[Row]) -> None:
        """Write these."""
        if rows:
            nodes = b",\n".join(self._encode(self._node.of(row)) for row in rows)
            self._file.write(self._lead + nodes)
            self._lead = b",\n"

    def close(self) -> None:
        """Finish the file."""
        self._file.write(b"\n]}\n")
        self._file.close()


class Parquet:
    """Typed columns under the names of the table; titles and what it is about stand in the metadata."""

    def __init__(self, path: Path, dataset: Dataset) -> None:
        from pyarrow import parquet

        self._schema = parquet_schema(dataset)
        self._writer = parquet.ParquetWriter(path, self._schema, compression="zstd")
        self._held: list[Row] = []

    def add(self, rows: list[Row]) -> None:
        """Hold these, and write as soon as there are enough for a group."""
        self._held += rows
        while len(self._held) >= ROW_GROUP:
            self._write(self._held[:ROW_GROUP])
            del self._held[:ROW_GROUP]

    def close(self) -> None:
        """Finish the file."""
        if self._held:
            self._write(self._held)
        self._writer.close()

    def _write(self, rows: Iterable[Row]) -> None:
        import pyarrow as pa

        columns = zip(*rows, strict=True)
        arrays = [pa.array(values, field.type) for values, field in zip(columns, self._schema, strict=True)]
        self._writer.write_batch(pa.record_batch(arrays, schema=self._schema))


def parquet_schema(dataset: Dataset) -> pa.Schema:
    """The columns of a table with their types and their words."""
    import pyarrow as pa

    types: dict[Type, pa.DataType] = {
        Type.TEXT: pa.string(),
        Type.URL: pa.string(),
        Type.INTEGER: pa.int64(),
        Type.DATE: pa.date32(),
        Type.BOOLEAN: pa.bool_(),
    }
    fields = []
    for column in dataset.columns:
        plain = types[column.type]
        words = {"title_vi": column.title.vi, "title_en": column.title.en}
        fields.append(
            pa.field(
                column.name,
                pa.list_(plain) if column.list else plain,
                nullable=not column.required,
                metadata=words,
            )
        )
    return pa.schema(fields, metadata={"title_vi": dataset.title.vi, "title_en": dataset.title.en})
