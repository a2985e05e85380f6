"""Who may bring whole lists into the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ocop.exchange.columns import Kind
from ocop.platform.decisions import ALLOWED, Decision, refuse

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


def can_import(actor: Actor, kind: Kind) -> Decision:
    """The offices that keep a register and digitise it (decision 0026); which rows is their territory."""
    if not actor.may("registry.import"):
        return refuse(
            _(
                "Whole lists are brought in by the provincial office and the ministry. Register producers "
                "and products one by one, with their consent, or send your list to the provincial office."
            )
        )
    if kind == Kind.CERTIFICATES and not actor.may("certificate.enter"):
        return refuse(_("Earlier certificates are entered by the provincial office. Send it a copy."))
    return ALLOWED


def kinds_to_import(actor: Actor) -> list[Kind]:
    """The lists this actor may bring in."""
    return [kind for kind in Kind if can_import(actor, kind)]


def can_export(actor: Actor, kind: Kind) -> Decision:
    """Whoever reads a list has it as a file: the same rows."""
    if actor.may("producer.read" if kind == Kind.PRODUCERS else "product.read"):
        return ALLOWED
    return refuse(_("This list is for those who read producers and products. Ask your office for its role."))


def can_keep_exports(actor: Actor) -> Decision:
    """The shelf of exports: for whoever reads any list."""
    return can_export(actor, Kind.PRODUCERS) | can_export(actor, Kind.PRODUCTS)
