"""A link with which a person chooses a password; the forgotten password too."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from ocop.access.actions.passwords import accept, change_password, invite
from ocop.access.models import Invitation, Session
from ocop.people.models import Appointment, User
from ocop.people.roles import PROVINCE_OFFICER
from ocop.places.models import Unit
from ocop.platform.actors import SYSTEM, Actor
from ocop.platform.decisions import Conflict, Denied
from tests.access.conftest import PASSWORD, sign_in, with_password
from tests.cast import NOW, TODAY, ClientOf, elevated, no_entry, one_entry, user_of

pytestmark = pytest.mark.usefixtures("at_nine")
NEW = "một câu ngắn dễ nhớ"


def link_for(actor: Actor, by: Actor = SYSTEM) -> str:
    return invite(actor=by, user_id=actor.user_id or 0, now=NOW)


def test_an_officer_makes_a_link_that_is_shown_once(client_of: ClientOf, minh: Actor, lan: Actor) -> None:
    client = client_of(minh)
    address = reverse("access:invite", args=[lan.user_id])
    assert "/invitation/" not in client.get(address).content.decode()
    with one_entry("invitation.sent"):
        page = client.post(address).content.decode()
    token = page.split("/invitation/")[1].split("/")[0]
    assert token not in Invitation.objects.get().digest
    assert token not in client.get(address).content.decode()


def test_the_person_chooses_the_password_and_signs_in_with_it(client: Client, lan: Actor) -> None:
    address = reverse("access:invitation", args=[link_for(lan)])
    assert "Lý Thị Lan" in client.get(address).content.decode()
    with one_entry("user.password_set"):
        assert client.post(address, {"password": NEW})["Location"] == reverse("access:sign_in")
    assert sign_in(client, user_of(lan), password=NEW, next="/me/") == "/me/"


def test_a_link_works_once(client: Client, lan: Actor) -> None:
    address = reverse("access:invitation", args=[link_for(lan)])
    client.post(address, {"password": NEW})
    with no_entry():
        assert (
            client.get(address).status_code == client.post(address, {"password": PASSWORD}).status_code == 404
        )


def test_a_link_ends_after_its_days(lan: Actor) -> None:
    token = link_for(lan)
    assert accept(token=token, password=NEW, now=NOW + timedelta(days=7)) is None
    assert accept(token=token, password=NEW, now=NOW + timedelta(days=6, hours=23)) == user_of(lan)


def test_an_office_given_later_voids_the_link(lan: Actor, lao_cai: Unit) -> None:
    token = link_for(lan)
    Appointment.objects.create(user=user_of(lan), role=PROVINCE_OFFICER, unit=lao_cai, from_on=TODAY)
    with no_entry():
        assert accept(token=token, password=NEW, now=NOW) is None
    assert accept(token=link_for(lan), password=NEW, now=NOW) == user_of(lan)


def test_a_newer_link_voids_the_older(lan: Actor) -> None:
    old, new = link_for(lan), link_for(lan)
    assert accept(token=old, password=NEW, now=NOW) is None
    assert accept(token=new, password=NEW, now=NOW) is not None


def test_a_weak_password_is_refused_and_the_link_still_works(client: Client, lan: Actor) -> None:
    address = reverse("access:invitation", args=[link_for(lan)])
    with no_entry():
        assert client.post(address, {"password": "12345678"}).status_code == 200
    assert client.get(address).status_code == 200


def test_a_closed_account_gets_no_link(lan: Actor) -> None:
    User.objects.filter(pk=lan.user_id or 0).update(is_active=False)
    with pytest.raises(Conflict), no_entry():
        link_for(lan)


def test_a_stranger_s_account_is_not_there(client_of: ClientOf, binh: Actor, lan: Actor) -> None:
    with no_entry():
        assert client_of(binh).post(reverse("access:invite", args=[lan.user_id])).status_code == 404


@pytest.mark.parametrize("who", ["lan", "an"])
def test_who_may_not_help_is_told_why(request: pytest.FixtureRequest, who: str, lan: Actor) -> None:
    with pytest.raises(Denied), no_entry():
        link_for(lan, by=request.getfixturevalue(who))


def test_nobody_sends_a_link_for_an_office_above_their_own(hoa: Actor, cuc: Actor) -> None:
    with pytest.raises(Denied, match="không được giao"), no_entry():
        link_for(cuc, by=hoa)


def test_an_officer_who_signed_in_before_is_reached_only_after_confirming(hoa: Actor, minh: Actor) -> None:
    link_for(minh, by=hoa)
    with_password(minh)
    with pytest.raises(Denied) as refused, no_entry():
        link_for(minh, by=hoa)
    assert str(refused.value.url) == reverse("access:confirm")
    link_for(minh, by=elevated(hoa))


def test_choosing_a_password_ends_all_sessions(client_of: ClientOf, lan: Actor) -> None:
    browser = client_of(lan)
    accept(token=link_for(lan), password=NEW, now=NOW)
    assert browser.get(reverse("people:me")).status_code == 302


class TestChangingThePassword:
    def test_the_other_sessions_end_and_this_one_stays(
        self, client: Client, client_of: ClientOf, lan: Actor
    ) -> None:
        other = client_of(lan)
        sign_in(client, with_password(lan))
        with one_entry("user.password_set"):
            client.post(reverse("access:password"), {"present": PASSWORD, "password": NEW})
        assert client.get(reverse("people:me")).status_code == 200
        assert other.get(reverse("people:me")).status_code == 302
        assert Session.objects.filter(user_id=lan.user_id or 0).count() == 1

    def test_it_takes_the_present_one(self, client_of: ClientOf, lan: Actor) -> None:
        with_password(lan)
        with no_entry():
            page = client_of(lan).post(reverse("access:password"), {"present": "wrong", "password": NEW})
        assert "không phải mật khẩu hiện tại" in page.content.decode()

    def test_a_weak_one_is_refused(self, lan: Actor) -> None:
        with_password(lan)
        with pytest.raises(ValidationError), no_entry():
            change_password(actor=lan, present=PASSWORD, password="12345678", now=NOW)


def test_who_is_appointed_above_from_tomorrow_is_out_of_reach_today(minh: Actor, lan: Actor) -> None:
    unit = Unit.objects.get(code="15", valid_to=None)
    Appointment.objects.create(
        user=user_of(lan), role=PROVINCE_OFFICER, unit=unit, from_on=TODAY + timedelta(days=1)
    )
    with pytest.raises(Denied, match="không được giao"), no_entry():
        link_for(lan, by=minh)


def test_guesses_at_the_present_password_are_counted(client_of: ClientOf, lan: Actor) -> None:
    with_password(lan)
    browser = client_of(lan)
    for _n in range(settings.OCOP_SIGN_IN_FAILURES):
        browser.post(reverse("access:password"), {"present": "đoán", "password": NEW})
    with one_entry("access.locked"):
        page = browser.post(reverse("access:password"), {"present": PASSWORD, "password": NEW})
    assert "quá nhiều lần" in page.content.decode()
    assert user_of(lan).check_password(PASSWORD)


def test_a_weak_choice_is_no_guess(client_of: ClientOf, lan: Actor) -> None:
    with_password(lan)
    browser = client_of(lan)
    for _n in range(settings.OCOP_SIGN_IN_FAILURES + 1):
        browser.post(reverse("access:password"), {"present": PASSWORD, "password": "12345678"})
    with one_entry("user.password_set"):
        browser.post(reverse("access:password"), {"present": PASSWORD, "password": NEW})
