"""The same record on another day's map, and old names that find new units."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from ocop.places import queries
from ocop.places.actions import store_map
from ocop.places.models import Level, PairState, Unit
from ocop.places.queries import boundaries, counterpart
from tests.cast import MAP

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


@pytest.mark.usefixtures("places")
class TestBoundaries:
    def test_a_former_commune_lies_in_its_successor_today(self, old_ta_van: Unit, ta_van: Unit) -> None:
        assert boundaries(AFTER).of(old_ta_van.pk) == ta_van.pk

    def test_a_former_commune_lay_in_its_own_district_and_province(
        self, old_ta_van: Unit, lao_cai: Unit
    ) -> None:
        old, new = boundaries(BEFORE), boundaries(AFTER)
        assert old.of(old_ta_van.pk) == old_ta_van.pk
        assert old.of(old_ta_van.pk, Level.DISTRICT) == queries.unit("088", BEFORE).pk
        assert old.of(old_ta_van.pk, Level.PROVINCE) == queries.unit("10", BEFORE).pk
        assert new.of(old_ta_van.pk, Level.PROVINCE) == lao_cai.pk
        assert new.of(old_ta_van.pk, Level.DISTRICT) is None

    def test_a_merged_commune_is_not_certain_before_but_its_district_is(
        self, ta_van: Unit, lao_cai: Unit
    ) -> None:
        old = boundaries(BEFORE)
        assert old.of(ta_van.pk) is None
        codes = Unit.objects.filter(pk__in=old.candidates(ta_van.pk)).values_list("code", flat=True)
        assert set(codes) == {"03019", "03037", "03040"}
        assert old.of(ta_van.pk, Level.DISTRICT) == queries.unit("088", BEFORE).pk
        assert old.of(lao_cai.pk, Level.PROVINCE) is None
        assert len(old.candidates(lao_cai.pk, Level.PROVINCE)) == 2

    def test_a_district_lies_in_todays_province(self, lao_cai: Unit) -> None:
        district = queries.unit("088", BEFORE)
        assert boundaries(AFTER).of(district.pk, Level.PROVINCE) == lao_cai.pk
        assert boundaries(BEFORE).of(district.pk, Level.COMMUNE) is None

    def test_a_split_commune_is_not_certain_but_its_province_is(self, kim_phu: Unit) -> None:
        new = boundaries(AFTER)
        assert new.of(kim_phu.pk) is None
        assert new.of(kim_phu.pk, Level.PROVINCE) == queries.unit("08").pk

    def test_a_rejected_pair_leads_nowhere(self, kim_phu: Unit) -> None:
        kim_phu.successions.filter(is_main=False).update(state=PairState.REJECTED)
        assert boundaries(AFTER).of(kim_phu.pk) == queries.unit("02509").pk

    def test_a_report_costs_the_same_for_many_records(
        self, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        keys = list(Unit.objects.filter(level=Level.COMMUNE).values_list("pk", flat=True)) * 100
        with django_assert_num_queries(3):
            day_map = boundaries(BEFORE)
            assert {day_map.of(key, Level.PROVINCE) for key in keys}

    def test_the_counterpart_is_exact_or_names_the_candidates(
        self, old_ta_van: Unit, ta_van: Unit, kim_phu: Unit
    ) -> None:
        exact = counterpart(old_ta_van, AFTER)
        assert (exact.exact, exact.units) == (True, (ta_van,))
        split = counterpart(kim_phu, AFTER)
        assert (split.exact, [one.code for one in split.units]) == (False, ["02215", "02509"])
        district = counterpart(queries.unit("088", BEFORE), AFTER)
        assert [one.name for one in district.units] == ["Lào Cai"]


@pytest.mark.usefixtures("places")
class TestFinding:
    def test_an_old_name_finds_the_new_commune(self, ta_van: Unit) -> None:
        with translation.override("vi"):
            (hit,) = queries.find("muong hoa")
        assert (hit.name_then, hit.today, hit.is_split) == ("xã Mường Hoa", ta_van, False)

    def test_a_split_commune_says_that_it_was_split(self, kim_phu: Unit) -> None:
        (hit,) = queries.find("Kim Phú")
        assert (hit.unit, hit.today.code, hit.is_split) == (kim_phu, "02509", True)

    def test_a_name_of_both_times_shows_the_present_first(self, ta_van: Unit, old_ta_van: Unit) -> None:
        assert [hit.unit for hit in queries.find("ta van")] == [ta_van, old_ta_van]

    def test_an_earlier_kind_is_not_a_second_hit(self) -> None:
        store_map(MAP.only({"24", "07399"}))
        assert [hit.name_then for hit in queries.find("kep")] == [""]

    @pytest.mark.parametrize("words", ["", "   ", "không có ở đâu"])
    def test_nothing_is_found_for_nothing(self, words: str) -> None:
        assert queries.find(words) == []

    def test_a_code_and_a_day_find_a_unit(self) -> None:
        assert queries.unit("15", BEFORE).name == "Yên Bái"
        assert queries.unit("15", AFTER).name == queries.unit("15").name == "Lào Cai"
        with pytest.raises(Unit.DoesNotExist):
            queries.unit("10", AFTER)

    def test_the_map_of_a_day_is_named_at_no_further_query(
        self, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(4):
            names = {one.named_on(BEFORE).full_name for one in queries.as_of(BEFORE)}
        assert len(names) == 12

    def test_the_chain_leads_both_ways(self, ta_van: Unit, old_ta_van: Unit) -> None:
        assert queries.chain(old_ta_van, forward=True) == [[ta_van]]
        assert [len(step) for step in queries.chain(ta_van, forward=False)] == [3]


class TestRegions:
    def test_a_commune_lies_in_the_region_of_its_province_on_that_day(
        self, ta_van: Unit, old_ta_van: Unit
    ) -> None:
        for unit in (ta_van, old_ta_van):
            region = queries.region_of(unit, AFTER)
            assert region is not None
            assert region.code == "mien_nui_phia_bac"
            with translation.override("en"):
                assert str(region) == "Northern midlands and mountains"

    @pytest.mark.django_db
    def test_the_regrouping_of_2025_changes_the_region_of_a_province(self) -> None:
        store_map(MAP.only({"66"}, {"66", "54"}))
        dak_lak = queries.unit("66")
        regions = [queries.region_of(dak_lak, day) for day in (date(2025, 10, 4), date(2025, 10, 5))]
        assert [region.code for region in regions if region] == [
            "tay_nguyen",
            "duyen_hai_nam_trung_bo_tay_nguyen",
        ]
        assert queries.region_of(dak_lak, BEFORE) is None
