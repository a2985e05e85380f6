"""Who may read, sign and erase, and whose names stand in a history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ocop.journal.models import may_read, reads_everything
from ocop.journal.naming import is_office
from ocop.platform.decisions import ALLOWED, Decision, refuse
from ocop.platform.elevation import confirmed

if TYPE_CHECKING:
    from ocop.journal.models import Entry
    from ocop.platform.actors import Actor

SIGN: Final = "journal.sign"
ERASE: Final = "journal.erase"


def can_read(actor: Actor) -> Decision:
    """The journal as a whole is for inspectors and administrators."""
    if may_read(actor):
        return ALLOWED
    return refuse(
        _("Only inspectors and administrators read the journal. Each record shows its own history.")
    )


def can_export(actor: Actor) -> Decision:
    """A part of the chain proves nothing, so who reads a part may not take it for the whole."""
    if not may_read(actor) or reads_everything(actor):
        return can_read(actor)
    return refuse(
        _("Only the whole journal can be checked, and you read that of your territory. Ask the ministry.")
    )


def can_sign(actor: Actor) -> Decision:
    """Signing makes the state of the journal public under the installation's key."""
    if actor.may(SIGN):
        return ALLOWED
    return refuse(_("Only administrators and the system itself sign the journal."))


def can_erase(actor: Actor) -> Decision:
    """Erasing cannot be undone, so it asks for a fresh proof of who is acting."""
    if not actor.may(ERASE):
        return refuse(_("Only the officer in charge of personal data may erase it. Ask the administrator."))
    return confirmed(actor)


def may_know_name(actor: Actor, entry: Entry) -> bool:
    """Citizens read which office acted; names are for the one who acted, for offices and for inspectors."""
    own = actor.user_id is not None and actor.user_id == entry.actor_id
    return own or is_office(actor.role) or may_read(actor)
