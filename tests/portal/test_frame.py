"""What every page of the portal has: no cookie, one script, its address, its two languages, its packing."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.portal import sitemaps, structured
from ocop.portal.frame import LONGEST_DESCRIPTION, shortened
from tests.cast import ClientOf
from tests.portal.shelf import copies
from tests.promotion.posts import FACTS, entered, published
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
PAGES = [
    "/",
    "/catalogue/",
    "/provinces/",
    "/figures/",
    "/outlets/",
    "/events/",
    "/news/",
    "/how/",
    "/offline/",
]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_the_same_for_everybody_and_kept_for_a_while(address: str, client: Client) -> None:
    response = client.get(address)
    text = response.content.decode()
    assert response["Cache-Control"] == "public, max-age=300"
    assert not response.cookies
    assert "csrf" not in text
    assert re.findall(r'<script src="([^"]*)"', text) == ["/static/portal/install.js"]
    assert f'<link rel="canonical" href="http://localhost:8000{address}">' in text
    assert f'hreflang="en" href="http://localhost:8000{address}?lang=en"' in text
    assert '<meta property="og:title" content="' in text


@pytest.mark.parametrize("address", PAGES)
def test_the_language_asked_for_in_the_address_is_used(address: str, client: Client) -> None:
    response = client.get(f"{address}?lang=en")
    assert response["Content-Language"] == "en"
    assert '<html lang="en">' in response.content.decode()
    assert client.get(f"{address}?lang=xx")["Content-Language"] == "vi"


@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_sent_to_it(address: str, client: Client) -> None:
    assert client.post(address).status_code == 405


def test_a_page_travels_packed(client: Client) -> None:
    response = client.get("/provinces/", headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response["Vary"]


def test_for_somebody_signed_in_it_is_private_and_leads_to_the_own_work(
    hoa: Actor, client_of: ClientOf
) -> None:
    response = client_of(hoa).get("/news/")
    assert response["Cache-Control"] == "private, max-age=300"
    assert "Việc của bạn" in response.content.decode()
    assert hoa.name not in response.content.decode()


def test_filtered_lists_are_kept_out_of_search_engines(client: Client) -> None:
    assert "noindex" not in client.get("/catalogue/?lang=en").content.decode()
    assert "noindex" in client.get("/catalogue/?q=ot").content.decode()


def test_data_for_machines_hides_no_mark_up() -> None:
    text = structured.written(
        {"@type": "Thing", "name": "</script><b>&", "empty": "", "none": None, "list": []}
    )
    assert text == (
        '{"@context":"https://schema.org","@type":"Thing","name":"\\u003c/script\\u003e\\u003cb\\u003e\\u0026"}'
    )


def test_a_description_is_cut_after_a_word() -> None:
    assert shortened("một  hai\nba") == "một hai ba"
    long = shortened("từ " * 200)
    assert len(long) <= LONGEST_DESCRIPTION + 1
    assert long.endswith("từ\N{HORIZONTAL ELLIPSIS}")


def addresses(client: Client, path: str) -> list[str]:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    text = b"".join(response).decode() if response.streaming else response.content.decode()
    return [one.removeprefix("http://localhost:8000") for one in re.findall("<loc>([^<]*)</loc>", text)]


def test_the_map_of_the_site_leads_to_pages_that_open(client: Client, world: World, ta_van: Unit) -> None:
    certificate = world.certificate()
    posts = [published(world.province, ta_van, facts) for facts in FACTS.values()]
    draft = entered(world.province, ta_van)
    files = addresses(client, "/sitemap.xml")
    assert files[0] == "/sitemap-pages-1.xml"
    found = {path for file in files for path in addresses(client, file)}
    assert {
        "/",
        "/catalogue/",
        "/how/",
        f"/catalogue/{certificate.product.code}/",
        f"/makers/{certificate.product.producer.code}/",
        "/provinces/15/",
        "/communes/03037/",
        f"/outlets/{posts[0].pk}/",
        f"/events/{posts[1].pk}/",
        f"/news/{posts[2].pk}/",
    } <= found
    assert f"/outlets/{draft.pk}/" not in found
    for path in found:
        assert client.get(path).status_code == 200, path


def test_a_file_of_it_holds_a_span_of_keys(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = copies(world.certificate(), 5)
    monkeypatch.setattr(sitemaps, "MOST", 2)
    files = [one for one in addresses(client, "/sitemap.xml") if "products" in one]
    pages = [addresses(client, file) for file in files]
    assert max(len(page) for page in pages) <= 2
    assert f"/catalogue/{made[-1].code}/" in {path for page in pages for path in page}
    assert sum(len(page) for page in pages) == 6


@pytest.mark.parametrize("path", ["/sitemap-products-9.xml", "/sitemap-war-1.xml", "/sitemap-pages-2.xml"])
def test_there_is_no_other_file(path: str, client: Client) -> None:
    assert client.get(path).status_code == 404


def test_search_engines_read_what_is_public_and_nothing_of_a_demonstration(
    client: Client, settings: Settings
) -> None:
    settings.OCOP_TRIAL_DATA = False
    told = client.get("/robots.txt").content.decode()
    assert "Disallow: /promotion/" in told
    assert "Sitemap: http://localhost:8000/sitemap.xml" in told
    settings.OCOP_TRIAL_DATA = True
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"


def test_the_worker_keeps_what_pages_are_drawn_with(client: Client) -> None:
    response = client.get("/worker.js")
    text = response.content.decode()
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    for part in ("/offline/", "/static/ocop/app.css", "/static/portal/public.css", "/static/places/map.css"):
        assert f'"{part}"' in text.replace("\\u002D", "-")
