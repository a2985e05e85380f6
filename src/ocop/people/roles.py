"""The roles of the programme, as one table: a new role is a new line here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ocop.places.models import Level

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Reach(StrEnum):
    """Which objects a role acts on."""

    OWN = "own"
    TERRITORY = "territory"
    COUNCIL = "council"
    COUNTRY = "country"


PRODUCER = "producer"
COMMUNE_OFFICER = "commune_officer"
PROVINCE_OFFICER = "province_officer"
PROVINCE_LEADER = "province_leader"
COUNCIL_MEMBER = "council_member"
MINISTRY_OFFICER = "ministry_officer"
INSPECTOR = "inspector"
ADMIN = "admin"
# Someone signed in who holds no office today: the rights of the public, and a page of their own.
NO_ROLE = "none"


@dataclass(frozen=True, slots=True)
class Role:
    """A role that a person can be appointed to.

    `levels`: the levels of unit it is held at. `appointed_by`: the roles that may give and end it, each only
    inside its own territory. `official`: held in public office, so that signing in leaves a journal entry.
    """

    code: str
    name: StrOrPromise
    levels: frozenset[Level]
    acts_on: Reach
    appointed_by: frozenset[str]
    official: bool = True


_COMMUNE = frozenset({Level.COMMUNE})
_PROVINCE = frozenset({Level.PROVINCE})
_COUNTRY = frozenset({Level.COUNTRY})

ROLES = {
    role.code: role
    for role in (
        Role(
            PRODUCER,
            _("Producer"),
            _COMMUNE,
            Reach.OWN,
            frozenset({COMMUNE_OFFICER, PROVINCE_OFFICER, ADMIN}),
            official=False,
        ),
        Role(
            COMMUNE_OFFICER,
            _("Commune officer"),
            _COMMUNE,
            Reach.TERRITORY,
            frozenset({PROVINCE_OFFICER, ADMIN}),
        ),
        Role(PROVINCE_OFFICER, _("Province officer"), _PROVINCE, Reach.TERRITORY, frozenset({ADMIN})),
        Role(PROVINCE_LEADER, _("Province leader"), _PROVINCE, Reach.TERRITORY, frozenset({ADMIN})),
        Role(
            COUNCIL_MEMBER,
            _("Council member"),
            _PROVINCE | _COUNTRY,
            Reach.COUNCIL,
            frozenset({PROVINCE_OFFICER, MINISTRY_OFFICER, ADMIN}),
        ),
        Role(MINISTRY_OFFICER, _("Ministry officer"), _COUNTRY, Reach.COUNTRY, frozenset({ADMIN})),
        Role(INSPECTOR, _("Inspector"), _PROVINCE | _COUNTRY, Reach.TERRITORY, frozenset({ADMIN})),
        Role(ADMIN, _("Administrator"), _COUNTRY, Reach.COUNTRY, frozenset({ADMIN})),
    )
}
ORDER = {code: place for place, code in enumerate(ROLES)}


def role_choices() -> list[tuple[str, StrOrPromise]]:
    """Codes with names, for a form."""
    return [(role.code, role.name) for role in ROLES.values()]
