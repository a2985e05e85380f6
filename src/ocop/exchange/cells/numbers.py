"""Counts, amounts, decimals, percentages and years: exact, and refused where they could mean two things."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ocop.exchange.cells import LARGEST_EXACT, Wrong, number_text, shown
from ocop.exchange.cells.texts import tidy
from ocop.platform.fields import MONEY_NOISE

if TYPE_CHECKING:
    from ocop.exchange.cells import Reader
    from ocop.exchange.columns import Column

LARGEST_COUNT: Final = 2**31 - 1
DIGITS: Final = {"monthly_income": 14, "price": 14, "year_price": 14}
MOST_DIGITS: Final = 18
"""Digits before the comma that an amount may have; fewer for the columns of `DIGITS`."""
PLACES: Final = {"output": (11, 3), "total": (4, 30)}
"""Digits before and after the comma that are stored, by column."""
PERCENT_PLACES: Final = 2
MAY_BE_NEGATIVE: Final = frozenset({"profit"})
FIRST_YEAR, LAST_YEAR = 1900, 2100

GROUPED: Final = re.compile(
    r"[1-9]\d{0,2}(?:(?:\.\d{3})+(?:,\d+)?|(?:,\d{3})+(?:\.\d+)?|(?: \d{3})+(?:[.,]\d+)?)", re.ASCII
)
PLAIN: Final = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)
TWO_WAYS: Final = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
POWER: Final = re.compile(r"\d(?:[.,]\d+)?E[+-]?\d+", re.IGNORECASE | re.ASCII)
YEAR: Final = re.compile(r"(?:năm )?(\d{4})", re.ASCII | re.IGNORECASE)
MINUS: Final = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-"})

NOT_A_NUMBER: Final = _("This is not a number. Write digits only, the unit stands in the heading.")


def exact(value: object, *, whole: bool) -> Decimal | None:
    """The number in a cell; None for an empty one.

    Groups of three after points, commas or spaces are understood. Where only whole numbers are asked for,
    1.234 is a thousand and more; elsewhere it could mean two things. Raises: Wrong.
    """
    if isinstance(value, bool):
        raise Wrong("not_a_number", NOT_A_NUMBER)
    if isinstance(value, float | int):
        if abs(value) >= LARGEST_EXACT:
            raise Wrong(
                "digits_lost", _("The spreadsheet kept only 15 digits of this number; write it as text.")
            )
        return Decimal(number_text(float(value)))
    if not isinstance(value, str):
        raise Wrong("not_a_number", NOT_A_NUMBER)
    typed = tidy(value).translate(MINUS)
    if not typed:
        return None
    bare = typed.removeprefix("-").strip()
    number = _read(bare, whole=whole)
    return -number if typed.startswith("-") else number


def _read(bare: str, *, whole: bool) -> Decimal:
    if not whole and TWO_WAYS.fullmatch(bare):
        text = _("%(value)s could mean two things. Write it without points between thousands, as %(plain)s.")
        raise Wrong("ambiguous", text % {"value": bare, "plain": bare.replace(".", "").replace(",", "")})
    if GROUPED.fullmatch(bare):
        mark = next(char for char in bare if not char.isdigit())
        return Decimal(bare.replace(mark, "").replace(",", "."))
    if PLAIN.fullmatch(bare):
        return Decimal(bare.replace(",", "."))
    if POWER.fullmatch(bare):
        raise Wrong("scientific", _("This number was shortened. Write all of its digits."))
    raise Wrong("not_a_number", NOT_A_NUMBER)


def _whole(value: object) -> Decimal | None:
    number = exact(value, whole=True)
    if number is not None and number != number.to_integral_value():
        raise Wrong("fraction", _("Write a whole number, rounded."))
    return None if number is None else number.quantize(Decimal(1))


def count(_column: Column) -> Reader:
    """How many there are."""

    def read(value: object) -> object:
        number = _whole(value)
        if number is None:
            return None
        if not 0 <= number <= LARGEST_COUNT:
            raise Wrong("out_of_range", _("Write a whole number from 0."))
        return int(number)

    return read


def amount(column: Column) -> Reader:
    """Dong, without fractions; "500.000 đ" is understood."""
    limit = Decimal(10) ** DIGITS.get(column.key, MOST_DIGITS)
    least = -limit if column.key in MAY_BE_NEGATIVE else Decimal(-1)

    def read(value: object) -> object:
        bare = MONEY_NOISE.sub("", value.strip()).strip() if isinstance(value, str) else value
        number = _whole(bare)
        if number is None or least < number < limit:
            return number
        if number < 0:
            raise Wrong("negative", _("This cannot be below 0."))
        raise Wrong("out_of_range", _("This amount is larger than what is kept."))

    return read


def decimal(column: Column) -> Reader:
    """An exact number from 0, with the decimals that are kept."""
    before, after = PLACES.get(column.key, (MOST_DIGITS, 6))

    def read(value: object) -> object:
        number = exact(value, whole=False)
        if number is None:
            return None
        if number < 0:
            raise Wrong("negative", _("This cannot be below 0."))
        if number >= Decimal(10) ** before:
            raise Wrong("out_of_range", _("This number is larger than what is kept."))
        return _with_places(number, after)

    return read


def percent(_column: Column) -> Reader:
    """A percentage from 0 to 100; 35 and "35%" are the same."""

    def read(value: object) -> object:
        bare = value.strip().removesuffix("%").strip() if isinstance(value, str) else value
        if isinstance(bare, str) and TWO_WAYS.fullmatch(bare):
            bare = f"{bare}0"  # no percentage has thousands
        number = exact(bare, whole=False)
        if number is None:
            return None
        if not 0 <= number <= 100:
            raise Wrong("out_of_range", _("A percentage lies between 0 and 100."))
        return _with_places(number, PERCENT_PLACES)

    return read


def _with_places(number: Decimal, places: int) -> Decimal:
    plain = number.normalize()
    exponent = plain.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > places:
        raise Wrong(
            "too_many_places", _("At most %(places)s decimals are kept; round it.") % {"places": places}
        )
    return plain if not isinstance(exponent, int) or exponent <= 0 else plain.quantize(Decimal(1))


def year(_column: Column) -> Reader:
    """A year of four digits."""

    def read(value: object) -> object:
        typed = tidy(shown(value)) if not isinstance(value, bool) else ""
        found = YEAR.fullmatch(typed)
        if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
            if not typed and isinstance(value, str):
                return None
            raise Wrong("year", _("Write the year with four digits, like 2026."))
        return int(found[1])

    return read
