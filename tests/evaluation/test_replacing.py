"""A member who withdrew is replaced, so that a case never stands still for want of a sheet or a secretary."""

from __future__ import annotations

import pytest

from ocop.evaluation import actions, appeals, queries, rules
from ocop.evaluation.closing import NotReady
from ocop.evaluation.models import Council, CouncilCase, Dossier, Seat, Sheet, StandIn
from ocop.people.roles import COUNCIL_MEMBER, PROVINCE_OFFICER
from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.registry import regimes
from tests.cast import ClientOf, in_office, no_entry, one_entry, person, user_of
from tests.evaluation.test_regulation import change
from tests.world import World, answers_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def dung(lao_cai: Unit) -> Actor:
    """Appointed council member, and not seated yet."""
    return person("0912000077", "Trịnh Văn Dũng", COUNCIL_MEMBER, lao_cai)


def withdrawn(world: World, dossier: Dossier, actor: Actor) -> Seat:
    sheet = world.sheet_of(dossier, actor)
    actions.declare_interest(
        actor=actor, sheet_id=sheet.pk, has_interest=True, note="Góp vốn.", now=world.later()
    )
    return sheet.seat


def replace(
    world: World,
    dossier: Dossier,
    seat: Seat,
    new: Actor,
    actor: Actor | None = None,
    version: int | None = None,
) -> StandIn:
    return actions.replace_member(
        actor=actor or world.province,
        case_id=world.case_of(dossier).pk,
        withdrawn_id=seat.pk,
        user_id=user_of(new).pk,
        expected_version=world.fresh(dossier).version if version is None else version,
        now=world.later(),
    )


def test_a_new_member_with_a_sheet_brings_the_quorum_back(world: World, tuan: Actor, dung: Actor) -> None:
    world.rules = {"quorum": 4}
    dossier = world.dossier("scoring")
    seat = withdrawn(world, dossier, tuan)
    with one_entry("case.member_replaced"):
        replace(world, dossier, seat, dung)
    world.members = [one for one in world.members if one[0] != tuan] + [(dung, "member", True)]
    world.sealed(dossier, world.same_sheets(dossier))
    world.revealed(dossier)
    assert Sheet.objects.standing(world.case_of(dossier)).count() == 4
    assert world.closed(dossier).state == "closed"


def test_a_secretary_who_withdrew_may_not_reveal_and_another_may(
    world: World, phuc: Actor, ngoc: Actor
) -> None:
    world.members = [(actor, role, True) for actor, role, _scores in world.members]
    dossier = world.dossier("scoring")
    seat = withdrawn(world, dossier, phuc)
    refusal = rules.holds_seat(phuc, world.case_of(dossier), frozenset({"secretary"}))
    assert not refusal
    assert "rút" in str(refusal.reason)
    with no_entry(), pytest.raises(CouncilCase.DoesNotExist):
        world.revealed(dossier)
    assert not queries.cases_to_settle(phuc)

    before = Sheet.objects.count()
    replace(world, dossier, seat, ngoc)
    assert Sheet.objects.count() == before
    world.without_interest(ngoc, world.case_of(dossier))
    assert [case.dossier_id for case in queries.cases_to_settle(ngoc)] == [dossier.pk]
    world.members = [one for one in world.members if one[0] != phuc]
    world.sealed(dossier, world.same_sheets(dossier))
    world.members = [(a, "secretary" if a == ngoc else role, True) for a, role, _scores in world.members]
    world.revealed(dossier)
    assert world.closed(dossier).state == "closed"


def test_who_stands_in_and_withdraws_passes_the_place_on(
    world: World, mai: Actor, dung: Actor, ngoc: Actor
) -> None:
    dossier = world.dossier("scoring")
    case = world.case_of(dossier)
    replace(world, dossier, withdrawn(world, dossier, mai), dung)
    assert not rules.holds_seat(dung, case, frozenset({"chair"}))
    world.without_interest(dung, case)
    assert rules.holds_seat(dung, case, frozenset({"chair"}))
    assert replace(world, dossier, withdrawn(world, dossier, dung), ngoc).role == "chair"
    world.without_interest(ngoc, case)
    assert rules.holds_seat(ngoc, world.case_of(dossier), frozenset({"chair"}))
    assert not rules.holds_seat(dung, world.case_of(dossier), frozenset({"chair"}))


