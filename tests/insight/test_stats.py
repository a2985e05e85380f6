"""Figures: what counts on a day, by what it is broken down, in which exact share."""
# ruff: noqa: ARG001, ARG002 - a fixture asks for what must stand before it

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ocop.insight import stats
from ocop.insight.questions import BadQuestion, question
from ocop.places.models import Unit
from ocop.platform.actors import SYSTEM, Actor
from ocop.recognition.models import EventKind
from ocop.registry.models import EarlierHolder, EarlierProducer, SharedCommune
from tests.cast import TODAY
from tests.insight.conftest import BEFORE, Shelf

DAY = date(2022, 12, 31)


def ask(measure: str, *by: str, actor: Actor = SYSTEM, **more: Any) -> stats.Answer:
    return stats.ask(actor, question(measure, today=TODAY, by=by, **more))


def figures(answer: stats.Answer) -> dict[tuple[str, ...], int]:
    return {row.key: int(row.value) for row in answer.rows if row.value}


def total(measure: str, **more: Any) -> int:
    return int(ask(measure, **more).total)


class TestProducts:
    def test_one_counts_while_its_certificate_is_in_force(self, shelf: Shelf, ta_van: Unit) -> None:
        product = shelf.product(shelf.producer(ta_van))
        shelf.certificate(product, date(2020, 3, 1), to=date(2023, 3, 1))
        days = [date(2020, 2, 29), date(2020, 3, 1), date(2023, 3, 1), date(2023, 3, 2)]
        assert [total("products", as_of=day) for day in days] == [0, 1, 1, 0]

    def test_one_with_two_certificates_counts_once_with_the_later_stars(
        self, shelf: Shelf, ta_van: Unit
    ) -> None:
        product = shelf.product(shelf.producer(ta_van))
        shelf.certificate(product, date(2020, 3, 1), stars=3)
        shelf.certificate(product, date(2021, 3, 1), stars=4)
        assert figures(ask("products", "stars", as_of=DAY)) == {("4",): 1}
        assert total("certificates", as_of=DAY) == 2

    def test_a_withdrawn_one_counts_until_the_day_before(self, shelf: Shelf, ta_van: Unit) -> None:
        certificate = shelf.certificate(shelf.product(shelf.producer(ta_van)), date(2021, 3, 1))
        shelf.withdraw(certificate, date(2022, 5, 1))
        assert total("products", as_of=date(2022, 4, 30)) == 1
        assert total("products", as_of=date(2022, 5, 1)) == 0

    def test_two_stars_are_no_product_with_stars(self, shelf: Shelf, ta_van: Unit) -> None:
        shelf.certificate(shelf.product(shelf.producer(ta_van)), date(2021, 3, 1), stars=2)
        assert total("products", as_of=DAY) == 0

    def test_what_was_found_to_be_another_product_counts_nowhere(self, shelf: Shelf, ta_van: Unit) -> None:
        kept = shelf.product(shelf.producer(ta_van))
        twin = shelf.product(kept.producer, merged_into=kept)
        for product in (kept, twin):
            shelf.certificate(product, date(2021, 3, 1))
        assert total("products", as_of=DAY) == 1
        assert total("products_entered", as_of=DAY) == 1

    def test_a_period_counts_what_was_recognised_in_it_whatever_came_after(
        self, shelf: Shelf, ta_van: Unit
    ) -> None:
        product = shelf.product(shelf.producer(ta_van))
        certificate = shelf.certificate(product, date(2019, 6, 1), to=date(2020, 6, 1))
        shelf.withdraw(certificate, date(2020, 1, 1))
        period = (date(2019, 1, 1), date(2020, 12, 31))
        assert total("products", period=period) == 1
        assert total("products", period=(date(2020, 1, 1), date(2020, 12, 31))) == 0

    def test_a_certificate_struck_as_a_mistake_was_never_recognised(self, shelf: Shelf, ta_van: Unit) -> None:
        certificate = shelf.certificate(shelf.product(shelf.producer(ta_van)), date(2019, 6, 1))
        shelf.withdraw(certificate, date(2020, 1, 1), kind=EventKind.REMOVED)
        assert total("certificates", period=(date(2019, 1, 1), date(2019, 12, 31))) == 0

    def test_one_that_left_takes_part_to_its_last_day(self, shelf: Shelf, ta_van: Unit) -> None:
        shelf.product(shelf.producer(ta_van), ended_on=date(2021, 5, 5))
        days = [date(2018, 12, 31), date(2019, 1, 1), date(2021, 5, 5), date(2021, 5, 6)]
        assert [total("products_entered", as_of=day) for day in days] == [0, 1, 1, 0]


