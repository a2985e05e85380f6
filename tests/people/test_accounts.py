"""Accounts are kept by delegation: inside the own territory, never for oneself, never a password."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ocop.access.actions.signing_in import arrive
from ocop.people import actions, links, queries
from ocop.people.actions import Office
from ocop.people.models import Appointment, User
from ocop.people.queries import current_appointments, past_appointments
from ocop.people.roles import (
    ADMIN,
    COMMUNE_OFFICER,
    MINISTRY_OFFICER,
    PRODUCER,
    PROVINCE_ADMIN,
    PROVINCE_OFFICER,
)
from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from tests.cast import NOW, TODAY, ClientOf, in_office, no_entry, one_entry, person, user_of


@pytest.fixture
def linh(lao_cai: Unit) -> Actor:
    """The administrator of Lào Cai."""
    return person("0912000020", "Phan Thị Linh", PROVINCE_ADMIN, lao_cai)


@pytest.fixture
def khoi(places: Unit) -> Actor:
    """A second administrator of the country, who has just confirmed who he is."""
    return replace(person("0912000021", "Đinh Văn Khôi", ADMIN, places), elevated=True)


def at(role: str, unit: Unit, from_on: date = TODAY) -> Office:
    return Office(role, unit.code, from_on, None, "12/QĐ-UBND")


def opened(actor: Actor, office: Office, login: str = "0987 654 321") -> User:
    return actions.open_account(actor=actor, login=login, full_name="Giàng A Páo", office=office, now=NOW)


class TestOpenAccount:
    def test_a_person_comes_with_a_first_office_in_one_act(self, linh: Actor, ta_van: Unit) -> None:
        with one_entry("user.created"):
            user = opened(linh, at(COMMUNE_OFFICER, ta_van))
        assert [office.role for office in current_appointments(user.pk, TODAY)] == [COMMUNE_OFFICER]
        assert not user.has_usable_password()

    def test_a_refused_office_leaves_no_account(self, linh: Actor, bao_lam: Unit) -> None:
        with no_entry(), pytest.raises(Denied, match="ngoài địa bàn"):
            opened(linh, at(COMMUNE_OFFICER, bao_lam))
        assert not User.objects.filter(login="0987654321").exists()

    @pytest.mark.parametrize("role", [ADMIN, MINISTRY_OFFICER])
    def test_a_province_gives_no_office_of_the_country(self, linh: Actor, places: Unit, role: str) -> None:
        with no_entry(), pytest.raises(Denied):
            opened(linh, at(role, places))

    def test_a_role_that_reaches_the_country_is_not_given_by_a_province(
        self, linh: Actor, hoa: Actor, lao_cai: Unit
    ) -> None:
        for actor in (linh, hoa):
            with no_entry(), pytest.raises(Denied):
                opened(actor, at("researcher", lao_cai))

    def test_nobody_chooses_the_password_of_another(self, quan: Actor) -> None:
        with no_entry(), pytest.raises(Denied, match="mật khẩu"):
            actions.create_user(
                actor=quan, login="0987654321", full_name="A", password="một mật khẩu dài", now=NOW
            )

    def test_what_is_wrong_is_said_beside_its_field(self, linh: Actor, ta_van: Unit) -> None:
        with pytest.raises(ValidationError) as refused:
            opened(linh, at(COMMUNE_OFFICER, ta_van), login="123")
        assert set(refused.value.message_dict) == {"login"}


class TestOffices:
    def test_nobody_gives_an_office_to_oneself(self, linh: Actor, lao_cai: Unit) -> None:
        with no_entry(), pytest.raises(Denied, match="tự giao"):
            actions.appoint(
                actor=linh,
                user_id=linh.user_id or 0,
                role=PROVINCE_OFFICER,
                unit_code=lao_cai.code,
                from_on=TODAY,
                now=NOW,
            )

    def test_an_administrator_is_appointed_only_by_who_confirmed_who_they_are(
        self, quan: Actor, khoi: Actor, minh: Actor, lao_cai: Unit
    ) -> None:
        def give(actor: Actor) -> Appointment:
            return actions.appoint(
                actor=actor,
                user_id=minh.user_id or 0,
                role=PROVINCE_ADMIN,
                unit_code=lao_cai.code,
                from_on=TODAY,
                now=NOW,
            )

        with no_entry(), pytest.raises(Denied):
            give(quan)
        with one_entry("appointment.made"):
            give(khoi)

    def test_the_last_administrator_stays(self, quan: Actor) -> None:
        office = Appointment.objects.get(pk=quan.appointment_id or 0)
        with no_entry(), pytest.raises(Denied, match="quản trị nào khác"):
            actions.end_appointment(
                actor=replace(quan, elevated=True),
                appointment_id=office.pk,
                expected_version=office.version,
                to_on=TODAY,
                reason="Nghỉ hưu",
                now=NOW,
            )

    def test_one_of_two_administrators_may_go(self, quan: Actor, khoi: Actor) -> None:
        office = Appointment.objects.get(pk=quan.appointment_id or 0)
        with one_entry("appointment.ended"):
            actions.end_appointment(
                actor=khoi,
                appointment_id=office.pk,
                expected_version=office.version,
                to_on=TODAY,
                reason="Nghỉ hưu",
                now=NOW,
            )

    def test_a_role_of_the_district_cannot_be_given_any_more(self, khoi: Actor, lan: Actor) -> None:
        district = Unit.objects.create(
            code="999",
            name="Huyện thử",
            kind="huyen",
            level="district",
            parent=Unit.objects.get(code="15", valid_to=None),
            path="VN/15/999/",
            scope="VN/15/999/",
            valid_from=date(2000, 1, 1),
            folded="huyen thu",
            sort_key=b"",
        )
        with no_entry(), pytest.raises(ValidationError, match="cấp hành chính"):
            actions.appoint(
                actor=khoi,
                user_id=lan.user_id or 0,
                role="district_officer",
                unit_code=district.code,
                from_on=TODAY,
                now=NOW,
            )

    def test_a_public_office_ends_with_its_unit_and_a_producer_goes_on(
        self, minh: Actor, lan: Actor, ta_van: Unit
    ) -> None:
        ta_van.valid_to = TODAY - timedelta(days=1)
        ta_van.save(update_fields=["valid_to"])
        assert current_appointments(minh.user_id or 0, TODAY) == []
        assert [office.role for office in past_appointments(minh.user_id or 0, TODAY)] == [COMMUNE_OFFICER]
        assert [office.role for office in current_appointments(lan.user_id or 0, TODAY)] == [PRODUCER]


class TestHandOver:
    def hand(self, actor: Actor, leaving: Actor, successor: Actor, **changed: object) -> Appointment:
        office = Appointment.objects.get(pk=leaving.appointment_id or 0)
        told = {
            "actor": actor,
            "appointment_id": office.pk,
            "expected_version": office.version,
            "successor_id": successor.user_id,
            "from_on": TODAY,
            "document": "15/QĐ-UBND",
            "reason": "Chuyển công tác",
            "now": NOW,
        }
        return actions.hand_over(**(told | changed))  # type: ignore[arg-type]

    def test_it_ends_one_office_and_begins_the_next_with_one_entry(
        self, linh: Actor, minh: Actor, lan: Actor
    ) -> None:
        with one_entry("appointment.handed_over"):
            following = self.hand(linh, minh, lan)
        left = Appointment.objects.get(pk=minh.appointment_id or 0)
        assert left.to_on == TODAY - timedelta(days=1)
        assert (following.user_id, following.role, following.unit_id) == (
            lan.user_id,
            COMMUNE_OFFICER,
            left.unit_id,
        )
        assert current_appointments(minh.user_id or 0, TODAY) == []

    def test_a_stranger_finds_no_such_office(self, binh: Actor, minh: Actor, lan: Actor) -> None:
        with no_entry(), pytest.raises(Appointment.DoesNotExist):
            self.hand(binh, minh, lan)

    def test_who_may_not_give_the_role_hands_nothing_over(self, cuc: Actor, minh: Actor, lan: Actor) -> None:
        with no_entry(), pytest.raises(Denied):
            self.hand(cuc, minh, lan)

    def test_nobody_takes_over_oneself(self, linh: Actor, hoa: Actor) -> None:
        with no_entry(), pytest.raises(Denied):
            self.hand(linh, hoa, linh)

    def test_an_old_page_is_told_so(self, linh: Actor, minh: Actor, lan: Actor) -> None:
        with no_entry(), pytest.raises(Stale):
            self.hand(linh, minh, lan, expected_version=99)

    def test_not_to_the_one_who_leaves(self, linh: Actor, minh: Actor) -> None:
        with no_entry(), pytest.raises(ValidationError):
            self.hand(linh, minh, minh)

    def test_not_to_a_closed_account(self, linh: Actor, minh: Actor, lan: Actor) -> None:
        User.objects.filter(pk=lan.user_id or 0).update(is_active=False)
        with no_entry(), pytest.raises(Conflict):
            self.hand(linh, minh, lan)

    def test_once_is_enough(self, linh: Actor, minh: Actor, lan: Actor) -> None:
        self.hand(linh, minh, lan)
        with no_entry(), pytest.raises(Conflict):
            self.hand(linh, minh, lan)

    def test_the_last_administrator_may_hand_over(self, quan: Actor, minh: Actor) -> None:
        with no_entry(), pytest.raises(Denied):
            self.hand(quan, quan, minh)
        with one_entry("appointment.handed_over"):
            self.hand(replace(quan, elevated=True), quan, minh)

    def test_the_page_says_what_passes_over(
        self, linh: Actor, minh: Actor, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(links, "_pending", [links.Pending("Hồ sơ chờ xã", lambda _office: 7)])
        page = client_of(linh).get(reverse("people:hand_over", args=[minh.appointment_id]))
        assert "Hồ sơ chờ xã: <strong>7</strong>" in page.content.decode()


class TestClose:
    def close(self, actor: Actor, whom: Actor, reason: str = "Thôi việc") -> User:
        return actions.close_account(actor=actor, user_id=whom.user_id or 0, reason=reason, now=NOW)

    def test_closed_and_opened_again_each_with_one_entry(self, linh: Actor, minh: Actor) -> None:
        with one_entry("user.closed"):
            assert not self.close(linh, minh).is_active
        with one_entry("user.reopened"):
            assert actions.reopen_account(
                actor=linh, user_id=minh.user_id or 0, reason="Nhầm", now=NOW
            ).is_active

    def test_a_stranger_finds_no_such_account(self, linh: Actor, binh: Actor) -> None:
        with no_entry(), pytest.raises(User.DoesNotExist):
            self.close(linh, binh)

    def test_an_officer_closes_none(self, hoa: Actor, minh: Actor) -> None:
        with no_entry(), pytest.raises(Denied, match="không khóa tài khoản"):
            self.close(hoa, minh)

    def test_not_the_own_one(self, linh: Actor) -> None:
        with no_entry(), pytest.raises(Denied, match="tự khóa"):
            self.close(linh, linh)

    def test_not_of_who_also_works_elsewhere(self, linh: Actor, minh: Actor, bao_lam: Unit) -> None:
        in_office(user_of(minh), COMMUNE_OFFICER, bao_lam)
        with no_entry(), pytest.raises(Denied, match="còn giữ"):
            self.close(linh, minh)

    def test_of_who_has_left_by_who_kept_every_former_office(self, linh: Actor, minh: Actor) -> None:
        Appointment.objects.filter(user=user_of(minh)).update(to_on=TODAY - timedelta(days=1))
        with one_entry("user.closed"):
            assert not self.close(linh, minh).is_active

    def test_not_of_who_once_worked_elsewhere(self, linh: Actor, minh: Actor, bao_lam: Unit) -> None:
        in_office(user_of(minh), COMMUNE_OFFICER, bao_lam)
        Appointment.objects.filter(user=user_of(minh)).update(to_on=TODAY - timedelta(days=1))
        with no_entry(), pytest.raises(Denied, match="còn giữ"):
            self.close(linh, minh)

    def test_not_of_the_last_administrator(self, khoi: Actor, quan: Actor) -> None:
        Appointment.objects.filter(pk=khoi.appointment_id or 0).update(to_on=TODAY)
        with no_entry(), pytest.raises(Denied, match="quản trị nào khác"):
            self.close(khoi, quan)

    def test_a_reason_is_asked_for(self, linh: Actor, minh: Actor) -> None:
        with no_entry(), pytest.raises(ValidationError):
            self.close(linh, minh, "  ")

    def test_once_is_enough(self, linh: Actor, minh: Actor) -> None:
        self.close(linh, minh)
        with no_entry(), pytest.raises(Conflict):
            self.close(linh, minh)


class TestList:
    def names(self, actor: Actor, words: str = "", role: str = "", unit: str = "") -> list[str]:
        wanted = queries.Wanted(words, role, unit)
        return [user.full_name for user in queries.accounts(actor, wanted, TODAY)]

    def test_one_sees_the_people_of_the_own_territory(
        self, linh: Actor, minh: Actor, hoa: Actor, binh: Actor, lan: Actor
    ) -> None:
        assert set(self.names(linh)) == {linh.name, minh.name, hoa.name, lan.name}
        assert set(self.names(minh)) == {minh.name, lan.name}
        assert self.names(binh) == [binh.name]

    def test_names_are_found_without_accents(self, linh: Actor, minh: Actor, lan: Actor) -> None:
        assert self.names(linh, words="vang van") == [minh.name]
        assert self.names(linh, words="0912 000 001") == [lan.name]

    def test_by_role_and_by_unit(self, linh: Actor, minh: Actor, lan: Actor, hoa: Actor) -> None:
        assert self.names(linh, role=COMMUNE_OFFICER) == [minh.name]
        assert set(self.names(linh, unit="ta van")) == {minh.name, lan.name}
        assert set(self.names(linh, unit="15")) == {minh.name, lan.name, hoa.name, linh.name}

    def test_it_costs_the_same_with_many_accounts(
        self,
        linh: Actor,
        ta_van: Unit,
        client_of: ClientOf,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        client = client_of(linh)
        client.get(reverse("people:accounts"))
        with django_assert_num_queries(5):
            client.get(reverse("people:accounts"))
        for number in range(12):
            person(f"09130000{number:02}", f"Người {number}", PRODUCER, ta_van)
        with django_assert_num_queries(5):
            client.get(reverse("people:accounts"))


class TestPages:
    def test_an_account_is_opened_by_the_form(self, linh: Actor, ta_van: Unit, client_of: ClientOf) -> None:
        told = {
            "full_name": "Giàng A Páo",
            "login": "0987 654 321",
            "role": COMMUNE_OFFICER,
            "unit": "tả van",
            "from_on": "23/11/2026",
            "to_on": "",
            "document": "12/QĐ-UBND",
        }
        with one_entry("user.created"):
            response = client_of(linh).post(reverse("people:new_account"), told)
        user = User.objects.get(login="0987654321")
        assert response["Location"] == reverse("people:account", args=[user.pk])
        assert user.appointments.get().unit == ta_van

    def test_bad_input_comes_back_with_what_was_typed(self, linh: Actor, client_of: ClientOf) -> None:
        with no_entry():
            page = client_of(linh).post(
                reverse("people:new_account"), {"full_name": "Giàng A Páo", "login": "12", "unit": "không có"}
            )
        assert page.status_code == 200
        assert "Giàng A Páo" in page.content.decode()

    def test_the_page_of_a_stranger_is_not_there(self, linh: Actor, binh: Actor, client_of: ClientOf) -> None:
        client = client_of(linh)
        assert client.get(reverse("people:account", args=[binh.user_id])).status_code == 404
        assert client.get(reverse("people:end_office", args=[binh.appointment_id])).status_code == 404
        assert client.get(reverse("people:hand_over", args=[binh.appointment_id])).status_code == 404

    def test_producers_keep_no_accounts(self, lan: Actor, client_of: ClientOf) -> None:
        page = client_of(lan).get(reverse("people:accounts"))
        assert page.status_code == 403
        assert "công chức và quản trị" in page.content.decode()

    def test_who_only_looks_does_not_learn_a_phone_number(
        self, an: Actor, minh: Actor, client_of: ClientOf
    ) -> None:
        text = client_of(an).get(reverse("people:account", args=[minh.user_id])).content.decode()
        assert "0912 *** 002" in text
        assert "0912 000 002" not in text

    def test_an_office_ends_through_the_page(self, linh: Actor, minh: Actor, client_of: ClientOf) -> None:
        address = reverse("people:end_office", args=[minh.appointment_id])
        told = {"to_on": "23/11/2026", "reason": "Nghỉ hưu", "version": "1"}
        with one_entry("appointment.ended"):
            assert client_of(linh).post(address, told).status_code == 302
        with no_entry():
            assert client_of(linh).post(address, told).status_code == 409

    def test_an_office_is_handed_over_through_the_page(
        self, linh: Actor, minh: Actor, lan: Actor, client_of: ClientOf
    ) -> None:
        told = {
            "successor": "0912 000 001",
            "from_on": "24/11/2026",
            "document": "15/QĐ",
            "reason": "Chuyển công tác",
            "version": "1",
        }
        with one_entry("appointment.handed_over"):
            client_of(linh).post(reverse("people:hand_over", args=[minh.appointment_id]), told)
        held = {office.role for office in current_appointments(lan.user_id or 0, date(2026, 11, 24))}
        assert held == {PRODUCER, COMMUNE_OFFICER}

    def test_an_account_is_closed_through_the_page(
        self, linh: Actor, minh: Actor, client_of: ClientOf
    ) -> None:
        with one_entry("user.closed"):
            client_of(linh).post(
                reverse("people:close_account", args=[minh.user_id]), {"act": "close", "reason": "Thôi việc"}
            )
        assert not user_of(minh).is_active

    @pytest.mark.django_db
    def test_everybody_reads_the_roles(self, client: Client) -> None:
        page = client.get(reverse("people:roles"))
        text = page.content.decode()
        assert page.status_code == 200
        assert text.count('<section class="card document"') > 30
        assert "Có ở bản sau" in text


class TestAfterAReform:
    """A producer's office outlives its commune; the code of that commune may be used again."""

    @pytest.fixture
    def of_old(self, lan: Actor, old_ta_van: Unit) -> Appointment:
        """lan is a producer at the commune as it was until July 2025."""
        office = Appointment.objects.get(user_id=lan.user_id or 0)
        office.unit = old_ta_van
        office.save(update_fields=["unit"])
        return office

    def test_the_person_acts_at_the_unit_that_answers_today(self, of_old: Appointment, ta_van: Unit) -> None:
        actor = queries.actor_in(of_old)
        assert (actor.unit_path, actor.unit_code) == (ta_van.path, ta_van.code)

    def test_the_office_is_handed_over_there_and_not_to_who_has_the_code_now(
        self, of_old: Appointment, minh: Actor, mai: Actor, ta_van: Unit
    ) -> None:
        with one_entry("appointment.handed_over"):
            following = actions.hand_over(
                actor=minh,
                appointment_id=of_old.pk,
                expected_version=of_old.version,
                successor_id=mai.user_id or 0,
                from_on=TODAY,
                document="02/QĐ",
                reason="Chuyển cho con",
                now=NOW,
            )
        assert following.unit == ta_van


