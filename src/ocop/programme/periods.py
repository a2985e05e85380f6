"""The periods of the programme, from `data/periods.json`: which one a day belongs to is never stored."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
from django.utils.translation import get_language

DATA: Final = Path(__file__).parent / "data"
NATIONAL: Final = "VN"


class Words(msgspec.Struct, frozen=True):
    """A text in both languages; `str()` gives that of the page."""

    vi: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "vi").startswith("en") else self.vi

    def __bool__(self) -> bool:
        return bool(self.vi)


class Document(msgspec.Struct, frozen=True):
    """A document that founds or shapes a period; `on` is None where no source gives its date."""

    number: str
    on: date | None
    issuer: str
    title: Words


class Period(msgspec.Struct, frozen=True):
    """A period of the programme, both days inclusive. `place` is the code of the country or a province.

    `regimes` are the rulebooks in force in it, `capital` codes of the list of sources of capital.
    """

    code: str
    place: str
    first: date
    last: date
    name: Words
    documents: tuple[Document, ...]
    regimes: tuple[str, ...]
    taxonomy: Words
    capital: tuple[str, ...]
    targets: tuple[Words, ...]
    source: str
    note: Words

    def holds(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self.first <= day <= self.last


class _File(msgspec.Struct, frozen=True):
    periods: tuple[Period, ...]


@lru_cache(maxsize=1)
def periods() -> tuple[Period, ...]:
    """Every period, oldest first."""
    read = msgspec.json.decode((DATA / "periods.json").read_bytes(), type=_File).periods
    return tuple(sorted(read, key=lambda one: (one.first, one.code)))


def period_of(day: date, province: str = "") -> Period | None:
    """The period a record of that day belongs to: the national one, before it that of the province's own
    programme (`province` is its code); None when there was no programme yet.
    """
    for place in (NATIONAL, province):
        found = next((one for one in periods() if one.place == place and one.holds(day)), None)
        if found is not None:
            return found
    return None


def period(code: str) -> Period | None:
    """The period of that code."""
    return next((one for one in periods() if one.code == code), None)
