"""Producers, who speaks for them, and their products."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError

from ocop.places.models import Unit
from ocop.platform.actors import PUBLIC, Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.registry import actions, queries
from ocop.registry.models import Producer, Product
from tests.cast import NOW, TODAY, no_entry, one_entry
from tests.world import World, a_file, consent_facts, producer_facts, product_facts

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

TAX_CODE = "0100109106"


def register(actor: Actor, commune: str = "03037", **changed: str) -> Producer:
    return actions.register_producer(
        actor=actor,
        facts=producer_facts(**changed),
        commune_code=commune,
        consent=consent_facts(),
        now=NOW,
    )


# -- producers


def test_a_producer_registers_itself_and_speaks_for_itself(lan: Actor) -> None:
    with one_entry("producer.registered"):
        producer = register(lan, tax_code=TAX_CODE)
    assert (producer.code, producer.name_folded) == ("CT-03037-0001", "hop tac xa ot ta van")
    assert list(Producer.objects.visible_to(lan)) == [producer]
    assert [who.user_id for who in queries.representatives(producer)] == [lan.user_id]
    assert producer.registered_on == TODAY


def test_an_officer_registers_a_producer_without_speaking_for_it(minh: Actor, lan: Actor) -> None:
    producer = register(minh)
    assert not queries.representatives(producer).exists()
    assert not Producer.objects.visible_to(lan).exists()


def test_producers_of_a_commune_are_numbered_in_turn(minh: Actor) -> None:
    assert [register(minh, name=f"Tổ hợp tác {n}").code[-4:] for n in range(3)] == ["0001", "0002", "0003"]


def test_the_same_producer_is_not_registered_twice(lan: Actor, minh: Actor) -> None:
    first = register(lan)
    with no_entry(), pytest.raises(Conflict, match=first.code):
        register(lan, name="Hợp tác xã ỚT Tả  Van")
    other = register(minh, representative_name="Giàng A Páo")
    assert other.code.endswith("0002"), "a refused registration takes no number"


def test_the_same_product_is_not_registered_twice(world: World) -> None:
    product = world.a_product()
    with no_entry(), pytest.raises(Conflict) as refused:
        world.a_product(name=product.name.upper())
    assert refused.value.url == f"/products/{product.pk}/"
    assert world.a_product(name=product.name, set_no=2).set_no == 2


@pytest.mark.parametrize("other", ["an", "cuc", "tuan", "thu", "quan"])
def test_readers_do_not_register(other: str, request: pytest.FixtureRequest) -> None:
    reader = request.getfixturevalue(other)
    with no_entry(), pytest.raises(Denied):
        register(reader)


def test_nobody_registers_outside_the_own_territory(
    lan: Actor, minh: Actor, hoa: Actor, bao_lam: Unit
) -> None:
    for actor in (lan, minh, hoa):
        with no_entry(), pytest.raises(Denied):
            register(actor, bao_lam.code)


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"name": " ", "address": ""}, {"name", "address"}),
        ({"kind": "king"}, {"kind"}),
        ({"tax_code": "0100109107"}, {"tax_code"}),
        ({"email": "lan@"}, {"email"}),
        ({"representative_gender": "x"}, {"representative_gender"}),
        ({"name": "ớt" * 200}, {"name"}),
    ],
)
def test_every_fault_is_named_by_its_field(lan: Actor, changed: dict[str, str], fields: set[str]) -> None:
    with no_entry(), pytest.raises(ValidationError) as refusal:
        register(lan, **changed)
    assert set(refusal.value.message_dict) == fields


def test_a_tax_code_belongs_to_one_producer(minh: Actor) -> None:
    first = register(minh, tax_code=TAX_CODE)
    with no_entry(), pytest.raises(Conflict, match=first.code):
        register(minh, tax_code="0100 109 106")


def test_without_tax_codes_producers_do_not_collide(minh: Actor) -> None:
    register(minh)
    assert register(minh, name="Hợp tác xã Ớt Bản Hồ").tax_code == ""


def update(producer: Producer, actor: Actor, version: int, **changed: str) -> Producer:
    return actions.update_producer(
        actor=actor,
        producer_id=producer.pk,
        expected_version=version,
        facts=producer_facts(**changed),
        now=NOW,
    )


def test_a_correction_changes_what_is_searched(lan: Actor, minh: Actor) -> None:
    producer = register(lan)
    with one_entry("producer.updated"):
        update(producer, minh, 1, name="Hợp tác xã Đường Phèn")
    assert list(queries.filtered(lan, "producers", {"q": "duong phen"})) == [producer]
    assert list(queries.filtered(lan, "producers", {"q": "ớt"})) == []


def test_corrections_are_refused_to_strangers_readers_and_stale_pages(
    lan: Actor, binh: Actor, an: Actor
) -> None:
    producer = register(lan)
    for actor, version, refusal in ((binh, 1, Producer.DoesNotExist), (an, 1, Denied), (lan, 0, Stale)):
        with no_entry(), pytest.raises(refusal):
            update(producer, actor, version)


# -- representatives


def test_an_officer_says_who_speaks_for_a_producer_and_until_when(minh: Actor, lan: Actor, an: Actor) -> None:
    producer = register(minh)
    given = {"producer_id": producer.pk, "user_id": lan.user_id or 0}
    with no_entry(), pytest.raises(Denied):
        actions.name_representative(actor=an, now=NOW, **given)
    with one_entry("producer.representative_named"):
        speaks = actions.name_representative(actor=minh, now=NOW, **given)
    with no_entry(), pytest.raises(Conflict):
        actions.name_representative(actor=minh, now=NOW, **given)
    assert Producer.objects.visible_to(lan).exists()
    with one_entry("producer.representative_ended"):
        actions.end_representative(actor=minh, representative_id=speaks.pk, reason="Nghỉ việc", now=NOW)
    assert not Producer.objects.visible_to(lan).exists()
    with no_entry(), pytest.raises(Conflict):
        actions.end_representative(actor=minh, representative_id=speaks.pk, reason="", now=NOW)


def test_a_producer_does_not_say_who_speaks_for_it(lan: Actor, binh: Actor) -> None:
    producer = register(lan)
    with no_entry(), pytest.raises(Denied):
        actions.name_representative(actor=lan, producer_id=producer.pk, user_id=binh.user_id or 0, now=NOW)


# -- products


def test_a_product_is_entered_under_the_rules_of_the_day(world: World) -> None:
    producer = world.a_producer()
    with one_entry("product.registered"):
        product = world.a_product()
    assert (product.regime_id, product.set_no, product.code) == ("2026-26", 10, "")
    assert product.commune_id == producer.commune_id


def test_a_product_needs_a_name_and_a_set_of_the_rules(world: World) -> None:
    world.a_producer()
    with no_entry(), pytest.raises(ValidationError) as refusal:
        world.a_product(name=" ", set_no=27)
    assert set(refusal.value.message_dict) == {"name", "set_no"}


def test_a_kind_of_producer_is_kept_to_its_sets(minh: Actor) -> None:
    association = register(minh, kind="hoi")
    facts = product_facts(set_no=10)
    with no_entry(), pytest.raises(Denied, match="26"):
        actions.register_product(actor=minh, producer_id=association.pk, facts=facts, now=NOW)
    tour = product_facts(name="Làng Tả Van", set_no=26)
    assert actions.register_product(actor=minh, producer_id=association.pk, facts=tour, now=NOW).set_no == 26


def test_products_are_refused_to_strangers_and_readers(world: World, binh: Actor, an: Actor) -> None:
    producer = world.a_producer()
    for actor, refusal in ((binh, Producer.DoesNotExist), (PUBLIC, Producer.DoesNotExist), (an, Denied)):
        with no_entry(), pytest.raises(refusal):
            actions.register_product(actor=actor, producer_id=producer.pk, facts=product_facts(), now=NOW)


def test_a_numbered_product_keeps_its_set(world: World, lan: Actor) -> None:
    product = world.dossier("sent_up").product
    assert product.code
    with no_entry(), pytest.raises(Conflict):
        actions.update_product(
            actor=lan,
            product_id=product.pk,
            expected_version=product.version,
            facts=product_facts(set_no=9),
            now=NOW,
        )
    with one_entry("product.updated"):
        actions.update_product(
            actor=lan,
            product_id=product.pk,
            expected_version=product.version,
            facts=product_facts(name="Tương ớt Tả Van"),
            now=NOW,
        )


def test_a_stale_page_of_a_product_is_told_so(world: World, lan: Actor, binh: Actor, an: Actor) -> None:
    product = world.a_product()
    for actor, version, refusal in ((binh, 1, Product.DoesNotExist), (an, 1, Denied), (lan, 0, Stale)):
        with no_entry(), pytest.raises(refusal):
            actions.update_product(
                actor=actor, product_id=product.pk, expected_version=version, facts=product_facts(), now=NOW
            )


def test_a_photo_is_a_picture(world: World, lan: Actor) -> None:
    product = world.a_product()
    with no_entry(), pytest.raises(ValidationError):
        actions.set_photo(actor=lan, product_id=product.pk, expected_version=1, photo=a_file(), now=NOW)


# -- reading


@pytest.mark.parametrize("reader", ["lan", "minh", "hoa", "cuc", "an", "thu", "quan"])
def test_who_sees_a_producer_and_its_products(
    world: World, reader: str, request: pytest.FixtureRequest
) -> None:
    product = world.a_product()
    actor = request.getfixturevalue(reader)
    assert list(queries.producers(actor)) == [product.producer]
    assert list(queries.filtered(actor, "products", {"q": "mường hoa"})) == [product]


@pytest.mark.parametrize("stranger", ["binh", "tuan"])
def test_who_does_not(world: World, stranger: str, request: pytest.FixtureRequest) -> None:
    world.a_product()
    actor = request.getfixturevalue(stranger)
    assert not queries.producers(actor).exists()
    assert not queries.products(actor).exists()


def test_lists_cost_one_query(
    world: World, hoa: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        world.a_product(name=f"Tương ớt số {number}")
    with django_assert_num_queries(2):
        assert [row.commune.full_name for row in queries.products(hoa)] == ["xã Tả Van, tỉnh Lào Cai"] * 3
        assert [row.commune.full_name for row in queries.producers(hoa)] == ["xã Tả Van, tỉnh Lào Cai"]
