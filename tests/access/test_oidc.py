"""Signing in with a national account, against a real provider that runs beside the tests."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client
from django.urls import reverse
from joserfc.errors import JoseError
from pytest_django import Settings

from ocop.access import oidc
from ocop.access.models import Identity
from ocop.people.models import User
from ocop.people.roles import COMMUNE_OFFICER, NO_ROLE, PRODUCER
from ocop.platform import clock
from ocop.platform.actors import Actor
from tests.access.conftest import role_of, sign_in, with_app, with_password
from tests.cast import ClientOf, no_entry, one_entry, user_of

BACK = "/sign-in/national/back/"
PEOPLE = (
    {"sub": "lan", "name": "Lý Thị Lan", "phone_number": "+84912000001", "phone_number_verified": True},
    {"sub": "doubtful", "phone_number": "+84912000001", "phone_number_verified": False},
    {"sub": "minh", "phone_number": "+84912000002", "phone_number_verified": True},
    {"sub": "minh-strong", "phone_number": "+84912000002", "phone_number_verified": True, "amr": ["mfa"]},
    {"sub": "new", "name": "Người Mới", "email": "moi@example.vn", "email_verified": True},
    {"sub": "stranger"},
)


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """A provider of identities on this machine; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = [word for person in PEOPLE for word in ("--user-claims", json.dumps(person))]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true"]
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        [*command, *told], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        address = f"http://localhost:{port}"
        _wait_for(address)
        yield address
        running.terminate()


def _wait_for(address: str) -> None:
    for _n in range(150):
        try:
            requests.get(f"{address}/jwks", timeout=2)
        except requests.ConnectionError:
            time.sleep(0.2)
        else:
            return
    pytest.fail("the provider did not start")


@pytest.fixture(autouse=True)
def set_up(provider: str, settings: Settings) -> None:
    """The provider is named in the settings."""
    settings.OCOP_OIDC_ISSUER = provider
    settings.OCOP_OIDC_CLIENT_ID = "ocop"
    settings.OCOP_OIDC_CLIENT_SECRET = "kept"
    settings.OCOP_BASE_URL = "http://testserver"


def ask(client: Client, who: str, **more: str) -> dict[str, str]:
    """Begin here, say yes at the provider; what it sends back."""
    begun = client.post(reverse("access:national"), more)
    asked = requests.post(begun["Location"], data={"sub": who}, allow_redirects=False, timeout=10)
    back = urlsplit(asked.headers["Location"])
    assert back.path == BACK
    return {name: values[0] for name, values in parse_qs(back.query).items()}


def come_back(client: Client, told: dict[str, str]) -> str:
    """Where the way back ends, or the page that says why not."""
    answer = client.post(BACK, told)
    return answer.headers.get("Location") or answer.content.decode()


class TestWhoComesBack:
    def test_a_verified_phone_number_proves_the_account(self, client: Client, lan: Actor) -> None:
        told = ask(client, "lan", next="/me/")
        with one_entry("identity.linked"):
            assert come_back(client, told) == "/me/"
        assert role_of(client) == PRODUCER
        assert Identity.objects.get().user == user_of(lan)
        other = Client()
        with no_entry():
            come_back(other, ask(other, "lan"))
        assert role_of(other) == PRODUCER

    @pytest.mark.parametrize("who", ["doubtful", "stranger", "new"])
    def test_whom_nothing_proves_gets_no_account(self, client: Client, lan: Actor, who: str) -> None:
        assert lan.user_id
        told = ask(client, who)
        with no_entry():
            assert "Chưa có tài khoản" in come_back(client, told)
        assert "_auth_user_id" not in client.session

    def test_an_account_is_opened_only_where_the_setting_says_so(
        self, client: Client, lan: Actor, settings: Settings
    ) -> None:
        assert lan.user_id
        settings.OCOP_OIDC_OPENS_ACCOUNTS = True
        told = ask(client, "new")
        with one_entry("user.created"):
            come_back(client, told)
        assert User.objects.get(login="moi@example.vn").full_name == "Người Mới"
        assert role_of(client) == NO_ROLE

    def test_a_closed_account_stays_closed(self, client: Client, lan: Actor) -> None:
        User.objects.filter(pk=lan.user_id or 0).update(is_active=False)
        assert "Chưa có tài khoản" in come_back(client, ask(client, "lan"))

    def test_an_officer_still_owes_the_second_factor(self, client: Client, minh: Actor) -> None:
        assert minh.user_id
        come_back(client, ask(client, "minh"))
        assert role_of(client) == NO_ROLE

    def test_who_has_a_second_factor_is_asked_for_it(self, client: Client, minh: Actor) -> None:
        with_app(minh)
        assert come_back(client, ask(client, "minh")).startswith(reverse("access:second_step"))
        assert "_auth_user_id" not in client.session

    def test_a_level_that_the_operator_names_counts_as_one(
        self, client: Client, minh: Actor, settings: Settings
    ) -> None:
        assert minh.user_id
        settings.OCOP_OIDC_STRONG = ["mfa"]
        come_back(client, ask(client, "minh-strong"))
        assert role_of(client) == COMMUNE_OFFICER

    def test_who_is_signed_in_links_and_unlinks(self, client_of: ClientOf, lan: Actor) -> None:
        client = client_of(lan)
        told = ask(client, "stranger")
        with one_entry("identity.linked"):
            assert come_back(client, told) == reverse("access:mine")
        with one_entry("identity.unlinked"):
            client.post(reverse("access:national_unlink"))
        assert not Identity.objects.exists()

    def test_who_has_a_second_factor_confirms_before_the_way_there(
        self, client_of: ClientOf, lan: Actor
    ) -> None:
        with_app(lan)
        refused = client_of(lan).post(reverse("access:national"))
        assert refused.status_code == 403
        assert f"{reverse('access:confirm')}?next=" in refused.content.decode()

    def test_what_another_person_began_in_this_browser_links_nothing(
        self, client: Client, lan: Actor
    ) -> None:
        told = ask(client, "stranger")
        sign_in(client, with_password(lan))
        with no_entry():
            assert "Chưa đăng nhập được" in come_back(client, told)
        assert not Identity.objects.exists()

    def test_one_national_account_belongs_to_one_person(
        self, client: Client, client_of: ClientOf, lan: Actor, minh: Actor
    ) -> None:
        come_back(client, ask(client, "lan"))
        other = client_of(minh)
        with no_entry():
            assert other.post(BACK, ask(other, "lan")).status_code == 409
        assert Identity.objects.get().user == user_of(lan)


