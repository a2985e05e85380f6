"""Named reads: decisions to take, certificates, and what a certificate is worth on a day."""

from __future__ import annotations

import string
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from ocop.evaluation import procedure
from ocop.evaluation import queries as evaluation_queries
from ocop.evaluation.models import Dossier, Result
from ocop.evaluation.packages import Known
from ocop.journal.queries import for_object
from ocop.law import validity
from ocop.law.library import NotFound
from ocop.platform.clock import local_day
from ocop.platform.text import fold
from ocop.recognition import rules
from ocop.recognition.models import (
    Certificate,
    CertificateEvent,
    DecisionBatch,
    EventKind,
    Reissue,
    Ruling,
    RulingKind,
)
from ocop.registry import gtin as gtins
from ocop.registry import regimes
from ocop.registry.actions.participation import ENTERED_TWICE
from ocop.registry.models import Product

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ocop.journal.models import Entry
    from ocop.law.regime import Renewal
    from ocop.platform.actors import Actor

ENDINGS: Final = (EventKind.WITHDRAWN, EventKind.REMOVED, EventKind.UPGRADED, EventKind.REPLACED)
"""What ends a certificate, the weightiest first, as `law.validity` weighs it."""
ASCII_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
WHOLE_COUNTRY = "country"
RENEWAL = "renewal"


def awaiting_decision(actor: Actor) -> QuerySet[Dossier]:
    """Closed cases this actor may decide on, longest waiting first, each with its `standing_case.result`."""
    codes = set(rules.STEP_OF.values())
    theirs = procedure.waiting(lambda step: step.code in codes and bool(rules.can_record(actor, step)))
    return (
        evaluation_queries.dossiers(actor)
        .filter(theirs)
        .select_related(
            "product__producer",
            "commune__parent__parent",
            "standing_case__result",
            "standing_case__regulation",
        )
        .order_by("standing_case__closed_at", "pk")
    )


def rulings_open(dossier: Dossier) -> list[RulingKind]:
    """What may be decided on a closed case: what a page offers. Empty without a result."""
    result = standing_result(dossier)
    return [] if result is None else rules.rulings_open(dossier, result)


def batches(actor: Actor) -> QuerySet[DecisionBatch]:
    """Draft decisions, each with its people and its decision, and how many dossiers it is on."""
    found = DecisionBatch.objects.visible_to(actor)
    people = found.select_related("signer", "prepared_by", "decision", "issuer_unit")
    return people.annotate(count=Count("lines"))


def certificate_url(certificate_id: int) -> str:
    """The page of a certificate."""
    return reverse("recognition:certificate", args=[certificate_id])


def batch_url(batch_id: int) -> str:
    """The page of a draft decision."""
    return reverse("recognition:batch", args=[batch_id])


def standing_result(dossier: Dossier) -> Result | None:
    """The result that stands for a dossier; None before. The caller got it through `visible_to`."""
    return Result.objects.filter(case=dossier.standing_case_id).select_related("case__regulation").first()


def approval(dossier: Dossier, level: str) -> Known | None:
    """The decision by which a level approved the result it sent up; None before."""
    found = dossier.rulings.filter(kind=RulingKind.APPROVE_RESULT, case__level=level)
    number = found.order_by("pk").values_list("decision__number", flat=True).last()
    return Known(number) if number else None


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
    """Those of `found` in a state today: valid, expiring, past its last day, or ended by an event.

    "past" holds expired certificates and those kept while a renewal is evaluated; `status` tells them apart.
    """
    ended = CertificateEvent.objects.filter(certificate=OuterRef("pk"), on__lte=today)
    heavier: list[str] = []
    for kind in ENDINGS:
        if state == kind.value:
            return found.filter(Exists(ended.filter(kind=kind))).exclude(
                Exists(ended.filter(kind__in=heavier))
            )
        heavier.append(kind)
    renewal = renewal_on(today)
    window = today + timedelta(days=renewal.earliest_days if renewal else -1)
    standing = found.exclude(Exists(ended))
    match state:
        case "valid":
            return standing.filter(valid_to__gt=window)
        case "expiring":
            return standing.filter(valid_to__range=(today, window))
        case _:
            return standing.filter(valid_to__lt=today)


def filtered(actor: Actor, asked: Mapping[str, object], today: date) -> QuerySet[Certificate]:
    """The certificates that the list shows for these fields of its form, the latest first.

    Of the products this actor looks after, unless the whole country is asked for.
    """
    found = certificates(actor, str(asked.get("q") or ""))
    if asked.get("whose") != WHOLE_COUNTRY:
        found = found.filter(product__in=Product.objects.visible_to(actor))
    stars, state = asked.get("stars"), asked.get("state")
    if stars and str(stars).isdigit():
        found = found.filter(stars=int(str(stars)))
    return in_state(found, str(state), today) if state else found


