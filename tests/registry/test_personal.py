"""Personal data is masked; officers see it in one answer, with a purpose, and that they did is recorded."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.urls import reverse

from ocop.journal.models import Entry
from ocop.journal.queries import readings_of
from ocop.platform.actors import Actor
from ocop.registry import restricted
from ocop.registry.models import Producer
from tests.cast import ClientOf, no_entry, one_entry
from tests.world import World, producer_facts

SECRETS = {"phone": "0987654321", "email": "lan.bi.mat@example.vn", "tax_code": "010187001234"}
PERSONAL_NAMES = {"phone", "email", "tax_code", "representative_gender", "representative_ethnicity"}


PUBLISHED = {("promotion.outlet", "phone")}
"""The number of a shop, which its office publishes for shoppers to call."""


@pytest.fixture
def household(world: World) -> Producer:
    """A household with a phone, a personal number as tax code and an address where a family lives."""
    one = world.a_producer()
    facts = {"kind": "ho", "address": "Số 7, xóm Bí Mật", "representative_ethnicity": "Giáy", **SECRETS}
    Producer.objects.filter(pk=one.pk).update(**facts)
    return Producer.objects.get(pk=one.pk)


def leaks(page: str) -> list[str]:
    return [secret for secret in (*SECRETS.values(), "xóm Bí Mật", "Giáy") if secret in page]


def test_every_such_column_of_every_table_is_declared() -> None:
    declared = {(model, field.name) for model, fields in restricted.TABLE.items() for field in fields}
    for model, name in declared:
        apps.get_model(model)._meta.get_field(name)
    found = {
        (model._meta.label_lower, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.name in PERSONAL_NAMES
    }
    assert found - PUBLISHED <= declared


def test_the_producer_reads_its_own_record_in_the_clear(
    household: Producer, client_of: ClientOf, lan: Actor
) -> None:
    page = client_of(lan).get(reverse("registry:producer", args=[household.pk])).content.decode()
    assert len(leaks(page)) == 5
    assert reverse("registry:show_personal", args=[household.pk]) not in page


@pytest.mark.parametrize("reader", ["minh", "hoa", "cuc", "an", "thu"])
def test_officers_read_the_mask(
    household: Producer, client_of: ClientOf, request: pytest.FixtureRequest, reader: str
) -> None:
    browser = client_of(request.getfixturevalue(reader))
    with no_entry():
        page = browser.get(reverse("registry:producer", args=[household.pk])).content.decode()
    assert leaks(page) == []
    assert "0987 *** 321" in page
    assert "*** 234" in page
    assert leaks(browser.get(reverse("registry:producers")).content.decode()) == []


def test_with_a_purpose_they_are_shown_once_and_the_reading_is_recorded(
    household: Producer, client_of: ClientOf, minh: Actor
) -> None:
    browser = client_of(minh)
    path = reverse("registry:show_personal", args=[household.pk])
    with one_entry("personal.read") as written:
        page = browser.post(path, {"purpose": "contact"}).content.decode()
    assert len(leaks(page)) == 5
    assert set(written[0].fields.split()) == {
        "phone", "email", "tax_code", "address", "representative_gender", "representative_ethnicity",
    }  # fmt: skip
    assert written[0].reason == "Để liên hệ với chủ thể về hồ sơ hoặc sản phẩm"
    assert list(readings_of(household)) == written
    assert not any(secret in f"{vars(written[0])}" for secret in SECRETS.values())
    assert leaks(browser.get(reverse("registry:producer", args=[household.pk])).content.decode()) == []


def test_without_a_purpose_nothing_is_shown(household: Producer, client_of: ClientOf, minh: Actor) -> None:
    path = reverse("registry:show_personal", args=[household.pk])
    with no_entry():
        for typed in ({}, {"purpose": "curiosity"}):
            answer = client_of(minh).post(path, typed)
            assert answer.status_code == 200
            assert answer.context["screen"].form.errors
            assert leaks(answer.content.decode()) == []
        assert client_of(minh).get(path, {"purpose": "contact"}).status_code == 405


def test_who_lacks_the_right_is_refused_and_strangers_find_nothing(
    household: Producer, client_of: ClientOf, cuc: Actor, lan: Actor, binh: Actor
) -> None:
    path = reverse("registry:show_personal", args=[household.pk])
    with no_entry():
        for actor, status in ((cuc, 403), (lan, 403), (binh, 404)):
            assert client_of(actor).post(path, {"purpose": "contact"}).status_code == status


def test_an_officer_corrects_a_producer_without_reading_it(
    household: Producer, client_of: ClientOf, minh: Actor
) -> None:
    browser, path = client_of(minh), reverse("registry:change_producer", args=[household.pk])
    page = browser.get(path).content.decode()
    assert leaks(page) == []
    assert "0987 *** 321" in page
    typed = {
        "name": "Hộ bà Lan",
        "kind": "ho",
        "representative_name": "Lý Thị Lan",
        "email": "moi@example.vn",
    }
    with one_entry("producer.updated"):
        assert browser.post(path, {**typed, "version": household.version}).status_code == 302
    now = Producer.objects.get(pk=household.pk)
    assert (now.name, now.email) == ("Hộ bà Lan", "moi@example.vn")
    assert (now.phone, now.tax_code, now.address) == ("0987654321", "010187001234", household.address)
    assert now.representative_ethnicity == "Giáy"


def test_the_address_of_an_enterprise_and_its_tax_code_are_nobodys_secret(
    world: World, client_of: ClientOf, minh: Actor
) -> None:
    one = world.a_producer()
    assert producer_facts().kind not in restricted.HOUSEHOLDS
    page = client_of(minh).get(reverse("registry:producer", args=[one.pk])).content.decode()
    assert one.address in page
    assert not Entry.objects.filter(verb="personal.read").exists()
