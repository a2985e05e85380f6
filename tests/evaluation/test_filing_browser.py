"""A producer's phone: answers kept tap by tap, nothing lost with the session, and readable by everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from ocop.access.models import Session
from ocop.evaluation.models import Dossier, SelfAnswer
from ocop.people.models import User
from ocop.platform.actors import Actor
from tests.cast import ClientOf
from tests.world import World

PASSWORD = "một mật khẩu đủ dài"
PHONE = {"width": 360, "height": 740}
Open = Callable[[str], None]


@pytest.fixture
def opened(page: Page, live_server: LiveServer, client_of: ClientOf, lan: Actor) -> Open:
    """Lan's phone, signed in."""
    cookie = client_of(lan).cookies["ocop_session"].value
    page.context.add_cookies([{"name": "ocop_session", "value": cookie, "url": live_server.url}])
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]

    def go(path: str) -> None:
        page.goto(live_server.url + path)

    return go


def section(dossier: Dossier, number: str) -> str:
    return reverse("evaluation:section", args=[dossier.pk, number])


def test_a_tap_is_kept_and_says_when(page: Page, opened: Open, world: World) -> None:
    dossier = world.dossier()
    opened(section(dossier, "5"))
    page.locator("input[name='5.1'][value='1']").check()
    expect(page.locator("[data-autosave]")).to_contain_text(":")
    expect(page.locator("input[name='5.2'][value='2']")).to_be_disabled()
    assert list(SelfAnswer.objects.values_list("criterion", "position")) == [("5.1", 1)]


def test_words_without_an_option_are_told_beside_the_question(page: Page, opened: Open, world: World) -> None:
    opened(section(world.dossier(), "6"))
    page.locator("#c-6-1 summary").click()
    page.fill("#c-6-1-words", "Có phiếu kiểm nghiệm.")
    page.keyboard.press("Tab")
    expect(page.locator("#c-6-1-told")).to_contain_text("6.1")


def test_when_the_session_ends_nothing_typed_is_lost(
    page: Page, opened: Open, world: World, lan: Actor
) -> None:
    dossier = world.dossier()
    opened(section(dossier, "5"))
    Session.objects.all().delete()
    user = User.objects.get(pk=lan.user_id or 0)
    user.set_password(PASSWORD)
    user.save()
    page.locator("input[name='5.3'][value='2']").check()
    expect(page.locator("#problem")).to_contain_text("Không mất gì")
    page.get_by_role("button", name="Lưu và sang mục tiếp theo").click()
    page.fill("[name=login]", user.login)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.locator("input[name='5.3'][value='2']")).to_be_checked()
    assert not SelfAnswer.objects.exists()


def test_every_page_is_readable_on_a_phone(page: Page, opened: Open, world: World) -> None:
    dossier = world.filled(world.dossier())
    paper = dossier.evidence.get()
    names = ["fill", "registration", "evidence", "check", "withdraw"]
    pages = [reverse(f"evaluation:{name}", args=[dossier.pk]) for name in names]
    pages += [section(dossier, "1"), reverse("evaluation:paper", args=[dossier.pk, paper.pk])]
    pages += [reverse("evaluation:print", args=[dossier.pk, code]) for code in ("01", "02")]
    pages += [reverse("registry:producers"), reverse("registry:product", args=[dossier.product_id])]
    for path in pages:
        opened(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert Axe().run(page).violations_count == 0, path


def test_the_whole_way_needs_no_script(
    browser: Browser, live_server: LiveServer, client_of: ClientOf, lan: Actor, world: World
) -> None:
    dossier = world.filled(world.dossier())
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
    cookie = client_of(lan).cookies["ocop_session"].value
    context.add_cookies([{"name": "ocop_session", "value": cookie, "url": live_server.url}])
    phone = context.new_page()
    phone.goto(live_server.url + section(dossier, "5"))
    phone.locator("input[name='5.3'][value='2']").check()
    phone.get_by_role("button", name="Lưu và về danh sách việc").click()
    phone.get_by_role("link", name="Nộp hồ sơ cho UBND").click()
    with phone.expect_navigation():
        phone.get_by_role("button", name="Nộp hồ sơ cho UBND").click()
    dossier.refresh_from_db()
    assert dossier.receipt_number in phone.locator("main").inner_text()
    context.close()
