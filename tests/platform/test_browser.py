"""The gallery in a real browser: accessible, sized for thumbs, and safe against a second click."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Dialog, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.sight import SMALL_TARGETS, SMALL_WORDS

pytestmark = [pytest.mark.urls("tests.platform.urls"), pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_every_component_is_accessible(page: Page, live_server: LiveServer, width: int, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}/gallery/?wrong")
    audit = Axe().run(page)
    assert audit.violations_count == 0, audit.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(SMALL_TARGETS) == []
    assert page.evaluate(SMALL_WORDS) == []


@pytest.mark.parametrize("path", ["denied/", "conflict/", "stale/", "fault/"])
def test_pages_of_refusal_are_accessible(page: Page, live_server: LiveServer, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{live_server.url}/{path}")
    assert Axe().run(page).violations_count == 0
    expect(page.locator("h1")).to_have_count(1)


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(
    page: Page, live_server: LiveServer
) -> None:
    page.goto(f"{live_server.url}/gallery/?wrong")
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="Số điện thoại").click()
    expect(page.locator("#id_phone")).to_be_focused()


def test_the_first_tab_leads_past_the_frame(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/gallery/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_form_is_sent_once_however_often_it_is_clicked(page: Page, live_server: LiveServer) -> None:
    sent: list[str] = []

    def note(route: Route) -> None:
        sent.append(route.request.method)
        route.abort()

    page.goto(f"{live_server.url}/gallery/")
    page.route("**/gallery/", note)
    page.evaluate("""() => {
        const form = document.querySelector('form[data-confirm-leave]');
        form.requestSubmit(); form.requestSubmit(); form.requestSubmit();
    }""")
    page.wait_for_timeout(300)
    assert sent == ["POST"]


def test_leaving_unsaved_answers_asks_first(page: Page, live_server: LiveServer) -> None:
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.goto(f"{live_server.url}/gallery/")
    page.goto(f"{live_server.url}/gallery/?public")
    assert asked == []
    page.fill("#id_name", "Mật ong")
    page.goto(f"{live_server.url}/gallery/")
    assert asked == ["beforeunload"]


def test_a_file_over_the_limit_is_refused_before_it_travels(
    page: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    big = tmp_path / "big.pdf"
    big.write_bytes(bytes(1024 * 1024 + 1))
    page.goto(f"{live_server.url}/gallery/")
    page.eval_on_selector("#id_photo", "e => { e.dataset.maxBytes = 1048576; }")
    page.set_input_files("#id_photo", big)
    expect(page.locator("#problem")).to_contain_text("Tệp này quá lớn. Giới hạn là 1 MB.")
    assert page.input_value("#id_photo") == ""


def test_a_photo_is_made_smaller_on_the_phone(page: Page, live_server: LiveServer, tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    Image.effect_noise((1200, 900), 80).save(photo)
    page.goto(f"{live_server.url}/gallery/")
    page.eval_on_selector("#id_photo", "e => { e.dataset.shrink = 400; }")
    page.set_input_files("#id_photo", photo)
    held = "e => [e.files[0].type, e.files[0].size]"
    kind, size = page.eval_on_selector("#id_photo", held)
    for _attempt in range(50):
        if kind == "image/jpeg":
            break
        page.wait_for_timeout(100)
        kind, size = page.eval_on_selector("#id_photo", held)
    assert kind == "image/jpeg"
    assert size < photo.stat().st_size


def test_a_refused_part_of_a_page_is_told_at_the_top_and_replaces_nothing(
    page: Page, live_server: LiveServer
) -> None:
    page.goto(f"{live_server.url}/gallery/")
    page.evaluate("htmx.ajax('GET', '/denied/', {target: 'h1'})")
    expect(page.locator("#problem")).to_contain_text("Chỉ thư ký hội đồng được chốt kết quả.")
    expect(page.locator("h1").first).to_contain_text("Mật ong bạc hà")


AUTOSAVING_FORM = """() => {
  document.querySelector('main').insertAdjacentHTML('beforeend',
    '<form id="auto" hx-post="/echo/" hx-trigger="change" hx-swap="none">' +
    '<input name="text" aria-label="x"><p class="autosave" data-autosave role="status"></p></form>');
  htmx.process(document.querySelector('#auto'));
}"""


def test_autosave_tells_the_time_and_when_it_could_not_save(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/gallery/")
    page.evaluate(AUTOSAVING_FORM)
    status = page.locator("#auto [data-autosave]")
    page.fill("#auto input", "Mật ong")
    page.press("#auto input", "Tab")
    expect(status).to_have_text(re.compile(r"Đã lưu lúc \d\d:\d\d"))
    page.route("**/echo/", lambda route: route.abort())
    page.fill("#auto input", "Mật ong bạc hà")
    page.press("#auto input", "Tab")
    expect(status).to_have_text("Chưa lưu được. Hãy kiểm tra kết nối mạng rồi thử lại.")
    expect(status).to_have_class(re.compile("late"))


def test_what_was_tapped_without_a_connection_is_sent_once_it_is_back(
    page: Page, live_server: LiveServer
) -> None:
    page.goto(f"{live_server.url}/gallery/")
    page.evaluate(AUTOSAVING_FORM)
    page.evaluate("document.querySelector('#auto').dataset.confirmLeave = ''")
    status = page.locator("#auto [data-autosave]")
    page.route("**/echo/", lambda route: route.abort())
    page.fill("#auto input", "Mật ong")
    page.press("#auto input", "Tab")
    expect(status).to_have_class(re.compile("late"))
    page.unroute("**/echo/")
    with page.expect_request("**/echo/") as sent:
        page.evaluate("dispatchEvent(new Event('online'))")
    assert "ong" in (sent.value.post_data or "")
    expect(status).to_have_text(re.compile(r"Đã lưu lúc \d\d:\d\d"))


def test_a_refused_answer_is_not_blamed_on_the_connection(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/gallery/")
    page.evaluate(AUTOSAVING_FORM)
    page.route("**/echo/", lambda route: route.fulfill(status=409, body="Đã niêm phong."))
    page.fill("#auto input", "Mật ong")
    page.press("#auto input", "Tab")
    expect(page.locator("#auto [data-autosave]")).to_have_text("Chưa lưu.")


def test_a_page_works_without_script(page: Page, live_server: LiveServer) -> None:
    context = page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    window = context.new_page()
    window.goto(f"{live_server.url}/gallery/?public")
    window.get_by_role("link", name="English").click()
    expect(window.locator("html")).to_have_attribute("lang", "en")
    context.close()


def test_a_page_stays_within_its_weight(page: Page, live_server: LiveServer) -> None:
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto(f"{live_server.url}/gallery/?public")
    page.wait_for_load_state("networkidle")
    assert sum(sizes) <= 170_000
