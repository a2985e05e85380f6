"""The register for systems with a key: the same rows, rules and actions as on the pages of its office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as _
from ninja import Path, Schema
from pydantic import Field

from ocop.api import scopes
from ocop.api.secrets_of_keys import actor_of
from ocop.api.v1.base import api, key_of
from ocop.api.v1.catalogue import Id
from ocop.api.v1.schemas import In, OneOf, ProducerRecord, ProductRecord, Text
from ocop.api.v1.writing import Done, Repeatable, Seen, etag_of, once, version_of
from ocop.platform import clock
from ocop.registry import actions
from ocop.registry.actions.goods import SaleFacts, describe_sale
from ocop.registry.models import ConsentWay, Producer, Product

R = TypeVar("R", Producer, Product)
Name = Annotated[Text, Field(min_length=1, max_length=300)]
Short = Annotated[Text, Field(max_length=200)]
Long = Annotated[Text, Field(max_length=20_000)]
Year = Annotated[int, Field(ge=1900, le=2100)]


@dataclass(frozen=True, slots=True)
class Change(Generic[R]):
    """How a record is corrected: the scope that may, the facts that `act` takes, and what is told of it."""

    model: type[R]
    scope: str
    facts: type[Any]
    act: Callable[..., R]
    told: Callable[[R], Schema]


class ConsentIn(In):
    """What the producer agreed to: without it no office writes for a producer."""

    given_by: Annotated[Text, Field(min_length=1, max_length=200)]
    way: Annotated[str, OneOf(tuple(ConsentWay.values))]
    given_on: date
    to_on: date
    witness: Short = ""
    covers_products: bool = False
    covers_papers: bool = False
    covers_filing: bool = False


class ProducerIn(In):
    """A producer to be entered; the names are those of the register."""

    name: Name
    kind: Annotated[Text, Field(min_length=1, max_length=40)]
    address: Annotated[Text, Field(min_length=1, max_length=300)]
    representative_name: Annotated[Text, Field(min_length=1, max_length=200)]
    commune: Annotated[
        Text, Field(min_length=1, max_length=20, description=_("The code of a present commune."))
    ]
    tax_code: Annotated[Text, Field(max_length=14)] = ""
    representative_title: Short = ""
    business_number: Annotated[Text, Field(max_length=40)] = ""
    business_on: date | None = None
    business_office: Short = ""
    phone: Annotated[Text, Field(max_length=20)] = ""
    email: Annotated[Text, Field(max_length=254)] = ""
    website: Short = ""
    consent: ConsentIn | None = None


class ProducerChange(In):
    """What to correct of a producer: only what is given is changed."""

    name: Name | None = None
    kind: Annotated[Text, Field(min_length=1, max_length=40)] | None = None
    address: Annotated[Text, Field(min_length=1, max_length=300)] | None = None
    representative_name: Annotated[Text, Field(min_length=1, max_length=200)] | None = None
    tax_code: Annotated[Text, Field(max_length=14)] | None = None
    representative_title: Short | None = None
    business_number: Annotated[Text, Field(max_length=40)] | None = None
    business_on: date | None = None
    business_office: Short | None = None
    phone: Annotated[Text, Field(max_length=20)] | None = None
    email: Annotated[Text, Field(max_length=254)] | None = None
    website: Short | None = None


class ProductIn(In):
    """A product to be entered under the rulebook in force."""

    name: Name
    set_no: Annotated[int, Field(ge=1, le=999)]
    story: Long = ""
    description: Long = ""


class ProductChange(In):
    """What to correct of a product: only what is given is changed."""

    name: Name | None = None
    set_no: Annotated[int, Field(ge=1, le=999)] | None = None
    story: Long | None = None
    description: Long | None = None


class GtinIn(In):
    """The number under the bar code; empty for none."""

    gtin: Annotated[Text, Field(max_length=14, pattern=r"^([0-9]{8}|[0-9]{12,14})?$")]


@api.post(
    "/registry/producers",
    url_name="registry_producers",
    operation_id="register_producer",
    response={201: ProducerRecord},
    tags=["registry"],
    summary=_("Register a producer"),
    description=_("An office enters a producer only together with the producer's consent."),
    openapi_extra={"x-scope": scopes.PRODUCERS},
)
def register_producer(request: HttpRequest, payload: ProducerIn, name: Repeatable) -> HttpResponse:
    key = key_of(request, scopes.PRODUCERS)
    given = payload.model_dump(exclude={"commune", "consent"})
    agreed = None if payload.consent is None else actions.ConsentFacts(**payload.consent.model_dump())

    def work() -> Done:
        made = actions.register_producer(
            actor=actor_of(key),
            facts=actions.ProducerFacts(**given),
            commune_code=payload.commune,
            consent=agreed,
            now=clock.now(),
        )
        return Done(_producer(made), 201, made.version, f"{request.path}/{made.pk}")

    return once(request, key, name, request.body, work)


@api.get(
    "/registry/producers/{pk}",
    url_name="registry_producer",
    operation_id="read_producer",
    response=ProducerRecord,
    tags=["registry"],
    summary=_("Read a producer of the territory"),
    openapi_extra={"x-scope": scopes.READ},
)
def read_producer(request: HttpRequest, response: HttpResponse, pk: Path[Id]) -> ProducerRecord:
    return _producer(_read(request, response, Producer, pk))


@api.patch(
    "/registry/producers/{pk}",
    url_name="registry_producer",
    operation_id="correct_producer",
    response=ProducerRecord,
    tags=["registry"],
    summary=_("Correct a producer"),
    openapi_extra={"x-scope": scopes.PRODUCERS},
)
def correct_producer(
    request: HttpRequest, pk: Path[Id], payload: ProducerChange, seen: Seen, name: Repeatable
) -> HttpResponse:
    change = Change(Producer, scopes.PRODUCERS, actions.ProducerFacts, actions.update_producer, _producer)
    return _changed(request, pk, payload, seen, name, change)


@api.post(
    "/registry/producers/{pk}/products",
    url_name="registry_products",
    operation_id="register_product",
    response={201: ProductRecord},
    tags=["registry"],
    summary=_("Register a product of a producer"),
    openapi_extra={"x-scope": scopes.PRODUCTS},
)
def register_product(
    request: HttpRequest, pk: Path[Id], payload: ProductIn, name: Repeatable
) -> HttpResponse:
    key = key_of(request, scopes.PRODUCTS)

    def work() -> Done:
        made = actions.register_product(
            actor=actor_of(key),
            producer_id=pk,
            facts=actions.ProductFacts(**payload.model_dump()),
            now=clock.now(),
        )
        place = f"{request.path.rpartition('/producers/')[0]}/products/{made.pk}"
        return Done(_product(made), 201, made.version, place)

    return once(request, key, name, request.body, work)


@api.get(
    "/registry/products/{pk}",
    url_name="registry_product",
    operation_id="read_product",
    response=ProductRecord,
    tags=["registry"],
    summary=_("Read a product of the territory, recognised or not"),
    openapi_extra={"x-scope": scopes.READ},
)
def read_product(request: HttpRequest, response: HttpResponse, pk: Path[Id]) -> ProductRecord:
    return _product(_read(request, response, Product, pk))


@api.patch(
    "/registry/products/{pk}",
    url_name="registry_product",
    operation_id="correct_product",
    response=ProductRecord,
    tags=["registry"],
    summary=_("Correct a product"),
    openapi_extra={"x-scope": scopes.PRODUCTS},
)
def correct_product(
    request: HttpRequest, pk: Path[Id], payload: ProductChange, seen: Seen, name: Repeatable
) -> HttpResponse:
    change = Change(Product, scopes.PRODUCTS, actions.ProductFacts, actions.update_product, _product)
    return _changed(request, pk, payload, seen, name, change)


@api.post(
    "/registry/products/{pk}/gtin",
    url_name="registry_gtin",
    operation_id="set_gtin",
    response=ProductRecord,
    tags=["registry"],
    summary=_("Set the number under the bar code of a product"),
    openapi_extra={"x-scope": scopes.PRODUCTS},
)
def set_gtin(
    request: HttpRequest, pk: Path[Id], payload: GtinIn, seen: Seen, name: Repeatable
) -> HttpResponse:
    return _changed(
        request, pk, payload, seen, name, Change(Product, scopes.PRODUCTS, SaleFacts, describe_sale, _product)
    )


def _read(request: HttpRequest, response: HttpResponse, model: type[R], pk: int) -> R:
    """The record of this number that the office of the key may see, its version in the answer's ETag."""
    actor = actor_of(key_of(request, scopes.READ))
    found: R = model.objects.visible_to(actor).get(pk=pk)
    response["ETag"] = etag_of(found.version)
    return found


