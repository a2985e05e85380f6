"""Numbers under bar codes: GTIN-8, -12, -13 and -14 by the general specifications of GS1."""

from __future__ import annotations

from typing import Final

LENGTHS: Final = frozenset({8, 12, 13, 14})
FROM_THE_RIGHT: Final = (3, 1)
"""The weights of the digits, from the one before the check digit leftwards."""


class BadGtin(ValueError):
    """Not such a number; `str()` is "shape" or "check_digit"."""


def check_digit(digits: str) -> str:
    """The check digit that belongs to these digits."""
    total = sum(int(digit) * FROM_THE_RIGHT[place % 2] for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def normal_gtin(typed: str) -> str:
    """The number without spaces and dashes. Raises: BadGtin."""
    digits = "".join(char for char in typed if char not in " -.")
    if not (digits.isascii() and digits.isdigit() and len(digits) in LENGTHS):
        raise BadGtin("shape")
    if check_digit(digits[:-1]) != digits[-1]:
        raise BadGtin("check_digit")
    return digits


def written(gtin: str) -> list[str]:
    """A GTIN of 14 digits in each of the lengths in which it may stand under a bar code."""
    return [gtin[-length:] for length in sorted(LENGTHS) if not gtin[:-length].strip("0")]
