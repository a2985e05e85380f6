"""Who may change the map of the country and the figures of its units. Everybody may read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ocop.places.models.reforms import DRAFTERS
from ocop.platform.decisions import ALLOWED, Decision, refuse
from ocop.platform.elevation import confirmed

if TYPE_CHECKING:
    from ocop.places.models import Unit
    from ocop.platform.actors import Actor

REFORM: Final = DRAFTERS
CONFIRM: Final = "units.confirm"
FIGURES: Final = "units.figures"


def can_reform(actor: Actor) -> Decision:
    """Whether this actor may draft and carry out reforms, rename units and regroup regions."""
    if actor.may(REFORM):
        return ALLOWED
    return refuse(_("Your role does not change administrative units. Ask the ministry's OCOP office."))


def can_carry_out(actor: Actor) -> Decision:
    """The map changes for everybody and cannot be changed back, so it asks again who is acting."""
    return can_reform(actor) & confirmed(actor)


def can_confirm(actor: Actor, former: Unit) -> Decision:
    """Whether this actor may say which units came after a former one of its territory."""
    if not actor.may(CONFIRM):
        return refuse(_("Your role does not confirm successors of units. Ask the province's OCOP office."))
    return _reaches(actor, former)


def can_keep_figures(actor: Actor, unit: Unit) -> Decision:
    """Whether this actor may enter figures, flags and the scope of a unit of its territory."""
    if not actor.may(FIGURES):
        return refuse(_("Your role does not enter figures of units. Ask the province's OCOP office."))
    return _reaches(actor, unit)


def _reaches(actor: Actor, unit: Unit) -> Decision:
    if actor.role == "system" or unit.lies_in(actor.unit_path):
        return ALLOWED
    return refuse(_("This unit lies outside your territory. Ask the office in charge of it."))