def test_only_a_withdrawn_place_is_given_and_only_once(
    world: World, tuan: Actor, ngoc: Actor, son: Actor, dung: Actor, lao_cai: Unit
) -> None:
    dossier = world.dossier("scoring")
    ngocs = world.sheet_of(dossier, ngoc).seat
    with no_entry(), pytest.raises(Conflict):
        replace(world, dossier, ngocs, dung)
    seat = withdrawn(world, dossier, tuan)
    with no_entry(), pytest.raises(Stale):
        replace(world, dossier, seat, dung, version=dossier.version - 1)
    for other in (tuan, son):
        with no_entry(), pytest.raises(Conflict):
            replace(world, dossier, seat, other)
    with no_entry(), pytest.raises(Conflict):
        replace(world, dossier, seat, world.commune)
    with one_entry("dossier.blocked"), pytest.raises(Conflict):
        replace(world, dossier, seat, in_office(user_of(world.producer), COUNCIL_MEMBER, lao_cai))
    replace(world, dossier, seat, dung)
    with no_entry(), pytest.raises(Conflict):
        replace(world, dossier, seat, dung)


def test_only_the_office_of_the_council_replaces(
    world: World, tuan: Actor, mai: Actor, dung: Actor, cao_bang: Unit
) -> None:
    dossier = world.dossier("scoring")
    seat = withdrawn(world, dossier, tuan)
    with no_entry(), pytest.raises(Denied):
        replace(world, dossier, seat, dung, actor=mai)
    stranger = person("0912000078", "Nông Thị Sen", PROVINCE_OFFICER, cao_bang)
    with no_entry(), pytest.raises(CouncilCase.DoesNotExist):
        replace(world, dossier, seat, dung, actor=stranger)


def test_no_member_is_replaced_once_the_sheets_are_open(world: World, tuan: Actor, dung: Actor) -> None:
    dossier = world.dossier("scoring")
    seat = withdrawn(world, dossier, tuan)
    world.members = [one for one in world.members if one[0] != tuan]
    world.sealed(dossier, world.same_sheets(dossier))
    world.revealed(dossier)
    with no_entry(), pytest.raises(Conflict):
        replace(world, dossier, seat, dung)


def test_a_chair_with_an_interest_after_the_reveal_is_replaced_so_that_the_case_can_close(
    client_of: ClientOf, world: World, hoa: Actor, mai: Actor, dung: Actor
) -> None:
    world.members = [(actor, role, scores and role != "chair") for actor, role, scores in world.members]
    change(world, world.a_council(), chair_present=True)
    dossier = world.dossier("scoring")
    case = world.case_of(dossier)
    case.declarations.filter(seat__user_id=mai.user_id or 0).delete()
    world.revealed(world.sealed(dossier, world.same_sheets(dossier)))
    actions.declare_in_case(actor=mai, case_id=case.pk, has_interest=True, note="Góp vốn.", now=world.later())
    seat = case.council.seats.get(user_id=mai.user_id or 0)
    address = f"/cases/{case.pk}/replace/{seat.pk}/"
    with no_entry(), pytest.raises(NotReady):
        world.closed(dossier)
    assert address in client_of(hoa).get(f"/cases/{case.pk}/").content.decode()
    sheets = Sheet.objects.count()
    assert replace(world, dossier, seat, dung).role == "chair"
    assert Sheet.objects.count() == sheets
    world.without_interest(dung, case)
    assert world.closed(dossier).state == "closed"
    assert address not in client_of(hoa).get(f"/cases/{case.pk}/").content.decode()


