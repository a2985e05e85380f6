"""Named reads: desks, a dossier with its papers, councils, sheets and results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import procedure, reckoning, rules
from ocop.evaluation.models import (
    CommuneReport,
    Council,
    CouncilCase,
    Declaration,
    Dossier,
    Evidence,
    EvidenceLink,
    Registration,
    Result,
    Seat,
    SelfAnswer,
    Sheet,
    SheetState,
    StandIn,
)
from ocop.evaluation.models.council import NEVER_SEE_SHEETS
from ocop.journal.queries import for_object
from ocop.people.roles import COUNCIL_MEMBER, PRODUCER
from ocop.platform.decisions import require
from ocop.registry.models import Representative

if TYPE_CHECKING:
    from typing import TypedDict

    from django_stubs_ext import StrOrPromise, WithAnnotations

    from ocop.journal.models import Entry
    from ocop.law.regime import Step
    from ocop.law.scoring import Result as LawResult
    from ocop.platform.actors import Actor

    class SheetCounts(TypedDict):
        sheet_count: int
        sealed_count: int

    CaseWithCounts = WithAnnotations[CouncilCase, SheetCounts]

WITHIN_THE_COUNCIL = ("dossier.sheets_reopened", "case.options_agreed", "case.knockouts_recorded")
BETWEEN_OFFICES = ("dossier.sent_back",)

# -- desks --------------------------------------------------------------------------------


def dossiers(actor: Actor) -> QuerySet[Dossier]:
    """Every dossier this actor may see, latest change first, with product, producer and places."""
    return (
        Dossier.objects.visible_to(actor)
        .select_related("product__producer", "commune__parent__parent")
        .order_by("-changed_at", "-pk")
    )


def desk(actor: Actor) -> QuerySet[Dossier]:
    """The dossiers that wait for this actor's role, the most urgent first, those without a last day last.

    For council members see `my_sheets` and `cases_to_settle`.
    """
    waiting = dossiers(actor).filter(procedure.waiting_for(actor.role))
    return waiting.order_by(F("answer_due_on").asc(nulls_last=True), "changed_at", "pk")


def overdue(actor: Actor, today: date) -> QuerySet[Dossier]:
    """Those of the desk whose last day has passed."""
    return desk(actor).filter(answer_due_on__lt=today)


def counts_by_state(actor: Actor) -> dict[str, int]:
    """How many dossiers this actor may see are in each state."""
    rows = (
        Dossier.objects.visible_to(actor).values_list("state").annotate(count=Count("pk")).order_by("state")
    )
    return dict(rows)


def open_steps(actor: Actor, dossier: Dossier) -> list[Step]:
    """The steps that this actor may take now, in the regime's order: what buttons a page shows."""
    steps = procedure.regime_of(dossier).steps_from(dossier.state)
    return [step for step in steps if rules.can_take(actor, dossier, step)]


# -- one dossier --------------------------------------------------------------------------------


def dossier(actor: Actor, pk: int) -> Dossier:
    """One dossier with product, producer and places. Raises: Dossier.DoesNotExist."""
    return dossiers(actor).get(pk=pk)


def history(actor: Actor, dossier: Dossier) -> QuerySet[Entry]:
    """What was done to a dossier this actor may see, oldest first.

    What the council settles among itself stays with those who may read its sheets, and what the province
    writes to the commune with the offices.
    """
    found = for_object(dossier)
    if actor.role in NEVER_SEE_SHEETS:
        found = found.exclude(verb__in=WITHIN_THE_COUNCIL)
    return found.exclude(verb__in=BETWEEN_OFFICES) if actor.role == PRODUCER else found


def registration_start(dossier: Dossier) -> dict[str, str]:
    """What form 01 begins with: what the registry knows of the producer."""
    producer = dossier.product.producer
    return {
        "applicant_name": producer.name,
        "producer_kind": producer.kind,
        "representative_name": producer.representative_name,
        "representative_title": producer.representative_title,
        "address": producer.address,
        "phone": producer.phone,
        "email": producer.email,
        "product_name": dossier.product.name,
    }


def registration(dossier: Dossier) -> Registration | None:
    """Form 01, once it is written."""
    return Registration.objects.filter(dossier=dossier).first()


def self_answers(dossier: Dossier) -> dict[str, SelfAnswer]:
    """The answers of form 02, part III, by criterion."""
    return {answer.criterion: answer for answer in dossier.self_answers.all()}


