"""Which columns of a sheet are stored in which table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from ocop.recognition.models import Certificate, CertificateEvent, RecognitionDecision
from ocop.registry.models import (
    IpRight,
    Material,
    Producer,
    ProducerTrait,
    ProducerYear,
    Product,
    ProductYear,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db import models


@dataclass(frozen=True, slots=True)
class Part:
    """A table with the columns of the sheet that it stores: the name of the column by its key.

    `parent` is the name of its reference to the record that the row is about; empty for that record itself.
    `needs` are the keys without which there is nothing of this part in a row.
    """

    name: str
    model: type[models.Model]
    columns: Mapping[str, str]
    parent: str = ""
    needs: tuple[str, ...] = ()


def _same(*keys: str, **others: str) -> dict[str, str]:
    return {key: key for key in keys} | others


PRODUCER: Final = Part(
    "producer",
    Producer,
    _same(
        "name",
        "kind",
        "tax_code",
        "registered_on",
        "address",
        "representative_name",
        "representative_title",
        "representative_gender",
        "representative_ethnicity",
        "representative_birth_year",
        "phone",
        "email",
        "website",
        "business_number",
        "business_on",
        "business_office",
        producer_code="code",
        commune_code="commune_id",
    ),
)
PRODUCER_YEAR: Final = Part(
    "producer_year",
    ProducerYear,
    _same(
        "year",
        "members",
        "workers",
        "workers_local",
        "workers_female",
        "workers_trained",
        "monthly_income",
        "capital",
        "revenue",
        "profit",
    ),
    parent="producer_id",
    needs=("year",),
)
CRAFT_VILLAGE: Final = Part(
    "craft_village", ProducerTrait, {"craft_village": "name"}, parent="producer_id", needs=("craft_village",)
)

PRODUCT: Final = Part(
    "product",
    Product,
    _same(
        "name",
        "entered_on",
        "is_new",
        "description",
        "story",
        "origin",
        "local_share",
        "packaging",
        "sale_unit",
        "price",
        "gtin",
        "ended_on",
        "ended_reason",
        product_code="code",
        producer_code="producer_id",
        regime="regime_id",
        set="set_no",
        commune_code="commune_id",
    ),
)
PRODUCT_YEAR: Final = Part(
    "product_year",
    ProductYear,
    _same("year", "output", "output_unit", "revenue", year_price="price"),
    parent="product_id",
    needs=("year",),
)
MATERIAL: Final = Part(
    "material",
    Material,
    {"material": "name", "material_source": "source", "material_origin": "origin"},
    parent="product_id",
    needs=("material",),
)
TRADEMARK: Final = Part(
    "trademark",
    IpRight,
    {"trademark": "name", "trademark_number": "number"},
    parent="product_id",
    needs=("trademark",),
)

CERTIFICATE: Final = Part(
    "certificate",
    Certificate,
    _same(
        "stars",
        "valid_to",
        "product_name",
        "producer_name",
        total="total_2",
        certificate_number="number",
        regime="regime_id",
        set="set_no",
    ),
)
DECISION: Final = Part("decision", RecognitionDecision, _same("signer_name", "signer_title"))
WITHDRAWAL: Final = Part(
    "withdrawal",
    CertificateEvent,
    {
        "withdrawn_on": "on",
        "withdrawn_ground": "ground",
        "withdrawn_decision": "decision_number",
        "withdrawn_reason": "reason",
    },
    parent="certificate_id",
    needs=("withdrawn_on",),
)


@dataclass(slots=True)
class Stored:
    """What is stored of a part, by row: key and values in the order of its columns; None for nothing."""

    keys: list[int | None]
    values: list[tuple[Any, ...] | None] = field(default_factory=list)
