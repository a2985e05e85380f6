"""One way to write a login: a Vietnamese phone number or an e-mail address."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from ocop.platform.fields import PhoneField


def normal_login(text: str) -> str:
    """A login in its one form: a phone number as 0912345678, or an e-mail address in lower case.

    Accepts +84, 84 or 0 in front of a number and spaces, dots or dashes inside. Raises: ValidationError.
    """
    typed = text.strip()
    if not typed:
        raise ValidationError(_("Write your phone number or e-mail address."), code="required")
    if "@" not in typed:
        return PhoneField().to_python(typed)
    address = typed.lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValidationError(_("Write an e-mail address like lan@example.vn."), code="invalid") from error
    return address


def readable_login(login: str) -> str:
    """A login as people write it: "0912 345 678"."""
    return login if "@" in login else f"{login[:-6]} {login[-6:-3]} {login[-3:]}"


def hidden_login(login: str) -> str:
    """A login without what would reach the person: "0912 *** 001", "l***@example.vn"."""
    if "@" in login:
        name, _at, domain = login.partition("@")
        return f"{name[:1]}***@{domain}"
    return f"{login[:4]} *** {login[-3:]}"
