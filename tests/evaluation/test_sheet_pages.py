"""A member's sheet in the browser: the declaration first, then scoring, the seal and the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.html import escape

from ocop.access.standing import Standing
from ocop.evaluation import actions, queries, receipts
from ocop.evaluation.answers import Answer
from ocop.evaluation.models import Declaration, Dossier, Sheet, SheetState
from ocop.platform import clock
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict
from ocop.registry import regimes
from tests.cast import ClientOf, elevated, no_entry, one_entry
from tests.world import CHILLI, World, answers_for

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def dossier(world: World) -> Dossier:
    return world.dossier("scoring")


@pytest.fixture
def sheet(world: World, dossier: Dossier, tuan: Actor) -> Sheet:
    """Tuấn's sheet, before he declared anything."""
    return world.sheet_of(dossier, tuan)


@pytest.fixture
def opened(world: World, sheet: Sheet, tuan: Actor) -> Sheet:
    """Tuấn's sheet after he declared that he has no interest."""
    actions.declare_interest(actor=tuan, sheet_id=sheet.pk, has_interest=False, now=world.later())
    return sheet


@pytest.fixture
def full() -> dict[str, int]:
    return answers_for(regimes.product_set("2026-26", CHILLI))


def prove(client: Client) -> Client:
    """The same browser, whose person has just confirmed who they are."""
    session = client.session
    Standing.of(session).elevated(clock.now() + timedelta(minutes=5)).store(session)
    session.save()
    return client


def save(client: Client, sheet: Sheet, answers: Mapping[str, int], **more: str | int) -> tuple[int, str]:
    sheet.refresh_from_db()
    answer = client.post(f"/sheets/{sheet.pk}/", {"version": sheet.version, **answers, **more})
    return answer.status_code, answer.content.decode()


# -- the declaration


def test_a_sheet_begins_with_the_question_about_interests(
    client_of: ClientOf, sheet: Sheet, tuan: Actor
) -> None:
    page = client_of(tuan).get(f"/sheets/{sheet.pk}/")
    assert "Tôi không có lợi ích liên quan" in page.content.decode()
    assert b'name="1.1"' not in page.content


def test_no_interest_opens_the_sheet(client_of: ClientOf, sheet: Sheet, tuan: Actor) -> None:
    client = client_of(tuan)
    with one_entry("sheet.no_interest_declared"):
        answer = client.post(f"/sheets/{sheet.pk}/declaration/", {"interest": "no"})
    assert answer.headers["Location"] == f"/sheets/{sheet.pk}/"
    assert b'name="1.1"' in client.get(f"/sheets/{sheet.pk}/").content


def test_an_interest_needs_words_and_keeps_them(client_of: ClientOf, sheet: Sheet, tuan: Actor) -> None:
    client = client_of(tuan)
    with no_entry():
        page = client.post(f"/sheets/{sheet.pk}/declaration/", {"interest": "yes", "note": " "})
    assert page.status_code == 200
    assert "Ghi rõ lợi ích liên quan" in page.content.decode()
    with one_entry("sheet.interest_declared"):
        client.post(f"/sheets/{sheet.pk}/declaration/", {"interest": "yes", "note": "Anh ruột là giám đốc."})
    assert client.get(f"/sheets/{sheet.pk}/").status_code == 404
    assert Declaration.objects.get(has_interest=True).note == "Anh ruột là giám đốc."


def test_an_undeclared_sheet_takes_no_answer(
    client_of: ClientOf, sheet: Sheet, tuan: Actor, full: dict[str, int]
) -> None:
    with no_entry():
        status, _page = save(client_of(tuan), sheet, full)
    assert status == 409


def test_what_was_declared_twice_is_refused(world: World, opened: Sheet, tuan: Actor) -> None:
    with pytest.raises(Conflict), no_entry():
        actions.declare_interest(actor=tuan, sheet_id=opened.pk, has_interest=False, now=world.later())


def test_an_interest_found_later_voids_the_sheet_for_good(world: World, opened: Sheet, tuan: Actor) -> None:
    actions.declare_interest(
        actor=tuan, sheet_id=opened.pk, has_interest=True, note="Góp vốn.", now=world.later()
    )
    opened.refresh_from_db()
    assert opened.state == SheetState.VOID
    assert list(queries.my_sheets(tuan)) == []
    with pytest.raises(Sheet.DoesNotExist), no_entry():
        actions.declare_interest(actor=tuan, sheet_id=opened.pk, has_interest=False, now=world.later())


