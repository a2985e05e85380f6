"""People with a password, and with a second factor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pyotp
import pytest
from django.test import Client
from django.urls import reverse

from ocop.access import totp
from ocop.access.models import Factor, FactorKind
from ocop.people.models import User
from ocop.platform import clock
from ocop.platform.actors import Actor
from tests.cast import NOW, user_of

PASSWORD = "một mật khẩu đủ dài"
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
GiveApp = Callable[[Actor], User]


@pytest.fixture
def at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is nine o'clock on the Monday of the cast, and stays so."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def with_password(actor: Actor) -> User:
    """The account of somebody of the cast, who now has a password."""
    user = user_of(actor)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def with_app(actor: Actor) -> User:
    """The same, with an app that shows codes."""
    user = with_password(actor)
    Factor.objects.create(
        user=user, kind=FactorKind.TOTP, name="điện thoại", added_at=NOW, secret=totp.seal(KEY)
    )
    return user


def code_at(moment: datetime, *, key: str = KEY) -> str:
    """What the app shows at this moment."""
    return pyotp.TOTP(key).at(moment)


def sign_in(client: Client, user: User, *, password: str = PASSWORD, **more: str) -> str:
    """Send login and password; returns where it leads, or the page shown again."""
    response = client.post(reverse("access:sign_in"), {"login": user.login, "password": password, **more})
    return response.headers.get("Location") or response.content.decode()


def role_of(client: Client) -> str:
    """In which role this browser acts."""
    return str(client.get(reverse("people:me")).context["actor"].role)
