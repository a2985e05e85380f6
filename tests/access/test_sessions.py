"""One sees where one is signed in, and ends it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ocop.access.models import Session
from ocop.people.models import User
from ocop.platform.actors import Actor
from tests.access.conftest import sign_in, with_app, with_password
from tests.cast import NOW, ClientOf, no_entry, one_entry

ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"


@pytest.fixture
def phone(lan: Actor) -> Client:
    """lan is signed in on her phone."""
    client = Client(HTTP_USER_AGENT=ANDROID, REMOTE_ADDR="203.0.113.7")
    sign_in(client, with_password(lan))
    return client


def number_of(client: Client) -> str:
    return str(client.session["standing"]["number"])


def test_the_page_tells_device_address_and_means(phone: Client) -> None:
    page = phone.get(reverse("access:sessions")).content.decode()
    for words in ("Chrome, Android", "203.0.113.7", "mật khẩu", "Phiên này"):
        assert words in page
    assert str(phone.session.session_key) not in page


def test_ending_one_works_at_once(phone: Client, lan: Actor, client_of: ClientOf) -> None:
    computer = client_of(lan)
    with one_entry("session.ended"):
        computer.post(reverse("access:end_session", args=[number_of(phone)]))
    assert phone.get(reverse("people:me")).status_code == 302
    assert computer.get(reverse("people:me")).status_code == 200


def test_all_others_end_together(phone: Client, lan: Actor, client_of: ClientOf) -> None:
    others = [client_of(lan), client_of(lan)]
    with one_entry("session.ended"):
        phone.post(reverse("access:end_other_sessions"))
    assert all(other.get(reverse("people:me")).status_code == 302 for other in others)
    assert phone.get(reverse("people:me")).status_code == 200


def test_without_others_there_is_nothing_to_end(phone: Client) -> None:
    with no_entry():
        assert phone.post(reverse("access:end_other_sessions")).status_code == 409


def test_another_s_session_is_not_there(phone: Client, minh: Actor, client_of: ClientOf) -> None:
    with no_entry():
        answer = client_of(minh).post(reverse("access:end_session", args=[number_of(phone)]))
    assert answer.status_code == 404
    assert phone.get(reverse("people:me")).status_code == 200


def test_a_closed_account_is_out_at_once(phone: Client, lan: Actor) -> None:
    User.objects.filter(pk=lan.user_id or 0).update(is_active=False)
    assert phone.get(reverse("people:me")).status_code == 302


@pytest.mark.usefixtures("at_nine")
@pytest.mark.parametrize(("who", "length"), [("lan", timedelta(days=14)), ("minh", timedelta(hours=12))])
def test_public_office_has_shorter_sessions(
    request: pytest.FixtureRequest, client: Client, who: str, length: timedelta
) -> None:
    sign_in(client, with_password(request.getfixturevalue(who)))
    assert Session.objects.get(session_key=client.session.session_key).expire_date == NOW + length


def test_nobody_sees_another_s_sessions(phone: Client, quan: Actor, lan: Actor) -> None:
    assert number_of(phone)
    assert not Session.objects.visible_to(quan).exists()
    assert Session.objects.visible_to(lan).count() == 1


def test_the_page_costs_the_same_with_many(
    phone: Client, lan: Actor, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(4):
        phone.get(reverse("access:sessions"))
    for _n in range(3):
        client_of(lan)
    with django_assert_num_queries(4):
        phone.get(reverse("access:sessions"))


def test_one_password_tried_on_many_logins_is_slowed_by_address(client: Client, places: object) -> None:
    assert places
    for number in range(40):
        client.post(reverse("access:sign_in"), {"login": f"09120001{number:02}", "password": "x"})
    with one_entry("access.locked"):
        page = client.post(reverse("access:sign_in"), {"login": "0912999999", "password": "x"})
    assert "quá nhiều lần" in page.content.decode()


def test_a_half_way_sign_in_is_nobody_s_session(client: Client, minh: Actor) -> None:
    sign_in(client, with_app(minh))
    assert not Session.objects.filter(user_id=minh.user_id or 0).exists()
