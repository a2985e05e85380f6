"""The pages of the map: open to everybody, acts by right, at a cost that does not grow."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from ocop.places.models import Baseline, Reform, Unit
from ocop.platform.actors import Actor
from tests.cast import ClientOf, no_entry, one_entry

pytestmark = pytest.mark.django_db


def test_a_reader_finds_a_unit_by_its_old_name_and_reads_where_it_went(
    lan: Actor, old_ta_van: Unit, client_of: ClientOf
) -> None:
    page = client_of(lan).get("/places/", {"q": "ta van"}).content.decode()
    assert f"/places/u/{old_ta_van.pk}/" in page
    unit = client_of(lan).get(f"/places/u/{old_ta_van.pk}/").content.decode()
    assert "30/06/2025" in unit


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(
    ("address", "whole_name"),
    [
        ("/places/15/", "tỉnh Lào Cai"),
        ("/places/15/?on=30/06/2025", "tỉnh Yên Bái"),
        ("/places/10/", "tỉnh Lào Cai"),
        ("/places/088/", "thị xã Sa Pa"),
    ],
)
def test_the_address_of_a_code_finds_who_has_it_or_last_had_it(
    client: Client, address: str, whole_name: str
) -> None:
    page = client.get(address, follow=True)
    assert page.context["unit"].own_name == whole_name
    assert page.context["unit"].is_current == (address == "/places/15/")


@pytest.mark.usefixtures("places")
def test_a_code_that_nobody_had_then_is_not_found(client: Client) -> None:
    for address in ("/places/99999/", "/places/10/?on=23/11/2026", "/places/03037x/"):
        assert client.get(address).status_code == 404


def test_a_day_that_is_none_is_told_and_todays_map_is_shown(lan: Actor, client_of: ClientOf) -> None:
    page = client_of(lan).get("/places/", {"on": "31/02/2025"})
    assert page.status_code == 200
    assert "31/02/2025" in page.content.decode()
    assert "Lào Cai" in page.content.decode()


def test_the_map_and_the_search_cost_a_fixed_number_of_queries(
    hoa: Actor, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(hoa)
    client.get("/places/")
    for path, cost in (("/places/", 7), ("/places/?on=30/06/2025", 7), ("/places/?q=ta+van", 10)):
        with django_assert_num_queries(cost):
            assert client.get(path).status_code == 200


def test_a_unit_costs_the_same_however_many_former_units_it_was_made_of(
    hoa: Actor, ta_van: Unit, kim_phu: Unit, client_of: ClientOf
) -> None:
    client = client_of(hoa)
    client.get(f"/places/u/{kim_phu.pk}/")
    costs = []
    for unit in (kim_phu, ta_van):
        with CaptureQueriesContext(connection) as spent:
            assert client.get(f"/places/u/{unit.pk}/").status_code == 200
        costs.append(len(spent))
    assert costs == [15, 15]


def test_a_year_that_is_absurd_is_asked_again(hoa: Actor, ta_van: Unit, client_of: ClientOf) -> None:
    with no_entry():
        page = client_of(hoa).get(f"/places/u/{ta_van.pk}/figures/", {"year": "99999999999"})
    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.content.decode()
    assert not Baseline.objects.exists()


def test_a_draft_is_given_up_on_its_page_and_is_gone_for_the_public(
    thu: Actor, lan: Actor, client_of: ClientOf
) -> None:
    ministry = client_of(thu)
    with one_entry("reform.drafted"):
        ministry.post(
            "/places/reforms/new/", {"title": "Sắp xếp", "document": "1/NQ", "effective_on": "23/11/2026"}
        )
    draft = Reform.objects.get()
    with no_entry():
        again = ministry.post(f"/places/reforms/{draft.pk}/discard/", {"version": "1", "reason": " "})
    assert again.status_code == 200
    with one_entry("reform.discarded"):
        ministry.post(f"/places/reforms/{draft.pk}/discard/", {"version": "1", "reason": "Nhập trùng"})
    with no_entry():
        late = ministry.post(f"/places/reforms/{draft.pk}/discard/", {"version": "1", "reason": "Nhập trùng"})
    assert late.status_code == 409
    assert client_of(lan).get(f"/places/reforms/{draft.pk}/").status_code == 404
