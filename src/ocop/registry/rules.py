"""Who may register producers and products, and which producers may apply for which sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ocop.people.roles import COMMUNE_OFFICER, PRODUCER, PROVINCE_OFFICER
from ocop.platform.decisions import ALLOWED, Decision, refuse

if TYPE_CHECKING:
    from ocop.law.regime import ProducerKind, Regime
    from ocop.places.models import Unit
    from ocop.platform.actors import Actor
    from ocop.registry.models import Producer

OFFICERS = frozenset({COMMUNE_OFFICER, PROVINCE_OFFICER})
WRITERS = OFFICERS | {PRODUCER}


def can_register_producer(actor: Actor, commune: Unit) -> Decision:
    """Producers register themselves in their own commune; officers, those of their territory."""
    return _may_write(actor) & _reaches(actor, commune)


def can_change_producer(actor: Actor, producer: Producer) -> Decision:
    """The producer itself and the officers of its territory; `visible_to` has already kept strangers out."""
    return _may_write(actor) & (ALLOWED if actor.role == PRODUCER else _reaches(actor, producer.commune))


def can_name_representative(actor: Actor, producer: Producer) -> Decision:
    """Officers of the territory decide which account speaks for a producer."""
    if actor.role not in OFFICERS and actor.role != "system":
        return refuse(
            _("Only the commune or the province can say who speaks for a producer. Ask your commune.")
        )
    return _reaches(actor, producer.commune)


def may_apply(regime: Regime, kind: str, set_no: int) -> Decision:
    """Whether a producer of this kind may bring a product of this set (Điều 2.3, 26/2026).

    A regime that lists no kinds restricts nothing.
    """
    if not regime.producer_kinds:
        return ALLOWED
    found = kind_of(regime, kind)
    if found is None:
        return refuse(
            _("This kind of producer is not among those that may take part. Choose one of the kinds listed.")
        )
    if found.only_sets and set_no not in found.only_sets:
        sets = ", ".join(str(number) for number in found.only_sets)
        text = ngettext(
            "A producer of this kind (%(kind)s) may only bring products of set %(sets)s.",
            "A producer of this kind (%(kind)s) may only bring products of sets %(sets)s.",
            len(found.only_sets),
        )
        return refuse(text % {"kind": found.name, "sets": sets})
    return ALLOWED


def kind_of(regime: Regime, code: str) -> ProducerKind | None:
    """The producer kind of that code; None when the regime has none."""
    return next((kind for kind in regime.producer_kinds if kind.code == code), None)


def _may_write(actor: Actor) -> Decision:
    if actor.role in WRITERS or actor.role == "system":
        return ALLOWED
    return refuse(_("Only producers and the officers of their commune or province write in the registry."))


def _reaches(actor: Actor, unit: Unit) -> Decision:
    if actor.role == "system" or (actor.unit_path and unit.path.startswith(actor.unit_path)):
        return ALLOWED
    return refuse(_("This place lies outside your territory. Choose a commune of your own territory."))
