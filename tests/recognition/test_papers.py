"""The words of decisions and certificates."""

from __future__ import annotations

import pytest
from django.utils import translation

from ocop.places.models import Kind, Level, Unit
from ocop.recognition import papers


@pytest.mark.parametrize(
    ("unit", "place"),
    [
        (Unit(level=Level.PROVINCE, kind=Kind.PROVINCE, name="Lào Cai", code="15"), "Lào Cai"),
        (Unit(level=Level.PROVINCE, kind=Kind.CITY, name="Hà Nội", code="01"), "Hà Nội"),
        (Unit(level=Level.PROVINCE, kind=Kind.CITY, name="Hồ Chí Minh", code="79"), "Thành phố Hồ Chí Minh"),
        (Unit(level=Level.COMMUNE, kind=Kind.WARD, name="1", code="19333"), "Phường 1"),
        (Unit(level=Level.COUNTRY, name="Việt Nam", code="VN"), "Hà Nội"),
    ],
)
def test_a_place_named_after_a_person_or_a_number_stands_in_full(unit: Unit, place: str) -> None:
    with translation.override("vi"):
        assert papers.place(unit) == place
