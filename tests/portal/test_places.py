"""Provinces, communes and figures for everybody: old and new names, and numbers that agree with the lists."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ocop.insight import stats
from ocop.insight.questions import question
from ocop.platform.actors import SYSTEM
from ocop.portal import catalogue, figure_pages, place_pages
from ocop.registry.models import Product
from tests.cast import TODAY
from tests.portal.shelf import copies
from tests.world import World

pytestmark = pytest.mark.django_db


def html(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_the_map_has_a_table_beside_it_with_the_same_numbers(client: Client, world: World) -> None:
    copies(world.certificate(), 2)
    text = html(client, "/provinces/")
    assert '<a href="/provinces/15/"><title>Lào Cai: 3 sản phẩm</title>' in text
    assert re.search(r'<a href="/provinces/15/">Lào Cai</a></th><td class="number-cell">3</td>', text)
    assert "Hoàng Sa" in text
    assert "Trường Sa" in text


def test_the_map_of_before_counts_the_same_products_by_former_provinces(client: Client, world: World) -> None:
    world.certificate()
    text = html(client, "/provinces/?map=before")
    assert place_pages.counts_before(TODAY) == {"10": 1}
    assert re.search(
        r'<a href="/provinces/10~2025-06-30/">Lào Cai</a></th><td class="number-cell">1</td>', text
    )


def test_numbers_of_map_and_figures_are_those_of_the_statistics(world: World) -> None:
    copies(world.certificate(), 4)
    answer = stats.ask(SYSTEM, question("products", today=TODAY, by=["province"]))
    told = {row.key[0]: int(row.value) for row in answer.rows if row.value}
    figures = figure_pages.counted(TODAY)
    assert told == {"15": 5}
    assert {code: count for code, count in place_pages.counts(TODAY).items() if count} == told
    assert {code: count for code, count in figures.provinces.items() if count} == told
    assert (figures.products, figures.producers, figures.without_page) == (5, 1, 0)
    assert catalogue.held(TODAY).count() == 5


def test_each_figure_opens_the_list_behind_it(client: Client, world: World) -> None:
    copies(world.certificate(), 4)
    for address in re.findall(r'<td class="number-cell"><a href="([^"]+)">5<', html(client, "/figures/")):
        behind = html(client, address.replace("&amp;", "&"))
        assert behind.count('<li class="goods">') == 5


def test_a_product_without_a_code_is_counted_and_said_to_have_no_page(client: Client, world: World) -> None:
    certificate = world.certificate()
    Product.objects.filter(pk=certificate.product_id).update(code="")
    assert figure_pages.counted(TODAY).without_page == 1
    for address in ("/figures/", "/", "/catalogue/", "/provinces/", "/provinces/15/"):
        assert "chưa có mã sản phẩm" in html(client, address)
    maker = html(client, f"/makers/{certificate.product.producer.code}/")
    assert certificate.number in maker
    assert certificate.product_name in maker


def test_a_province_tells_its_region_its_predecessors_and_its_communes(client: Client, world: World) -> None:
    certificate = world.certificate()
    text = html(client, "/provinces/15/")
    for words in (
        'href="/provinces/10~2025-06-30/"',
        'href="/provinces/15~2025-06-30/"',
        'href="/communes/03037/"',
        certificate.product.name,
    ):
        assert words in text


def test_a_former_province_says_what_it_is_today_and_has_its_products(client: Client, world: World) -> None:
    certificate = world.certificate()
    text = html(client, "/provinces/10~2025-06-30/")
    assert 'href="/provinces/15/"' in text
    assert "30/06/2025" in text
    assert certificate.product.name in text


def test_a_commune_tells_what_it_was_made_of(client: Client, world: World) -> None:
    certificate = world.certificate()
    text = html(client, "/communes/03037/")
    assert "/communes/03040~2025-06-30/" in text
    assert certificate.product.name in text


@pytest.mark.parametrize(
    "address",
    [
        "/provinces/99/",
        "/provinces/03037/",
        "/communes/15/",
        "/provinces/15~never/",
        "/provinces/VN/",
        "/communes/x/",
    ],
)
@pytest.mark.usefixtures("ta_van")
def test_there_is_no_page_for_what_is_no_such_unit(client: Client, address: str) -> None:
    html(client, address, 404)


@pytest.mark.parametrize(
    "address", ["/", "/provinces/", "/provinces/?map=before", "/provinces/15/", "/communes/03037/"]
)
def test_pages_of_places_cost_the_same_for_few_and_many(client: Client, world: World, address: str) -> None:
    certificate = world.certificate()
    html(client, address)
    counts = []
    for first, last in ((0, 0), (0, 2), (2, 49)):
        copies(certificate, last - first, first=first)
        with CaptureQueriesContext(connection) as context:
            html(client, address)
        counts.append(len(context))
    assert len(set(counts)) == 1, counts
