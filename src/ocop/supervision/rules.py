"""Who may propose the withdrawal of a certificate, be heard on it, and drop the proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ocop.people.roles import ROLES
from ocop.platform.decisions import ALLOWED, Decision, refuse
from ocop.recognition.rules import can_withdraw
from ocop.registry import regimes
from ocop.registry.consents import is_own
from ocop.supervision.models import PROPOSE, READ

if TYPE_CHECKING:
    from datetime import date

    from ocop.platform.actors import Actor
    from ocop.recognition.models import Certificate
    from ocop.supervision.models import WithdrawalProposal


def can_list(actor: Actor) -> Decision:
    """Offices of the territory, and producers for their own."""
    if actor.may(READ):
        return ALLOWED
    return refuse(
        _("Proposals to withdraw a certificate are read by the producer and the offices concerned.")
    )


def can_propose(actor: Actor, certificate: Certificate) -> Decision:
    """An office of the product's territory that looks after it, of any level (Điều 8, 26/2026)."""
    if not actor.may(PROPOSE):
        return refuse(_("A withdrawal is proposed by an officer of the product's territory."))
    if not certificate.commune.lies_in(actor.unit_path):
        return refuse(_("This product lies outside your territory. Its own offices propose the withdrawal."))
    return ALLOWED


def can_state(actor: Actor, proposal: WithdrawalProposal) -> Decision:
    """The producer writes; an office that may propose notes what it was told in person."""
    if is_own(actor) and actor.may(READ):
        return ALLOWED
    if actor.may(PROPOSE):
        return can_propose(actor, proposal.certificate)
    return refuse(_("The producer answers itself, or an officer of its territory notes what it says."))


def can_decide(actor: Actor, proposal: WithdrawalProposal, today: date) -> Decision:
    """Whoever may withdraw the certificate."""
    return can_withdraw(actor, proposal.certificate, today)


def stars_decided(actor: Actor, today: date) -> set[int]:
    """The stars whose certificates this actor's level may withdraw under the rules in force."""
    role = ROLES.get(actor.role)
    if role is None or not actor.may("certificate.withdraw"):
        return set()
    held_at = {level.value for level in role.levels}
    levels = regimes.regime_on(today).levels
    return {stars for level in levels if level.unit_kind in held_at for stars in level.withdraws}


def can_drop(actor: Actor, proposal: WithdrawalProposal, today: date) -> Decision:
    """Whoever made it, and whoever could decide on it."""
    if actor.user_id == proposal.proposed_by_id and can_propose(actor, proposal.certificate):
        return ALLOWED
    if can_decide(actor, proposal, today):
        return ALLOWED
    return refuse(_("A proposal is dropped by who made it, or by who would decide on the withdrawal."))