def test_a_login_that_is_taken_and_a_unit_elsewhere_are_said_in_the_form(
    client_of: ClientOf, linh: Actor, minh: Actor, bao_lam: Unit
) -> None:
    typed = {
        "full_name": "Giàng A Páo",
        "role": COMMUNE_OFFICER,
        "from_on": "01/06/2027",
        "document": "12/QĐ",
    }
    typed |= {"login": user_of(minh).login, "unit": bao_lam.name}
    with no_entry():
        page = client_of(linh).post(reverse("people:new_account"), typed).content.decode()
    assert "Đã có tài khoản dùng" in page
    assert "nằm ngoài địa bàn" in page
    assert "Giàng A Páo" in page


def test_the_page_of_an_account_names_each_way_to_help_once(
    client_of: ClientOf, minh: Actor, lan: Actor
) -> None:
    page = client_of(minh).get(reverse("people:account", args=[lan.user_id])).content.decode()
    assert page.count(reverse("access:invite", args=[lan.user_id])) == 1
    assert reverse("access:reset_factors", args=[lan.user_id]) not in page


def test_the_page_of_an_account_tells_which_offices_were_given_and_ended(
    client_of: ClientOf, khoi: Actor, hoa: Actor, binh: Actor, lan: Actor, ta_van: Unit
) -> None:
    with one_entry("appointment.made"):
        office = actions.appoint(
            actor=khoi,
            user_id=lan.user_id or 0,
            role=COMMUNE_OFFICER,
            unit_code=ta_van.code,
            from_on=TODAY,
            document="12/QĐ-UBND",
            now=NOW,
        )
    with one_entry("appointment.ended"):
        actions.end_appointment(
            actor=khoi,
            appointment_id=office.pk,
            expected_version=office.version,
            to_on=TODAY,
            reason="Chuyển công tác",
            now=NOW,
        )
    history = client_of(hoa).get(reverse("people:account", args=[lan.user_id])).context["history"]
    assert [str(line.verb) for line in history.lines] == ["Đã giao vai trò", "Đã kết thúc vai trò"]
    assert history.lines[-1].reason == "Chuyển công tác"
    assert client_of(binh).get(reverse("people:account", args=[lan.user_id])).status_code == 404


def test_when_a_person_came_is_not_told_on_the_page_of_the_account(
    client_of: ClientOf, hoa: Actor, minh: Actor
) -> None:
    with one_entry("user.signed_in"):
        arrive(user=user_of(minh), means="password", strong=True, now=NOW)
    page = client_of(hoa).get(reverse("people:account", args=[minh.user_id]))
    assert page.status_code == 200
    assert not page.context["history"].lines
