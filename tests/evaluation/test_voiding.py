"""A tie found after the seal: the sheet is taken out before closing, and nothing it took part in stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from ocop.evaluation import actions, closing, queries, receipts
from ocop.evaluation.closing import NotReady
from ocop.evaluation.models import CouncilCase, Dossier, Sheet, SheetState
from ocop.notices.models import Message
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from tests.cast import ClientOf, no_entry, one_entry
from tests.world import World

pytestmark = pytest.mark.django_db
WHY = "Bà Ngọc góp vốn vào hợp tác xã."


def tie(world: World, actor: Actor) -> None:
    """The member says ahead, in general, that there is an interest in the producer."""
    actions.declare_tie(
        actor=actor, producer_id=world.a_producer().pk, kind="shares", note="", now=world.later()
    )


def sealed(world: World) -> Dossier:
    dossier = world.dossier("scoring")
    return world.sealed(dossier, world.same_sheets(dossier))


def close(world: World, dossier: Dossier) -> CouncilCase:
    actions.close_case(
        actor=world.secretary,
        case_id=world.case_of(dossier).pk,
        expected_version=world.fresh(dossier).version,
        now=world.later(),
    )
    return world.case_of(dossier)


def void(world: World, dossier: Dossier, member: Actor, **changed: Any) -> Sheet:
    case = world.case_of(dossier)
    given: dict[str, Any] = {
        "actor": world.province,
        "case_id": case.pk,
        "seat_id": case.council.seats.get(user_id=member.user_id or 0).pk,
        "expected_version": world.fresh(dossier).version,
        "reason": WHY,
        "now": world.later(),
        **changed,
    }
    return actions.void_sheet(**given)


def declare(world: World, dossier: Dossier, member: Actor, *, has_interest: bool = True) -> None:
    actions.declare_interest(
        actor=member,
        sheet_id=world.sheet_of(dossier, member).pk,
        has_interest=has_interest,
        note="Góp vốn.",
        now=world.later(),
    )


def test_a_case_is_not_closed_while_the_sheet_of_a_tied_member_counts(world: World, ngoc: Actor) -> None:
    dossier = world.revealed(sealed(world))
    tie(world, ngoc)
    with no_entry(), pytest.raises(NotReady, match=ngoc.name) as refused:
        close(world, dossier)
    assert [one.code for one in refused.value.unmet] == ["tied"]


def test_the_office_takes_the_sheet_out_and_the_rest_decides(world: World, ngoc: Actor) -> None:
    dossier = world.revealed(sealed(world))
    tie(world, ngoc)
    before = world.sheet_of(dossier, ngoc)
    with one_entry("case.sheet_voided") as written:
        void(world, dossier, ngoc)
    sheet = world.sheet_of(dossier, ngoc)
    assert (sheet.state, sheet.revealed_at) == (SheetState.VOID, None)
    assert (sheet.sealed_at, sheet.digest) == (before.sealed_at, before.digest)
    assert receipts.holds(sheet)
    assert WHY not in written[0].reason
    assert not Message.objects.filter(user_id=ngoc.user_id or 0, reference__startswith="dossier:").exists()
    case = close(world, dossier)
    assert f'"seat-{sheet.seat_id}"' not in case.result.question


def test_the_member_says_so_on_the_sealed_sheet(world: World, ngoc: Actor) -> None:
    dossier = sealed(world)
    version = world.fresh(dossier).version
    with one_entry("sheet.interest_declared"):
        declare(world, dossier, ngoc)
    assert world.sheet_of(dossier, ngoc).state == SheetState.VOID
    assert world.fresh(dossier).version == version, "under seal nobody learns it from the dossier"
    assert not Dossier.objects.visible_to(ngoc).exists()
    assert close(world, world.revealed(dossier)).closed_at is not None


def test_a_sealed_sheet_is_still_not_opened_again(world: World, ngoc: Actor) -> None:
    dossier = sealed(world)
    with no_entry(), pytest.raises(Conflict):
        declare(world, dossier, ngoc, has_interest=False)


def test_nothing_is_taken_out_of_a_closed_case(world: World, ngoc: Actor) -> None:
    dossier = world.dossier("closed")
    tie(world, ngoc)
    with no_entry(), pytest.raises(Conflict):
        declare(world, dossier, ngoc)
    with no_entry(), pytest.raises(Conflict):
        void(world, dossier, ngoc)


def test_an_office_takes_out_no_sheet_that_nothing_speaks_against(world: World, ngoc: Actor) -> None:
    dossier = sealed(world)
    with no_entry(), pytest.raises(Conflict):
        void(world, dossier, ngoc)


def test_only_the_office_of_the_council_takes_a_sheet_out_and_says_why(
    world: World, ngoc: Actor, phuc: Actor
) -> None:
    dossier = sealed(world)
    tie(world, ngoc)
    with no_entry(), pytest.raises(Denied):
        void(world, dossier, ngoc, actor=phuc)
    with no_entry(), pytest.raises(Stale):
        void(world, dossier, ngoc, expected_version=0)
    with no_entry(), pytest.raises(ValidationError):
        void(world, dossier, ngoc, reason=" ")
    void(world, dossier, ngoc)
    with no_entry(), pytest.raises(Conflict):
        void(world, dossier, ngoc)


def test_what_the_council_settled_with_the_member_falls_away(world: World, ngoc: Actor) -> None:
    dossier = world.revealed(sealed(world))
    case = world.case_of(dossier)
    choice = closing.floor_choices(case)[0]
    actions.record_agreed_options(
        actor=world.secretary,
        case_id=case.pk,
        expected_version=case.version,
        options={choice.criterion: choice.votes[0][0]},
        now=world.later(),
    )
    case.refresh_from_db()
    actions.record_knockouts(
        actor=world.secretary,
        case_id=case.pk,
        expected_version=case.version,
        found={},
        now=world.later(),
    )
    declare(world, dossier, ngoc)
    case.refresh_from_db()
    assert not case.agreed_options.exists()
    assert case.knockouts_decided_at is None


def test_below_the_quorum_the_council_scores_again_with_somebody_in_the_place(
    world: World, ngoc: Actor, mai: Actor
) -> None:
    world.rules = {"quorum": 4}
    dossier = world.revealed(sealed(world))
    declare(world, dossier, ngoc)
    with pytest.raises(NotReady) as refused:
        close(world, dossier)
    assert [(one.code, one.url) for one in refused.value.unmet] == [
        ("quorum", f"/cases/{world.case_of(dossier).pk}/again/")
    ]
    actions.reopen_sheets(
        actor=world.secretary,
        case_id=world.case_of(dossier).pk,
        expected_version=world.fresh(dossier).version,
        discussion="Một phiếu không được tính.",
        now=world.later(),
    )
    case = world.case_of(dossier)
    assert (case.round_no, case.revealed_at) == (2, None)
    assert [seat.user_id for seat in queries.to_replace(case)] == [ngoc.user_id]
    assert world.sheet_of(dossier, mai).answers.exists()


def test_the_last_revealed_sheet_is_taken_out_only_after_scoring_again(
    world: World, mai: Actor, tuan: Actor, ngoc: Actor, son: Actor
) -> None:
    dossier = world.revealed(sealed(world))
    for member in (tuan, ngoc, son):
        declare(world, dossier, member)
    with no_entry(), pytest.raises(Conflict):
        declare(world, dossier, mai)
    actions.reopen_sheets(
        actor=world.secretary,
        case_id=world.case_of(dossier).pk,
        expected_version=world.fresh(dossier).version,
        discussion="Không còn phiếu nào.",
        now=world.later(),
    )
    declare(world, dossier, mai)
    assert not Sheet.objects.standing(world.case_of(dossier)).exists()


def test_with_a_quorum_nothing_is_scored_again(world: World, ngoc: Actor) -> None:
    dossier = world.revealed(sealed(world))
    declare(world, dossier, ngoc)
    with no_entry(), pytest.raises(Conflict):
        actions.reopen_sheets(
            actor=world.secretary,
            case_id=world.case_of(dossier).pk,
            expected_version=world.fresh(dossier).version,
            discussion="Thử.",
            now=world.later(),
        )


def test_the_office_does_it_on_the_page_and_the_minutes_say_why(
    world: World, ngoc: Actor, hoa: Actor, phuc: Actor, client_of: ClientOf
) -> None:
    dossier = world.revealed(sealed(world))
    case, office = world.case_of(dossier), client_of(hoa)
    assert f"/cases/{case.pk}/void/" not in office.get(f"/cases/{case.pk}/").content.decode()
    tie(world, ngoc)
    assert f"/cases/{case.pk}/void/" in office.get(f"/cases/{case.pk}/").content.decode()
    typed = {
        "seat_id": case.council.seats.get(user_id=ngoc.user_id or 0).pk,
        "reason": WHY,
        "version": world.fresh(dossier).version,
    }
    with one_entry("case.sheet_voided"):
        assert office.post(f"/cases/{case.pk}/void/", typed).status_code == 302
    minutes = client_of(phuc).get(f"/cases/{case.pk}/minutes/").content.decode()
    assert WHY in minutes


def test_the_sealed_sheet_leads_its_member_to_the_declaration(
    world: World, ngoc: Actor, client_of: ClientOf
) -> None:
    dossier = sealed(world)
    sheet, member = world.sheet_of(dossier, ngoc), client_of(ngoc)
    page = f"/sheets/{sheet.pk}/declaration/"
    assert page in member.get(f"/sheets/{sheet.pk}/").content.decode()
    assert member.get(page).status_code == 200
    assert member.post(page, {"interest": "yes", "note": "Góp vốn."}).status_code == 302
    assert world.sheet_of(dossier, ngoc).state == SheetState.VOID
