"""The rows of the public tables, from the public records: a batch at a time, in columns' order."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from ocop.opendata import datasets
from ocop.places.models import PairState, Succession
from ocop.recognition import public

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ocop.recognition.public import (
        Figure,
        PublicCertificate,
        PublicDecision,
        PublicPlace,
        PublicProducer,
        PublicProduct,
    )

Value = str | int | bool | date | tuple[str, ...] | None
Row = tuple[Value, ...]
Record = dict[str, Value]
BATCH: Final = 2_000
ANY_STARS: Final = 0


def every(on: date, *, batch: int = BATCH) -> Iterator[tuple[str, list[Row]]]:
    """All rows of all tables as of a day, as batches of one table each. Memory does not grow with them."""
    for places in public.every_place(batch=batch):
        yield _rows("places", [place(one) for one in places])
    for pairs in _successions(batch):
        yield _rows("place_successions", pairs)
    for decisions in public.every_decision(on, batch=batch):
        yield _rows("decisions", [decision(one) for one in decisions])
    for producers in public.every_producer(on, batch=batch):
        yield _rows("producers", [producer(one) for one in producers])
    for products in public.every_product(on, batch=batch):
        yield _rows("products", [product(one) for one in products])
        yield _rows("certificates", [certificate(one, held) for one in products for held in one.certificates])
        yield _rows("star_history", [record for one in products for record in star_history(one)])
    yield _rows("figures", [record for one in public.figures(on) for record in figure(one)])


def product(one: PublicProduct) -> Record:
    """A row of `products`."""
    latest = one.latest
    return {
        "id": one.pk,
        "code": one.code,
        "url": one.url,
        "name": one.name,
        "state": one.state,
        "holds": one.holds,
        "stars": one.stars,
        "regime": one.regime_id,
        "set": one.set_no,
        "set_name": one.set_name,
        "sector": one.sector,
        "producer": one.producer.code,
        "producer_name": one.producer.name,
        **_today(one.place),
        "entered_place": one.entered_place.key,
        "shared_places": tuple(shared.key for shared in one.shared),
        "gtin": one.gtin,
        "photo": one.photo_url,
        "former_codes": one.former_codes,
        "certificate": latest.pk,
        "decision_number": latest.decision.number,
        "decided_on": latest.decision.decided_on,
        "issuer": latest.decision.issuer,
        "valid_from": latest.issued_on,
        "valid_to": latest.valid_to,
        "kept_to": latest.kept_to,
        "first_recognised_on": min(held.issued_on for held in one.certificates),
    }


def certificate(of: PublicProduct, one: PublicCertificate) -> Record:
    """A row of `certificates`."""
    return {
        "id": one.pk,
        "number": one.number,
        "product": of.pk,
        "product_code": of.code,
        "stars": one.stars,
        "state": one.state,
        "holds": one.holds,
        "product_name": one.product_name,
        "producer_name": one.producer_name,
        "place": one.place.key,
        "place_name": one.place_name,
        "district_name": one.place.district_name,
        "regime": one.regime_id,
        "set": one.set_no,
        "decision": one.decision.pk,
        "decision_number": one.decision.number,
        "decided_on": one.decision.decided_on,
        "issuer": one.decision.issuer,
        "valid_from": one.issued_on,
        "valid_to": one.valid_to,
        "kept_to": one.kept_to,
        "ended_on": one.ended_on,
        "ground": one.ground,
        "ended_by": one.ended_by,
    }


def star_history(one: PublicProduct) -> list[Record]:
    """The rows of `star_history` of a product, the oldest first."""
    found: list[Record] = []
    before: int | None = None
    for position, held in enumerate(sorted(one.certificates, key=lambda each: (each.issued_on, each.pk)), 1):
        last = held.ended_on - timedelta(days=1) if held.ended_on else held.kept_to or held.valid_to
        last = min(last, held.valid_to) if held.ended_on else last
        found.append(
            {
                "product": one.pk,
                "product_code": one.code,
                "certificate": held.pk,
                "position": position,
                "stars": held.stars,
                "held_from": held.issued_on,
                "held_to": last if last >= held.issued_on else None,
                "change": _change(before, held.stars),
            }
        )
        before = held.stars
    return found


def producer(one: PublicProducer) -> Record:
    """A row of `producers`."""
    return {
        "code": one.code,
        "name": one.name,
        "kind": one.kind,
        "kind_name": one.kind_name,
        "address": one.address,
        **_today(one.place),
    }


def decision(one: PublicDecision) -> Record:
    """A row of `decisions`."""
    return {
        "id": one.pk,
        "number": one.number,
        "decided_on": one.decided_on,
        "issuer": one.issuer,
        "place": one.place.key,
    }


def place(one: PublicPlace) -> Record:
    """A row of `places`."""
    return {
        "key": one.key,
        "code": one.code,
        "name": one.name,
        "full_name": one.full_name,
        "level": one.level,
        "kind": one.kind,
        "parent": one.parent_key,
        "province": one.province_key,
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
        "today": one.today_key,
    }


def figure(one: Figure) -> list[Record]:
    """The rows of `figures` of a unit: any stars first, then by stars."""
    frame: Record = {"place": one.place.key, "place_name": one.place.full_name, "level": one.place.level}
    whole: Record = {**frame, "stars": ANY_STARS, "products": one.products, "producers": one.producers}
    by_stars = [
        {**frame, "stars": stars, "products": count, "producers": None}
        for stars, count in sorted(one.stars.items())
    ]
    return [whole, *by_stars]


def _successions(batch: int) -> Iterator[list[Record]]:
    rows = Succession.objects.exclude(state=PairState.REJECTED).order_by("pk")
    columns = ("pk", "former__path", "successor__path", "on", "is_main", "state")
    after = 0
    while read := list(rows.filter(pk__gt=after).values_list(*columns)[:batch]):
        yield [
            {
                "former": public.key_of(former),
                "successor": public.key_of(successor),
                "on": on,
                "main": is_main,
                "state": state,
            }
            for _pk, former, successor, on, is_main, state in read
        ]
        after = read[-1][0]


def _today(place: PublicPlace) -> Record:
    """The commune of today, and its province."""
    return {
        "commune": place.key,
        "commune_name": place.name,
        "province": place.province_key,
        "province_name": place.province_name,
    }


def _change(before: int | None, stars: int) -> str:
    if before is None:
        return "first"
    return "up" if stars > before else "down" if stars < before else "same"


def _rows(name: str, records: list[Record]) -> tuple[str, list[Row]]:
    """The records as rows: every declared column and no other, what is empty as None. Raises: KeyError."""
    columns = datasets.dataset(name).names
    if records and set(records[0]) != set(columns):
        raise KeyError(f"{name}: {set(records[0]) ^ set(columns)}")
    return name, [tuple(_empty(record[column]) for column in columns) for record in records]


def _empty(value: Value) -> Value:
    return None if value == "" or value == () else value  # noqa: PLR1714 - 0 and False are no empty values