class TestPlaces:
    def test_the_same_records_on_either_map(self, shelf: Shelf, old_ta_van: Unit) -> None:
        shelf.certificate(shelf.product(shelf.producer(old_ta_van)), date(2024, 3, 1))
        assert figures(ask("products", "province", as_of=BEFORE)) == {("10",): 1}
        assert figures(ask("products", "province", as_of=TODAY)) == {("15",): 1}
        assert figures(ask("products", "province", as_of=TODAY, map_on=BEFORE)) == {("10",): 1}

    def test_districts_are_those_of_the_last_map_that_had_them(self, shelf: Shelf, old_ta_van: Unit) -> None:
        shelf.certificate(shelf.product(shelf.producer(old_ta_van)), date(2024, 3, 1))
        answer = ask("products", "district", as_of=TODAY, where=[("province", "10")])
        assert answer.question.map_on == BEFORE
        assert [(row.key, int(row.value)) for row in answer.rows] == [(("085",), 0), (("088",), 1)]

    def test_a_place_can_be_named(self, shelf: Shelf, ta_van: Unit, bao_lam: Unit) -> None:
        for commune in (ta_van, bao_lam):
            shelf.certificate(shelf.product(shelf.producer(commune)), date(2026, 3, 1))
        assert total("products", where=[("province", "Lào Cai")]) == 1
        assert total("products", where=[("province", "cao bang")]) == 1
        assert total("products", where=[("province", "04"), ("province", "15")]) == 2

    def test_every_province_has_its_line_even_without_a_product(self, shelf: Shelf, ta_van: Unit) -> None:
        shelf.certificate(shelf.product(shelf.producer(ta_van)), date(2026, 3, 1))
        assert [(row.key[0], int(row.value)) for row in ask("products", "province").rows] == [
            ("04", 0),
            ("15", 1),
        ]

    def test_regions_follow_the_provinces(self, shelf: Shelf, ta_van: Unit) -> None:
        shelf.certificate(shelf.product(shelf.producer(ta_van)), date(2026, 3, 1))
        assert figures(ask("products", "region")) == {("mien_nui_phia_bac",): 1}

    @pytest.mark.parametrize(
        ("who", "expected"), [("hoa", 1), ("minh", 1), ("binh", 1), ("thu", 2), ("lan", 0)]
    )
    def test_everybody_counts_only_what_they_may_see(
        self,
        shelf: Shelf,
        ta_van: Unit,
        bao_lam: Unit,
        request: pytest.FixtureRequest,
        who: str,
        expected: int,
    ) -> None:
        for commune in (ta_van, bao_lam):
            shelf.certificate(shelf.product(shelf.producer(commune)), date(2026, 3, 1))
        assert total("products", actor=request.getfixturevalue(who)) == expected


class TestProducers:
    def test_each_counts_once_and_in_every_line_of_its_products(self, shelf: Shelf, ta_van: Unit) -> None:
        producer = shelf.producer(ta_van)
        for stars in (3, 4):
            shelf.certificate(shelf.product(producer), date(2021, 3, 1), stars=stars)
        answer = ask("producers", "stars", as_of=DAY)
        assert figures(answer) == {("4",): 1, ("3",): 1}
        assert answer.total == 1

    def test_it_counts_as_what_it_was_on_the_day(self, shelf: Shelf, ta_van: Unit) -> None:
        producer = shelf.producer(ta_van, kind="htx", representative_gender="nu")
        shelf.certificate(shelf.product(producer), date(2021, 3, 1), to=date(2027, 3, 1))
        EarlierProducer.objects.create(
            producer=producer,
            to_on=date(2023, 1, 31),
            name="Hộ cũ",
            kind="ho",
            commune=ta_van,
            representative_name="Ai đó",
            representative_gender="nam",
            representative_ethnicity="Giáy",
        )
        by = ("kind", "gender", "ethnic_minority")
        assert figures(ask("producers", *by, as_of=date(2023, 1, 31))) == {("ho", "nam", "yes"): 1}
        assert figures(ask("producers", *by, as_of=date(2023, 2, 1))) == {("htx", "nu", ""): 1}

    def test_a_product_counts_for_who_held_it_on_the_day(self, shelf: Shelf, ta_van: Unit) -> None:
        former, successor = shelf.producer(ta_van, kind="ho"), shelf.producer(ta_van, kind="htx")
        product = shelf.product(successor)
        EarlierHolder.objects.create(product=product, producer=former, to_on=date(2022, 1, 31))
        shelf.certificate(product, date(2021, 3, 1))
        assert figures(ask("producers", "kind", as_of=date(2022, 1, 31))) == {("ho",): 1}
        assert figures(ask("producers", "kind", as_of=date(2022, 2, 1))) == {("htx",): 1}

    def test_the_majority_people_is_no_minority(self, shelf: Shelf, ta_van: Unit) -> None:
        for ethnicity in ("Kinh", "KINH", "Dao", ""):
            producer = shelf.producer(ta_van, representative_ethnicity=ethnicity)
            shelf.certificate(shelf.product(producer), date(2021, 3, 1))
        answer = figures(ask("producers", "ethnic_minority", as_of=DAY))
        assert answer == {("no",): 2, ("yes",): 1, ("",): 1}


