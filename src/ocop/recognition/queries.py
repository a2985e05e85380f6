"""Named reads: decisions to take, certificates, and what a certificate is worth on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet

from ocop.evaluation import procedure
from ocop.evaluation import queries as evaluation_queries
from ocop.evaluation.models import Dossier, Result
from ocop.law import validity
from ocop.law.library import NotFound
from ocop.platform.clock import local_day
from ocop.platform.text import fold
from ocop.recognition import rules
from ocop.recognition.models import Certificate, CertificateEvent, EventKind, Ruling, RulingKind
from ocop.registry import regimes
from ocop.registry.models import Product

if TYPE_CHECKING:
    from ocop.law.regime import Renewal
    from ocop.platform.actors import Actor

RENEWAL = "renewal"
WITHDRAWN_DOSSIER = "withdrawn"


def awaiting_decision(actor: Actor) -> QuerySet[Dossier]:
    """Closed cases this actor may decide on, longest waiting first, each with its `case.result`."""
    codes = set(rules.STEP_OF.values())
    theirs = procedure.waiting(lambda step: step.code in codes and bool(rules.can_record(actor, step)))
    return (
        evaluation_queries.dossiers(actor)
        .filter(theirs)
        .select_related("product__producer", "commune__parent__parent", "case__result")
        .order_by("case__closed_at", "pk")
    )


def rulings_open(dossier: Dossier) -> list[RulingKind]:
    """What may be decided on a closed case: what a page offers. Empty without a result."""
    result = Result.objects.filter(case__dossier=dossier).first()
    return [] if result is None else rules.rulings_open(dossier, result)


def rulings(dossier: Dossier) -> QuerySet[Ruling]:
    """The decisions taken on a dossier, oldest first. The caller got the dossier through `visible_to`."""
    return dossier.rulings.select_related("decision__issuer_unit").order_by("recorded_at", "pk")


def certificates(actor: Actor, words: str = "") -> QuerySet[Certificate]:
    """Certificates, latest first, ready for `status`; those whose product or producer holds these words."""
    found = with_events(Certificate.objects.visible_to(actor)).order_by("-issued_on", "-pk")
    wanted = fold(words)
    if not wanted:
        return found
    code = words.strip()
    return (
        found.filter(product__name_folded__contains=wanted)
        | found.filter(product__producer__name_folded__contains=wanted)
        | found.filter(product__code=code)
    )


def in_state(found: QuerySet[Certificate], state: str, today: date) -> QuerySet[Certificate]:
    """Those of `found` in a state today: valid, expiring, past its last day, replaced or withdrawn.

    "past" holds expired certificates and those kept while a renewal is evaluated; `status` tells them apart.
    """
    ended = CertificateEvent.objects.filter(certificate=OuterRef("pk"), on__lte=today)
    withdrawn = Exists(ended.filter(kind__in=[EventKind.WITHDRAWN, EventKind.REMOVED]))
    replaced = Exists(ended.filter(kind=EventKind.REPLACED))
    match state:
        case "withdrawn":
            return found.filter(withdrawn)
        case "replaced":
            return found.filter(replaced).exclude(withdrawn)
    renewal = _renewal(today)
    window = today + timedelta(days=renewal.earliest_days if renewal else -1)
    standing = found.exclude(withdrawn).exclude(replaced)
    match state:
        case "valid":
            return standing.filter(valid_to__gt=window)
        case "expiring":
            return standing.filter(valid_to__range=(today, window))
        case _:
            return standing.filter(valid_to__lt=today)


def stars_recognised(today: date) -> list[int]:
    """The stars that carry a certificate under the rules in force, the highest first."""
    regime = regimes.regime_on(today)
    return sorted((stars for level in regime.levels for stars in level.recognises), reverse=True)


def certificate(actor: Actor, pk: int) -> Certificate:
    """One certificate, ready for `status`. Raises: Certificate.DoesNotExist."""
    return with_events(Certificate.objects.visible_to(actor)).get(pk=pk)


def with_events(found: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Certificates with all that `status` and a page ask for, in a fixed number of queries."""
    decided = Ruling.objects.select_related("decision").order_by("pk")
    renewals = Dossier.objects.filter(kind=RENEWAL).exclude(filed_on=None).order_by("pk")
    return found.select_related(
        "product__producer", "decision__issuer_unit", "issuer_unit", "commune__parent"
    ).prefetch_related(
        Prefetch("events", CertificateEvent.objects.order_by("on", "pk")),
        Prefetch(
            "product__dossiers", renewals.prefetch_related(Prefetch("rulings", decided)), to_attr="renewals"
        ),
    )


