"""What a record says: a W3C Verifiable Credential 2.0 of public facts, and the status list beside it.

The claims are those of `recognition.public` and nothing else. They are short, because a record is printed as
one QR code: the day of the decision is the first day of validity, and every address begins with the issuer's.
"""

from __future__ import annotations

import base64
import gzip
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from ocop.credentials.models import LIST_SIZE
from ocop.platform.clock import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from ocop.credentials.models import SigningKey, StatusPlace
    from ocop.recognition.public import PublicCertificate, PublicProduct

CONTEXT: Final = "https://www.w3.org/ns/credentials/v2"
TYPE: Final = "OcopCertificate"
PURPOSE: Final = "revocation"
LIST_HOLDS: Final = timedelta(days=7)
"""How long a saved list may be used: an inspector saves one before a week in the mountains."""
VOID: Final = "voidPapers"
"""What a list calls its second one: papers that are void because their certificate was issued anew."""
TERMS: Final = ("producer", "commune", "stars", "number", "decision", "decidedBy", VOID)
"""The terms of records and lists that the W3C context lacks; `ours` gives each an address."""


def issuer() -> str:
    """Who signs: this installation, by its address."""
    return str(settings.OCOP_BASE_URL)


def record(
    product: PublicProduct, certificate: PublicCertificate, place: StatusPlace, key: SigningKey
) -> dict[str, Any]:
    """The claims of one certificate. The same as long as the key in use is the same."""
    with translation.override("vi"):
        decided_by = certificate.decision.issuer
    return {
        "@context": [CONTEXT, _address("credentials:context")],
        "type": ["VerifiableCredential", TYPE],
        "issuer": issuer(),
        "validFrom": _moment(certificate.issued_on, time(0)),
        "validUntil": _moment(certificate.valid_to, time(23, 59, 59)),
        "credentialStatus": {
            "type": "BitstringStatusListEntry",
            "statusPurpose": PURPOSE,
            "statusListIndex": str(place.position),
            "statusListCredential": list_address(place.status_list.number),
        },
        "credentialSubject": {
            "id": f"{issuer()}/p/{product.code}",
            "name": certificate.product_name,
            "producer": certificate.producer_name,
            "commune": certificate.place_name,
            "stars": certificate.stars,
            "number": certificate.number,
            "decision": certificate.decision.number,
            "decidedBy": decided_by,
        },
        "iat": int(max(place.given_at, key.made_at).timestamp()),
    }


def status_list(number: int, ended: Iterable[int], void: Iterable[int], begun: datetime) -> dict[str, Any]:
    """The claims of a list, of ended certificates and of void papers, that holds from a moment on.

    A void paper has its bit in the list of the standard, too: any other verifier then refuses it.
    """
    papers = list(void)
    return {
        "@context": [CONTEXT, _address("credentials:context")],
        "id": list_address(number),
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer(),
        "validFrom": _at(begun),
        "validUntil": _at(begun + LIST_HOLDS),
        "credentialSubject": {
            "type": "BitstringStatusList",
            "statusPurpose": PURPOSE,
            "encodedList": encoded([*ended, *papers]),
            VOID: encoded(papers),
        },
        "iat": int(begun.timestamp()),
    }


def encoded(positions: Iterable[int]) -> str:
    """The bits, the first one leftmost, as gzip in base64url behind the "u" of multibase."""
    bits = bytearray(LIST_SIZE // 8)
    for position in positions:
        bits[position // 8] |= 0x80 >> position % 8
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).rstrip(b"=").decode()


def ours() -> dict[str, Any]:
    """The JSON-LD context of the terms that are ours."""
    base = f"{_address('credentials:context')}#"
    return {"@context": {"@protected": True, **{term: f"{base}{term}" for term in (TYPE, *TERMS)}}}


def list_address(number: int) -> str:
    """Where a status list is published for ever."""
    return _address("credentials:status_list", number)


def scanned(text: str) -> str:
    """What the second code of a paper says: the page that checks, the record behind its `#`.

    A browser never sends what stands there.
    """
    return f"{_address('credentials:verify')}#{text}"


def _address(name: str, *args: int) -> str:
    return f"{issuer()}{reverse(name, args=args)}"


def _moment(day: date, at: time) -> str:
    return _at(datetime.combine(day, at, VIETNAM))


def _at(moment: datetime) -> str:
    return moment.astimezone(VIETNAM).isoformat(timespec="seconds")
