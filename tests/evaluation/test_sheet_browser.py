"""A member's tablet: taps outlive the connection and the battery, and each arrives once."""
# ruff: noqa: ARG001 - a fixture asks for what must stand before it

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from ocop.access.models import Session
from ocop.evaluation import actions
from ocop.evaluation.answers import Answer
from ocop.evaluation.models import Sheet, Tap
from ocop.journal.models import Entry
from ocop.platform.actors import Actor
from tests.cast import browser_of
from tests.world import World

TABLET = {"width": 1024, "height": 768}
READY = "[data-ready]"


@pytest.fixture
def sheet(world: World, tuan: Actor) -> Sheet:
    """Tuấn's sheet, open to him."""
    found = world.sheet_of(world.dossier("scoring"), tuan)
    actions.declare_interest(actor=tuan, sheet_id=found.pk, has_interest=False, now=world.later())
    return found


@pytest.fixture
def sign_in(page: Page, live_server: LiveServer) -> Callable[[Actor], None]:
    """The tablet, signed in for somebody."""
    page.set_viewport_size(TABLET)  # type: ignore[arg-type]

    def signed(actor: Actor) -> None:
        cookie = browser_of(actor).cookies["ocop_session"].value
        page.context.add_cookies([{"name": "ocop_session", "value": cookie, "url": live_server.url}])

    return signed


@pytest.fixture
def opened(
    page: Page, live_server: LiveServer, sign_in: Callable[[Actor], None], sheet: Sheet, tuan: Actor
) -> str:
    """The sheet on Tuấn's tablet, which has kept it; its address."""
    sign_in(tuan)
    address = f"{live_server.url}/sheets/{sheet.pk}/"
    show(page, address)
    page.wait_for_function(f"caches.match('/sheets/{sheet.pk}/').then((kept) => Boolean(kept))")
    return address


