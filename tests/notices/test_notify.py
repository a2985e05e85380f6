"""Telling people: once each, with the text of today, in the act's own transaction."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from pytest_django import Settings

from ocop.notices import wording
from ocop.notices.actions import mark_all_read, mark_read, notify, save_choices, send_again
from ocop.notices.models import Delivery, Message, State
from ocop.notices.queries import Recipient, holders, in_role, in_words, inbox
from ocop.people.actions import appoint, end_appointment
from ocop.people.models import Appointment
from ocop.people.roles import COMMUNE_OFFICER, PROVINCE_OFFICER
from ocop.places.models import Unit
from ocop.platform.actors import PUBLIC, SYSTEM, Actor
from ocop.platform.decisions import Conflict, Denied
from tests.cast import NOW, TODAY, in_office, no_entry, one_entry, person, user_of

pytestmark = pytest.mark.django_db
FACTS = {"receipt": "01-HS/2026", "product": "Tương ớt", "reason": "Thiếu giấy."}


def told(*actors: Actor, reference: str = "dossier:1:2", facts: dict[str, str] | None = None) -> int:
    recipients = [Recipient(actor.user_id or 0, actor.appointment_id) for actor in actors]
    with transaction.atomic():
        return notify(
            recipients,
            template="dossier_returned",
            reference=reference,
            facts=facts or FACTS,
            link="/dossiers/1/",
            now=NOW,
        )


# -- telling


def test_a_message_keeps_its_template_version_and_facts(lan: Actor) -> None:
    with no_entry():
        assert told(lan) == 1
    message = Message.objects.get()
    assert (message.user_id, message.appointment_id) == (lan.user_id, lan.appointment_id)
    assert (message.template, message.version, message.facts) == ("dossier_returned", 1, FACTS)
    assert in_words(message, "vi").subject == "Cần bổ sung hồ sơ: Tương ớt"
    assert "Reason: Thiếu giấy." in in_words(message, "en").body


def test_nobody_is_told_the_same_matter_twice(lan: Actor, minh: Actor) -> None:
    assert told(lan) == 1
    assert told(lan, minh) == 1
    assert told(lan, minh) == 0
    assert told(lan, reference="dossier:1:4") == 1
    assert Message.objects.count() == 3
    assert Delivery.objects.count() == 3


def test_what_was_told_goes_with_the_act_that_failed(lan: Actor) -> None:
    def act() -> None:
        with transaction.atomic():
            told(lan)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_telling_outside_a_transaction_is_refused(lan: Actor) -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        notify([Recipient(lan.user_id or 0)], template="dossier_returned", reference="1", facts={}, now=NOW)


def test_other_facts_than_the_text_takes_are_refused(lan: Actor) -> None:
    with pytest.raises(ValueError, match="dossier_returned takes"):
        told(lan, facts={"receipt": "1"})
    with pytest.raises(wording.Unknown), transaction.atomic():
        notify([Recipient(lan.user_id or 0)], template="no_such", reference="1", facts={}, now=NOW)


def test_a_day_is_told_as_the_reader_writes_it() -> None:
    facts = wording.checked_facts(
        "dossier_filed", {"receipt": "01", "product": "Tương ớt", "last_day": TODAY}
    )
    assert facts["last_day"] == "2026-11-23"
    assert "Hạn trả lời của xã: 23/11/2026." in wording.letter("dossier_filed", 1, facts, "vi").body
    assert "no day set" in wording.letter("dossier_filed", 1, {**facts, "last_day": ""}, "en").body


# -- who


def test_an_office_is_who_holds_it_today_at_a_unit_that_covers_the_place(
    minh: Actor, hoa: Actor, binh: Actor, ta_van: Unit
) -> None:
    assert binh.role == COMMUNE_OFFICER
    officers = {one.user_id for one in holders([COMMUNE_OFFICER, PROVINCE_OFFICER], ta_van, TODAY)}
    assert officers == {minh.user_id, hoa.user_id}


def test_who_no_longer_holds_the_office_is_not_told(minh: Actor, ta_van: Unit) -> None:
    Appointment.objects.filter(pk=minh.appointment_id or 0).update(to_on=TODAY - timedelta(days=1))
    assert holders([COMMUNE_OFFICER], ta_van, TODAY) == []
    user = user_of(minh)
    in_office(user, COMMUNE_OFFICER, ta_van)
    user.is_active = False
    user.save()
    assert holders([COMMUNE_OFFICER], ta_van, TODAY) == []


def test_a_person_with_two_offices_is_told_once(minh: Actor, ta_van: Unit, lao_cai: Unit) -> None:
    in_office(user_of(minh), PROVINCE_OFFICER, lao_cai)
    assert len(holders([COMMUNE_OFFICER, PROVINCE_OFFICER], ta_van, TODAY)) == 1
    assert [one.user_id for one in in_role([minh.user_id or 0], PROVINCE_OFFICER, TODAY)] == [minh.user_id]


def test_an_officer_of_a_unit_that_was_merged_is_told_in_the_present_one(ta_van: Unit, minh: Actor) -> None:
    before = Unit.objects.create(
        code="03036",
        name="Cũ",
        kind="xa",
        level="commune",
        parent=ta_van.parent,
        path="VN/15/old/03036/",
        scope=ta_van.path,
        valid_from=TODAY - timedelta(days=900),
        valid_to=TODAY - timedelta(days=500),
        folded="cu",
        sort_key=b"c",
    )
    assert [one.user_id for one in holders([COMMUNE_OFFICER], before, TODAY)] == [minh.user_id]


# -- channels


def test_who_chose_nothing_is_told_by_the_first_channel_that_reaches_them(lan: Actor, lao_cai: Unit) -> None:
    by_mail = person("officer@example.vn", "Giàng Thị Dợ", PROVINCE_OFFICER, lao_cai)
    told(lan, by_mail)
    assert dict(Delivery.objects.values_list("message__user_id", "channel")) == {
        lan.user_id: "zalo",
        by_mail.user_id: "email",
    }


def test_what_was_chosen_is_kept_to(lan: Actor) -> None:
    with one_entry("notices.chosen"):
        save_choices(actor=lan, wanted={"dossiers": ["sms", "zalo"], "results": []}, language="en", now=NOW)
    told(lan)
    assert set(Delivery.objects.values_list("channel", "language")) == {("sms", "en"), ("zalo", "en")}
    save_choices(actor=lan, wanted={"dossiers": []}, language="vi", now=NOW)
    told(lan, reference="another")
    assert Delivery.objects.count() == 2
    assert Message.objects.count() == 2


def test_a_channel_that_is_set_up_goes_before_one_that_is_not(lan: Actor, settings: Settings) -> None:
    settings.OCOP_TRIAL_DATA = False
    settings.OCOP_CARRIERS = {"sms": "anywhere.Carrier"}
    told(lan)
    assert Delivery.objects.get().channel == "sms"


# -- one's own


def test_an_inbox_is_its_owners_alone(lan: Actor, minh: Actor, quan: Actor) -> None:
    told(lan)
    assert inbox(lan).count() == 1
    for other in (minh, quan, PUBLIC):
        assert not inbox(other).exists()
        with pytest.raises(Message.DoesNotExist):
            mark_read(actor=other, message_id=Message.objects.get().pk, now=NOW)


def test_reading_is_remembered_once(lan: Actor) -> None:
    told(lan)
    told(lan, reference="another")
    message = Message.objects.order_by("pk").first()
    assert message is not None
    with no_entry():
        mark_read(actor=lan, message_id=message.pk, now=NOW)
        mark_read(actor=lan, message_id=message.pk, now=NOW + timedelta(days=1))
        assert mark_all_read(actor=lan, now=NOW) == 1
    message.refresh_from_db()
    assert message.read_at == NOW


def test_the_unread_come_first_then_the_latest(lan: Actor) -> None:
    for number in range(3):
        told(lan, reference=str(number))
    newest = Message.objects.get(reference="2")
    mark_read(actor=lan, message_id=newest.pk, now=NOW)
    assert [one.reference for one in inbox(lan)] == ["1", "0", "2"]


# -- again


def test_only_what_failed_for_good_is_sent_again_and_only_by_those_in_charge(lan: Actor, quan: Actor) -> None:
    told(lan)
    delivery = Delivery.objects.get()
    with pytest.raises(Denied, match="quản trị viên"):
        send_again(actor=lan, delivery_id=delivery.pk, now=NOW)
    with pytest.raises(Conflict):
        send_again(actor=quan, delivery_id=delivery.pk, now=NOW)
    Delivery.objects.update(state=State.PERMANENT_FAILURE, fault="refused", attempts=3)
    with one_entry("notices.sent_again"):
        again = send_again(actor=quan, delivery_id=delivery.pk, now=NOW)
    assert (again.state, again.fault, again.attempts) == ("created", "", 0)


# -- rooms below


def test_a_person_is_told_of_an_office_given_and_ended(lan: Actor, bac_ha: Unit) -> None:
    user_id = lan.user_id or 0
    made = appoint(
        actor=SYSTEM, user_id=user_id, role=COMMUNE_OFFICER, unit_code=bac_ha.code, from_on=TODAY, now=NOW
    )
    message = Message.objects.get(template="appointment_given")
    assert (message.user_id, message.link) == (user_id, "/me/")
    assert message.facts["unit"] == "xã Bắc Hà, tỉnh Lào Cai"
    assert "vai trò Công chức xã" in in_words(message, "vi").body
    end_appointment(
        actor=SYSTEM, appointment_id=made.pk, expected_version=1, to_on=TODAY, reason="Chuyển.", now=NOW
    )
    assert Message.objects.get(template="appointment_ended").user_id == user_id
