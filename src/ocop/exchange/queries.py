"""The rows of an export: what a workbook holds of each producer, product and certificate.

Read in batches, so that memory does not grow with the list; each batch takes the same few queries.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from ocop.exchange.columns import COLUMNS, Kind
from ocop.places.models import Level
from ocop.platform.decisions import require
from ocop.recognition.models import Certificate, CertificateEvent, EventKind
from ocop.registry import restricted, rules
from ocop.registry.models import (
    IpRight,
    Material,
    Producer,
    ProducerTrait,
    ProducerYear,
    Product,
    ProductYear,
    SharedCommune,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

    from django.db.models import QuerySet

    from ocop.platform.actors import Actor
    from ocop.platform.db import ScopedQuerySet

Record = dict[str, object]

BATCH: Final = 2_000
CRAFT_VILLAGE: Final = "craft_village"
TRADEMARK: Final = "trademark"
YEAR_OF_PRODUCER: Final = (
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
)
YEAR_OF_PRODUCT: Final = ("year", "output", "output_unit", "revenue")
OF_PRODUCT: Final = (
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
)
PLACE: Final = (
    *("commune__code", "commune__parent__code", "commune__parent__level"),
    *("commune__valid_from", "commune__valid_to"),
)


def rows(
    actor: Actor,
    kind: Kind,
    *,
    among: QuerySet[Any] | None = None,
    products: ScopedQuerySet[Product] | None = None,
    clear: bool = False,
) -> Iterator[Record]:
    """The rows of an export by key of column, as this actor may see them.

    `among` narrows to these producers, products or certificates and keeps their order; `products` to what
    belongs to these products. Personal data is masked as on pages; `clear` shows it to officers who may read
    it, and the caller records what for. Raises: Denied, at once and not at the first row.
    """
    if clear and not rules.reads_personal(actor):
        require(rules.can_show_personal(actor))
    shown = clear or rules.reads_personal(actor)
    match kind:
        case Kind.PRODUCERS:
            return _producers(
                _scoped(Producer.objects, actor, among, products, "pk__in", "producer"), shown=shown
            )
        case Kind.PRODUCTS:
            return _products(
                _scoped(Product.objects, actor, among, products, "pk__in").filter(merged_into=None)
            )
        case Kind.CERTIFICATES:
            return _certificates(_scoped(Certificate.objects, actor, among, products, "product__in"))


def _scoped(
    manager: Any,
    actor: Actor,
    among: QuerySet[Any] | None,
    products: ScopedQuerySet[Product] | None,
    through: str,
    wanted: str = "pk",
) -> QuerySet[Any]:
    """Through the one door, in the order of `among` or by key; no product that was found to be another."""
    scoped: Any = among
    rows: QuerySet[Any] = (
        manager.visible_to(actor).order_by("pk") if among is None else scoped.visible_to(actor)
    )
    if among is None and manager.model is Product:
        rows = rows.filter(merged_into=None)
    if products is None:
        return rows
    keys = products.visible_to(actor).order_by().values(wanted)
    return rows.filter(**{through: keys})


def _producers(found: QuerySet[Producer], *, shown: bool) -> Iterator[Record]:
    own = ("name", "kind", "tax_code", "registered_on", "address", "phone", "email", "website")
    names = [
        *own,
        *(f"representative_{name}" for name in ("name", "title", "gender", "ethnicity", "birth_year")),
    ]
    names += ["business_number", "business_on", "business_office"]
    for batch in _batches(found.values("pk", "code", *names, *PLACE)):
        keys = [one["pk"] for one in batch]
        years = _latest(ProducerYear.objects.filter(producer__in=keys), "producer_id")
        villages = _first(
            ProducerTrait.objects.filter(producer__in=keys, code=CRAFT_VILLAGE, to_on=None), "producer_id"
        )
        for one in batch:
            record: Record = {"producer_code": one["code"], **{name: one[name] for name in names}}
            if not shown:
                record = restricted.hidden("registry.producer", record, str(one["kind"]))
            record |= _place(one, one["registered_on"]) | _of(years.get(one["pk"]), YEAR_OF_PRODUCER)
            village = villages.get(one["pk"])
            record["craft_village"] = village["name"] if village else None
            yield _in_order(Kind.PRODUCERS, record)


def _products(found: QuerySet[Product]) -> Iterator[Record]:
    wanted = ("pk", "code", "producer__code", "regime_id", "set_no", *OF_PRODUCT, *PLACE)
    for batch in _batches(found.values(*wanted)):
        keys = [one["pk"] for one in batch]
        years = _latest(ProductYear.objects.filter(product__in=keys), "product_id")
        materials = _first(Material.objects.filter(product__in=keys), "product_id")
        marks = _first(IpRight.objects.filter(product__in=keys, kind=TRADEMARK), "product_id")
        shared = _shared(keys)
        for one in batch:
            year, material, mark = (kept.get(one["pk"]) for kept in (years, materials, marks))
            record: Record = {
                "product_code": one["code"],
                "producer_code": one["producer__code"],
                "regime": one["regime_id"],
                "set": one["set_no"],
                **{name: one[name] for name in OF_PRODUCT},
                **_place(one, one["entered_on"]),
                **_of(year, YEAR_OF_PRODUCT),
                "year_price": year["price"] if year else None,
                "shared_communes": ", ".join(shared.get(one["pk"], ())),
                "material": material["name"] if material else None,
                "material_source": material["source"] if material else None,
                "material_origin": material["origin"] if material else None,
                "trademark": mark["name"] if mark else None,
                "trademark_number": mark["number"] if mark else None,
            }
            yield _in_order(Kind.PRODUCTS, record)


def _certificates(found: QuerySet[Certificate]) -> Iterator[Record]:
    decision = ("number", "decided_on", "signer_name", "signer_title")
    wanted = ("pk", "product__code", "regime_id", "stars", "total_2", "number", "valid_to", "set_no")
    names = (
        *wanted,
        "product_name",
        "producer_name",
        "issuer_unit__code",
        *(f"decision__{name}" for name in decision),
    )
    for batch in _batches(found.values(*names)):
        keys = [one["pk"] for one in batch]
        ends = _first(
            CertificateEvent.objects.filter(certificate__in=keys, kind=EventKind.WITHDRAWN), "certificate_id"
        )
        for one in batch:
            end = ends.get(one["pk"])
            record: Record = {
                "product_code": one["product__code"],
                "regime": one["regime_id"],
                "stars": one["stars"],
                "total": one["total_2"],
                "decision_number": one["decision__number"],
                "decided_on": one["decision__decided_on"],
                "issuer_unit_code": one["issuer_unit__code"],
                "valid_to": one["valid_to"],
                "certificate_number": one["number"],
                "signer_name": one["decision__signer_name"],
                "signer_title": one["decision__signer_title"],
                "set": one["set_no"],
                "product_name": one["product_name"],
                "producer_name": one["producer_name"],
                "withdrawn_on": end["on"] if end else None,
                "withdrawn_ground": end["ground"] if end else None,
                "withdrawn_decision": end["decision_number"] if end else None,
                "withdrawn_reason": end["reason"] if end else None,
            }
            yield _in_order(Kind.CERTIFICATES, record)


def _batches(found: QuerySet[Any, Record]) -> Iterator[list[Any]]:
    left = found.iterator(chunk_size=BATCH)
    while batch := list(islice(left, BATCH)):
        yield batch


def _latest(found: QuerySet[Any], owner: str) -> dict[object, Any]:
    """The row of the latest year by owner."""
    return {one[owner]: one for one in found.order_by("year").values()}


def _first(found: QuerySet[Any], owner: str) -> dict[object, Any]:
    """The row entered first by owner."""
    return {one[owner]: one for one in found.order_by("-pk").values()}


def _shared(products: Collection[int]) -> dict[object, list[str]]:
    """The codes of the communes that share each product today."""
    found: dict[object, list[str]] = {}
    open_ones = SharedCommune.objects.filter(product__in=products, to_on=None)
    for product, code in open_ones.order_by("unit__code").values_list("product_id", "unit__code"):
        found.setdefault(product, []).append(code)
    return found


def _place(one: Mapping[str, Any], day: date) -> Record:
    """The commune, the district it lay in where there was one, and a day of its map unless `day` is one."""
    begun, ended = one["commune__valid_from"], one["commune__valid_to"]
    in_district = one["commune__parent__level"] == Level.DISTRICT
    return {
        "commune_code": one["commune__code"],
        "district_code": one["commune__parent__code"] if in_district else None,
        "commune_on": begun if begun and day < begun else ended if ended and ended < day else None,
    }


def _of(row: Mapping[str, object] | None, names: Iterable[str]) -> Record:
    return {name: row[name] if row else None for name in names}


def _in_order(kind: Kind, record: Record) -> Record:
    """Every column of the kind, in its order; what is not there stays empty."""
    return {column.key: record.get(column.key) for column in COLUMNS[kind]}
