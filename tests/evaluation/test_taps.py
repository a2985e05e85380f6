"""Taps of a member's devices: each counts once, none undoes what it had not seen, and a late one is told."""
# ruff: noqa: ARG001 - a fixture asks for what must stand before it

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from ocop.evaluation import actions
from ocop.evaluation.actions import AnsweredElsewhere, KeyTaken, Tapped
from ocop.evaluation.answers import Answer
from ocop.evaluation.models import Dossier, InterestKind, Sheet, Tap
from ocop.platform.actors import Actor
from tests.cast import ClientOf, elevated, entries, no_entry, one_entry
from tests.world import World

pytestmark = pytest.mark.django_db
Send = Callable[..., dict[str, Any]]


@pytest.fixture
def dossier(world: World) -> Dossier:
    return world.dossier("scoring")


@pytest.fixture
def sheet(world: World, dossier: Dossier, tuan: Actor) -> Sheet:
    """Tuấn's sheet, open to him."""
    found = world.sheet_of(dossier, tuan)
    actions.declare_interest(actor=tuan, sheet_id=found.pk, has_interest=False, now=world.later())
    return found


@pytest.fixture
def tap(world: World, sheet: Sheet, tuan: Actor) -> Callable[..., Sheet]:
    """Tuấn taps a box of 1.1 on one of his devices."""

    def tapped(position: int, *, key: UUID | None = None, over: UUID | None = None, text: str = "") -> Sheet:
        return actions.answer_sheet(
            actor=tuan,
            sheet_id=sheet.pk,
            criterion="1.1",
            answer=Answer(position, text),
            tapped=Tapped(key or uuid4(), over),
            now=world.later(),
        )

    return tapped


def stored(sheet: Sheet) -> tuple[int, UUID | None]:
    answer = sheet.answers.get(criterion="1.1")
    return answer.position, answer.change


# -- one tap


def test_a_tap_sent_again_counts_once(sheet: Sheet, tap: Callable[..., Sheet]) -> None:
    key = uuid4()
    with one_entry("sheet.criterion_answered"):
        first = tap(2, key=key)
        again = tap(2, key=key)
    assert again.version == first.version
    assert stored(sheet) == (2, key)
    assert Tap.objects.count() == 1


def test_a_tap_sent_again_undoes_nothing_that_came_later(sheet: Sheet, tap: Callable[..., Sheet]) -> None:
    first, second = uuid4(), uuid4()
    tap(2, key=first)
    tap(1, key=second, over=first)
    with no_entry():
        tap(2, key=first)
    assert stored(sheet) == (1, second)


def test_a_number_stands_for_one_answer_only(sheet: Sheet, tap: Callable[..., Sheet]) -> None:
    key = uuid4()
    tap(2, key=key)
    with pytest.raises(KeyTaken), no_entry():
        tap(1, key=key)
    assert stored(sheet) == (2, key)


def test_taps_of_one_device_follow_each_other(sheet: Sheet, tap: Callable[..., Sheet]) -> None:
    first, second, third = uuid4(), uuid4(), uuid4()
    tap(1, key=first)
    tap(2, key=second, over=first)
    tap(0, key=third, over=second)
    assert stored(sheet) == (0, third)


def test_an_answer_another_device_gave_meanwhile_is_not_overwritten(
    sheet: Sheet, tap: Callable[..., Sheet]
) -> None:
    other = uuid4()
    tap(2, key=other)
    with pytest.raises(AnsweredElsewhere) as refusal, no_entry():
        tap(1, over=None)
    assert refusal.value.stored.position == 2
    assert stored(sheet) == (2, other)


def test_the_member_settles_it_by_tapping_over_what_was_told(sheet: Sheet, tap: Callable[..., Sheet]) -> None:
    other, mine = uuid4(), uuid4()
    tap(2, key=other)
    tap(1, key=mine, over=other)
    assert stored(sheet) == (1, mine)


def test_two_devices_that_agree_are_no_conflict(sheet: Sheet, tap: Callable[..., Sheet]) -> None:
    first = uuid4()
    tap(2, key=first)
    tap(2)
    assert stored(sheet) == (2, first)


def test_a_note_of_another_device_is_not_overwritten_either(sheet: Sheet, tap: Callable[..., Sheet]) -> None:
    tap(2, text="Đã xem hợp đồng")
    with pytest.raises(AnsweredElsewhere):
        tap(2, text="")


