"""Who keeps the keys of records: whoever runs the machine, since the key lies there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ocop.platform.decisions import ALLOWED, Decision, refuse

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


def can_keep_keys(actor: Actor) -> Decision:
    """A key is taken, changed and revoked on the machine that holds it, by its operator."""
    if actor.role == "system":
        return ALLOWED
    return refuse(_("Keys of records are kept by the operator, by command on the machine itself."))
