"""Named reads: the keys, the record of a certificate, a status list. None of them writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from ocop.credentials import keys, records, signing
from ocop.credentials.models import SigningKey, StatusList, StatusPlace
from ocop.platform.bulk import Among
from ocop.platform.clock import VIETNAM, local_day
from ocop.recognition import public
from ocop.recognition.models import Certificate, CertificateEvent

if TYPE_CHECKING:
    from collections.abc import Collection

    from ocop.credentials.keys import PrivateKey


@dataclass(frozen=True, slots=True)
class Signer:
    """The key in use, as the database and as its file have it."""

    key: SigningKey
    private: PrivateKey


def key_in_use() -> SigningKey | None:
    """The key that signs now; None before the first."""
    return public_keys().first()


def public_keys() -> QuerySet[SigningKey]:
    """Every key that signs or signed, the latest first."""
    return SigningKey.objects.order_by("-number")


def signer() -> Signer | None:
    """What signs here; None before the first key. Raises: KeyUnusable when its file is not here."""
    key = key_in_use()
    if key is None:
        return None
    private = keys.held(key.key_id)
    if private is None:
        raise keys.KeyUnusable(f"{keys.place()}: not the key in use")
    return Signer(key, private)


def jwks() -> dict[str, Any]:
    """All keys as a JWK set (RFC 7517). `iss` says whose key it is, for sets of several registers.

    A revoked one says from when, as OpenID Federation writes it.
    """
    return {"keys": [_jwk(key) for key in public_keys()]}


def _jwk(key: SigningKey) -> dict[str, Any]:
    jwk: dict[str, Any] = {
        "kty": "EC",
        "crv": "P-256",
        "x": key.x,
        "y": key.y,
        "kid": key.key_id,
        "iss": records.issuer(),
        "alg": signing.ALGORITHM,
        "use": "sig",
        "iat": int(key.made_at.timestamp()),
    }
    if key.revoked_from is not None:
        jwk["revoked"] = {
            "revoked_at": int(key.revoked_from.timestamp()),
            "reason": key.revoked_reason,
        }
    return jwk


def has_record() -> Exists:
    """Whether a certificate has a place for a record and a key is there to sign it: for a query of these."""
    present = StatusPlace.objects.filter(certificate=OuterRef(OuterRef("pk")), voided_at=None)
    return Exists(SigningKey.objects.filter(Exists(present)))


def signed_records(certificates: Collection[int]) -> dict[int, str]:
    """The signed records of these certificates, by key, in a fixed number of queries.

    Left out: what the public does not know of, and what has no place in a list yet. Nothing before the first
    key. Raises: KeyUnusable.
    """
    with_key = signer()
    if with_key is None:
        return {}
    places = {
        place.certificate_id: place
        for place in StatusPlace.objects.filter(
            Among("certificate_id", certificates), voided_at=None
        ).select_related("status_list")
    }
    if not places:
        return {}
    theirs = Certificate.objects.filter(Among("pk", places)).values("product")
    # What a record says is the same whatever the day, so any day does.
    on = local_day(max(place.given_at for place in places.values()))
    return {
        one.pk: signing.sign(records.record(product, one, places[one.pk], with_key.key), with_key.private)
        for product in public.products(public.known().filter(pk__in=theirs).order_by("pk"), on)
        for one in product.certificates
        if one.pk in places
    }


def signed_list(number: int, now: datetime) -> str:
    """A status list as of now, signed.

    A bit is set from the day on which an event ended the certificate, or from the moment at which the paper
    with this record became void. A void paper of a certificate that ended counts as ended.
    Raises: StatusList.DoesNotExist, also before the first key; KeyUnusable.
    """
    found = StatusList.objects.get(number=number)
    with_key = signer()
    if with_key is None:
        raise StatusList.DoesNotExist
    today = local_day(now)
    events = CertificateEvent.objects.filter(certificate__status_places__status_list=found, on__lte=today)
    ended = Exists(CertificateEvent.objects.filter(certificate=OuterRef("certificate"), on__lte=today))
    places = found.places.annotate(is_over=ended).filter(Q(is_over=True) | Q(voided_at__lte=now))
    bits = dict(places.values_list("position", "is_over"))
    over = [position for position, is_over in bits.items() if is_over]
    changes = (
        events.aggregate(at=Max("recorded_at"))["at"],
        found.places.filter(voided_at__lte=now).aggregate(at=Max("voided_at"))["at"],
        datetime.combine(today, time(0), VIETNAM),
        with_key.key.made_at,
    )
    void = bits.keys() - over
    claims = records.status_list(number, over, void, max(at for at in changes if at is not None))
    return signing.sign(claims, with_key.private)


def lists() -> list[int]:
    """The numbers of all status lists."""
    return list(StatusList.objects.order_by("number").values_list("number", flat=True))


def without_place(most: int) -> list[int]:
    """Certificates, by key, that no list has a place for yet: those from before this room."""
    present = StatusPlace.objects.filter(certificate=OuterRef("pk"), voided_at=None)
    found = Certificate.objects.filter(~Exists(present)).order_by("pk")
    return list(found.values_list("pk", flat=True)[:most])
