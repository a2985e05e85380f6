"""The council's regulation: lines with sources, versions a case keeps, who takes part, renewal of members."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from ocop.evaluation import actions, regulation
from ocop.evaluation.actions import RenewalFacts, VoteFacts
from ocop.evaluation.answers import Answer
from ocop.evaluation.closing import NotReady, floor_choices
from ocop.evaluation.minutes import minutes_of
from ocop.evaluation.models import Council, Dossier, Rule, Seat, Sheet
from ocop.evaluation.quorum import quorum_of
from ocop.evaluation.regulation import Value
from ocop.evaluation.settling import Settling
from ocop.people.roles import COUNCIL_MEMBER
from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.platform.clock import VIETNAM
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.registry import regimes
from tests.cast import TODAY, ClientOf, no_entry, one_entry, person
from tests.world import CHILLI, World, answers_for

pytestmark = pytest.mark.django_db


def change(world: World, council: Council, actor: Actor | None = None, **given: Value) -> None:
    council.refresh_from_db()
    actions.set_regulation(
        actor=actor or world.province,
        council_id=council.pk,
        expected_version=council.version,
        given=given,
        sources={"quorum": "Điều 8 Quy chế"},
        now=world.later(),
    )


def excuse(world: World, dossier: Dossier, actor: Actor) -> None:
    case = world.case_of(dossier)
    world.fresh(dossier)
    actions.excuse_member(
        actor=world.secretary,
        case_id=case.pk,
        seat_id=case.council.seats.get(user_id=actor.user_id or 0).pk,
        expected_version=dossier.version,
        reason="Đi công tác.",
        now=world.later(),
    )


def vote(world: World, dossier: Dossier, facts: VoteFacts) -> None:
    case = world.case_of(dossier)
    actions.record_vote(
        actor=world.secretary,
        case_id=case.pk,
        expected_version=case.version,
        facts=facts,
        now=world.later(),
    )


def halves(world: World) -> Dossier:
    """A revealed case whose sheets are split evenly: two best ones, two lower ones."""
    best, lower = (answers_for(regimes.product_set("2026-26", CHILLI), down=down) for down in (0, 1))
    return world.dossier("revealed", sheets=[best, best, lower, lower])


def close(world: World, dossier: Dossier, **told: str) -> None:
    world.fresh(dossier)
    actions.close_case(
        actor=world.secretary,
        case_id=world.case_of(dossier).pk,
        expected_version=dossier.version,
        now=world.later(),
        **told,
    )


# -- the regulation


def test_a_change_is_a_new_version_with_its_source(world: World) -> None:
    council = world.a_council()
    with one_entry("council.regulation_set"):
        change(world, council, quorum_percent=Decimal(75), chair_present=True)
    now = council.regulation
    assert (now.no, now.quorum_percent, now.chair_present) == (2, Decimal(75), True)
    line = next(one for one in regulation.lines(now) if one.rule == Rule.QUORUM)
    assert (line.source, line.changed) == ("Điều 8 Quy chế", True)
    assert "26/2026" in next(one for one in regulation.lines(now) if one.rule == Rule.SPREAD).source


def test_a_case_keeps_the_regulation_it_was_convened_under(world: World) -> None:
    dossier = world.dossier("scoring")
    change(world, world.a_council(), quorum=9)
    case = world.case_of(dossier)
    assert (case.regulation.no, case.regulation.quorum) == (1, None)
    world.closed(world.revealed(world.sealed(dossier, world.same_sheets(dossier))))


def test_only_who_keeps_the_council_changes_it_on_the_present_page(world: World, mai: Actor) -> None:
    council = world.a_council()
    with no_entry(), pytest.raises(Denied):
        change(world, council, mai, quorum=3)
    with no_entry(), pytest.raises(Stale):
        actions.set_regulation(
            actor=world.province,
            council_id=council.pk,
            expected_version=council.version - 1,
            given={"quorum": 3},
            now=world.later(),
        )


@pytest.mark.parametrize(
    "given",
    [
        {"quorum_percent": Decimal(101)},
        {"after_spread": "dice"},
        {"colour": "red"},
        {"chair_scores": False, "members_score": False},
    ],
)
def test_what_a_regulation_cannot_say_is_refused(world: World, given: dict[str, Value]) -> None:
    council = world.a_council()
    with no_entry(), pytest.raises(ValidationError):
        change(world, council, None, **given)


def test_nothing_changed_is_said(world: World) -> None:
    council = world.a_council()
    change(world, council)
    with no_entry(), pytest.raises(Conflict):
        change(world, council)


def test_the_page_shows_line_default_and_source_and_what_was_typed_stays(
    client_of: ClientOf, world: World, hoa: Actor, mai: Actor
) -> None:
    council = world.a_council()
    change(world, council, quorum=3)
    page = client_of(mai).get(f"/councils/{council.pk}/regulation/").content.decode()
    assert "Điều 8 Quy chế" in page
    assert "ít nhất 3 phiếu" in page
    assert "/regulation/change/" not in page
    path = f"/councils/{council.pk}/regulation/change/"
    with no_entry():
        answer = client_of(hoa).post(path, {"version": council.version + 1, "quorum": "ba"})
    assert answer.status_code == 200
    assert 'value="ba"' in answer.content.decode()


# -- who takes part


def test_an_absent_member_lets_the_others_go_on_and_the_quorum_is_counted_anew(
    world: World, son: Actor, tuan: Actor
) -> None:
    council = world.a_council()
    change(world, council, quorum_percent=Decimal(75))
    dossier = world.dossier("scoring")
    with one_entry("case.member_absent"):
        excuse(world, dossier, son)
    found = quorum_of(world.case_of(dossier))
    assert (found.eligible, found.standing, found.needed, found.reached) == (4, 3, 3, True)
    excuse(world, dossier, tuan)
    assert not quorum_of(world.case_of(dossier)).reached


def test_who_has_an_interest_is_not_counted_among_those_who_may_judge(world: World, son: Actor) -> None:
    change(world, world.a_council(), quorum_percent=Decimal(75))
    dossier = world.dossier("scoring")
    actions.declare_interest(
        actor=son,
        sheet_id=world.sheet_of(dossier, son).pk,
        has_interest=True,
        note="Góp vốn.",
        now=world.later(),
    )
    found = quorum_of(world.case_of(dossier))
    assert (found.eligible, found.needed, found.reached) == (3, 3, True)


def test_without_the_chair_nothing_is_revealed_where_the_regulation_asks_for_it(
    world: World, mai: Actor
) -> None:
    change(world, world.a_council(), chair_present=True)
    dossier = world.dossier("scoring")
    excuse(world, dossier, mai)
    members, world.members = world.members, [one for one in world.members if one[0] != mai]
    world.sealed(dossier, world.same_sheets(dossier))
    with no_entry(), pytest.raises(Conflict):
        world.revealed(dossier)
    world.members = members


def test_a_sealed_sheet_counts_and_its_member_is_not_absent(world: World, mai: Actor) -> None:
    dossier = world.dossier("scoring")
    world.sealed(dossier, world.same_sheets(dossier)[:1])
    with no_entry(), pytest.raises(Conflict):
        excuse(world, dossier, mai)


# -- written opinion


def test_opinions_that_differ_too_much_lead_to_a_meeting(world: World) -> None:
    world.rules = {"max_spread": "10"}
    best, lower = (answers_for(regimes.product_set("2026-26", CHILLI), down=down) for down in (0, 1))
    dossier = world.dossier("accepted")
    actions.convene(
        actor=world.province,
        dossier_id=dossier.pk,
        council_id=world.a_council().pk,
        expected_version=dossier.version,
        method="written_opinion",
        opinions_due_on=TODAY + timedelta(days=7),
        now=world.later(),
    )
    world.without_interest(world.secretary, world.case_of(dossier))
    world.agreed(world.revealed(world.sealed(world.fresh(dossier), [best, lower, lower, lower])))
    with no_entry(), pytest.raises(NotReady) as refusal:
        close(world, dossier, discussion="Đã trao đổi.")
    assert [one.code for one in refusal.value.unmet] == ["meeting"]
    case = world.case_of(dossier)
    with one_entry("case.meeting_called"):
        actions.call_meeting(
            actor=world.secretary,
            case_id=case.pk,
            expected_version=case.version,
            meets_on=TODAY + timedelta(days=9),
            reason="Ý kiến khác nhau nhiều.",
            now=world.later(),
        )
    close(world, dossier, discussion="Đã trao đổi.")


# -- closing


def test_every_unmet_rule_is_said_at_once_with_source_and_way(world: World) -> None:
    world.rules = {"max_spread": "10"}
    dossier = halves(world)
    with no_entry(), pytest.raises(NotReady) as refusal:
        close(world, dossier)
    found = refusal.value.unmet
    assert [one.code for one in found] == ["spread", "options"]
    assert all(one.source and one.url for one in found)


def test_a_flag_alone_asks_for_nothing_more(world: World) -> None:
    world.rules = {"max_spread": "10"}
    change(world, world.a_council(), after_spread="flag")
    dossier = world.agreed(halves(world))
    close(world, dossier)


def test_a_regulation_may_want_a_second_scoring(world: World) -> None:
    world.rules = {"max_spread": "10"}
    change(world, world.a_council(), after_spread="rescore", rescored="chosen")
    dossier = world.agreed(halves(world))
    with no_entry(), pytest.raises(NotReady) as refusal:
        close(world, dossier, discussion="Đã trao đổi.")
    assert [one.code for one in refusal.value.unmet] == ["rescore"]
    with no_entry(), pytest.raises(ValidationError):
        _again(world, dossier, [])
    with one_entry("dossier.sheets_reopened"):
        _again(world, dossier, ["1.1"])
    sheet = world.sheet_of(dossier, world.members[0][0])
    with no_entry(), pytest.raises(ValidationError, match="8"):
        actions.answer_sheet(
            actor=world.members[0][0],
            sheet_id=sheet.pk,
            criterion="8",
            answer=Answer(1),
            now=world.later(),
        )


def _again(world: World, dossier: Dossier, criteria: list[str]) -> None:
    world.fresh(dossier)
    actions.reopen_sheets(
        actor=world.secretary,
        case_id=world.case_of(dossier).pk,
        expected_version=dossier.version,
        discussion="Xem lại tiêu chí 1.1.",
        criteria=criteria,
        now=world.later(),
    )


def test_an_even_split_is_decided_by_the_chair_where_the_regulation_says_so(world: World) -> None:
    dossier = halves(world)
    choice = next(one for one in floor_choices(world.case_of(dossier)) if one.split_evenly)
    option = choice.votes[0][0]
    with no_entry(), pytest.raises(Conflict):
        vote(world, dossier, VoteFacts(choice.criterion, option, 2, 2, chair_for=True))
    world.case_of(dossier).regulation.council.regulations.update(casting_vote=True)
    with no_entry(), pytest.raises(ValidationError):
        vote(world, dossier, VoteFacts(choice.criterion, option, 2, 2))
    with no_entry(), pytest.raises(ValidationError):
        vote(world, dossier, VoteFacts(choice.criterion, option, 4, 3))
    with one_entry("case.vote_recorded"):
        vote(world, dossier, VoteFacts(choice.criterion, option, 2, 2, chair_for=True))
    case = world.case_of(dossier)
    assert case.votes.get().chair_decided
    assert dict(case.agreed_options.values_list("criterion", "position")) == {choice.criterion: option}


# -- names, minutes, renewal


def test_members_read_sheets_without_names_where_the_regulation_says_so(
    world: World, tuan: Actor, phuc: Actor, mai: Actor
) -> None:
    change(world, world.a_council(), names_at_reveal=False, names_in_minutes=False)
    case = world.case_of(world.dossier("revealed"))
    seen = Settling(tuan, case)
    assert {one.name[:5] for one in seen.members} == {"Phiếu"}
    assert list(Sheet.objects.visible_to(tuan).values_list("seat__user_id", flat=True)) == [tuan.user_id]
    assert mai.name in {one.name for one in Settling(phuc, case).members}
    assert mai.name not in {one.name for one in minutes_of(Settling(phuc, case)).members}


def test_minutes_fill_themselves(world: World, son: Actor) -> None:
    dossier = world.dossier("scoring")
    excuse(world, dossier, son)
    members, world.members = world.members, [one for one in world.members if one[0] != son]
    world.closed(world.revealed(world.sealed(dossier, world.same_sheets(dossier))))
    world.members = members
    told = minutes_of(Settling(world.secretary, world.case_of(dossier)))
    assert (told.took_part, told.eligible, told.is_draft) == (3, 4, False)
    assert {one.name for one in told.attendance if not one.took_part} == {son.name}
    assert [one.role for one in told.signatures] == ["Thư ký", "Chủ tịch"]
    assert told.agreed


def test_a_place_goes_over_for_good_by_a_decision(world: World, son: Actor, an_expert: Actor) -> None:
    council = world.a_council()
    seat = council.sitting.get(user_id=son.user_id or 0)
    facts = RenewalFacts(an_expert.user_id or 0, TODAY, "12/QĐ-UBND")
    with one_entry("council.member_renewed"):
        taken = actions.renew_seat(
            actor=world.province,
            seat_id=seat.pk,
            expected_version=council.version,
            facts=facts,
            now=world.later(),
        )
    assert (taken.role, taken.replaces_id, taken.decision_number) == ("member", seat.pk, "12/QĐ-UBND")
    assert not Council.objects.visible_to(son).exists()
    assert Council.objects.visible_to(an_expert).exists()


def test_who_still_scores_is_not_replaced(world: World, son: Actor, an_expert: Actor) -> None:
    world.dossier("scoring")
    council = world.a_council()
    with no_entry(), pytest.raises(Conflict):
        actions.renew_seat(
            actor=world.province,
            seat_id=council.sitting.get(user_id=son.user_id or 0).pk,
            expected_version=council.version,
            facts=RenewalFacts(an_expert.user_id or 0, TODAY, "12/QĐ-UBND"),
            now=world.later(),
        )


@pytest.fixture
def an_expert(lao_cai: Unit) -> Actor:
    """Somebody appointed council member in the province who has no seat."""
    return person("0913000777", "Giàng A Páo", COUNCIL_MEMBER, lao_cai)


def test_who_left_the_council_meanwhile_can_still_be_excused(world: World, son: Actor) -> None:
    dossier = world.dossier("scoring")
    seat = world.a_council().seats.get(user_id=son.user_id or 0)
    seat.left_on = TODAY
    seat.save()
    excuse(world, dossier, son)
    assert world.case_of(dossier).absences.get().seat_id == seat.pk


def test_who_left_the_council_before_the_case_is_not_excused_from_it(world: World, son: Actor) -> None:
    seat = world.a_council().seats.get(user_id=son.user_id or 0)
    seat.left_on = TODAY
    seat.save()
    dossier = world.dossier("scoring")
    with no_entry(), pytest.raises(Seat.DoesNotExist):
        excuse(world, dossier, son)


def test_a_regulation_of_the_first_morning_of_new_rules_begins_with_these(world: World) -> None:
    """At two in the morning here it is still the day before by the clock of the database."""
    new = regimes.regime("2026-26")
    written = world.a_council().regulation
    written.council.decided_on = new.in_force_from - timedelta(days=30)
    written.set_at = datetime.combine(new.in_force_from, time(2), VIETNAM).astimezone(UTC)
    source = next(line.source for line in regulation.lines(written) if line.rule == Rule.QUORUM)
    assert new.title in source
    assert regulation.citation(written, Rule.QUORUM) == source
