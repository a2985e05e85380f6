"""The table of roles: every kind of people has one, every right it names exists, and it reaches the actor."""

from __future__ import annotations

import pytest

from ocop.people.annex import KINDS, numbers_of
from ocop.people.codes import CODES
from ocop.people.rights import GROUPS, RIGHTS
from ocop.people.roles import ADMIN, NO_ROLE, PRODUCER, PUBLIC_ROLE, ROLES, Reach, Role, roles_given_by
from ocop.places.models import Level
from ocop.platform.actors import PUBLIC, SYSTEM, Actor


def test_all_forty_two_kinds_of_people_have_a_role() -> None:
    assert [kind.number for kind in KINDS] == list(range(1, 43))
    known = {*ROLES, NO_ROLE, PUBLIC_ROLE}
    assert all(kind.roles and set(kind.roles) <= known for kind in KINDS)


def test_the_codes_known_without_the_program_are_those_of_the_table() -> None:
    assert ROLES.keys() == CODES


def test_every_role_is_some_kind_of_people() -> None:
    assert all(numbers_of(role) for role in ROLES)
    assert numbers_of(PRODUCER) == (1, 2, 3, 4, 5, 6)


@pytest.mark.parametrize("role", ROLES.values(), ids=lambda role: role.code)
def test_a_role_names_only_rights_and_roles_that_exist(role: Role) -> None:
    assert role.rights <= RIGHTS.keys()
    assert role.appointed_by <= ROLES.keys()
    assert role.levels


def test_every_right_stands_once_and_some_role_has_it() -> None:
    codes = [right.code for group in GROUPS for right in group.rights]
    assert len(codes) == len(set(codes))
    given = frozenset[str]().union(*(role.rights for role in ROLES.values()))
    assert set(codes) == given


def test_only_roles_of_the_district_ended_with_it() -> None:
    ended = {role.code for role in ROLES.values() if role.until is not None}
    assert ended == {role.code for role in ROLES.values() if role.levels == {Level.DISTRICT}}


def test_officers_and_council_members_prove_themselves_twice() -> None:
    assert all(role.second_factor for role in ROLES.values() if role.official)
    assert not ROLES[PRODUCER].second_factor


def test_nobody_who_keeps_accounts_writes_in_a_dossier() -> None:
    writes = {"dossier.file", "dossier.receive", "dossier.accept", "council.sit", "decision.record"}
    assert not ROLES[ADMIN].rights & writes
    assert not ROLES["province_admin"].rights & (writes | {"dossier.read", "sheet.read"})


def test_research_reads_no_person() -> None:
    assert not ROLES["researcher"].rights & {"producer.read", "product.read", "dossier.read", "personal.read"}


def test_a_province_s_administrator_gives_no_office_of_the_country() -> None:
    given = {role.code for role in roles_given_by("province_admin")}
    assert {"commune_officer", "province_officer", PRODUCER} <= given
    assert not given & {ADMIN, "province_admin", "ministry_officer"}


def test_an_actor_has_the_rights_and_reach_of_the_office(lan: Actor, hoa: Actor) -> None:
    assert lan.may("dossier.file")
    assert not hoa.may("dossier.file")
    assert hoa.may("dossier.accept")
    assert (lan.reach, hoa.reach) == (Reach.OWN, Reach.TERRITORY)


def test_the_public_may_nothing_and_the_system_everything() -> None:
    assert not any(PUBLIC.may(code) for code in RIGHTS)
    assert all(SYSTEM.may(code) for code in RIGHTS)
