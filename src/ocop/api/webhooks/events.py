"""The events: public facts that an entry of the journal tells of. The journal is the outbox (0044)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ocop.evaluation.models import Dossier
from ocop.places.models import Level, Unit
from ocop.platform.addresses import absolute
from ocop.platform.clock import local_day
from ocop.recognition import public
from ocop.recognition.models import Certificate, RecognitionDecision
from ocop.recognition.queries import RENEWAL
from ocop.registry.models import EarlierHolder, Product, Takeover

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from ocop.journal.models import Entry

ISSUED: Final = "certificate.issued"
REISSUED: Final = "certificate.reissued"
WITHDRAWN: Final = "certificate.withdrawn"
REMOVED: Final = "certificate.removed"
CHANGED: Final = "product.changed"
MAKER: Final = "producer.changed"
PUBLISHED: Final = "decision.published"
IMPORTED: Final = "registry.imported"
EVENTS: Final[Mapping[str, StrOrPromise]] = {
    ISSUED: _("A certificate was issued"),
    REISSUED: _("A certificate was issued anew"),
    WITHDRAWN: _("A certificate was withdrawn"),
    REMOVED: _("A certificate was struck from the register"),
    CHANGED: _("Something public of a product changed"),
    MAKER: _("Something public of a producer changed, and so of its products"),
    PUBLISHED: _("A decision was published"),
    IMPORTED: _("A list was brought into the register: read the products of its unit again"),
}
VERBS: Final[Mapping[str, tuple[str, ...]]] = {
    "certificate.entered": (ISSUED, PUBLISHED),
    "certificate.reissued": (REISSUED,),
    "certificate.removed": (REMOVED,),
    "certificate.withdrawn": (WITHDRAWN,),
    "dossier.filed": (CHANGED,),
    "dossier.not_recognised": (CHANGED,),
    "dossier.recognised": (ISSUED, PUBLISHED),
    "dossier.withdrawn": (CHANGED,),
    "producer.changed": (MAKER,),
    "producer.placed": (MAKER, CHANGED),
    "producer.took_over": (MAKER, CHANGED),
    "producer.updated": (MAKER,),
    "product.end_taken_back": (CHANGED,),
    "product.ended": (CHANGED,),
    "product.material_added": (CHANGED,),
    "product.material_removed": (CHANGED,),
    "product.merged": (CHANGED,),
    "product.photo_added": (CHANGED,),
    "product.photo_captioned": (CHANGED,),
    "product.photo_removed": (CHANGED,),
    "product.photo_set": (CHANGED,),
    "product.photos_ordered": (CHANGED,),
    "product.right_changed": (CHANGED,),
    "product.right_entered": (CHANGED,),
    "product.right_removed": (CHANGED,),
    "product.sale_described": (CHANGED,),
    "product.share_ended": (CHANGED,),
    "product.shared": (CHANGED,),
    "product.story_told": (CHANGED,),
    "product.updated": (CHANGED,),
    "registry.imported": (IMPORTED,),
}
"""Verbs of the journal, and the events that they are."""
RENEWING: Final = frozenset({"dossier.filed", "dossier.not_recognised", "dossier.withdrawn"})
"""What happens to a renewal, and so to a certificate past its last day: it is kept, or no more."""
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Event:
    """A public event: what happened to what.

    `subject` is the code of a product, producer or unit, or the key of a decision.
    """

    kind: str
    subject: str


def events_of(entry: Entry) -> list[Event]:
    """The public events that an entry tells of: none of what nobody outside knows of."""
    return [Event(kind, subject) for kind in VERBS[entry.verb] for subject in _subjects(kind, entry)]


def payload(kind: str, subject: str, happened_at: datetime, now: datetime) -> dict[str, Any]:
    """What is told: the public record as it stands when it is sent, and where to read all of it.

    Raises: ObjectDoesNotExist where it is public no more.
    """
    if kind == PUBLISHED:
        data, place = _of_decision(int(subject), now), reverse("api:v1_decision", args=[subject])
    elif kind == MAKER:
        data, place = _of_producer(subject, now), reverse("api:v1_producer", args=[subject])
    elif kind == IMPORTED:
        data, place = _of_unit(subject)
    else:
        data, place = _of_product(subject, now), reverse("api:v1_product", args=[subject])
    data["url"] = absolute(place)
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


def _of_producer(code: str, now: datetime) -> dict[str, Any]:
    key = public.known_producers().get(code=code).pk
    (found,) = public.producers([key], local_day(now))
    return {"code": found.code, "name": found.name}


def _of_unit(code: str) -> tuple[dict[str, Any], str]:
    """The unit whose list it is, and the address of its products."""
    unit = Unit.objects.get(code=code, valid_to=None)
    narrowed = {Level.PROVINCE: f"&province={code}", Level.COMMUNE: f"&commune={code}"}
    place = f"{reverse('api:v1_products')}?status=all{narrowed.get(Level(unit.level), '')}"
    return {"code": code, "name": unit.own_name}, place


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


def _subjects(kind: str, entry: Entry) -> list[str]:
    """The codes or keys of those of a kind that an entry touched and the public knows of."""
    others = {PUBLISHED: _decisions, MAKER: _producers, IMPORTED: _units}
    if kind in others:
        return others[kind](entry)
    known = public.known().filter(pk__in=_products(entry).values("pk"))
    return list(known.order_by("pk").values_list("code", flat=True))


def _products(entry: Entry) -> QuerySet[Product]:
    key = int(entry.object_id)
    match entry.object_type:
        case "registry.product":
            return Product.objects.filter(pk=key)
        case "recognition.certificate":
            return Product.objects.filter(certificates=key)
        case "registry.producer":
            if entry.verb == "producer.took_over":
                return Product.objects.filter(_handed_on(entry))
            return Product.objects.filter(producer=key)
        case _:
            found = Product.objects.filter(dossiers=key)
            return _kept_by_renewal(found, entry) if entry.verb in RENEWING else found


def _handed_on(entry: Entry) -> Q:
    """The products that went with a take-over: those another one held the day before, or entered that day."""
    found = Q(pk__in=[])
    for one in _takeovers(entry):
        held = EarlierHolder.objects.filter(to_on=one.on - DAY).values("product")
        found |= Q(producer=one.successor_id) & (Q(pk__in=held) | Q(entered_on=one.on))
    return found


def _takeovers(entry: Entry) -> QuerySet[Takeover]:
    return Takeover.objects.filter(successor=int(entry.object_id), recorded_at=entry.at)


def _kept_by_renewal(found: QuerySet[Product], entry: Entry) -> QuerySet[Product]:
    """Those whose certificate was past its last day: before that a renewal changes nothing public."""
    renewals = Dossier.objects.filter(pk=int(entry.object_id), kind=RENEWAL).exclude(filed_on=None)
    lasting = Certificate.objects.filter(valid_to__gte=local_day(entry.at))
    return found.filter(pk__in=renewals.values("product")).exclude(pk__in=lasting.values("product"))


def _producers(entry: Entry) -> list[str]:
    key = int(entry.object_id)
    keys = [key, *_takeovers(entry).values_list("former", flat=True)]
    known = public.known_producers().filter(pk__in=keys).exclude(code="")
    return list(known.order_by("pk").values_list("code", flat=True))


def _decisions(entry: Entry) -> list[str]:
    """The key of the decision that recognised a dossier, or of an earlier certificate."""
    about = "pk" if entry.object_type == "recognition.certificate" else "dossier"
    found = Certificate.objects.filter(**{about: int(entry.object_id)}).order_by("-pk")
    key = found.values_list("decision", flat=True).first()
    return [str(key)] if key and public.known_decisions().filter(pk=key).exists() else []


def _units(entry: Entry) -> list[str]:
    """The unit whose list it was, where the public knows of a product there."""
    unit = Unit.objects.filter(pk=int(entry.object_id)).first()
    if unit is None or not public.known().filter(commune__scope__startswith=unit.scope).exists():
        return []
    return [unit.code]
