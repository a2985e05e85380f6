"""A list with planted errors comes back with exactly those; corrected, it goes in, and once only."""
# ruff: noqa: ARG001 - a fixture asks for what must stand before it

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ocop.exchange.actions import RowsRefused, carry_out
from ocop.exchange.sheets import Sheet
from ocop.places.models import Unit
from ocop.platform.actors import SYSTEM
from ocop.registry.models import Producer, Product
from tests.cast import NOW, no_entry, one_entry
from tests.exchange.generating import Lists, plant

HERE = [("15", "03037"), ("15", "02839"), ("04", "01290")]


def bring_in(sheet: Sheet) -> dict[str, int]:
    """Carry out as the system; the counts."""
    outcome = carry_out(actor=SYSTEM, sheet=sheet, file_digest="0" * 64, expected=None, now=NOW)
    return outcome.differences.counts


def walk(communes: Sequence[tuple[str, str]], products: int, errors: int) -> None:
    bring_in(Lists(communes, products).producer_sheet())
    wrong = Lists(communes, products).product_sheet()
    planted = plant(wrong, errors)
    with no_entry(), pytest.raises(RowsRefused) as refused:
        bring_in(wrong)
    assert not Product.objects.exists()
    found = refused.value.differences
    assert {(fault.row, fault.column): fault.code for fault in found.faults} == planted
    assert found.counts["refused"] == errors
    right = Lists(communes, products).product_sheet()
    with one_entry("registry.imported"):
        assert bring_in(right) == {"new": products, "changed": 0, "unchanged": 0, "refused": 0}
    with no_entry():
        assert bring_in(right) == {"new": 0, "changed": 0, "unchanged": products, "refused": 0}
    certificates = Lists(communes, products).certificate_sheet()
    with one_entry("registry.imported"):
        bring_in(certificates)
    with no_entry():
        assert bring_in(certificates)["unchanged"] == len(certificates.numbers)
    assert Product.objects.exclude(certified_to=None).count() == len(certificates.numbers)
    assert Producer.objects.count() == products // 5


@pytest.mark.django_db
def test_a_list_with_planted_errors_comes_back_with_exactly_those(places: Unit, lists: None) -> None:
    walk(HERE, 300, 32)


@pytest.mark.slow
@pytest.mark.django_db
def test_twenty_thousand_products_with_five_hundred_errors(places: Unit, lists: None) -> None:
    walk(HERE, 20_000, 500)