def test_a_withdrawn_sheet_holds_nobody_up_and_counts_nowhere(
    world: World, dossier: Dossier, sheet: Sheet, tuan: Actor, phuc: Actor
) -> None:
    actions.declare_interest(
        actor=tuan, sheet_id=sheet.pk, has_interest=True, note="Góp vốn.", now=world.later()
    )
    case = world.case_of(dossier)
    assert [one.withdrew for one in queries.sealing(phuc, case)].count(True) == 1
    best = answers_for(regimes.product_set("2026-26", CHILLI), down=0)
    for actor, _role, scores in world.members:
        if scores and actor != tuan:
            own = world.sheet_of(dossier, actor)
            actions.declare_interest(actor=actor, sheet_id=own.pk, has_interest=False, now=world.later())
            saved = actions.save_sheet_answers(
                actor=actor,
                sheet_id=own.pk,
                expected_version=own.version,
                answers={number: Answer(position) for number, position in best.items()},
                now=world.later(),
            )
            actions.seal_sheet(
                actor=elevated(actor), sheet_id=own.pk, expected_version=saved.version, now=world.later()
            )
    world.revealed(dossier)
    case.refresh_from_db()
    result = queries.reckoned(case)
    assert result is not None
    assert len(result.sheets) == 3


def test_withdrawals_below_the_quorum_stop_the_reveal(world: World, tuan: Actor) -> None:
    world.rules = {"quorum": 4}
    dossier = world.dossier("scoring")
    sheet = world.sheet_of(dossier, tuan)
    actions.declare_interest(
        actor=tuan, sheet_id=sheet.pk, has_interest=True, note="Góp vốn.", now=world.later()
    )
    others = [(actor, role, scores) for actor, role, scores in world.members if actor != tuan]
    world.members = others
    world.sealed(dossier, world.same_sheets(dossier))
    with pytest.raises(Conflict, match="3"), no_entry():
        actions.reveal(
            actor=world.secretary,
            case_id=world.case_of(dossier).pk,
            expected_version=world.fresh(dossier).version,
            now=world.later(),
        )


# -- who sees a sheet


@pytest.mark.parametrize("path", ["", "declaration/", "check/", "paper/"])
def test_nobody_else_finds_a_sheet_that_is_not_revealed(
    client_of: ClientOf, opened: Sheet, phuc: Actor, hoa: Actor, lan: Actor, path: str
) -> None:
    for other in (phuc, hoa, lan):
        assert client_of(other).get(f"/sheets/{opened.pk}/{path}").status_code == 404


def test_an_act_is_no_page(client_of: ClientOf, opened: Sheet, tuan: Actor) -> None:
    assert client_of(tuan).get(f"/sheets/{opened.pk}/seal/").status_code == 405


def test_looking_writes_nothing(client_of: ClientOf, opened: Sheet, tuan: Actor) -> None:
    client = client_of(tuan)
    with no_entry():
        for path in ("", "declaration/", "check/", "paper/"):
            assert client.get(f"/sheets/{opened.pk}/{path}").status_code == 200


def test_without_a_session_one_signs_in_first(client: Client, opened: Sheet) -> None:
    assert client.get(f"/sheets/{opened.pk}/").status_code == 302


# -- scoring


def test_the_claim_of_the_producer_shows_only_after_the_own_choice(
    client_of: ClientOf, opened: Sheet, tuan: Actor
) -> None:
    client = client_of(tuan)
    assert b'class="claim"' not in client.get(f"/sheets/{opened.pk}/").content
    save(client, opened, {"1.1": 1})
    assert client.get(f"/sheets/{opened.pk}/").content.count(b'class="claim"') == 1


def test_a_note_without_a_choice_is_not_lost(client_of: ClientOf, opened: Sheet, tuan: Actor) -> None:
    client = client_of(tuan)
    with no_entry():
        status, page = save(client, opened, {}, **{"1.1-words": "Hỏi lại xã"})
    assert status == 200
    assert "Hỏi lại xã" in page


def test_a_position_the_rulebook_does_not_have_is_refused(
    client_of: ClientOf, opened: Sheet, tuan: Actor
) -> None:
    client = client_of(tuan)
    with no_entry():
        status, page = save(client, opened, {"1.1": 99})
    assert status == 200
    assert "Chưa lưu" in page


def test_a_section_is_saved_without_script(client_of: ClientOf, opened: Sheet, tuan: Actor) -> None:
    with one_entry("sheet.saved"):
        answer = client_of(tuan).post(
            f"/sheets/{opened.pk}/", {"version": 1, "1.1": 2, "1.1-words": "Đã xem hợp đồng", "then": "1"}
        )
    assert answer.headers["Location"] == f"/sheets/{opened.pk}/#sc-1"
    kept = opened.answers.get()
    assert (kept.criterion, kept.position, kept.comment) == ("1.1", 2, "Đã xem hợp đồng")


def test_a_stale_form_keeps_what_was_typed(client_of: ClientOf, opened: Sheet, tuan: Actor) -> None:
    client = client_of(tuan)
    save(client, opened, {"1.1": 2})
    with no_entry():
        answer = client.post(f"/sheets/{opened.pk}/", {"version": 1, "1.1": 1, "1.1-words": "Tôi nghĩ khác"})
    assert answer.status_code == 409
    assert "Tôi nghĩ khác" in answer.content.decode()


