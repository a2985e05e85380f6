"""Councils, their rules and seats, and who may not judge."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from ocop.evaluation import actions, queries, rules
from ocop.evaluation.actions import CouncilFacts
from ocop.evaluation.models import Council, CouncilCase, Dossier, Purpose, Seat
from ocop.people.models import User
from ocop.people.roles import COUNCIL_MEMBER
from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.registry.actions import name_representative
from tests.cast import TODAY, ClientOf, in_office, no_entry, one_entry
from tests.world import World

pytestmark = pytest.mark.django_db

FACTS = CouncilFacts("Hội đồng OCOP tỉnh Lào Cai", "345/QĐ-UBND", TODAY)


def create(world: World, actor: Actor, unit: str = "15", **rules: str | int | None) -> Council:
    return actions.create_council(
        actor=actor, unit_code=unit, facts=FACTS, rules_given=rules, now=world.later()
    )


def seat(world: World, council: Council, actor: Actor, role: str = "member") -> Seat:
    council.refresh_from_db()
    return actions.seat_member(
        actor=world.province,
        council_id=council.pk,
        expected_version=council.version,
        user_id=actor.user_id or 0,
        role=role,
        now=world.later(),
    )


def convene(world: World, dossier: Dossier, council: Council, *recused: int) -> CouncilCase:
    return actions.convene(
        actor=world.province,
        dossier_id=dossier.pk,
        council_id=council.pk,
        expected_version=dossier.version,
        recused=recused,
        now=world.later(),
    )


# -- setting up


def test_a_council_begins_with_the_rules_of_its_level(world: World, hoa: Actor) -> None:
    with one_entry("council.created"):
        council = create(world, hoa)
    rules = council.rules
    assert (rules.aggregate, rules.floor_test) == ("mean", "agreed")
    assert (rules.max_spread, rules.quorum, rules.rounding) == (None, None, None)


def test_a_council_may_set_rules_of_its_own(world: World, hoa: Actor) -> None:
    council = create(world, hoa, max_spread="10", quorum=5, floor_test="all")
    told = council.regulation
    assert (str(told.max_spread), told.quorum, told.floor_test) == ("10.00", 5, "all")


def test_a_council_sent_twice_is_set_up_once(world: World, hoa: Actor) -> None:
    create(world, hoa)
    with no_entry(), pytest.raises(Conflict):
        create(world, hoa)


@pytest.mark.parametrize("rules", [{"floor_test": "dice"}, {"quorum": -1}, {"colour": "red"}])
def test_rules_that_do_not_exist_are_refused(
    world: World, hoa: Actor, rules: dict[str, str | int | None]
) -> None:
    with no_entry(), pytest.raises(ValidationError):
        actions.create_council(actor=hoa, unit_code="15", facts=FACTS, rules_given=rules, now=world.later())


def test_only_the_office_of_the_province_sets_up_its_council(
    world: World, hoa: Actor, cuc: Actor, minh: Actor, cao_bang: Unit
) -> None:
    for other in (cuc, minh):
        with no_entry(), pytest.raises(Denied):
            create(world, other)
    with no_entry(), pytest.raises(Denied):
        create(world, hoa, cao_bang.code)


def test_a_seat_goes_to_someone_appointed_council_member(
    world: World, hoa: Actor, tuan: Actor, minh: Actor
) -> None:
    council = create(world, hoa)
    with one_entry("council.member_seated"):
        seat(world, council, tuan)
    with no_entry(), pytest.raises(Conflict):
        seat(world, council, tuan)
    with no_entry(), pytest.raises(Conflict):
        seat(world, council, minh)


def test_a_council_has_one_chair(world: World, hoa: Actor, mai: Actor, tuan: Actor) -> None:
    council = create(world, hoa)
    seat(world, council, mai, "chair")
    with no_entry(), pytest.raises(Conflict):
        seat(world, council, tuan, "chair")
    with no_entry(), pytest.raises(ValidationError):
        seat(world, council, tuan, "king")


def test_seats_are_given_on_the_present_page(world: World, hoa: Actor, mai: Actor, tuan: Actor) -> None:
    council = create(world, hoa)
    seat(world, council, mai)
    with no_entry(), pytest.raises(Stale):
        actions.seat_member(
            actor=hoa, council_id=council.pk, expected_version=1, user_id=tuan.user_id or 0, now=world.later()
        )


def test_a_seat_without_sheets_can_be_taken_away(world: World, hoa: Actor) -> None:
    council = world.a_council()
    empty = council.seats.get(role="secretary")
    with one_entry("council.member_unseated"):
        actions.unseat_member(
            actor=hoa, seat_id=empty.pk, expected_version=council.version, now=world.later()
        )


def test_a_seat_with_sheets_stays(world: World, hoa: Actor, tuan: Actor) -> None:
    sheet = world.sheet_of(world.dossier("scoring"), tuan)
    council = world.a_council()
    with no_entry(), pytest.raises(Conflict):
        actions.unseat_member(
            actor=hoa, seat_id=sheet.seat_id, expected_version=council.version, now=world.later()
        )


# -- convening


def test_every_scoring_seat_gets_a_sheet(world: World) -> None:
    case = convene(world, world.dossier("accepted"), world.a_council())
    assert case.sheets.count() == 4
    assert set(case.sheets.values_list("seat__role", flat=True)) == {"chair", "member"}


@pytest.mark.parametrize("absent", ["chair", "secretary"])
def test_a_council_without_chair_or_secretary_does_not_sit(world: World, absent: str) -> None:
    dossier, council = world.dossier("accepted"), world.a_council()
    council.seats.filter(role=absent).delete()
    with no_entry(), pytest.raises(Conflict):
        convene(world, dossier, council)


def test_a_council_below_its_quorum_does_not_sit(world: World) -> None:
    world.rules = {"quorum": 5}
    dossier, council = world.dossier("accepted"), world.a_council()
    with no_entry(), pytest.raises(Conflict, match="5"):
        convene(world, dossier, council)


@pytest.mark.parametrize("before", ["council", "dossier"])
def test_a_council_does_not_sit_before_it_or_the_dossier_exists(world: World, before: str) -> None:
    dossier, council = world.dossier("accepted"), world.a_council()
    if before == "dossier":
        Council.objects.update(decided_on=date(2000, 1, 1))
    first = council.decided_on if before == "council" else dossier.filed_on
    assert first is not None
    with no_entry(), pytest.raises(Conflict, match="trước ngày"):
        actions.convene(
            actor=world.province,
            dossier_id=dossier.pk,
            council_id=council.pk,
            expected_version=dossier.version,
            convened_on=first - timedelta(days=1),
            now=world.later(),
        )


def test_a_council_does_not_sit_after_its_term(world: World) -> None:
    dossier, council = world.dossier("accepted"), world.a_council()
    last = world.today + timedelta(days=3)
    Council.objects.update(term_to=last)
    given: dict[str, Any] = {
        "actor": world.province,
        "dossier_id": dossier.pk,
        "council_id": council.pk,
        "expected_version": dossier.version,
    }
    with no_entry(), pytest.raises(Conflict, match="nhiệm kỳ"):
        actions.convene(**given, convened_on=last + timedelta(days=1), now=world.later())
    assert actions.convene(**given, convened_on=last, now=world.later()).convened_on == last


def test_who_speaks_for_the_producer_does_not_judge_it(world: World, tuan: Actor, hoa: Actor) -> None:
    dossier, council = world.dossier("accepted"), world.a_council()
    name_representative(
        actor=hoa, producer_id=dossier.product.producer_id, user_id=tuan.user_id or 0, now=world.later()
    )
    with one_entry("dossier.blocked"), pytest.raises(Conflict, match="Lê Anh Tuấn"):
        convene(world, dossier, council)


@pytest.mark.parametrize("judge", ["lan", "minh"])
def test_who_prepared_or_reported_a_dossier_does_not_judge_it(
    world: World, lao_cai: Unit, judge: str, request: pytest.FixtureRequest
) -> None:
    someone: Actor = request.getfixturevalue(judge)
    dossier, council = world.dossier("accepted"), world.a_council()
    in_office(User.objects.get(pk=someone.user_id or 0), COUNCIL_MEMBER, lao_cai)
    seat(world, council, someone)
    with one_entry("dossier.blocked"), pytest.raises(Conflict, match=someone.name):
        convene(world, dossier, council)


def test_a_member_with_an_interest_can_be_left_out(world: World, tuan: Actor, hoa: Actor) -> None:
    dossier, council = world.dossier("accepted"), world.a_council()
    name_representative(
        actor=hoa, producer_id=dossier.product.producer_id, user_id=tuan.user_id or 0, now=world.later()
    )
    case = convene(world, dossier, council, council.seats.get(user_id=tuan.user_id or 0).pk)
    assert case.sheets.count() == 3


def test_a_chair_with_an_interest_is_left_out_and_someone_stands_in(
    world: World, mai: Actor, hoa: Actor, tuan: Actor
) -> None:
    dossier, council = world.dossier("accepted"), world.a_council()
    name_representative(
        actor=hoa, producer_id=dossier.product.producer_id, user_id=mai.user_id or 0, now=world.later()
    )
    with one_entry("dossier.blocked"), pytest.raises(Conflict):
        convene(world, dossier, council)
    chair = council.seats.get(role="chair")
    case = convene(world, dossier, council, chair.pk)
    assert not rules.holds_seat(mai, world.case_of(dossier), frozenset({"chair"}))
    assert [seat.pk for seat in queries.to_replace(case)] == [chair.pk]
    actions.replace_member(
        actor=hoa,
        case_id=case.pk,
        withdrawn_id=chair.pk,
        user_id=tuan.user_id or 0,
        expected_version=world.fresh(dossier).version,
        now=world.later(),
    )
    world.without_interest(tuan, case)
    assert rules.holds_seat(tuan, world.case_of(dossier), frozenset({"chair"}))


def test_a_council_of_another_province_does_not_judge(world: World, cao_bang: Unit) -> None:
    dossier, council = world.dossier("accepted"), world.a_council()
    council.unit = cao_bang
    council.save()
    with no_entry(), pytest.raises(Council.DoesNotExist):
        convene(world, dossier, council)


def test_a_dossier_that_a_specialised_council_judges_is_not_withdrawn(world: World) -> None:
    dossier = world.dossier("accepted")
    council = world.a_council()
    actions.convene(
        actor=world.province,
        dossier_id=dossier.pk,
        council_id=council.pk,
        expected_version=dossier.version,
        purpose=Purpose.SPECIALISED,
        now=world.later(),
    )
    world.fresh(dossier)
    with no_entry(), pytest.raises(Conflict, match="Hội đồng đang đánh giá"):
        world.withdrawn(dossier)


def test_who_still_scores_reads_no_result_of_another_council(world: World, tuan: Actor, hoa: Actor) -> None:
    dossier = world.dossier("closed")
    assert queries.result(tuan, dossier.pk) is not None
    case = world.case_of(dossier)
    CouncilCase.objects.create(
        dossier=dossier,
        council=case.council,
        regulation=case.regulation,
        level="centre",
        purpose=Purpose.RESCORING,
        convened_on=world.today,
    )
    assert queries.result(tuan, dossier.pk) is None
    assert queries.result(hoa, dossier.pk) is not None


def scored_beside(world: World, dossier: Dossier) -> CouncilCase:
    """An open case of a closed dossier, before the same council."""
    case = world.case_of(dossier)
    return CouncilCase.objects.create(
        dossier=dossier,
        council=case.council,
        regulation=case.regulation,
        level="centre",
        purpose=Purpose.RESCORING,
        convened_on=world.today,
    )


def test_lists_and_pages_keep_the_result_from_who_still_scores(
    world: World, client_of: ClientOf, tuan: Actor, hoa: Actor
) -> None:
    dossier = world.dossier("closed")
    stars = f"OCOP {world.case_of(dossier).result.stars} sao"
    addresses = [f"/councils/{world.a_council().pk}/", f"/dossiers/{dossier.pk}/"]
    assert all(stars in client_of(tuan).get(one).content.decode() for one in addresses)
    scored_beside(world, dossier)
    assert not any(stars in client_of(tuan).get(one).content.decode() for one in addresses)
    assert all(stars in client_of(hoa).get(one).content.decode() for one in addresses)


def test_who_left_the_council_that_scores_is_not_kept_from_the_result(world: World, tuan: Actor) -> None:
    dossier = world.dossier("closed")
    scored_beside(world, dossier)
    assert not rules.can_read_results(tuan, dossier.pk)
    Seat.objects.filter(user_id=tuan.user_id or 0).update(left_on=world.today)
    assert rules.can_read_results(tuan, dossier.pk)


def test_who_has_a_part_in_a_case_is_not_unseated(world: World, phuc: Actor) -> None:
    """Also without a sheet: what was declared stays with the seat."""
    dossier = world.dossier("scoring")
    council = world.case_of(dossier).council
    seat = council.seats.get(user_id=phuc.user_id or 0)
    with no_entry(), pytest.raises(Conflict):
        actions.unseat_member(
            actor=world.province, seat_id=seat.pk, expected_version=council.version, now=world.later()
        )