def _changed(
    request: HttpRequest, pk: int, given: In, seen: str, name: str | None, change: Change[R]
) -> HttpResponse:
    """Correct a record by the action of its page, with what was given in place of what is there."""
    key = key_of(request, change.scope)
    actor = actor_of(key)

    def work() -> Done:
        present = change.model.objects.visible_to(actor).get(pk=pk)
        found = change.act(
            actor=actor,
            **{f"{change.model._meta.model_name}_id": pk},
            expected_version=version_of(seen),
            facts=_merged(change.facts, present, given),
            now=clock.now(),
        )
        return Done(change.told(found), 200, found.version)

    return once(request, key, name, request.body, work)


def _merged(facts: type[Any], present: Producer | Product, given: In) -> object:
    """The facts of a record with what was given in place of what is there."""
    stored: dict[str, Any] = {one.name: getattr(present, one.name) for one in fields(facts)}
    if isinstance(stored.get("price"), Decimal):
        stored["price"] = int(stored["price"])
    return facts(**stored | given.model_dump(exclude_none=True))


def _producer(found: Producer) -> ProducerRecord:
    return ProducerRecord(
        id=found.pk,
        version=found.version,
        code=found.code,
        name=found.name,
        kind=found.kind,
        commune=found.commune.code,
        website=found.website,
        registered_on=found.registered_on,
        ended_on=found.ended_on,
    )


def _product(found: Product) -> ProductRecord:
    return ProductRecord(
        id=found.pk,
        version=found.version,
        producer=found.producer_id,
        code=found.code,
        name=found.name,
        regime=found.regime_id,
        set=found.set_no,
        story=found.story,
        description=found.description,
        gtin=found.gtin,
        ended_on=found.ended_on,
    )
