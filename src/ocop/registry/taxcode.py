"""Tax codes of Viet Nam: what a right one looks like."""

from __future__ import annotations

import re
from typing import Final

WEIGHTS: Final = (31, 29, 23, 19, 17, 13, 7, 5, 3)
BUSINESS: Final = re.compile(r"(\d{10})(?:-?(\d{3}))?")
PERSON: Final = re.compile(r"0\d{11}")


class BadTaxCode(ValueError):
    """Not a tax code. `args[0]` says why: "shape" or "check_digit"."""


def normal_tax_code(typed: str) -> str:
    """The code as stored: 10 digits, 10-3 for a dependent unit, or the 12-digit personal number.

    Spaces and dots are dropped; 13 digits get their dash. Households and business households are taxed under
    the personal number of their owner since 1 July 2025. Raises: BadTaxCode.
    """
    bare = re.sub(r"[\s.]", "", typed)
    business = BUSINESS.fullmatch(bare)
    if business is not None and bare.isascii():
        main, unit = business.group(1), business.group(2)
        if check_digit(main[:9]) != main[9] or unit == "000":
            raise BadTaxCode("check_digit")
        return f"{main}-{unit}" if unit else main
    if bare.isascii() and PERSON.fullmatch(bare):
        return bare
    raise BadTaxCode("shape")


def check_digit(nine: str) -> str:
    """The tenth digit of a business tax code; "10", which no digit equals, for a sum that allows none."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, nine, strict=True))
    return str(10 - total % 11)
