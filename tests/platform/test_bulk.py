"""Many rows at once, the same on both databases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from ocop.places.models import Unit
from ocop.platform.bulk import Among, insert, update
from ocop.programme.models import CodeList, ListValue
from ocop.registry.models import Producer, ProducerYear

pytestmark = pytest.mark.django_db


def producers(commune: Unit, count: int) -> list[int]:
    columns: dict[str, list[object]] = {
        "code": [f"CT-{number}" for number in range(count)],
        "name": ["Hợp tác xã"] * count,
        "name_key": [b"\1"] * count,
        "commune_id": [commune.pk] * count,
        "registered_on": [date(2026, 6, 1)] * count,
    }
    return insert(Producer, columns)


def test_rows_get_their_keys_in_order_and_their_defaults(ta_van: Unit) -> None:
    keys = producers(ta_van, 3)
    found = [Producer.objects.get(pk=key) for key in keys]
    assert [one.code for one in found] == ["CT-0", "CT-1", "CT-2"]
    assert {(one.version, one.tax_code, one.business_on, one.assisted) for one in found} == {
        (1, "", None, False)
    }
    assert found[0].registered_on == date(2026, 6, 1)
    assert Producer.objects.create(commune=ta_van, code="CT-3", registered_on=date(2026, 6, 1)).pk > keys[-1]


def test_decimals_and_nothing_are_stored_as_they_are(ta_van: Unit) -> None:
    keys = producers(ta_van, 2)
    years: dict[str, list[object]] = {"producer_id": [*keys], "year": [2025, 2025], "capital": [7, -8]}
    years["revenue"] = [Decimal("1e3"), None]
    insert(ProducerYear, years)
    rows = ProducerYear.objects.order_by("pk").values_list("revenue", "capital", "profit")
    assert list(rows) == [(Decimal(1000), Decimal(7), None), (None, Decimal(-8), None)]


def test_no_rows_ask_nothing(ta_van: Unit) -> None:
    assert producers(ta_van, 0) == []
    update(Producer, [], {"name": []})


def test_changes_count_the_version_where_there_is_one(ta_van: Unit) -> None:
    keys = producers(ta_van, 3)
    update(Producer, keys[:2], {"name": ["Một", "Hai"], "business_on": [date(2020, 2, 3), None]})
    rows = Producer.objects.order_by("pk").values_list("name", "business_on", "version")
    assert list(rows) == [("Một", date(2020, 2, 3), 2), ("Hai", None, 2), ("Hợp tác xã", None, 1)]
    kinds = CodeList.objects.create(code="x", name_vi="x", name_en="x")
    value = insert(ListValue, {"code_list_id": [kinds.pk], "code": ["a"], "from_on": [date(2026, 1, 1)]})
    update(ListValue, value, {"code": ["b"]})
    assert ListValue.objects.get(pk=value[0]).code == "b"


def test_a_constraint_refuses_all_of_them(ta_van: Unit) -> None:
    producers(ta_van, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        producers(ta_van, 3)
    assert Producer.objects.count() == 1


def test_very_many_values_are_one_parameter(ta_van: Unit) -> None:
    keys = producers(ta_van, 3)
    codes = [f"CT-{number}" for number in range(1, 300_000)]
    assert set(Producer.objects.filter(Among("code", codes)).values_list("pk", flat=True)) == set(keys[1:])
    found = Producer.objects.filter(Among("pk", [keys[0], 10**9]), Among("commune_id", [ta_van.pk]))
    assert found.get().pk == keys[0]
    for column in ("code", "pk", "commune_id"):
        assert not Producer.objects.filter(Among(column, [])).exists()
