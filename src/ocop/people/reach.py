"""Which rows an actor's office reaches: own ones, a territory, or the whole country."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from ocop.people.roles import Reach
from ocop.places.models import within

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


def nothing() -> Q:
    """A condition that no row meets."""
    return Q(pk__in=[])


def everything() -> Q:
    """A condition that every row meets, also beside others; a bare `Q()` would vanish in an "or"."""
    return ~nothing()


def reached(actor: Actor, right: str, *, own: Q | None = None, through: str = "commune") -> Q:
    """Condition on the rows on which this actor may use this right.

    `own` says which rows are one's own where the role reaches only these; `through` is the key to the unit of
    a row. What stands before a council or was assigned to a person is known to its room alone: nothing here.
    """
    if not actor.may(right):
        return nothing()
    if actor.reach == Reach.COUNTRY:
        return everything()
    if actor.reach == Reach.TERRITORY and actor.unit_path:
        return within(actor.unit_path, through=through)
    if actor.reach == Reach.OWN and own is not None:
        return own
    return nothing()
