"""A shopper reports a problem without account, cookie or script; machines and other pages cannot."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import signing
from django.test import Client

from ocop.platform import clock
from ocop.problems.models import Problem
from tests.cast import NOW, no_entry, one_entry
from tests.world import World

pytestmark = pytest.mark.django_db

TYPED = {"category": "label", "text": "Nhãn ghi 4 sao, trang ghi 3 sao.", "contact": "lan@example.vn"}


@pytest.fixture
def address(world: World) -> str:
    return f"/p/{world.certificate().product.code}/report"


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


def token(client: Client, address: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', client.get(address).content.decode())
    assert found
    return found[1]


def sent(client: Client, address: str, headers: dict[str, str] | None = None, **changed: str) -> Any:
    typed = {**TYPED, "token": token(client, address), **changed}
    return client.post(address, typed, headers=headers or {})


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_report_needs_neither_cookie_nor_script(browser: Client, address: str) -> None:
    form = browser.get(address)
    assert not form.cookies
    assert "<script" not in text(form)
    assert form["Cache-Control"] == "no-store"
    with one_entry("problem.reported"):
        answer = sent(browser, f"{address}?10=LO-7&21=A9")
    assert answer.status_code == 302
    assert not answer.cookies
    kept = Problem.objects.get()
    assert (kept.category, kept.package, kept.contact) == ("label", "LO-7 / A9", TYPED["contact"])
    assert kept.receipt in text(browser.get(answer["Location"]))


def test_the_page_leads_to_the_form_with_what_names_the_package(browser: Client, address: str) -> None:
    page = text(browser.get(address.removesuffix("/report"), {"10": "LO-7"}))
    assert f'href="{address}?10=LO-7&amp;lang=vi"' in page


def test_its_kinds_of_problems_are_named_as_such(browser: Client, address: str) -> None:
    form = text(browser.get(address))
    assert "Vấn đề khác" in form
    # How the same English words are said of somebody's ties to a dossier.
    assert "Quan hệ" not in form


@pytest.mark.parametrize("lang", ["en", "zh", "ko"])
def test_the_form_speaks_the_language_of_the_page(browser: Client, address: str, lang: str) -> None:
    words = {"en": "Report a problem", "zh": "反映问题", "ko": "문제 신고"}[lang]
    assert words in text(browser.get(address, {"lang": lang}))
    answer = sent(browser, f"{address}?lang={lang}", text="")
    assert answer.status_code == 200
    for vietnamese in ("Hãy ", "Lỗi", "Bạn "):
        assert vietnamese not in text(answer)


def test_what_was_typed_stays_with_the_fault_at_its_field(browser: Client, address: str) -> None:
    with no_entry():
        answer = sent(browser, address, contact="gọi tôi")
    assert TYPED["text"] in text(answer)
    assert "không phải là số điện thoại" in text(answer)


def test_a_form_sent_twice_is_one_report(browser: Client, address: str) -> None:
    once = token(browser, address)
    first, second = (browser.post(address, {**TYPED, "token": once}) for _time in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert Problem.objects.count() == 1


@pytest.mark.parametrize("made_up", ["", "x", "signed for another code"])
def test_a_form_that_is_not_ours_is_refused_with_what_was_typed(
    browser: Client, address: str, made_up: str
) -> None:
    if made_up.startswith("signed"):  # not in the list above: the name of a test must not tell the time
        made_up = signing.dumps({"code": "1"}, salt="ocop.portal.report")
    with no_entry():
        answer = sent(browser, address, token=made_up)
    assert answer.status_code == 403
    assert TYPED["text"] in text(answer)


def test_a_form_of_another_site_is_refused(browser: Client, address: str) -> None:
    with no_entry():
        answer = sent(browser, address, {"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert sent(browser, address, {"Origin": "http://testserver"}).status_code == 302


def test_a_form_that_was_open_for_too_long_is_sent_again(
    browser: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time  # noqa: PLC0415 - what the signature reads

    old, then = token(browser, address), time.time() + timedelta(hours=7).total_seconds()
    monkeypatch.setattr(time, "time", lambda: then)
    answer = browser.post(address, {**TYPED, "token": old})
    assert answer.status_code == 403
    fresh = re.search(r'name="token" value="([^"]+)"', text(answer))
    assert fresh
    assert browser.post(address, {**TYPED, "token": fresh[1]}).status_code == 302


def test_a_machine_that_fills_every_field_learns_nothing(browser: Client, address: str) -> None:
    with no_entry():
        answer = sent(browser, address, website="https://spam.example")
    assert "Đã nhận phản ánh của bạn" in text(answer)
    assert not Problem.objects.exists()


def test_one_network_address_sends_so_many_and_others_go_on(
    browser: Client, address: str, settings: LazySettings
) -> None:
    settings.OCOP_REPORTS_PER_ADDRESS = 2
    statuses = [sent(browser, address).status_code for _time in range(3)]
    assert statuses == [302, 302, 429]
    refused = sent(browser, address)
    assert TYPED["text"] in text(refused)
    assert sent(Client(REMOTE_ADDR="203.0.113.9"), address).status_code == 302


def test_one_product_takes_so_many_from_everywhere(
    address: str, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OCOP_REPORTS_PER_PRODUCT = 2
    statuses = [sent(Client(REMOTE_ADDR=f"203.0.113.{one}"), address).status_code for one in (1, 2, 3)]
    assert statuses == [302, 302, 429]
    later: datetime = NOW + timedelta(minutes=settings.OCOP_SIGN_IN_LOCK_MINUTES + 1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert sent(Client(REMOTE_ADDR="203.0.113.4"), address).status_code == 302


def test_what_was_never_recognised_has_no_form(browser: Client) -> None:
    assert browser.get("/p/15-03037-99-2026/report").status_code == 404
    assert browser.post("/p/15-03037-99-2026/report", TYPED).status_code == 404


def test_a_made_up_receipt_is_not_shown(browser: Client, address: str) -> None:
    assert 'name="token"' in text(browser.get(address, {"sent": "ABC"}))


def test_form_and_style_together_stay_small(browser: Client, address: str) -> None:
    style = b"".join(browser.get("/static/portal/qr.css").streaming_content)  # type: ignore[attr-defined]
    assert len(browser.get(address).content) + len(style) < 30_000
