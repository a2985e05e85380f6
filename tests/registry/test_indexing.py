"""What records are found by follows the map and the producer's name."""
# ruff: noqa: ARG001 - a fixture asks for what must stand before it

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ocop.places.actions import carry_out_reform, draft_reform, rename_unit, set_up_unit
from ocop.places.models import Unit
from ocop.places.rules import REFORM
from ocop.platform.actors import Actor
from ocop.registry import indexing, searching, word_tables
from ocop.registry.actions import register_producer, register_product, update_producer
from ocop.registry.models import Producer, Product
from ocop.registry.searching import Wanted
from tests.cast import NOW, elevated
from tests.registry.rows import a_producer, a_product
from tests.world import producer_facts, product_facts

LATER = datetime(2027, 1, 4, 2, 0, tzinfo=UTC)


@pytest.fixture
def thu(thu: Actor) -> Actor:
    """The ministry's officer with the right to carry reforms out."""
    return elevated(replace(thu, rights=thu.rights | {REFORM}))


def test_a_place_is_known_by_its_names_of_now_and_before(ta_van: Unit, old_ta_van: Unit) -> None:
    today, before = indexing.Places().of(ta_van.pk), indexing.Places().of(old_ta_van.pk)
    assert {"ta", "van", "lao", "cai", "muong", "hoa", "vn15"} <= set(today.text.split())
    assert {"ta", "van", "sa", "pa", "lao", "cai", "vn15"} <= set(before.text.split())
    assert today.province_code == before.province_code == "15"


def test_the_whole_map_gives_what_a_single_unit_gives(places: Unit, kim_phu: Unit) -> None:
    everywhere, single = indexing.Places(everywhere=True), indexing.Places()
    assert all(everywhere.of(unit.pk) == single.of(unit.pk) for unit in Unit.objects.all())


def test_a_renamed_commune_is_found_by_both_names(thu: Actor, ta_van: Unit) -> None:
    product = a_product("Mật ong", a_producer("Hợp tác xã Ong", ta_van))
    rename_unit(
        actor=thu,
        unit_id=ta_van.pk,
        expected_version=ta_van.version,
        name="Mây Trắng",
        kind=ta_van.kind,
        from_on=date(2026, 11, 1),
        document="01/NQ",
        now=NOW,
    )
    product.refresh_from_db()
    assert {"may", "trang", "ta", "van"} <= set(product.place_text.split())


def test_a_reform_takes_its_records_along(thu: Actor, ta_van: Unit, cao_bang: Unit, hoa: Actor) -> None:
    """Tả Van becomes a commune of Cao Bằng: its records leave the officers of Lào Cai."""
    product = a_product("Mật ong", a_producer("Hợp tác xã Ong", ta_van))
    assert Product.objects.visible_to(hoa).exists()
    reform = draft_reform(actor=thu, title="Nhập", document="01/NQ", effective_on=date(2027, 1, 1), now=LATER)
    set_up_unit(
        actor=thu,
        reform_id=reform.pk,
        expected_version=reform.version,
        code="99001",
        name="Mây Trắng",
        kind=ta_van.kind,
        parent_code=cao_bang.code,
        takes_over=[ta_van.code],
        now=LATER,
    )
    reform.refresh_from_db()
    carry_out_reform(actor=thu, reform_id=reform.pk, expected_version=reform.version, now=LATER)
    product.refresh_from_db()
    assert product.province_code == product.producer.province_code == cao_bang.code
    assert {"may", "trang", "ta", "van", "cao", "bang"} <= set(product.place_text.split())
    assert product.commune == ta_van
    assert not Product.objects.visible_to(hoa).exists()
    assert not Producer.objects.visible_to(hoa).exists()
    ong = Wanted(words=("ong",))
    assert searching.hits(Product, ong, cao_bang.code, most=2) == 1
    assert searching.hits(Product, ong, "15", most=2) == 0
    assert searching.hits(Producer, ong, cao_bang.code, most=2) == 1
    assert list(Product.objects.filter(searching.by_index(Product, ong, cao_bang.code))) == [product]


@pytest.mark.parametrize(
    ("code", "known"), [("15", True), ("01", True), ("", False), ("1x", False), ("99999", False)]
)
def test_a_province_without_a_number_is_searched_with_the_country(code: str, known: bool) -> None:
    assert (word_tables.keys_of(code) is not None) is known


def test_a_producers_new_name_and_kind_reach_its_products(lan: Actor, ta_van: Unit) -> None:
    producer = register_producer(actor=lan, facts=producer_facts(), commune_code=ta_van.code, now=NOW)
    product = register_product(actor=lan, producer_id=producer.pk, facts=product_facts(), now=NOW)
    facts = producer_facts(name="Tổ hợp tác Mây", kind="tht")
    update_producer(
        actor=lan, producer_id=producer.pk, expected_version=producer.version, facts=facts, now=NOW
    )
    product.refresh_from_db()
    assert product.producer_kind == "tht"
    assert {"may", "tuong", "ot"} <= set(product.search_text.split())
