"""What an office asks of those who sign in, and who helps others to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ocop.people.queries import appointments_to_reckon_with
from ocop.people.rules import can_appoint
from ocop.platform.clock import local_day
from ocop.platform.decisions import ALLOWED, Decision, refuse
from ocop.platform.elevation import confirmed

if TYPE_CHECKING:
    from ocop.people.models import Appointment, User
    from ocop.platform.actors import Actor


def asks_for_factor(office: Appointment) -> bool:
    """Whether this office is only acted in after a second factor; a demonstration asks nobody for one."""
    return settings.OCOP_SECOND_FACTOR == "required" and wants_factor(office)


def wants_factor(office: Appointment) -> bool:
    """Whether the table of roles asks for a second factor in this office."""
    return office.kind.second_factor


def session_length(offices: list[Appointment]) -> timedelta:
    """How long a session lasts from its beginning: shorter for those who hold public office."""
    if any(office.kind.official for office in offices):
        return timedelta(hours=settings.OCOP_SESSION_HOURS_OFFICE)
    return timedelta(days=settings.OCOP_SESSION_DAYS)


def has_confirmed(actor: Actor) -> Decision:
    """Whether this person just proved again who they are."""
    return confirmed(actor)


def can_reset(actor: Actor, user: User, now: datetime) -> Decision:
    """Whether this actor may send this person a new link or take lost second factors away.

    Who could give every office the person holds today or is appointed to later may; so nobody reaches an
    office above their own, not even one that begins tomorrow.
    """
    if actor.role == "system":
        return ALLOWED
    if not actor.may("account.reset"):
        return refuse(_("Your role does not help others to sign in. Ask the administrator of your province."))
    if actor.user_id == user.pk:
        return refuse(_("Your own access is on the page “My access”. For a lost one ask another officer."))
    offices = appointments_to_reckon_with(user.pk, local_day(now))
    if not offices and actor.reach != "country":
        return refuse(
            _("This person holds no office in your territory. Ask the administrator of the system.")
        )
    if not all(can_appoint(actor, office.kind, office.unit) for office in offices):
        return refuse(_("This person holds an office that you could not give. Ask the office above you."))
    return ALLOWED


def can_remove_factors(actor: Actor, user: User, now: datetime) -> Decision:
    """Whether this actor may take lost second factors from this person: an administrator, once confirmed."""
    if not (actor.role == "system" or actor.may("session.elevate")):
        return refuse(_("Only an administrator removes lost second factors. Ask the one of your province."))
    return can_reset(actor, user, now) & confirmed(actor)


def can_invite(actor: Actor, user: User, now: datetime) -> Decision:
    """As for a reset; who signed in before and holds public office is only reached after confirming."""
    offices = appointments_to_reckon_with(user.pk, local_day(now))
    heavy = user.has_usable_password() and any(office.kind.official for office in offices)
    allowed = can_reset(actor, user, now)
    return allowed & confirmed(actor) if heavy else allowed
