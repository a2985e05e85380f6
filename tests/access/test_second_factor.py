"""Codes of an app, recovery codes, and what an office asks for."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from ocop.access import totp
from ocop.access.actions import factors
from ocop.access.actions.proving import Proof, check_code
from ocop.access.models import Factor, RecoveryCode, Session
from ocop.people.queries import actor_without_office
from ocop.people.roles import COMMUNE_OFFICER, NO_ROLE, PRODUCER
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied
from tests.access.conftest import KEY, code_at, role_of, sign_in, with_app, with_password
from tests.cast import NOW, ClientOf, elevated, no_entry, one_entry, user_of

pytestmark = pytest.mark.usefixtures("at_nine")
SECOND = "/sign-in/second/"


def enrol(client: Client, *, wrong: bool = False) -> str:
    """Add an app on its page; returns the page that follows."""
    page = client.get(reverse("access:add_app"))
    key = page.context["key"].replace(" ", "")
    code = "000000" if wrong else code_at(NOW, key=key)
    told = {"name": "máy của tôi", "code": code, "sealed": page.context["form"]["sealed"].value()}
    return client.post(reverse("access:add_app"), told, follow=True).content.decode()


class TestAnOfficeWaits:
    def test_without_one_nobody_acts_in_a_public_office(self, client: Client, minh: Actor) -> None:
        sign_in(client, with_password(minh))
        assert role_of(client) == NO_ROLE
        page = client.get(reverse("people:me")).content.decode()
        assert "Vai trò của bạn cần lớp xác thực thứ hai" in page
        assert reverse("access:mine") in page

    def test_a_producer_needs_none(self, client: Client, lan: Actor) -> None:
        sign_in(client, with_password(lan))
        assert role_of(client) == PRODUCER
        assert "cần lớp xác thực thứ hai" not in client.get(reverse("people:me")).content.decode()

    def test_a_demonstration_only_offers_it(self, client: Client, minh: Actor, settings: Settings) -> None:
        settings.OCOP_SECOND_FACTOR = "offered"
        sign_in(client, with_password(minh))
        assert role_of(client) == COMMUNE_OFFICER
        assert "không bắt buộc" in client.get(reverse("access:mine")).content.decode()

    def test_who_adds_one_acts_at_once_under_a_new_key(self, client: Client, minh: Actor) -> None:
        sign_in(client, with_password(minh))
        before = client.session.session_key
        with one_entry("factor.added"):
            assert "Mã khôi phục" in enrol(client)
        assert role_of(client) == COMMUNE_OFFICER
        assert client.session.session_key != before


class TestEnrolling:
    def test_a_wrong_code_adds_nothing_and_keeps_the_same_picture(
        self, client_of: ClientOf, lan: Actor
    ) -> None:
        client = client_of(lan)
        page = client.get(reverse("access:add_app"))
        told = {"name": "x", "code": "000000", "sealed": page.context["form"]["sealed"].value()}
        with no_entry():
            again = client.post(reverse("access:add_app"), told)
        assert "Mã này không đúng" in again.content.decode()
        assert again.context["key"] == page.context["key"]
        assert not Factor.objects.exists()

    def test_another_s_picture_is_refused(self, client_of: ClientOf, lan: Actor, minh: Actor) -> None:
        told = {"name": "x", "code": code_at(NOW), "sealed": totp.offer(KEY, minh.user_id or 0)}
        with no_entry():
            client_of(lan).post(reverse("access:add_app"), told)
        assert not Factor.objects.exists()

    def test_the_key_is_stored_encrypted(self, minh: Actor) -> None:
        with_app(minh)
        (factor,) = Factor.objects.all()
        assert KEY not in factor.secret
        assert totp.unseal(factor.secret) == KEY

    def test_after_the_secret_key_changed_no_code_is_right_and_nothing_fails(
        self, minh: Actor, settings: Settings
    ) -> None:
        with_app(minh)
        settings.SECRET_KEY = "another key of the installation"
        assert totp.unseal(Factor.objects.get().secret) == ""

    def test_opening_the_pages_writes_nothing(self, client_of: ClientOf, lan: Actor) -> None:
        client = client_of(lan)
        with no_entry():
            for name in (
                "mine",
                "add_app",
                "add_passkey",
                "recovery_codes",
                "password",
                "sessions",
                "confirm",
            ):
                assert client.get(reverse(f"access:{name}")).status_code == 200

    def test_a_further_one_asks_to_confirm_first(self, client_of: ClientOf, minh: Actor) -> None:
        with_app(minh)
        page = client_of(minh).get(reverse("access:add_app"))
        assert page.status_code == 403
        assert f"{reverse('access:confirm')}?next=" in page.content.decode()


class TestSigningInWithACode:
    def test_the_password_alone_opens_nothing(self, client: Client, minh: Actor) -> None:
        user = with_app(minh)
        with no_entry():
            assert sign_in(client, user, next="/me/") == f"{SECOND}?next=%2Fme%2F"
        assert "_auth_user_id" not in client.session

    def test_password_and_code_open_the_office(self, client: Client, minh: Actor) -> None:
        sign_in(client, with_app(minh))
        with one_entry("user.signed_in"):
            answer = client.post(SECOND, {"code": code_at(NOW), "next": "/me/"})
        assert answer["Location"] == "/me/"
        assert role_of(client) == COMMUNE_OFFICER

    def test_without_the_first_step_there_is_no_second(self, client: Client, minh: Actor) -> None:
        with_app(minh)
        assert client.post(SECOND, {"code": code_at(NOW)})["Location"].startswith(reverse("access:sign_in"))

    def test_the_first_step_does_not_wait_long(
        self, client: Client, minh: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sign_in(client, with_app(minh))
        later = NOW + timedelta(minutes=11)
        monkeypatch.setattr("ocop.platform.clock.now", lambda: later)
        assert client.post(SECOND, {"code": code_at(later)})["Location"].startswith(reverse("access:sign_in"))

    def test_a_wrong_code_is_told_and_counted(self, client: Client, minh: Actor) -> None:
        sign_in(client, with_app(minh))
        for _n in range(5):
            assert "không đúng" in client.post(SECOND, {"code": "000000"}).content.decode()
        with one_entry("access.locked"):
            assert "quá nhiều lần" in client.post(SECOND, {"code": code_at(NOW)}).content.decode()
        assert "_auth_user_id" not in client.session


class TestCodes:
    def take(self, actor: Actor, code: str, *, seconds: int = 0) -> Proof:
        user = user_of(actor)
        return check_code(
            user=user,
            actor=actor_without_office(user),
            code=code,
            address="",
            now=NOW + timedelta(seconds=seconds),
        )

    def test_a_code_is_taken_once(self, minh: Actor) -> None:
        with_app(minh)
        assert self.take(minh, code_at(NOW)).means == "totp"
        assert self.take(minh, code_at(NOW)).means == ""

    @pytest.mark.parametrize(("drift", "taken"), [(-60, ""), (-30, "totp"), (30, "totp"), (60, "")])
    def test_a_phone_s_clock_may_be_one_step_wrong(self, minh: Actor, drift: int, taken: str) -> None:
        with_app(minh)
        assert self.take(minh, code_at(NOW + timedelta(seconds=drift))).means == taken

    def test_an_older_code_is_not_taken_after_a_newer_one(self, minh: Actor) -> None:
        with_app(minh)
        assert self.take(minh, code_at(NOW)).means == "totp"
        assert self.take(minh, code_at(NOW - timedelta(seconds=30))).means == ""

    def test_each_recovery_code_opens_once(self, minh: Actor) -> None:
        with_app(minh)
        with one_entry("recovery.made"):
            codes = factors.make_recovery_codes(actor=minh, now=NOW)
        assert len(set(codes)) == 10
        kept = "".join(RecoveryCode.objects.values_list("digest", flat=True))
        assert codes[0].replace("-", "") not in kept
        with one_entry("recovery.used"):
            assert self.take(minh, codes[0].upper()).means == "recovery"
        assert self.take(minh, codes[0]).means == ""
        assert self.take(minh, codes[1]).means == "recovery"

    def test_another_s_recovery_code_opens_nothing(self, minh: Actor, hoa: Actor) -> None:
        with_app(minh)
        with_app(hoa)
        (code, *_more) = factors.make_recovery_codes(actor=hoa, now=NOW)
        assert self.take(minh, code).means == ""

    def test_new_ones_void_the_old_after_a_confirmation(self, minh: Actor) -> None:
        with_app(minh)
        (old, *_more) = factors.make_recovery_codes(actor=minh, now=NOW)
        with pytest.raises(Denied), no_entry():
            factors.make_recovery_codes(actor=minh, now=NOW)
        factors.make_recovery_codes(actor=elevated(minh), now=NOW)
        assert self.take(minh, old).means == ""


class TestRemoving:
    def factor(self) -> int:
        return int(Factor.objects.get().pk)

    def test_the_last_one_stays_while_an_office_asks_for_it(self, minh: Actor) -> None:
        with_app(minh)
        with pytest.raises(Conflict, match="lớp cuối cùng"), no_entry():
            factors.remove_factor(actor=elevated(minh), factor_id=self.factor(), now=NOW)

    def test_a_producer_may_take_the_last_one_away(self, lan: Actor) -> None:
        with_app(lan)
        with one_entry("factor.removed"):
            factors.remove_factor(actor=elevated(lan), factor_id=self.factor(), now=NOW)
        assert not Factor.objects.exists()

    def test_it_needs_a_fresh_confirmation(self, lan: Actor) -> None:
        with_app(lan)
        with pytest.raises(Denied), no_entry():
            factors.remove_factor(actor=lan, factor_id=self.factor(), now=NOW)

    def test_another_s_is_not_there(self, lan: Actor, minh: Actor) -> None:
        with_app(lan)
        with pytest.raises(Factor.DoesNotExist):
            factors.remove_factor(actor=elevated(minh), factor_id=self.factor(), now=NOW)


class TestResetting:
    def test_an_administrator_removes_lost_ones_with_a_reason_and_sessions_end(
        self, client_of: ClientOf, minh: Actor, quan: Actor
    ) -> None:
        with_app(minh)
        browser = client_of(minh)
        with one_entry("factor.reset") as written:
            factors.reset_factors(
                actor=elevated(quan), user_id=minh.user_id or 0, reason="Mất điện thoại", now=NOW
            )
        assert written[0].reason == "Mất điện thoại"
        assert not Factor.objects.exists()
        assert not Session.objects.filter(user_id=minh.user_id or 0).exists()
        assert browser.get(reverse("people:me")).status_code == 302

    def test_not_without_confirming(self, minh: Actor, quan: Actor) -> None:
        with_app(minh)
        with pytest.raises(Denied) as refused, no_entry():
            factors.reset_factors(actor=quan, user_id=minh.user_id or 0, reason="x", now=NOW)
        assert str(refused.value.url) == reverse(settings.OCOP_CONFIRM_URL)

    def test_nobody_resets_an_office_they_could_not_give(self, minh: Actor, hoa: Actor, quan: Actor) -> None:
        with_app(hoa)
        with pytest.raises(Denied), no_entry():
            factors.reset_factors(actor=elevated(minh), user_id=minh.user_id or 0, reason="x", now=NOW)
        with pytest.raises(Denied), no_entry():
            factors.reset_factors(actor=elevated(quan), user_id=quan.user_id or 0, reason="x", now=NOW)

    def test_only_an_administrator_does(self, minh: Actor, hoa: Actor) -> None:
        with_app(minh)
        with pytest.raises(Denied, match="Chỉ quản trị"), no_entry():
            factors.reset_factors(actor=elevated(hoa), user_id=minh.user_id or 0, reason="x", now=NOW)


class TestTheFirstOne:
    def test_ends_the_other_sessions_which_began_without_one(self, client: Client, minh: Actor) -> None:
        user, elsewhere = with_password(minh), Client()
        for browser in (elsewhere, client):
            sign_in(browser, user)
        enrol(client)
        assert role_of(client) == COMMUNE_OFFICER
        assert elsewhere.get(reverse("people:me")).status_code == 302
        with no_entry():
            elsewhere.post(reverse("access:recovery_codes"))
        assert not RecoveryCode.objects.exists()
