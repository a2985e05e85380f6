"""Days: real dates, and those people type. Day before month, as in Viet Nam; nothing is guessed."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ocop.exchange.cells import Repaired, Wrong
from ocop.exchange.cells.texts import tidy

if TYPE_CHECKING:
    from ocop.exchange.cells import Reader
    from ocop.exchange.columns import Column

DAY_FIRST: Final = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4})(?: 0?0:00(?::00)?)?", re.ASCII)
YEAR_FIRST: Final = re.compile(r"(\d{4})([/.\-])(\d{1,2})\2(\d{1,2})(?:[ T]00:00(?::00)?)?", re.ASCII)
IN_WORDS: Final = re.compile(r"(?:ngày )?(\d{1,2}) tháng (\d{1,2}) năm (\d{4})", re.ASCII | re.IGNORECASE)
SHORT_YEAR: Final = re.compile(r"\d{1,2}([/.\-])\d{1,2}\1\d{2}", re.ASCII)
NO_DAY: Final = re.compile(
    r"(?:tháng )?\d{1,2}[/.\-]\d{4}|\d{4}[/.\-]\d{1,2}|(?:năm )?\d{4}", re.ASCII | re.IGNORECASE
)

SERIAL_ZERO: Final = date(1899, 12, 30)
SERIAL_ZERO_1904: Final = date(1904, 1, 1)
FIRST: Final = date(1900, 1, 1)
LAST: Final = date(2100, 12, 31)
FIRST_SERIAL, LAST_SERIAL = 20_000, 73_415
"""A bare number is a day's serial number from 1954 to 2100; smaller ones are years, larger ones mistakes."""

SAY_A_DAY: Final = _("Write the day like 15/05/2026.")


def day(_column: Column, *, from_1904: bool = False) -> Reader:
    """A day of the calendar; `from_1904`: how this workbook numbers its days."""
    zero = SERIAL_ZERO_1904 if from_1904 else SERIAL_ZERO

    def read(value: object) -> object:
        if isinstance(value, datetime):
            return _known(value.date())
        if isinstance(value, date):
            return _known(value)
        if isinstance(value, float):
            return _serial(value, zero)
        if not isinstance(value, str):
            raise Wrong("day", SAY_A_DAY)
        typed = tidy(value)
        return _typed(typed) if typed else None

    return read


def _typed(typed: str) -> date:
    if found := DAY_FIRST.fullmatch(typed):
        return _calendar(found[4], found[3], found[1])
    if found := YEAR_FIRST.fullmatch(typed):
        return _calendar(found[1], found[3], found[4])
    if found := IN_WORDS.fullmatch(typed):
        return _calendar(found[3], found[2], found[1])
    if SHORT_YEAR.fullmatch(typed):
        raise Wrong("short_year", _("Write the year with four digits, like 15/05/2026."))
    if NO_DAY.fullmatch(typed):
        raise Wrong("no_day", _("The day is missing. Write day, month and year, like 15/05/2026."))
    raise Wrong("day", SAY_A_DAY)


def _calendar(year: str, month: str, day_of_month: str) -> date:
    try:
        return _known(date(int(year), int(month), int(day_of_month)))
    except ValueError as error:
        if isinstance(error, Wrong):
            raise
        raise Wrong(
            "no_such_day", _("There is no such day. Write day, month and year, like 15/05/2026.")
        ) from None


def _serial(value: float, zero: date) -> Repaired:
    if not FIRST_SERIAL <= value < LAST_SERIAL:
        if 1900 <= value <= 2100:
            raise Wrong("no_day", _("The day is missing. Write day, month and year, like 15/05/2026."))
        raise Wrong("day", SAY_A_DAY)
    return Repaired(zero + timedelta(days=int(value)), _("The number of a day was read as the day."))


def _known(found: date) -> date:
    if not FIRST <= found <= LAST:
        raise Wrong("day_out_of_range", _("The year cannot be right. Write the day like 15/05/2026."))
    return found