def test_a_tap_saved_meanwhile_does_not_refuse_the_form(
    client_of: ClientOf, world: World, opened: Sheet, tuan: Actor
) -> None:
    client = client_of(tuan)
    actions.answer_sheet(actor=tuan, sheet_id=opened.pk, criterion="1.1", answer=Answer(2), now=world.later())
    answer = client.post(f"/sheets/{opened.pk}/", {"version": 1, "1.1": 2, "1.2": 1, "then": "check"})
    assert answer.headers["Location"] == f"/sheets/{opened.pk}/check/"
    assert opened.answers.count() == 2


def test_a_denied_story_takes_its_structure_along(
    client_of: ClientOf, opened: Sheet, tuan: Actor, full: dict[str, int]
) -> None:
    story = next(leaf.story for leaf in regimes.product_set("2026-26", CHILLI).leaves.values() if leaf.story)
    status, _page = save(client_of(tuan), opened, {**full, story: 0})
    assert status == 302
    assert not opened.answers.filter(criterion="5.2").exists()


# -- the seal


def test_an_incomplete_sheet_is_not_sealed(client_of: ClientOf, opened: Sheet, tuan: Actor) -> None:
    client = prove(client_of(tuan))
    with no_entry():
        answer = client.post(f"/sheets/{opened.pk}/seal/", {"version": opened.version})
    assert answer.headers["Location"] == f"/sheets/{opened.pk}/check/"
    assert "Các tiêu chí còn phải chấm" in client.get(f"/sheets/{opened.pk}/check/").content.decode()


def test_a_complete_sheet_is_sealed_once_and_gives_a_receipt(
    client_of: ClientOf, opened: Sheet, tuan: Actor, full: dict[str, int]
) -> None:
    client = prove(client_of(tuan))
    save(client, opened, full)
    opened.refresh_from_db()
    with one_entry("sheet.sealed"):
        client.post(f"/sheets/{opened.pk}/seal/", {"version": opened.version})
    page = client.get(f"/sheets/{opened.pk}/").content.decode()
    assert escape(f"PDG-{opened.pk:06d}-1") in page
    opened.refresh_from_db()
    assert len(opened.digest) == 64
    assert opened.digest in page
    with no_entry():
        again = client.post(f"/sheets/{opened.pk}/seal/", {"version": opened.version})
        late = client.post(f"/sheets/{opened.pk}/", {"version": opened.version + 1, "1.1": 1})
    assert again.status_code == late.status_code == 409


def test_a_seal_asks_who_one_is_and_a_fresh_sign_in_is_enough(
    client_of: ClientOf, opened: Sheet, tuan: Actor, full: dict[str, int]
) -> None:
    client = client_of(tuan)
    save(client, opened, full)
    opened.refresh_from_db()
    page = client.get(f"/sheets/{opened.pk}/check/").content.decode()
    assert "/confirm/?next=" in page
    assert f'action="/sheets/{opened.pk}/seal/"' not in page
    with no_entry():
        assert client.post(f"/sheets/{opened.pk}/seal/", {"version": opened.version}).status_code == 403
    session = client.session
    Standing(begun_at=clock.now().isoformat(), means="password", strong=True).store(session)
    session.save()
    with one_entry("sheet.sealed"):
        client.post(f"/sheets/{opened.pk}/seal/", {"version": opened.version})


def test_a_receipt_holds_until_an_answer_is_changed(world: World, dossier: Dossier, tuan: Actor) -> None:
    world.sealed(dossier, world.same_sheets(dossier)[:2])
    sheet = world.sheet_of(dossier, tuan)
    assert receipts.holds(sheet)
    sheet.answers.filter(criterion="1.1").update(comment="Sửa sau khi niêm phong")
    assert not receipts.holds(sheet)


def test_a_stale_seal_is_refused(
    client_of: ClientOf, opened: Sheet, tuan: Actor, full: dict[str, int]
) -> None:
    client = prove(client_of(tuan))
    save(client, opened, full)
    with no_entry():
        assert client.post(f"/sheets/{opened.pk}/seal/", {"version": 1}).status_code == 409


def test_a_revealed_sheet_is_read_by_the_council_and_its_province_but_by_no_producer(
    client_of: ClientOf, world: World, tuan: Actor, hoa: Actor, lan: Actor
) -> None:
    dossier = world.dossier("revealed")
    sheet = world.sheet_of(dossier, tuan)
    for reader in (world.secretary, hoa):
        assert "Lê Anh Tuấn" in client_of(reader).get(f"/sheets/{sheet.pk}/").content.decode()
    for stranger in (world.commune, lan):
        assert client_of(stranger).get(f"/sheets/{sheet.pk}/").status_code == 404
