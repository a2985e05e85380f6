"""Who may look after the sending of notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ocop.notices.models import MANAGE
from ocop.platform.decisions import ALLOWED, Decision, refuse

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


def can_manage(actor: Actor) -> Decision:
    """See what went out and what failed, read the texts, try again."""
    if actor.may(MANAGE):
        return ALLOWED
    return refuse(_("Only administrators look after the sending of notices. Ask the administrator."))
