"""A system of the province's office with a key, and what it says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from ocop.api import limits
from ocop.api.models import Key
from ocop.api.scopes import SCOPES
from ocop.api.secrets_of_keys import fresh
from ocop.people.models import Appointment, User
from ocop.people.roles import PROVINCE_ADMIN, PROVINCE_OFFICER
from ocop.places.models import Unit
from ocop.platform import clock
from ocop.platform.actors import Actor
from tests.cast import IN_OFFICE_SINCE, NOW, elevated, person
from tests.world import world  # noqa: F401 - a fixture

ROOT = "/api/v1"
LATER = NOW + timedelta(days=60)


class Program:
    """A program that sends requests, with a key or without."""

    def __init__(self, secret: str = "") -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"{ROOT}{path}", headers={**self.headers, **headers})

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        """Headers are named with underlines: `If_Match`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(
            method,
            f"{ROOT}{path}",
            "" if body is None else json.dumps(body),
            content_type="application/json",
            headers={**self.headers, **named},
        )


@pytest.fixture(autouse=True)
def fresh_minute() -> Iterator[None]:
    """What earlier tests asked counts no more."""
    limits.counts.forget()
    yield
    limits.counts.forget()


@pytest.fixture(autouse=True)
def some_weeks_later() -> Iterator[None]:
    """A moment at which whatever the world decided holds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: LATER)
        yield


def a_system(
    unit: Unit, role: str = PROVINCE_OFFICER, login: str = "mot-cua@laocai.example.vn"
) -> Appointment:
    """An account of a system, without a password, in an office."""
    user = User(login=login, full_name="Hệ thống một cửa Lào Cai")
    user.set_unusable_password()
    user.save()
    return Appointment.objects.create(user=user, role=role, unit=unit, from_on=IN_OFFICE_SINCE)


def a_key(unit: Unit, office: Appointment | None = None, scopes: str = " ".join(SCOPES)) -> tuple[Key, str]:
    """A key and its secret, without an administrator."""
    secret = fresh()
    key = Key.objects.create(
        name="Một cửa",
        contact="Nguyễn Văn A, 0214 3 840 000",
        unit=unit,
        appointment=office,
        scopes=scopes,
        prefix=secret.prefix,
        digest=secret.digest,
        issued_at=NOW,
        until=LATER.date() + timedelta(days=100),
    )
    return key, secret.text


@pytest.fixture
def anybody() -> Program:
    """A program without a key."""
    return Program()


@pytest.fixture
def office(lao_cai: Unit) -> Appointment:
    return a_system(lao_cai)


@pytest.fixture
def system(office: Appointment) -> Program:
    """The province's system, with every scope."""
    return Program(a_key(office.unit, office)[1])


ProgramOf = Callable[[str], Program]


@pytest.fixture
def with_scopes(office: Appointment) -> ProgramOf:
    """The province's system with some scopes."""
    return lambda scopes: Program(a_key(office.unit, office, scopes)[1])


@pytest.fixture
def linh(lao_cai: Unit) -> Actor:
    """The administrator of Lào Cai, who has just confirmed who she is."""
    return elevated(person("0912000020", "Phan Thị Linh", PROVINCE_ADMIN, lao_cai))
