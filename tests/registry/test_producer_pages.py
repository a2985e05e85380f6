"""Pages of a producer's life: what it was, its figures, marks, linkages and areas, take-overs, its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from ocop.platform import clock
from ocop.platform.actors import Actor
from ocop.registry import actions
from ocop.registry.models import Producer, Product
from tests.cast import NOW, TODAY, ClientOf, no_entry, one_entry
from tests.registry.test_business import BEGUN, FACTS, add
from tests.registry.test_takeover import registered
from tests.world import World, producer_facts

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "today")]


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages ask the clock; the cast lives in November 2026."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def producer(world: World) -> Producer:
    return world.a_producer()


@pytest.fixture
def lans(client_of: ClientOf, lan: Actor) -> Client:
    return client_of(lan)


@pytest.fixture
def minhs(client_of: ClientOf, minh: Actor) -> Client:
    return client_of(minh)


def page_of(client: Client, producer: Producer) -> str:
    return client.get(reverse("registry:producer", args=[producer.pk])).content.decode()


def typed(producer: Producer, **changed: str) -> dict[str, str]:
    given = {
        "name": producer.name,
        "kind": producer.kind,
        "address": producer.address,
        "representative_name": producer.representative_name,
        "version": str(producer.version),
    }
    return given | changed


def test_a_mistake_is_corrected_and_a_change_has_its_day(lans: Client, producer: Producer) -> None:
    Producer.objects.filter(pk=producer.pk).update(registered_on=BEGUN)
    url = reverse("registry:change_producer", args=[producer.pk])
    with one_entry("producer.changed"):
        lans.post(
            url,
            typed(producer, what="change", from_on="01/06/2026", document="12/BB", name="Tên mới"),
        )
    producer.refresh_from_db()
    with one_entry("producer.updated"):
        lans.post(url, typed(producer, what="mistake", address="Thôn khác"))
    page = page_of(lans, producer)
    assert "12/BB" in page
    assert "Hợp tác xã Ớt Tả Van" in page, "what it was is told"


@pytest.mark.parametrize(
    "given", [{"what": "change", "document": "1/BB"}, {"what": "mistake", "from_on": "01/06/2026"}]
)
def test_what_is_meant_is_asked_again(given: dict[str, str], lans: Client, producer: Producer) -> None:
    url = reverse("registry:change_producer", args=[producer.pk])
    with no_entry():
        page = lans.post(url, typed(producer, address="Mới gõ", **given)).content.decode()
    assert "Mới gõ" in page
    assert "<title>Lỗi:" in page


def test_masked_answers_stay_when_an_officer_corrects_something_else(
    minhs: Client, producer: Producer
) -> None:
    Producer.objects.filter(pk=producer.pk).update(
        representative_disabled=False, representative_birth_year=1985
    )
    assert "1985" not in page_of(minhs, producer)
    minhs.post(
        reverse("registry:change_producer", args=[producer.pk]),
        typed(producer, address="Thôn khác", phone="", representative_gender=""),
    )
    producer.refresh_from_db()
    assert (producer.representative_disabled, producer.representative_birth_year) == (False, 1985)
    assert (producer.address, producer.phone) == ("Thôn khác", "0912000001")


def test_figures_are_written_from_the_table_of_years(lans: Client, producer: Producer) -> None:
    years = reverse("registry:years", args=[producer.pk])
    url = reverse("registry:year", args=[producer.pk, 2025])
    assert url in lans.get(years).content.decode()
    with no_entry():
        page = lans.post(url, {"version": "0", "workers": "5", "workers_female": "6"}).content.decode()
    assert "<title>Lỗi:" in page
    with one_entry("producer.year_saved"):
        lans.post(url, {"version": "0", "workers": "1.200", "revenue": "86.000.000"})
    assert "86.000.000" in lans.get(years).content.decode()
    assert "1.200" in page_of(lans, producer)
    assert lans.get(reverse("registry:year", args=[producer.pk, 2031])).status_code == 404


@pytest.mark.parametrize("part", FACTS)
def test_a_part_is_corrected_and_ended_on_one_page(
    part: str, lans: Client, lan: Actor, producer: Producer
) -> None:
    row = add(lan, producer, part)
    change = reverse(f"registry:change_{part}", args=[row.pk])
    end = reverse(f"registry:end_{part}", args=[row.pk])
    assert change in page_of(lans, producer)
    assert end in lans.get(change).content.decode()
    with no_entry():
        page = lans.post(end, {"version": "1", "to_on": "32/13/2026"}).content.decode()
    assert "<title>Lỗi:" in page or "32/13/2026" in page
    with no_entry():
        assert lans.post(end, {"version": "0", "to_on": "01/06/2026"}).status_code == 409
    with one_entry(f"{part}.ended"):
        answer = lans.post(end, {"version": "1", "to_on": "01/06/2026"})
    assert answer.headers["Location"].endswith(f"#{part}s")
    assert end not in lans.get(change).content.decode()


def test_a_take_over_is_recorded_in_two_steps(
    minhs: Client, minh: Actor, lan: Actor, producer: Producer, world: World
) -> None:
    product = world.a_product()
    Producer.objects.filter(pk=producer.pk).update(registered_on=BEGUN)
    Product.objects.filter(pk=product.pk).update(entered_on=BEGUN)
    successor = registered(minh, name="Công ty Mường Hoa", kind="dn")
    producer.refresh_from_db()
    url = reverse("registry:take_over", args=[producer.pk])
    assert f"?to={successor.pk}" in minhs.get(url, {"q": "muong hoa"}).content.decode()
    page = minhs.get(url, {"to": successor.pk}).content.decode()
    assert product.name in page
    assert lan.name in page
    given = {
        "successor": str(successor.pk),
        "version": str(producer.version),
        "successor_version": str(successor.version),
        "kind": "transformed",
        "extent": "all",
        "on": "23/11/2026",
        "document": "05/BB",
        "carry_over": str(lan.user_id),
    }
    with no_entry():
        assert "05/BB" in minhs.post(url, given | {"on": "24/11/2026"}).content.decode()
    with one_entry("producer.took_over"):
        minhs.post(url, given)
    assert product.name in page_of(minhs, successor)
    former = page_of(minhs, producer)
    assert reverse("registry:resume_producer", args=[producer.pk]) in former
    assert "Công ty Mường Hoa" in former
    assert producer.name in minhs.get(reverse("registry:product", args=[product.pk])).content.decode()


def test_an_end_is_marked_and_taken_back(minhs: Client, lans: Client, producer: Producer) -> None:
    url = reverse("registry:end_producer", args=[producer.pk])
    with one_entry("producer.ended"):
        minhs.post(url, {"version": "1", "reason": "own_wish", "to_on": "23/11/2026"})
    new = f"{reverse('registry:new_product')}?producer={producer.pk}"
    assert new not in page_of(lans, producer)
    assert new not in lans.get(reverse("registry:producers")).content.decode()
    with one_entry("producer.resumed"):
        minhs.post(
            reverse("registry:resume_producer", args=[producer.pk]), {"version": "2", "why": "Ghi nhầm"}
        )
    assert new in page_of(lans, producer)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_many(
    count: int,
    minhs: Client,
    lan: Actor,
    producer: Producer,
    world: World,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        world.a_product()
        add(lan, producer, "trait", name=f"Làng nghề {number}")
        add(lan, producer, "linkage")
        add(lan, producer, "area")
        facts = producer_facts(name=f"Tên {number}")
        producer.refresh_from_db()
        Producer.objects.filter(pk=producer.pk).update(registered_on=BEGUN)
        actions.change_producer(
            actor=lan,
            producer_id=producer.pk,
            expected_version=producer.version,
            facts=facts,
            from_on=BEGUN.replace(day=10 + 2 * number),
            document="1/BB",
            now=NOW,
        )
        actions.save_year(
            actor=lan,
            producer_id=producer.pk,
            year=TODAY.year - number,
            expected_version=0,
            facts=actions.YearFacts(workers=1),
            now=NOW,
        )
    with django_assert_num_queries(24):
        page_of(minhs, producer)
