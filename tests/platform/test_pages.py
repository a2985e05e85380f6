"""What the frame does for every page: language, Unicode, refusals, headers."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Protocol

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils.translation import override

from ocop.platform import actors, navigation, urls
from ocop.platform.actors import PUBLIC, Actor
from ocop.platform.navigation import NavItem
from ocop.platform.templatetags import ui

pytestmark = [pytest.mark.urls("tests.platform.urls"), pytest.mark.django_db]


class Answer(Protocol):
    @property
    def content(self) -> bytes: ...


def words(response: Answer) -> str:
    return response.content.decode()


def test_a_page_is_vietnamese_whatever_the_phone_is_set_to(client: Client) -> None:
    response = client.get("/gallery/", headers={"Accept-Language": "en-US,en"})
    assert '<html lang="vi">' in words(response)
    assert response["Content-Language"] == "vi"


def test_english_is_a_choice_that_is_remembered(client: Client) -> None:
    response = client.get("/language/en/?next=/gallery/%3Fwrong")
    assert (response.status_code, response["Location"]) == (302, "/gallery/?wrong")
    assert '<html lang="en">' in words(client.get("/gallery/"))
    client.get("/language/vi/")
    assert '<html lang="vi">' in words(client.get("/gallery/"))


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"]
)
def test_choosing_a_language_leads_nowhere_else(client: Client, target: str) -> None:
    assert client.get("/language/en/", {"next": target})["Location"] == "/"


def test_a_language_we_do_not_speak_is_not_found(client: Client) -> None:
    assert client.get("/language/fr/").status_code == 404


def test_a_language_is_chosen_by_a_link_only(client: Client) -> None:
    assert client.post("/language/en/").status_code == 405


def test_an_address_of_a_button_opened_as_a_page_says_what_to_do(client: Client) -> None:
    response = client.get("/sign-out/")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "Chưa có gì thay đổi" in words(response)
    assert 'href="/"' in words(response)


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_typed_arrives_composed(client: Client, method: str) -> None:
    decomposed = unicodedata.normalize("NFD", "Mật ong")
    assert words(getattr(client, method)("/echo/", {"text": decomposed})) == "Mật ong"


@pytest.mark.parametrize("path", ["/language/v%00i/", "/?q=a%00b"])
def test_what_nobody_types_is_a_bad_request(client: Client, path: str) -> None:
    assert client.get(path).status_code == 400
    assert client.post("/", {"q": "a\0b"}).status_code == 400


def test_a_refusal_is_a_page_with_its_reason(client: Client) -> None:
    response = client.get("/denied/")
    assert response.status_code == 403
    assert "Chỉ thư ký hội đồng được chốt kết quả." in words(response)
    assert "Bạn không thực hiện được việc này" in words(response)


def test_a_conflict_leads_to_the_present_state(client: Client) -> None:
    response = client.get("/conflict/")
    assert response.status_code == 409
    assert "Hồ sơ này đã được nộp." in words(response)
    assert 'href="/gallery/"' in words(response)


def test_a_stale_form_says_that_something_changed(client: Client) -> None:
    response = client.get("/stale/")
    assert response.status_code == 409
    assert "Nội dung đã thay đổi trong lúc bạn làm việc" in words(response)


@pytest.mark.parametrize(("path", "status"), [("/denied/", 403), ("/conflict/", 409), ("/stale/", 409)])
def test_a_refused_part_of_a_page_lands_in_the_notice(client: Client, path: str, status: int) -> None:
    response = client.get(path, headers={"HX-Request": "true"})
    assert response.status_code == status
    assert response["HX-Retarget"] == "#problem"
    assert "<html" not in words(response)


def test_an_address_that_does_not_exist_says_what_to_do(client: Client) -> None:
    response = client.get("/nothing/here/")
    assert response.status_code == 404
    assert "Hãy kiểm tra địa chỉ" in words(response)


def test_a_fault_is_told_without_a_trace(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.raise_request_exception = False
    response = client.get("/broken/")
    assert response.status_code == 500
    assert "Hệ thống gặp sự cố" in words(response)
    assert "ZeroDivisionError" not in words(response)
    assert caplog.records


def test_a_form_without_its_version_is_a_conflict(client: Client) -> None:
    assert words(client.post("/version/", {"version": "7"})) == "7"
    for version in ("", "-1", "x", "²"):
        assert client.post("/version/", {"version": version}).status_code == 409


def test_a_lost_session_keeps_what_was_typed_but_no_secrets() -> None:
    typed = {"name": "Mật ong <b>", "password": "kín-đáo", "csrfmiddlewaretoken": "abc", "empty": " "}
    response = Client(enforce_csrf_checks=True).post("/echo/", typed)
    assert response.status_code == 403
    html = words(response)
    assert "Hãy đăng nhập lại" in html
    assert "Mật ong &lt;b&gt;" in html
    assert "kín-đáo" not in html
    assert "<form" not in html


def test_everything_outside_this_site_is_forbidden(client: Client) -> None:
    policy = client.get("/gallery/")["Content-Security-Policy"]
    parts = {part.split()[0]: set(part.split()[1:]) for part in policy.split(";") if part.strip()}
    assert parts["default-src"] == parts["frame-ancestors"] == parts["base-uri"] == {"'none'"}
    assert parts["script-src"] == parts["style-src"] == parts["form-action"] == {"'self'"}
    assert parts["img-src"] == {"'self'", "data:"}
    assert "unsafe" not in policy


def test_answers_carry_the_security_headers(client: Client) -> None:
    response = client.get("/gallery/")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_reader_gets_no_cookie(client: Client) -> None:
    assert not client.get("/denied/").cookies


def test_cookies_are_kept_from_scripts_and_other_sites(client: Client) -> None:
    for cookie in client.get("/gallery/").cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


def test_a_page_whose_form_has_errors_says_so_in_its_title(client: Client) -> None:
    assert "<title>Lỗi: " in words(client.get("/gallery/?wrong"))
    assert "<title>Lỗi: " not in words(client.get("/gallery/"))


def test_the_person_bar_tells_who_acts_in_which_role_and_where(client: Client) -> None:
    html = words(client.get("/gallery/"))
    for part in ("Nguyễn Thị Lan", "Chủ thể", "Xã Mèo Vạc", "Trang của tôi", "Đăng xuất"):
        assert part in html
    assert "Đăng xuất" not in words(client.get("/gallery/?public"))


def test_the_gallery_is_not_part_of_the_real_site() -> None:
    assert not settings.DEBUG
    assert "gallery" not in {pattern.name for pattern in urls.urlpatterns}


def test_navigation_fits_the_role(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_items", [])
    everybody = NavItem("Home", "portal:home", order=50)
    officers = NavItem("Desk", "evaluation:desk", roles=frozenset({"commune_officer"}), order=10)
    navigation.add(everybody, officers)
    navigation.add(officers)
    assert navigation.items_for(PUBLIC) == [everybody]
    assert navigation.items_for(Actor(1, "Minh", "commune_officer")) == [officers, everybody]


def test_a_role_without_a_name_is_shown_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actors, "_role_labels", {})
    actors.name_roles({"inspector": "Thanh tra"})
    assert Actor(1, "An", "inspector").role_label == "Thanh tra"
    assert Actor(1, "An", "beekeeper").role_label == "beekeeper"


@pytest.mark.parametrize(("name", "limit"), [("app.css", 25_000), ("app.js", 7_000), ("mark.svg", 1_000)])
def test_what_every_page_carries_stays_small(name: str, limit: int) -> None:
    found = finders.find(f"ocop/{name}")
    assert isinstance(found, str)
    assert Path(found).stat().st_size <= limit


def test_no_text_is_set_under_fourteen_pixels() -> None:
    found = finders.find("ocop/app.css")
    assert isinstance(found, str)
    sizes = re.findall(r"(?:font-size:|font: \w+) ?([\d.]+)(rem|px)", Path(found).read_text(encoding="utf-8"))
    assert sizes
    assert min(float(size) * (16 if unit == "rem" else 1) for size, unit in sizes) >= 14


def test_both_languages_write_their_numbers() -> None:
    with override("vi"):
        assert ui.number(1234567) == "1.234.567"
    with override("en"):
        assert ui.number(1234567) == "1,234,567"


def test_a_page_of_a_section_is_its_tab_and_stays_in_the_menu_of_whoever_has_no_such_section(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(navigation, "_items", [])
    lists = NavItem("Products", "registry:products", roles=frozenset({"commune_officer"}), order=10)
    lacking = NavItem("Lacking", "registry:lacking", order=20, under="registry:products")
    navigation.add(lists, lacking)
    assert navigation.sections_for(Actor(1, "Minh", "commune_officer")) == [
        navigation.Section(lists, (lists, lacking))
    ]
    assert navigation.sections_for(PUBLIC) == [navigation.Section(lacking)]
