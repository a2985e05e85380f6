"""Who may do what with a dossier; the steps and their roles come from the regime."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from ocop.evaluation import procedure
from ocop.evaluation.models import (
    CouncilCase,
    Declaration,
    Dossier,
    Purpose,
    SeatRole,
    Sheet,
    SheetState,
    StandIn,
)
from ocop.evaluation.models.council import seats_of, undeclared_cases
from ocop.evaluation.models.relations import RECORDS_ADVICE
from ocop.evaluation.models.rescoring import READS_SAMPLES
from ocop.people.roles import ROLES, Reach
from ocop.platform import clock
from ocop.platform.decisions import ALLOWED, Decision, refuse
from ocop.platform.elevation import proved_lately
from ocop.registry.consents import RECORDS, Need, can_write_for, is_own

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from django.db.models import QuerySet

    from ocop.evaluation.models import Council, Interest, Seat, Training
    from ocop.law.regime import Level, Step
    from ocop.places.models import Unit
    from ocop.platform.actors import Actor
    from ocop.registry.models import Producer

UNDECLARED = _(
    "Say first, in your role in the council, whether you have an interest in this dossier. "
    "Until then it stays closed to you."
)
SEES_SEALING = frozenset({SeatRole.CHAIR, SeatRole.SECRETARY})


def can_take(actor: Actor, dossier: Dossier, step: Step, on: date | None = None) -> Decision:
    """Whether this actor is who the regime lets take the step; whether it is open is `procedure.expect`.

    A step may name an office that enters what `role` has signed. `visible_to` has already kept out officers
    of other places and members of other councils. Whether a consent holds is asked of the day `on`, of today
    where none is given.
    """
    if step.code == procedure.FILE and not is_own(actor) and helps(actor):
        return can_write_for(actor, dossier.product.producer, Need.PAPERS, on or clock.today())
    if actor.role not in {step.role, step.office}:
        role = ROLES[step.role].name if step.role in ROLES else step.role
        return refuse(
            _("This step is taken by: %(role)s. Hand the dossier over or change your role.") % {"role": role}
        )
    if step.seat is None:
        return ALLOWED
    case = dossier.cases.filter(purpose=Purpose.OFFICIAL, level=dossier.level).order_by("-pk").first()
    if case is None:
        return refuse(_("No council has this dossier."))
    return holds_seat(actor, case, frozenset({step.seat}))


def can_take_in(actor: Actor, case: CouncilCase, step: Step) -> Decision:
    """The same for a step that a council takes in one case, whatever the dossier is before it for."""
    decision = can_take(actor, case.dossier, msgspec.structs.replace(step, seat=None))
    if decision and step.seat is not None:
        return holds_seat(actor, case, frozenset({step.seat}))
    return decision


def holds_seat(actor: Actor, case: CouncilCase, roles: frozenset[str]) -> Decision:
    """Whether the actor sits in one of these places of the council in this case.

    Who withdrew from the case because of an interest holds none in it; who stands in for them does. Nobody
    takes part in an open case before saying whether there is one.
    """
    user = actor.user_id or 0
    seats = seats_of(actor).filter(council=case.council_id, role__in=roles)
    taken = StandIn.objects.filter(case=case, seat__user_id=user, role__in=roles)
    if actor.may("council.sit") and (seats.exists() or taken.exists()):
        if withdrawals(case).filter(seat__user_id=user).exists():
            return refuse(
                _(
                    "You withdrew from this dossier because of an interest. "
                    "The office that keeps the council gives your place to someone else."
                )
            )
        return has_declared(actor, case)
    names = pgettext("between roles", " or ").join(str(SeatRole(role).label) for role in sorted(roles))
    return refuse(_("In the council this is done by: %(seat)s.") % {"seat": names})


def has_declared(actor: Actor, case: CouncilCase) -> Decision:
    """Whether someone of the council may take part in a case: not before saying that there is no interest."""
    if undeclared_cases(actor).filter(pk=case.pk).exists():
        return refuse(UNDECLARED)
    return ALLOWED


def withdrawals(case: CouncilCase) -> QuerySet[Declaration]:
    """The declared interests in a case; each took its member out of it."""
    return Declaration.objects.filter(case=case, has_interest=True)


def places_of(case: CouncilCase, seat: Seat) -> list[str]:
    """What this seat is in the case, what matters most first: its own place, and those it stands in for.

    The own place of who only stands in is none.
    """
    return places_among(seat, case.stand_ins.filter(seat=seat).values_list("role", flat=True))


def places_among(seat: Seat, taken: Iterable[str]) -> list[str]:
    """`places_of` for a seat whose taken places are known. No query."""
    own = [] if seat.only_stands_in else [seat.role]
    return sorted({*own, *taken}, key=lambda role: (role not in SEES_SEALING, role == SeatRole.MEMBER, role))


def leads(case: CouncilCase, seat: Seat) -> bool:
    """Whether this seat is, or stands in for, chair or secretary in the case."""
    return not SEES_SEALING.isdisjoint(places_of(case, seat))


def scores_in(case: CouncilCase, seat: Seat) -> bool:
    """Whether a sheet is expected from this seat in the case: its own, or one of who it stands in for."""
    return seat.scores or case.stand_ins.filter(seat=seat, scores=True).exists()


def helps(actor: Actor) -> bool:
    """Whether the actor is an officer of a commune, who may write for producers that agreed to it."""
    return actor.may(RECORDS) and actor.may("dossier.receive")


def can_start(actor: Actor, producer: Producer, today: date) -> Decision:
    """Producers apply for their own products; the commune writes for them where they agreed to it."""
    if actor.may("dossier.file"):
        return ALLOWED
    if helps(actor):
        return can_write_for(actor, producer, Need.PAPERS, today)
    return refuse(_("Only the producer of a product applies for its stars."))


def can_edit(actor: Actor, dossier: Dossier) -> Decision:
    """Who files the dossier also writes its papers."""
    return can_take(actor, dossier, procedure.step(dossier, procedure.FILE))


def can_answer(actor: Actor, dossier: Dossier) -> Decision:
    """What has to be completed is answered by whoever has the dossier: who files it, or who sends it up."""
    if procedure.can_start(dossier, procedure.FILE):
        return can_edit(actor, dossier)
    return can_report(actor, dossier)


def can_report(actor: Actor, dossier: Dossier) -> Decision:
    """Who sends the dossier up also writes the report that goes with it (Điều 7.2, 26/2026)."""
    if not procedure.knows(dossier, procedure.SEND_UP):
        return refuse(_("The rules this dossier follows have no such step."))
    return can_take(actor, dossier, procedure.step(dossier, procedure.SEND_UP))


def can_manage_councils(actor: Actor, unit: Unit) -> Decision:
    """The office of the council's own level keeps councils and seats."""
    if not actor.may("council.manage"):
        return refuse(_("Councils are set up by the office of the level that has them."))
    if unit.path != actor.unit_path:
        return refuse(_("This council belongs to another unit."))
    return ALLOWED


