"""A person sees what is held about them and asks about it; deleting takes the person and leaves the chain."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from ocop.journal.models import Entry, Erasable
from ocop.journal.queries import verify
from ocop.notices.models import Message
from ocop.people.models import User
from ocop.platform import clock
from ocop.platform.actors import PUBLIC, Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.platform.personal import Purpose
from ocop.registry import actions, personal_requests
from ocop.registry.actions import personal_requests as requests
from ocop.registry.models import Outcome, PersonalDataRequest, Producer, Representative, RequestKind
from tests.cast import NOW, TODAY, ClientOf, elevated, no_entry, one_entry, user_of
from tests.world import World

MINE = "/me/data/"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are looked at on the day of the cast."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def asked(actor: Actor, kind: str = RequestKind.DELETE) -> PersonalDataRequest:
    return requests.ask(actor=actor, kind=kind, text="Xin xóa.", now=NOW)


def answered(
    actor: Actor, one: PersonalDataRequest, outcome: str = Outcome.GRANTED, text: str = "Đã làm."
) -> PersonalDataRequest:
    return requests.answer(
        actor=actor, request_id=one.pk, expected_version=one.version, outcome=outcome, text=text, now=NOW
    )


class TestAsking:
    def test_the_page_tells_what_is_held_and_who_read_it(
        self, client_of: ClientOf, world: World, lan: Actor, minh: Actor
    ) -> None:
        producer = world.a_producer()
        actions.show_personal(actor=minh, producer_id=producer.pk, purpose=Purpose.CONTACT, now=NOW)
        page = client_of(lan).get(MINE).content.decode()
        for word in (lan.name, "0912 000 001", producer.name, producer.phone, Purpose.CONTACT.recorded):
            assert word in page
        assert Purpose.CONTACT.recorded not in client_of(minh).get(MINE).content.decode()

    def test_asking_is_one_entry_and_those_in_charge_are_told(
        self, client_of: ClientOf, lan: Actor, quan: Actor
    ) -> None:
        with one_entry("personal.requested"):
            answer = client_of(lan).post(MINE, {"kind": "delete", "text": "Xin xóa tên tôi."})
        assert answer.status_code == 302
        one = PersonalDataRequest.objects.get()
        assert (one.received_on, one.due_on) == (TODAY, TODAY + timedelta(days=20))
        told = Message.objects.get(template="personal_request_received")
        assert told.user_id == quan.user_id
        assert "Xin xóa" not in str(told.facts)

    @pytest.mark.parametrize(("kind", "due"), [("view", date(2026, 12, 3)), ("correct", date(2026, 12, 3))])
    def test_each_kind_has_its_days(self, lan: Actor, kind: str, due: date) -> None:
        assert asked(lan, kind).due_on == due

    def test_the_days_tell_their_source_and_that_nobody_confirmed_them(
        self, client_of: ClientOf, lan: Actor
    ) -> None:
        held = personal_requests.days()
        assert "356/2025" in held.source
        assert not held.confirmed
        assert "chưa được đối chiếu" in client_of(lan).get(MINE).content.decode()

    def test_a_second_of_the_same_kind_waits_for_the_first(self, lan: Actor) -> None:
        asked(lan)
        with no_entry(), pytest.raises(Conflict):
            asked(lan)
        asked(lan, RequestKind.VIEW)

    def test_nothing_chosen_is_told_beside_the_question(self, client_of: ClientOf, lan: Actor) -> None:
        with no_entry():
            answer = client_of(lan).post(MINE, {"text": "Xin xóa."})
        assert answer.context["form"].errors["kind"]
        assert "Xin xóa." in answer.content.decode()

    @pytest.mark.django_db
    def test_who_is_not_signed_in_asks_for_nothing(self) -> None:
        with no_entry(), pytest.raises(Denied):
            asked(PUBLIC)


class TestAnswering:
    def test_only_those_in_charge_find_requests(
        self, client_of: ClientOf, lan: Actor, hoa: Actor, quan: Actor
    ) -> None:
        one = asked(lan)
        path = reverse("registry:personal_request", args=[one.pk])
        assert lan.name in client_of(quan).get("/personal-requests/").content.decode()
        assert "Gửi yêu cầu về dữ liệu cá nhân của mình" in client_of(quan).get(path).content.decode()
        assert [client_of(actor).get(path).status_code for actor in (lan, hoa)] == [403, 404]
        assert client_of(hoa).get("/personal-requests/").status_code == 403

    def test_an_answer_is_one_entry_and_the_person_is_told(
        self, client_of: ClientOf, lan: Actor, quan: Actor
    ) -> None:
        one = asked(lan, RequestKind.CORRECT)
        with one_entry("personal.answered"):
            answered(elevated(quan), one, text="Đã sửa số điện thoại.")
        assert Message.objects.get(template="personal_request_answered").user_id == lan.user_id
        assert "Đã sửa số điện thoại." in client_of(lan).get(MINE).content.decode()

    def test_who_has_not_confirmed_again_is_led_to_do_so(
        self, client_of: ClientOf, lan: Actor, quan: Actor
    ) -> None:
        one = asked(lan)
        path = reverse("registry:personal_request", args=[one.pk])
        typed = {"version": one.version, "outcome": "granted", "text": "Đã xóa."}
        with no_entry():
            assert client_of(quan).post(path, typed).status_code == 403

    def test_nobody_answers_the_own_request(self, quan: Actor) -> None:
        one = asked(quan)
        with no_entry(), pytest.raises(Denied, match=r"own|chính mình"):
            answered(elevated(quan), one)

    def test_stale_twice_and_without_words(self, lan: Actor, quan: Actor, minh: Actor) -> None:
        one, keeper = asked(lan, RequestKind.VIEW), elevated(quan)
        with no_entry():
            with pytest.raises(Stale):
                requests.answer(
                    actor=keeper, request_id=one.pk, expected_version=7, outcome="granted", text="x", now=NOW
                )
            with pytest.raises(Exception, match=r"Write the answer|viết câu trả lời"):
                answered(keeper, one, text=" ")
            with pytest.raises(PersonalDataRequest.DoesNotExist):
                answered(elevated(minh), one)
        one = answered(keeper, one)
        with no_entry(), pytest.raises(Conflict):
            answered(keeper, one)


class TestDeleting:
    def test_the_person_goes_and_the_chain_still_verifies(
        self, world: World, lan: Actor, quan: Actor
    ) -> None:
        producer = world.a_producer()
        Producer.objects.filter(pk=producer.pk).update(kind="ho", phone="0987654321")
        Representative.objects.filter(producer=producer).update(to_on=TODAY)
        acts = Entry.objects.filter(actor_id=lan.user_id)
        assert acts.count() > 0
        with one_entry("journal.erased") as written:
            answered(elevated(quan), asked_quietly(lan))
        person = user_of(lan)
        assert (person.is_active, person.has_usable_password()) == (False, False)
        assert lan.name not in f"{person.full_name} {person.login}"
        assert not User.objects.filter(login="0912000001").exists()
        assert Producer.objects.get(pk=producer.pk).phone == ""
        assert not Erasable.objects.filter(entry__actor_id=lan.user_id).exists()
        assert lan.name not in written[0].reason
        assert verify().why == ""

    def test_refusing_deletes_nothing(self, lan: Actor, quan: Actor) -> None:
        answered(elevated(quan), asked(lan), Outcome.REFUSED, "Hồ sơ phải lưu.")
        assert user_of(lan).full_name == lan.name

    def test_whoever_speaks_for_a_producer_or_holds_an_office_waits(
        self, world: World, lan: Actor, minh: Actor, quan: Actor
    ) -> None:
        world.a_producer()
        for person, word in ((lan, "producer|chủ thể"), (minh, "office|vai trò")):
            one = asked(person)
            with no_entry(), pytest.raises(Conflict, match=word):
                answered(elevated(quan), one)
            assert PersonalDataRequest.objects.get(pk=one.pk).answered_on is None
            assert user_of(person).full_name == person.name


def asked_quietly(actor: Actor) -> PersonalDataRequest:
    """A request that was made earlier."""
    return PersonalDataRequest.objects.create(
        person=user_of(actor), kind=RequestKind.DELETE, text="Xin xóa.", received_on=TODAY, due_on=TODAY
    )
