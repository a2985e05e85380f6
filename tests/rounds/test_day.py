"""The day: who came, quorum, what producers explained, and the end of it."""
# ruff: noqa: ARG001 - a fixture asks for what must stand before it

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ocop.evaluation import actions as evaluation
from ocop.evaluation.actions import VoteFacts, declare_interest
from ocop.evaluation.models import CouncilCase, Dossier, Regulation
from ocop.evaluation.quorum import quorum_of
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.rounds import actions, queries, rules
from ocop.rounds.minutes import Minutes
from ocop.rounds.models import Attendance, Session, Slot
from ocop.rounds.sitting import Sitting
from tests.cast import ClientOf, one_entry
from tests.rounds.conftest import a_session, convened, fresh, some_dossiers
from tests.world import World


@pytest.fixture
def session(world: World, dossiers: list[Dossier]) -> Session:
    return convened(world, a_session(world))


def invited(world: World, session: Session) -> Session:
    return actions.invite_producers(
        actor=world.province, session_id=session.pk, expected_version=session.version, now=world.later()
    )


def come(world: World, session: Session, actor: Actor, *, remote: bool = False) -> Attendance:
    return actions.note_arrival(
        actor=world.secretary,
        session_id=session.pk,
        seat_id=seat_of(session, actor),
        remote=remote,
        now=world.later(),
    )


def seat_of(session: Session, actor: Actor) -> int:
    return session.council.seats.get(user_id=actor.user_id or 0).pk


def record(world: World, slot: Slot, presence: str, **words: str) -> Slot:
    return actions.record_producer(
        actor=world.secretary,
        slot_id=slot.pk,
        expected_version=Slot.objects.get(pk=slot.pk).version,
        presence=presence,
        now=world.later(),
        **words,
    )


def sitting(actor: Actor, session: Session) -> Sitting:
    return Sitting(actor, queries.session(actor, session.pk))


def test_the_quorum_follows_who_comes_and_leaves(
    world: World, session: Session, mai: Actor, tuan: Actor, phuc: Actor
) -> None:
    session.council.regulations.update(quorum=2)
    with one_entry("session.member_came"):
        come(world, session, mai)
    come(world, session, phuc)  # the secretary has no sheet and does not count
    assert (sitting(phuc, session).present, sitting(phuc, session).has_quorum) == (1, False)
    assert come(world, session, tuan, remote=True).remote
    assert sitting(phuc, session).has_quorum
    with one_entry("session.member_left"):
        actions.note_departure(
            actor=phuc, session_id=session.pk, seat_id=seat_of(session, mai), now=world.later()
        )
    assert not sitting(phuc, session).has_quorum


def test_nobody_comes_twice_or_leaves_without_having_come(
    world: World, session: Session, mai: Actor, phuc: Actor
) -> None:
    with pytest.raises(Conflict, match="not noted as present"):
        actions.note_departure(
            actor=phuc, session_id=session.pk, seat_id=seat_of(session, mai), now=world.later()
        )
    come(world, session, mai)
    with pytest.raises(Conflict, match="present already"):
        come(world, session, mai)


def test_a_member_who_comes_back_has_two_stays(
    world: World, session: Session, mai: Actor, phuc: Actor
) -> None:
    come(world, session, mai)
    actions.note_departure(
        actor=phuc, session_id=session.pk, seat_id=seat_of(session, mai), now=world.later()
    )
    come(world, session, mai)
    assert len(next(one for one in queries.in_room(session) if one.seat.user_id == mai.user_id).stays) == 2


def test_only_chair_secretary_and_office_run_the_day(world: World, session: Session, tuan: Actor) -> None:
    with pytest.raises(Denied, match="chair or secretary"):
        actions.note_arrival(
            actor=tuan, session_id=session.pk, seat_id=seat_of(session, tuan), now=world.later()
        )
    actions.note_arrival(
        actor=world.province, session_id=session.pk, seat_id=seat_of(session, tuan), now=world.later()
    )


def test_nothing_is_noted_before_the_session_is_convened(world: World, mai: Actor) -> None:
    some_dossiers(world, 1)
    planned = a_session(world)
    with pytest.raises(Conflict, match="not been convened"):
        come(world, planned, mai)


def test_a_producer_answers_its_own_invitation(
    world: World, session: Session, lan: Actor, binh: Actor
) -> None:
    slot = session.slots.order_by("position")[0]

    def answer(actor: Actor) -> Slot:
        return actions.answer_invitation(
            actor=actor, slot_id=slot.pk, expected_version=slot.version, answer="coming", now=world.later()
        )

    with pytest.raises(Slot.DoesNotExist):  # not invited yet
        answer(lan)
    invited(world, session)
    with pytest.raises(Slot.DoesNotExist):
        answer(binh)
    with pytest.raises(Denied):
        answer(world.province)
    with one_entry("slot.answered"):
        answered = answer(lan)
    assert answered.answer == "coming"
    with pytest.raises(Stale):
        answer(lan)
    with pytest.raises(ValidationError):
        actions.answer_invitation(
            actor=lan, slot_id=slot.pk, expected_version=answered.version, answer="perhaps", now=world.later()
        )


