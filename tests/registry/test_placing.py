"""Producers of a split commune: they count for the main successor until a person places them."""
# ruff: noqa: ARG001 - a fixture asks for what must stand before it

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from ocop.people.roles import COMMUNE_OFFICER, PROVINCE_OFFICER
from ocop.places import queries as places
from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.registry import placing
from ocop.registry.actions import register_producer, register_product
from ocop.registry.actions.placing import place_producer
from ocop.registry.models import Producer, Product
from tests.cast import NOW, ClientOf, no_entry, one_entry, person
from tests.world import consent_facts, producer_facts, product_facts

LAST_DAY = date(2025, 6, 30)


@pytest.fixture
def nhung(kim_phu: Unit) -> Actor:
    """An officer of Tuyên Quang, the province that the split commune answers to."""
    return person("0912000020", "Ma Thị Nhung", PROVINCE_OFFICER, places.unit("08"))


@pytest.fixture
def producer(nhung: Actor, kim_phu: Unit) -> Producer:
    """Left behind by the reform: its commune is the former one."""
    made = register_producer(
        actor=nhung, facts=producer_facts(), commune_code="02215", consent=consent_facts(), now=NOW
    )
    product = register_product(actor=nhung, producer_id=made.pk, facts=product_facts(), now=NOW)
    Producer.objects.filter(pk=made.pk).update(commune=kim_phu)
    Product.objects.filter(pk=product.pk).update(commune=kim_phu, entered_on=date(2024, 5, 1))
    made.refresh_from_db()
    return made


def place(actor: Actor, producer: Producer, code: str, **changed: Any) -> Producer:
    given: dict[str, Any] = {"expected_version": producer.version, "document": "Địa chỉ: tổ 5", **changed}
    unit_id = places.unit(code).pk
    return place_producer(actor=actor, producer_id=producer.pk, **{"unit_id": unit_id, **given}, now=NOW)


def test_until_it_is_placed_it_answers_to_one_commune_only(nhung: Actor, producer: Producer) -> None:
    assert list(placing.waiting(nhung)) == [producer]
    answering = [code for code in ("02215", "02509") if producer.commune.lies_in(places.unit(code).path)]
    assert len(answering) == 1


def test_placing_moves_the_producer_with_its_products_and_keeps_where_they_were(
    nhung: Actor, producer: Producer, kim_phu: Unit
) -> None:
    with one_entry("producer.placed"):
        placed = place(nhung, producer, "02509")
    product = placed.products.get()
    assert placed.commune == product.commune == places.unit("02509")
    assert product.commune_on(LAST_DAY) == kim_phu
    assert product.commune_on(date(2025, 7, 1)) == places.unit("02509")
    assert not placing.waiting(nhung).exists()


def test_a_commune_that_did_not_follow_is_refused(nhung: Actor, producer: Producer) -> None:
    with no_entry(), pytest.raises(ValidationError, match="unit"):
        place(nhung, producer, "03037")


def test_what_shows_it_must_be_written(nhung: Actor, producer: Producer) -> None:
    with no_entry(), pytest.raises(ValidationError, match="document"):
        place(nhung, producer, "02509", document=" ")


def test_an_old_form_is_refused(nhung: Actor, producer: Producer) -> None:
    with no_entry(), pytest.raises(Stale):
        place(nhung, producer, "02509", expected_version=producer.version + 1)


def test_a_producer_of_a_commune_that_was_not_split_is_left_alone(nhung: Actor, producer: Producer) -> None:
    placed = place(nhung, producer, "02509")
    with no_entry(), pytest.raises(Conflict):
        place(nhung, placed, "02215")


def test_an_officer_of_another_province_does_not_find_it(hoa: Actor, producer: Producer) -> None:
    assert not placing.waiting(hoa).exists()
    with no_entry(), pytest.raises(Producer.DoesNotExist):
        place(hoa, producer, "02509")


def test_who_may_only_read_is_refused_with_the_reason(thu: Actor, producer: Producer) -> None:
    with no_entry(), pytest.raises(Denied):
        place(thu, producer, "02509")


def test_the_page_offers_the_communes_that_followed_and_places(
    nhung: Actor, producer: Producer, client_of: ClientOf
) -> None:
    client = client_of(nhung)
    assert f"/producers/{producer.pk}/place/" in client.get("/producers/to-place/").content.decode()
    page = client.get(f"/producers/{producer.pk}/place/").content.decode()
    assert "Minh Xuân" in page
    assert "Mỹ Lâm" in page
    sent = {"version": producer.version, "unit": places.unit("02509").pk, "document": ""}
    refused = client.post(f"/producers/{producer.pk}/place/", sent)
    assert refused.status_code == 200
    with one_entry("producer.placed"):
        done = client.post(f"/producers/{producer.pk}/place/", {**sent, "document": "Giấy đăng ký"})
    assert done.status_code == 302


def test_the_commune_that_took_over_the_main_part_may_place_it_too(producer: Producer, kim_phu: Unit) -> None:
    answering = next(places.unit(c) for c in ("02215", "02509") if kim_phu.lies_in(places.unit(c).path))
    officer = person("0912000021", "Hứa Văn Tài", COMMUNE_OFFICER, answering)
    with one_entry("producer.placed"):
        place(officer, producer, "02215" if answering.code == "02509" else "02509")
