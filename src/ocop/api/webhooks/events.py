"""The events: public facts that an entry of the journal tells of. The journal is the outbox (0044)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ocop.platform.clock import local_day
from ocop.recognition import public
from ocop.recognition.models import Certificate, RecognitionDecision
from ocop.registry.models import Product

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django_stubs_ext import StrOrPromise

    from ocop.journal.models import Entry

ISSUED: Final = "certificate.issued"
WITHDRAWN: Final = "certificate.withdrawn"
REMOVED: Final = "certificate.removed"
CHANGED: Final = "product.changed"
PUBLISHED: Final = "decision.published"
EVENTS: Final[Mapping[str, StrOrPromise]] = {
    ISSUED: _("A certificate was issued"),
    WITHDRAWN: _("A certificate was withdrawn"),
    REMOVED: _("A certificate was struck from the register"),
    CHANGED: _("Something public of a product changed"),
    PUBLISHED: _("A decision was published"),
}
VERBS: Final = {
    "dossier.recognised": (ISSUED, PUBLISHED),
    "certificate.entered": (ISSUED,),
    "certificate.withdrawn": (WITHDRAWN,),
    "certificate.removed": (REMOVED,),
    "product.updated": (CHANGED,),
    "product.sale_described": (CHANGED,),
    "product.photo_set": (CHANGED,),
    "product.merged": (CHANGED,),
    "product.ended": (CHANGED,),
    "product.shared": (CHANGED,),
}
"""Verbs of the journal, and the events that they are."""


@dataclass(frozen=True, slots=True)
class Event:
    """A public event: what happened to what. `subject` is a product's code, or the key of a decision."""

    kind: str
    subject: str


def events_of(entry: Entry) -> list[Event]:
    """The public events that an entry tells of: none of a product that nobody outside knows of."""
    found = []
    for kind in VERBS[entry.verb]:
        subject = _decision(entry) if kind == PUBLISHED else _product(entry)
        if subject:
            found.append(Event(kind, subject))
    return found


def payload(kind: str, subject: str, happened_at: datetime, now: datetime) -> dict[str, Any]:
    """What is told: the public record as it stands when it is sent, and where to read all of it.

    Raises: ObjectDoesNotExist where it is public no more.
    """
    name = "decision" if kind == PUBLISHED else "product"
    place = reverse(f"api:v1_{name}", args=[subject])
    data = _of_decision(int(subject), now) if kind == PUBLISHED else _of_product(subject, now)
    data["url"] = f"{settings.OCOP_BASE_URL}{place}"
    return {"type": kind, "timestamp": happened_at.isoformat(), "data": data}


def _of_product(code: str, now: datetime) -> dict[str, Any]:
    found = public.product(code, local_day(now))
    return {
        "code": found.code,
        "name": found.name,
        "certificate": found.latest.number,
        "stars": found.stars,
        "state": found.state,
    }


def _of_decision(pk: int, now: datetime) -> dict[str, Any]:
    found = public.decisions(public.known_decisions().filter(pk=pk), local_day(now))
    if not found:
        raise RecognitionDecision.DoesNotExist
    one = found[0]
    return {
        "id": one.pk,
        "number": one.number,
        "decided_on": one.decided_on.isoformat(),
        "issuer": one.issuer,
    }


def _product(entry: Entry) -> str:
    """The code of the public product that an entry is about; empty for none."""
    match entry.object_type:
        case "registry.product":
            key = Product.objects.filter(pk=entry.object_id)
        case "recognition.certificate":
            key = Product.objects.filter(certificates=int(entry.object_id))
        case _:
            key = Product.objects.filter(dossiers=int(entry.object_id))
    return public.known().filter(pk__in=key.values("pk")).values_list("code", flat=True).first() or ""


def _decision(entry: Entry) -> str:
    """The key of the decision that recognised a dossier; empty for none."""
    found = Certificate.objects.filter(dossier=int(entry.object_id)).order_by("-pk")
    key = found.values_list("decision", flat=True).first()
    return str(key) if key and public.known_decisions().filter(pk=key).exists() else ""
