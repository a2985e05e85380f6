"""What a single cell says, by the type of its column. A reader takes a raw cell and gives the parsed value.

Raw cells are what calamine gives: text, float, yes or no, dates and times. A reader gives None for what
holds nothing, `Repaired` for what it read otherwise than it stands, and raises `Wrong`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Reader = Callable[[object], object]

LARGEST_EXACT: Final = 10**15
"""Spreadsheets keep 15 digits of a number; what lay beyond is lost."""


class Wrong(ValueError):
    """A cell that cannot be taken. `code` is for programs, `reason` for people."""

    def __init__(self, code: str, reason: StrOrPromise) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Repaired:
    """A value that was read otherwise than the cell stands, and why."""

    value: object
    reason: StrOrPromise


@dataclass(frozen=True, slots=True)
class Flaw:
    """A raw cell that no column can take, such as #REF!, whatever its type. `text` is what people see."""

    text: str
    code: str
    reason: StrOrPromise


def shown(value: object) -> str:
    """A raw cell as people see it, for messages."""
    if value is None:
        return ""
    if isinstance(value, Flaw):
        return value.text
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime) and value.time() != time():
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return str(value)


def number_text(value: float) -> str:
    """A number with the 15 digits a spreadsheet shows: 72.19999999999999 is 72.2 there and here."""
    text = format(value, ".15g")
    return format(value, ".0f") if "e+" in text else text


def typed_text(value: object) -> str:
    """The text of a cell that should hold text; numbers as written. Raises: Wrong for what became a date."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        raise Wrong("not_text", _("This is TRUE or FALSE. Write it as text."))
    if isinstance(value, float | int):
        if abs(value) >= LARGEST_EXACT:
            raise Wrong(
                "digits_lost",
                _("Only 15 digits of this number were kept. Format the cell as text and write it again."),
            )
        return number_text(float(value))
    if isinstance(value, date | time | timedelta):
        raise Wrong(
            "became_date",
            _("The spreadsheet made a date or time of this. Format the cell as text and write it again."),
        )
    return ""