class TestCommunes:
    def test_a_commune_takes_part_with_a_product(self, shelf: Shelf, ta_van: Unit, bac_ha: Unit) -> None:
        shelf.product(shelf.producer(ta_van))
        where = [("province", "15")]
        assert total("communes_total", where=where) == 2
        assert total("communes_participating", where=where) == 1
        assert total("communes_without", where=where) == 1
        assert ask("participation_rate", where=where).total == Fraction(50)

    def test_a_shared_product_lets_every_commune_take_part(
        self, shelf: Shelf, ta_van: Unit, bac_ha: Unit
    ) -> None:
        product = shelf.product(shelf.producer(ta_van))
        SharedCommune.objects.create(product=product, unit=bac_ha, from_on=date(2026, 1, 1))
        where = [("province", "15")]
        assert total("communes_participating", where=where) == 2
        assert total("communes_participating", where=where, as_of=date(2025, 12, 31)) == 1
        assert figures(ask("products_entered", "commune", where=where)) == {("03037",): 1}

    def test_rates_have_no_shares(self, shelf: Shelf, ta_van: Unit) -> None:
        answer = ask("participation_rate", "province")
        assert [row.share for row in answer.rows] == [None, None]

    def test_the_lists_behind_hold_what_was_counted(self, shelf: Shelf, ta_van: Unit, bac_ha: Unit) -> None:
        product = shelf.product(shelf.producer(ta_van))
        where = [("province", "15")]
        behind = stats.units_behind(SYSTEM, question("communes_without", today=TODAY, where=where))
        assert behind == [bac_ha.pk]
        assert stats.behind(SYSTEM, question("products_entered", today=TODAY, where=where)) == [product.pk]


class TestDistricts:
    def test_one_counts_with_a_product_recognised_there(self, shelf: Shelf, old_ta_van: Unit) -> None:
        product = shelf.product(shelf.producer(old_ta_van))
        shelf.product(product.producer)
        where = [("province", "10")]
        day: dict[str, Any] = {"where": where, "as_of": DAY}
        whole = total("districts_total", **day)
        assert whole >= 1
        assert total("districts_evaluating", **day) == 0
        shelf.certificate(product, date(2021, 3, 1))
        assert total("districts_evaluating", **day) == 1
        assert ask("evaluation_rate", **day).total == Fraction(100, whole)
        behind = stats.units_behind(SYSTEM, question("districts_evaluating", today=TODAY, **day))
        assert behind == [old_ta_van.parent_id]

    def test_a_period_asks_when_it_was_recognised(self, shelf: Shelf, old_ta_van: Unit) -> None:
        shelf.certificate(shelf.product(shelf.producer(old_ta_van)), date(2021, 3, 1))
        years = [(date(year, 1, 1), date(year, 12, 31)) for year in (2020, 2021, 2022)]
        assert [total("districts_evaluating", period=one) for one in years] == [0, 1, 0]

    def test_without_another_day_the_map_is_the_last_one_with_districts(
        self, shelf: Shelf, old_ta_van: Unit
    ) -> None:
        assert ask("districts_total").question.map_on == BEFORE
        assert total("districts_total") >= 1

    def test_they_are_not_broken_down_by_communes(self) -> None:
        with pytest.raises(BadQuestion):
            ask("districts_total", "commune")


class TestShares:
    def test_they_are_exact_and_rounded_half_up_when_printed(self, shelf: Shelf, ta_van: Unit) -> None:
        producer = shelf.producer(ta_van)
        for stars in (3, 3, 4):
            shelf.certificate(shelf.product(producer), date(2021, 3, 1), stars=stars)
        answer = ask("products", "stars", as_of=DAY)
        assert [row.share for row in answer.rows] == [Fraction(100, 3), Fraction(200, 3)]
        assert [stats.printed_share(row) for row in answer.rows] == ["33.33", "66.67"]

    def test_groups_without_a_product_are_shown(self, shelf: Shelf, ta_van: Unit) -> None:
        shelf.certificate(shelf.product(shelf.producer(ta_van)), date(2021, 3, 1))
        answer = ask("products", "sector", as_of=DAY)
        assert {row.key[0]: int(row.value) for row in answer.rows}["Vải và may mặc"] == 0
        assert figures(answer) == {("Thực phẩm",): 1}


