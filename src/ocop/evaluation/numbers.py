"""Numbers of the procedure, in the shapes of the regime and without gaps."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec

from ocop.evaluation.procedure import level_of, regime_of
from ocop.law.codes import CodeParts, RegistrationParts, format_code, format_registration, parse_registration
from ocop.places.models import Level
from ocop.registry.models import Product, SeriesKind
from ocop.registry.numbering import take

if TYPE_CHECKING:
    from ocop.evaluation.models import Dossier
    from ocop.law.regime import ProductCode
    from ocop.places.models import Unit

WIDTH = 2


def first_receipt(dossier: Dossier, filed_on: date) -> str:
    """The number the commune gives a filed dossier; the province's own number is still blank (Mẫu 01)."""
    number = f"{take(SeriesKind.RECEIPT, dossier.commune, filed_on.year):0{WIDTH}d}"
    shape = regime_of(dossier).registration_number
    province = province_of(dossier)
    if shape is None:
        return f"{number}/{province.code}-{dossier.commune.code}-{filed_on.year}"
    parts = RegistrationParts(
        province=province.code, commune=dossier.commune.code, year=filed_on.year, commune_no=number
    )
    return format_registration(shape, parts)


def province_receipt(dossier: Dossier, accepted_on: date) -> str:
    """The receipt number with the province's own number filled in; as it is at any other level (Mẫu 01)."""
    shape = regime_of(dossier).registration_number
    if shape is None or Level(level_of(dossier).unit_kind) != Level.PROVINCE:
        return dossier.receipt_number
    given = parse_registration(shape, dossier.receipt_number)
    parts = RegistrationParts(
        province=given.province,
        commune=given.commune,
        year=given.year,
        commune_no=given.commune_no,
        province_no=f"{take(SeriesKind.RECEIPT, province_of(dossier), accepted_on.year):0{WIDTH}d}",
    )
    return format_registration(shape, parts)


def product_code(dossier: Dossier, evaluated_on: date) -> str:
    """The next product code of the commune (Phụ lục II, phiếu đánh giá: the commune keeps the sequence).

    Codes that were brought in with a list are passed over: they were given before.
    """
    shape = _shape(dossier)
    while True:
        parts = CodeParts(
            province=province_of(dossier).code,
            district=_district(dossier) if "district" in shape.segments else None,
            commune=dossier.commune.code,
            sequence=take(SeriesKind.PRODUCT, dossier.commune, evaluated_on.year),
            year=evaluated_on.year,
        )
        code = format_code(shape, parts)
        if not Product.objects.filter(code=code).exists():
            return code


def give_code(dossier: Dossier, today: date) -> None:
    """Give the dossier's product its code unless it has one."""
    product = dossier.product
    if not product.code:
        product.code = product_code(dossier, today)
        product.version += 1
        product.save(update_fields=["code", "version"])


def _shape(dossier: Dossier) -> ProductCode:
    """The shape of the regime; without a district where there is none (Luật số 72/2025/QH15)."""
    shape = regime_of(dossier).product_code
    if _district(dossier) is not None:
        return shape
    segments = tuple(one for one in shape.segments if one != "district")
    return msgspec.structs.replace(shape, segments=segments)


def _district(dossier: Dossier) -> str | None:
    """The code of the commune's district, while there were districts."""
    parent = dossier.commune.parent
    return parent.code if parent is not None and parent.level == Level.DISTRICT else None


def province_of(dossier: Dossier) -> Unit:
    """The province that the dossier's commune lies in."""
    unit = dossier.commune.parent
    # While there were districts, one stood between the two.
    while unit is not None and unit.level != Level.PROVINCE:
        unit = unit.parent
    if unit is None:
        raise RuntimeError(f"commune {dossier.commune.code} has no province")
    return unit
