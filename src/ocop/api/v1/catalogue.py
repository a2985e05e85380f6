"""Recognised products, their certificates and producers, decisions and figures: open to everybody.

All of it comes from `recognition.public`, the one place that says what is public.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as _
from ninja import Path, Query
from pydantic import Field

from ocop.api.v1.base import api
from ocop.api.v1.making import certificate_out, maker_out, place_out, producer_out, product_line, product_out
from ocop.api.v1.paging import Paging, paged
from ocop.api.v1.schemas import (
    DecisionFull,
    DecisionOut,
    Page,
    ProducerOut,
    ProductLine,
    ProductOut,
    StatusOut,
    Text,
)
from ocop.insight import groups
from ocop.law.codes import typed_code
from ocop.places.models import Unit
from ocop.platform import clock
from ocop.recognition import public
from ocop.recognition.models import Certificate, RecognitionDecision
from ocop.recognition.queries import code_of_gtin
from ocop.registry import classification, searching
from ocop.registry.gtin import BadGtin, normal_gtin
from ocop.registry.models import Producer, Product

FIRST_DAY: Final = date(2000, 1, 1)
LAST_DAY: Final = date(2100, 12, 31)
ID_MOST: Final = 2**53
Code = Annotated[Text, Field(min_length=1, max_length=40)]
Day = Annotated[
    date,
    Field(ge=FIRST_DAY, le=LAST_DAY, description=_("The day the answer is about; today unless given.")),
]
Id = Annotated[int, Field(ge=1, le=ID_MOST)]
Words = Annotated[
    Text, Field(max_length=200, description=_("Words of names and places; accents don't matter."))
]
Standing = Literal["recognised", "ended", "all"]


class ProductFilters(Paging):
    """What narrows the list of products."""

    q: Words = ""
    stars: Annotated[int, Field(ge=1, le=5)] | None = Field(
        None,
        description=_(
            "The stars held on the day, as “stars” in the answer. A product whose certificate ran out or "
            "ended holds none: with “status” all only those that hold so many are found, with ended none."
        ),
    )
    regime: Annotated[Text, Field(max_length=20, description=_("A rulebook, with “set”."))] = ""
    set_no: Annotated[int, Field(ge=1, le=999)] | None = Field(None, alias="set")
    group: Annotated[Text, Field(max_length=40, description=_("The code of a group, from /groups."))] = ""
    province: Annotated[Text, Field(max_length=20, description=_("The code of a present province."))] = ""
    commune: Annotated[Text, Field(max_length=20, description=_("The code of a present commune."))] = ""
    producer_kind: Annotated[Text, Field(max_length=40)] = ""
    status: Standing = Field(
        "recognised", description=_("Those that hold stars on the day, those that held some, or all.")
    )
    on: Day | None = None


class ProducerFilters(Paging):
    """What narrows the list of producers."""

    q: Words = ""
    province: Annotated[Text, Field(max_length=20, description=_("The code of a present province."))] = ""
    kind: Annotated[Text, Field(max_length=40)] = ""


class DecisionFilters(Paging):
    """What narrows the list of decisions."""

    year: Annotated[int, Field(ge=2000, le=2100)] | None = None


@api.get(
    "/products",
    url_name="products",
    operation_id="list_products",
    response=Page[ProductLine],
    tags=["catalogue"],
    summary=_("Products that are recognised, or were"),
    description=_("In Vietnamese order of names, by pages."),
)
def products(
    request: HttpRequest, response: HttpResponse, wanted: Query[ProductFilters]
) -> Page[ProductLine]:
    day = wanted.on or clock.today()
    found = _held(public.known(), wanted.status, wanted.stars, day)
    exact = {
        "regime_id": wanted.regime,
        "set_no": wanted.set_no,
        "province_code": wanted.province,
        "producer_kind": wanted.producer_kind,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if wanted.group:
        found = found.filter(_in_group(wanted.group, day))
    if wanted.commune:
        found = found.filter(_in_commune(wanted.commune))
    if wanted.q:
        words = searching.understood(wanted.q, found, narrowed=True)
        found = found.filter(searching.by_index(Product, words)) if words else found.none()
    items, following = paged(request, response, found, by=("name_key", "pk"), wanted=wanted)
    keys = [one.pk for one in items]
    page = public.products(Product.objects.filter(pk__in=keys).order_by("name_key", "pk"), day)
    return Page[ProductLine](items=[product_line(one) for one in page], next=following)


@api.get(
    "/products/{code}",
    url_name="product",
    operation_id="get_product",
    response=ProductOut,
    tags=["catalogue"],
    summary=_("One product with the history of its stars"),
)
def product(request: HttpRequest, code: Path[Code], on: Query[Day | None] = None) -> ProductOut:
    return product_out(public.product(code, on or clock.today()))


@api.get(
    "/status/{code}",
    url_name="status",
    operation_id="get_status",
    response=StatusOut,
    tags=["catalogue"],
    summary=_("What the certificate of a product is worth, by its code"),
    description=_(
        "The code may be as people type it: spaces for dashes, small letters, the letter O for a zero."
    ),
)
def status(request: HttpRequest, code: Path[Code], on: Query[Day | None] = None) -> StatusOut:
    day = on or clock.today()
    try:
        return _status(code, day)
    except Product.DoesNotExist:
        return _status(typed_code(code), day)


@api.get(
    "/status/gtin/{gtin}",
    url_name="status_by_gtin",
    operation_id="get_status_by_gtin",
    response=StatusOut,
    tags=["catalogue"],
    summary=_("The same by the number under its bar code"),
    description=_("Nothing is told where products of several producers bear the number."),
)
def status_by_gtin(
    request: HttpRequest,
    gtin: Path[Annotated[Text, Field(min_length=8, max_length=14, pattern=r"^[0-9]{8,14}$")]],
    on: Query[Day | None] = None,
) -> StatusOut:
    try:
        code = code_of_gtin(normal_gtin(gtin).zfill(14))
    except (BadGtin, Certificate.MultipleObjectsReturned) as error:
        raise Product.DoesNotExist from error
    return _status(code, on or clock.today())


@api.get(
    "/producers",
    url_name="producers",
    operation_id="list_producers",
    response=Page[ProducerOut],
    tags=["catalogue"],
    summary=_("Producers of products that are recognised, or were"),
)
def producers(
    request: HttpRequest, response: HttpResponse, wanted: Query[ProducerFilters]
) -> Page[ProducerOut]:
    found = public.known_producers()
    exact = {"province_code": wanted.province, "kind": wanted.kind}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if wanted.q:
        words = searching.understood(wanted.q, found, narrowed=True)
        found = found.filter(searching.by_index(Producer, words)) if words else found.none()
    items, following = paged(request, response, found, by=("name_key", "pk"), wanted=wanted)
    keys = [one.pk for one in items]
    read = {one.pk: one for one in public.producers(keys, clock.today())}
    return Page[ProducerOut](items=[producer_out(read[key]) for key in keys], next=following)


@api.get(
    "/producers/{code}",
    url_name="producer",
    operation_id="get_producer",
    response=ProducerOut,
    tags=["catalogue"],
    summary=_("One producer"),
)
def producer(request: HttpRequest, code: Path[Code]) -> ProducerOut:
    key = public.known_producers().get(code=code).pk
    return producer_out(public.producers([key], clock.today())[0])


@api.get(
    "/decisions",
    url_name="decisions",
    operation_id="list_decisions",
    response=Page[DecisionOut],
    tags=["catalogue"],
    summary=_("Decisions by which products were recognised, the latest first"),
)
def decisions(
    request: HttpRequest, response: HttpResponse, wanted: Query[DecisionFilters]
) -> Page[DecisionOut]:
    found = public.known_decisions()
    if wanted.year is not None:
        found = found.filter(decided_on__year=wanted.year)
    items, following = paged(request, response, found, by=("-decided_on", "-pk"), wanted=wanted)
    keys = [one.pk for one in items]
    page = public.decisions(
        RecognitionDecision.objects.filter(pk__in=keys).order_by("-decided_on", "-pk"), clock.today()
    )
    return Page[DecisionOut](items=[_decision(one) for one in page], next=following)


@api.get(
    "/decisions/{pk}",
    url_name="decision",
    operation_id="get_decision",
    response=DecisionFull,
    tags=["catalogue"],
    summary=_("One decision with the products it recognised"),
)
def decision(request: HttpRequest, pk: Path[Id]) -> DecisionFull:
    today = clock.today()
    found = public.decisions(public.known_decisions().filter(pk=pk), today)
    if not found:
        raise RecognitionDecision.DoesNotExist
    recognised = Certificate.objects.filter(decision=pk).values("product")
    goods = public.products(public.known().filter(pk__in=recognised).order_by("name_key", "pk"), today)
    return DecisionFull(
        **_decision(found[0]).model_dump(),
        place=place_out(found[0].place),
        products=[product_line(one) for one in goods],
    )


def _held(found: QuerySet[Product], status: str, stars: int | None, day: date) -> QuerySet[Product]:
    """Those that stand so on a day, with so many stars."""
    if stars is not None:
        holding = public.standing(day).filter(stars=stars, product=OuterRef("pk"))
        # Who asks for stars asks for products that hold them.
        return found.filter(Exists(holding)) if status != "ended" else found.none()
    if status == "recognised":
        return public.holding(found, day)
    if status == "ended":
        return found.exclude(pk__in=public.standing(day).values("product_id"))
    return found


def _in_group(code: str, day: date) -> Q:
    """Products of the sets of a group of the taxonomy in force on a day; none for an unknown code."""
    condition = Q(pk__in=[])
    for group in groups.in_force(day).groups:
        if group.code == code:
            for regime_id, numbers in classification.sets_of(group).items():
                condition |= Q(regime_id=regime_id, set_no__in=numbers)
    return condition


def _in_commune(code: str) -> Q:
    """Products filed in the present commune of a code."""
    scopes = list(Unit.objects.filter(code=code, valid_to=None).values_list("path", flat=True))
    return Q(commune__scope__in=scopes)


def _status(code: str, day: date) -> StatusOut:
    found = public.product(code, day)
    return StatusOut(
        code=found.code,
        name=found.name,
        producer_name=maker_out(found.producer).name,
        on=day,
        stars=found.stars,
        state=found.state,
        holds=found.holds,
        certificate=certificate_out(found.latest),
        url=found.url,
    )


def _decision(found: public.PublicDecision) -> DecisionOut:
    return DecisionOut(id=found.pk, number=found.number, decided_on=found.decided_on, issuer=found.issuer)
