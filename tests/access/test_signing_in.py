"""Signing in with a password, and signing out."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from ocop.access.actions.signing_in import SignIn, arrive, check_password
from ocop.access.models import Tries
from ocop.people.actions import create_user
from ocop.people.models import User
from ocop.people.roles import COMMUNE_OFFICER, PRODUCER
from ocop.places.models import Unit
from ocop.platform.actors import SYSTEM, Actor
from tests.cast import NOW, ClientOf, in_office, no_entry, one_entry, user_of

PASSWORD = "một mật khẩu đủ dài"


@pytest.fixture
def minh_user(minh: Actor) -> User:
    """minh with a password."""
    user = user_of(minh)
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, password: str = PASSWORD, **more: str) -> str:
    """Send the form; returns where it leads, or the text of the page shown again."""
    response = client.post(reverse("access:sign_in"), {"login": "0912 000 002", "password": password, **more})
    return response.headers.get("Location") or response.content.decode()


class TestSignIn:
    def test_the_page_asks(self, client: Client) -> None:
        page = client.get(reverse("access:sign_in"))
        assert page.status_code == 200
        assert 'autocomplete="current-password"' in page.content.decode()

    def test_it_leads_to_the_start_page(self, client: Client, minh_user: User, settings: Settings) -> None:
        settings.OCOP_SECOND_FACTOR = "offered"
        with one_entry("user.signed_in"):
            assert sign_in(client) == resolve_url("evaluation:desk")
        assert client.session["_auth_user_id"] == str(minh_user.pk)

    @pytest.mark.usefixtures("minh_user")
    def test_whose_roles_all_wait_for_a_second_factor_is_led_to_it(self, client: Client) -> None:
        assert sign_in(client) == reverse("access:mine")

    @pytest.mark.usefixtures("minh_user")
    def test_it_leads_back_to_where_one_wanted_to_go(self, client: Client) -> None:
        assert sign_in(client, next="/me/?x=1") == "/me/?x=1"

    @pytest.mark.usefixtures("minh_user")
    @pytest.mark.parametrize(
        "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil"]
    )
    def test_it_never_leads_away(self, client: Client, target: str, settings: Settings) -> None:
        settings.OCOP_SECOND_FACTOR = "offered"
        assert sign_in(client, next=target) == resolve_url("evaluation:desk")

    @pytest.mark.usefixtures("minh_user")
    def test_a_wrong_password_and_an_unknown_login_give_the_same_page(self, client: Client) -> None:
        with no_entry():
            known = sign_in(client, "wrong")
            unknown = sign_in(client, "wrong", login="0900 000 000")
        assert "không đúng" in known
        assert "không đúng" in unknown
        assert "wrong" not in known

    @pytest.mark.usefixtures("minh_user")
    def test_after_too_many_it_tells_when_to_try_again(self, client: Client) -> None:
        for _ in range(5):
            sign_in(client, "wrong")
        assert "Hãy thử lại sau" in sign_in(client)

    @pytest.mark.usefixtures("minh_user")
    def test_the_session_gets_a_new_key(self, client: Client) -> None:
        session = client.session
        session["before"] = 1
        session.save()
        old = session.session_key
        sign_in(client)
        assert client.session.session_key != old

    def test_someone_with_another_language_arrives_in_it(self, client: Client, minh_user: User) -> None:
        minh_user.language = "en"
        minh_user.save()
        assert sign_in(client, next="/me/") == f"/language/en/?next={quote('/me/', safe='')}"
        client.logout()
        client.cookies["ocop_language"] = "vi"
        assert sign_in(client, next="/me/") == "/me/"

    def test_who_is_in_already_goes_on(self, client_of: ClientOf, lan: Actor) -> None:
        response = client_of(lan).get(reverse("access:sign_in"), {"next": "/me/"})
        assert (response.status_code, response["Location"]) == (302, "/me/")


class TestArriving:
    def test_public_office_leaves_an_entry(self, tam: User, ta_van: Unit) -> None:
        in_office(tam, PRODUCER, ta_van)
        with no_entry():
            arrive(user=tam, means="password", strong=False, now=NOW)
        in_office(tam, COMMUNE_OFFICER, ta_van)
        with one_entry("user.signed_in") as written:
            arrive(user=tam, means="password", strong=False, now=NOW)
        assert (written[0].role, written[0].unit_code) == (COMMUNE_OFFICER, "03037")


class TestSignOut:
    def test_it_ends_the_session(self, client_of: ClientOf, lan: Actor) -> None:
        client = client_of(lan)
        assert client.post(reverse("access:sign_out")).status_code == 302
        assert "_auth_user_id" not in client.session

    def test_a_link_can_t_do_it(self, client_of: ClientOf, lan: Actor) -> None:
        client = client_of(lan)
        assert client.get(reverse("access:sign_out")).status_code == 405
        assert "_auth_user_id" in client.session


@pytest.fixture
def tam(db: None) -> User:  # noqa: ARG001 - the table must stand
    """Somebody with an account and a password, and no office."""
    return create_user(
        actor=SYSTEM, login="0987 654 321", full_name="Tẩn Mẩy Tâm", password=PASSWORD, now=NOW
    )


class TestThePassword:
    def attempt(self, password: str, *, login: str = "0987654321", minutes: int = 0) -> SignIn:
        return check_password(
            request=None, login=login, password=password, now=NOW + timedelta(minutes=minutes)
        )

    def test_login_and_password_open_the_door(self, tam: User) -> None:
        with no_entry():
            assert self.attempt(PASSWORD).user == tam
            assert self.attempt(PASSWORD, login="+84 987 654 321").user == tam
        assert not Tries.objects.exists()

    @pytest.mark.parametrize("login", ["0987654321", "0900000000", "no login"])
    def test_a_real_and_an_invented_login_fail_alike(self, tam: User, login: str) -> None:
        assert tam.is_active
        for _ in range(5):
            assert self.attempt("wrong", login=login) == SignIn()
        assert self.attempt("wrong", login=login) == SignIn(locked_until=NOW + timedelta(minutes=15))

    def test_the_lock_holds_against_the_right_password_and_ends_by_itself(self, tam: User) -> None:
        for _ in range(5):
            self.attempt("wrong")
        assert self.attempt(PASSWORD, minutes=14).locked_until == NOW + timedelta(minutes=15)
        assert self.attempt(PASSWORD, minutes=15).user == tam

    def test_a_right_password_forgets_the_wrong_ones(self, tam: User) -> None:
        for _ in range(4):
            self.attempt("wrong")
        assert self.attempt(PASSWORD).user == tam
        for _ in range(4):
            self.attempt("wrong")
        assert self.attempt(PASSWORD).user == tam

    def test_one_login_s_lock_is_not_another_s(self, tam: User) -> None:
        for _ in range(6):
            self.attempt("wrong", login="0900000000")
        assert self.attempt(PASSWORD).user == tam

    def test_the_login_tried_is_not_kept(self, tam: User) -> None:
        self.attempt("wrong")
        (kept,) = Tries.objects.all()
        assert tam.login not in kept.key

    def test_a_closed_account_does_not_open(self, tam: User) -> None:
        tam.is_active = False
        tam.save(update_fields=["is_active"])
        assert self.attempt(PASSWORD).user is None


@pytest.mark.django_db
def test_the_public_costs_no_query(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        client.get(reverse("access:sign_in"))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "\\u0000", "\\ud800", "' or 1=1"])
def test_an_answer_that_names_no_passkey_opens_nothing(client: Client, name: str) -> None:
    told = {"credential": f'{{"id": "{name}"}}', "proof": "x"}
    with no_entry():
        page = client.post(reverse("access:passkey_sign_in"), told)
    assert page.status_code == 200
    assert "_auth_user_id" not in client.session
