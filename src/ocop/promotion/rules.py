"""Who writes and publishes points of sale, events and news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ocop.people.roles import Reach
from ocop.platform.decisions import ALLOWED, Decision, refuse
from ocop.promotion.models import WRITE

if TYPE_CHECKING:
    from ocop.places.models import Unit
    from ocop.platform.actors import Actor


def can_write_something(actor: Actor) -> Decision:
    """The offices of provinces and the ministry, each for its territory."""
    if actor.may(WRITE) and (actor.unit_path or actor.reach == Reach.COUNTRY):
        return ALLOWED
    return refuse(
        _("Points of sale, events and news are published by the province's OCOP office. Send it your text.")
    )


def can_write(actor: Actor, unit: Unit) -> Decision:
    """The same, about a place of the own territory."""
    decision = can_write_something(actor)
    if not decision or actor.reach == Reach.COUNTRY or unit.lies_in(actor.unit_path):
        return decision
    return refuse(_("This place lies outside your territory. The office there writes about it."))
