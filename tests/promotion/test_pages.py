"""The pages on which an office writes: drafts, corrections, publishing; what was typed stays when wrong."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.promotion.models import Article, Event, Outlet
from tests.cast import ClientOf
from tests.promotion.posts import EVENT, a_photo, entered, published
from tests.world import World

pytestmark = pytest.mark.django_db


def test_an_office_enters_corrects_publishes_and_takes_back(
    hoa: Actor, ta_van: Unit, client_of: ClientOf
) -> None:
    browser = client_of(hoa)
    typed = {
        "unit": str(ta_van.pk),
        "kind": "fair",
        "title": "Chợ phiên",
        "starts_on": "01/12/2026",
        "ends_on": "03/12/2026",
        "venue": "Sân xã",
        "organiser": "UBND xã",
    }
    response = browser.post("/promotion/event/new/", typed)
    one = Event.objects.get()
    assert response["Location"] == f"/promotion/event/{one.pk}/"
    browser.post(f"/promotion/event/{one.pk}/change/", {**typed, "title": "Chợ phiên Tả Van", "version": "1"})
    browser.post(f"/promotion/event/{one.pk}/publish/", {"version": "2"})
    one.refresh_from_db()
    assert (one.title, one.state) == ("Chợ phiên Tả Van", "published")
    page = browser.get(f"/promotion/event/{one.pk}/").content.decode()
    assert "Đã đăng" in page
    assert "Sửa sự kiện" in page
    browser.post(f"/promotion/event/{one.pk}/take-back/", {"version": "3", "reason": "Hoãn"})
    one.refresh_from_db()
    assert one.state == "taken_back"


def test_what_was_typed_stays_beside_the_error(hoa: Actor, ta_van: Unit, client_of: ClientOf) -> None:
    response = client_of(hoa).post(
        "/promotion/outlet/new/",
        {
            "unit": str(ta_van.pk),
            "title": "Quán của Mẩy",
            "kind": "shop",
            "address": "Chợ",
            "codes": "KHONG-CO",
        },
    )
    text = response.content.decode()
    assert response.status_code == 200
    assert 'value="Quán của Mẩy"' in text
    assert "KHONG-CO" in text
    assert "Không có sản phẩm được công nhận nào mang các mã này" in text
    assert not Outlet.objects.exists()


def test_an_old_page_shows_what_was_typed_with_a_conflict(
    hoa: Actor, ta_van: Unit, client_of: ClientOf
) -> None:
    one = published(hoa, ta_van)
    typed = {"title": "Tên khác", "kind": "shop", "address": "Chợ", "version": "1"}
    response = client_of(hoa).post(f"/promotion/outlet/{one.pk}/change/", typed)
    assert response.status_code == 409
    assert 'value="Tên khác"' in response.content.decode()


def test_codes_of_products_are_filled_in_again(world: World, ta_van: Unit, client_of: ClientOf) -> None:
    product = world.certificate().product
    one = entered(world.province, ta_van, codes=(product.code,))
    text = client_of(world.province).get(f"/promotion/outlet/{one.pk}/change/").content.decode()
    assert product.code in text
    assert product.name in client_of(world.province).get(f"/promotion/outlet/{one.pk}/").content.decode()


def test_no_such_kind_is_not_found(hoa: Actor, client_of: ClientOf) -> None:
    assert client_of(hoa).get("/promotion/war/").status_code == 404
    assert client_of(hoa).get("/promotion/war/1/").status_code == 404


def test_a_photo_is_taken_and_shown_small(
    hoa: Actor, ta_van: Unit, client_of: ClientOf, client: Client
) -> None:
    one = published(hoa, ta_van, EVENT, photo=a_photo())
    for browser, address in (
        (client_of(hoa), f"/promotion/event/{one.pk}/photo/"),
        (client, f"/pictures/event/{one.pk}-960.webp"),
        (client, f"/pictures/event/{one.pk}-360.webp"),
    ):
        response = browser.get(address)
        assert response["Content-Type"] == "image/webp"
        assert len(response.content) < 60_000


def test_the_list_costs_the_same_for_few_and_many(hoa: Actor, ta_van: Unit, client_of: ClientOf) -> None:
    browser = client_of(hoa)
    entered(hoa, ta_van)
    browser.get("/promotion/outlet/")
    counts = []
    for more in (0, 2, 47):
        Outlet.objects.bulk_create(
            Outlet(unit=ta_van, title=f"Quán {n}", kind="shop", address="Chợ") for n in range(more)
        )
        with CaptureQueriesContext(connection) as context:
            browser.get("/promotion/outlet/")
        counts.append(len(context))
    assert len(set(counts)) == 1, counts
    assert not Article.objects.exists()
