"""The ways a notice leaves the program, and what each can hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from ocop.people.models import User


class Channel(models.TextChoices):
    """Outside channels, in the order they are tried when a person chose none; the inbox is always first."""

    ZALO = "zalo", _("Zalo")
    SMS = "sms", _("Text message (SMS)")
    EMAIL = "email", _("E-mail")


ZALO_CHARACTERS: Final = 400
"""Zalo's limit for a notification template."""
SMS_PARTS: Final = 3
"""How many parts a text message of ours may cost, its link included."""
LONGEST_LINK: Final = 80
"""The length of a link that lengths are reckoned with: the public address and the number of a message."""

GSM_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_DOUBLE: Final = frozenset("^{}\\[~]|€")
# One message, and one part of several: 3GPP TS 23.038 and 23.040.
GSM_LENGTHS: Final = (160, 153)
UCS2_LENGTHS: Final = (70, 67)


def sms_parts(text: str) -> int:
    """How many parts a text message takes: 7-bit letters where all are of GSM's alphabet, else UCS-2.

    Vietnamese with its marks is UCS-2: 70 letters, or 67 in each of several parts.
    """
    if all(char in GSM_BASIC or char in GSM_DOUBLE for char in text):
        length = sum(2 if char in GSM_DOUBLE else 1 for char in text)
        alone, each = GSM_LENGTHS
    else:
        length = len(text.encode("utf-16-be")) // 2
        alone, each = UCS2_LENGTHS
    return 1 if length <= alone else -(-length // each)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a carrier is handed. `key` is the same each time the same message is handed over again."""

    key: str
    to: str
    subject: str
    body: str
    link: str
    language: str


class Carrier(Protocol):
    """Hands parcels to a service outside.

    `name` is kept with each delivery. `repeats_safely`: the service tells keys apart and delivers each once;
    only then is a parcel repeated after an attempt with an unknown end.
    """

    name: str
    repeats_safely: bool

    def carry(self, parcel: Parcel) -> None:
        """Return once the service took it. Raises: Postponed, Undeliverable, Unsure."""


class NotCarried(Exception):
    """The service did not take a parcel; `args[0]` says how in a few words without personal data."""


class Postponed(NotCarried):
    """The service surely did not take it now, and may later."""


class Undeliverable(NotCarried):
    """The service will never take it."""


class Unsure(NotCarried):
    """The connection broke so that nobody knows whether the service took it."""


def address_of(user: User, channel: str) -> str:
    """Where this channel reaches a person; empty where it does not."""
    is_mail = "@" in user.login
    return user.login if is_mail == (channel == Channel.EMAIL) else ""


def masked(address: str) -> str:
    """An address of which only the ends are shown: 091•••001, l•••@gmail.com."""
    name, at, host = address.partition("@")
    return f"{name[:1]}•••{at}{host}" if at else f"{name[:3]}•••{name[-3:]}"
