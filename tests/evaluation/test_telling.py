"""Who is told of each act on a dossier, and who is not: by place, office, day and secrecy."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ocop.evaluation import actions, telling
from ocop.evaluation.actions import CorrectionFacts
from ocop.evaluation.models import Dossier
from ocop.notices.models import Message
from ocop.people.models import Appointment
from ocop.people.roles import PRODUCER, PROVINCE_OFFICER
from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.platform.clock import local_day
from ocop.registry.actions import name_representative
from tests.cast import TODAY, entries, in_office, user_of
from tests.world import World

pytestmark = pytest.mark.django_db


def told(template: str) -> set[str]:
    """Who has a message of this template, by name."""
    return set(Message.objects.filter(template=template).values_list("user__full_name", flat=True))


def names(*actors: Actor) -> set[str]:
    return {actor.name for actor in actors}


def messages_after(world: World, dossier: Dossier) -> set[tuple[str, str]]:
    """What was told since the dossier came into its state: names with templates."""
    found = Message.objects.filter(reference=f"dossier:{dossier.pk}:{world.fresh(dossier).version}")
    return set(found.values_list("user__full_name", "template"))


# -- the acts


def test_filing_tells_the_officers_of_the_commune_and_nobody_elsewhere(
    world: World, minh: Actor, binh: Actor
) -> None:
    dossier = world.dossier("filed")
    assert told("dossier_filed") == names(minh)
    assert binh.name not in told("dossier_filed")
    message = Message.objects.get()
    assert message.facts["last_day"] == str(dossier.answer_due_on)
    assert message.link == f"/dossiers/{dossier.pk}/"
    assert message.appointment_id == minh.appointment_id


def test_returning_tells_the_producer_why(world: World, lan: Actor) -> None:
    world.dossier("returned")
    assert told("dossier_returned") == names(lan)
    assert Message.objects.get(template="dossier_returned").facts["reason"].startswith("Thiếu phiếu")


@pytest.mark.parametrize(("state", "office"), [("filed", "minh"), ("sent_up", "hoa")])
def test_withdrawing_tells_the_office_that_had_it(
    world: World, minh: Actor, hoa: Actor, state: str, office: str
) -> None:
    world.withdrawn(world.dossier(state))
    assert told("dossier_withdrawn") == names({"minh": minh, "hoa": hoa}[office])


def test_a_draft_that_is_withdrawn_concerns_nobody(world: World) -> None:
    world.dossier("withdrawn")
    assert not Message.objects.exists()


def test_sending_up_and_back_tells_the_other_office(world: World, minh: Actor, hoa: Actor) -> None:
    dossier = world.dossier("sent_up")
    assert messages_after(world, dossier) == {(hoa.name, "dossier_sent_up")}
    actions.send_back(
        actor=hoa,
        dossier_id=dossier.pk,
        expected_version=dossier.version,
        items=[CorrectionFacts("Thiếu.")],
        now=world.later(),
    )
    assert messages_after(world, dossier) == {(minh.name, "dossier_sent_back")}


def test_accepting_tells_producer_and_commune(world: World, lan: Actor, minh: Actor) -> None:
    dossier = world.dossier("accepted")
    assert messages_after(world, dossier) == {
        (lan.name, "dossier_accepted"),
        (minh.name, "dossier_accepted"),
    }


def test_a_council_is_invited_with_the_day_each_to_the_own_sheet(
    world: World, mai: Actor, phuc: Actor, tuan: Actor, ngoc: Actor, son: Actor
) -> None:
    dossier = world.dossier("scoring")
    assert told("council_invitation") == names(mai, phuc, tuan, ngoc, son)
    sheet = world.sheet_of(dossier, tuan)
    message = Message.objects.get(template="council_invitation", user_id=tuan.user_id or 0)
    assert message.link == f"/sheets/{sheet.pk}/"
    assert message.facts["day"] == str(world.case_of(dossier).convened_on)
    secretary = Message.objects.get(template="council_invitation", user_id=phuc.user_id or 0)
    assert secretary.link == f"/cases/{sheet.case_id}/"


def test_a_member_who_is_left_out_is_not_told(world: World, ngoc: Actor, hoa: Actor) -> None:
    dossier = world.dossier("accepted")
    council = world.a_council()
    seat = council.seats.get(user_id=ngoc.user_id or 0)
    actions.convene(
        actor=hoa,
        dossier_id=dossier.pk,
        council_id=council.pk,
        expected_version=world.fresh(dossier).version,
        recused=[seat.pk],
        now=world.later(),
    )
    assert ngoc.name not in told("council_invitation")


def test_a_member_who_withdrew_is_not_asked_to_score_again(
    world: World, ngoc: Actor, mai: Actor, tuan: Actor, son: Actor, phuc: Actor
) -> None:
    world.rules = {"max_spread": "1", "quorum": 3}
    dossier = world.dossier("scoring")
    actions.declare_interest(
        actor=ngoc,
        sheet_id=world.sheet_of(dossier, ngoc).pk,
        has_interest=True,
        note="Con rể.",
        now=world.later(),
    )
    for actor, down in ((mai, 0), (tuan, 3), (son, 3)):
        world.members = [(actor, "member", True)]
        world.sealed(dossier, world.same_sheets(dossier, down))
    world.fresh(dossier)
    actions.reveal(
        actor=phuc, case_id=world.case_of(dossier).pk, expected_version=dossier.version, now=world.later()
    )
    world.fresh(dossier)
    actions.reopen_sheets(
        actor=phuc,
        case_id=world.case_of(dossier).pk,
        expected_version=dossier.version,
        discussion="Đã trao đổi.",
        now=world.later(),
    )
    assert told("council_again") == names(mai, tuan, son)


def test_closing_tells_that_there_is_a_result_and_not_which(
    world: World, lan: Actor, cuc: Actor, hoa: Actor
) -> None:
    dossier = world.dossier("closed")
    assert messages_after(world, dossier) == {
        (lan.name, "result_ready"),
        (cuc.name, "decision_awaited"),
        (hoa.name, "decision_awaited"),
    }
    for message in Message.objects.filter(reference=f"dossier:{dossier.pk}:{dossier.version}"):
        assert message.facts.keys() == {"receipt", "product"}


def test_who_is_out_of_it_is_told_nothing_in_another_office(
    world: World, ngoc: Actor, cuc: Actor, hoa: Actor, lao_cai: Unit, lan: Actor
) -> None:
    in_office(user_of(ngoc), PROVINCE_OFFICER, lao_cai)
    dossier = world.dossier("scoring")
    sheet = world.sheet_of(dossier, ngoc)
    actions.declare_interest(
        actor=ngoc, sheet_id=sheet.pk, has_interest=True, note="Con rể.", now=world.later()
    )
    world.members = [one for one in world.members if one[0] != ngoc]
    world.sealed(dossier, world.same_sheets(dossier))
    world.closed(world.revealed(dossier))
    assert told("decision_awaited") == names(cuc, hoa)
    assert told("result_ready") == names(lan)


def test_the_producer_is_told_although_it_sits_on_the_council_and_is_out(
    world: World, ngoc: Actor, hoa: Actor, ta_van: Unit, lan: Actor
) -> None:
    in_office(user_of(ngoc), PRODUCER, ta_van)
    dossier = world.dossier("scoring")
    sheet = world.sheet_of(dossier, ngoc)
    actions.declare_interest(
        actor=ngoc, sheet_id=sheet.pk, has_interest=True, note="Con rể.", now=world.later()
    )
    name_representative(
        actor=hoa, producer_id=dossier.product.producer_id, user_id=ngoc.user_id or 0, now=world.later()
    )
    world.members = [one for one in world.members if one[0] != ngoc]
    world.sealed(dossier, world.same_sheets(dossier))
    world.closed(world.revealed(dossier))
    assert told("result_ready") == names(lan, ngoc)


# -- secrecy (nobody learns another's score, or that it was given)


def test_sealing_and_revealing_tell_nobody(world: World) -> None:
    dossier = world.dossier("scoring")
    before = Message.objects.count()
    world.sealed(dossier, world.same_sheets(dossier))
    assert Message.objects.count() == before
    world.revealed(dossier)
    assert Message.objects.count() == before


def test_declaring_an_interest_tells_nobody_and_takes_the_own_invitation_away(
    world: World, ngoc: Actor
) -> None:
    dossier = world.dossier("scoring")
    others = Message.objects.exclude(user_id=ngoc.user_id or 0)
    before = others.count()
    actions.declare_interest(
        actor=ngoc,
        sheet_id=world.sheet_of(dossier, ngoc).pk,
        has_interest=True,
        note="Con rể.",
        now=world.later(),
    )
    assert others.count() == before
    assert not Message.objects.filter(user_id=ngoc.user_id or 0).exists()


def test_no_message_of_a_whole_way_holds_points_or_stars(world: World) -> None:
    dossier = world.dossier("recognised")
    result = world.case_of(dossier).result
    for message in Message.objects.all():
        assert str(result.total_2) not in str(message.facts)
        assert not {"stars", "total", "points"} & message.facts.keys()


# -- whoever left


def test_who_no_longer_holds_the_office_gets_nothing_more(world: World, minh: Actor) -> None:
    dossier = world.filled(world.dossier("draft"))
    Appointment.objects.filter(pk=minh.appointment_id or 0).update(to_on=TODAY - timedelta(days=1))
    world.filed(dossier)
    assert not Message.objects.exists()


def test_who_no_longer_speaks_for_the_producer_gets_nothing_more(world: World, minh: Actor) -> None:
    dossier = world.dossier("filed")
    dossier.product.producer.representatives.update(to_on=TODAY)
    world.returned(dossier)
    assert told("dossier_returned") == set()
    assert told("dossier_filed") == names(minh)


def test_whoever_acts_is_not_told_of_the_own_act(world: World, hoa: Actor) -> None:
    dossier = world.dossier("filed")
    assert telling.tell(hoa, telling.office(dossier, TODAY), "result_ready", dossier, world.now) == 1
    assert (
        telling.tell(world.commune, telling.office(dossier, TODAY), "result_ready", dossier, world.now) == 0
    )


# -- reminders


def test_the_office_is_reminded_before_the_last_day_and_when_it_has_passed(world: World, minh: Actor) -> None:
    dossier = world.dossier("filed")
    assert dossier.answer_due_on is not None
    at = world.now + (dossier.answer_due_on - local_day(world.now))
    with entries():
        assert telling.remind_of_answers(at - timedelta(days=6)) == 0
        assert telling.remind_of_answers(at - timedelta(days=5)) == 1
        assert telling.remind_of_answers(at - timedelta(days=3)) == 0
        assert telling.remind_of_answers(at - timedelta(days=1)) == 1
        assert telling.remind_of_answers(at) == 0
        assert telling.remind_of_answers(at + timedelta(days=1)) == 1
        assert telling.remind_of_answers(at + timedelta(days=9)) == 0
    assert told("deadline_near") == told("deadline_passed") == names(minh)


def test_reminders_that_were_missed_are_told_once(world: World) -> None:
    dossier = world.dossier("filed")
    assert dossier.answer_due_on is not None
    at = world.now + (dossier.answer_due_on - local_day(world.now))
    assert telling.remind_of_answers(at) == 1


def test_a_dossier_that_was_answered_is_not_reminded_of(world: World) -> None:
    dossier = world.dossier("returned")
    assert dossier.answer_due_on is None
    assert telling.remind_of_answers(world.now + timedelta(days=60)) == 0
