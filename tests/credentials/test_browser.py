"""The page that checks, and its copy for a disk, in a real browser: it says what the program says."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import translation
from playwright.sync_api import FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from ocop.credentials import offline_page, words
from ocop.credentials.verify_certificate import LEEWAY
from tests.credentials.conftest import record as record_of
from tests.credentials.conftest import withdraw
from tests.credentials.test_verify_certificate import (
    INDEX,
    NOW,
    OTHER,
    SECOND,
    changed_inside,
    jwks,
    record,
    signed,
    status_list,
)
from tests.world import World


def fits(page: Page, width: int) -> None:
    audit = Axe().run(page)
    assert audit.violations_count == 0, audit.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def says(page: Page, why: str) -> None:
    with translation.override("en"):
        expect(page.locator("#verdict h2")).to_have_text(str(words.word(why).title))


@pytest.mark.django_db
def test_the_saved_page_checks_a_paper_without_a_network_and_knows_of_a_withdrawal(
    page: Page, world: World, tmp_path: Path
) -> None:
    from ocop.credentials import daily  # noqa: PLC0415 - as the fixture does, but in this order

    certificate = world.certificate()
    daily.prepare(world.now)
    text, saved = record_of(certificate), tmp_path / "saved.html"

    def opened() -> None:
        with translation.override("en"):
            saved.write_text(offline_page.written(world.now), encoding="utf-8")
        page.goto(saved.as_uri())
        page.get_by_label("Signed record").fill(text)
        page.get_by_role("button", name="Check", exact=True).click()

    page.context.set_offline(True)
    page.clock.set_fixed_time(world.now)
    page.set_viewport_size({"width": 360, "height": 800})
    opened()
    says(page, "valid")
    expect(page.locator("#verdict dd").first).to_have_text(certificate.product_name)
    # A day as pages of the server write it.
    until = page.locator("#verdict [data-fact=listUntil] dd")
    expect(until).to_have_text(f"{world.today + timedelta(days=7):%d/%m/%Y}")
    fits(page, 360)
    withdraw(world, certificate)
    opened()
    says(page, "ended")


@pytest.mark.django_db
def test_it_names_what_the_program_names(page: Page, tmp_path: Path) -> None:
    fresh, at = signed(status_list()), int(NOW.timestamp())
    late = NOW + LEEWAY + SECOND
    cases = [
        (signed(record()), jwks(), [fresh], "valid"),
        (signed(record()), jwks(), ["x", signed(status_list(INDEX), OTHER), fresh], "valid"),
        (signed(record()), jwks(), [fresh, signed(status_list(INDEX))], "ended"),
        (signed(record()), jwks(), [signed(status_list(void=INDEX)), fresh], "void_paper"),
        (signed(record()), jwks(), [signed(status_list(void=INDEX)), signed(status_list(INDEX))], "ended"),
        (signed(record()), jwks(), [signed(status_list(issuer="https://other.example"))], "list_false"),
        (signed(record()), jwks(), [signed(status_list(id="https://ocop.example/2"))], "list_missing"),
        (signed(record()), jwks(), [signed(status_list(validFrom=late.isoformat()))], "list_early"),
        (signed(record()), jwks(), [signed(status_list(iat=int(late.timestamp())))], "list_early"),
        (signed(record(iat=int(late.timestamp()))), jwks(), [fresh], "from_future"),
        (signed(record()), jwks(iss="https://other.example"), [fresh], "other_issuer"),
        (signed(record()), jwks(iss=None), [fresh], "other_issuer"),
        (signed(record()), jwks(), [signed(status_list(validUntil="2026-11-22T00:00:00Z"))], "list_old"),
        (signed(record()), jwks(), [signed(status_list(), OTHER)], "list_false"),
        (signed(record(validUntil="2026-11-22T23:59:59+07:00")), jwks(), [fresh], "expired"),
        (signed(record(validFrom="2026-11-24T00:00:00+07:00")), jwks(), [fresh], "not_yet"),
        (signed(record()), jwks(revoked={"revoked_at": at}), [fresh], "revoked_key"),
        (signed(record()), jwks(revoked={"revoked_at": at + 1}), [fresh], "valid"),
        (signed(record(), kid="theirs"), jwks(), [fresh], "unknown_key"),
        (signed(record(), OTHER), jwks(), [fresh], "forged"),
        (changed_inside(signed(record())), jwks(), [fresh], "forged"),
        (signed(record(), alg="none"), jwks(), [fresh], "unreadable"),
        (signed(record(), typ="JWT"), jwks(), [fresh], "unreadable"),
        (signed(status_list()), jwks(), [fresh], "unreadable"),
        (signed(record())[:-20], jwks(), [fresh], "unreadable"),
        ("ạ", jwks(), [fresh], "unreadable"),
    ]
    saved = tmp_path / "saved.html"
    with translation.override("en"):
        saved.write_text(offline_page.written(NOW), encoding="utf-8")
    page.clock.set_fixed_time(NOW)
    for text, keys, lists, why in cases:
        page.goto("about:blank")
        page.goto(saved.as_uri())
        page.get_by_text("Use keys and lists saved earlier").click()
        page.locator("#keys-file").set_input_files(
            {"name": "keys.json", "mimeType": "application/json", "buffer": json.dumps(keys).encode()}
        )
        page.locator("#list-file").set_input_files(
            [
                FilePayload(name=f"{place}.jwt", mimeType="text/plain", buffer=one.encode())
                for place, one in enumerate(lists)
            ]
        )
        page.get_by_label("Signed record").fill(text)
        page.get_by_role("button", name="Check", exact=True).click()
        says(page, why)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_the_address_of_the_code_checks_at_once(page: Page, live_server: LiveServer, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}/verify/#{signed(record())}")
    expect(page.locator("#verdict h2")).to_have_text(
        "Chưa chứng minh được: khóa ký không có trong danh sách khóa"
    )
    fits(page, width)
