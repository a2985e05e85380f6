"""Codes that an app shows and that change every half minute (RFC 6238), checked with pyotp.

The app's key is kept encrypted (Fernet) with a key derived from the site's secret key: a copy of the database
alone shows no code. Whoever also has the secret key can.
"""

from __future__ import annotations

import base64
import json
import logging
from datetime import datetime, timedelta
from typing import Final

import pyotp
import segno
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from pyotp.utils import strings_equal

log = logging.getLogger(__name__)

STEP: Final = 30
DRIFT: Final = (0, -1, 1)
"""Steps by which a phone's clock may be wrong."""
TIME_TO_ENROL: Final = timedelta(minutes=30)
ISSUER: Final = "OCOP"


def new_key() -> str:
    """A fresh key for an app, 160 bits in base 32."""
    return pyotp.random_base32()


def seal(key: str) -> str:
    """The key, encrypted, as it is stored."""
    return _box().encrypt(key.encode()).decode()


def unseal(sealed: str) -> str:
    """The key that was stored; empty when it was sealed under another secret key of the installation.

    No code is right for such a key, so that the person goes on with a recovery code or another factor.
    """
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        log.warning("a second factor was sealed under another secret key; it has to be set up anew")
        return ""


def offer(key: str, user_id: int) -> str:
    """The key as it waits in the form of the person who is adding it: for them alone, and not for long."""
    return _box().encrypt(json.dumps([key, user_id]).encode()).decode()


def offered(sealed: str, user_id: int) -> str | None:
    """The key from the form; None when the form is too old or another person's."""
    try:
        kept = _box().decrypt(sealed.encode(), ttl=int(TIME_TO_ENROL.total_seconds()))
    except InvalidToken:
        return None
    key, owner = json.loads(kept)
    return str(key) if owner == user_id else None


def step_of(key: str, code: str, *, after: int, now: datetime) -> int | None:
    """The step of time whose code this is, one step of drift allowed; None when it is none after `after`."""
    totp = pyotp.TOTP(key, interval=STEP)
    present = int(now.timestamp()) // STEP
    for drift in DRIFT:
        step = present + drift
        if step > after and strings_equal(code, totp.at(step * STEP)):
            return step
    return None


def picture(key: str, login: str) -> str:
    """The QR code for the app, as a data address of an SVG."""
    address = pyotp.TOTP(key, interval=STEP).provisioning_uri(name=login, issuer_name=ISSUER)
    drawn: str = segno.make(address, micro=False).svg_data_uri(scale=5, border=4, light="white")
    return drawn


def readable(key: str) -> str:
    """The key in groups of four, to be typed where no camera is."""
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(str(key))) for key in keys])


def _derived(secret: str) -> bytes:
    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"ocop.access.totp")
    return base64.urlsafe_b64encode(derive.derive(secret.encode()))