def evidence(dossier: Dossier) -> list[Evidence]:
    """The papers of a dossier with the criteria they prove (`paper.links.all()`), in the order they came."""
    links = Prefetch("links", EvidenceLink.objects.order_by("pk"))
    return list(dossier.evidence.prefetch_related(links).order_by("added_at", "pk"))


def evidence_by_criterion(dossier: Dossier) -> dict[str, list[Evidence]]:
    """The papers by the criterion they prove; one paper may stand under several."""
    found: dict[str, list[Evidence]] = {}
    for paper in evidence(dossier):
        for link in paper.links.all():
            found.setdefault(link.criterion, []).append(paper)
    return found


def paper(actor: Actor, evidence_id: int) -> Evidence:
    """One paper, for sending its file. Raises: Evidence.DoesNotExist."""
    return Evidence.objects.get(pk=evidence_id, dossier__in=Dossier.objects.visible_to(actor))


def commune_report(dossier: Dossier) -> CommuneReport | None:
    """Form 03 with its findings (`report.findings.all()`), once it is begun."""
    return CommuneReport.objects.filter(dossier=dossier).prefetch_related("findings").first()


# -- councils --------------------------------------------------------------------------------


def councils(actor: Actor) -> QuerySet[Council]:
    """The councils this actor may see, latest first; each carries `seat_count` and `scoring_count`."""
    return (
        Council.objects.visible_to(actor)
        .select_related("unit")
        .annotate(seat_count=Count("seats"), scoring_count=Count("seats", filter=Q(seats__scores=True)))
        .order_by("-decided_on", "-pk")
    )


def seats(council: Council) -> QuerySet[Seat]:
    """Who sits on a council: chair, then members, then secretary, by name of the place."""
    return council.seats.select_related("user").order_by("role", "pk")


def conflicts_of_interest(dossier: Dossier, council: Council) -> list[tuple[Seat, StrOrPromise]]:
    """Seats whose holder may not judge this dossier, with the reason: nobody judges a case of their own."""
    return interests([dossier], council)[dossier.pk]


def interests(dossiers: Sequence[Dossier], council: Council) -> dict[int, list[tuple[Seat, StrOrPromise]]]:
    """`conflicts_of_interest` of many dossiers at once, by key of the dossier, in three queries."""
    producers = {dossier.product.producer_id for dossier in dossiers}
    speaks_for = set(
        Representative.objects.filter(producer_id__in=producers).values_list("producer_id", "user_id")
    )
    reported = set(
        CommuneReport.objects.filter(dossier__in=dossiers).values_list("dossier_id", "written_by_id")
    )
    sitting = list(seats(council))
    found: dict[int, list[tuple[Seat, StrOrPromise]]] = {dossier.pk: [] for dossier in dossiers}
    for dossier in dossiers:
        for seat in sitting:
            if (dossier.product.producer_id, seat.user_id) in speaks_for:
                found[dossier.pk].append((seat, _("speaks or spoke for the producer")))
            elif seat.user_id in {dossier.started_by_id, dossier.filed_by_id}:
                found[dossier.pk].append((seat, _("prepared the dossier")))
            elif (dossier.pk, seat.user_id) in reported:
                found[dossier.pk].append((seat, _("wrote the commune's report on it")))
    return found


def case_of(actor: Actor, dossier_id: int) -> CouncilCase:
    """The council's case of a dossier this actor may see. Raises: CouncilCase.DoesNotExist."""
    visible = Dossier.objects.visible_to(actor)
    return CouncilCase.objects.select_related(
        "council__unit", "dossier__product__producer", "dossier__commune__parent__parent"
    ).get(dossier_id=dossier_id, dossier__in=visible)


def case(actor: Actor, pk: int) -> CouncilCase:
    """One case with council, dossier and product. Raises: CouncilCase.DoesNotExist, also for strangers."""
    return CouncilCase.objects.select_related(
        "council__unit", "dossier__product__producer", "dossier__commune__parent__parent"
    ).get(pk=pk, dossier__in=Dossier.objects.visible_to(actor))


def declaration(sheet: Sheet) -> Declaration | None:
    """What the member of a sheet said about own interests in the dossier; None before."""
    return Declaration.objects.filter(case_id=sheet.case_id, seat_id=sheet.seat_id).first()


