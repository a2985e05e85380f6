"""Time stamps of signed heads by an outside authority (RFC 3161): asking for one, and checking one kept.

The authority sees a digest, nothing else. Its word is kept whole, so that it can be checked without it.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import requests
from cryptography.x509 import load_pem_x509_certificates
from django.conf import settings
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from ocop.journal.heads import HEAD_FACTS, head_facts
from ocop.journal.verify_export import canonical

if TYPE_CHECKING:
    from ocop.journal.models import SignedHead, Stamp

SECONDS: Final = 20
LARGEST: Final = 100_000


class NotStamped(Exception):
    """No stamp, or none that holds; the message says why."""


class Word(NamedTuple):
    """What the authority answered."""

    token: bytes
    at: datetime


def stamped_bytes(head: SignedHead) -> bytes:
    """What the stamp is of: the statement of the head with its signature."""
    facts = head_facts(head)
    return canonical({name: facts[name] for name in (*HEAD_FACTS, "signature")})


def obtain(head: SignedHead) -> Word:
    """Ask the authority of the settings for a stamp and check it. Raises: NotStamped."""
    asked = (
        TimestampRequestBuilder()
        .data(stamped_bytes(head))
        .hash_algorithm(HashAlgorithm.SHA256)
        .cert_request(cert_request=True)
        .build()
    )
    try:
        answer = requests.post(
            settings.OCOP_TSA_URL,
            data=asked.as_bytes(),
            headers={"Content-Type": "application/timestamp-query"},
            timeout=SECONDS,
        )
        answer.raise_for_status()
    except requests.RequestException as error:
        raise NotStamped(str(error)) from error
    return Word(answer.content, check(answer.content[:LARGEST], head, nonce=asked.nonce))


def check(token: bytes, head: SignedHead, *, nonce: int | None = None) -> datetime:
    """The moment the authority vouches for, once its word is found true for this head. Raises: NotStamped."""
    builder = VerifierBuilder(nonce=nonce)
    try:
        for certificate in load_pem_x509_certificates(Path(settings.OCOP_TSA_CERTIFICATES).read_bytes()):
            builder = builder.add_root_certificate(certificate)
        answer = decode_timestamp_response(token)
        builder.build().verify_message(answer, stamped_bytes(head))
        at: datetime = answer.tst_info.gen_time
    except (VerificationError, ValueError, OSError) as error:
        raise NotStamped(str(error) or type(error).__name__) from error
    return at


def first_false(stamps: list[Stamp]) -> tuple[str, str] | None:
    """Day and reason of the first kept stamp that does not hold; None when all do."""
    for stamp in stamps:
        try:
            if check(bytes(stamp.token), stamp.head) != stamp.stamped_at:
                return stamp.head.day.isoformat(), "time"
        except NotStamped as error:
            return stamp.head.day.isoformat(), str(error)
    return None
