"""Who keeps the shared lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ocop.platform.decisions import ALLOWED, Decision, refuse
from ocop.programme.models import KEEP_TEMPLATES

if TYPE_CHECKING:
    from ocop.platform.actors import Actor

KEEP_LISTS = "programme.lists"


def can_keep_lists(actor: Actor) -> Decision:
    """The lists are one for the whole country, so the ministry alone adds and closes values."""
    if actor.may(KEEP_LISTS):
        return ALLOWED
    return refuse(_("Only the ministry changes the shared lists. Write to it if a value is missing."))


def can_keep_templates(actor: Actor) -> Decision:
    """A unit's templates are kept by its office and its administrator, each for the own unit."""
    if actor.may(KEEP_TEMPLATES):
        return ALLOWED
    return refuse(_("Word templates are kept by the office or the administrator of the unit that issues."))