def test_what_a_producer_explains_is_recorded_with_its_part(world: World, session: Session) -> None:
    slot = session.slots.order_by("position")[0]
    with one_entry("slot.producer_recorded"):
        stored = record(
            world, slot, "present", explanation="Nguồn ớt từ ba thôn.", remarks="Mong góp ý bao bì."
        )
    assert (stored.explanation, stored.remarks) == ("Nguồn ớt từ ba thôn.", "Mong góp ý bao bì.")
    assert stored.came_at is not None


def test_who_was_absent_explained_nothing(world: World, session: Session) -> None:
    slot = session.slots.order_by("position")[0]
    with pytest.raises(ValidationError, match="absent"):
        record(world, slot, "absent", explanation="Lời ai đó")
    with pytest.raises(ValidationError):
        record(world, slot, "somewhere")


def test_the_attendance_of_producers_is_a_share_of_those_invited(world: World, session: Session) -> None:
    one, two = session.slots.order_by("position")
    assert queries.attendance_rate([session.pk]).percent is None
    invited(world, session)
    record(world, one, "remote")
    record(world, two, "absent")
    rate = queries.attendance_rate([session.pk])
    assert (rate.came, rate.remote, rate.invited, rate.percent) == (0, 1, 2, 50)


def test_the_day_ends_when_all_is_closed_or_explained(
    world: World, session: Session, mai: Actor, dossiers: list[Dossier]
) -> None:
    come(world, session, mai)

    def end(**words: str) -> Session:
        return actions.end_session(
            actor=world.secretary,
            session_id=session.pk,
            expected_version=fresh(session).version,
            now=world.later(),
            **words,
        )

    with pytest.raises(Conflict, match="not closed yet: 2"):
        end()
    with one_entry("session.ended"):
        ended = end(unfinished="Tiếp tục ngày 01/12.")
    assert not Attendance.objects.filter(left_at=None).exists()
    assert ended.unfinished == "Tiếp tục ngày 01/12."
    with pytest.raises(Conflict, match="has ended"):
        end()


def test_each_line_says_what_it_waits_for(world: World, session: Session, phuc: Actor) -> None:
    line = sitting(phuc, session).lines[0]
    assert line.sealed is not None
    assert (line.sealed.sealed, line.sealed.standing) == (0, 4)
    assert [str(words) for words in line.waits_for] == [
        "The producer has not been noted yet",
        "4 sheets to be sealed",
    ]
    assert str(line.act) == "Open the case"


def test_a_line_asks_for_the_quorum_of_its_own_case(
    world: World, session: Session, phuc: Actor, tuan: Actor, dossiers: list[Dossier]
) -> None:
    """Three of three who may judge are enough, whatever share of the council a later regulation asks."""
    for dossier in dossiers:
        sheet = world.sheet_of(dossier, tuan)
        declare_interest(actor=tuan, sheet_id=sheet.pk, has_interest=True, note="Góp vốn", now=world.later())
    session.council.regulations.update(quorum=None, quorum_percent=100)
    later = session.council.regulation
    later.pk, later.no, later.quorum = None, later.no + 1, 4
    later.save()
    line = sitting(phuc, session).lines[0]
    assert line.sealed is not None
    assert (line.sealed.standing, line.sealed.eligible) == (3, 3)
    assert quorum_of(world.case_of(dossiers[0])).reached
    assert not any("quorum" in str(words) for words in line.waits_for)
    Regulation.objects.filter(no=later.no - 1).update(quorum=4)
    assert not quorum_of(world.case_of(dossiers[0])).reached
    assert any("quorum" in str(words) for words in sitting(phuc, session).lines[0].waits_for)


def test_counts_of_seals_are_for_chair_and_secretary_alone(
    world: World, session: Session, mai: Actor, phuc: Actor, tuan: Actor, hoa: Actor
) -> None:
    known = {
        actor.name: sitting(actor, session).lines[0].sealed is not None for actor in (mai, phuc, tuan, hoa)
    }
    assert known == {mai.name: True, phuc.name: True, tuan.name: False, hoa.name: False}


def finish(world: World, dossier: Dossier) -> Dossier:
    world.fresh(dossier)
    world.sealed(dossier, world.same_sheets(dossier))
    return world.closed(world.revealed(dossier))


