"""The table of roles in words, for the page of the program and for the documentation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocop.people.annex import KINDS, numbers_of
from ocop.people.rights import GROUPS
from ocop.people.roles import NO_ROLE, PUBLIC_ROLE, REACH_NAMES, ROLES, Role
from ocop.places.models import Level
from ocop.platform.actors import label_of_role

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class KindInWords:
    """A line of the table of the forty-two kinds; `codes` are roles that have a part of their own below."""

    number: int
    name: str
    roles: tuple[tuple[str, str], ...]
    note: str


@dataclass(frozen=True, slots=True)
class RoleInWords:
    """A role as a citizen reads it. `now` and `later`: what it may do today, and with a later release."""

    code: str
    name: str
    numbers: str
    levels: str
    reach: str
    sees: str
    given_by: str
    second_factor: bool
    until: date | None
    now: tuple[str, ...]
    later: tuple[str, ...]


def kinds() -> list[KindInWords]:
    """All forty-two kinds of people, by number, in the language of the reader."""
    return [
        KindInWords(
            kind.number,
            str(kind.name),
            tuple((_anchor(code), str(label_of_role(code))) for code in kind.roles),
            str(kind.note),
        )
        for kind in KINDS
    ]


def roles() -> list[RoleInWords]:
    """All roles a person can be appointed to, in the language of the reader."""
    return [_role(role) for role in ROLES.values()]


def _anchor(code: str) -> str:
    return "" if code in {NO_ROLE, PUBLIC_ROLE} else code


def _role(role: Role) -> RoleInWords:
    held = [right for group in GROUPS for right in group.rights if right.code in role.rights]
    return RoleInWords(
        code=role.code,
        name=str(role.name),
        numbers=", ".join(str(number) for number in numbers_of(role.code)),
        levels=", ".join(str(level.label) for level in Level if level in role.levels),
        reach=str(REACH_NAMES[role.reach]),
        sees=str(role.sees),
        given_by=", ".join(str(one.name) for one in ROLES.values() if one.code in role.appointed_by),
        second_factor=role.second_factor,
        until=role.until,
        now=tuple(str(right.name) for right in held if right.built),
        later=tuple(str(right.name) for right in held if not right.built),
    )
