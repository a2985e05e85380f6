"""The pages of a withdrawal on a phone: read without barrier, none wider than its window."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ViewportSize
from pytest_django.live_server_helper import LiveServer

from ocop.platform.actors import Actor
from ocop.recognition.models import Certificate
from tests.cast import ClientOf
from tests.supervision.conftest import propose, state

PHONE = ViewportSize(width=360, height=740)


@pytest.mark.django_db(transaction=True)
def test_every_page_of_a_withdrawal_fits_a_phone(
    browser: Browser,
    live_server: LiveServer,
    certificate: Certificate,
    minh: Actor,
    lan: Actor,
    client_of: ClientOf,
) -> None:
    context = browser.new_context(viewport=PHONE, locale="vi-VN")
    cookies = client_of(minh).cookies
    context.add_cookies(
        [{"name": name, "value": one.value, "url": live_server.url} for name, one in cookies.items()]
    )
    page = context.new_page()
    faults: list[str] = []

    def look(path: str) -> None:
        answer = page.goto(f"{live_server.url}{path}")
        assert answer is not None
        assert answer.status == 200, path
        audit = Axe().run(page)
        if audit.violations_count:
            faults.append(f"{path}\n{audit.generate_report()}")
        if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
            faults.append(f"{path} scrolls sideways")

    look(f"/certificates/{certificate.pk}/withdrawals/new/")
    proposal = propose(certificate, minh)
    state(proposal, lan)
    here = f"/withdrawals/{proposal.pk}/"
    for path in ("/withdrawals/", here, f"{here}statements/new/", f"{here}drop/"):
        look(path)
    look(f"/certificates/{certificate.pk}/")
    context.close()
    assert not faults, "\n".join(faults)
