"""Signing in with a national identity provider (OpenID Connect): authorization code, PKCE, state and nonce.

The protocol is Authlib's, the check of the token joserfc's; this is the only module that knows them. Nothing
of the token is kept but the provider's lasting name for the person.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from django.conf import settings
from django.utils.crypto import constant_time_compare
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

SCOPE: Final = "openid profile phone email"
ALGORITHMS: Final = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
"""Signatures with a key pair only: neither none nor a shared secret."""
TIME_TO_COME_BACK: Final = timedelta(minutes=10)
LEEWAY: Final = 60
WAIT: Final = 10
"""Seconds for an answer of the provider."""


class OidcFailure(Exception):
    """The provider's answer is not right; the text is for the log, not for people."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What the provider says of a person. Phone and e-mail are empty unless it says they are verified."""

    subject: str
    name: str
    phone: str
    email: str
    strong: bool


def begin(redirect_uri: str, person: str, now: datetime) -> tuple[str, dict[str, str]]:
    """Where to send the browser, and what its session must remember. Raises: OidcFailure.

    `person` names who is signed in here, empty for nobody: the answer is theirs alone.
    """
    verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    try:
        endpoint = _metadata(now)["authorization_endpoint"]
        url, state = _client(redirect_uri).create_authorization_url(
            endpoint, code_verifier=verifier, nonce=nonce, state=secrets.token_urlsafe(24)
        )
    except (requests.RequestException, AuthlibBaseError, ValueError, KeyError) as error:
        raise OidcFailure(str(error)) from error
    kept = {"state": state, "nonce": nonce, "verifier": verifier, "person": person}
    return url, kept | {"at": now.isoformat()}


def finish(
    *, code: str, state: str, kept: Mapping[str, str] | None, redirect_uri: str, person: str, now: datetime
) -> Claims:
    """Who came back. `kept` is what the session remembered, to be used once. Raises: OidcFailure."""
    if not kept or not constant_time_compare(state, kept["state"]):
        raise OidcFailure("state")
    if kept["person"] != person:
        raise OidcFailure("begun by another person in this browser")
    if now - datetime.fromisoformat(kept["at"]) > TIME_TO_COME_BACK:
        raise OidcFailure("too late")
    try:
        metadata = _metadata(now)
        client = _client(redirect_uri)
        token = client.fetch_token(
            metadata["token_endpoint"], code=code, code_verifier=kept["verifier"], timeout=WAIT
        )
        keys = _get(metadata["jwks_uri"])
        told = read_token(token["id_token"], keys, nonce=kept["nonce"], now=now)
        if "userinfo_endpoint" in metadata:
            told = _with_more(told, client.get(metadata["userinfo_endpoint"], timeout=WAIT).json())
    except (requests.RequestException, AuthlibBaseError, JoseError, ValueError, KeyError) as error:
        raise OidcFailure(f"{type(error).__name__}: {error}") from error
    return _claims(told)


def read_token(token: str, keys: Mapping[str, Any], *, nonce: str, now: datetime) -> dict[str, Any]:
    """The claims of an identity token, once its signature, issuer, audience, nonce and times are right.

    Raises: JoseError, ValueError.
    """
    told = jwt.decode(token, KeySet.import_key_set(dict(keys)), algorithms=ALGORITHMS).claims  # type: ignore[arg-type]
    jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=LEEWAY,
        iss={"essential": True, "value": settings.OCOP_OIDC_ISSUER},
        aud={"essential": True, "value": settings.OCOP_OIDC_CLIENT_ID},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    ).validate(told)
    return dict(told)


def _claims(told: Mapping[str, Any]) -> Claims:
    levels = {str(told.get("acr", "")), *map(str, told.get("amr") or ())}
    return Claims(
        subject=str(told["sub"]),
        name=str(told.get("name", "")),
        phone=str(told.get("phone_number", "")) if told.get("phone_number_verified") is True else "",
        email=str(told.get("email", "")) if told.get("email_verified") is True else "",
        strong=bool(levels & set(settings.OCOP_OIDC_STRONG)),
    )


def _with_more(told: dict[str, Any], more: object) -> dict[str, Any]:
    """With what the provider tells at its other door about the same person; the signed claims go first."""
    if not isinstance(more, dict) or more.get("sub") != told["sub"]:
        raise ValueError("userinfo of another person")
    return more | told


def _client(redirect_uri: str) -> OAuth2Session:
    return OAuth2Session(
        settings.OCOP_OIDC_CLIENT_ID,
        settings.OCOP_OIDC_CLIENT_SECRET,
        scope=SCOPE,
        redirect_uri=redirect_uri,
        code_challenge_method="S256",
    )


def _metadata(now: datetime) -> dict[str, Any]:
    return _metadata_in(settings.OCOP_OIDC_ISSUER, int(now.timestamp()) // 3600)


@lru_cache(maxsize=2)
def _metadata_in(issuer: str, hour: int) -> dict[str, Any]:  # noqa: ARG001 - asked again every hour
    """What the provider says of itself. Raises: ValueError when it is another one than was named."""
    found = _get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != issuer:
        raise ValueError(f"the provider calls itself {found.get('issuer')}")
    return found


def _get(url: str) -> dict[str, Any]:
    answer = requests.get(url, timeout=WAIT)
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise ValueError("not an object")  # noqa: TRY004 - one kind of failure for the caller
    return found
