"""The fixed cast of every test: who lives where and holds which office.

lan       producer in Tả Van            minh   officer of Tả Van         hoa    officer of Lào Cai
cuc       leader of Lào Cai             binh   officer of Bảo Lâm, in another province
mai       council member, chairs        phuc   council member, secretary
tuan, ngoc, son   council members       an     inspector
thu       officer of the ministry       quan   administrator
dao       of the advisory team, which reviews dossiers and gives no points

Each is an `Actor`; `client_of(lan)` is a browser in which she is signed in. They are stored without actions,
so that the journal is empty when a test begins; `one_entry("dossier.filed")` then asserts what a block wrote.
"""
# ruff: noqa: ARG001 - a fixture asks for what must stand before it

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client

from ocop.access.standing import Standing
from ocop.journal.models import Entry
from ocop.people.models import Appointment, User
from ocop.people.queries import actor_in
from ocop.people.roles import (
    ADMIN,
    COMMUNE_OFFICER,
    COUNCIL_MEMBER,
    INSPECTOR,
    MINISTRY_OFFICER,
    PRODUCER,
    PROVINCE_LEADER,
    PROVINCE_OFFICER,
    ROLES,
    SPECIALIST_MEMBER,
)
from ocop.places import queries as places_queries
from ocop.places.actions import store_map
from ocop.places.models import Level, Unit
from ocop.places.rows import read_map
from ocop.platform.actors import Actor
from tests import database, kept

ClientOf = Callable[[Actor], Client]

# 23 November 2026, 9 in the morning in Viet Nam: a Monday.
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
IN_OFFICE_SINCE = date(2025, 7, 1)
MAP = read_map()
# Lào Cai with Tả Van and Bắc Hà; Cao Bằng with Bảo Lâm.
CODES = {"15", "03037", "02839", "04", "01290"}
# What they came from in 2025: the provinces Lào Cai (10), Yên Bái (15), Cao Bằng; the districts Sa Pa, Bắc
# Hà, Bảo Lâm; the communes Tả Van (03040; 03037 was Mường Hoa), Hoàng Liên, Bắc Hà and Pác Miầu.
FORMER_CODES = {"10", "15", "04", "088", "085", "042", "03040", "03037", "03019", "02839", "01290"}
# The former commune Kim Phú, split between the wards Minh Xuân and Mỹ Lâm of Tuyên Quang.
SPLIT = MAP.only({"08", "02215", "02509"}, {"08", "070", "02497"})


@pytest.fixture
def places(db: None) -> Unit:
    """A small true piece of the country; returns the country."""
    return a_small_map()


@kept.kept
def a_small_map() -> Unit:
    """Lào Cai and Cao Bằng with what they came from, stored; returns the country."""
    store_map(MAP.only(CODES, FORMER_CODES))
    return places_queries.country()


@pytest.fixture
def kim_phu(places: Unit) -> Unit:
    """A former commune of another province that was split in 2025, and nobody has confirmed how."""
    store_map(SPLIT)
    return Unit.objects.get(code="02497", level=Level.COMMUNE, valid_from=None)


@pytest.fixture
def old_ta_van(places: Unit) -> Unit:
    """The commune Tả Van as it was until 30 June 2025."""
    return Unit.objects.get(code="03040", valid_from=None)


@pytest.fixture
def lao_cai(places: Unit) -> Unit:
    return places_queries.unit("15")


@pytest.fixture
def cao_bang(places: Unit) -> Unit:
    return places_queries.unit("04")


@pytest.fixture
def ta_van(places: Unit) -> Unit:
    return places_queries.unit("03037")


@pytest.fixture
def bac_ha(places: Unit) -> Unit:
    return places_queries.unit("02839")


@pytest.fixture
def bao_lam(places: Unit) -> Unit:
    return places_queries.unit("01290")


@kept.kept
def person(login: str, full_name: str, role: str, unit: Unit) -> Actor:
    """A new person in one office, as an actor. The account has no password."""
    user = User(login=login, full_name=full_name)
    user.set_unusable_password()
    user.save()
    return in_office(user, role, unit)


def in_office(user: User, role: str, unit: Unit) -> Actor:
    """A further office for a person, as an actor."""
    return actor_in(
        Appointment.objects.create(user=user, role=role, unit=unit, from_on=IN_OFFICE_SINCE, document="01/QĐ")
    )


def as_role(actor: Actor, role: str) -> Actor:
    """The same person at the same place in another role, without an appointment."""
    kind = ROLES[role]
    return replace(actor, role=role, rights=kind.rights, reach=kind.reach, appointment_id=None)


@pytest.fixture
def lan(ta_van: Unit) -> Actor:
    return person("0912000001", "Lý Thị Lan", PRODUCER, ta_van)


