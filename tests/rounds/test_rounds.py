"""Rounds: opened with the days of the law, dossiers in them by the day their commune proposed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from ocop.evaluation.models import Dossier
from ocop.notices.models import Message
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.rounds import actions, calendar, queries, telling
from ocop.rounds.actions import ExtraFacts
from ocop.rounds.models import Move, Round
from tests.cast import NOW, one_entry
from tests.rounds.conftest import a_session, some_dossiers, the_round
from tests.world import World

EXTRA = ExtraFacts(
    date(2026, 11, 1), date(2026, 12, 15), date(2027, 1, 31), "Điều 9 Quy chế", "Kế hoạch 12/KH-UBND"
)


def test_a_round_has_the_days_of_the_law(world: World) -> None:
    with one_entry("round.opened"):
        opened = the_round(world)
    assert (opened.level, opened.no, opened.year) == ("province", 1, 2027)
    assert (opened.since, opened.proposals_before) == (date(2026, 10, 30), date(2027, 4, 30))
    assert (opened.last_day, opened.results_before) == (date(2027, 4, 29), date(2027, 6, 30))
    assert not opened.is_extra


def test_a_round_opens_once(world: World) -> None:
    the_round(world)
    with pytest.raises(Conflict, match="open already"):
        the_round(world)


def test_a_round_the_law_does_not_have_needs_another_way(world: World) -> None:
    with pytest.raises(Conflict, match="no such round"):
        actions.open_round(actor=world.province, unit_code="15", year=2027, no=7, now=NOW)


def test_only_the_office_of_the_unit_opens_rounds(world: World, minh: Actor, binh: Actor) -> None:
    for stranger in (minh, binh, world.producer):
        with pytest.raises(Denied):
            actions.open_round(actor=stranger, unit_code="15", year=2027, no=1, now=NOW)


def test_an_extra_round_stands_in_the_regulation_and_a_plan(world: World) -> None:
    with one_entry("round.opened"):
        opened = actions.open_extra_round(actor=world.province, unit_code="15", facts=EXTRA, now=NOW)
    assert opened.is_extra
    # The numbers of the law's two rounds stay theirs.
    assert (opened.year, opened.no) == (2026, 3)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"citation": " "}, "citation"),
        ({"plan": ""}, "plan"),
        ({"since": date(2026, 12, 15)}, "proposals_before"),
        ({"results_before": date(2026, 12, 1)}, "results_before"),
    ],
)
def test_an_extra_round_says_what_it_lacks(world: World, changed: dict[str, object], field: str) -> None:
    given = {name: getattr(EXTRA, name) for name in ExtraFacts.__slots__} | changed
    with pytest.raises(ValidationError) as refused:
        actions.open_extra_round(actor=world.province, unit_code="15", facts=ExtraFacts(**given), now=NOW)
    assert list(refused.value.message_dict) == [field]


def test_a_dossier_belongs_to_the_round_of_the_day_it_was_proposed(world: World, hoa: Actor) -> None:
    dossiers = some_dossiers(world)
    world.dossier("filed")
    rows = queries.entered(hoa, the_round(world))
    assert [(row.dossier.pk, row.proposed_on) for row in rows] == [(one.pk, world.today) for one in dossiers]


def test_a_dossier_proposed_after_the_close_is_not_in_the_round(world: World, hoa: Actor) -> None:
    world.dossier("accepted")
    found = the_round(world)
    Round.objects.filter(pk=found.pk).update(proposals_before=world.today)
    found.refresh_from_db()
    assert queries.entered(hoa, found) == []


def test_the_dossiers_of_a_round_take_the_same_queries_for_many(
    world: World, hoa: Actor, django_assert_num_queries: object
) -> None:
    some_dossiers(world, 3)
    found = queries.round_(hoa, the_round(world).pk)
    with django_assert_num_queries(3):  # type: ignore[operator] # a fixture
        assert len(queries.entered(hoa, found)) == 3


def test_a_moved_dossier_is_in_the_other_round(world: World, hoa: Actor) -> None:
    dossier = world.dossier("accepted")
    found = the_round(world)
    extra = actions.open_extra_round(actor=hoa, unit_code="15", facts=EXTRA, now=world.later())
    with one_entry("dossier.round_changed"):
        moved = actions.move_dossier(
            actor=hoa, round_id=extra.pk, dossier_id=dossier.pk, reason="Chủ thể đề nghị.", now=world.later()
        )
    assert queries.entered(hoa, found) == []
    assert [row.move for row in queries.entered(hoa, extra)] == [moved]


def test_a_dossier_is_moved_with_a_reason(world: World, hoa: Actor) -> None:
    dossier = world.dossier("accepted")
    with pytest.raises(ValidationError):
        actions.move_dossier(
            actor=hoa, round_id=the_round(world).pk, dossier_id=dossier.pk, reason=" ", now=NOW
        )
    assert not Move.objects.exists()


def test_a_dossier_on_an_agenda_stays_in_its_round(world: World, hoa: Actor) -> None:
    dossier = world.dossier("accepted")
    found = the_round(world)
    a_session(world, found)
    with pytest.raises(Conflict, match="agenda"):
        actions.move_dossier(actor=hoa, round_id=found.pk, dossier_id=dossier.pk, reason="Khác", now=NOW)


def test_a_dossier_still_with_the_commune_is_in_no_round(world: World, hoa: Actor) -> None:
    dossier = world.dossier("filed")
    with pytest.raises(Conflict, match="another level"):
        actions.move_dossier(
            actor=hoa, round_id=the_round(world).pk, dossier_id=dossier.pk, reason="Khác", now=NOW
        )


def test_a_round_is_closed_once_its_sessions_have_ended(world: World, hoa: Actor) -> None:
    world.dossier("accepted")
    found = the_round(world)
    session = a_session(world, found)
    with pytest.raises(Conflict, match="has not ended"):
        actions.close_round(actor=hoa, round_id=found.pk, expected_version=1, now=NOW)
    session.slots.all().delete()
    session.delete()
    with pytest.raises(Stale):
        actions.close_round(actor=hoa, round_id=found.pk, expected_version=9, now=NOW)
    with one_entry("round.closed"):
        actions.close_round(actor=hoa, round_id=found.pk, expected_version=1, now=NOW)
    with pytest.raises(Conflict, match="closed already"):
        actions.close_round(actor=hoa, round_id=found.pk, expected_version=2, now=NOW)


def test_the_calendar_has_the_years_rounds_and_those_beyond(world: World) -> None:
    the_round(world)
    actions.open_extra_round(actor=world.province, unit_code="15", facts=EXTRA, now=NOW)
    lines = calendar.entries(world.a_council().unit, (2026, 2027), world.today)
    assert [(one.year, one.no, one.opened is not None) for one in lines] == [
        (2026, 1, False),
        (2026, 2, False),
        (2026, 3, True),
        (2027, 1, True),
        (2027, 2, False),
    ]


def test_a_commune_has_the_rounds_of_its_province(world: World) -> None:
    commune = world.dossier("filed").commune
    holding = calendar.holding(commune, world.today)
    assert holding is not None
    assert holding.code == "15"


def test_communes_with_dossiers_on_their_desk_hear_that_proposals_close(world: World, minh: Actor) -> None:
    world.dossier("filed")
    found = the_round(world)
    Round.objects.filter(pk=found.pk).update(proposals_before=world.today + timedelta(days=5))
    assert telling.remind_of_rounds(world.now) == 1
    assert Message.objects.filter(template="round_closing", user_id=minh.user_id or 0).count() == 1
    assert telling.remind_of_rounds(world.now) == 0


def test_who_came_late_hears_of_the_next_round(world: World, minh: Actor, lan: Actor) -> None:
    late: Dossier = world.dossier("sent_up")
    found = the_round(world)
    Round.objects.filter(pk=found.pk).update(proposals_before=world.today)
    assert telling.remind_of_rounds(world.now) == 2
    told = Message.objects.filter(template="round_missed")
    assert {one.user_id for one in told} == {minh.user_id, lan.user_id}
    assert late.receipt_number in str(told[0].facts)
    assert telling.remind_of_rounds(world.now) == 0
