"""The rooms of the council in a real browser, from review to decision: readable by all, on any window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ViewportSize
from pytest_django.live_server_helper import LiveServer

from ocop.platform import clock
from ocop.platform.actors import Actor
from tests.cast import ClientOf
from tests.evaluation.test_appeals import appealed
from tests.recognition.test_batches import handed_over
from tests.rounds.conftest import a_session, convened
from tests.world import World

PHONE = ViewportSize(width=360, height=740)
DESKTOP = ViewportSize(width=1280, height=900)


def of_the_review(world: World) -> dict[Actor, list[str]]:
    """A dossier under review, for the adviser, the office and the producer."""
    dossier = world.dossier("unreviewed")
    review = world.reviewing(dossier)
    here = f"/reviews/{review.pk}/"
    team = f"/teams/{review.team_id}/"
    writing = [here, f"{here}findings/1.1/", f"{here}survey/", f"{here}tests/", f"{here}report/"]
    assert world.adviser is not None
    return {
        world.adviser: ["/reviews/", *writing, f"{here}report/print/"],
        world.province: ["/reviews/", "/teams/", "/teams/new/", team, f"{here}assign/"],
        world.producer: [f"/dossiers/{dossier.pk}/samples/"],
    }


def of_the_case(world: World) -> dict[Actor, list[str]]:
    """Revealed sheets, for who settles the case and for a member."""
    dossier = world.dossier("revealed")
    here = f"/cases/{world.case_of(dossier).pk}/"
    acts = ["vote/", "close/", "minutes/", "projector/"]
    member = world.members[2][0]
    return {
        world.secretary: [here, *(f"{here}{act}" for act in acts), "/paper-sheets/"],
        member: ["/desk/", "/sheets/", here, f"/sheets/{world.sheet_of(dossier, member).pk}/", "/interests/"],
    }


def of_the_day(world: World) -> dict[Actor, list[str]]:
    """A day of the council that is convened."""
    world.dossier("accepted")
    session = a_session(world)
    here = f"/sessions/{session.pk}/"
    changing = [f"{here}{act}/" for act in ("change", "agenda", "letters", "minutes")]
    slot = convened(world, session).slots.get()
    assert slot.case is not None
    sheet = slot.case.sheets.get(seat__user_id=world.members[3][0].user_id or 0)
    council = f"/councils/{session.council_id}/"
    keeping = [
        f"{council}regulation/",
        f"{council}regulation/change/",
        f"{council}appeals/",
        f"{council}day/",
    ]
    return {
        world.province: ["/rounds/", f"/rounds/{session.round_id}/", here, *changing, council, *keeping],
        world.secretary: [f"/slots/{slot.pk}/", f"{here}end/", f"/cases/{slot.case_id}/projector/"],
        world.members[3][0]: ["/declarations/", f"/sheets/{sheet.pk}/"],
    }


def of_the_result(world: World) -> dict[Actor, list[str]]:
    """A result that is appealed, one that is refused, and a draft that waits for its signature."""
    appeal = appealed(world, world.dossier("closed"))
    refused = world.dossier("not_recognised")
    closed = world.dossier("closed")
    batch = handed_over(world, [closed])
    here, there = f"/dossiers/{appeal.dossier_id}/", f"/dossiers/{refused.pk}/"
    draft = f"/drafts/{batch.pk}/"
    return {
        world.producer: [f"{here}result/", f"{here}result/letter/", f"/appeals/{appeal.pk}/", there],
        world.province: [
            "/appeals/",
            f"/appeals/{appeal.pk}/admit/",
            f"/dossiers/{closed.pk}/package/",
            f"{there}versions/1/",
            "/samples/",
            "/drafts/",
            draft,
        ],
        world.leader: ["/desk/", draft, f"{draft}sign/"],
    }


@pytest.mark.django_db(transaction=True)
def test_every_page_of_the_council_is_read_without_barrier_and_fits_its_window(
    browser: Browser,
    live_server: LiveServer,
    world: World,
    client_of: ClientOf,
    thu: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = [of_the_day(world), of_the_review(world), of_the_case(world), of_the_result(world)]
    told.append({thu: ["/fairness/", "/fairness/samples/", "/calendar/VN/", "/results/"]})
    monkeypatch.setattr(clock, "now", lambda: world.now)
    faults: list[str] = []
    for pages in told:
        for actor, paths in pages.items():
            faults += _read(browser, live_server.url, client_of, actor, paths)
    assert not faults, "\n".join(faults)


def _read(browser: Browser, base: str, client_of: ClientOf, actor: Actor, paths: Sequence[str]) -> list[str]:
    """What is wrong with these pages for this person: read on a phone, then measured on a desk."""
    context = browser.new_context(viewport=PHONE, locale="vi-VN")
    cookies: Mapping[str, str] = {name: one.value for name, one in client_of(actor).cookies.items()}
    context.add_cookies([{"name": name, "value": value, "url": base} for name, value in cookies.items()])
    page = context.new_page()
    faults = []
    for path in paths:
        page.set_viewport_size(PHONE)
        answer = page.goto(f"{base}{path}")
        if answer is None or answer.status != 200:
            faults.append(f"{path}: {answer and answer.status}")
            continue
        audit = Axe().run(page)
        if audit.violations_count:
            faults.append(f"{path}\n{audit.generate_report()}")
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
                faults.append(f"{path} scrolls sideways at {size['width']}")
    context.close()
    return faults