def show(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector(READY, state="attached")


def tap(page: Page, criterion: str, position: int) -> None:
    page.locator(f"input[name='{criterion}'][value='{position}']").check()


def status(page: Page) -> str:
    return page.locator("[data-autosave]").inner_text()


def told(page: Page, words: str) -> None:
    expect(page.locator("[data-autosave]")).to_contain_text(words)


def stored(sheet: Sheet) -> dict[str, int]:
    return dict(sheet.answers.values_list("criterion", "position"))


def test_taps_outlive_a_dropped_network_and_a_flat_battery(page: Page, opened: str, sheet: Sheet) -> None:
    context: BrowserContext = page.context
    tap(page, "1.1", 2)
    told(page, "Đã lưu")
    context.set_offline(True)
    tap(page, "1.2", 1)
    tap(page, "1.2", 2)
    tap(page, "1.3", 1)
    told(page, "3")
    page.close()
    again = context.new_page()
    show(again, opened)
    for criterion, position in {"1.1": 2, "1.2": 2, "1.3": 1}.items():
        expect(again.locator(f"input[name='{criterion}'][value='{position}']")).to_be_checked()
    expect(again.locator("[data-offline]")).to_be_visible()
    assert stored(sheet) == {"1.1": 2}
    context.set_offline(False)
    told(again, "Đã lưu")
    assert stored(sheet) == {"1.1": 2, "1.2": 2, "1.3": 1}
    assert Tap.objects.count() == Entry.objects.filter(verb="sheet.criterion_answered").count() == 4


def test_an_answer_whose_receipt_was_lost_is_sent_again_and_counts_once(
    page: Page, opened: str, sheet: Sheet
) -> None:
    def lost(route: object) -> None:
        route.fetch()  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    page.route("**/answers/", lost)
    with page.expect_event("requestfailed"):
        tap(page, "1.1", 2)
    expect(page.locator("[data-asof]")).to_be_visible()
    page.unroute("**/answers/")
    page.evaluate("dispatchEvent(new Event('online'))")
    told(page, "Đã lưu")
    assert stored(sheet) == {"1.1": 2}
    assert Entry.objects.filter(verb="sheet.criterion_answered").count() == 1


def test_what_two_devices_answered_otherwise_is_asked(
    page: Page, opened: str, sheet: Sheet, world: World, tuan: Actor
) -> None:
    page.context.set_offline(True)
    tap(page, "1.1", 1)
    actions.answer_sheet(actor=tuan, sheet_id=sheet.pk, criterion="1.1", answer=Answer(2), now=world.later())
    page.context.set_offline(False)
    question = page.locator("[data-criterion='1.1'] [data-told]")
    expect(question.get_by_role("button")).to_have_count(2)
    assert stored(sheet) == {"1.1": 2}
    assert Axe().run(page).violations_count == 0
    question.get_by_role("button").first.click()
    told(page, "Đã lưu")
    expect(question).to_be_empty()
    assert stored(sheet) == {"1.1": 1}


def test_a_note_typed_before_the_choice_is_still_there_after_a_flat_battery(
    page: Page, opened: str, sheet: Sheet
) -> None:
    page.locator("#c-1-1 .sheet-comment summary").click()
    page.locator("#c-1-1-words").press_sequentially("Hỏi lại xã")
    again = page.context.new_page()
    page.close()
    show(again, opened)
    expect(again.locator("#c-1-1-words")).to_have_value("Hỏi lại xã")
    tap(again, "1.1", 2)
    told(again, "Đã lưu")
    assert sheet.answers.get().comment == "Hỏi lại xã"


def test_points_are_reckoned_without_a_connection_and_the_seal_waits_for_one(
    page: Page, opened: str, sheet: Sheet
) -> None:
    page.context.set_offline(True)
    tap(page, "1.1", 2)
    expect(page.locator("[data-total]")).not_to_have_text("0")
    page.get_by_role("button", name="Kiểm tra rồi niêm phong").click()
    told(page, "kết nối")
    assert page.url == opened


def test_who_is_signed_out_keeps_the_answers_until_the_next_sign_in(
    page: Page, opened: str, sheet: Sheet, sign_in: Callable[[Actor], None], tuan: Actor
) -> None:
    Session.objects.all().delete()
    tap(page, "1.1", 2)
    expect(page.locator("[data-offline]")).to_be_visible()
    assert stored(sheet) == {}
    sign_in(tuan)
    page.evaluate("dispatchEvent(new Event('online'))")
    told(page, "Đã lưu")
    assert stored(sheet) == {"1.1": 2}


def test_on_a_shared_tablet_the_next_person_finds_nothing(
    page: Page,
    opened: str,
    sheet: Sheet,
    live_server: LiveServer,
    sign_in: Callable[[Actor], None],
    ngoc: Actor,
) -> None:
    page.context.set_offline(True)
    tap(page, "1.1", 2)
    told(page, "1")
    page.get_by_role("button", name="Đăng xuất").click()  # asks first; a dismissed question keeps the answer
    told(page, "1")
    page.context.set_offline(False)
    told(page, "Đã lưu")
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/sign-in/")
    assert page.evaluate("caches.keys()") == []
    sign_in(ngoc)
    page.goto(f"{live_server.url}/sheets/")
    page.wait_for_function("caches.match('/sheets/').then((kept) => Boolean(kept))")
    page.wait_for_function("navigator.serviceWorker.ready.then((one) => one.active.state === 'activated')")
    page.context.set_offline(True)
    page.goto(opened)
    expect(page.get_by_role("heading", level=1)).to_have_text("Không có kết nối")


def test_one_goes_from_criterion_to_criterion_by_keys_and_buttons(page: Page, opened: str) -> None:
    page.locator("#c-1-1").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#c-1-2")).to_be_focused()
    page.locator("[data-step='1']").click()
    expect(page.locator("#c-1-3")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#c-1-2")).to_be_focused()


def test_every_page_is_readable_on_phone_tablet_and_desk(
    page: Page,
    opened: str,
    sheet: Sheet,
    live_server: LiveServer,
    sign_in: Callable[[Actor], None],
    phuc: Actor,
) -> None:
    tap(page, "1.1", 2)
    told(page, "Đã lưu")
    own = ["/sheets/", f"/sheets/{sheet.pk}/", f"/sheets/{sheet.pk}/check/", f"/sheets/{sheet.pk}/paper/"]
    readable(page, live_server.url, own)
    sign_in(phuc)
    readable(page, live_server.url, ["/paper-sheets/", f"/paper-sheets/{sheet.pk}/"])


def readable(page: Page, server: str, paths: list[str]) -> None:
    for width in (360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        for path in paths:
            page.goto(server + path)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)
            found = Axe().run(page)
            assert found.violations_count == 0, (path, width, found.generate_report())
