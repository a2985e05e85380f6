"""Switching roles, and the page about oneself."""

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ocop.journal.models import Entry
from ocop.people.roles import COUNCIL_MEMBER, PRODUCER
from ocop.places.models import Unit
from ocop.platform.actors import Actor
from tests.cast import ClientOf, in_office, no_entry, one_entry, user_of


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

    def test_a_new_session_starts_in_the_highest_office(
        self, client_of: ClientOf, minh: Actor, seat: Actor
    ) -> None:
        assert self.acting(client_of(replace(minh, appointment_id=None))) == seat

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
        assert response["Location"] == f"{reverse('access:sign_in')}?next={reverse('people:me')}"

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


def test_reading_writes_nothing(client_of: ClientOf, lan: Actor) -> None:
    client = client_of(lan)
    before = client.session.session_key, Entry.objects.count()
    client.get(reverse("people:me"))
    assert (client.session.session_key, Entry.objects.count()) == before


class TestWhoActs:
    @pytest.mark.parametrize(
        ("address", "status"), [("/accounts/", 403), ("/no-such-page/", 404), ("/me/", 200)]
    )
    def test_every_page_says_in_which_role_and_place(
        self, lan: Actor, client_of: ClientOf, address: str, status: int
    ) -> None:
        page = client_of(lan).get(address)
        text = page.content.decode()
        assert page.status_code == status
        assert "Chủ thể · xã Tả Van, tỉnh Lào Cai" in text or "Chủ thể · Xã Tả Van" in text

    def test_one_click_acts_in_another_role(self, lan: Actor, lao_cai: Unit, client_of: ClientOf) -> None:
        other = in_office(user_of(lan), COUNCIL_MEMBER, lao_cai)
        client = client_of(lan)
        assert (
            f'name="appointment" value="{other.appointment_id}"' in client.get("/accounts/").content.decode()
        )
        client.post(reverse("people:switch_role"), {"appointment": other.appointment_id})
        assert client.session["appointment_id"] == other.appointment_id