def test_a_form_saved_on_another_device_counts_as_another_device(
    world: World, sheet: Sheet, tuan: Actor, tap: Callable[..., Sheet]
) -> None:
    actions.save_sheet_answers(
        actor=tuan, sheet_id=sheet.pk, expected_version=1, answers={"1.1": Answer(2)}, now=world.later()
    )
    with pytest.raises(AnsweredElsewhere):
        tap(1)


def test_an_answer_taken_over_from_an_earlier_scoring_is_nobodys_change(
    sheet: Sheet, tap: Callable[..., Sheet]
) -> None:
    sheet.answers.create(criterion="1.1", position=1)
    mine = uuid4()
    tap(2, key=mine)
    assert stored(sheet) == (2, mine)


# -- a queue of them


@pytest.fixture
def send(client_of: ClientOf, sheet: Sheet, tuan: Actor) -> Send:
    """Tuấn's device sends what it kept."""
    client = client_of(tuan)

    def sent(*taps: dict[str, Any]) -> dict[str, Any]:
        answer = post(client, sheet, tuan, *taps)
        assert answer.status_code == 200, answer.content
        told: dict[str, Any] = answer.json()
        return told

    return sent


def post(client: Client, sheet: Sheet, person: Actor, *taps: dict[str, Any]) -> Any:
    body = json.dumps({"person": person.user_id, "taps": taps})
    return client.post(f"/sheets/{sheet.pk}/answers/", body, content_type="application/json")


def a_tap(criterion: str, position: int, **more: Any) -> dict[str, Any]:
    return {"key": str(uuid4()), "criterion": criterion, "position": position, **more}


def outcomes(told: dict[str, Any]) -> list[str]:
    return [one["outcome"] for one in told["outcomes"]]


def test_a_queue_is_taken_tap_by_tap(send: Send, sheet: Sheet) -> None:
    with entries("sheet.criterion_answered", "sheet.criterion_answered"):
        told = send(a_tap("1.1", 2, text="Đã xem"), a_tap("1.2", 1))
    assert outcomes(told) == ["kept", "kept"]
    assert told["sheet"]["answers"]["1.1"]["text"] == "Đã xem"
    assert 'id="bar"' in told["sheet"]["bar"]
    assert set(told["sheet"]["claims"]) == {"1.1", "1.2"}


def test_what_is_wrong_with_one_tap_keeps_no_other_out(send: Send, sheet: Sheet) -> None:
    told = send(a_tap("1.1", 99), a_tap("99", 1), a_tap("1.2", 1))
    assert outcomes(told) == ["refused", "refused", "kept"]
    assert all(one["reason"] for one in told["outcomes"][:2])


def test_a_conflict_is_told_with_both_sides(send: Send, sheet: Sheet) -> None:
    send(a_tap("1.1", 2))
    told = send(a_tap("1.1", 1))
    assert outcomes(told) == ["elsewhere"]
    assert told["outcomes"][0]["theirs"]["position"] == 2
    assert told["outcomes"][0]["theirs"]["at"]


def test_after_the_seal_new_taps_are_told_and_old_ones_still_kept(
    world: World, dossier: Dossier, send: Send, sheet: Sheet, tuan: Actor
) -> None:
    early = a_tap("1.1", 2)
    send(early)
    sheet.refresh_from_db()
    answers = {no: Answer(position) for no, position in world.same_sheets(dossier)[0].items()}
    saved = actions.save_sheet_answers(
        actor=tuan, sheet_id=sheet.pk, expected_version=sheet.version, answers=answers, now=world.later()
    )
    actions.seal_sheet(
        actor=elevated(tuan), sheet_id=sheet.pk, expected_version=saved.version, now=world.later()
    )
    with no_entry():
        told = send(a_tap("1.2", 0), early)
    assert outcomes(told) == ["closed", "kept"]
    assert "niêm phong" in told["outcomes"][0]["reason"]
    assert told["sheet"]["open"] is False


def test_a_tie_found_late_leaves_one_entry_for_the_whole_queue(
    world: World, dossier: Dossier, send: Send, tuan: Actor
) -> None:
    actions.declare_tie(
        actor=tuan,
        producer_id=dossier.product.producer_id,
        kind=InterestKind.OTHER,
        note="Góp vốn",
        now=world.later(),
    )
    with one_entry("dossier.blocked"):
        told = send(a_tap("1.1", 2), a_tap("1.2", 1))
    assert outcomes(told) == ["closed", "closed"]


