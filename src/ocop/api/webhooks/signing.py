"""Signatures of messages, as Standard Webhooks has them: HMAC-SHA256 over id, moment and body."""

from __future__ import annotations

import base64
import hmac
import secrets
from hashlib import sha256
from typing import Final

PREFIX: Final = "whsec_"


def fresh() -> str:
    """A secret of 256 bits, in the form the receiving libraries take."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, number: str, moment: int, body: bytes) -> str:
    """One signature: ``v1,`` and the code in base 64."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    told = f"{number}.{moment}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, told, sha256).digest()).decode()


def headers(secrets_held: list[str], number: str, moment: int, body: bytes) -> dict[str, str]:
    """The headers of a message, signed with each secret that holds at this moment."""
    return {
        "webhook-id": number,
        "webhook-timestamp": str(moment),
        "webhook-signature": " ".join(signature(one, number, moment, body) for one in secrets_held),
    }
