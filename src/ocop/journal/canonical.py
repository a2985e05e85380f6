"""Facts as bytes: the same facts always give the same bytes, on any engine and in any year."""

import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256

from ocop.journal.verify_export import canonical


def plain(value: object) -> object:
    """The JSON form of a value: numbers that count as exact text, moments in UTC, text in NFC.

    Raises: TypeError for anything whose form could drift, floats among them.
    """
    match value:
        case None | bool() | int():
            return value
        case str():
            return unicodedata.normalize("NFC", str(value))
        case Decimal() | Fraction():
            return str(value)
        case date():
            return moment(value) if isinstance(value, datetime) else value.isoformat()
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")


def moment(at: datetime) -> str:
    """A moment to the microsecond, in UTC. Raises: ValueError when it names no zone."""
    if at.tzinfo is None:
        raise ValueError("a moment in the journal needs a time zone")
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def salted_digest(values: Mapping[str, object], *, salt: str) -> str:
    """SHA-256 over the salt and the canonical form of these values; empty when there are none."""
    if not values:
        return ""
    return sha256(salt.encode() + said_of(values)).hexdigest()


def said_of(values: Mapping[str, object]) -> bytes:
    """What follows the salt: a line break and the canonical form of these values."""
    return b"\n" + canonical({key: plain(value) for key, value in values.items()})
