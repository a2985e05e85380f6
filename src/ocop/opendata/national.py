"""Tables shaped for registers of others: one row for each product, mapped from its public record.

An adapter is data (`data/adapters.json`): which column comes from where in `PublicProduct`. A column that
this program has nothing for stays in the table, empty, and says why. A further table is an entry there.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from django.utils import translation

from ocop.exchange.reading.texts import guarded
from ocop.opendata.datasets import Words
from ocop.platform.db import snapshot
from ocop.recognition import public

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

FILE: Final = Path(__file__).parent / "data" / "adapters.json"


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"source": "from"}):
    """A column. `source`: the path of attributes from the record; empty with `missing`, which says why."""

    name: str
    title: Words
    source: str = ""
    missing: Words | None = None


class Adapter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of somebody else's. `source` says whose rules ask for it and how sure we are of them."""

    code: str
    title: Words
    about: Words
    source: Words
    only_holding: bool
    columns: tuple[Column, ...]

    @property
    def not_held(self) -> tuple[Column, ...]:
        """The columns that this program has nothing for."""
        return tuple(column for column in self.columns if column.missing)


class Adapters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file."""

    about: str
    adapters: tuple[Adapter, ...]


@cache
def all_of_them() -> tuple[Adapter, ...]:
    """Every adapter. Raises: msgspec.DecodeError for a damaged file."""
    return msgspec.json.decode(FILE.read_bytes(), type=Adapters).adapters


def adapter(code: str) -> Adapter:
    """The adapter of that code. Raises: KeyError."""
    return {one.code: one for one in all_of_them()}[code]


def rows(chosen: Adapter, on: date) -> Iterator[tuple[str, ...]]:
    """The table without its head, as text; days as 2026-05-15. Memory does not grow with it."""
    reads = [attrgetter(column.source) if column.source else None for column in chosen.columns]
    found = public.holding(public.recognised(), on) if chosen.only_holding else None
    for batch in public.every_product(on, found=found):
        for product in batch:
            yield tuple(_text(read(product)) if read else "" for read in reads)


def write(chosen: Adapter, out: IO[bytes], on: date) -> int:
    """The table as CSV with the names of its columns as head, in Vietnamese; how many rows."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([column.name for column in chosen.columns])
    count = 0
    with snapshot(), translation.override("vi"):
        for row in rows(chosen, on):
            writer.writerow([guarded(value) for value in row])
            count += 1
    text.detach()
    return count


def _text(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