def can_remove_training(actor: Actor, training: Training) -> Decision:
    """The office that entered a training takes it out again."""
    if training.unit.path == actor.unit_path:
        return can_manage_councils(actor, training.unit)
    return refuse(_("Another office entered this training; ask it to take it out."))


def level_for(dossier: Dossier, unit: Unit) -> Level | None:
    """The level of the dossier's regime at which a council of this unit judges; None where there is none."""
    levels = procedure.regime_of(dossier).levels
    return next((level for level in levels if level.scores and level.unit_kind == unit.level), None)


def can_supervise(actor: Actor) -> Decision:
    """How councils and their members judge is for the level above them alone."""
    if actor.may(READS_SAMPLES):
        return ALLOWED
    return refuse(_("How councils judge is shown only to the level that supervises them."))


def can_draw_sample(actor: Actor, council: Council) -> Decision:
    """The supervising level has results of the levels below scored again by a council of its own."""
    decision = can_supervise(actor)
    return can_manage_councils(actor, council.unit) if decision else decision


def can_appeal(actor: Actor) -> Decision:
    """Only the producer appeals its result; `visible_to` has kept out other producers."""
    if actor.may("dossier.file") and is_own(actor):
        return ALLOWED
    return refuse(_("Only the producer of a product appeals its result."))


