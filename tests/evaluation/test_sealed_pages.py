"""Under seal no page, count, tag, message or moment tells a member what another member does."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from ocop.evaluation import actions
from ocop.evaluation.answers import Answer
from ocop.evaluation.models import Dossier
from ocop.notices.models import Message
from ocop.platform.actors import Actor
from ocop.rounds.models import Session
from tests.cast import ClientOf, no_entry
from tests.rounds.conftest import a_session, convened
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TOKEN = re.compile(rb'(csrfmiddlewaretoken" value="|X-CSRFToken[^:]*: ?[^A-Za-z0-9]*)[A-Za-z0-9]{64}')


def seen(client: Client, paths: list[str]) -> dict[str, tuple[int, bytes, str | None, str | None]]:
    """Everything an observer gets, without the tokens that differ each time."""
    answers = {path: client.get(path) for path in paths}
    return {
        path: (
            answer.status_code,
            TOKEN.sub(b"", answer.content),
            answer.headers.get("ETag"),
            answer.headers.get("Last-Modified"),
        )
        for path, answer in answers.items()
    }


def before_the_council(world: World) -> tuple[Dossier, Session]:
    """A dossier that the council has on the agenda of a session."""
    dossier = world.dossier("accepted")
    return world.fresh(dossier), convened(world, a_session(world))


def pages(world: World, dossier: Dossier, session: Session) -> list[str]:
    case = world.case_of(dossier)
    return [
        "/desk/",
        "/declarations/",
        f"/dossiers/{dossier.pk}/",
        f"/cases/{case.pk}/",
        f"/councils/{case.council_id}/",
        f"/councils/{case.council_id}/regulation/",
        "/inbox/",
        "/sessions/",
        f"/sessions/{session.pk}/",
        f"/slots/{session.slots.get().pk}/",
    ]


def test_what_another_member_does_changes_no_page_of_a_member_or_the_office(
    client_of: ClientOf, world: World, tuan: Actor, hoa: Actor, mai: Actor, ngoc: Actor
) -> None:
    dossier, session = before_the_council(world)
    world.fresh(dossier)
    told, clients = pages(world, dossier, session), [client_of(actor) for actor in (tuan, hoa)]
    before = [seen(client, told) for client in clients]
    stood = (world.fresh(dossier).version, dossier.changed_at, Message.objects.count())
    sheet = world.sheet_of(dossier, ngoc)
    actions.declare_interest(actor=ngoc, sheet_id=sheet.pk, has_interest=False, now=world.later())
    actions.answer_sheet(actor=ngoc, sheet_id=sheet.pk, criterion="1.1", answer=Answer(1), now=world.later())
    world.sealed(dossier, world.same_sheets(dossier)[:1])
    assert world.sheet_of(dossier, mai).sealed_at is not None
    assert (world.fresh(dossier).version, dossier.changed_at, Message.objects.count()) == stood
    for client, stood_before in zip(clients, before, strict=True):
        now = seen(client, told)
        assert {path for path in told if now[path] != stood_before[path]} == set()


def test_the_wall_tells_nothing_of_seals_and_answers_304_until_the_reveal(
    client_of: ClientOf, world: World, phuc: Actor
) -> None:
    dossier = world.dossier("scoring")
    client, path = client_of(phuc), f"/cases/{world.case_of(dossier).pk}/projector/?part=board"
    first = client.get(path)
    assert first.headers["Cache-Control"] == "private, no-cache"
    world.sealed(dossier, world.same_sheets(dossier))
    assert client.get(path, headers={"if-none-match": first.headers["ETag"]}).status_code == 304
    world.revealed(dossier)
    opened = client.get(path, headers={"if-none-match": first.headers["ETag"]})
    assert opened.status_code == 200
    assert "Phiếu 1" in opened.content.decode()
    assert "Phạm Thị Mai" not in opened.content.decode()


def test_the_wall_is_headed_by_council_day_and_product(
    client_of: ClientOf, world: World, phuc: Actor
) -> None:
    dossier = world.dossier("scoring")
    case = world.case_of(dossier)
    wall = client_of(phuc).get(f"/cases/{case.pk}/projector/").content.decode().partition('class="wall"')[2]
    for words in (case.council.name, "23/11/2026", dossier.product.name, dossier.receipt_number):
        assert words in wall


def test_who_withdrew_is_not_in_the_history_a_member_reads_before_the_reveal(
    client_of: ClientOf, world: World, phuc: Actor, tuan: Actor
) -> None:
    dossier = world.dossier("scoring")
    case = world.case_of(dossier)
    actions.declare_in_case(
        actor=phuc, case_id=case.pk, has_interest=True, note="Chị gái góp vốn.", now=world.later()
    )
    page = f"/cases/{case.pk}/"
    assert "nhường vị trí" not in client_of(tuan).get(page).content.decode()
    assert client_of(phuc).get(page).status_code == 404


def test_interests_in_all_dossiers_of_a_session_are_declared_at_once(
    client_of: ClientOf, world: World, tuan: Actor
) -> None:
    dossiers = [world.dossier("scoring"), world.dossier("scoring")]
    sheets = [world.sheet_of(one, tuan) for one in dossiers]
    client = client_of(tuan)
    assert "2 hồ sơ" in client.get("/desk/").content.decode()
    first, second = (sheet.case_id for sheet in sheets)
    typed = {f"answer_{first}": "no", f"answer_{second}": "yes"}
    with no_entry():
        wordless = client.post("/declarations/", typed)
    assert wordless.status_code == 200
    assert client.post("/declarations/", {**typed, f"note_{second}": "Góp vốn."}).status_code == 302
    for one, state in zip(sheets, ("draft", "void"), strict=True):
        one.refresh_from_db()
        assert one.state == state
    assert client.get(f"/dossiers/{dossiers[1].pk}/").status_code == 404
