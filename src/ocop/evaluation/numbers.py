"""Numbers of the procedure, in the shapes of the regime and without gaps."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ocop.evaluation.procedure import regime_of
from ocop.law.codes import CodeParts, RegistrationParts, format_code, format_registration, parse_registration
from ocop.registry.models import SeriesKind
from ocop.registry.numbering import take

if TYPE_CHECKING:
    from ocop.evaluation.models import Dossier
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
    """The receipt number with the province's own number filled in."""
    shape = regime_of(dossier).registration_number
    if shape is None:
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
    """The next product code of the commune (Phụ lục II, phiếu đánh giá: the commune keeps the sequence)."""
    parts = CodeParts(
        province=province_of(dossier).code,
        commune=dossier.commune.code,
        sequence=take(SeriesKind.PRODUCT, dossier.commune, evaluated_on.year),
        year=evaluated_on.year,
    )
    return format_code(regime_of(dossier).product_code, parts)


def province_of(dossier: Dossier) -> Unit:
    """The province that the dossier's commune lies in."""
    parent = dossier.commune.parent
    if parent is None:
        raise RuntimeError(f"commune {dossier.commune.code} has no province")
    return parent
