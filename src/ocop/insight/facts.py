"""The facts behind figures: which products, producers, certificates and communes count on a day.

Read from dated rows only, through `visible_to`, so that the same question asked next year gives the same
answer (S1.10): a fixed number of queries, however many records there are.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from django.db.models import Exists, OuterRef, Q

from ocop.insight.measures import UNKNOWN, Counted
from ocop.recognition import territory
from ocop.recognition.models import Certificate, CertificateEvent, EventKind
from ocop.registry import holding, regimes
from ocop.registry.ethnicity import is_minority
from ocop.registry.models import (
    EarlierCommune,
    EarlierHolder,
    EarlierProducer,
    Producer,
    Product,
    SharedCommune,
)

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from ocop.insight.questions import Question
    from ocop.platform.actors import Actor

YES: Final = "yes"
NO: Final = "no"


@dataclass(frozen=True, slots=True)
class Holder:
    """A producer as it was on the day: what figures are broken down by."""

    kind: str
    gender: str
    minority: str
    registered_in: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One product or certificate that counts. `unit` is where it lay; `year` when it began to count."""

    counted: int
    product: int
    producer: int
    unit: int
    regime_id: str
    set_no: int
    stars: int | None
    year: int


class Facts:
    """Everything a question counts, as this actor may see it."""

    def __init__(self, actor: Actor, question: Question) -> None:
        self._actor = actor
        self._question = question
        self._visible = Product.objects.visible_to(actor).filter(merged_into=None)

    def counted(self) -> list[Fact]:
        """The facts of the question's measure, one for each thing that counts."""
        measure = self._question.measure
        if measure.code == "products_entered" or measure.counted == Counted.COMMUNE:
            return self._entered()
        rows = self._certificates()
        if measure.counted == Counted.CERTIFICATE:
            return rows
        latest: dict[int, Fact] = {}
        for row in rows:  # oldest first: of several certificates of a product the latest speaks
            latest[row.product] = row
        return list(latest.values())

    def _entered(self) -> list[Fact]:
        """Products taking part: entered by the day, or in the period, and not gone."""
        question = self._question
        days = question.period or (None, question.as_of)
        rows = self._visible.filter(entered_on__lte=min(days[1], question.as_of))
        if days[0] is not None:
            rows = rows.filter(entered_on__gte=days[0])
        rows = rows.filter(Q(ended_on=None) | Q(ended_on__gte=question.as_of))
        columns = ("pk", "producer_id", "commune_id", "regime_id", "set_no", "entered_on")
        return [
            Fact(pk, pk, self._holder(pk, producer), self._unit(pk, unit), regime_id, set_no, None, day.year)
            for pk, producer, unit, regime_id, set_no, day in rows.values_list(*columns).order_by("pk")
        ]

    def _certificates(self) -> list[Fact]:
        """Certificates in force on the day, or issued in the period, the oldest first."""
        question = self._question
        if question.period is None:
            rows = territory.in_force(self._actor, question.as_of)
        else:
            mistaken = CertificateEvent.objects.filter(certificate=OuterRef("pk"), kind=EventKind.REMOVED)
            first, last = question.period
            rows = Certificate.objects.visible_to(self._actor).exclude(Exists(mistaken))
            rows = rows.filter(issued_on__range=(first, min(last, question.as_of)))
        columns = (
            "pk",
            "product_id",
            "product__producer_id",
            "product__commune_id",
            "regime_id",
            "set_no",
            "stars",
            "issued_on",
        )
        found = rows.filter(self._with_stars(), product__in=self._visible).order_by("issued_on", "pk")
        return [
            Fact(
                pk,
                product,
                self._holder(product, producer),
                self._unit(product, unit),
                regime,
                set_no,
                stars,
                day.year,
            )
            for pk, product, producer, unit, regime, set_no, stars, day in found.values_list(*columns)
        ]

    def _with_stars(self) -> Q:
        """Certificates of at least the stars that carry one under their own rules."""
        shelf = regimes.library()
        condition = Q(pk__in=[])
        for regime_id in shelf.ids():
            least = shelf.regime(regime_id).validity.stars_from
            condition |= Q(regime_id=regime_id, stars__gte=least)
        return condition

    def _unit(self, product: int, present: int) -> int:
        """The unit a product lay in on the earlier of the two days: an earlier commune tells of it."""
        then = min(self._question.as_of, self._question.map_on)
        return holding.held(self._earlier_communes.get(product, ()), then, present)

    def _holder(self, product: int, present: int) -> int:
        return holding.held(self._earlier_holders.get(product, ()), self._question.as_of, present)

    @cached_property
    def _earlier_communes(self) -> dict[int, list[tuple[date, int]]]:
        rows = EarlierCommune.objects.filter(product__in=self._visible)
        return holding.dated(rows.values_list("product_id", "to_on", "unit_id"))

    @cached_property
    def _earlier_holders(self) -> dict[int, list[tuple[date, int]]]:
        rows = EarlierHolder.objects.filter(product__in=self._visible)
        return holding.dated(rows.values_list("product_id", "to_on", "producer_id"))

    def shared(self) -> dict[int, list[int]]:
        """The further communes of products that are shared on the day, by product."""
        day = self._question.as_of
        rows = SharedCommune.objects.filter(product__in=self._visible, from_on__lte=day)
        found: defaultdict[int, list[int]] = defaultdict(list)
        for product, unit in rows.filter(Q(to_on=None) | Q(to_on__gte=day)).values_list("product", "unit"):
            found[product].append(unit)
        return found

    def holders(self) -> dict[int, Holder]:
        """Every producer of a visible product as it was on the day."""
        keys: QuerySet[Product, int] = self._visible.values_list("producer_id", flat=True)
        held = EarlierHolder.objects.filter(product__in=self._visible).values_list("producer_id", flat=True)
        rows = Producer.objects.filter(Q(pk__in=keys) | Q(pk__in=held))
        found = {
            pk: _holder(kind, gender, ethnicity, day)
            for pk, kind, gender, ethnicity, day in rows.values_list("pk", *HOLDER, "registered_on")
        }
        earlier = EarlierProducer.objects.filter(to_on__gte=self._question.as_of, producer__in=rows)
        columns = ("producer_id", *HOLDER, "producer__registered_on")
        for pk, kind, gender, ethnicity, day in earlier.order_by("-to_on").values_list(*columns):
            found[pk] = _holder(kind, gender, ethnicity, day)
        return found


HOLDER: Final = ("kind", "representative_gender", "representative_ethnicity")


def _holder(kind: str, gender: str, ethnicity: str, day: date) -> Holder:
    minority = is_minority(ethnicity)
    return Holder(kind, gender, UNKNOWN if minority is None else YES if minority else NO, day.year)
