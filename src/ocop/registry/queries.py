"""Named reads of producers and products."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Final, TypeVar

from django.db.models import F

from ocop.platform import clock
from ocop.registry import filters, listing
from ocop.registry.models import (
    Consent,
    Linkage,
    PlantingArea,
    Producer,
    ProducerTrait,
    ProducerYear,
    Product,
    Representative,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ocop.platform.actors import Actor

D = TypeVar("D", ProducerTrait, Linkage, PlantingArea)
YEARS_ASKED: Final = 4
"""How many years a page offers to be written, this one included."""


def producers(actor: Actor) -> QuerySet[Producer]:
    """Producers this actor may see, in Vietnamese order."""
    return (
        Producer.objects.visible_to(actor)
        .select_related("commune__parent__parent")
        .order_by("name_key", "pk")
    )


def products(actor: Actor) -> QuerySet[Product]:
    """Products this actor may see, in Vietnamese order, with producer and commune at no further query."""
    return (
        Product.objects.visible_to(actor)
        .select_related("producer", "commune__parent__parent", "consent", "entered_by")
        .order_by("name_key", "pk")
    )


def filtered(
    actor: Actor, kind: str, params: Mapping[str, str], today: date | None = None
) -> QuerySet[Producer] | QuerySet[Product]:
    """Exactly the rows of the list that an address shows, in its order: for exports.

    `kind` is `filters.PRODUCERS` or `filters.PRODUCTS`; `params` are the fields of the list's form.
    """
    day = today or clock.today()
    wanted = filters.form_of(kind, params, day).wanted()
    found: QuerySet[Producer] | QuerySet[Product] = listing.search(actor, wanted, day).rows
    return found.order_by(*wanted.keys)


def products_of(producer: Producer) -> QuerySet[Product]:
    """The products of a producer, in Vietnamese order, without those found to be another one of them.

    The caller got the producer through `visible_to`.
    """
    return producer.products.filter(merged_into=None).order_by("name_key", "pk")


def consents_of(producer: Producer) -> QuerySet[Consent]:
    """The consents of a producer, the latest first. The caller got the producer through `visible_to`."""
    return producer.consents.select_related("recorded_by", "withdrawn_by").order_by("-given_on", "-pk")


def consent(actor: Actor, pk: int) -> Consent:
    """One consent, for its slip. Raises: Consent.DoesNotExist."""
    return Consent.objects.select_related("producer").get(
        pk=pk, producer__in=Producer.objects.visible_to(actor)
    )


def dated(actor: Actor, model: type[D]) -> QuerySet[D]:
    """Marks, linkages or planting areas of producers this actor may see, with their producer."""
    rows: QuerySet[D] = model._default_manager.select_related("producer__commune")
    return rows.filter(producer__in=Producer.objects.visible_to(actor))


def years_of(producer: Producer, this_year: int) -> list[tuple[int, ProducerYear | None]]:
    """The last years with the figures told of them, the latest first, and every earlier year with figures."""
    told = {row.year: row for row in producer.years.all()}
    asked = range(this_year, this_year - YEARS_ASKED, -1)
    return [(year, told.get(year)) for year in sorted({*asked, *told}, reverse=True)]


def open_first(rows: QuerySet[D]) -> QuerySet[D]:
    """Dated facts: those that hold first, then the latest that ended."""
    return rows.order_by(F("to_on").desc(nulls_first=True), "-from_on", "-pk")


def representatives(producer: Producer) -> QuerySet[Representative]:
    """Who speaks for a producer today. The caller got the producer through `visible_to`."""
    return producer.representatives.filter(to_on=None).select_related("user").order_by("from_on", "pk")
