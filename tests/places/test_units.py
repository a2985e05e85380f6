"""The units of the country: loaded from the shipped file, found by any spelling, named as an address."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from ocop.journal.naming import Place
from ocop.places import queries
from ocop.places.actions import load_units, store_map
from ocop.places.models import Level, PairState, RegionMembership, Succession, Unit
from ocop.places.rows import UnitRow
from ocop.places.tree import settle
from ocop.platform.actors import PUBLIC, Actor
from tests.cast import CODES, FORMER_CODES, MAP, NOW, no_entry, one_entry

ROWS = MAP.only(CODES, FORMER_CODES)
FORMER_END = date(2025, 6, 30)


@pytest.mark.django_db
def test_the_shipped_files_hold_both_maps_whole(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with one_entry("units.loaded"), django_assert_max_num_queries(400):
        assert load_units(now=NOW) == 34 + 3321 + 63 + 696 + 10035 + 1
    assert queries.provinces().count() == 34
    assert Unit.objects.filter(level=Level.COMMUNE, valid_to=None).count() == 3321
    former = Unit.objects.filter(valid_to=FORMER_END)
    counts = [former.filter(level=level).count() for level in (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)]
    assert counts == [63, 696, 10035]
    assert queries.country().path == "VN/"
    assert [unit.name for unit in queries.provinces()[:3]] == ["An Giang", "Bắc Ninh", "Cà Mau"]
    assert Succession.objects.count() == 10672
    assert Succession.objects.filter(is_main=True).count() == 63 + 10035 + 5
    current = set(Unit.objects.filter(valid_to=None).values_list("path", flat=True))
    assert set(former.values_list("scope", flat=True)) <= current
    assert settle() == 0


@pytest.mark.django_db
def test_loading_again_changes_nothing() -> None:
    load_units(now=NOW, rows=ROWS)
    with no_entry():
        assert load_units(now=NOW, rows=ROWS) == 0
    assert RegionMembership.objects.count() == 2 * 2 + 3


@pytest.mark.django_db
def test_a_corrected_row_corrects_the_unit() -> None:
    load_units(now=NOW, rows=ROWS)
    rows = [replace(row, name="Tả Van Giáy") if row.code == "03037" else row for row in ROWS.current]
    with one_entry("units.loaded"):
        assert load_units(now=NOW, rows=replace(ROWS, current=tuple(rows))) == 1
    assert queries.unit("03037").name == "Tả Van Giáy"


@pytest.mark.django_db
def test_what_a_person_changed_is_not_undone_by_loading() -> None:
    load_units(now=NOW, rows=ROWS)
    Unit.objects.filter(code="03037", valid_to=None).update(name="Mường Hoa", version=2)
    with no_entry():
        assert load_units(now=NOW, rows=ROWS) == 0
    assert queries.unit("03037").name == "Mường Hoa"


@pytest.mark.django_db
def test_a_commune_without_its_province_is_refused() -> None:
    orphan = UnitRow("99999", "Không Đâu", "xa", "98", date(2026, 1, 1), None)
    with no_entry(), pytest.raises(KeyError):
        load_units(now=NOW, rows=replace(ROWS, current=(*ROWS.current, orphan)))
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
    everything = 1 + len(CODES) + len(FORMER_CODES)
    assert Unit.objects.visible_to(PUBLIC).count() == Unit.objects.visible_to(lan).count() == everything


class TestScope:
    """The current unit that answers for a unit today."""

    def test_a_current_unit_answers_for_itself(self, ta_van: Unit) -> None:
        assert ta_van.scope == ta_van.path

    def test_a_former_commune_answers_to_its_successor(self, old_ta_van: Unit, ta_van: Unit) -> None:
        assert old_ta_van.path == "VN/10~2025-06-30/088~2025-06-30/03040~2025-06-30/"
        assert old_ta_van.scope == ta_van.path
        assert old_ta_van.lies_in("VN/15/")

    def test_a_former_province_and_its_districts_answer_to_the_new_province(
        self, old_ta_van: Unit, lao_cai: Unit
    ) -> None:
        district = old_ta_van.parent
        assert district is not None
        assert district.parent is not None
        assert {district.scope, district.parent.scope} == {lao_cai.path}

    def test_a_code_used_again_names_two_territories(self, places: Unit) -> None:
        lao_cai, yen_bai = Unit.objects.filter(code="15").order_by("pk")
        assert (yen_bai.name, lao_cai.name) == ("Yên Bái", "Lào Cai")
        assert yen_bai.scope == lao_cai.path == "VN/15/"
        assert places.lies_in("VN/")

    def test_a_split_commune_answers_to_its_main_successor(self, kim_phu: Unit) -> None:
        assert kim_phu.scope == queries.unit("02509").path
        assert kim_phu.successions.filter(state=PairState.OPEN).count() == 2

    def test_a_disputed_commune_answers_to_the_successor_of_the_tree_it_comes_from(self) -> None:
        pairs = {pair.successor_code for pair in MAP.pairs if pair.former_code == "03766" and pair.is_main}
        assert pairs == {"03784"}


class TestNamesOverTime:
    """What a unit was called on a day."""

    @pytest.mark.django_db
    def test_a_ward_upgraded_in_2026_was_a_commune_before(self) -> None:
        store_map(MAP.only({"24", "07399"}))
        kep = queries.unit("07399")
        assert kep.valid_from == date(2025, 7, 1)
        with translation.override("vi"):
            assert kep.full_name == "phường Kép, thành phố Bắc Ninh"
            assert kep.named_on(date(2026, 9, 20)).full_name == "phường Kép, thành phố Bắc Ninh"
            assert kep.named_on(date(2026, 9, 19)).full_name == "xã Kép, tỉnh Bắc Ninh"
            assert kep.named_on(date(2020, 1, 1)).own_name == "xã Kép"

    @pytest.mark.django_db
    def test_the_journal_names_a_place_as_it_was(self) -> None:
        store_map(MAP.only({"24", "07399"}))
        place = Place("VN/24/07399/", "07399")
        names = []
        with translation.override("vi"):
            for day in (date(2026, 9, 19), date(2026, 9, 20)):
                moment = datetime(day.year, day.month, day.day, 5, tzinfo=UTC)
                names.append(str(queries.names_at({place: moment})[place]))
        assert names == ["xã Kép", "phường Kép"]

    def test_a_former_commune_keeps_its_three_level_address(self, old_ta_van: Unit) -> None:
        with translation.override("vi"):
            assert old_ta_van.full_name == "xã Tả Van, thị xã Sa Pa, tỉnh Lào Cai"
            assert old_ta_van.named_on(date(2026, 1, 1)).full_name == old_ta_van.full_name
