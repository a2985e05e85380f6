"""Passkeys (Web Authentication), checked with py_webauthn. The only module that knows that library.

The question that a browser signs is not kept on the server: it stands signed in the page and is good for some
minutes, for one purpose and one person; once answered it is `Spent`. So showing a page writes nothing.
"""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import webauthn
from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.utils.crypto import salted_hmac
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ocop.access.models import Factor
    from ocop.people.models import User

TIME_TO_ANSWER: Final = timedelta(minutes=5)
SITE: Final = "OCOP"
CREDENTIAL: Final = re.compile(r"[A-Za-z0-9_-]+")
"""Base64url: what a text in JSON may hold besides is no key of a database."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a page asks the browser: `options` for the browser, `proof` comes back with the answer."""

    options: str
    proof: str


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """A passkey that a browser has just made; both texts are base64url."""

    credential_id: str
    public_key: str
    sign_count: int


def ask_for_new(user: User, known: Iterable[Factor]) -> Question:
    """Ask the browser to make a passkey for this person, on a device that holds none of theirs yet."""
    challenge = secrets.token_bytes(32)
    options = webauthn.generate_registration_options(
        rp_id=_site_name(),
        rp_name=SITE,
        user_id=salted_hmac("ocop.access.handle", str(user.pk), algorithm="sha256").digest(),
        user_name=user.login,
        user_display_name=user.full_name,
        challenge=challenge,
        exclude_credentials=_descriptors(known),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return Question(webauthn.options_to_json(options), _sign(challenge, f"new.{user.pk}"))


def ask(purpose: str, known: Iterable[Factor] = ()) -> Question:
    """Ask the browser to sign with a passkey: one of these, or any when none is named."""
    challenge = secrets.token_bytes(32)
    options = webauthn.generate_authentication_options(
        rp_id=_site_name(),
        challenge=challenge,
        allow_credentials=_descriptors(known),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return Question(webauthn.options_to_json(options), _sign(challenge, purpose))


def read_new(answer: str, proof: str, user: User) -> NewPasskey | None:
    """The passkey a browser made for this person; None when anything about it is not right."""
    challenge = _challenge(proof, f"new.{user.pk}")
    if challenge is None:
        return None
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_site_name(),
            expected_origin=_origin(),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        return None
    return NewPasskey(
        bytes_to_base64url(made.credential_id),
        bytes_to_base64url(made.credential_public_key),
        made.sign_count,
    )


def credential_of(answer: str) -> str:
    """Which passkey a browser says it signed with; empty when it does not say."""
    try:
        told = json.loads(answer)
    except ValueError:
        return ""
    named = str(told.get("id", "")) if isinstance(told, dict) else ""
    return named if CREDENTIAL.fullmatch(named) else ""


def new_count(answer: str, proof: str, purpose: str, passkey: Factor) -> int | None:
    """The passkey's counter after it signed this question; None when it did not, or a copy of it did."""
    challenge = _challenge(proof, purpose)
    if challenge is None:
        return None
    try:
        verified = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_site_name(),
            expected_origin=_origin(),
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        return None
    return verified.new_sign_count


def _descriptors(known: Iterable[Factor]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(id=base64url_to_bytes(factor.credential_id))
        for factor in known
        if factor.credential_id
    ]


def _sign(challenge: bytes, purpose: str) -> str:
    return TimestampSigner(salt=f"ocop.access.passkey.{purpose}").sign(bytes_to_base64url(challenge))


def _challenge(proof: str, purpose: str) -> bytes | None:
    signer = TimestampSigner(salt=f"ocop.access.passkey.{purpose}")
    try:
        return base64url_to_bytes(signer.unsign(proof, max_age=TIME_TO_ANSWER))
    except BadSignature:
        return None


def _origin() -> str:
    return str(settings.OCOP_BASE_URL)


def _site_name() -> str:
    return urlsplit(_origin()).hostname or "localhost"
