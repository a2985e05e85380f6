"""Who publishes open data: the system, once a day; what is in it depends on nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ocop.platform.decisions import ALLOWED, refuse

if TYPE_CHECKING:
    from ocop.platform.actors import Actor
    from ocop.platform.decisions import Decision


def can_publish(actor: Actor) -> Decision:
    """A dump is the same whoever asks for it, and is asked for on the command line or by the day."""
    if actor.role == "system":
        return ALLOWED
    return refuse(_("Only the system itself publishes open data."))