def stars_recognised(today: date) -> list[int]:
    """The stars that carry a certificate under the rules in force, the highest first."""
    regime = regimes.regime_on(today)
    return sorted((stars for level in regime.levels for stars in level.recognises), reverse=True)


def certificate(actor: Actor, pk: int) -> Certificate:
    """One certificate, ready for `status`. Raises: Certificate.DoesNotExist."""
    return with_events(Certificate.objects.visible_to(actor)).get(pk=pk)


def reissues(certificate: Certificate) -> list[Reissue]:
    """The issues anew of a certificate with the papers that each made void, the first one first."""
    found = certificate.reissues.select_related("issuer_unit").prefetch_related("voided_papers")
    return list(found.order_by("no"))


def with_events(found: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Certificates with all that `status` and a page ask for, in a fixed number of queries."""
    return found.select_related(
        "product__producer", "decision__issuer_unit", "issuer_unit", "commune__parent"
    ).prefetch_related(
        Prefetch("events", CertificateEvent.objects.order_by("on", "pk")),
        Prefetch("product__dossiers", filed_renewals(), to_attr="renewals"),
    )


def filed_renewals() -> QuerySet[Dossier]:
    """Renewals that were filed, with the decisions on them: what `dated_facts` asks for."""
    decided = Ruling.objects.select_related("decision").order_by("pk")
    renewals = Dossier.objects.filter(kind=RENEWAL).exclude(filed_on=None).order_by("pk")
    return renewals.prefetch_related(Prefetch("rulings", decided))


def status(certificate: Certificate, on: date) -> validity.Status:
    """What a certificate is worth on a day: one of `validity.STATES`.

    A pure function of dated facts (`law.validity`); no query for certificates from the functions here.
    """
    return validity.status(events(certificate), on, renewal=renewal_on(on))


def events(certificate: Certificate) -> list[validity.Event]:
    """The dated facts of a certificate as the law room takes them."""
    facts = Facts(certificate.pk, certificate.dossier_id, certificate.issued_on, certificate.valid_to)
    ends = [(one.kind, one.on, one.ground) for one in certificate.events.all()]
    return dated_facts(facts, ends, _renewals(certificate))


class Facts(NamedTuple):
    """What the calendar asks of a certificate."""

    pk: int
    dossier_id: int | None
    issued_on: date
    valid_to: date


class Renewed(NamedTuple):
    """A renewal that was filed: what was decided on it, and when it was withdrawn."""

    dossier_id: int
    filed_on: date
    decided: tuple[tuple[date, bool], ...]
    withdrawn_on: date | None


def dated_facts(
    certificate: Facts, ends: Iterable[tuple[str, date, str]], renewals: Iterable[Dossier]
) -> list[validity.Event]:
    """The same of a certificate that was read as columns: `ends` are kind, day and ground of its events.

    `renewals` are those of its product, with their rulings and decisions fetched along.
    """
    filed = [
        Renewed(
            dossier.pk,
            dossier.filed_on,
            tuple(
                (ruling.decision.decided_on, ruling.kind == RulingKind.RECOGNISE)
                for ruling in dossier.rulings.all()
                if ruling.kind != RulingKind.APPROVE_RESULT
            ),
            withdrawn_on(dossier),
        )
        for dossier in renewals
        if dossier.filed_on is not None
    ]
    return plain_facts(certificate, ends, filed)


def withdrawn_on(dossier: Dossier) -> date | None:
    """The day on which a dossier was withdrawn; None where it was not."""
    return local_day(dossier.changed_at) if procedure.follows(dossier, procedure.WITHDRAW) else None


def plain_facts(
    certificate: Facts, ends: Iterable[tuple[str, date, str]], renewals: Iterable[Renewed]
) -> list[validity.Event]:
    """The dated facts of a certificate from columns alone; no query."""
    found: list[validity.Event] = [validity.Issued(certificate.issued_on, certificate.valid_to)]
    for kind, on, ground in ends:
        match kind:
            case EventKind.WITHDRAWN:
                found.append(validity.Withdrawn(on, ground))
            case EventKind.REPLACED | EventKind.UPGRADED:
                found.append(validity.Replaced(on, upgraded=kind == EventKind.UPGRADED))
            case EventKind.REMOVED:
                found.append(validity.Removed(on, ground))
    for renewal in renewals:
        if renewal.filed_on < certificate.issued_on or renewal.dossier_id == certificate.dossier_id:
            continue
        found.append(validity.RenewalFiled(renewal.filed_on))
        found += [validity.RenewalDecided(day, granted) for day, granted in renewal.decided]
        if renewal.withdrawn_on is not None:
            found.append(validity.RenewalDecided(renewal.withdrawn_on, granted=False))
    return found


@dataclass(frozen=True, slots=True)
class Shown:
    """What anyone may know of a product's latest certificate on a day, and of those before it."""

    certificate: Certificate
    status: validity.Status
    earlier: tuple[Certificate, ...] = ()


def public_certificate(code: str, on: date) -> Shown:
    """The latest certificate of the product with this code: what the QR leads to. Raises: DoesNotExist.

    Held on `on` or not: a withdrawn or expired one is shown as such, and one not yet issued on `on` only
    where there is no other. `recognition.public` tells the same of many products.
    """
    if not code:
        raise Certificate.DoesNotExist  # a product without a code is nobody's to ask for
    found = list(with_events(Certificate.objects.filter(product__in=stays(code=code))))
    if not found:
        raise Certificate.DoesNotExist
    states = {one.pk: status(one, on) for one in found}
    found.sort(
        key=lambda one: speaks(one.issued_on, one.pk, on, mistaken=is_mistaken(states[one.pk])), reverse=True
    )
    return Shown(found[0], states[found[0].pk], tuple(found[1:]))


def code_key(code: str) -> str:
    """A code as its index has it: small letters, no dashes. SQLite knows small letters of ASCII only."""
    plain = code.replace("-", "")
    return plain.lower() if connection.vendor != "sqlite" else plain.translate(ASCII_LOWER)


def stays(**printed: object) -> QuerySet[Product, int]:
    """The key of the product that answers for what is printed: of an entry found to be another, that other.

    What is printed on packages stays printed. Two steps by index, where one condition over a join read all.
    """
    named = Product.objects.filter(**printed)
    return named.values_list(Coalesce("merged_into_id", "pk"), flat=True)


def speaks(issued_on: date, pk: int, on: date, *, mistaken: bool) -> tuple[bool, bool, date, int]:
    """Sorts the certificates of a product: the highest speaks for it on a day.

    One struck as entered twice speaks only where there is no other: it never was one of its own.
    """
    return not mistaken, issued_on <= on, issued_on, pk


def is_mistaken(status: validity.Status) -> bool:
    """Whether a certificate was struck because it was entered twice."""
    return isinstance(status.cause, validity.Removed) and status.cause.reason == ENTERED_TWICE


def mistaken() -> Exists:
    """The same for a query of certificates, whatever the day."""
    return Exists(
        CertificateEvent.objects.filter(
            certificate=OuterRef("pk"), kind=EventKind.REMOVED, ground=ENTERED_TWICE
        )
    )


def code_of_gtin(gtin: str) -> str:
    """The code of the product that bears this GTIN (of 14 digits) and was recognised last.

    Raises: Certificate.DoesNotExist where none ever was; Certificate.MultipleObjectsReturned where products
    of several producers bear it.
    """
    named = Certificate.objects.filter(product__in=stays(gtin__in=gtins.written(gtin)))
    named = named.exclude(product__code="")
    found = list(named.order_by("-issued_on", "-pk").values_list("product__code", "product__producer"))
    if not found:
        raise Certificate.DoesNotExist
    if len({producer for _code, producer in found}) > 1:
        # A producer types the number: one of another's would take over every scan of that other's packages.
        raise Certificate.MultipleObjectsReturned
    return found[0][0]


def _renewals(certificate: Certificate) -> list[Dossier]:
    prefetched: list[Dossier] | None = getattr(certificate.product, "renewals", None)
    if prefetched is not None:
        return prefetched
    renewals = certificate.product.dossiers.filter(kind=RENEWAL).exclude(filed_on=None)
    return list(renewals.prefetch_related("rulings__decision").order_by("pk"))


def renewal_on(on: date) -> Renewal | None:
    """The renewal rules in force on a day; None where there are none."""
    try:
        return regimes.regime_on(on).renewal
    except NotFound:
        return None


def history(certificate: Certificate) -> QuerySet[Entry]:
    """How a certificate came to be and what became of it; of its dossier only the decision."""
    own = for_object(certificate)
    if certificate.dossier is None:
        return own
    return own | for_object(certificate.dossier).filter(verb="dossier.recognised")
