"""The private key of records: a file that only its owner reads; never in the database."""

from __future__ import annotations

import base64
import fcntl
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from joserfc.jwk import ECKey

from ocop.platform.decisions import Conflict

if TYPE_CHECKING:
    from collections.abc import Iterator

ID_LENGTH: Final = 16
"""Characters of the thumbprint that name a key: 96 bits, and 27 characters less in every printed code."""
COORDINATE: Final = 32


class KeyUnusable(Exception):
    """The key file cannot be used; the message says why."""


class PrivateKey:
    """A private key on P-256 with its public half and its name."""

    def __init__(self, private: EllipticCurvePrivateKey) -> None:
        self._private = private
        numbers = private.public_key().public_numbers()
        self.x, self.y = _coordinate(numbers.x), _coordinate(numbers.y)
        self.jwk = ECKey.import_key(self._pem())
        self.key_id = self.jwk.thumbprint()[:ID_LENGTH]

    def write(self, path: Path) -> None:
        """Put the key into a new file of mode 600. Raises: OSError, FileExistsError among them."""
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(self._pem())

    def _pem(self) -> bytes:
        return self._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def place() -> Path:
    """Where the key is kept."""
    return Path(settings.OCOP_CREDENTIAL_KEY)


def next_place() -> Path:
    """Where a new key waits until the database knows it."""
    return place().with_name(f"{place().name}.next")


@contextmanager
def changing() -> Iterator[None]:
    """No other process here changes the key while the body runs. Raises: Conflict when one does."""
    lock = place().with_name(f"{place().name}.lock")
    try:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
    except PermissionError:  # another account made it; on a local disk reading is enough to lock it
        handle = os.open(lock, os.O_RDONLY)
    with os.fdopen(handle, "rb"):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(_("Another process is taking a new key at this moment. Try again.")) from None
        yield


def settle(key_id: str) -> None:
    """End a change that was cut short: the key in use goes to its place, one that nobody knows is removed.

    Raises: Conflict where it cannot be told which of the two waits there.
    """
    try:
        waiting = read(next_place())
    except KeyUnusable as error:
        if key_id and not _is_in_place(key_id):
            words = _(
                "The file %(file)s cannot be read; it may be the key in use. Make it readable or put it away."
            )
            raise Conflict(words % {"file": next_place()}) from error
        waiting = None
    if waiting is not None and waiting.key_id == key_id:
        next_place().replace(place())
    else:
        next_place().unlink(missing_ok=True)


def _is_in_place(key_id: str) -> bool:
    try:
        found = read(place())
    except KeyUnusable:
        return False
    return found is not None and found.key_id == key_id


def new() -> PrivateKey:
    """A key that stands nowhere yet."""
    return PrivateKey(generate_private_key(SECP256R1()))


def read(path: Path) -> PrivateKey | None:
    """The key in a file; None when there is no file. Raises: KeyUnusable."""
    try:
        private = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyUnusable(f"{path}: {error}") from error
    if not isinstance(private, EllipticCurvePrivateKey) or not isinstance(private.curve, SECP256R1):
        raise KeyUnusable(f"{path}: not a key on P-256")
    return PrivateKey(private)


def held(key_id: str) -> PrivateKey | None:
    """The key of this name, wherever it lies: a rotation may have been cut short. Raises: KeyUnusable."""
    broken: KeyUnusable | None = None
    for path in (place(), next_place()):
        try:
            found = read(path)
        except KeyUnusable as error:
            broken = broken or error
            continue
        if found is not None and found.key_id == key_id:
            return found
    if broken is not None:
        raise broken
    return None


def _coordinate(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(COORDINATE, "big")).rstrip(b"=").decode()
