"""People and their offices change only through actions: allowed or refused with a reason, told once."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from ocop.journal import queries as journal
from ocop.people import actions
from ocop.people.models import Appointment, User
from ocop.people.queries import current_appointments, past_appointments
from ocop.people.roles import (
    ADMIN,
    COMMUNE_OFFICER,
    COUNCIL_MEMBER,
    MINISTRY_OFFICER,
    PRODUCER,
    PROVINCE_LEADER,
    PROVINCE_OFFICER,
    ROLES,
)
from ocop.places.models import Level, Unit
from ocop.platform.actors import PUBLIC, SYSTEM, Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from tests.cast import NOW, TODAY, no_entry, one_entry

PASSWORD = "một mật khẩu đủ dài"


@pytest.fixture
def tam(db: None) -> User:  # noqa: ARG001 - stands in the database
    """Somebody with an account and a password, and no office."""
    return actions.create_user(
        actor=SYSTEM, login="0987 654 321", full_name="Tẩn Mẩy Tâm", password=PASSWORD, now=NOW
    )


def new_user(actor: Actor, **facts: str | None) -> User:
    told: dict[str, Any] = {"login": "0911 222 333", "full_name": "Giàng A Páo", "password": None} | facts
    return actions.create_user(actor=actor, **told, now=NOW)


def give(actor: Actor, user: User, role: str, unit: Unit, to_on: date | None = None) -> Appointment:
    return actions.appoint(
        actor=actor, user_id=user.pk, role=role, unit_code=unit.code, from_on=TODAY, to_on=to_on, now=NOW
    )


class TestCreateUser:
    def test_an_officer_opens_an_account(self, minh: Actor) -> None:
        with one_entry("user.created") as written:
            user = new_user(minh)
        assert (user.login, user.full_name, user.language) == ("0911222333", "Giàng A Páo", "vi")
        assert not user.has_usable_password()
        facts = {"login": "0911222333", "full_name": "Giàng A Páo", "language": "vi"}
        assert journal.proves(written[0], after=facts)

    def test_a_producer_and_the_public_may_not(self, lan: Actor) -> None:
        for actor in (lan, PUBLIC):
            with no_entry(), pytest.raises(Denied, match="công chức"):
                new_user(actor)

    def test_a_login_belongs_to_one_person_however_it_is_typed(self, minh: Actor) -> None:
        new_user(minh)
        with no_entry(), pytest.raises(Conflict):
            new_user(minh, login="+84 911 222 333")

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        "facts", [{"login": "123"}, {"full_name": "  "}, {"password": "ngắn"}, {"password": "password123"}]
    )
    def test_a_bad_login_name_or_password_is_refused(self, facts: dict[str, str]) -> None:
        with no_entry(), pytest.raises(ValidationError):
            new_user(SYSTEM, **facts)


class TestAppoint:
    def test_a_commune_officer_names_a_producer_of_the_commune(
        self, minh: Actor, tam: User, ta_van: Unit
    ) -> None:
        with one_entry("appointment.made"):
            appointment = give(minh, tam, PRODUCER, ta_van)
        assert current_appointments(tam.pk, TODAY) == [appointment]

    @pytest.mark.parametrize("role", ROLES)
    def test_only_who_may_give_a_role_gives_it(
        self, request: pytest.FixtureRequest, role: str, tam: User
    ) -> None:
        ta_van, lao_cai, places = map(request.getfixturevalue, ("ta_van", "lao_cai", "places"))
        names = ("lan", "minh", "hoa", "cuc", "an", "tuan", "thu", "quan")
        held = map(request.getfixturevalue, names)
        actors: list[Actor] = [PUBLIC, *(replace(actor, elevated=True) for actor in held)]
        kind = ROLES[role]
        units = {Level.COMMUNE: ta_van, Level.PROVINCE: lao_cai, Level.COUNTRY: places}
        for actor in actors:
            for level in kind.levels & units.keys():
                unit = units[level]
                if actor.role in kind.appointed_by and unit.path.startswith(actor.unit_path):
                    with one_entry("appointment.made"):
                        give(actor, tam, role, unit).delete()
                else:
                    with no_entry(), pytest.raises(Denied):
                        give(actor, tam, role, unit)

    def test_nobody_appoints_outside_the_territory(
        self, minh: Actor, hoa: Actor, tam: User, bac_ha: Unit, bao_lam: Unit
    ) -> None:
        for actor, unit in ((minh, bac_ha), (hoa, bao_lam)):
            with no_entry(), pytest.raises(Denied, match="ngoài địa bàn"):
                give(actor, tam, PRODUCER, unit)

    @pytest.mark.parametrize("role", [PROVINCE_LEADER, MINISTRY_OFFICER, "king"])
    def test_a_role_is_held_at_its_level_only(self, quan: Actor, tam: User, ta_van: Unit, role: str) -> None:
        with no_entry(), pytest.raises(ValidationError):
            give(quan, tam, role, ta_van)

    def test_the_same_office_is_not_given_twice_at_a_time(self, quan: Actor, tam: User, ta_van: Unit) -> None:
        give(quan, tam, COMMUNE_OFFICER, ta_van, to_on=TODAY + timedelta(days=30))
        with no_entry(), pytest.raises(Conflict):
            give(quan, tam, COMMUNE_OFFICER, ta_van)
        actions.appoint(
            actor=quan,
            user_id=tam.pk,
            role=COMMUNE_OFFICER,
            unit_code=ta_van.code,
            from_on=TODAY + timedelta(days=31),
            now=NOW,
        )

    def test_days_run_forward(self, quan: Actor, tam: User, ta_van: Unit) -> None:
        with no_entry(), pytest.raises(ValidationError, match="trước ngày đầu"):
            give(quan, tam, PRODUCER, ta_van, to_on=TODAY - timedelta(days=1))


class TestEndAppointment:
    def end(self, actor: Actor, office: int | None, *, version: int = 1, to_on: date = TODAY) -> Appointment:
        return actions.end_appointment(
            actor=actor,
            appointment_id=office or 0,
            expected_version=version,
            to_on=to_on,
            reason="nghỉ",
            now=NOW,
        )

    def test_an_office_ends_with_its_last_day(self, hoa: Actor, minh: Actor) -> None:
        with one_entry("appointment.ended") as written:
            ended = self.end(hoa, minh.appointment_id)
        assert ended.version == 2
        assert written[0].reason == "nghỉ"
        assert minh.user_id is not None
        assert current_appointments(minh.user_id, TODAY) == [ended]
        assert current_appointments(minh.user_id, TODAY + timedelta(days=1)) == []
        assert past_appointments(minh.user_id, TODAY + timedelta(days=1)) == [ended]

    def test_twice_is_refused(self, hoa: Actor, minh: Actor) -> None:
        self.end(hoa, minh.appointment_id)
        with no_entry(), pytest.raises(Stale):
            self.end(hoa, minh.appointment_id)
        with no_entry(), pytest.raises(Conflict, match="đã có ngày kết thúc"):
            self.end(hoa, minh.appointment_id, version=2)

    def test_a_stranger_knows_nothing_of_it(self, binh: Actor, minh: Actor) -> None:
        with no_entry(), pytest.raises(Appointment.DoesNotExist):
            self.end(binh, minh.appointment_id)

    def test_nobody_ends_what_they_could_not_give(self, cuc: Actor, minh: Actor) -> None:
        with no_entry(), pytest.raises(Denied):
            self.end(cuc, minh.appointment_id)
        with no_entry(), pytest.raises(Denied):
            self.end(minh, minh.appointment_id)

    def test_an_office_does_not_end_before_it_began(self, hoa: Actor, minh: Actor) -> None:
        with no_entry(), pytest.raises(ValidationError, match="trước ngày đầu"):
            self.end(hoa, minh.appointment_id, to_on=date(2020, 1, 1))


class TestOwnAccount:
    def test_one_chooses_ones_language(self, lan: Actor) -> None:
        with one_entry("user.language_chosen"):
            user = actions.choose_language(actor=lan, user_id=lan.user_id or 0, language="en", now=NOW)
        assert user.language == "en"

    def test_not_another_s(self, lan: Actor, minh: Actor, binh: Actor, quan: Actor) -> None:
        with no_entry(), pytest.raises(User.DoesNotExist):
            actions.choose_language(actor=binh, user_id=lan.user_id or 0, language="en", now=NOW)
        for actor in (minh, quan):
            with no_entry(), pytest.raises(Denied):
                actions.choose_language(actor=actor, user_id=lan.user_id or 0, language="en", now=NOW)

    def test_only_languages_there_are(self, lan: Actor) -> None:
        with no_entry(), pytest.raises(ValidationError):
            actions.choose_language(actor=lan, user_id=lan.user_id or 0, language="fr", now=NOW)


class TestWhoSeesWhom:
    def test_people(self, lan: Actor, minh: Actor, quan: Actor) -> None:
        assert set(User.objects.visible_to(lan).values_list("pk", flat=True)) == {lan.user_id}
        assert not User.objects.visible_to(PUBLIC).exists()
        assert User.objects.visible_to(quan).count() == 3
        assert minh.user_id is not None

    @pytest.mark.parametrize(
        ("who", "seen"),
        [
            ("lan", {"lan"}),
            ("minh", {"lan", "minh"}),
            ("tuan", {"tuan"}),
            ("hoa", {"lan", "minh", "hoa", "tuan"}),
            ("binh", {"binh"}),
            ("thu", {"lan", "minh", "hoa", "tuan", "binh", "thu"}),
        ],
    )
    def test_offices(self, request: pytest.FixtureRequest, who: str, seen: set[str]) -> None:
        cast = {name: request.getfixturevalue(name) for name in ("lan", "minh", "hoa", "tuan", "binh", "thu")}
        visible = Appointment.objects.visible_to(cast[who]).values_list("user_id", flat=True)
        assert set(visible) == {cast[name].user_id for name in seen}

    def test_the_public_sees_no_office(self, lan: Actor) -> None:
        assert lan.user_id is not None
        assert not Appointment.objects.visible_to(PUBLIC).exists()

    def test_a_council_member_of_the_country_is_appointed_by_the_ministry(
        self, thu: Actor, tam: User, places: Unit
    ) -> None:
        assert give(thu, tam, COUNCIL_MEMBER, places).role_name == "Thành viên hội đồng"

    def test_every_role_can_be_given_by_an_administrator(self) -> None:
        assert all(ADMIN in role.appointed_by for role in ROLES.values())
        assert PROVINCE_OFFICER in ROLES
