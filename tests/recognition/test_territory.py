"""The figures of a territory: the same records on the map before the reform of 2025 and on today's."""
# ruff: noqa: ARG001 - a fixture asks for what must stand before it

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from ocop.places import queries as places
from ocop.places.models import Level, Unit
from ocop.platform.actors import Actor
from ocop.recognition import territory
from ocop.recognition.earlier import EarlierFacts, enter_certificate
from ocop.registry.models import EarlierHolder, Product, SharedCommune
from tests.cast import NOW, TODAY, ClientOf
from tests.insight.conftest import Shelf
from tests.world import World

BEFORE = date(2025, 6, 30)
DAY = date(2024, 5, 20)


@pytest.fixture
def shelf(lao_cai: Unit) -> Shelf:
    return Shelf(lao_cai)


@pytest.fixture
def chilli(world: World, old_ta_van: Unit) -> Product:
    """Certified by the district Sa Pa in 2024, when its commune was the former Tả Van."""
    product = world.a_product()
    facts = EarlierFacts(
        number="12/GCN",
        stars=3,
        commune_id=old_ta_van.pk,
        issuer_id=places.unit("088", on=DAY).pk,
        set_no=10,
        decision_number="345/QĐ-UBND",
        decided_on=DAY,
        signer_name="Phạm Tiến Dũng",
        signer_title="Chủ tịch",
    )
    enter_certificate(actor=world.province, product_id=product.pk, facts=facts, now=NOW)
    return product


def names(report: territory.Report) -> list[str]:
    return [line.unit.named_on(report.map_on).own_name if line.unit else "" for line in report.lines]


def test_a_province_officer_sees_its_communes_today_and_two_provinces_before(
    hoa: Actor, chilli: Product
) -> None:
    today = territory.report(hoa, on=TODAY, map_on=TODAY)
    assert today.level == Level.COMMUNE
    assert names(today) == ["xã Bắc Hà", "xã Tả Van"]
    before = territory.report(hoa, on=BEFORE, map_on=BEFORE)
    assert before.level == Level.PROVINCE
    assert names(before) == ["tỉnh Lào Cai", "tỉnh Yên Bái"]
    assert [len(line.products) for line in before.lines] == [1, 0]
    assert before.total.stars == {3: 1}


def test_a_commune_officer_sees_the_communes_that_became_it(minh: Actor, chilli: Product) -> None:
    before = territory.report(minh, on=BEFORE, map_on=BEFORE)
    assert names(before) == ["xã Hoàng Liên", "xã Mường Hoa", "xã Tả Van"]
    assert [len(line.products) for line in before.lines] == [0, 0, 1]
    assert before.total.empty == 2
    today = territory.report(minh, on=TODAY, map_on=TODAY)
    assert names(today) == ["xã Tả Van"]
    assert today.total.empty == 0


def test_the_ministry_sees_provinces_on_either_map(thu: Actor, chilli: Product) -> None:
    assert names(territory.report(thu, on=TODAY, map_on=TODAY)) == ["tỉnh Cao Bằng", "tỉnh Lào Cai"]
    before = territory.report(thu, on=TODAY, map_on=BEFORE)
    assert names(before) == ["tỉnh Cao Bằng", "tỉnh Lào Cai", "tỉnh Yên Bái"]
    assert [len(line.products) for line in before.lines] == [0, 1, 0]


def test_a_stranger_sees_only_the_own_world(binh: Actor, chilli: Product) -> None:
    found = territory.report(binh, on=TODAY, map_on=TODAY)
    assert names(found) == ["xã Bảo Lâm"]
    assert not found.total.products


def test_a_unit_of_the_map_opens_into_its_parts(hoa: Actor, chilli: Product) -> None:
    old_lao_cai = places.unit("10", on=BEFORE)
    opened = territory.report(hoa, on=BEFORE, map_on=BEFORE, inside=old_lao_cai)
    assert opened.level == Level.DISTRICT
    assert names(opened) == ["huyện Bắc Hà", "thị xã Sa Pa"]
    assert [len(line.products) for line in opened.lines] == [0, 1]


def test_a_commune_has_no_parts_and_is_its_own_line(hoa: Actor, chilli: Product, ta_van: Unit) -> None:
    opened = territory.report(hoa, on=TODAY, map_on=TODAY, inside=ta_van)
    assert names(opened) == ["xã Tả Van"]
    assert (len(opened.total.products), opened.total.communes, opened.total.empty) == (1, 1, 0)


def test_a_product_of_a_merged_commune_that_came_later_has_no_one_place_on_the_old_map(
    hoa: Actor, world: World, chilli: Product
) -> None:
    world.a_product(name="Gừng Tả Van")
    sa_pa = places.unit("088", on=BEFORE)
    before = territory.report(hoa, on=TODAY, map_on=BEFORE, inside=sa_pa)
    assert names(before)[-1] == ""
    assert len(before.lines[-1].products) == 1
    whole = territory.report(hoa, on=TODAY, map_on=BEFORE)
    assert [len(line.products) for line in whole.lines] == [2, 0]


def test_the_past_is_read_from_dated_facts(hoa: Actor, chilli: Product) -> None:
    day_before = territory.report(hoa, on=DAY - timedelta(days=1), map_on=BEFORE)
    assert not day_before.total.products
    after_its_end = territory.report(hoa, on=date(2027, 5, 21), map_on=TODAY)
    assert after_its_end.total.products == {chilli.pk}
    assert after_its_end.total.certificates == 0