class TestWhatIsRefused:
    def refused(self, client: Client, told: dict[str, str]) -> None:
        with no_entry():
            assert "Chưa đăng nhập được" in come_back(client, told)
        assert "_auth_user_id" not in client.session

    def test_opening_the_way_back_changes_nothing(self, client: Client, lan: Actor) -> None:
        assert lan.user_id
        told = ask(client, "lan")
        with no_entry():
            page = client.get(BACK, told).content.decode()
        assert told["code"] in page
        assert not Identity.objects.exists()

    def test_a_wrong_state(self, client: Client, lan: Actor) -> None:
        assert lan.user_id
        self.refused(client, ask(client, "lan") | {"state": "foreign"})

    def test_an_answer_that_this_browser_did_not_ask_for(self, client: Client, lan: Actor) -> None:
        assert lan.user_id
        self.refused(Client(), ask(client, "lan"))

    def test_an_answer_sent_twice(self, client: Client, lan: Actor) -> None:
        assert lan.user_id
        told = ask(client, "lan")
        come_back(client, told)
        client.post(reverse("access:sign_out"))
        self.refused(client, told)

    def test_a_code_without_its_verifier(self, client: Client, lan: Actor) -> None:
        assert lan.user_id
        told = ask(client, "lan")
        session = client.session
        session["national"] = session["national"] | {"nonce": "another"}
        session.save()
        self.refused(client, told)

    def test_an_answer_that_took_too_long(
        self, client: Client, lan: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert lan.user_id
        told = ask(client, "lan")
        later = clock.now() + timedelta(minutes=11)
        monkeypatch.setattr(clock, "now", lambda: later)
        self.refused(client, told)

    @pytest.mark.django_db
    def test_a_provider_that_calls_itself_otherwise(
        self, client: Client, settings: Settings, provider: str
    ) -> None:
        settings.OCOP_OIDC_ISSUER = provider.replace("localhost", "127.0.0.1") + "/"
        answer = client.post(reverse("access:national"))
        assert answer.status_code == 403
        assert "Hãy dùng mật khẩu" in answer.content.decode()

    @pytest.mark.django_db
    def test_without_a_provider_there_is_no_such_page(self, client: Client, settings: Settings) -> None:
        settings.OCOP_OIDC_ISSUER = ""
        assert client.post(reverse("access:national")).status_code == 404
        assert client.get(BACK).status_code == 404


class TestTheToken:
    @pytest.fixture
    def token(self, provider: str) -> str:
        """A true identity token of lan, with the nonce "once"."""
        way = {
            "client_id": "ocop",
            "redirect_uri": "http://testserver/",
            "response_type": "code",
            "scope": "openid",
            "nonce": f"once{time.monotonic_ns()}",
        }
        self.nonce = way["nonce"]
        asked = requests.post(
            f"{provider}/oauth2/authorize", params=way, data={"sub": "lan"}, allow_redirects=False, timeout=10
        )
        code = parse_qs(urlsplit(asked.headers["Location"]).query)["code"][0]
        told = {"grant_type": "authorization_code", "code": code, "redirect_uri": way["redirect_uri"]}
        answer = requests.post(f"{provider}/oauth2/token", data=told, auth=("ocop", "kept"), timeout=10)
        return str(answer.json()["id_token"])

    def read(self, provider: str, token: str, *, nonce: str = "", hours: int = 0) -> str:
        keys = requests.get(f"{provider}/jwks", timeout=10).json()
        now = clock.now() + timedelta(hours=hours)
        return str(oidc.read_token(token, keys, nonce=nonce or self.nonce, now=now)["sub"])

    def test_a_right_one_is_read(self, provider: str, token: str) -> None:
        assert self.read(provider, token) == "lan"

    def test_another_nonce_is_refused(self, provider: str, token: str) -> None:
        with pytest.raises(JoseError):
            self.read(provider, token, nonce="another")

    def test_an_expired_one_is_refused(self, provider: str, token: str) -> None:
        with pytest.raises(JoseError):
            self.read(provider, token, hours=2)

    def test_another_issuer_or_audience_is_refused(
        self, provider: str, token: str, settings: Settings
    ) -> None:
        settings.OCOP_OIDC_CLIENT_ID = "another"
        with pytest.raises(JoseError):
            self.read(provider, token)
        settings.OCOP_OIDC_CLIENT_ID, settings.OCOP_OIDC_ISSUER = "ocop", "https://another.example"
        with pytest.raises(JoseError):
            self.read(provider, token)

    def test_a_changed_one_is_refused(self, provider: str, token: str) -> None:
        head, body, signature = token.split(".")
        with pytest.raises((JoseError, ValueError)):
            self.read(provider, f"{head}.{body[:-2]}AA.{signature}")
