"""Lists on a phone, and with a keyboard's screen: sent, followed, imported, readable by everybody."""
# ruff: noqa: ARG001 - a fixture asks for what must stand before it

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from ocop.exchange.models import ImportRun
from ocop.platform.actors import Actor
from ocop.registry.models import Producer
from tests.cast import ClientOf
from tests.exchange.files import content_of, do_what_waits, some

pytestmark = pytest.mark.slow
Open = Callable[[str], None]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def opened(page: Page, live_server: LiveServer, client_of: ClientOf, hoa: Actor, lists: None) -> Open:
    """The phone of the officer of the province, signed in."""
    cookie = client_of(hoa).cookies["ocop_session"].value
    page.context.add_cookies([{"name": "ocop_session", "value": cookie, "url": live_server.url}])
    page.set_viewport_size({"width": 360, "height": 740})

    def go(path: str) -> None:
        page.goto(live_server.url + path)

    return go


def send(page: Page, content: bytes) -> None:
    page.get_by_label("Chủ thể").check()
    page.set_input_files("input[type=file]", {"name": "Chủ thể.xlsx", "mimeType": XLSX, "buffer": content})
    page.get_by_role("button", name="Gửi và kiểm tra tệp").click()
    page.wait_for_selector("#progress")


def holds(page: Page) -> None:
    """The page fits and everybody can read it."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()


def test_a_list_goes_in_from_a_phone(page: Page, opened: Open) -> None:
    opened(reverse("exchange:new_import"))
    holds(page)
    send(page, content_of(some().producer_sheet()))
    holds(page)
    do_what_waits()
    button = page.get_by_role("button", name="Nhập 2 dòng")
    expect(button).to_be_visible()
    holds(page)
    button.click()
    page.wait_for_selector("#progress")
    do_what_waits()
    expect(page.get_by_text("Đã nhập 2 dòng")).to_be_visible()
    holds(page)
    assert Producer.objects.count() == 2


def test_what_is_wrong_can_be_read_on_a_phone(page: Page, opened: Open) -> None:
    opened(reverse("exchange:new_import"))
    sheet = some(40).producer_sheet()
    sheet.columns["registered_on"] = ["một ngày nào đó trong tháng năm của năm ngoái"] * 8
    send(page, content_of(sheet))
    do_what_waits()
    expect(page.get_by_role("link", name="Tải tệp đã đánh dấu")).to_be_visible()
    holds(page)
    opened(reverse("exchange:imports"))
    holds(page)
    assert ImportRun.objects.get().refused == 8


def test_a_file_that_is_no_list_is_told_without_leaving_the_page(page: Page, opened: Open) -> None:
    opened(reverse("exchange:new_import"))
    page.set_input_files("input[type=file]", {"name": "a.xlsx", "mimeType": XLSX, "buffer": b"%PDF-1.7"})
    page.get_by_role("button", name="Gửi và kiểm tra tệp").click()
    expect(page.locator("#send")).to_contain_text("không phải là tệp bảng tính")
    holds(page)


def test_the_shelf_can_be_read_on_a_phone(page: Page, opened: Open) -> None:
    opened(reverse("exchange:export", args=["producers"]))
    holds(page)
    page.get_by_role("button", name="Tạo tệp").click()
    expect(page.get_by_role("link", name="ocop-producers")).to_be_visible()
    holds(page)
