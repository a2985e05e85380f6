"""Lists of certificates for those who look after a territory: what ends when, and the highest stars."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ocop.evaluation.models import Dossier
from ocop.places.models import Level, Unit
from ocop.platform.clock import local_day
from ocop.recognition import queries
from ocop.recognition.models import Certificate, CertificateEvent, Ruling, RulingKind
from ocop.registry import regimes
from ocop.registry.models import Product

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor


def ending(actor: Actor, today: date, *, within: int) -> QuerySet[Certificate]:
    """Certificates of products this actor looks after that end within so many days, the nearest first.

    None of those that an event ended, and none of products that left the programme.
    """
    ended = CertificateEvent.objects.filter(certificate=OuterRef("pk"), on__lte=today)
    found = Certificate.objects.visible_to(actor).filter(
        ~Exists(ended),
        product__in=Product.objects.visible_to(actor).filter(ended_on=None),
        product__certified_to=F("valid_to"),
        valid_to__range=(today, today + timedelta(days=within)),
    )
    return queries.with_events(found)


def under(found: QuerySet[Certificate], unit: Unit) -> QuerySet[Certificate]:
    """Those whose product lies in a unit of today."""
    return found.filter(product__commune__scope__startswith=unit.scope)


def by_unit(found: QuerySet[Certificate], actor: Actor) -> list[tuple[Unit, int]]:
    """How many there are in each unit right below the actor's, by its name; empty for who has none below."""
    steps = actor.unit_path.count("/") + 1
    counted: Counter[str] = Counter()
    rows = found.order_by().values_list("product__commune__scope").annotate(count=Count("pk"))
    for scope, count in rows:
        if scope.count("/") >= steps:
            counted["/".join(scope.split("/")[:steps]) + "/"] += count
    units = Unit.objects.filter(path__in=list(counted), valid_to=None)
    return sorted(
        ((unit, counted[unit.path]) for unit in units), key=lambda one: (-one[1], bytes(one[0].sort_key))
    )


def highest_stars(today: date) -> list[int]:
    """The stars that the country's own level recognises under the rules in force."""
    levels = regimes.regime_on(today).levels
    return [
        stars for level in levels if Level(level.unit_kind) == Level.COUNTRY for stars in level.recognises
    ]


def holding(found: QuerySet[Certificate], today: date) -> QuerySet[Certificate]:
    """Those of `found` that hold today: also past the last day while a renewal is evaluated."""
    standing = _standing(found, today)
    return standing.filter(Q(valid_to__gte=today) | Q(pk__in=[one.pk for one in kept(found, today)]))


def kept(found: QuerySet[Certificate], today: date) -> list[Certificate]:
    """Those of `found` past their last day that hold today, since a renewal is evaluated; each is looked at.

    They are looked for among those that ended no longer ago than a renewal keeps one, not among all that
    ever ended.
    """
    renewal = queries.renewal_on(today)
    if renewal is None or not renewal.kept_days:
        return []
    first = today - timedelta(days=renewal.kept_days)
    renewed = Dossier.objects.filter(product=OuterRef("product"), kind=queries.RENEWAL).exclude(filed_on=None)
    past = _standing(found, today).filter(Exists(renewed), valid_to__gte=first, valid_to__lt=today)
    return [one for one in queries.with_events(past) if queries.status(one, today).holds]


def _standing(found: QuerySet[Certificate], today: date) -> QuerySet[Certificate]:
    """Those that were issued by today and that nothing ended before their last day."""
    ended = CertificateEvent.objects.filter(certificate=OuterRef("pk"), on__lte=today)
    return found.filter(~Exists(ended), issued_on__lte=today)


def national(actor: Actor, today: date) -> QuerySet[Certificate]:
    """The products of the highest stars that hold today (S15.11)."""
    top = Certificate.objects.visible_to(actor).filter(stars__in=highest_stars(today))
    return queries.with_events(holding(top, today))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product whose result the province approved for the ministry, with what became of it (S15.10)."""

    ruling: Ruling
    dossier: Dossier
    total: Decimal
    outcome: StrOrPromise
    stars: int | None
    days: int

    @property
    def waits(self) -> bool:
        """Whether the ministry has still to say."""
        return not self.outcome


def forwarded(actor: Actor, *, waiting: bool = False) -> QuerySet[Ruling]:
    """Results approved for the ministry that this actor may see, with all that `candidate` asks for."""
    found = Ruling.objects.filter(
        kind=RulingKind.APPROVE_RESULT,
        decision__issuer_unit__level=Level.PROVINCE,
        dossier__in=Dossier.objects.visible_to(actor),
    )
    if waiting:
        # After an appeal a product may have been decided on before it was approved for the ministry.
        later = Ruling.objects.filter(dossier=OuterRef("dossier"), pk__gt=OuterRef("pk"))
        settled = later.exclude(kind=RulingKind.APPROVE_RESULT)
        found = found.filter(~Exists(settled), dossier__handings_back=None)
    return found.select_related(
        "decision__issuer_unit",
        "dossier__product__producer",
        "dossier__commune__parent",
        "case__result",
    ).prefetch_related(
        "dossier__rulings__decision",
        "dossier__handings_back",
        Prefetch("dossier__certificates", Certificate.objects.order_by("pk")),
    )


def candidate(ruling: Ruling, today: date) -> Candidate:
    """What became of a product sent to the ministry. No query for rulings from `forwarded`."""
    dossier = ruling.dossier
    since = ruling.decision.decided_on
    outcome, stars, until = _outcome(ruling, today)
    return Candidate(ruling, dossier, ruling.case.result.total_2, outcome, stars, (until - since).days)


def _outcome(approved: Ruling, today: date) -> tuple[StrOrPromise, int | None, date]:
    dossier = approved.dossier
    handed = max(dossier.handings_back.all(), key=lambda one: one.recorded_at, default=None)
    if handed is not None:
        return _("Handed back to the province"), handed.stars, local_day(handed.recorded_at)
    for ruling in dossier.rulings.all():
        if ruling.pk < approved.pk:
            continue
        if ruling.kind == RulingKind.RECOGNISE:
            # Of a product decided on anew after an appeal: what it has now.
            last = list(dossier.certificates.all())[-1]
            return _("Recognised"), last.stars, last.issued_on
        if ruling.kind == RulingKind.REFUSE:
            return _("Not recognised"), None, ruling.decision.decided_on
    return "", None, today
