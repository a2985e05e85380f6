"""Second factors in a real browser: an app's codes without script, a passkey with a virtual authenticator."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django import Settings

from ocop.access.models import Factor, FactorKind
from ocop.platform import clock
from ocop.platform.actors import Actor
from tests.access.conftest import PASSWORD, code_at, with_app, with_password

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer


@pytest.fixture
def here(live_server: LiveServer, settings: Settings) -> str:
    """The address of the program, as the settings name it: passkeys belong to it."""
    address = str(live_server.url).replace("127.0.0.1", "localhost")
    settings.OCOP_BASE_URL = address
    settings.ALLOWED_HOSTS = ["localhost"]
    return address


def sign_in(page: Page, here: str, login: str) -> None:
    page.goto(f"{here}{reverse('access:sign_in')}?next=/me/")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    press(page, "Đăng nhập")


def press(page: Page, words: str) -> None:
    """Press the button with these words, and wait for the page it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=True).click()


def accessible(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert found == [], [(one["id"], one["nodes"][0]["html"]) for one in found]


def enrol(page: Page, here: str) -> str:
    """Add an app by its key; returns the key."""
    page.goto(f"{here}{reverse('access:add_app')}")
    page.locator("summary").click()
    key = page.locator("details code").inner_text().replace(" ", "")
    page.fill("[name=name]", "điện thoại")
    page.fill("[name=code]", code_at(clock.now(), key=key))
    page.get_by_role("button", name="Thêm ứng dụng").click()
    expect(page.locator("h1")).to_have_text("Mã khôi phục")
    return key


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_an_officer_adds_an_app_and_signs_in_with_its_code(
    browser: Browser, here: str, minh: Actor, script: bool
) -> None:
    user = with_password(minh)
    context = browser.new_context(
        locale="vi-VN", viewport={"width": 360, "height": 740}, java_script_enabled=script
    )
    page = context.new_page()
    sign_in(page, here, user.login)
    expect(page.get_by_text("Vai trò của bạn cần lớp xác thực thứ hai")).to_be_visible()
    if script:
        for name in ("mine", "add_app", "add_passkey", "recovery_codes", "password", "sessions", "confirm"):
            page.goto(f"{here}{reverse(f'access:{name}')}")
            accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, name
    key = enrol(page, here)
    page.get_by_role("button", name="Tạo mã khôi phục").click()
    expect(page.locator("main li code")).to_have_count(10)
    page.goto(f"{here}/me/")
    expect(page.locator(".whoami")).to_contain_text("Tả Van")
    press(page, "Đăng xuất")
    # The code of the enrolment is spent; the next step of time has a fresh one.
    Factor.objects.update(last_step=0)
    sign_in(page, here, user.login)
    expect(page.locator("h1")).to_have_text("Lớp xác thực thứ hai")
    if script:
        accessible(page)
    page.fill("[name=code]", code_at(clock.now(), key=key))
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page).to_have_url(re.compile("/me/$"))
    expect(page.locator(".whoami")).to_contain_text("Tả Van")
    context.close()


def test_a_passkey_is_added_and_opens_the_account_without_a_password(
    page: Page, here: str, minh: Actor
) -> None:
    user = with_password(minh)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    sign_in(page, here, user.login)
    page.goto(f"{here}{reverse('access:add_passkey')}")
    page.fill("[name=name]", "vân tay")
    page.get_by_role("button", name="Tạo khóa truy cập").click()
    expect(page.locator("h1")).to_have_text("Mã khôi phục")
    assert Factor.objects.get().kind == FactorKind.PASSKEY
    page.goto(f"{here}/me/")
    press(page, "Đăng xuất")
    page.goto(f"{here}{reverse('access:sign_in')}?next=/me/")
    accessible(page)
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    expect(page).to_have_url(re.compile("/me/$"))
    expect(page.locator(".whoami")).to_contain_text("Tả Van")
    press(page, "Đăng xuất")
    sign_in(page, here, user.login)
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    expect(page).to_have_url(re.compile("/me/$"))
    page.goto(f"{here}{reverse('access:confirm')}?next=/me/access/")
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    expect(page).to_have_url(re.compile("/me/access/$"))


def test_what_was_typed_survives_the_end_of_the_session(page: Page, here: str, lan: Actor) -> None:
    user = with_app(lan)
    Factor.objects.all().delete()
    sign_in(page, here, user.login)
    page.goto(f"{here}{reverse('registry:new_producer')}")
    page.fill("[name=name]", "Hợp tác xã gõ dở")
    page.context.clear_cookies(name="ocop_session")
    page.locator("main form").get_by_role("button").last.click()
    page.fill("[name=login]", user.login)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.locator("[name=name]")).to_have_value("Hợp tác xã gõ dở")
