"""Public records as they are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocop.api.v1.schemas import (
    CertificateOut,
    DecisionOut,
    Maker,
    Place,
    ProducerOut,
    ProductLine,
    ProductOut,
)

if TYPE_CHECKING:
    from typing import Any

    from ocop.recognition.public import PublicCertificate, PublicPlace, PublicProducer, PublicProduct


def place_out(place: PublicPlace) -> Place:
    """A unit."""
    return Place(
        key=place.key,
        code=place.code,
        name=place.name,
        full_name=place.full_name,
        level=place.level,
        province_key=place.province_key,
        province_name=place.province_name,
    )


def maker_out(producer: PublicProducer) -> Maker:
    """A producer in the line of a product."""
    return Maker(code=producer.code, name=producer.name, kind=producer.kind, kind_name=producer.kind_name)


def producer_out(producer: PublicProducer) -> ProducerOut:
    """A producer."""
    return ProducerOut(
        **maker_out(producer).model_dump(), address=producer.address, place=place_out(producer.place)
    )


def certificate_out(one: PublicCertificate) -> CertificateOut:
    """A certificate."""
    return CertificateOut(
        number=one.number,
        stars=one.stars,
        regime=one.regime_id,
        set=one.set_no,
        product_name=one.product_name,
        producer_name=one.producer_name,
        place_name=one.place_name,
        decision=DecisionOut(
            id=one.decision.pk,
            number=one.decision.number,
            decided_on=one.decision.decided_on,
            issuer=one.decision.issuer,
        ),
        issued_on=one.issued_on,
        valid_to=one.valid_to,
        state=one.state,
        holds=one.holds,
        ended_on=one.ended_on,
        ground=one.ground,
        ended_by=one.ended_by,
        kept_to=one.kept_to,
    )


def _line(product: PublicProduct) -> dict[str, Any]:
    return {
        "code": product.code,
        "name": product.name,
        "stars": product.stars,
        "state": product.state,
        "regime": product.regime_id,
        "set": product.set_no,
        "set_name": product.set_name,
        "sector": product.sector,
        "gtin": product.gtin,
        "producer": maker_out(product.producer),
        "place": place_out(product.place),
        "certificate_number": product.latest.number,
        "valid_to": product.latest.valid_to,
        "url": product.url,
        "photo_url": product.photo_url,
    }


def product_line(product: PublicProduct) -> ProductLine:
    """A product in a list."""
    return ProductLine(**_line(product))


def product_out(product: PublicProduct) -> ProductOut:
    """A product with its history."""
    return ProductOut(
        **_line(product),
        former_codes=list(product.former_codes),
        shared=[place_out(one) for one in product.shared],
        certificates=[certificate_out(one) for one in product.certificates],
    )