def my_sheets(actor: Actor) -> QuerySet[Sheet]:
    """A member's own sheets of rounds not yet revealed, those still to be sealed first."""
    own = Sheet.objects.visible_to(actor) if actor.role == COUNCIL_MEMBER else Sheet.objects.none()
    return (
        own.filter(seat__user_id=actor.user_id or 0, revealed_at=None)
        .exclude(state=SheetState.VOID)
        .select_related("case__council", "case__dossier__product__producer", "case__dossier__commune__parent")
        .order_by("state", "case__convened_on", "pk")
    )


def sheet(actor: Actor, pk: int) -> Sheet:
    """One sheet with seat, case, dossier and product. Raises: Sheet.DoesNotExist, also while it is secret."""
    return (
        Sheet.objects.visible_to(actor)
        .select_related(
            "seat__user", "case__council", "case__dossier__product__producer", "case__dossier__commune"
        )
        .prefetch_related("answers")
        .get(pk=pk)
    )


def revealed_sheets(actor: Actor, case: CouncilCase, round_no: int | None = None) -> list[Sheet]:
    """The revealed sheets of a round (the present one) with seats and answers; none while they are secret."""
    found = Sheet.objects.visible_to(actor).filter(case=case, round_no=round_no or case.round_no)
    return list(
        found.exclude(revealed_at=None)
        .select_related("seat__user")
        .prefetch_related("answers")
        .order_by("seat__role", "seat_id")
    )


@dataclass(frozen=True, slots=True)
class Sealing:
    """Whether a member has sealed, or withdrew because of an interest; nothing about marks."""

    member: str
    sealed: bool
    withdrew: bool = False


def sealing(actor: Actor, case: CouncilCase) -> list[Sealing]:
    """Who has sealed in the present round, for chair and secretary. Raises: Denied for anyone else."""
    require(rules.can_see_sealing(actor, case))
    rows = (
        case.sheets.filter(round_no=case.round_no)
        .order_by("seat_id")
        .values_list("seat__user__full_name", "state")
    )
    return [
        Sealing(name, sealed=state == SheetState.SEALED, withdrew=state == SheetState.VOID)
        for name, state in rows
    ]


def to_replace(case: CouncilCase) -> list[Seat]:
    """The seats whose holders withdrew from a case and that nobody stands in for."""
    gone = Seat.objects.filter(declarations__case=case, declarations__has_interest=True)
    replaced = StandIn.objects.filter(case=case).values("withdrawn_id")
    return list(gone.exclude(pk__in=replaced).select_related("user").order_by("pk"))


def cases_to_settle(actor: Actor) -> QuerySet[CaseWithCounts]:
    """Cases that are not closed, where this actor is chair or secretary, or stands in for one who withdrew.

    Each carries `sheet_count` and `sealed_count` of its present round.
    """
    present = Q(sheets__round_no=F("round_no"), sheets__state__in=[SheetState.DRAFT, SheetState.SEALED])
    seats = Seat.objects.filter(user_id=actor.user_id or 0, role__in=rules.SEES_SEALING)
    stands_in = StandIn.objects.filter(seat__user_id=actor.user_id or 0, role__in=rules.SEES_SEALING)
    withdrew = Declaration.objects.filter(seat__user_id=actor.user_id or 0, has_interest=True)
    led = Q(council__in=seats.values("council_id")) | Q(pk__in=stands_in.values("case_id"))
    mine = CouncilCase.objects.filter(led, closed_at=None).exclude(pk__in=withdrew.values("case_id"))
    if actor.role != COUNCIL_MEMBER:
        mine = mine.none()
    return (
        mine.filter(dossier__in=Dossier.objects.visible_to(actor))
        .select_related("council", "dossier__product__producer", "dossier__commune__parent")
        .annotate(
            sheet_count=Count("sheets", filter=present),
            sealed_count=Count("sheets", filter=present & Q(sheets__state=SheetState.SEALED)),
        )
        .order_by("convened_on", "pk")
    )


def reckoned(case: CouncilCase) -> LawResult | None:
    """What the revealed sheets would give if the case were closed now; None while they are secret."""
    return None if case.revealed_at is None else reckoning.reckon(reckoning.question_of(case))


def result(actor: Actor, dossier_id: int) -> Result | None:
    """The result of a closed case this actor may see; None before."""
    visible = Dossier.objects.visible_to(actor)
    return (
        Result.objects.filter(case__dossier_id=dossier_id, case__dossier__in=visible)
        .select_related("case")
        .first()
    )
