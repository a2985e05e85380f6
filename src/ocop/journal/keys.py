"""The private key of the journal: a file that only its owner reads, made once; never in the database."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

from ocop.journal.heads import id_of


class KeyUnusable(Exception):
    """The key file cannot be used; the message says why."""


class SigningKey:
    """A private key with its public half and its name."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.public = public.hex()
        self.key_id = id_of(public)

    def sign(self, said: bytes) -> str:
        """The signature of these bytes, in hexadecimal."""
        return self._private.sign(said).hex()

    def write(self, path: Path) -> None:
        """Put the key into a new file of mode 600. Raises: OSError, FileExistsError among them."""
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(self._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def place() -> Path:
    """Where the key is kept."""
    return Path(settings.OCOP_JOURNAL_KEY)


def next_place() -> Path:
    """Where a new key waits until the database knows it."""
    return place().with_name(f"{place().name}.next")


def new() -> SigningKey:
    """A key that stands nowhere yet."""
    return SigningKey(Ed25519PrivateKey.generate())


def read(path: Path) -> SigningKey | None:
    """The key in a file; None when there is no file. Raises: KeyUnusable."""
    try:
        private = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyUnusable(f"{path}: {error}") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyUnusable(f"{path}: not an Ed25519 key")
    return SigningKey(private)