def test_a_shared_line_of_wards_counts_only_where_they_take_part(kim_phu: Unit, thu: Actor) -> None:
    found = territory.report(thu, on=TODAY, map_on=TODAY, inside=places.unit("08"))
    assert found.total.communes == 0


def test_empty_communes_are_those_of_the_day_and_the_map(hoa: Actor, chilli: Product) -> None:
    def empty(on: date, map_on: date) -> list[str]:
        keys = territory.empty_communes(hoa, days=[on], map_on=map_on)[on]
        return [unit.own_name for unit in Unit.objects.filter(pk__in=keys).order_by("sort_key")]

    assert empty(TODAY, TODAY) == ["xã Bắc Hà"]
    assert empty(DAY - timedelta(days=1), TODAY) == ["xã Bắc Hà", "xã Tả Van"]
    assert empty(BEFORE, BEFORE) == ["thị trấn Bắc Hà", "xã Hoàng Liên", "xã Mường Hoa"]


def test_the_pages_cost_the_same_however_many_products_there_are(
    hoa: Actor,
    world: World,
    chilli: Product,
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_of(hoa)
    client.get("/territory/")
    with CaptureQueriesContext(connection) as few:
        assert client.get("/territory/").status_code == 200
    for number in range(5):
        world.a_product(name=f"Gừng {number}")
    with django_assert_num_queries(len(few)):
        client.get("/territory/")


def test_every_figure_opens_the_list_behind_it(hoa: Actor, chilli: Product, client_of: ClientOf) -> None:
    client = client_of(hoa)
    page = client.get("/territory/", {"on": "30/06/2025", "map_on": "30/06/2025"}).content.decode()
    old = places.unit("10", on=BEFORE)
    address = f"/territory/{old.pk}/products/"
    assert address in page
    behind = client.get(address, {"on": "30/06/2025", "map_on": "30/06/2025"}).content.decode()
    assert chilli.name in behind
    assert "tỉnh Lào Cai" in behind


def test_a_day_that_is_none_is_told_and_today_is_shown(
    hoa: Actor, chilli: Product, client_of: ClientOf
) -> None:
    page = client_of(hoa).get("/territory/", {"on": "31/02/2025"})
    assert page.status_code == 200
    assert "31/02/2025" in page.content.decode()


def test_a_day_of_the_past_counts_for_who_held_the_product_then(
    hoa: Actor, shelf: Shelf, ta_van: Unit
) -> None:
    former, successor = shelf.producer(ta_van), shelf.producer(ta_van)
    product = shelf.product(successor)
    EarlierHolder.objects.create(product=product, producer=former, to_on=BEFORE)
    assert territory.report(hoa, on=BEFORE, map_on=TODAY).total.producers == {former.pk}
    assert territory.report(hoa, on=TODAY, map_on=TODAY).total.producers == {successor.pk}


def test_a_product_entered_twice_counts_once(hoa: Actor, shelf: Shelf, ta_van: Unit) -> None:
    kept = shelf.product(shelf.producer(ta_van))
    shelf.product(kept.producer, merged_into=kept)
    assert territory.report(hoa, on=TODAY, map_on=TODAY).total.products == {kept.pk}
    assert territory.products_in(hoa, ta_van, on=TODAY, map_on=TODAY) == [kept.pk]


def test_a_product_that_left_counts_until_its_last_day(hoa: Actor, shelf: Shelf, ta_van: Unit) -> None:
    product = shelf.product(shelf.producer(ta_van), ended_on=BEFORE)
    shelf.certificate(product, date(2025, 1, 1))
    there = territory.report(hoa, on=BEFORE, map_on=TODAY).total
    gone = territory.report(hoa, on=TODAY, map_on=TODAY).total
    assert (there.products, there.certificates, len(there.taking_part)) == ({product.pk}, 1, 1)
    assert (gone.products, gone.certificates, len(gone.taking_part)) == (set(), 1, 0)
    assert territory.products_in(hoa, ta_van, on=TODAY, map_on=TODAY) == []
    assert ta_van.pk in territory.empty_communes(hoa, days=[TODAY], map_on=TODAY)[TODAY]


def test_a_commune_that_shares_a_product_is_not_empty_while_it_does(
    hoa: Actor, shelf: Shelf, ta_van: Unit, bac_ha: Unit
) -> None:
    product = shelf.product(shelf.producer(ta_van))
    SharedCommune.objects.create(product=product, unit=bac_ha, from_on=date(2024, 1, 1), to_on=BEFORE)
    found = territory.empty_communes(hoa, days=[BEFORE, TODAY], map_on=TODAY)
    assert bac_ha.pk not in found[BEFORE]
    assert bac_ha.pk in found[TODAY]
    total = territory.report(hoa, on=BEFORE, map_on=TODAY).total
    assert (len(total.products), total.empty) == (1, 0)


def test_empty_communes_have_a_page_with_their_history(
    hoa: Actor, chilli: Product, client_of: ClientOf
) -> None:
    page = client_of(hoa).get("/territory/empty-communes/").content.decode()
    assert "xã Bắc Hà" in page
    assert "31/12/2023" in page


def test_a_producer_has_no_territory_to_look_at(lan: Actor, chilli: Product, client_of: ClientOf) -> None:
    assert client_of(lan).get("/territory/").status_code == 403