def status(certificate: Certificate, on: date) -> validity.Status:
    """What a certificate is worth on a day: valid, expiring, kept, expired, replaced or withdrawn.

    A pure function of dated facts (`law.validity`); no query for certificates from the functions here.
    """
    return validity.status(events(certificate), on, renewal=_renewal(on))


def events(certificate: Certificate) -> list[validity.Event]:
    """The dated facts of a certificate as the law room takes them."""
    found: list[validity.Event] = [validity.Issued(certificate.issued_on, certificate.valid_to)]
    for event in certificate.events.all():
        match event.kind:
            case EventKind.WITHDRAWN:
                found.append(validity.Withdrawn(event.on, event.ground))
            case EventKind.REPLACED:
                found.append(validity.Replaced(event.on))
            case EventKind.REMOVED:
                found.append(validity.Removed(event.on))
    for dossier in _renewals(certificate):
        if dossier.filed_on is None or dossier.filed_on < certificate.issued_on:
            continue
        if dossier.pk == certificate.dossier_id:
            continue
        found.append(validity.RenewalFiled(dossier.filed_on))
        found += [
            validity.RenewalDecided(ruling.decision.decided_on, ruling.kind == RulingKind.RECOGNISE)
            for ruling in dossier.rulings.all()
            if ruling.kind != RulingKind.APPROVE_RESULT
        ]
        if dossier.state == WITHDRAWN_DOSSIER:
            found.append(validity.RenewalDecided(local_day(dossier.changed_at), granted=False))
    return found


@dataclass(frozen=True, slots=True)
class Shown:
    """What anyone may know of a product's latest certificate on a day."""

    certificate: Certificate
    status: validity.Status


def public_certificate(code: str, on: date) -> Shown:
    """The latest certificate of the product with this code: what the QR leads to. Raises: DoesNotExist.

    Held on `on` or not: a withdrawn or expired one is shown as such.
    """
    found = with_events(Certificate.objects.filter(product__code=code)).order_by("-issued_on", "-pk").first()
    if found is None or not code:
        raise Certificate.DoesNotExist
    return Shown(found, status(found, on))


def expiring(actor: Actor, today: date) -> QuerySet[Certificate]:
    """Certificates of products this actor looks after whose renewal window is open, the nearest end first."""
    renewal = _renewal(today)
    last = today + timedelta(days=renewal.earliest_days if renewal else 0)
    mine = Product.objects.visible_to(actor)
    found = Certificate.objects.visible_to(actor).filter(
        product__in=mine, product__certified_to=F("valid_to"), valid_to__range=(today, last)
    )
    return with_events(found).order_by("valid_to", "pk")


def _renewals(certificate: Certificate) -> list[Dossier]:
    prefetched: list[Dossier] | None = getattr(certificate.product, "renewals", None)
    if prefetched is not None:
        return prefetched
    renewals = certificate.product.dossiers.filter(kind=RENEWAL).exclude(filed_on=None)
    return list(renewals.prefetch_related("rulings__decision").order_by("pk"))


def _renewal(on: date) -> Renewal | None:
    try:
        return regimes.regime_on(on).renewal
    except NotFound:
        return None
