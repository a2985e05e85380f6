"""What is answered. Names are those of the public records (`recognition.public`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Generic, TypeVar

from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

T = TypeVar("T")


def _plain(text: str) -> str:
    """Raises: ValueError for a NUL, which no database takes."""
    if "\0" in text:
        raise ValueError("a NUL")
    return text


Text = Annotated[str, AfterValidator(_plain)]


@dataclass(frozen=True)
class OneOf:
    """Admits a text that is one of these: for lists that other rooms keep."""

    values: tuple[str, ...]

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """As a literal type would be."""
        return core_schema.literal_schema(list(self.values))


class Out(Schema):
    """Base of what is answered."""


class In(Schema):
    """Base of what is sent: a name that is not known is refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class Page(Out, Generic[T]):
    """A page of a list. `next` is the cursor of the page after it, null on the last one."""

    items: list[T]
    next: str | None = Field(description=_("The cursor of the next page; null on the last one."))


class Place(Out):
    """A unit of the country."""

    key: str = Field(description=_("The code; of a unit that ended with its last day: codes are used again."))
    code: str
    name: str
    full_name: str
    level: str
    province_key: str
    province_name: str


class Maker(Out):
    """A producer in the line of a product."""

    code: str
    name: str
    kind: str
    kind_name: str


class ProducerOut(Maker):
    """A producer of a recognised product. The address is a seat, empty where a family may live there."""

    address: str
    place: Place


class DecisionOut(Out):
    """A decision by which products were recognised."""

    id: int
    number: str
    decided_on: date
    issuer: str


class CertificateOut(Out):
    """A certificate, with the names printed on it, and what it is worth on the day asked about."""

    number: str
    stars: int
    regime: str
    set: int
    product_name: str
    producer_name: str
    place_name: str
    decision: DecisionOut
    issued_on: date
    valid_to: date
    state: str
    holds: bool = Field(description=_("Whether the product may be shown as recognised by it."))
    ended_on: date | None
    ground: str = Field(description=_("Why it was withdrawn or removed, as a code; empty otherwise."))
    ended_by: str = Field(description=_("The number of the decision that withdrew it; empty otherwise."))
    kept_to: date | None


class ProductLine(Out):
    """A product in a list."""

    code: str = Field(description=_("The identifier for ever, printed under the QR code."))
    name: str
    stars: int | None = Field(description=_("The stars it holds on the day; null when it holds none."))
    state: str = Field(description=_("What its latest certificate is worth on the day."))
    regime: str
    set: int
    set_name: str
    sector: str
    gtin: str
    producer: Maker
    place: Place
    certificate_number: str
    valid_to: date
    url: str
    photo_url: str


class ProductOut(ProductLine):
    """A product with the history of its stars, the certificate that speaks for it first."""

    former_codes: list[str]
    shared: list[Place] = Field(description=_("Further communes that share the product."))
    certificates: list[CertificateOut]


class StatusOut(Out):
    """What the certificate of a product is worth on a day."""

    code: str
    name: str
    producer_name: str
    on: date
    stars: int | None
    state: str
    holds: bool
    certificate: CertificateOut
    url: str


class DecisionFull(DecisionOut):
    """A decision with the products it recognised."""

    place: Place
    products: list[ProductLine]


class UnitOut(Out):
    """A unit of the country, named as it was on the day asked about."""

    key: str
    code: str
    name: str
    full_name: str
    level: str
    kind: str
    parent_key: str
    valid_from: date | None
    valid_to: date | None


class RegimeLine(Out):
    """A rulebook: a decision of the Prime Minister with its product sets."""

    id: str
    title: str
    in_force_from: date
    in_force_to: date | None
    sets: int


class Band(Out):
    """Points from which a number of stars is given, as an exact decimal."""

    stars: int
    at_least: str


class RegimeOut(RegimeLine):
    """A rulebook with what decides on stars."""

    bands: list[Band]
    validity_months: int


class SetLine(Out):
    """A product set of a rulebook."""

    number: int
    name: str
    sector: str
    group: str
    scorable: bool


class SetOut(Out):
    """The whole score table of a product set: parts, sections, criteria with their options and floors."""

    model_config = ConfigDict(extra="allow")

    regime: str
    set: int
    name: str
    max: str
    parts: list[dict[str, object]]


class GroupSets(Out):
    """The sets of a group under one rulebook."""

    regime: str
    sets: list[int]


class GroupOut(Out):
    """A group of products under the taxonomy of a period."""

    taxonomy: str
    code: str
    name: str
    sets: list[GroupSets]


class Figure(Out):
    """One line of an answer: the values it is about with their words, the figure, its share in percent."""

    key: list[str]
    label: list[str]
    value: str = Field(description=_("An exact decimal."))
    share: str | None


class StatisticsOut(Out):
    """The answer to a question, as `ocop stats --json` prints it."""

    measure: str
    definition: str
    as_of: date
    map: date
    taxonomy: str
    by: list[str]
    rows: list[Figure]
    total: str


class ProducerRecord(Out):
    """A producer in the register, as the office of the key sees it; no personal data.

    The number of a registration is not told: a household's may be its owner's personal number.
    """

    id: int
    version: int = Field(description=_("The ETag of the record holds it; send it in If-Match."))
    code: str
    name: str
    kind: str
    commune: str
    website: str
    registered_on: date
    ended_on: date | None


class ProductRecord(Out):
    """A product in the register, recognised or not."""

    id: int
    version: int
    producer: int
    code: str
    name: str
    regime: str
    set: int
    story: str
    description: str
    gtin: str
    ended_on: date | None


class ImportOut(Out):
    """A list that was sent to be checked. Nothing is imported before a person of the office confirms it."""

    id: int
    kind: str
    state: str
    file_name: str
    new: int
    changed: int
    unchanged: int
    refused: int
    reason: str
    url: str = Field(description=_("The page on which the office sees the differences and confirms."))


class WebhookOut(Out):
    """An address that is told of events."""

    id: int
    url: str
    events: list[str]
    made_at: datetime


class WebhookSecret(WebhookOut):
    """A webhook with its secret, which nobody can read again."""

    secret: str


class DeliveryOut(Out):
    """What became of telling one event."""

    id: str = Field(description=_("The webhook-id of its requests."))
    event: str
    subject: str
    happened_at: datetime
    state: str
    attempts: int
    next_at: datetime | None
    status: int | None
    detail: str


class ProblemError(Out):
    """One value that is wrong: a pointer into the body, or the name of a parameter."""

    pointer: str | None = None
    parameter: str | None = None
    detail: str


class ProblemOut(Out):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ProblemError] | None = None
