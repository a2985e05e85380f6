"""A link to a new password that a person asks for, what people are told of their access, and old sessions."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from ocop.access import working
from ocop.access.actions import passwords
from ocop.access.actions.factors import reset_factors
from ocop.access.models import Invitation, LinkRequest, Session
from ocop.notices.channels import Parcel, Postponed
from ocop.notices.models import Message
from ocop.platform.actors import SYSTEM, Actor
from tests.access.conftest import PASSWORD, sign_in, with_app, with_password
from tests.cast import NOW, ClientOf, elevated, no_entry, one_entry, user_of

pytestmark = pytest.mark.usefixtures("at_nine")
NEW = "một câu ngắn dễ nhớ"


class Keeps:
    """Takes everything, and keeps it in memory."""

    name = "keeps"
    repeats_safely = False
    parcels: ClassVar[list[Parcel]] = []

    def carry(self, parcel: Parcel) -> None:
        self.parcels.append(parcel)


class Busy(Keeps):
    def carry(self, parcel: Parcel) -> None:  # noqa: ARG002
        raise Postponed("503")


@pytest.fixture
def sms(settings: Settings) -> list[Parcel]:
    """What goes out by SMS."""
    settings.OCOP_CARRIERS = {"sms": f"{__name__}.Keeps"}
    Keeps.parcels.clear()
    return Keeps.parcels


def ask(client: Client, login: str) -> str:
    page = client.post(reverse("access:ask_link"), {"login": login})
    assert page.status_code == 200
    return page.content.decode()


def test_who_asks_gets_a_link_that_opens_the_account(client: Client, lan: Actor, sms: list[Parcel]) -> None:
    user = with_password(lan)
    ask(client, user.login)
    assert not Invitation.objects.exists()
    with one_entry("invitation.asked"):
        assert working.send_links(NOW) == 1
    (parcel,) = sms
    assert parcel.to == user.login
    token = parcel.link.split("/invitation/")[1].strip("/")
    assert token not in Invitation.objects.get().digest
    address = reverse("access:invitation", args=[token])
    assert client.post(address, {"password": NEW})["Location"] == reverse("access:sign_in")
    assert sign_in(client, user, password=NEW, next="/me/") == "/me/"


def test_the_link_holds_for_an_hour(client: Client, lan: Actor, sms: list[Parcel]) -> None:
    ask(client, with_password(lan).login)
    working.send_links(NOW)
    token = sms[0].link.split("/invitation/")[1].strip("/")
    assert passwords.invited(token=token, now=NOW + timedelta(hours=1)) is None
    assert passwords.invited(token=token, now=NOW + timedelta(minutes=59)) == user_of(lan)


@pytest.mark.usefixtures("sms")
def test_the_answer_does_not_tell_whether_there_is_an_account(client: Client, lan: Actor) -> None:
    known, unknown = ask(client, with_password(lan).login), ask(client, "0999999999")
    assert "đường dẫn đang được gửi" in known
    assert known == unknown
    assert LinkRequest.objects.count() == 1


@pytest.mark.usefixtures("sms")
def test_a_closed_account_gets_no_link(client: Client, lan: Actor) -> None:
    user = with_password(lan)
    user.is_active = False
    user.save(update_fields=["is_active"])
    ask(client, user.login)
    assert working.send_links(NOW) == 0


def test_asking_again_at_once_sends_no_second_link(client: Client, lan: Actor, sms: list[Parcel]) -> None:
    user = with_password(lan)
    for _n in range(2):
        ask(client, user.login)
        working.send_links(NOW)
    assert len(sms) == 1
    passwords.ask_for_link(login=user.login, now=NOW + timedelta(minutes=15))
    working.send_links(NOW + timedelta(minutes=15))
    assert len(sms) == 2


@pytest.mark.usefixtures("sms", "db")
def test_asking_too_often_has_to_wait(client: Client) -> None:
    for _n in range(5):
        ask(client, "0999999999")
    assert "Đã thử quá nhiều lần" in ask(client, "0999999999")


def test_a_link_of_an_officer_is_not_spoilt_by_asking(client: Client, lan: Actor, sms: list[Parcel]) -> None:
    user = with_password(lan)
    token = passwords.invite(actor=SYSTEM, user_id=user.pk, now=NOW)
    ask(client, user.login)
    working.send_links(NOW)
    assert len(sms) == 1
    assert passwords.accept(token=token, password=NEW, now=NOW) == user
    assert passwords.invited(token=sms[0].link.split("/invitation/")[1].strip("/"), now=NOW) is None


def test_a_system_without_a_carrier_says_whom_to_ask(client: Client, lan: Actor) -> None:
    with no_entry():
        assert "không tự gửi được" in ask(client, with_password(lan).login)
    assert not LinkRequest.objects.exists()


@pytest.mark.usefixtures("sms", "db")
def test_no_login_at_all_is_said_beside_the_field(client: Client) -> None:
    assert "Số điện thoại" in ask(client, "abc")
    assert not LinkRequest.objects.exists()


def test_a_busy_service_is_tried_again_with_a_fresh_link(
    client: Client, lan: Actor, sms: list[Parcel], settings: Settings
) -> None:
    ask(client, with_password(lan).login)
    settings.OCOP_CARRIERS = {"sms": f"{__name__}.Busy"}
    assert working.send_links(NOW) == 0
    assert not Invitation.objects.exists()
    settings.OCOP_CARRIERS = {"sms": f"{__name__}.Keeps"}
    assert working.send_links(NOW + timedelta(seconds=30)) == 0
    assert working.send_links(NOW + timedelta(minutes=1)) == 1
    assert len(sms) == 1


def test_a_request_that_waited_too_long_is_dropped(client: Client, lan: Actor, sms: list[Parcel]) -> None:
    ask(client, with_password(lan).login)
    assert working.send_links(NOW + timedelta(minutes=31)) == 0
    assert sms == []


def test_sessions_that_ran_out_are_deleted_and_others_stay(client: Client, lan: Actor) -> None:
    sign_in(client, with_password(lan))
    before = Session.objects.count()
    working.turn(NOW)
    assert Session.objects.count() == before
    working.turn(NOW + timedelta(days=400))
    assert Session.objects.count() == 0


def test_wrong_present_passwords_are_counted(client_of: ClientOf, lan: Actor) -> None:
    with_password(lan)
    client, address = client_of(lan), reverse("access:password")
    for _n in range(5):
        page = client.post(address, {"present": "sai", "password": NEW}).content.decode()
        assert "mật khẩu hiện tại" in page.lower()
    page = client.post(address, {"present": PASSWORD, "password": NEW}).content.decode()
    assert "Đã thử quá nhiều lần" in page
    assert user_of(lan).check_password(PASSWORD)


def test_people_are_told_when_their_access_was_changed(lan: Actor, quan: Actor) -> None:
    with_app(lan)
    reset_factors(actor=elevated(quan), user_id=lan.user_id or 0, reason="gặp trực tiếp", now=NOW)
    token = passwords.invite(actor=SYSTEM, user_id=lan.user_id or 0, now=NOW)
    passwords.accept(token=token, password=NEW, now=NOW)
    told = Message.objects.filter(user=user_of(lan)).values_list("template", flat=True)
    assert sorted(told) == ["factors_reset", "link_made", "password_set"]
