"""Proving again who one is before a heavy act, without losing what was typed."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from ocop.access.models import Factor
from ocop.platform.actors import SYSTEM, Actor
from ocop.platform.elevation import confirmed
from tests.access.conftest import PASSWORD, code_at, with_app
from tests.cast import NOW, ClientOf, elevated, no_entry, one_entry

pytestmark = pytest.mark.usefixtures("at_nine")


def confirm(client: Client, **told: str) -> str:
    answer = client.post(reverse("access:confirm"), {"password": PASSWORD, "code": code_at(NOW), **told})
    return answer.headers.get("Location") or answer.content.decode()


def is_elevated(client: Client) -> bool:
    return bool(client.get(reverse("people:me")).context["actor"].elevated)


def test_password_and_code_confirm_for_a_quarter_of_an_hour(
    client_of: ClientOf, quan: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_app(quan)
    client = client_of(quan)
    assert not is_elevated(client)
    with one_entry("access.confirmed"):
        assert confirm(client, next="/me/") == "/me/"
    assert is_elevated(client)
    monkeypatch.setattr(
        "ocop.platform.clock.now", lambda: NOW + timedelta(minutes=settings.OCOP_CONFIRMED_MINUTES)
    )
    assert not is_elevated(client)


@pytest.mark.parametrize("told", [{"password": "wrong"}, {"code": "000000"}])
def test_either_wrong_confirms_nothing(client_of: ClientOf, quan: Actor, told: dict[str, str]) -> None:
    with_app(quan)
    client = client_of(quan)
    with no_entry():
        assert "không đúng" in confirm(client, **told)
    assert not is_elevated(client)


def test_only_who_confirmed_and_the_system_pass(quan: Actor) -> None:
    assert not confirmed(quan)
    assert confirmed(elevated(quan))
    assert confirmed(SYSTEM)


def test_what_was_typed_before_confirming_is_sent_after_it_with_one_button(
    client_of: ClientOf, lan: Actor
) -> None:
    with_app(lan)
    client = client_of(lan)
    factor = Factor.objects.get()
    url = reverse("access:remove_factor", args=[factor.pk])
    refused = client.post(url, {"note": "Gõ trước khi xác nhận", "password": "kín"})
    assert refused.status_code == 403
    way = reverse("access:confirm") + "?next=" + reverse("platform:resume")
    assert f'href="{way.replace("=/resume/", "=%2Fresume%2F")}"' in refused.content.decode()
    assert confirm(client, next=reverse("platform:resume")) == reverse("platform:resume")
    page = client.get(reverse("platform:resume")).content.decode()
    assert "Gõ trước khi xác nhận" in page
    assert f'action="{url}"' in page
    assert "kín" not in page
    with one_entry("factor.removed"):
        assert urlsplit(client.post(url, {"note": "Gõ trước khi xác nhận"})["Location"]).path == reverse(
            "access:mine"
        )
    assert "Không có gì đang chờ gửi" in client.get(reverse("platform:resume")).content.decode()


def test_a_form_waits_for_its_owner_alone(client_of: ClientOf, lan: Actor, minh: Actor) -> None:
    with_app(lan)
    client = client_of(lan)
    client.post(reverse("access:remove_factor", args=[Factor.objects.get().pk]), {"note": "của Lan"})
    kept = client.session["typed_before_sign_in"]
    other = client_of(minh)
    session = other.session
    session["typed_before_sign_in"] = kept
    session.save()
    assert "của Lan" not in other.get(reverse("platform:resume")).content.decode()
