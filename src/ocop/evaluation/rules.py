"""Who may do what with a dossier; the steps and their roles come from the regime."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from ocop.evaluation import procedure
from ocop.evaluation.models import (
    CouncilCase,
    Declaration,
    Dossier,
    Seat,
    SeatRole,
    Sheet,
    SheetState,
    StandIn,
)
from ocop.people.roles import COUNCIL_MEMBER, PRODUCER, PROVINCE_OFFICER, ROLES
from ocop.platform.decisions import ALLOWED, Decision, refuse

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ocop.evaluation.models import Council
    from ocop.law.regime import Step
    from ocop.places.models import Unit
    from ocop.platform.actors import Actor

SEES_SEALING = frozenset({SeatRole.CHAIR, SeatRole.SECRETARY})


def can_take(actor: Actor, dossier: Dossier, step: Step) -> Decision:
    """Whether this actor is who the regime lets take the step; whether it is open is `procedure.expect`.

    `visible_to` has already kept out officers of other places and members of other councils.
    """
    if actor.role != step.role:
        role = ROLES[step.role].name if step.role in ROLES else step.role
        return refuse(
            _("This step is taken by: %(role)s. Hand the dossier over or change your role.") % {"role": role}
        )
    if step.seat is None:
        return ALLOWED
    return holds_seat(actor, dossier, frozenset({step.seat}))


def holds_seat(actor: Actor, dossier: Dossier, roles: frozenset[str]) -> Decision:
    """Whether the actor sits in one of these places of the council that has the dossier.

    Who withdrew from the dossier because of an interest holds none in it; who stands in for them does.
    """
    user = actor.user_id or 0
    seats = Seat.objects.filter(council__cases__dossier=dossier, user_id=user, role__in=roles)
    taken = StandIn.objects.filter(case__dossier=dossier, seat__user_id=user, role__in=roles)
    if actor.role == COUNCIL_MEMBER and (seats.exists() or taken.exists()):
        if not withdrawals(dossier).filter(seat__user_id=user).exists():
            return ALLOWED
        return refuse(
            _(
                "You withdrew from this dossier because of an interest. "
                "The provincial office gives your place to someone else."
            )
        )
    names = pgettext("between roles", " or ").join(str(SeatRole(role).label) for role in sorted(roles))
    return refuse(_("In the council this is done by: %(seat)s.") % {"seat": names})


def withdrawals(dossier: Dossier) -> QuerySet[Declaration]:
    """The declared interests on a dossier; each took its member out of the case."""
    return Declaration.objects.filter(case__dossier=dossier, has_interest=True)


def can_start(actor: Actor) -> Decision:
    """Producers apply for their own products."""
    if actor.role == PRODUCER:
        return ALLOWED
    return refuse(_("Only the producer of a product applies for its stars."))


def can_edit(actor: Actor, dossier: Dossier) -> Decision:
    """Who files the dossier also writes its papers."""
    return can_take(actor, dossier, procedure.step(dossier, procedure.FILE))


def can_report(actor: Actor, dossier: Dossier) -> Decision:
    """Who sends the dossier up also writes the report that goes with it (Điều 7.2, 26/2026)."""
    if not procedure.before(dossier, procedure.SEND_UP):
        return refuse(_("The rules this dossier follows have no such step."))
    return can_take(actor, dossier, procedure.step(dossier, procedure.SEND_UP))


def can_manage_councils(actor: Actor, unit: Unit) -> Decision:
    """The office of the council's own level keeps councils and seats."""
    if actor.role != PROVINCE_OFFICER:
        return refuse(_("Only the provincial office sets up councils."))
    if unit.path != actor.unit_path:
        return refuse(_("This council belongs to another province."))
    return ALLOWED


def can_convene(actor: Actor, dossier: Dossier, council: Council) -> Decision:
    """The office puts a dossier before a council of its own unit."""
    if not dossier.commune.path.startswith(council.unit.path):
        return refuse(_("This council does not judge products of this commune."))
    return can_take(actor, dossier, procedure.step(dossier, procedure.CONVENE))


def can_fill(actor: Actor, sheet: Sheet) -> Decision:
    """A sheet is its member's alone."""
    if actor.role == COUNCIL_MEMBER and sheet.seat.user_id == actor.user_id:
        return ALLOWED
    return refuse(_("A sheet is filled in only by the member it belongs to."))


def can_see_sealing(actor: Actor, case: CouncilCase) -> Decision:
    """Who has sealed, not what they gave, is known to the chair and the secretary."""
    return holds_seat(actor, case.dossier, frozenset(SEES_SEALING))


def can_read_claims(actor: Actor, dossier: Dossier) -> Decision:
    """A member judges before reading how the producer did: once the own sheet is sealed, or all are open."""
    if actor.role != COUNCIL_MEMBER or _is_revealed(dossier):
        return ALLOWED
    if Sheet.objects.filter(_own(actor, dossier), state=SheetState.SEALED).exists():
        return ALLOWED
    return refuse(
        _("What the producer claims is shown once your own sheet is sealed, so that it leads nobody.")
    )


def can_read_evidence(actor: Actor, dossier: Dossier) -> Decision:
    """A member who is to score reads the papers after declaring that there is no interest."""
    if actor.role != COUNCIL_MEMBER or _is_revealed(dossier):
        return ALLOWED
    declared = Declaration.objects.filter(_own(actor, dossier), has_interest=False)
    if declared.exists() or not Sheet.objects.filter(_own(actor, dossier)).exists():
        return ALLOWED
    return refuse(_("The evidence opens once you have declared on your sheet that you have no interest."))


def _is_revealed(dossier: Dossier) -> bool:
    return CouncilCase.objects.filter(dossier=dossier).exclude(revealed_at=None).exists()


def _own(actor: Actor, dossier: Dossier) -> Q:
    return Q(case__dossier=dossier, seat__user_id=actor.user_id or 0)
