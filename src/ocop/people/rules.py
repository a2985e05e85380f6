"""Who may open and close accounts and give offices."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ocop.people.models import Appointment
from ocop.people.roles import ADMIN, Reach
from ocop.platform.decisions import ALLOWED, Decision, refuse
from ocop.platform.elevation import confirmed

if TYPE_CHECKING:
    from ocop.people.models import User
    from ocop.people.roles import Role
    from ocop.places.models import Unit
    from ocop.platform.actors import Actor


def can_create_user(actor: Actor) -> Decision:
    """Officers open accounts for the people of their territory; the appointment that follows is checked."""
    if actor.may("account.open"):
        return ALLOWED
    return refuse(_("Only officers and administrators open accounts. Ask your commune."))


def can_choose_password_for(actor: Actor) -> Decision:
    """Nobody knows another's password, administrators included; only a demonstration begins with some."""
    if actor.role == "system":
        return ALLOWED
    return refuse(_("Nobody chooses a password for someone else. Send the person a link instead."))


def can_appoint(actor: Actor, role: Role, unit: Unit) -> Decision:
    """Whether this actor may give or end this role at this unit: inside the own territory, never wider."""
    return _may_give(actor, role) & _reaches(actor, unit) & _not_wider(actor, role)


def can_end(actor: Actor, appointment: Appointment) -> Decision:
    """The same people who could give the role can end it."""
    return can_appoint(actor, appointment.kind, appointment.unit)


def has_confirmed(actor: Actor, role: Role) -> Decision:
    """Roles that keep accounts are given and ended only by who has just confirmed who they are."""
    return confirmed(actor) if "session.elevate" in role.rights else ALLOWED


def is_another(actor: Actor, user: User) -> Decision:
    """Nobody gives an office to oneself."""
    if actor.user_id is None or actor.user_id != user.pk:
        return ALLOWED
    return refuse(_("Nobody gives an office to oneself. Ask the office above yours, or a colleague."))


def is_oneself(actor: Actor, user: User) -> Decision:
    """What concerns only the person."""
    if actor.role == "system" or actor.user_id == user.pk:
        return ALLOWED
    return refuse(_("Only the person can change this, on the page “My place”."))


def can_close(actor: Actor, user: User, today: date) -> Decision:
    """Whoever could end every office the person holds or is to hold may close it, but not the own account.

    Of who holds none any more, whoever could have ended every former one.
    """
    if actor.role == "system":
        return ALLOWED
    if not actor.may("account.close"):
        return refuse(_("Your role closes no accounts. Ask the administrator of your province."))
    if actor.user_id == user.pk:
        return refuse(_("Nobody closes the own account. Ask another administrator."))
    held = list(Appointment.objects.filter(user=user).not_over(today).select_related("unit"))
    theirs = held if held or actor.reach == Reach.COUNTRY else formerly_held(user)
    if not theirs and actor.reach != Reach.COUNTRY:
        return refuse(
            _("This person holds no office in your territory. Ask the administrator of the system.")
        )
    if not all(can_end(actor, office) for office in theirs):
        return refuse(
            _("This person also holds an office that you could not end. Ask the administrator of the system.")
        )
    for office in held:
        kept = keeps_an_administrator(office, today)
        if not kept:
            return kept
    return ALLOWED


def formerly_held(user: User) -> list[Appointment]:
    """All offices of a person, for who holds none today: whoever kept all of them still keeps the account."""
    return list(Appointment.objects.filter(user=user).select_related("unit"))


def can_reopen(actor: Actor, user: User, today: date) -> Decision:
    """Whoever could close it may reopen it."""
    return can_close(actor, user, today)


def keeps_an_administrator(appointment: Appointment, today: date) -> Decision:
    """An installation without an administrator could never get one again from inside."""
    if appointment.role != ADMIN or not appointment.holds_on(today):
        return ALLOWED
    others = Appointment.objects.filter(role=ADMIN, user__is_active=True, to_on=None).current(today)
    if others.exclude(user_id=appointment.user_id).exists():
        return ALLOWED
    return refuse(
        _("No other administrator would remain. Appoint another one first, or hand the office over.")
    )


def can_see_accounts(actor: Actor) -> Decision:
    """The pages of accounts are for those who keep or oversee them."""
    if actor.may("account.read"):
        return ALLOWED
    return refuse(_("Accounts are kept by officers and administrators. Ask your commune or province."))


def can_give_offices(actor: Actor) -> Decision:
    """Whether there is any office this actor may give; which, `can_appoint` says."""
    if actor.may("account.appoint"):
        return ALLOWED
    return refuse(_("Your role may not give this role to anybody. Ask the administrator."))


def _may_give(actor: Actor, role: Role) -> Decision:
    if actor.role == "system":
        return ALLOWED
    if not actor.may("account.appoint") or actor.role not in role.appointed_by:
        return refuse(_("Your role may not give this role to anybody. Ask the administrator."))
    return ALLOWED


def _reaches(actor: Actor, unit: Unit) -> Decision:
    if actor.role == "system" or unit.lies_in(actor.unit_path):
        return ALLOWED
    return refuse(_("This unit lies outside your territory. Ask the office in charge of it."))


def _not_wider(actor: Actor, role: Role) -> Decision:
    if actor.role == "system" or role.reach != Reach.COUNTRY or actor.reach == Reach.COUNTRY:
        return ALLOWED
    return refuse(_("This role reaches the whole country. Ask the administrator of the system."))
