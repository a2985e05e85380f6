"""The units of the country: loaded from the shipped file, found by any spelling, named as an address."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from ocop.places import queries
from ocop.places.actions import load_units
from ocop.places.models import Level, Unit
from ocop.places.rows import UnitRow, read_units
from ocop.platform.actors import PUBLIC, Actor
from tests.cast import CODES, NOW, no_entry, one_entry

ROWS = [row for row in read_units() if row.code in CODES]


@pytest.mark.django_db
def test_the_shipped_file_holds_34_provinces_and_3321_communes() -> None:
    with one_entry("units.loaded"):
        assert load_units(now=NOW) == 34 + 3321 + 1
    assert queries.provinces().count() == 34
    assert Unit.objects.filter(level=Level.COMMUNE).count() == 3321
    assert queries.country().path == "VN/"
    assert [unit.name for unit in queries.provinces()[:3]] == ["An Giang", "Bắc Ninh", "Cà Mau"]


@pytest.mark.django_db
def test_the_country_is_loaded_in_few_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(60):
        load_units(now=NOW)


@pytest.mark.django_db
def test_loading_again_changes_nothing() -> None:
    load_units(now=NOW, rows=ROWS)
    with no_entry():
        assert load_units(now=NOW, rows=ROWS) == 0


@pytest.mark.django_db
def test_a_renamed_commune_keeps_its_row_and_its_past() -> None:
    load_units(now=NOW, rows=ROWS)
    commune = queries.unit("03037")
    old = next(row for row in ROWS if row.code == "03037")
    ended = replace(old, valid_to=date(2026, 12, 31))
    renamed = replace(old, name="Mường Hoa", valid_from=date(2027, 1, 1))
    rest = [row for row in ROWS if row.code != "03037"]
    with one_entry("units.loaded"):
        assert load_units(now=NOW, rows=[*rest, ended, renamed]) == 2
    assert queries.unit("03037").pk == commune.pk
    assert queries.unit("03037").name == "Mường Hoa"
    assert queries.search("muong hoa")[0].pk == commune.pk
    assert Unit.objects.get(code="03037", valid_to=date(2026, 12, 31)).name == "Tả Van"


@pytest.mark.django_db
def test_a_commune_without_its_province_is_refused() -> None:
    orphan = UnitRow("99999", "Không Đâu", "xa", "98", date(2026, 1, 1), None)
    with no_entry(), pytest.raises(KeyError):
        load_units(now=NOW, rows=[*ROWS, orphan])
    assert not Unit.objects.exists()


def test_one_code_names_one_present_unit(ta_van: Unit) -> None:
    ta_van.pk = None
    with pytest.raises(IntegrityError):
        ta_van.save(force_insert=True)


def test_a_unit_is_named_as_an_address_has_it(ta_van: Unit, lao_cai: Unit, places: Unit) -> None:
    with translation.override("vi"):
        assert ta_van.full_name == "xã Tả Van, tỉnh Lào Cai"
        assert lao_cai.full_name == "tỉnh Lào Cai"
        assert places.full_name == "Việt Nam"
        assert str(ta_van) == "xã Tả Van"
    with translation.override("en"):
        assert ta_van.full_name == "Tả Van commune, Lào Cai province"


def test_what_lies_inside_begins_with_the_path(ta_van: Unit, lao_cai: Unit, bao_lam: Unit) -> None:
    assert ta_van.path == "VN/15/03037/"
    assert ta_van.path.startswith(lao_cai.path)
    assert not bao_lam.path.startswith(lao_cai.path)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Tả Van", ["Tả Van"]),
        ("ta van", ["Tả Van"]),
        ("TẢ  VAN", ["Tả Van"]),
        ("van", ["Tả Van"]),
        ("03037", ["Tả Van"]),
        ("bac", ["Bắc Hà"]),
        ("ba", ["Bảo Lâm", "Bắc Hà", "Cao Bằng"]),
        ("lao cai", ["Lào Cai"]),
        ("", []),
        ("  ", []),
        ("99999", []),
    ],
)
def test_a_unit_is_found_however_its_name_is_typed(places: Unit, words: str, names: list[str]) -> None:
    assert places.level == Level.COUNTRY
    assert [unit.name for unit in queries.search(words)] == names


def test_a_search_can_be_kept_inside_a_unit_and_a_level(lao_cai: Unit) -> None:
    assert [unit.name for unit in queries.search("ba", inside=lao_cai)] == ["Bắc Hà"]
    assert queries.search("lao", level=Level.COMMUNE) == []


def test_children_stand_in_vietnamese_order(lao_cai: Unit) -> None:
    assert [unit.name for unit in queries.children(lao_cai)] == ["Bắc Hà", "Tả Van"]


def test_full_names_of_a_list_cost_one_query(
    lao_cai: Unit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert len({unit.full_name for unit in queries.children(lao_cai)}) == 2


@pytest.mark.usefixtures("places")
def test_everybody_may_read_every_unit(lan: Actor) -> None:
    assert Unit.objects.visible_to(PUBLIC).count() == Unit.objects.visible_to(lan).count() == len(CODES) + 1
