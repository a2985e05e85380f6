"""Points of sale, events and news as everybody reads them: published ones, by place and day."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.promotion.models import Outlet
from tests.cast import NOW, TODAY
from tests.promotion.posts import ARTICLE, EVENT, FACTS, OUTLET, a_photo, entered, published
from tests.world import World

pytestmark = pytest.mark.django_db
LISTS = {"outlet": "/outlets/", "event": "/events/", "article": "/news/"}


def html(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    assert not response.cookies
    return response.content.decode()


def thing(text: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(re.findall(r'ld\+json">(.*?)</script>', text)[0])
    return found


@pytest.mark.parametrize("noun", sorted(LISTS))
def test_a_draft_is_nowhere(noun: str, client: Client, hoa: Actor, ta_van: Unit) -> None:
    one = entered(hoa, ta_van, FACTS[noun], photo=a_photo())
    assert one.title not in html(client, LISTS[noun])
    assert one.title not in html(client, "/")
    html(client, f"{LISTS[noun]}{one.pk}/", 404)
    html(client, f"/pictures/{noun}/{one.pk}-360.webp", 404)


@pytest.mark.parametrize("noun", sorted(LISTS))
def test_a_published_one_has_its_page_its_line_and_its_words_for_machines(
    noun: str, client: Client, hoa: Actor, ta_van: Unit
) -> None:
    one = published(hoa, ta_van, FACTS[noun], photo=a_photo())
    address = f"{LISTS[noun]}{one.pk}/"
    assert address in html(client, LISTS[noun])
    text = html(client, address)
    assert "Tả Van" in text
    told = thing(text)
    assert told["@type"] == {"outlet": "Store", "event": "Event", "article": "NewsArticle"}[noun]
    assert str(told["image"]).endswith(f"/pictures/{noun}/{one.pk}-960.webp?v={one.photo[:12]}")
    assert one.title in html(client, "/communes/03037/")


def test_points_of_sale_are_found_by_words_kind_and_province(
    client: Client, hoa: Actor, ta_van: Unit
) -> None:
    published(hoa, ta_van)
    for query, found in (
        ("q=muong+hoa", True),
        ("q=chợ+tả", True),
        ("q=ha+noi", False),
        ("kind=shop", True),
        ("kind=centre", False),
        ("province=15", True),
        ("province=04", False),
        ("kind=castle", True),
    ):
        assert (OUTLET.title in html(client, f"/outlets/?{query}")) is found, query
    assert '<a href="/outlets/?province=15"><title>Lào Cai: 1 điểm bán</title>' in html(client, "/outlets/")


def test_a_product_tells_where_it_is_sold(client: Client, world: World, ta_van: Unit) -> None:
    product = world.certificate().product
    one = published(world.province, ta_van, codes=(product.code,))
    assert f'href="/outlets/{one.pk}/"' in html(client, f"/catalogue/{product.code}/")
    assert product.name in html(client, f"/outlets/{one.pk}/")


def test_what_is_on_what_comes_and_what_is_over(client: Client, hoa: Actor, ta_van: Unit) -> None:
    published(hoa, ta_van, EVENT)
    published(
        hoa, ta_van, EVENT, title="Hội tháng Chạp", starts_on=date(2027, 1, 9), ends_on=date(2027, 1, 9)
    )
    over = TODAY - timedelta(days=30)
    past = published(hoa, ta_van, EVENT, title="Hội cũ", starts_on=over, ends_on=over)
    coming = html(client, "/events/")
    assert "Đang diễn ra" in coming
    assert coming.index("Tháng 11/2026") < coming.index("Tháng 01/2027")
    assert "Hội cũ" not in coming
    assert "Hội cũ" in html(client, "/events/?past")
    assert "Sự kiện đã kết thúc" in html(client, f"/events/{past.pk}/")
    assert "Hội tháng Chạp" not in html(client, "/events/?province=04")


def test_one_called_off_stays_and_says_so(client: Client, hoa: Actor, ta_van: Unit) -> None:
    one = published(hoa, ta_van, EVENT, called_off="Mưa bão")
    assert "Đã hủy" in html(client, "/events/")
    text = html(client, f"/events/{one.pk}/")
    assert "Mưa bão" in text
    assert thing(text)["eventStatus"] == "https://schema.org/EventCancelled"


def test_an_event_goes_into_the_calendar_of_a_phone(client: Client, hoa: Actor, ta_van: Unit) -> None:
    one = published(hoa, ta_van, EVENT)
    response = client.get(f"/events/{one.pk}.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "DTSTART;VALUE=DATE:20261122" in response.content.decode()
    html(client, f"/events/{one.pk + 1}.ics", 404)


def test_news_stand_latest_first(client: Client, hoa: Actor, ta_van: Unit) -> None:
    older = published(hoa, ta_van, ARTICLE)
    newer = published(hoa, ta_van, ARTICLE, title="Tin mới hơn")
    type(newer).objects.filter(pk=newer.pk).update(published_at=NOW + timedelta(hours=1))
    text = html(client, "/news/")
    assert text.index(newer.title) < text.index(older.title)


@pytest.mark.parametrize("address", sorted(LISTS.values()))
def test_lists_cost_the_same_for_few_and_many(address: str, client: Client, hoa: Actor, ta_van: Unit) -> None:
    ones = [published(hoa, ta_van, facts) for facts in FACTS.values()]
    html(client, address)
    counts = []
    for more in (0, 2, 47):
        for one in ones:
            row = type(one).objects.get(pk=one.pk)
            rows = []
            for _number in range(more):
                row.pk = None
                rows.append(
                    type(one)(**{f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields})
                )
            type(one).objects.bulk_create(rows)
        with CaptureQueriesContext(connection) as context:
            html(client, address)
        counts.append(len(context))
    assert len(set(counts)) == 1, counts
    assert Outlet.objects.count() == 50
