"""The pages for everybody in a real browser: accessible, narrow enough for a phone, alive without script."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from ocop.recognition.models import Certificate
from tests.sight import SMALL_TARGETS, SMALL_WORDS
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
HONEY = "/practice/2026-26/4/"
PAGES = [
    "/",
    "/check/",
    "/check/?code=!",
    "/p/15-1",
    "/practice/",
    "/practice/?q=mat",
    HONEY,
    f"{HONEY}?step=5&5.1=1",
    f"{HONEY}?step=9",
    f"{HONEY}?step=all",
    f"{HONEY}?step=result&1.1=1&1.2=2",
    f"{HONEY}?step=result&ko=forged-dossier&1.1=99",
    "/practice/2026-26/26/?step=all&8=2",
    "/practice/2025-1489/3/?A=30&B=20&C=20",
    "/practice/2025-1489/3/?A=300",
    "/practice/2019-1048/10/",
    "/law/",
    "/law/2026-26/",
    "/law/2019-1048/",
    "/law/2026-26/7/",
    "/law/2023-148/3/",
]


def fits(page: Page, width: int) -> None:
    audit = Axe().run(page)
    assert audit.violations_count == 0, audit.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(SMALL_TARGETS) == []
    assert page.evaluate(SMALL_WORDS) == []
    expect(page.locator("h1")).to_have_count(1)


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (768, "dark"), (1280, "light")])
def test_every_page_is_accessible_at_every_width(
    page: Page, live_server: LiveServer, width: int, scheme: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 800})
    for path in PAGES:
        page.goto(f"{live_server.url}{path}")
        fits(page, width)


def test_a_page_shown_without_a_connection_says_of_when_it_is(page: Page, live_server: LiveServer) -> None:
    """In the language of the page, above all else on it; with a connection nothing is said."""
    copy, context = page.locator("[data-kept]"), page.context
    page.goto(f"{live_server.url}/how/")
    page.wait_for_function("navigator.serviceWorker.ready.then(Boolean)")
    for path in ("/how/", "/outlets/?lang=en"):
        page.goto(f"{live_server.url}{path}")
        page.wait_for_function("(path) => caches.match(path).then(Boolean)", arg=path)
        expect(copy).to_have_count(0)
    year = page.evaluate("new Date().getFullYear()")
    context.set_offline(True)
    page.goto(f"{live_server.url}/how/")
    expect(copy).to_contain_text("Bản lưu trên máy này")
    expect(copy).to_contain_text(re.compile(rf"\d\d:\d\d.*\d\d/\d\d/{year}"))
    expect(page.locator("main > :first-child")).to_have_attribute("data-kept", "")
    fits(page, 1280)
    page.goto(f"{live_server.url}/outlets/?lang=en")
    expect(copy).to_contain_text("A copy kept on this device")
    page.goto(f"{live_server.url}/practice/")
    expect(page.locator("h1")).to_have_text("Không có kết nối")
    expect(copy).to_have_count(0)
    context.set_offline(False)
    page.goto(f"{live_server.url}/how/")
    expect(copy).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_behind_a_code_is_accessible_and_leaves_nothing_behind(
    page: Page, live_server: LiveServer, world: World, scheme: str
) -> None:
    certificate = Certificate.objects.get(dossier=world.dossier("recognised"))
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}/p/{certificate.product.code}")
    fits(page, 360)
    place = page.locator("h1").bounding_box()
    assert place is not None
    assert place["y"] < 200
    assert page.context.cookies() == []


def test_the_bar_and_the_address_follow_each_answer(page: Page, live_server: LiveServer) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}{HONEY}")
    page.locator('label:has(input[name="1.1"])').first.click()
    expect(page.locator(".result-total")).not_to_have_text("0")
    expect(page).to_have_url(re.compile(r"\?step=1&1\.1=\d$"))
    chosen = page.locator('input[name="1.1"]:checked').get_attribute("value")
    page.reload()
    expect(page.locator(f'input[name="1.1"][value="{chosen}"]')).to_be_checked()
    assert page.evaluate("localStorage.length") == 0
    assert page.evaluate("sessionStorage.getItem('htmx-history-cache')") is None


def test_the_story_opens_its_questions_and_keeps_the_focus(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}{HONEY}?step=5")
    story = page.locator('input[name="5.1"]')
    story.first.check()
    expect(page.locator('input[name="5.2"]').first).to_be_disabled()
    expect(page.get_by_text("Chỉ chấm khi có câu chuyện sản phẩm")).to_be_visible()
    story.nth(1).check()
    expect(page.locator('input[name="5.2"]').first).to_be_enabled()
    expect(story.nth(1)).to_be_focused()


def test_the_keyboard_alone_goes_through_a_step(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}{HONEY}")
    page.locator('input[name="1.1"]').first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator('input[name="1.1"]').nth(1)).to_be_checked()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"step=2"))
    expect(page.get_by_text("Bước 2/")).to_be_visible()


def test_a_score_is_practised_without_script(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{live_server.url}/practice/")
    page.get_by_label("Tìm theo tên").fill("mat ong")
    page.get_by_role("button", name="Tìm").click()
    with page.expect_navigation():
        page.get_by_role("link", name="Mật ong, mật khác").first.click()
    steps = int(re.search(r"Bước 1/(\d+)", page.locator("main").inner_text()).group(1))  # type: ignore[union-attr]
    for step in range(1, steps):
        # A press returns before the next page has come: its number says that it has.
        expect(page.get_by_text(f"Bước {step}/{steps}")).to_be_visible()
        for question in page.locator("fieldset.choices").all():
            question.locator("label").first.click()
        page.get_by_role("button", name="Tiếp tục").click()
    # The last step asks for what rules a product out: this one has none of it.
    page.get_by_role("button", name="Xem kết quả").click()
    expect(page.locator("h1")).to_have_text("Nếu nộp hôm nay")
    expect(page.get_by_text("chưa chọn, đang tính 0 điểm")).to_have_count(0)
    page.locator(".upgrades h3 a").first.click()
    expect(page.locator("fieldset.choices:target")).to_be_visible()
    context.close()
