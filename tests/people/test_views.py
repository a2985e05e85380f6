"""Signing in, signing out, switching roles, and the page about oneself."""

from datetime import date
from urllib.parse import quote

import pytest
from django.conf import settings
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ocop.journal.models import Entry
from ocop.people.models import User
from ocop.people.roles import COUNCIL_MEMBER, PRODUCER
from ocop.places.models import Unit
from ocop.platform.actors import Actor
from tests.cast import ClientOf, in_office, no_entry, one_entry, user_of

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
    response = client.post(reverse("people:sign_in"), {"login": "0912 000 002", "password": password, **more})
    return response.headers.get("Location") or response.content.decode()


class TestSignIn:
    def test_the_page_asks(self, client: Client) -> None:
        page = client.get(reverse("people:sign_in"))
        assert page.status_code == 200
        assert 'autocomplete="current-password"' in page.content.decode()

    def test_it_leads_to_the_start_page(self, client: Client, minh_user: User) -> None:
        with one_entry("user.signed_in"):
            assert sign_in(client) == resolve_url(settings.LOGIN_REDIRECT_URL)
        assert client.session["_auth_user_id"] == str(minh_user.pk)

    @pytest.mark.usefixtures("minh_user")
    def test_it_leads_back_to_where_one_wanted_to_go(self, client: Client) -> None:
        assert sign_in(client, next="/me/?x=1") == "/me/?x=1"

    @pytest.mark.usefixtures("minh_user")
    @pytest.mark.parametrize(
        "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil"]
    )
    def test_it_never_leads_away(self, client: Client, target: str) -> None:
        assert sign_in(client, next=target) == resolve_url(settings.LOGIN_REDIRECT_URL)

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
        response = client_of(lan).get(reverse("people:sign_in"), {"next": "/me/"})
        assert (response.status_code, response["Location"]) == (302, "/me/")


class TestSignOut:
    def test_it_ends_the_session(self, client_of: ClientOf, lan: Actor) -> None:
        client = client_of(lan)
        assert client.post(reverse("people:sign_out")).status_code == 302
        assert "_auth_user_id" not in client.session

    def test_a_link_can_t_do_it(self, client_of: ClientOf, lan: Actor) -> None:
        client = client_of(lan)
        assert client.get(reverse("people:sign_out")).status_code == 405
        assert "_auth_user_id" in client.session


class TestSwitchRole:
    @pytest.fixture
    def seat(self, minh: Actor, lao_cai: Unit) -> Actor:
        """minh also sits in the council."""
        return in_office(user_of(minh), COUNCIL_MEMBER, lao_cai)

    def acting(self, client: Client) -> Actor:
        actor: Actor = client.get(reverse("people:me")).context["actor"]
        return actor

    def test_one_click_changes_the_office(self, client_of: ClientOf, minh: Actor, seat: Actor) -> None:
        client = client_of(minh)
        assert self.acting(client) == minh
        with no_entry():
            response = client.post(reverse("people:switch_role"), {"appointment": seat.appointment_id})
        assert response.status_code == 302
        assert self.acting(client) == seat

    def test_a_new_session_starts_in_the_highest_office(self, minh: Actor, seat: Actor) -> None:
        client = Client()
        client.force_login(user_of(minh))
        assert self.acting(client) == seat

    @pytest.mark.parametrize("word", ["", "0", "x", "999999"])
    def test_what_one_does_not_hold_is_not_there(self, client_of: ClientOf, lan: Actor, word: str) -> None:
        assert client_of(lan).post(reverse("people:switch_role"), {"appointment": word}).status_code == 404

    def test_another_s_office_is_not_there(self, client_of: ClientOf, lan: Actor, minh: Actor) -> None:
        response = client_of(lan).post(reverse("people:switch_role"), {"appointment": minh.appointment_id})
        assert response.status_code == 404

    @pytest.mark.django_db
    def test_the_public_has_no_office(self, client: Client) -> None:
        assert client.post(reverse("people:switch_role"), {"appointment": "1"}).status_code == 404

    def test_a_link_only_shows_the_choice(self, client_of: ClientOf, minh: Actor, seat: Actor) -> None:
        client = client_of(minh)
        response = client.get(reverse("people:switch_role"), {"appointment": str(seat.appointment_id)})
        assert response["Location"] == reverse("people:me")
        assert self.acting(client) == minh

    def test_an_ended_office_is_felt_at_once(self, client_of: ClientOf, minh: Actor) -> None:
        client = client_of(minh)
        user_of(minh).appointments.update(to_on=date(2025, 12, 31))
        page = client.get(reverse("people:me"))
        assert page.context["actor"].role == "none"
        assert "Hôm nay bạn không giữ vai trò nào" in page.content.decode()
        assert "31/12/2025" in page.content.decode()

    def test_an_office_of_the_future_does_not_count_yet(self, client_of: ClientOf, minh: Actor) -> None:
        client = client_of(minh)
        user_of(minh).appointments.update(from_on=date(2999, 1, 1))
        assert self.acting(client).role == "none"


class TestMe:
    def test_it_shows_name_and_offices(self, client_of: ClientOf, lan: Actor) -> None:
        page = client_of(lan).get(reverse("people:me")).content.decode()
        for words in ("Lý Thị Lan", "0912 000 001", "Chủ thể", "xã Tả Van, tỉnh Lào Cai", "01/07/2025"):
            assert words in page

    @pytest.mark.django_db
    def test_the_public_is_asked_to_sign_in(self, client: Client) -> None:
        response = client.get(reverse("people:me"))
        assert (
            response["Location"] == f"{reverse('people:sign_in')}?next={quote(reverse('people:me'), safe='')}"
        )

    def test_the_language_is_kept(self, client_of: ClientOf, lan: Actor) -> None:
        client = client_of(lan)
        with one_entry("user.language_chosen"):
            response = client.post(reverse("people:me"), {"language": "en"}, follow=True)
        assert "My roles" in response.content.decode()
        assert user_of(lan).language == "en"

    def test_an_unknown_language_is_refused(self, client_of: ClientOf, lan: Actor) -> None:
        with no_entry():
            assert client_of(lan).post(reverse("people:me"), {"language": "fr"}).status_code == 200

    def test_the_page_costs_the_same_with_one_office_and_three(
        self,
        client_of: ClientOf,
        lan: Actor,
        bac_ha: Unit,
        bao_lam: Unit,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        client = client_of(lan)
        with django_assert_num_queries(6):
            client.get(reverse("people:me"))
        for unit in (bac_ha, bao_lam):
            in_office(user_of(lan), PRODUCER, unit)
        with django_assert_num_queries(6):
            client.get(reverse("people:me"))


@pytest.mark.django_db
def test_the_public_costs_no_query(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        client.get(reverse("people:sign_in"))


def test_reading_writes_nothing(client_of: ClientOf, lan: Actor) -> None:
    client = client_of(lan)
    before = client.session.session_key, Entry.objects.count()
    client.get(reverse("people:me"))
    assert (client.session.session_key, Entry.objects.count()) == before
