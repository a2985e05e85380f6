"""Rows of the registry written past the actions, for tests of lists and of searching."""

from __future__ import annotations

from datetime import date

from ocop.places.models import Unit
from ocop.registry import indexing
from ocop.registry.models import Producer, Product


def a_producer(name: str, unit: Unit, **facts: object) -> Producer:
    """A cooperative of this name, with the next code."""
    number = Producer.objects.count() + 1
    given: dict[str, object] = {
        "code": f"CT-{unit.code}-{number:04d}",
        "kind": "htx",
        "address": "Thôn 1",
        "representative_name": "Lý Thị Lan",
        "registered_on": date(2024, 5, 1),
        **facts,
    }
    row = Producer(name=name, commune=unit, **given)
    indexing.fill(row)
    row.save(force_insert=True)
    return row


def a_product(name: str, producer: Producer, **facts: object) -> Product:
    """A product of this producer, without code and certificate unless they are given."""
    given: dict[str, object] = {
        "regime_id": "2026-26",
        "set_no": 10,
        "entered_on": date(2024, 5, 1),
        "commune": producer.commune,
        **facts,
    }
    row = Product(name=name, producer=producer, **given)
    indexing.fill(row)
    row.save(force_insert=True)
    return row
