"""Who issues keys to systems, and for which offices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ocop.access.models import Factor, FactorKind, Identity
from ocop.api.models import ISSUE
from ocop.people.rules import can_appoint
from ocop.platform.decisions import ALLOWED, Decision, refuse
from ocop.platform.elevation import confirmed

if TYPE_CHECKING:
    from ocop.api.models import Key
    from ocop.people.models import Appointment
    from ocop.platform.actors import Actor


def can_see_keys(actor: Actor) -> Decision:
    """Who sees the keys of a territory."""
    if actor.may(ISSUE):
        return ALLOWED
    return refuse(_("Keys for systems are issued by the administrator of the province or of the country."))


def can_issue(actor: Actor, office: Appointment | None) -> Decision:
    """An administrator who has just confirmed; an office only where they could also give it themselves.

    The office is held by an account of the system, not by a person: what a key does is written down under the
    name of the account, and nobody acts under another person's name.
    """
    allowed = can_see_keys(actor)
    if office is not None:
        allowed = allowed & can_appoint(actor, office.kind, office.unit) & is_a_system(office)
    return allowed & confirmed(actor)


def is_a_system(office: Appointment) -> Decision:
    """Whether nobody signs in with the account that holds this office."""
    if not office.user.has_usable_password() and not signs_in_otherwise(office.user_id):
        return ALLOWED
    return refuse(
        _(
            "This account belongs to a person who signs in with it. Open an account for the system, without "
            "a password, and give it the office."
        )
    )


def signs_in_otherwise(user_id: int) -> bool:
    """Whether a person uses the account without a password: by the national sign-in or a passkey."""
    passkeys = Factor.objects.filter(user_id=user_id, kind=FactorKind.PASSKEY)
    return passkeys.exists() or Identity.objects.filter(user_id=user_id).exists()


def can_revoke(actor: Actor, key: Key) -> Decision:  # noqa: ARG001 - `visible_to` has kept strangers out
    """Whoever issues keys there ends them, at once and without confirming: haste may matter."""
    return can_see_keys(actor)
