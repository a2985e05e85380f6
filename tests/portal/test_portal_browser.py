"""The portal in a real browser: accessible at every width, by keyboard, dark, printed; light and quick."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from ocop.places.models import Unit
from ocop.registry.actions import set_photo
from tests.promotion.posts import FACTS, a_photo, published
from tests.world import World
from tools.bench_paint import weighed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WEIGHT, SCRIPT = 120 * 1024, 30 * 1024
"""Bytes that the first page may cost (anchors of the project: a cheap phone at 400 kbit/s)."""
PATIENCE_MS = 8_000
NARROW = 360
ONCE = {"none", "before", "former", "commune", "maker", "article", "offline"}
"""Pages of the same build as another one: looked at in the narrowest width only."""


@pytest.fixture
def shelf(world: World, ta_van: Unit) -> dict[str, str]:
    """Every page of the portal with something on it, by name."""
    certificate = world.certificate()
    product = certificate.product
    set_photo(
        actor=world.producer,
        product_id=product.pk,
        expected_version=product.version,
        photo=a_photo(),
        now=world.later(),
    )
    outlet, event, article = (
        published(world.province, ta_van, facts, photo=a_photo()) for facts in FACTS.values()
    )
    return {
        "home": "/",
        "catalogue": "/catalogue/",
        "none": "/catalogue/?q=khong+co&place=Atlantis",
        "product": f"/catalogue/{product.code}/",
        "maker": f"/makers/{product.producer.code}/",
        "provinces": "/provinces/",
        "before": "/provinces/?map=before",
        "province": "/provinces/15/",
        "former": "/provinces/10~2025-06-30/",
        "commune": "/communes/03037/",
        "figures": "/figures/",
        "outlets": "/outlets/",
        "outlet": f"/outlets/{outlet.pk}/",
        "events": "/events/",
        "event": f"/events/{event.pk}/",
        "news": "/news/",
        "article": f"/news/{article.pk}/",
        "how": "/how/",
        "offline": "/offline/",
    }


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (768, "dark"), (1280, "light")])
def test_every_page_is_accessible_at_every_width(
    page: Page, live_server: LiveServer, shelf: dict[str, str], width: int, scheme: str
) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 800})
    for name, path in shelf.items():
        if width > NARROW and name in ONCE:
            continue
        page.goto(f"{live_server.url}{path}")
        audit = Axe().run(page)
        assert audit.violations_count == 0, f"{path}\n{audit.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        expect(page.locator("h1")).to_have_count(1)
    assert [one for one in said if "Content Security" in one] == []


def test_the_first_product_shows_without_scrolling_far(
    page: Page, live_server: LiveServer, shelf: dict[str, str]
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}{shelf['catalogue']}")
    place = page.locator(".goods").first.bounding_box()
    assert place is not None
    assert place["y"] <= 430


def test_a_province_is_reached_by_keyboard_and_the_map_can_be_skipped(
    page: Page, live_server: LiveServer, shelf: dict[str, str]
) -> None:
    page.goto(f"{live_server.url}{shelf['provinces']}")
    skip = page.get_by_role("link", name="Bỏ qua bản đồ")
    skip.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.map-provinces') !== null")
    link = page.locator('.map-provinces a[href="/provinces/15/"]')
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Tỉnh Lào Cai")


def test_search_and_filters_work_without_script(
    browser: Browser, live_server: LiveServer, shelf: dict[str, str]
) -> None:
    page = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}).new_page()
    page.goto(f"{live_server.url}{shelf['home']}")
    page.get_by_label("Sản phẩm, chủ thể hoặc xã").fill("ta van")
    page.get_by_role("button", name="Tìm").click()
    expect(page.locator(".goods")).to_have_count(1)
    page.get_by_text("Điều kiện lọc và thứ tự").click()
    page.get_by_label("Loại hình chủ thể").select_option("dn")
    page.get_by_role("button", name="Xem").click()
    expect(page.locator(".goods")).to_have_count(0)
    page.get_by_role("link", name="Loại hình chủ thể").click()
    expect(page.locator(".goods")).to_have_count(1)


def test_on_paper_there_are_the_products_and_no_search(
    page: Page, live_server: LiveServer, shelf: dict[str, str]
) -> None:
    page.goto(f"{live_server.url}{shelf['home']}")
    page.emulate_media(media="print")
    expect(page.locator(".front-search")).to_be_hidden()
    expect(page.locator(".country-map").first).to_be_visible()
    expect(page.locator(".goods").first).to_be_visible()


def test_the_first_page_is_light_and_quick_on_a_slow_line(
    page: Page, live_server: LiveServer, shelf: dict[str, str]
) -> None:
    """The static files of tests are not packed, so the real page is lighter still."""
    page.set_viewport_size({"width": 360, "height": 740})
    found = weighed(page, f"{live_server.url}{shelf['home']}")
    print(f"first page: {found}")  # noqa: T201 - a measure
    assert 0 < found.total <= WEIGHT
    assert found.script <= SCRIPT
    assert found.largest <= PATIENCE_MS


def test_a_page_looked_at_opens_without_a_connection(
    page: Page, live_server: LiveServer, shelf: dict[str, str]
) -> None:
    page.goto(f"{live_server.url}{shelf['how']}")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto(f"{live_server.url}{shelf['news']}")
    page.wait_for_function(
        "async () => Boolean(await caches.match(location.href, { cacheName: 'ocop-portal-pages' }))"
    )
    page.context.set_offline(True)
    page.goto(f"{live_server.url}{shelf['news']}")
    expect(page.locator("h1")).to_have_text("Tin tức")
    page.goto(f"{live_server.url}{shelf['figures']}")
    expect(page.locator("h1")).to_have_text("Không có kết nối")
    page.context.set_offline(False)
