"""The public tables as `data/datasets.json` declares them: all files, catalogue and page follow it."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

import msgspec
from django.utils.translation import get_language

FILE: Final = Path(__file__).parent / "data" / "datasets.json"


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text in both languages; `str()` gives that of the page."""

    vi: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "vi").startswith("en") else self.vi


class Type(StrEnum):
    """What a value is."""

    TEXT = "text"
    INTEGER = "integer"
    DATE = "date"
    BOOLEAN = "boolean"
    URL = "url"


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column. `refers`: the table whose key it holds; `list`: several values; `term`: of schema.org."""

    name: str
    type: Type
    title: Words
    about: Words | None = None
    required: bool = False
    list: bool = False
    refers: str = ""
    term: str = ""


class Dataset(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"kind": "class"}):
    """A table: its key is one or more of its columns; `kind` is the class of schema.org, empty for none."""

    name: str
    title: Words
    about: Words
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    kind: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def places_of_key(self) -> tuple[int, ...]:
        """Where the columns of the key stand."""
        return tuple(self.names.index(name) for name in self.key)


class Book(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file."""

    about: str
    datasets: tuple[Dataset, ...]


@cache
def opened() -> Book:
    """The file, read once. Raises: msgspec.DecodeError for one that is damaged."""
    return msgspec.json.decode(FILE.read_bytes(), type=Book)


def all_of_them() -> tuple[Dataset, ...]:
    """Every table, in the order of the page."""
    return opened().datasets


def dataset(name: str) -> Dataset:
    """The table of that name. Raises: KeyError."""
    return {one.name: one for one in all_of_them()}[name]
