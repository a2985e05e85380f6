"""Who sees which dossier, what waits on whose desk, and what lists cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ocop.evaluation import procedure, queries, rules
from ocop.evaluation.models import Council, Dossier
from ocop.evaluation.states import TAGS
from ocop.people.models import Appointment, User
from ocop.platform.actors import PUBLIC, SYSTEM, Actor
from ocop.registry import regimes
from tests.cast import in_office
from tests.world import STATES, World

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

DESKS = {
    "draft": "lan",
    "returned": "lan",
    "filed": "minh",
    "sent_up": "hoa",
    "accepted": "hoa",
    "closed": "cuc",
    "forwarded": "thu",
}


def test_a_draft_is_its_producers_alone(world: World, request: pytest.FixtureRequest) -> None:
    dossier = world.dossier("draft")
    assert list(queries.dossiers(world.producer)) == [dossier]
    for name in ("minh", "hoa", "cuc", "mai", "an", "thu", "quan", "binh"):
        assert not queries.dossiers(request.getfixturevalue(name)).exists()
    assert not queries.dossiers(PUBLIC).exists()


def test_a_filed_dossier_is_seen_from_its_producer_to_the_ministry_and_by_nobody_else(
    world: World, request: pytest.FixtureRequest
) -> None:
    dossier = world.dossier("filed")
    for reader in ("lan", "minh", "hoa", "cuc", "an", "thu", "quan"):
        assert queries.dossier(request.getfixturevalue(reader), dossier.pk) == dossier
    for stranger in ("binh", "tuan"):
        with pytest.raises(Dossier.DoesNotExist):
            queries.dossier(request.getfixturevalue(stranger), dossier.pk)


def test_council_members_see_what_is_before_their_council(world: World, mai: Actor, tuan: Actor) -> None:
    dossier = world.dossier("scoring")
    for member in (mai, tuan):
        assert list(queries.dossiers(member)) == [dossier]
        assert list(Council.objects.visible_to(member)) == [world.a_council()]


def test_who_no_longer_speaks_for_the_producer_sees_nothing(world: World, lan: Actor) -> None:
    dossier = world.dossier("filed")
    dossier.product.producer.representatives.update(to_on=world.today)
    assert not queries.dossiers(lan).exists()


@pytest.mark.parametrize("state", STATES)
def test_a_dossier_waits_on_one_desk(world: World, state: str, request: pytest.FixtureRequest) -> None:
    dossier = world.dossier(state)
    waits = {
        name
        for name in ("lan", "minh", "hoa", "cuc", "an", "thu", "quan")
        if queries.desk(request.getfixturevalue(name)).filter(pk=dossier.pk).exists()
    }
    assert waits == ({DESKS[state]} if state in DESKS else set())


def test_the_most_urgent_comes_first_and_what_is_late_is_known(world: World, minh: Actor) -> None:
    later = world.dossier("filed")
    world.later(days=-3)
    earlier = world.dossier("filed", product=world.a_product(name="Ớt khô"))
    assert earlier.answer_due_on is not None
    assert later.answer_due_on is not None
    assert list(queries.desk(minh)) == [earlier, later]
    assert list(queries.overdue(minh, later.answer_due_on)) == [earlier]
    assert queries.counts_by_state(minh) == {"filed": 2}


def test_buttons_are_the_steps_that_may_be_taken(world: World, minh: Actor, lan: Actor, an: Actor) -> None:
    dossier = world.dossier("filed")
    assert [step.code for step in queries.open_steps(minh, dossier)] == ["return", "send_up"]
    assert [step.code for step in queries.open_steps(lan, dossier)] == ["withdraw"]
    assert queries.open_steps(an, dossier) == []


def test_a_member_finds_the_own_sheets_and_the_secretary_the_cases(
    world: World, tuan: Actor, phuc: Actor, hoa: Actor
) -> None:
    dossier = world.dossier("scoring")
    world.sealed(dossier, world.same_sheets(dossier)[:1])
    assert list(queries.my_sheets(tuan)) == [world.sheet_of(dossier, tuan)]
    [case] = queries.cases_to_settle(phuc)
    assert (case.sheet_count, case.sealed_count) == (4, 1)
    for other in (tuan, hoa):
        assert not queries.cases_to_settle(other).exists()


def test_lists_cost_the_same_for_one_and_for_many(
    world: World, minh: Actor, phuc: Actor, tuan: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        world.dossier("filed", product=world.a_product(name=f"Tương ớt số {number}"))
        world.dossier("scoring", product=world.a_product(name=f"Ớt khô số {number}"))
    with django_assert_num_queries(1):
        assert [row.product.producer.name for row in queries.desk(minh)] == ["Hợp tác xã Ớt Tả Van"] * 3
    with django_assert_num_queries(1):
        assert [row.case.dossier.product.producer.name for row in queries.my_sheets(tuan)] != []
    with django_assert_num_queries(1):
        assert [row.dossier.commune.own_name for row in queries.cases_to_settle(phuc)] == ["xã Tả Van"] * 3
    with django_assert_num_queries(1):
        assert [vars(row)["seat_count"] for row in queries.councils(SYSTEM)] == [5]


# -- the procedure is the regime's


def test_every_step_of_the_regime_starts_and_ends_in_a_state_with_a_name() -> None:
    steps = regimes.regime("2026-26").steps
    states = {state for step in steps for state in (*step.before, step.after)}
    assert states <= TAGS.keys()
    assert states | {"withdrawn"} >= set(STATES)


def test_the_dossier_waits_where_the_steps_say() -> None:
    waiting = str(procedure.waiting_for("commune_officer"))
    assert "('regime_id', '2026-26'), ('state__in', ['filed'])" in waiting
    assert "withdrawn" not in waiting


def test_a_person_sees_with_the_office_held_now(world: World, tuan: Actor) -> None:
    world.dossier("filed")
    officer = in_office(User.objects.get(pk=tuan.user_id or 0), "commune_officer", world.a_producer().commune)
    assert queries.dossiers(officer).count() == 1
    assert queries.dossiers(tuan).count() == 0


def test_a_regime_without_a_step_of_the_commune_asks_it_for_no_report(world: World, minh: Actor) -> None:
    dossier = world.dossier("filed")
    dossier.regime_id, dossier.level = "2019-1048", "district"
    assert not procedure.knows(dossier, procedure.SEND_UP)
    assert not rules.can_report(minh, dossier)


def test_what_waits_for_an_office_is_counted(world: World, minh: Actor, binh: Actor) -> None:
    world.dossier("filed")
    offices = {actor: Appointment.objects.get(pk=actor.appointment_id or 0) for actor in (minh, binh)}
    assert queries.count_waiting_at(offices[minh]) == 1
    assert queries.count_waiting_at(offices[binh]) == 0
