"""A session is planned with its agenda, put in order, and convened as a whole or not at all."""
# ruff: noqa: ARG001 - a fixture asks for what must stand before it

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from ocop.evaluation.actions import convene, declare_tie
from ocop.evaluation.models import Council, CouncilCase, Dossier, Purpose, Sheet
from ocop.journal.models import Entry
from ocop.notices.models import Message
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.rounds import actions, queries
from ocop.rounds.actions import RuleFacts
from ocop.rounds.models import Session, Slot
from ocop.rounds.table import TieTable
from tests.cast import NOW, no_entry, one_entry
from tests.rounds.conftest import DAY, a_session, convened, facts, fresh, some_dossiers, the_round
from tests.world import World

RULES = RuleFacts(20, specialised_first=False, explain_difference=False, citation="Điều 6 Quy chế")


def order(session: Session) -> list[int]:
    return list(session.slots.order_by("position").values_list("dossier_id", flat=True))


def test_the_agenda_begins_with_the_accepted_dossiers_set_by_set(world: World) -> None:
    second = world.dossier("accepted", product=world.a_product(set_no=12))
    first = world.dossier("accepted")
    world.dossier("sent_up")
    third = world.dossier("accepted", product=world.a_product(set_no=12))
    found, council = the_round(world), world.a_council()
    with one_entry("session.planned"):
        session = actions.plan_session(
            actor=world.province, round_id=found.pk, council_id=council.pk, facts=facts(), now=world.later()
        )
    assert order(session) == [first.pk, second.pk, third.pk]
    assert set(session.slots.values_list("minutes", flat=True)) == {15}


def test_the_minutes_are_those_of_the_councils_rules(world: World, dossiers: list[Dossier]) -> None:
    council = world.a_council()
    with one_entry("council.day_rules_set"):
        actions.set_day_rules(
            actor=world.province, council_id=council.pk, expected_version=0, facts=RULES, now=world.later()
        )
    session = a_session(world)
    assert set(session.slots.values_list("minutes", flat=True)) == {20}
    times = queries.times(session)
    assert sorted(times.values()) == [DAY, DAY + timedelta(minutes=20)]


def test_the_rules_of_the_day_name_their_article(world: World) -> None:
    without = RuleFacts(20, specialised_first=False, explain_difference=False, citation=" ")
    with pytest.raises(ValidationError, match="article"):
        actions.set_day_rules(
            actor=world.province, council_id=world.a_council().pk, expected_version=0, facts=without, now=NOW
        )