def test_who_stands_in_is_asked_only_about_the_cases_they_have_a_part_in(
    world: World, tuan: Actor, dung: Actor
) -> None:
    dossier, other = world.dossier("scoring"), world.dossier("scoring")
    replace(world, dossier, withdrawn(world, dossier, tuan), dung)
    assert [one.dossier_id for one in queries.to_declare(dung)] == [dossier.pk]
    assert not rules.can_read_papers(dung, other)


def test_who_took_a_scoring_place_after_the_reveal_scores_when_it_is_scored_again(
    world: World, mai: Actor, phuc: Actor, dung: Actor
) -> None:
    """With an empty sheet, where the others begin with their answers; whoever withdrew gets none."""
    world.rules = {"max_spread": "10"}
    best, lower = (answers_for(regimes.product_set("2026-26", 10), down=down) for down in (0, 1))
    dossier = world.dossier("revealed", sheets=[lower, lower, lower, best])
    case = world.case_of(dossier)
    seat = withdrawn(world, dossier, mai)
    replace(world, dossier, seat, dung)
    world.without_interest(dung, case)
    assert not case.sheets.filter(seat__user_id=dung.user_id or 0).exists()
    actions.reopen_sheets(
        actor=phuc,
        case_id=case.pk,
        expected_version=world.fresh(dossier).version,
        discussion="Thống nhất cách hiểu tiêu chí liên kết.",
        now=world.later(),
    )
    sheets = Sheet.objects.standing(world.case_of(dossier))
    assert not sheets.filter(seat=seat).exists()
    assert sheets.count() == 4
    assert not world.sheet_of(dossier, dung).answers.exists()
    world.members = [(dung if one == mai else one, role, scores) for one, role, scores in world.members]
    world.sealed(dossier, world.same_sheets(dossier))
    assert world.closed(world.revealed(dossier)).state == "closed"


def test_who_stands_in_becomes_no_member_of_the_council(
    world: World, tuan: Actor, hoa: Actor, dung: Actor, client_of: ClientOf
) -> None:
    """Other cases give them no sheet, ask nobody for their ties, and name them in no minutes."""
    dossier, before = world.dossier("scoring"), world.dossier("scoring")
    replace(world, dossier, withdrawn(world, dossier, tuan), dung)
    assert world.sheet_of(dossier, dung).round_no == 1
    after = world.case_of(world.dossier("scoring"))
    assert not after.sheets.filter(seat__user_id=dung.user_id or 0).exists()
    for case in (after, world.case_of(before)):
        assert dung.user_id not in {one.user_id for one in queries.seats_during(case)}
    assert dung.user_id in {one.user_id for one in queries.seats_during(world.case_of(dossier))}
    assert dung.user_id not in appeals.sat_in(after)
    page = client_of(hoa).get(f"/councils/{after.council_id}/").content.decode()
    assert "Chỉ thay người trong từng hồ sơ" in page


def test_who_stands_in_may_be_made_a_member(world: World, tuan: Actor, dung: Actor) -> None:
    dossier = world.dossier("scoring")
    helping = replace(world, dossier, withdrawn(world, dossier, tuan), dung).seat
    council = helping.council
    seat = actions.seat_member(
        actor=world.province,
        council_id=council.pk,
        expected_version=Council.objects.get(pk=council.pk).version,
        user_id=user_of(dung).pk,
        now=world.later(),
    )
    assert (seat.pk, seat.scores, seat.only_stands_in) == (helping.pk, True, False)
    assert world.case_of(world.dossier("scoring")).sheets.filter(seat=seat).exists()


def test_a_place_that_scores_scores_whoever_holds_it_by_now(
    world: World, tuan: Actor, dung: Actor, lao_cai: Unit
) -> None:
    dossier = world.dossier("scoring")
    replace(world, dossier, withdrawn(world, dossier, tuan), dung)
    yen = person("0912000079", "Lục Thị Yến", COUNCIL_MEMBER, lao_cai)
    replace(world, dossier, withdrawn(world, dossier, dung), yen)
    assert world.sheet_of(dossier, yen).round_no == 1


