"""Tables for registers of others follow their declared mapping and say what this program does not hold."""

from __future__ import annotations

import csv
import io

import pytest

from ocop.opendata import national
from ocop.recognition.models import Certificate
from tests.levels import Levels, parts
from tests.levels import levels as levels  # noqa: PLC0414 - a fixture
from tests.recognition.test_levels import IN_2024, sent_to_the_district
from tests.world import World, withdraw
from tests.world import world as world  # noqa: PLC0414 - a fixture, withdraw

pytestmark = pytest.mark.django_db


def table(code: str, world: World) -> list[dict[str, str]]:
    out = io.BytesIO()
    count = national.write(national.adapter(code), out, world.today)
    read = list(csv.DictReader(io.StringIO(out.getvalue().decode())))
    assert len(read) == count
    return read


def test_the_registry_has_a_row_with_certificate_and_both_trees(world: World) -> None:
    certificate = world.certificate()
    (row,) = table("registry", world)
    assert row["ma_san_pham"] == certificate.product.code
    assert row["so_quyet_dinh"] == certificate.decision.number
    assert (row["ma_tinh"], row["ma_xa"]) == ("15", "03037")
    assert (row["ma_xa_khi_cap"], row["ten_xa_khi_cap"]) == ("03037", certificate.commune_name)
    assert row["hieu_luc_den"] == certificate.valid_to.isoformat()
    assert row["ma_so_thue"] == ""


def test_the_registry_keeps_what_was_withdrawn_and_traceability_does_not(world: World) -> None:
    certificate = world.certificate()
    assert [row["ten_don_vi"] for row in table("traceability", world)] == [certificate.producer_name]
    withdraw(world, certificate)
    assert [row["hieu_luc"] for row in table("registry", world)] == ["withdrawn"]
    assert table("traceability", world) == []


def test_every_column_comes_from_somewhere_or_says_why_not(world: World) -> None:
    world.certificate()
    for adapter in national.all_of_them():
        (row,) = table(adapter.code, world)
        assert tuple(row) == tuple(column.name for column in adapter.columns)
        for column in adapter.columns:
            assert bool(column.source) != bool(column.missing)
        assert all(row[column.name] == "" for column in adapter.not_held)
        assert adapter.not_held


def test_what_was_issued_in_a_district_keeps_it(levels: Levels) -> None:
    dossier = sent_to_the_district(levels, IN_2024)
    levels.judged(dossier, "district", parts(24, 15, 21))
    levels.decided(dossier, "district", "recognised")
    certificate = Certificate.objects.get(dossier=dossier)
    (row,) = national.rows(national.adapter("registry"), certificate.issued_on)
    told = dict(zip((column.name for column in national.adapter("registry").columns), row, strict=True))
    assert told["ten_huyen_khi_cap"]
    assert told["ma_xa_khi_cap"] != told["ten_xa_khi_cap"]
