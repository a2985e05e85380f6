"""Who may create people and give them offices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ocop.people.roles import ADMIN, COMMUNE_OFFICER, PROVINCE_OFFICER, Role
from ocop.platform.decisions import ALLOWED, Decision, refuse

if TYPE_CHECKING:
    from ocop.people.models import Appointment
    from ocop.places.models import Unit
    from ocop.platform.actors import Actor

CREATORS = frozenset({COMMUNE_OFFICER, PROVINCE_OFFICER, ADMIN, "system"})


def can_create_user(actor: Actor) -> Decision:
    """Officers open accounts for the people of their territory; the appointment that follows is checked."""
    if actor.role in CREATORS:
        return ALLOWED
    return refuse(_("Only officers and administrators open accounts. Ask your commune."))


def can_appoint(actor: Actor, role: Role, unit: Unit) -> Decision:
    """Whether this actor may give or end this role at this unit."""
    return _may_give(actor, role) & _reaches(actor, unit)


def can_end(actor: Actor, appointment: Appointment) -> Decision:
    """The same people who could give the role can end it."""
    return can_appoint(actor, appointment.kind, appointment.unit)


def _may_give(actor: Actor, role: Role) -> Decision:
    if actor.role == "system" or actor.role in role.appointed_by:
        return ALLOWED
    return refuse(_("Your role may not give this role to anybody. Ask the administrator."))


def _reaches(actor: Actor, unit: Unit) -> Decision:
    if actor.role == "system" or (actor.unit_path and unit.path.startswith(actor.unit_path)):
        return ALLOWED
    return refuse(_("This unit lies outside your territory. Ask the office in charge of it."))
