"""Some acts ask the person to prove again, just before, who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from ocop.platform.decisions import ALLOWED, Decision, refuse

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


def confirmed(actor: Actor) -> Decision:
    """Whether this person has just confirmed who they are; the refusal leads to the page that asks.

    Combine it last: `can_do(actor) & confirmed(actor)`, so that nobody confirms for nothing.
    """
    if actor.elevated or actor.role == "system":
        return ALLOWED
    return refuse(
        _("This act weighs heavily. Confirm first that it is you; what you typed is kept meanwhile."),
        url=reverse_lazy(settings.OCOP_CONFIRM_URL),
    )


def proved_lately(actor: Actor) -> Decision:
    """As `confirmed`, for acts to which one often comes straight from signing in: that counts as well."""
    return ALLOWED if actor.fresh else confirmed(actor)
