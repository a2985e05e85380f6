"""The rooms of places, figures, programme and steering in a real browser: readable by all, on any window."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ViewportSize
from pytest_django.live_server_helper import LiveServer

from ocop.platform.actors import Actor
from tests.cast import ClientOf
from tests.world import World

PAGES = (
    "/places/",
    "/places/?q=ta+van",
    "/places/?on=31/02/2025",
    "/places/15/",
    "/places/reforms/",
    "/territory/",
    "/territory/?on=30/06/2025&map_on=30/06/2025",
    "/territory/empty-communes/",
    "/programme/periods/",
    "/programme/lists/",
    "/steering/",
    "/steering/new/",
    "/steering/posts/",
    "/steering/tasks/",
    "/steering/duties/",
    "/steering/localities/",
    "/producers/to-place/",
    "/producers/",
    "/products/",
    "/products/?q=mat+ogn&stars=4&year=abc",
    "/lists/products/save/?stars=4",
)
PHONE = ViewportSize(width=360, height=740)
DESKTOP = ViewportSize(width=1280, height=900)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_main_page_is_read_without_barrier_and_fits_its_window(
    browser: Browser,
    live_server: LiveServer,
    world: World,
    hoa: Actor,
    client_of: ClientOf,
    size: ViewportSize,
) -> None:
    world.a_product()
    context = browser.new_context(viewport=size, locale="vi-VN")
    cookies = client_of(hoa).cookies
    context.add_cookies(
        [{"name": name, "value": one.value, "url": live_server.url} for name, one in cookies.items()]
    )
    page = context.new_page()
    faults = []
    for path in PAGES:
        answer = page.goto(f"{live_server.url}{path}")
        assert answer is not None
        assert answer.status == 200, path
        assert page.locator(".whoami").count() == 1, path
        audit = Axe().run(page)
        if audit.violations_count:
            faults.append(f"{path}\n{audit.generate_report()}")
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            faults.append(f"{path} scrolls sideways")
    context.close()
    assert not faults, "\n".join(faults)
