"""Who keeps rounds, plans and runs the days of a council, and answers its invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ocop.evaluation.models import SeatRole
from ocop.evaluation.models.council import seats_of
from ocop.evaluation.rules import can_manage_councils
from ocop.platform.decisions import ALLOWED, Decision, refuse

if TYPE_CHECKING:
    from ocop.evaluation.models import Council
    from ocop.places.models import Unit
    from ocop.platform.actors import Actor
    from ocop.rounds.models import Session, Slot

RUNS: Final = frozenset({SeatRole.CHAIR, SeatRole.SECRETARY})


def can_keep(actor: Actor, unit: Unit) -> Decision:
    """The office that keeps the councils of a unit keeps its rounds and plans its sessions."""
    return can_manage_councils(actor, unit)


def can_run(actor: Actor, session: Session) -> Decision:
    """The council's chair and secretary run the day; the office that planned it may stand in for them."""
    if can_keep(actor, session.council.unit) or leads(actor, session.council):
        return ALLOWED
    return refuse(
        _("The day is run by the council's chair or secretary, or by the office that keeps the council.")
    )


def leads(actor: Actor, council: Council) -> bool:
    """Whether the actor is chair or secretary of the council now."""
    if not actor.may("council.sit"):
        return False
    return seats_of(actor).filter(council=council, role__in=RUNS).exists()


def can_read(actor: Actor) -> Decision:
    """Rounds and sessions with their dossiers are for who reads councils."""
    if actor.may("council.read"):
        return ALLOWED
    return refuse(
        _("Rounds and sessions are for the offices and the councils. The calendar is open to everybody.")
    )


def can_answer(actor: Actor, slot: Slot) -> Decision:
    """An invitation is answered by its producer, as long as the day has not ended."""
    if not actor.may("dossier.file"):
        return refuse(_("Only the producer that is invited answers. Enter at the session who came."))
    if slot.session.ended_at is not None:
        return refuse(_("This session has ended."))
    return ALLOWED