@pytest.fixture
def minh(ta_van: Unit) -> Actor:
    return person("0912000002", "Vàng Văn Minh", COMMUNE_OFFICER, ta_van)


@pytest.fixture
def hoa(lao_cai: Unit) -> Actor:
    return person("0912000003", "Nguyễn Thị Hoa", PROVINCE_OFFICER, lao_cai)


@pytest.fixture
def cuc(lao_cai: Unit) -> Actor:
    return person("0912000004", "Trần Thị Cúc", PROVINCE_LEADER, lao_cai)


@pytest.fixture
def tuan(lao_cai: Unit) -> Actor:
    return person("0912000005", "Lê Anh Tuấn", COUNCIL_MEMBER, lao_cai)


@pytest.fixture
def mai(lao_cai: Unit) -> Actor:
    return person("0912000006", "Phạm Thị Mai", COUNCIL_MEMBER, lao_cai)


@pytest.fixture
def phuc(lao_cai: Unit) -> Actor:
    return person("0912000007", "Hoàng Văn Phúc", COUNCIL_MEMBER, lao_cai)


@pytest.fixture
def ngoc(lao_cai: Unit) -> Actor:
    return person("0912000008", "Đỗ Thị Ngọc", COUNCIL_MEMBER, lao_cai)


@pytest.fixture
def son(lao_cai: Unit) -> Actor:
    return person("0912000009", "Vũ Văn Sơn", COUNCIL_MEMBER, lao_cai)


@pytest.fixture
def an(lao_cai: Unit) -> Actor:
    return person("0912000010", "Bùi Thị An", INSPECTOR, lao_cai)


@pytest.fixture
def binh(bao_lam: Unit) -> Actor:
    return person("0912000011", "Nông Văn Bình", COMMUNE_OFFICER, bao_lam)


@pytest.fixture
def thu(places: Unit) -> Actor:
    return person("0912000012", "Đặng Thị Thu", MINISTRY_OFFICER, places)


@pytest.fixture
def dao(lao_cai: Unit) -> Actor:
    return person("0912000014", "Phùng Thị Đào", SPECIALIST_MEMBER, lao_cai)


@pytest.fixture
def quan(places: Unit) -> Actor:
    return person("0912000013", "Ngô Văn Quân", ADMIN, places)


def elevated(actor: Actor) -> Actor:
    """The same person, who has just confirmed who they are."""
    return replace(actor, elevated=True)


def user_of(actor: Actor) -> User:
    """The account behind an actor."""
    assert actor.user_id is not None
    return User.objects.get(pk=actor.user_id)


def browser_of(actor: Actor, *, strong: bool = True) -> Client:
    """A new browser in which this actor is signed in, in this office; `strong`: with a second factor."""
    client = Client()
    client.force_login(user_of(actor))
    session = client.session
    session["appointment_id"] = actor.appointment_id
    Standing(means="password+totp" if strong else "password", strong=strong).store(session)
    session.save()
    return client


@pytest.fixture
def client_of(db: None) -> ClientOf:
    """A browser in which this actor is signed in, in this office."""
    return browser_of


@contextmanager
def entries(*verbs: str) -> Iterator[list[Entry]]:
    """The block writes entries with exactly these verbs, in this order; they are in the list afterwards."""
    last = Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    written: list[Entry] = []
    yield written
    written.extend(Entry.objects.filter(seq__gt=last).select_related("erasable").order_by("seq"))
    assert [entry.verb for entry in written] == list(verbs)


def one_entry(verb: str) -> AbstractContextManager[list[Entry]]:
    """The block writes exactly one entry, with this verb."""
    return entries(verb)


def no_entry() -> AbstractContextManager[list[Entry]]:
    """The block writes nothing to the journal."""
    return entries()


COMMITTING = {"transactional_db", "live_server", "django_db_reset_sequences", "django_db_serialized_rollback"}


@pytest.fixture(autouse=True)
def commits(request: pytest.FixtureRequest) -> Iterator[bool]:
    """Whether the test commits; what it committed is gone afterwards."""
    marker = request.node.get_closest_marker("django_db")
    if not (COMMITTING & set(request.fixturenames) or (marker and marker.kwargs.get("transaction"))):
        yield False
        return
    # Django would empty every table, which the guard of the journal refuses, and fill others again.
    vars(connection.ops)["sql_flush"] = lambda *_given, **_how: []
    request.getfixturevalue("transactional_db")
    yield True
    database.restore()


@pytest.fixture(autouse=True)
def keeping(request: pytest.FixtureRequest, commits: bool) -> Iterator[None]:
    """What the cast arranges is kept from test to test."""
    if "db" in request.fixturenames:
        request.getfixturevalue("db")
    kept.begin(request, commits=commits)
    yield
    kept.KEEPER.end()