def test_on_a_shared_tablet_nobody_sends_anothers_taps(
    client_of: ClientOf, sheet: Sheet, tuan: Actor, ngoc: Actor
) -> None:
    with no_entry():
        assert post(client_of(ngoc), sheet, tuan, a_tap("1.1", 2)).status_code == 401
        assert post(client_of(ngoc), sheet, ngoc, a_tap("1.1", 2)).status_code == 404


def test_what_is_no_queue_is_refused(client_of: ClientOf, sheet: Sheet, tuan: Actor) -> None:
    client = client_of(tuan)
    for body in ("", "[]", '{"person": 1, "taps": [{"key": "x"}]}', '{"taps": []}'):
        answer = client.post(f"/sheets/{sheet.pk}/answers/", body, content_type="application/json")
        assert answer.status_code == 400


def test_a_queue_from_another_site_is_refused(sheet: Sheet, tuan: Actor, client_of: ClientOf) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.cookies.update(client_of(tuan).cookies)
    assert post(careful, sheet, tuan, a_tap("1.1", 2)).status_code == 403


def test_a_signed_out_device_is_told_so(client: Client, sheet: Sheet, tuan: Actor) -> None:
    body = json.dumps({"person": tuan.user_id, "taps": []})
    answer = client.post(
        f"/sheets/{sheet.pk}/answers/",
        body,
        content_type="application/json",
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 401


def test_before_the_declaration_a_device_learns_nothing(
    client_of: ClientOf, world: World, dossier: Dossier, ngoc: Actor
) -> None:
    own = world.sheet_of(dossier, ngoc)
    assert client_of(ngoc).get(f"/sheets/{own.pk}/answers/").status_code == 409


# -- what a device keeps


def test_only_pages_of_sheets_are_marked_to_be_kept_and_for_whom(
    client_of: ClientOf, sheet: Sheet, tuan: Actor
) -> None:
    client = client_of(tuan)
    for path in ("/sheets/", f"/sheets/{sheet.pk}/"):
        assert client.get(path).headers["X-Ocop-Person"] == str(tuan.user_id)
    for path in ("/desk/", f"/sheets/{sheet.pk}/check/", f"/sheets/{sheet.pk}/paper/"):
        assert "X-Ocop-Person" not in client.get(path).headers


def test_the_worker_sees_no_page_but_those_of_sheets(client: Client) -> None:
    worker = client.get("/sheets/worker.js")
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in worker.headers
    assert client.get("/sheets/app.webmanifest").json()["start_url"] == "/sheets/"


def test_the_app_has_icons_for_every_launcher(client_of: ClientOf, tuan: Actor) -> None:
    client = client_of(tuan)
    page = client.get("/sheets/").content.decode()
    touch = re.search(r'<link rel="apple-touch-icon" href="/static/([^"]+)">', page)
    assert touch is not None
    icons = client.get("/sheets/app.webmanifest").json()["icons"]
    drawn = {one["src"].removeprefix("/static/"): one["sizes"] for one in icons if one["type"] == "image/png"}
    assert sorted(drawn.values()) == ["192x192", "512x512"]
    for name, sizes in {**drawn, touch[1]: "180x180"}.items():
        found = finders.find(name)
        assert found, name
        with Image.open(found) as picture:
            assert "{}x{}".format(*picture.size) == sizes


def test_the_app_of_everybody_has_the_same_icons() -> None:
    found = finders.find("ocop/app.webmanifest")
    assert found
    icons = json.loads(Path(found).read_text())["icons"]
    assert [one["sizes"] for one in icons] == ["any", "192x192", "512x512"]
    assert [one["src"] for one in icons if not finders.find(f"ocop/{one['src']}")] == []


def test_signing_out_clears_the_device(client_of: ClientOf, tuan: Actor) -> None:
    assert client_of(tuan).post("/sign-out/").headers["Clear-Site-Data"] == '"storage"'


def test_a_council_may_show_what_the_producer_claims_from_the_beginning(
    client_of: ClientOf, dossier: Dossier, world: World, sheet: Sheet, tuan: Actor
) -> None:
    client = client_of(tuan)
    assert b'class="claim"' not in client.get(f"/sheets/{sheet.pk}/").content
    world.case_of(dossier).council.regulations.update(hides_claims=False)
    assert b'class="claim"' in client.get(f"/sheets/{sheet.pk}/").content
