"""A few producers and products with certificates of several years, stored as they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from ocop.places.models import Unit
from ocop.recognition.models import Certificate, CertificateEvent, EventKind, RecognitionDecision
from ocop.registry import indexing
from ocop.registry.models import Producer, Product
from tests.cast import NOW

BEFORE = date(2025, 6, 30)


@dataclass
class Shelf:
    """Makes what is counted; each with the few facts that matter to a figure."""

    issuer: Unit
    _made: int = 0

    def next(self) -> int:
        self._made += 1
        return self._made

    def producer(self, commune: Unit, **facts: Any) -> Producer:
        number = self.next()
        known = {"name": f"Chủ thể {number}", "kind": "htx", "address": "", "representative_name": "Ai đó"}
        row = Producer(
            code=f"CT{number}", commune=commune, registered_on=date(2018, 1, 1), **{**known, **facts}
        )
        indexing.fill(row)
        row.save()
        return row

    def product(self, producer: Producer, **facts: Any) -> Product:
        number = self.next()
        known = {
            "name": f"Sản phẩm {number}",
            "commune": producer.commune,
            "regime_id": "2019-1048",
            "set_no": 10,
            "entered_on": date(2019, 1, 1),
        }
        row = Product(producer=producer, **{**known, **facts})
        indexing.fill(row)
        row.save()
        return row

    def certificate(self, product: Product, on: date, stars: int = 3, to: date | None = None) -> Certificate:
        decision = RecognitionDecision.objects.create(
            number=f"{self.next()}/QĐ-UBND", decided_on=on, issuer_unit=self.issuer
        )
        return Certificate.objects.create(
            product=product,
            decision=decision,
            stars=stars,
            regime_id=product.regime_id,
            set_no=product.set_no,
            product_name=product.name,
            producer_name=product.producer.name,
            commune=product.commune,
            commune_name="",
            issuer_unit=self.issuer,
            issued_on=on,
            valid_to=to or date(on.year + 3, on.month, on.day),
        )

    def withdraw(self, certificate: Certificate, on: date, kind: str = EventKind.WITHDRAWN) -> None:
        CertificateEvent.objects.create(certificate=certificate, kind=kind, on=on, recorded_at=NOW)


@pytest.fixture
def shelf(lao_cai: Unit) -> Shelf:
    return Shelf(lao_cai)
