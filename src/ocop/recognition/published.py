"""What is published of results: stars, bands, decisions; no marks, no order of rank (S14.10, S14.17).

Products are in the order of their communes. A product that was not recognised is counted and not named. The
total is shown only where the regulation of the council says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from ocop.evaluation.models import AppealRules
from ocop.law import scoring
from ocop.platform.text import vi_sort_key
from ocop.recognition.models import Certificate, RecognitionDecision, Ruling, RulingKind
from ocop.registry import regimes

if TYPE_CHECKING:
    from decimal import Decimal
    from typing import TypedDict

    from django.db.models import QuerySet
    from django_stubs_ext import WithAnnotations

    class Counts(TypedDict):
        recognised: int
        refused: int

    CountedDecision = WithAnnotations[RecognitionDecision, Counts]


@dataclass(frozen=True, slots=True)
class Band:
    """Points from `at_least` up to, not including, `below`; no upper end for the highest."""

    at_least: Decimal
    below: Decimal | None


@dataclass(frozen=True, slots=True)
class Published:
    """A recognised product as anybody may read it. `total` is empty unless the council publishes totals."""

    certificate: Certificate
    band: Band | None
    total: Decimal | None


def decisions(year: int | None = None) -> QuerySet[CountedDecision]:
    """Decisions on results of councils, the latest first, with how many products each recognised and not."""
    found = RecognitionDecision.objects.select_related("issuer_unit").filter(rulings__kind__in=_ENDING)
    if year is not None:
        found = found.filter(decided_on__year=year)
    counted = found.annotate(
        recognised=Count("rulings", filter=Q(rulings__kind=RulingKind.RECOGNISE), distinct=True),
        refused=Count("rulings", filter=Q(rulings__kind=RulingKind.REFUSE), distinct=True),
    )
    ordered: QuerySet[CountedDecision] = counted.order_by("-decided_on", "-pk")  # type: ignore[assignment] # as annotated
    return ordered


_ENDING = (RulingKind.RECOGNISE, RulingKind.REFUSE)


def years() -> list[int]:
    """The years with such decisions, the latest first."""
    days = RecognitionDecision.objects.filter(rulings__kind__in=_ENDING).dates("decided_on", "year", "DESC")
    return [day.year for day in days]


def products(decision: RecognitionDecision) -> list[Published]:
    """What a decision recognised, by commune and name. Three queries."""
    found = Certificate.objects.filter(decision=decision, dossier__isnull=False).select_related("product")
    rulings = Ruling.objects.filter(decision=decision, kind=RulingKind.RECOGNISE)
    judged = list(rulings.values_list("dossier_id", "case__council_id", "case__regulation__rounding"))
    councils = {dossier: council for dossier, council, _rounding in judged}
    roundings = {dossier: rounding for dossier, _council, rounding in judged}
    open_with_total = set(
        AppealRules.objects.filter(council__in=councils.values(), shows_total=True).values_list(
            "council_id", flat=True
        )
    )
    rows = [
        Published(
            one,
            _band(one, roundings.get(one.dossier_id or 0)),
            one.total_2 if councils.get(one.dossier_id or 0) in open_with_total else None,
        )
        for one in found
    ]
    return sorted(
        rows,
        key=lambda row: (
            vi_sort_key(row.certificate.commune_name),
            vi_sort_key(row.certificate.product_name),
        ),
    )


def _band(certificate: Certificate, rounding: int | None) -> Band | None:
    if not certificate.total_exact:
        return None
    bands = regimes.regime(certificate.regime_id).bands
    held = scoring.band_of(bands, scoring.banded(Fraction(certificate.total_exact), rounding))
    above = [band.at_least for band in bands if band.at_least > held.at_least]
    return Band(held.at_least, min(above, default=None))