def test_what_stands_on_one_agenda_is_not_put_on_another(world: World, dossiers: list[Dossier]) -> None:
    first = a_session(world)
    assert order(a_session(world, first.round)) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"place": ""}, "place"),
        ({"mode": "remote"}, "link"),
        ({"mode": "both"}, "link"),
        ({"mode": "zalo"}, "mode"),
    ],
)
def test_a_session_says_where_it_is(world: World, changed: dict[str, str], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.plan_session(
            actor=world.province,
            round_id=the_round(world).pk,
            council_id=world.a_council().pk,
            facts=facts(DAY, **changed),
            now=world.later(),
        )
    assert list(refused.value.message_dict) == [field]


def test_only_the_office_plans(world: World, mai: Actor, dossiers: list[Dossier]) -> None:
    session = a_session(world)
    with pytest.raises(Denied):
        actions.change_session(
            actor=mai, session_id=session.pk, expected_version=1, facts=facts(), now=world.later()
        )
    with pytest.raises(Session.DoesNotExist):
        actions.change_session(
            actor=world.producer, session_id=session.pk, expected_version=1, facts=facts(), now=world.later()
        )


def test_a_day_after_the_councils_term_is_refused(world: World) -> None:
    found, council = the_round(world), world.a_council()
    Council.objects.update(term_to=DAY.date() - timedelta(days=1))
    with no_entry(), pytest.raises(ValidationError) as refused:
        actions.plan_session(
            actor=world.province, round_id=found.pk, council_id=council.pk, facts=facts(), now=world.later()
        )
    assert "term" in refused.value.message_dict["starts_at"][0]
    Council.objects.update(term_to=DAY.date())
    assert a_session(world, found).starts_at == DAY


def test_neighbours_change_places_and_everything_else_stays(world: World) -> None:
    one, two, three = some_dossiers(world, 3)
    session = a_session(world)
    last = session.slots.get(dossier=three)
    with one_entry("session.agenda_changed"):
        actions.move_slot(
            actor=world.province, slot_id=last.pk, expected_version=1, up=True, now=world.later()
        )
    assert order(session) == [one.pk, three.pk, two.pk]
    with pytest.raises(Stale):
        actions.move_slot(
            actor=world.province, slot_id=last.pk, expected_version=1, up=True, now=world.later()
        )
    first = session.slots.get(dossier=one)
    with pytest.raises(Conflict, match="end of the agenda"):
        actions.move_slot(
            actor=world.province, slot_id=first.pk, expected_version=2, up=True, now=world.later()
        )


def test_a_dossier_taken_off_waits_again_and_can_be_put_back(world: World, dossiers: list[Dossier]) -> None:
    session = a_session(world)
    slot = session.slots.get(dossier=dossiers[0])
    actions.drop_slot(actor=world.province, slot_id=slot.pk, expected_version=1, now=world.later())
    assert order(session) == [dossiers[1].pk]
    actions.add_dossiers(
        actor=world.province,
        session_id=session.pk,
        expected_version=2,
        dossier_ids=[dossiers[0].pk],
        now=world.later(),
    )
    assert order(session) == [one.pk for one in dossiers]
    with pytest.raises(Conflict, match="do not wait"):
        actions.add_dossiers(
            actor=world.province,
            session_id=session.pk,
            expected_version=3,
            dossier_ids=[dossiers[0].pk],
            now=world.later(),
        )


def test_more_minutes_move_what_comes_after(world: World, dossiers: list[Dossier]) -> None:
    session = a_session(world)
    slot = session.slots.get(dossier=dossiers[0])
    actions.set_minutes(
        actor=world.province, slot_id=slot.pk, expected_version=1, minutes=45, now=world.later()
    )
    assert sorted(queries.times(session).values())[1] == DAY + timedelta(minutes=45)
    with pytest.raises(ValidationError):
        actions.set_minutes(
            actor=world.province, slot_id=slot.pk, expected_version=2, minutes=0, now=world.later()
        )


def test_convening_puts_the_whole_agenda_before_the_council(world: World, dossiers: list[Dossier]) -> None:
    session = convened(world, a_session(world))
    assert {world.fresh(one).state for one in dossiers} == {"scoring"}
    assert session.convened_at is not None
    cases = CouncilCase.objects.filter(slot__session=session)
    assert {case.convened_on for case in cases} == {(NOW + timedelta(days=7)).date()}
    assert Sheet.objects.filter(case__in=cases).count() == 8
    assert Entry.objects.filter(verb="session.convened").count() == 1
    assert Entry.objects.filter(verb="dossier.convened").count() == 2


def test_one_dossier_that_cannot_go_keeps_all_from_going(world: World, dossiers: list[Dossier]) -> None:
    session = a_session(world)
    convene(
        actor=world.province,
        dossier_id=dossiers[1].pk,
        council_id=world.a_council().pk,
        expected_version=dossiers[1].version,
        now=world.later(),
    )
    with pytest.raises(Conflict) as refused:
        convened(world, session)
    assert dossiers[1].product.name in str(refused.value)
    assert world.fresh(dossiers[0]).state == "accepted"
    assert fresh(session).convened_at is None
    assert not Slot.objects.exclude(case=None).exists()


def tied(world: World, actor: Actor) -> None:
    """Someone of the council has an interest in the producer."""
    declare_tie(
        actor=actor,
        producer_id=world.a_producer().pk,
        kind="family",
        now=world.later(),
    )


def test_members_with_a_tie_are_found_before_and_left_out(
    world: World, tuan: Actor, dossiers: list[Dossier]
) -> None:
    tied(world, tuan)
    session = a_session(world)
    table = TieTable(session, queries.slots(world.province, session.pk))
    found = {row.dossier.pk: [cell.seat.user_id for cell in row.tied] for row in table.rows}
    assert found == {one.pk: [tuan.user_id] for one in dossiers}
    with pytest.raises(Conflict, match=tuan.name):
        convened(world, session)
    assert Entry.objects.filter(verb="dossier.blocked").count() == 1
    recused = {row.dossier.pk: [cell.seat.pk for cell in row.tied] for row in table.rows}
    actions.convene_session(
        actor=world.province,
        session_id=session.pk,
        expected_version=fresh(session).version,
        recused=recused,
        now=world.later(),
    )
    assert not Sheet.objects.filter(seat__user_id=tuan.user_id or 0).exists()


def test_a_dossier_that_is_not_ready_is_named_before(world: World) -> None:
    dossier = world.dossier("unreviewed")
    session = a_session(world)
    (row,) = TieTable(session, queries.slots(world.province, session.pk)).not_ready
    assert row.dossier.pk == dossier.pk
    with pytest.raises(Conflict, match=dossier.product.name):
        convened(world, session)


def test_an_agenda_is_convened_once(world: World, dossiers: list[Dossier]) -> None:
    session = convened(world, a_session(world))
    with pytest.raises(Conflict, match="convened already"):
        convened(world, session)


def test_an_empty_agenda_is_not_convened(world: World) -> None:
    with pytest.raises(Conflict, match="agenda is empty"):
        convened(world, a_session(world))


def test_after_convening_the_agenda_stands_but_for_its_order(world: World, dossiers: list[Dossier]) -> None:
    session = convened(world, a_session(world))
    slot = session.slots.order_by("position")[1]
    with pytest.raises(Conflict, match="agenda stands"):
        actions.drop_slot(
            actor=world.province, slot_id=slot.pk, expected_version=session.version, now=world.later()
        )
    actions.move_slot(
        actor=world.province, slot_id=slot.pk, expected_version=session.version, up=True, now=world.later()
    )
    assert order(session) == [dossiers[1].pk, dossiers[0].pk]


def test_papers_given_too_late_need_a_reason(world: World, dossiers: list[Dossier]) -> None:
    council = world.a_council()
    council.regulations.update(papers_days=10)
    session = a_session(world)
    with pytest.raises(Conflict, match="later than the rules allow"):
        convened(world, session)
    with_reason = actions.convene_session(
        actor=world.province,
        session_id=session.pk,
        expected_version=1,
        recused={},
        late_reason="Hội đồng đồng ý nhận tài liệu muộn.",
        now=world.later(),
    )
    assert with_reason.late_reason


def test_the_official_council_waits_for_the_specialised_one_where_its_rules_say_so(
    world: World, dossiers: list[Dossier]
) -> None:
    council = world.a_council()
    wants = RuleFacts(20, specialised_first=True, explain_difference=True, citation="Điều 5 Quy chế")
    actions.set_day_rules(
        actor=world.province, council_id=council.pk, expected_version=0, facts=wants, now=world.later()
    )
    found = the_round(world)
    with pytest.raises(Conflict, match="specialised council has not closed"):
        convened(world, a_session(world, found))
    # The specialised council takes them at once: they stay accepted meanwhile.
    special = convened(world, a_session(world, found, Purpose.SPECIALISED))
    assert {world.fresh(one).state for one in dossiers} == {"accepted"}
    assert {case.purpose for case in CouncilCase.objects.filter(slot__session=special)} == {"specialised"}


def test_producers_are_told_their_hour_once(world: World, lan: Actor, dossiers: list[Dossier]) -> None:
    session = a_session(world)

    def invite() -> Session:
        return actions.invite_producers(
            actor=world.province,
            session_id=session.pk,
            expected_version=fresh(session).version,
            now=world.later(),
        )

    with pytest.raises(Conflict, match="Convene the agenda first"):
        invite()
    convened(world, session)
    with one_entry("session.producers_invited"):
        invite()
    assert Message.objects.filter(template="session_slot", user_id=lan.user_id or 0).count() == 2
    invite()
    assert Message.objects.filter(template="session_slot").count() == 2


def test_who_was_invited_hears_of_another_hour(world: World, dossiers: list[Dossier]) -> None:
    session = convened(world, a_session(world))
    actions.invite_producers(
        actor=world.province, session_id=session.pk, expected_version=session.version, now=world.later()
    )
    actions.change_session(
        actor=world.province,
        session_id=session.pk,
        expected_version=fresh(session).version,
        facts=facts(DAY + timedelta(hours=2)),
        now=world.later(),
    )
    assert Message.objects.filter(template="session_slot").count() == 4


def test_the_slots_take_the_same_queries_for_many(
    world: World, hoa: Actor, django_assert_num_queries: Callable[[int], object]
) -> None:
    some_dossiers(world, 3)
    session = a_session(world)
    with django_assert_num_queries(1):  # type: ignore[attr-defined] # a context manager
        assert len(queries.slots(hoa, session.pk)) == 3
