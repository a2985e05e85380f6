"""Who reads and answers what shoppers report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ocop.platform.decisions import ALLOWED, Decision, refuse
from ocop.problems.models import ANSWER, READ

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


def can_read(actor: Actor) -> Decision:
    """The offices of the place."""
    if actor.may(READ):
        return ALLOWED
    return refuse(_("Reports of shoppers are read by the offices of the product's commune and province."))


def can_handle(actor: Actor) -> Decision:
    """The officers of the place."""
    if actor.may(ANSWER):
        return ALLOWED
    return refuse(_("Reports of shoppers are looked into by the officers of the commune or the province."))


def can_show_contact(actor: Actor) -> Decision:
    """Those who look into reports and may read personal data; each time is recorded."""
    if actor.may("personal.read"):
        return can_handle(actor)
    return refuse(_("The shopper's contact is masked here. The officers who look into the report read it."))