def can_convene(actor: Actor, dossier: Dossier, council: Council) -> Decision:
    """The office puts a dossier before a council of its own unit, at the level that has the dossier."""
    if not dossier.commune.lies_in(council.unit.path):
        return refuse(_("This council does not judge products of this commune."))
    if council.unit.level != procedure.level_of(dossier).unit_kind:
        return refuse(_("This council is of another level than the one that has the dossier."))
    return can_take(actor, dossier, procedure.step(dossier, procedure.CONVENE))


def can_fill(actor: Actor, sheet: Sheet) -> Decision:
    """A sheet is its member's alone."""
    if actor.may("council.sit") and sheet.seat.user_id == actor.user_id:
        return ALLOWED
    return refuse(_("A sheet is filled in only by the member it belongs to."))


def can_seal(actor: Actor, sheet: Sheet) -> Decision:
    """A seal is a signature: its member has proved just before who they are."""
    return can_fill(actor, sheet) & proved_lately(actor)


def may_enter_paper(actor: Actor) -> Decision:
    """Whether any sheet on paper could be this actor's to type in; which one is `can_enter_paper`."""
    if actor.may("council.manage") or actor.may("council.sit"):
        return ALLOWED
    return refuse(
        _("Sheets on paper are entered by the council's secretary and the office that keeps the council.")
    )


def can_enter_paper(actor: Actor, sheet: Sheet) -> Decision:
    """Sheets on paper are typed in by the office that keeps the council and by the council's secretary.

    Nobody types the own sheet, and nobody another's who scores in the same case: whoever judges knows no
    marks but the own. Ties are asked for beside it, see `relations`.
    """
    if sheet.seat.user_id == actor.user_id:
        return refuse(_("This is your own sheet: fill it in on screen, or let two others type the paper in."))
    case = sheet.case
    own = Sheet.objects.filter(case__dossier=case.dossier_id, seat__user_id=actor.user_id or 0)
    if own.exclude(state=SheetState.VOID).exists():
        return refuse(
            _("You score in this case yourself, so you may not see another's marks. Ask who does not score.")
        )
    office = actor.may("council.manage") and case.council.unit.path == actor.unit_path
    if office:
        return has_declared(actor, case)
    return may_enter_paper(actor) & holds_seat(actor, case, frozenset({SeatRole.SECRETARY}))


def can_declare(actor: Actor, case: CouncilCase) -> Decision:
    """Who sits on the council without a sheet in the case says here whether there is an interest."""
    seats = seats_of(actor).filter(council=case.council_id)
    if not actor.may("council.sit") or not seats.exists():
        return refuse(_("Only who sits on the council that has the dossier declares an interest in it."))
    sheets = case.sheets.filter(seat__in=seats, round_no=case.round_no)
    if sheets.exclude(state=SheetState.ABSENT).exists():
        return refuse(_("You have a sheet in this case. Declare your interest on it."))
    return ALLOWED


def can_call_meeting(actor: Actor, case: CouncilCase) -> Decision:
    """The secretary, and the office that keeps the council, let it meet instead of writing."""
    if can_manage_councils(actor, case.council.unit):
        return has_declared(actor, case)
    return holds_seat(actor, case, frozenset({SeatRole.SECRETARY}))


def can_project(actor: Actor, case: CouncilCase) -> Decision:
    """Chair, secretary and the office that keeps the council put a case on the wall of the room."""
    return can_manage_councils(actor, case.council.unit) | can_see_sealing(actor, case)


def names_members(actor: Actor, case: CouncilCase) -> bool:
    """Whether revealed sheets are shown to this actor with the names of their members."""
    if actor.reach != Reach.COUNCIL or case.regulation.names_at_reveal:
        return True
    return bool(can_see_sealing(actor, case))


def can_declare_tie(actor: Actor) -> Decision:
    """Everybody with an account may say what ties them to a producer."""
    if actor.is_signed_in:
        return ALLOWED
    return refuse(_("Sign in first: an interest is declared under one's own name."))