class TestGroups:
    """Records of two rulebooks under one taxonomy and in one list of sets."""

    @pytest.fixture
    def mixed(self, shelf: Shelf, ta_van: Unit) -> None:
        """Three of before 2023 and two of after; the bonsai had no group before 2021."""
        for regime_id, set_no in (("2019-1048", 13), ("2019-1048", 20), ("2019-1048", 22)):
            self.a_product(shelf, ta_van, regime_id, set_no)
        for regime_id, set_no in (("2026-26", 22), ("2026-26", 24)):
            self.a_product(shelf, ta_van, regime_id, set_no)

    @staticmethod
    def a_product(shelf: Shelf, commune: Unit, regime_id: str, set_no: int) -> None:
        product = shelf.product(shelf.producer(commune), regime_id=regime_id, set_no=set_no)
        shelf.certificate(product, date(2022, 3, 1), to=date(2027, 3, 1))

    def test_all_stand_in_the_groups_in_force(self, mixed: None) -> None:
        assert figures(ask("products", "sector")) == {
            ("Dược liệu và sản phẩm từ dược liệu",): 1,
            ("Thủ công mỹ nghệ",): 3,
            ("Sinh vật cảnh",): 1,
        }

    def test_a_day_of_before_2023_has_its_own_groups(self, mixed: None) -> None:
        answer = ask("products", "sector", as_of=DAY)
        assert answer.question.taxonomy == "2018-2020"
        assert figures(answer) == {
            ("Thảo dược",): 1,
            ("Vải và may mặc",): 2,
            ("Lưu niệm, nội thất, trang trí",): 1,
            ("",): 1,
        }
        assert answer.total == 5

    @pytest.mark.parametrize(
        ("day", "code"),
        [
            (date(2018, 6, 1), "2018-2020"),
            (date(2023, 2, 23), "2018-2020"),
            (date(2023, 2, 24), "2021-2025"),
            (date(2025, 7, 6), "2021-2025"),
            (TODAY, "2021-2025"),
        ],
    )
    def test_groups_change_with_the_rulebook(self, places: Unit, day: date, code: str) -> None:
        assert question("products", today=TODAY, as_of=day).taxonomy == code

    def test_the_same_records_in_another_taxonomy(self, mixed: None) -> None:
        answer = ask("products", "sector", taxonomy="quang-ninh")
        assert figures(answer) == {("Thảo dược",): 1, ("Thủ công",): 3, ("",): 1}
        where = [("sector", "craft")]
        assert total("products", taxonomy="quang-ninh", where=where) == 3
        assert total("products", taxonomy="2021-2025", where=where) == 3
        assert total("products", where=[("sector", "Hàng thủ công mỹ nghệ")], as_of=date(2024, 1, 1)) == 3
        with pytest.raises(BadQuestion):
            total("products", taxonomy="2018-2020", where=where)

    def test_sets_are_those_of_the_list_in_force(self, mixed: None) -> None:
        found = figures(ask("products", "set"))
        assert found[("22",)] == 2
        assert found[("24",)] == 1
        assert sum(found.values()) == 5
        then = figures(ask("products", "set", as_of=DAY))
        assert then[("13",)] == 2
        assert then[("",)] >= 1
        assert total("products", where=[("set", "22")]) == 2


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"measure": "products", "taxonomy": "1999"}, "taxonomy"),
        ({"measure": "sao"}, "measure"),
        ({"measure": "products", "by": ["village"]}, "dimension"),
        ({"measure": "communes_total", "by": ["kind"]}, "by"),
        ({"measure": "products", "by": ["region", "province", "sector", "kind"]}, "by"),
        ({"measure": "products", "period": (TODAY, DAY)}, "period"),
        ({"measure": "products", "where": [("village", "x")]}, "dimension"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_its_reason(
    places: Unit, asked: dict[str, Any], code: str
) -> None:
    measure = asked.pop("measure")
    with pytest.raises(BadQuestion) as refused:
        question(measure, today=TODAY, **asked)
    assert [fault.code for fault in refused.value.faults] == [code]


@pytest.mark.parametrize(
    "pair",
    [
        ("province", "99"),
        ("kind", "abc"),
        ("stars", "nhiều"),
        ("set", "27"),
        ("gender", "x"),
        ("sector", "Ô tô"),
    ],
)
def test_a_value_that_is_not_there_is_refused_not_counted_as_nothing(
    places: Unit, pair: tuple[str, str]
) -> None:
    with pytest.raises(BadQuestion):
        ask("products", where=[pair])


def test_more_records_cost_no_more_queries(shelf: Shelf, ta_van: Unit) -> None:
    asked = question("producers", today=TODAY, by=["province", "kind"], where=[("stars", "3")])
    counts = []
    for many in (1, 3, 50):
        for _each in range(many):
            shelf.certificate(shelf.product(shelf.producer(ta_van)), date(2026, 3, 1))
        with CaptureQueriesContext(connection) as caught:
            stats.ask(SYSTEM, asked)
        counts.append(len(caught))
    assert counts[0] == counts[1] == counts[2]
