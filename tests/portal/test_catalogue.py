"""The catalogue and the page of a product: what is recognised is found, what is not public is not there."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ocop.evaluation import actions
from ocop.portal import catalogue
from ocop.portal.catalogue import CatalogueForm
from ocop.recognition.models import Certificate
from ocop.registry.models import Producer, Product
from tests.cast import TODAY
from tests.portal.shelf import copies
from tests.world import World, withdraw

pytestmark = pytest.mark.django_db


def html(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def things(text: str) -> list[dict[str, object]]:
    return [
        json.loads(one) for one in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    ]


def test_a_recognised_product_stands_in_it_with_stars_producer_and_place(
    client: Client, world: World
) -> None:
    certificate = world.certificate()
    text = html(client, "/catalogue/")
    product = certificate.product
    assert f'href="/catalogue/{product.code}/"' in text
    for words in (
        product.name,
        product.producer.name,
        "xã Tả Van, tỉnh Lào Cai",
        f"OCOP {certificate.stars} sao",
    ):
        assert words in text


def test_what_is_not_recognised_does_not(client: Client, world: World) -> None:
    dossier = world.dossier("closed")
    assert dossier.product.name not in html(client, "/catalogue/")
    html(client, f"/catalogue/{dossier.product.code or 'x'}/", 404)


def test_an_expired_one_is_found_only_when_asked_for(client: Client, world: World) -> None:
    certificate = world.certificate()
    Product.objects.filter(pk=certificate.product_id).update(certified_to=TODAY - timedelta(days=900))
    Certificate.objects.filter(pk=certificate.pk).update(
        issued_on=TODAY - timedelta(days=2000), valid_to=TODAY - timedelta(days=900)
    )
    code = certificate.product.code
    assert code not in html(client, "/catalogue/")
    assert code in html(client, "/catalogue/?state=expired")
    page = html(client, f"/catalogue/{code}/")
    assert "Hết hạn" in page
    assert "noindex" in page


def test_a_withdrawn_one_is_found_only_when_asked_for(client: Client, world: World) -> None:
    certificate = world.certificate()
    withdraw(world, certificate)
    code = certificate.product.code
    assert code not in html(client, "/catalogue/")
    assert code not in html(client, "/catalogue/?state=expired")
    assert code in html(client, "/catalogue/?state=ended")
    assert "In sao trên sản phẩm khác" not in html(client, f"/catalogue/{code}/")


def test_one_kept_while_its_renewal_is_evaluated_stays(world: World) -> None:
    certificate = world.certificate()
    after = certificate.valid_to + timedelta(days=1)
    assert catalogue.kept(after) == ()
    renewal = actions.start_dossier(
        actor=world.producer, product_id=certificate.product_id, kind="renewal", now=world.later()
    )
    renewal.state, renewal.filed_on = "filed", certificate.valid_to - timedelta(days=100)
    renewal.save()
    assert catalogue.kept(after) == (certificate.product_id,)
    assert [one.pk for one in catalogue.held(after)] == [certificate.product_id]
    for query in ({}, {"stars": str(certificate.stars)}):
        found = catalogue.shelf(CatalogueForm(query, today=after), query, after)
        assert [(one.pk, one.state) for one in found.goods] == [(certificate.product_id, "kept")]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=tuong+ot", True),
        ("q=tượng+ớt", True),
        ("q=Ta+Van", True),
        ("q=khong+co", False),
        ("place=Lào+Cai", True),
        ("place=Cao+Bằng", False),
        ("place=Atlantis", False),
        ("stars=5", False),
        ("kind=htx", True),
        ("kind=dn", False),
        ("sector=khong", True),
        ("set=2026-26.4", False),
        ("sort=stars", True),
        ("sort=nonsense&state=nonsense&stars=99", True),
    ],
)
def test_search_and_filters_stand_in_the_address(
    client: Client, world: World, query: str, found: bool
) -> None:
    certificate = world.certificate()
    assert (f'href="/catalogue/{certificate.product.code}/"' in html(client, f"/catalogue/?{query}")) is found


def test_a_damaged_cursor_is_a_bad_request(client: Client, world: World) -> None:
    world.certificate()
    html(client, "/catalogue/?after=nonsense", 400)


def test_stars_are_one_tap_away_and_a_filter_is_taken_away_with_one(client: Client, world: World) -> None:
    world.certificate()
    text = html(client, "/catalogue/?q=ot&kind=htx")
    assert 'href="?q=ot&amp;kind=htx&amp;stars=4"' in text
    assert 'href="?q=ot"' in text


def test_a_list_of_any_length_costs_the_same(client: Client, world: World) -> None:
    certificate = world.certificate()
    html(client, "/catalogue/")
    counts = []
    for first, last in ((0, 0), (0, 2), (2, 49)):
        copies(certificate, last - first, first=first)
        with CaptureQueriesContext(connection) as context:
            html(client, "/catalogue/")
        counts.append(len(context))
    assert len(set(counts)) == 1, counts


def test_pages_follow_each_other(client: Client, world: World) -> None:
    copies(world.certificate(), 30)
    first = html(client, "/catalogue/?sort=name")
    after = re.search(r'href="(\?[^"]*after=[^"]*)"', first)
    assert after is not None
    second = html(client, "/catalogue/" + after[1].replace("&amp;", "&"))
    assert first.count('<li class="goods">') == catalogue.PAGE_SIZE
    assert second.count('<li class="goods">') == 31 - catalogue.PAGE_SIZE


def test_a_product_page_tells_story_price_and_protected_name(client: Client, world: World) -> None:
    certificate = world.certificate()
    product = certificate.product
    Product.objects.filter(pk=product.pk).update(
        description="Cay thơm.",
        story="Ba đời giữ giống.",
        price=45000,
        sale_unit="hũ",
        packaging="Hũ thủy tinh",
    )
    text = html(client, f"/catalogue/{product.code}/")
    for words in ("Cay thơm.", "Ba đời giữ giống.", "45.000", "Hũ thủy tinh", f'href="/p/{product.code}"'):
        assert words in text
    (told, _way) = things(text)
    assert told["@type"] == "Product"
    assert told["sku"] == product.code
    assert told["offers"] == {"@type": "Offer", "price": "45000", "priceCurrency": "VND"}
    assert "aggregateRating" not in told


def test_nothing_personal_is_on_it(client: Client, world: World) -> None:
    certificate = world.certificate()
    producer = certificate.product.producer
    Producer.objects.filter(pk=producer.pk).update(phone="0912345678", email="lan@example.vn", kind="ho")
    for address in (f"/catalogue/{certificate.product.code}/", f"/makers/{producer.code}/", "/catalogue/"):
        text = html(client, address)
        for secret in (
            "0912345678",
            "lan@example.vn",
            producer.representative_name,
            producer.address,
            "points",
        ):
            assert secret not in text


def test_a_story_can_not_bring_mark_up(client: Client, world: World) -> None:
    product = world.certificate().product
    evil = "<script>alert(1)</script></script><b>x</b>"
    Product.objects.filter(pk=product.pk).update(story=evil, description=evil)
    text = html(client, f"/catalogue/{product.code}/")
    assert "<script>alert" not in text
    assert "<b>x" not in text
    assert things(text)[0]["description"] == evil


def test_a_former_code_leads_to_the_page_that_stays(client: Client, world: World) -> None:
    certificate = world.certificate()
    copies(certificate, 1, merged_into=certificate.product)
    response = client.get("/catalogue/99-00001-00-2026/")
    assert (response.status_code, response["Location"]) == (302, f"/catalogue/{certificate.product.code}/")


def test_the_page_of_a_producer_has_its_products(client: Client, world: World) -> None:
    certificate = world.certificate()
    text = html(client, f"/makers/{certificate.product.producer.code}/")
    assert certificate.product.name in text
    html(client, "/makers/nobody/", 404)


def test_a_producer_without_a_recognised_product_has_no_page(client: Client, world: World) -> None:
    producer = world.dossier("filed").product.producer
    html(client, f"/makers/{producer.code}/", 404)


def test_a_picture_of_a_public_product_is_sent_small(client: Client, world: World) -> None:
    product = world.certificate().product
    html_missing = client.get(f"/catalogue/{product.code}/0-360.webp")
    assert html_missing.status_code == 404
    assert client.get(f"/catalogue/{product.code}/0-5000.webp").status_code == 404
    assert client.get("/catalogue/nobody/0-360.webp").status_code == 404