def can_end_tie(actor: Actor, interest: Interest) -> Decision:
    """An interest is ended by whoever declared it."""
    if interest.user_id == actor.user_id:
        return ALLOWED
    return refuse(_("Only who declared an interest can say that it ended."))


def can_record_advice(actor: Actor, producer: Producer) -> Decision:
    """The office that keeps the councils of a territory records who advises its producers."""
    if not actor.may(RECORDS_ADVICE):
        return refuse(_("The provincial office records who advises a producer. Tell it whom you know."))
    if actor.role != "system" and not producer.commune.lies_in(actor.unit_path):
        return refuse(_("This place lies outside your territory. Choose a commune of your own territory."))
    return ALLOWED


def can_see_sealing(actor: Actor, case: CouncilCase) -> Decision:
    """Who has sealed, not what they gave, is known to the chair and the secretary."""
    return holds_seat(actor, case, frozenset(SEES_SEALING))


def can_read_claims(actor: Actor, dossier: Dossier) -> Decision:
    """A member judges before reading how the producer did: once the own sheet is sealed, or all are open.

    A council may be set to show it from the beginning.
    """
    if not (opened := can_read_papers(actor, dossier)) or actor.reach != Reach.COUNCIL:
        return opened
    own = Sheet.objects.filter(_own(actor, dossier))
    judging = own.filter(state=SheetState.DRAFT, case__regulation__hides_claims=True).exists()
    shown = own.filter(case__regulation__hides_claims=False).exists()
    sealed = own.filter(state=SheetState.SEALED).exists()
    if not judging and (shown or sealed or _is_revealed(actor, dossier)):
        return ALLOWED
    return refuse(
        _("What the producer claims is shown once your own sheet is sealed, so that it leads nobody.")
    )


def can_read_papers(actor: Actor, dossier: Dossier) -> Decision:
    """Forms, evidence, reports: whoever has a place in a council opens them after declaring no interest.

    It goes by the person: a secretary who is an officer too opens them in no role before.
    """
    if undeclared_cases(actor).filter(dossier=dossier).exists():
        return refuse(UNDECLARED)
    return ALLOWED


def can_read_result(actor: Actor, case: CouncilCase) -> Decision:
    """Who sits on another council that still scores the dossier reads this one's result after its own reveal.

    So that no council leans on another's stars; offices that judge nothing read it at once. A case that is
    still open keeps its own secrecy (`models.council.are_open`).
    """
    if case.closed_at is None:
        return ALLOWED
    return can_read_results(actor, case.dossier_id)


def can_read_results(actor: Actor, dossier_id: int) -> Decision:
    """The same of every closed case of a dossier."""
    if dossier_id not in still_scored(actor, [dossier_id]):
        return ALLOWED
    return refuse(
        _(
            "What another council found is shown once your own council has revealed its sheets, "
            "so that it leads nobody."
        )
    )


def still_scored(actor: Actor, dossiers: Collection[int]) -> set[int]:
    """Of these dossiers, by key, those that a council of this member still scores, or in which the member has
    still to declare: no result is shown.

    `can_read_results` for a whole list, in one query; empty for offices, which judge nothing.
    """
    if actor.reach != Reach.COUNCIL:
        return set()
    scoring = _sits_on(actor).filter(dossier__in=dossiers, revealed_at=None, closed_at=None)
    waiting = scoring | undeclared_cases(actor).filter(dossier__in=dossiers)
    return set(waiting.values_list("dossier_id", flat=True))


def _is_revealed(actor: Actor, dossier: Dossier) -> bool:
    """Whether the sheets of a council that the actor sits on are open."""
    return _sits_on(actor).filter(dossier=dossier).exclude(revealed_at=None).exists()


def _sits_on(actor: Actor) -> QuerySet[CouncilCase]:
    """The cases of the councils that the actor sits on."""
    return CouncilCase.objects.filter(council__in=seats_of(actor).values("council"))


def _own(actor: Actor, dossier: Dossier) -> Q:
    return Q(case__dossier=dossier, seat__user_id=actor.user_id or 0)
