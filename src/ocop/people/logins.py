"""One way to write a login: a Vietnamese phone number or an e-mail address."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

SEPARATORS = str.maketrans("", "", " \t\u00a0\u202f.-()")
NATIONAL = re.compile(r"0[235789]\d{8,9}")


def normal_phone(text: str) -> str:
    """A phone number as "+84912345678"; accepts +84, 84 or 0 in front and spaces, dots or dashes between.

    Raises: ValidationError.
    """
    digits = text.translate(SEPARATORS)
    for prefix in ("+84", "0084", "84"):
        if digits.startswith(prefix):
            digits = "0" + digits.removeprefix(prefix).removeprefix("0")
            break
    if not (digits.isascii() and NATIONAL.fullmatch(digits)):
        raise ValidationError(_("Write a phone number like 0912 345 678."), code="phone")
    return "+84" + digits[1:]


def normal_login(text: str) -> str:
    """A login in its one form: a phone number with +84, or an e-mail address in lower case.

    Raises: ValidationError.
    """
    typed = text.strip()
    if not typed:
        raise ValidationError(_("Write your phone number or e-mail address."), code="login")
    if "@" not in typed:
        return normal_phone(typed)
    address = typed.lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValidationError(_("Write an e-mail address like lan@example.vn."), code="email") from error
    return address


def readable_login(login: str) -> str:
    """A login as people write it: "0912 345 678"."""
    if not login.startswith("+84"):
        return login
    digits = "0" + login.removeprefix("+84")
    return f"{digits[:-6]} {digits[-6:-3]} {digits[-3:]}"