def test_nobody_is_chair_and_secretary_of_one_case(
    world: World, mai: Actor, phuc: Actor, ngoc: Actor, dung: Actor
) -> None:
    dossier = world.dossier("scoring")
    seat = withdrawn(world, dossier, mai)
    with no_entry(), pytest.raises(Conflict, match="thư ký"):
        replace(world, dossier, seat, phuc)
    replace(world, dossier, seat, ngoc)
    world.without_interest(ngoc, world.case_of(dossier))
    actions.declare_in_case(
        actor=phuc, case_id=world.case_of(dossier).pk, has_interest=True, note="Góp vốn.", now=world.later()
    )
    secretary = world.case_of(dossier).council.seats.get(user_id=phuc.user_id or 0)
    with no_entry(), pytest.raises(Conflict, match="thư ký"):
        replace(world, dossier, secretary, ngoc)
    assert replace(world, dossier, secretary, dung).role == "secretary"


@pytest.mark.parametrize("first", ["member", "chair"])
def test_who_fills_two_places_and_withdraws_after_the_reveal_is_replaced_in_the_one_that_leads(
    world: World, mai: Actor, son: Actor, dung: Actor, lao_cai: Unit, first: str
) -> None:
    """In whichever order they took them, so that the case can close."""
    world.members = [(actor, role, scores and role != "chair") for actor, role, scores in world.members]
    change(world, world.a_council(), chair_present=True)
    dossier = world.dossier("scoring")
    case = world.case_of(dossier)
    gone = {"member": withdrawn(world, dossier, son), "chair": case.council.seats.get(role="chair")}
    case.declarations.filter(seat=gone["chair"]).delete()
    actions.declare_in_case(actor=mai, case_id=case.pk, has_interest=True, note="Góp vốn.", now=world.later())
    places = [first, *{"member", "chair"} - {first}]
    taken = [replace(world, dossier, gone[place], dung) for place in places]
    world.without_interest(dung, case)
    world.members = [(dung if one == son else one, role, scores) for one, role, scores in world.members]
    world.sealed(dossier, world.same_sheets(dossier))
    world.members = [(dung if one == mai else one, role, scores) for one, role, scores in world.members]
    world.revealed(dossier)
    withdrawn(world, dossier, dung)
    assert queries.to_replace(world.case_of(dossier)) == [taken[0].seat]
    yen = person("0912000079", "Lục Thị Yến", COUNCIL_MEMBER, lao_cai)
    assert replace(world, dossier, taken[0].seat, yen).role == "chair"
    world.without_interest(yen, case)
    world.members = [(yen if one == dung else one, role, scores) for one, role, scores in world.members]
    assert world.closed(dossier).state == "closed"


def test_the_office_finds_the_button_on_the_case(  # noqa: PLR0917 - the cast it takes
    client_of: ClientOf, world: World, hoa: Actor, mai: Actor, tuan: Actor, son: Actor, dung: Actor
) -> None:
    dossier = world.dossier("scoring")
    seat = withdrawn(world, dossier, tuan)
    case = f"/cases/{world.case_of(dossier).pk}/"
    address = f"{case}replace/{seat.pk}/"
    hoas = client_of(hoa)
    assert address in hoas.get(case).content.decode()
    assert address not in client_of(mai).get(case).content.decode()
    assert client_of(mai).get(address).status_code == 403
    assert "Trịnh Văn Dũng" in hoas.get(address).content.decode()
    version = world.fresh(dossier).version
    with no_entry():
        refused = hoas.post(address, {"version": version, "user_id": user_of(son).pk})
    assert refused.status_code == 409
    with one_entry("case.member_replaced"):
        answer = hoas.post(address, {"version": version, "user_id": user_of(dung).pk})
    assert answer["Location"] == case
    assert address not in hoas.get(case).content.decode()
    assert hoas.get(address).status_code == 409