def test_a_closed_product_shows_its_stars_and_the_next_one_is_named(
    world: World, session: Session, phuc: Actor, dossiers: list[Dossier]
) -> None:
    finish(world, dossiers[0])
    page = sitting(phuc, session)
    assert [line.stars for line in page.lines] == [3, None]
    assert page.closed_count == 1
    assert page.next_line is not None
    assert page.next_line.slot.dossier_id == dossiers[1].pk


def test_a_product_one_withdrew_from_is_counted_and_not_named(
    world: World, session: Session, tuan: Actor, dossiers: list[Dossier]
) -> None:
    sheet = world.sheet_of(dossiers[0], tuan)
    declare_interest(actor=tuan, sheet_id=sheet.pk, has_interest=True, note="Góp vốn", now=world.later())
    page = sitting(tuan, session)
    assert [line.slot.dossier_id for line in page.lines] == [dossiers[1].pk]
    assert page.hidden == 1


def test_the_minutes_hold_marks_of_revealed_cases_only(
    world: World, session: Session, phuc: Actor, dossiers: list[Dossier]
) -> None:
    finish(world, dossiers[0])
    first, second = Minutes(phuc, queries.session(phuc, session.pk)).sections
    assert first.settling is not None
    assert first.settling.stored is not None
    assert second.settling is None


def paper(client_of: ClientOf, reader: Actor, session: Session) -> str:
    """The product by product part of the minutes of the day, as this reader's page prints it."""
    page = client_of(reader).get(reverse("rounds:minutes", args=[session.pk])).content.decode()
    return page[page.index('class="minutes-product"') :]


def test_marks_stand_by_name_in_the_minutes(
    world: World, session: Session, client_of: ClientOf, tuan: Actor, dossiers: list[Dossier]
) -> None:
    finish(world, dossiers[0])
    text = paper(client_of, tuan, session)
    assert [one.name for one in scoring(world) if f"{one.name}:" not in text] == []


@pytest.mark.parametrize("rule", ["names_in_minutes", "names_at_reveal"])
def test_a_name_that_the_regulation_of_the_case_hides_is_not_in_the_minutes(
    world: World, session: Session, client_of: ClientOf, tuan: Actor, dossiers: list[Dossier], rule: str
) -> None:
    Regulation.objects.filter(cases__dossier=dossiers[0]).update(**{rule: False})
    finish(world, dossiers[0])
    text = paper(client_of, tuan, session)
    assert [one.name for one in scoring(world) if one.name in text and one != tuan] == []
    assert "Phiếu 2:" in text


def scoring(world: World) -> list[Actor]:
    return [actor for actor, _role, scores in world.members if scores]


def test_the_minutes_tell_what_was_discussed_and_voted_on(
    world: World, session: Session, client_of: ClientOf, tuan: Actor, dossiers: list[Dossier]
) -> None:
    dossier = world.fresh(dossiers[0])
    world.sealed(dossier, world.same_sheets(dossier))
    case = world.case_of(world.revealed(dossier))
    case = evaluation.record_discussion(
        actor=world.secretary,
        case_id=case.pk,
        expected_version=case.version,
        words={"1.1": "Đã xem hợp đồng với ba thôn."},
        now=world.later(),
    )
    evaluation.record_vote(
        actor=world.secretary,
        case_id=case.pk,
        expected_version=case.version,
        facts=VoteFacts("forged-dossier", None, 1, 3),
        now=world.later(),
    )
    text = paper(client_of, tuan, session)
    assert "Đã xem hợp đồng với ba thôn." in text
    assert "Hồ sơ bị làm giả · 1 tán thành, 3 không tán thành" in text


@pytest.mark.parametrize("count", [1, 4])
def test_the_page_takes_the_same_queries_for_many_products(world: World, phuc: Actor, count: int) -> None:
    some_dossiers(world, count)
    session = convened(world, a_session(world))
    found = queries.session(phuc, session.pk)
    with CaptureQueriesContext(connection) as captured:
        page = Sitting(phuc, found)
        assert len(page.lines) == count
        assert page.room
        assert page.rate.invited == 0
        assert page.may_run
        assert page.papers is None
        assert not page.has_quorum
    assert len(captured) == 17


def test_who_left_the_council_leads_it_no_more(world: World, mai: Actor) -> None:
    some_dossiers(world, 1)
    session = convened(world, a_session(world))
    cases = list(CouncilCase.objects.all())
    assert rules.leads(mai, session.council)
    assert queries.sealed(mai, cases)
    session.council.seats.filter(user_id=mai.user_id or 0).update(left_on=world.today)
    assert not rules.leads(mai, session.council)
    assert not queries.sealed(mai, cases)
