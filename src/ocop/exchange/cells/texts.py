"""Text, codes, tax codes, phone numbers, e-mail addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from unicodedata import is_normalized

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from ocop.exchange.cells import Repaired, Wrong, typed_text
from ocop.exchange.columns import Type
from ocop.platform.fields import PHONE, PHONE_NOISE
from ocop.platform.text import LOOKALIKES, clean_text
from ocop.registry.taxcode import BadTaxCode, normal_tax_code

if TYPE_CHECKING:
    from ocop.exchange.cells import Reader
    from ocop.exchange.columns import Column

COMMUNE_WIDTH: Final = 5
UNIT_WIDTHS: Final = {
    "commune_code": (COMMUNE_WIDTH,),
    "district_code": (3,),
    "issuer_unit_code": (2, 3, COMMUNE_WIDTH),
}
"""How many digits the official code of a unit has, by column."""
SHARED_COMMUNES: Final = "shared_communes"
SCIENTIFIC: Final = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE | re.ASCII)
LOST_ZERO: Final = _("The spreadsheet had dropped the zero in front.")
SEPARATORS: Final = re.compile(r"[\s,;]+")
COMMUNE_CODE: Final = re.compile(r"\d{1,5}", re.ASCII)
GARBLED: Final = re.compile("áº|á»[^ ]|Ä‘|Æ°|\N{REPLACEMENT CHARACTER}")
"""What Vietnamese looks like once it was read in the wrong encoding."""
ETHS: Final = frozenset(map(chr, LOOKALIKES))


def tidy(value: str, *, lines: bool = False) -> str:
    """`clean_text`, quick on what is clean already."""
    if (
        value.isprintable()
        and is_normalized("NFC", value)
        and "  " not in value
        and value == value.strip()
        and ETHS.isdisjoint(value)
    ):
        return value
    return clean_text(value, lines=lines)


def text(column: Column) -> Reader:
    """Text on one line, or on several; nothing longer than what is stored."""
    lines = column.type is Type.LINES

    def read(value: object) -> object:
        found = _short_enough(tidy(typed_text(value), lines=lines), column)
        if GARBLED.search(found):
            raise Wrong("garbled", _("The letters are broken. Save the file again as UTF-8, or as .xlsx."))
        return found or None

    return read


def code(column: Column) -> Reader:
    """A code as text; the zeros of a unit's code come back where the spreadsheet made a number of it."""
    widths = UNIT_WIDTHS.get(column.key)

    def read(value: object) -> object:
        typed = tidy(typed_text(value))
        if SCIENTIFIC.fullmatch(typed):
            raise Wrong(
                "scientific",
                _("A number of many digits was shortened. Format the cell as text and write it again."),
            )
        bare = typed[1:] if typed[:1] == "'" and typed[1:].isdigit() else typed
        found = padded(bare, widths) if widths else bare
        _short_enough(found, column)
        if found == typed:
            return found or None
        return Repaired(found, LOST_ZERO if found != bare else _("The apostrophe in front was left out."))

    return read


def padded(typed: str, widths: tuple[int, ...]) -> str:
    """Digits with zeros in front to the first width that holds them: 4 is "00004", an issuer's 8 is "08"."""
    if not (typed.isascii() and typed.isdigit()):
        return typed
    return next((typed.zfill(width) for width in widths if len(typed) <= width), typed)


def commune_codes(column: Column) -> Reader:
    """Codes of communes with commas between, in one form: "00004, 00007"."""

    def read(value: object) -> object:
        typed = tidy(typed_text(value))
        if isinstance(value, float) and "." in typed:
            raise Wrong(
                "became_number",
                _("Several codes became one number. Format the cell as text and write them again."),
            )
        listed = [one for one in SEPARATORS.split(typed) if one]
        if not all(COMMUNE_CODE.fullmatch(one) for one in listed):
            raise Wrong("commune_codes", _("Write codes of communes with commas between: 00004, 00007."))
        found = [padded(one, (COMMUNE_WIDTH,)) for one in listed]
        joined = _short_enough(", ".join(found), column)
        return Repaired(joined, LOST_ZERO) if found != listed else joined or None

    return read


def tax_code(_column: Column) -> Reader:
    """A tax code with a right check digit; a zero that the spreadsheet dropped comes back when it fits."""

    def read(value: object) -> object:
        typed = tidy(typed_text(value)).removeprefix("'")
        if not typed:
            return None
        try:
            return normal_tax_code(typed)
        except BadTaxCode as error:
            why = str(error)
        if typed.isascii() and typed.isdigit():
            try:
                return Repaired(normal_tax_code(f"0{typed}"), LOST_ZERO)
            except BadTaxCode:
                pass
        if why == "check_digit":
            raise Wrong(
                "tax_check_digit", _("The check digit does not fit: a digit is wrong or two swapped.")
            )
        raise Wrong("tax_shape", _("A tax code has 10 digits, 10-3, or is the personal number of 12."))

    return read


def phone(_column: Column) -> Reader:
    """A phone number of Viet Nam in its national form."""

    def read(value: object) -> object:
        typed = PHONE_NOISE.sub("", tidy(typed_text(value)).removeprefix("'"))
        if not typed:
            return None
        found = PHONE.fullmatch(typed)
        if found:
            return f"0{found[1]}"
        if PHONE.fullmatch(f"0{typed}"):
            return Repaired(f"0{typed}", LOST_ZERO)
        raise Wrong("phone", _("This is not one phone number of Viet Nam. Write it like 0912 345 678."))

    return read


def email(column: Column) -> Reader:
    """An e-mail address."""

    def read(value: object) -> object:
        typed = tidy(typed_text(value)).removeprefix("mailto:")
        if not typed:
            return None
        try:
            validate_email(_short_enough(typed, column))
        except ValidationError:
            raise Wrong("email", _("Write one e-mail address like lan@example.vn.")) from None
        return typed

    return read


def _short_enough(found: str, column: Column) -> str:
    if len(found) > column.length:
        text = _("This has %(length)s characters; at most %(limit)s are kept.")
        raise Wrong("too_long", text % {"length": len(found), "limit": column.length})
    return found
