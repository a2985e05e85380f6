"""Named reads: desks, a dossier with its papers, councils, sheets and results."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from ocop.evaluation import additions, procedure, reckoning, relations, reviewing, rules
from ocop.evaluation.models import (
    OPEN,
    UNCOUNTED,
    AdvisorySeat,
    AdvisoryTeam,
    Appeal,
    CommuneReport,
    Correction,
    Council,
    CouncilCase,
    Declaration,
    Dossier,
    Evidence,
    EvidenceLink,
    ExtraTest,
    OfficeCheck,
    PaperEntry,
    Purpose,
    Registration,
    RequestState,
    RescoredItem,
    RescoringSample,
    Result,
    Review,
    Seat,
    SelfAnswer,
    Sheet,
    SheetState,
    StandIn,
)
from ocop.evaluation.models.council import seats_of, undeclared_cases
from ocop.journal.queries import for_object
from ocop.people.queries import actor_in
from ocop.people.roles import Reach
from ocop.platform import clock
from ocop.platform.clock import local_day
from ocop.platform.decisions import require
from ocop.registry import regimes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TypedDict

    from django_stubs_ext import StrOrPromise, WithAnnotations

    from ocop.journal.models import Entry
    from ocop.law.regime import Step
    from ocop.law.scoring import Result as LawResult
    from ocop.people.models import Appointment
    from ocop.platform.actors import Actor

    class SheetCounts(TypedDict):
        sheet_count: int
        sealed_count: int

    class OwnSheet(TypedDict):
        own_sheet: int | None

    CaseWithCounts = WithAnnotations[CouncilCase, SheetCounts]
    CaseToDeclare = WithAnnotations[CouncilCase, OwnSheet]

WITHIN_THE_COUNCIL = (
    "dossier.sheets_reopened",
    "dossier.blocked",
    "case.options_agreed",
    "case.knockouts_recorded",
    "case.discussion_recorded",
    "case.vote_recorded",
    "case.interest_declared",
    "case.no_interest_declared",
    "case.member_absent",
    "case.sheet_voided",
)
WHO_IS_OUT = (
    "case.interest_declared",
    "case.no_interest_declared",
    "case.member_absent",
    "case.sheet_voided",
    "case.member_replaced",
    "dossier.blocked",
)
"""Who withdrew or takes no part is told to chair and secretary alone until the sheets are revealed."""
NO_DAY = date(9999, 12, 31)
MOST_TO_REVIEW = 100
BETWEEN_OFFICES = ("dossier.sent_back", "dossier.review_reopened")

# -- desks --------------------------------------------------------------------------------


def dossiers(actor: Actor) -> QuerySet[Dossier]:
    """Every dossier this actor may see, latest change first, with product, producer and places."""
    return (
        Dossier.objects.visible_to(actor)
        .select_related("product__producer", "commune__parent__parent", "consent", "assisted_by")
        .order_by("-changed_at", "-pk")
    )


@dataclass(frozen=True, slots=True)
class Share:
    """How many filed dossiers officers typed in for their producers, of how many."""

    assisted: int
    filed: int


def share_assisted(actor: Actor) -> Share:
    """The share of assisted dossiers among those filed that this actor may see. One query."""
    filed = Dossier.objects.visible_to(actor).exclude(filed_on=None)
    counted = filed.aggregate(filed=Count("pk"), assisted=Count("pk", filter=Q(consent__isnull=False)))
    return Share(counted["assisted"], counted["filed"])


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


def counts_by_place(actor: Actor) -> dict[tuple[str, str, str], int]:
    """How many dossiers this actor may see are where: by regime, level of government and state."""
    visible = Dossier.objects.visible_to(actor).order_by()
    rows = visible.values_list("regime_id", "level", "state").annotate(count=Count("pk"))
    return {(regime_id, level, state): count for regime_id, level, state, count in rows}


def open_steps(actor: Actor, dossier: Dossier) -> list[Step]:
    """The steps that this actor may take now, in the regime's order: what buttons a page shows."""
    steps = procedure.steps_from(dossier)
    return [step for step in steps if rules.can_take(actor, dossier, step)]


def count_waiting_at(office: Appointment) -> int:
    """How many dossiers wait for the holder of an office; they stay with the office when it changes hands."""
    visible = Dossier.objects.visible_to(actor_in(office))
    return visible.filter(procedure.waiting_for(office.role)).count()


# -- one dossier --------------------------------------------------------------------------------


def dossier(actor: Actor, pk: int) -> Dossier:
    """One dossier with product, producer and places. Raises: Dossier.DoesNotExist."""
    return dossiers(actor).get(pk=pk)


def history(actor: Actor, dossier: Dossier) -> QuerySet[Entry]:
    """What was done to a dossier this actor may see, oldest first.

    What the council settles among itself stays with those who may read its sheets, and what the province
    writes to the commune with the offices. Nothing to somebody of a council who has still to declare.
    """
    found = for_object(dossier)
    if not rules.can_read_papers(actor, dossier):
        return found.none()
    if not actor.may("sheet.read"):
        found = found.exclude(verb__in=WITHIN_THE_COUNCIL)
    if actor.reach == Reach.COUNCIL and not _knows_who_is_out(actor, dossier):
        found = found.exclude(verb__in=WHO_IS_OUT)
    return found if actor.may("dossier.notes") else found.exclude(verb__in=BETWEEN_OFFICES)


def _knows_who_is_out(actor: Actor, dossier: Dossier) -> bool:
    open_cases = dossier.cases.filter(revealed_at=None, closed_at=None)
    return all(rules.can_see_sealing(actor, case) for case in open_cases)


def checks(actor: Actor, dossier: Dossier) -> QuerySet[OfficeCheck]:
    """What the province found when it looked at a dossier, for the offices; nothing for the producer."""
    found = dossier.checks.select_related("checked_by").order_by("pk")
    return found if actor.may("dossier.notes") else found.none()


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


def open_corrections(dossier: Dossier) -> QuerySet[Correction]:
    """What is to be put right now by whoever has the dossier: the items of rounds not yet answered."""
    with_producer = procedure.can_start(dossier, procedure.FILE)
    return _asked(dossier, to_producer=with_producer)


def asked_from_above(dossier: Dossier) -> QuerySet[Correction]:
    """What the office above asked for and is still open, wherever the dossier is now."""
    return _asked(dossier, to_producer=False)


def _asked(dossier: Dossier, *, to_producer: bool) -> QuerySet[Correction]:
    found = Correction.objects.filter(
        round__dossier=dossier, round__answered_at=None, round__to_producer=to_producer
    )
    return found.select_related("round", "paper").order_by("pk")


def readable_report(actor: Actor, dossier: Dossier) -> CommuneReport | None:
    """Form 03 for this reader: until it is sent up, only those who receive dossiers read it."""
    unsent = any(procedure.can_start(dossier, code) for code in (procedure.FILE, procedure.SEND_UP))
    if not actor.may("dossier.receive") and unsent:
        return None
    return commune_report(dossier)


# -- councils --------------------------------------------------------------------------------


def councils(actor: Actor) -> QuerySet[Council]:
    """The councils this actor may see, latest first; each carries `seat_count` and `scoring_count`."""
    return (
        Council.objects.visible_to(actor)
        .select_related("unit")
        .annotate(
            seat_count=Count("seats", filter=Q(seats__left_on=None)),
            scoring_count=Count("seats", filter=Q(seats__scores=True, seats__left_on=None)),
        )
        .order_by("-decided_on", "-pk")
    )


def seats(council: Council) -> QuerySet[Seat]:
    """Who sits on a council: chair, then members, then secretary, by name of the place."""
    return council.sitting.order_by("role", "pk")


def seats_left(council: Council) -> list[Seat]:
    """Who left the council, latest first, with who took the place."""
    found = council.seats.exclude(left_on=None).select_related("user", "replaced_by__user")
    return list(found.order_by("-left_on", "-pk"))


def to_declare(actor: Actor) -> list[CaseToDeclare]:
    """The open cases in which one has a place and said nothing yet about an interest.

    Each carries `own_sheet`, the key of one's own sheet, None for who scores nothing in it. Who sits on a
    council only since standing in for somebody is asked of the cases they have a part in; the others stay
    shut to them all the same, and each says so when it is opened.
    """
    if not actor.may("council.sit"):
        return []
    own = Sheet.objects.filter(
        case=OuterRef("pk"), seat__user_id=actor.user_id or 0, round_no=OuterRef("round_no")
    )
    waiting = undeclared_cases(actor).filter(dossier__in=Dossier.objects.visible_to(actor))
    helping = seats_of(actor).filter(only_stands_in=True)
    takes_part = Exists(own) | Exists(
        StandIn.objects.filter(case=OuterRef("pk"), seat__user_id=actor.user_id or 0)
    )
    return list(
        waiting.exclude(~takes_part, council__in=helping.values("council_id"))
        .select_related("council", "dossier__product__producer", "dossier__commune")
        .annotate(own_sheet=Subquery(own.filter(state=SheetState.DRAFT).values("pk")[:1]))
        .order_by("council", "convened_on", "pk")
    )


def conflicts_of_interest(dossier: Dossier, council: Council) -> list[tuple[Seat, StrOrPromise]]:
    """Seats whose holder may not judge this dossier, with the reason: nobody judges a case of their own."""
    return interests([dossier], council)[dossier.pk]


def interests(dossiers: Sequence[Dossier], council: Council) -> dict[int, list[tuple[Seat, StrOrPromise]]]:
    """`conflicts_of_interest` of many dossiers, by key of the dossier, in as many queries as for one."""
    sitting = list(council.members.order_by("role", "pk"))
    tied = relations.ties(dossiers, [seat.user_id for seat in sitting])
    return {
        dossier.pk: [
            (seat, relations.reason_of(kept))
            for seat in sitting
            if (kept := relations.keeping_out(seat, tied.get((dossier.pk, seat.user_id), [])))
        ]
        for dossier in dossiers
    }


def cases(actor: Actor, dossier_id: int) -> QuerySet[CouncilCase]:
    """The cases of a dossier this actor may see, in the order in which councils had it, with any result."""
    visible = Dossier.objects.visible_to(actor)
    return (
        CouncilCase.objects.filter(_shown(actor), dossier_id=dossier_id, dossier__in=visible)
        .select_related("council__unit", "result")
        .order_by("pk")
    )


def case_of(actor: Actor, dossier_id: int) -> CouncilCase:
    """The case that concerns a dossier now: the latest official one. Raises: CouncilCase.DoesNotExist."""
    visible = Dossier.objects.visible_to(actor)
    found = (
        CouncilCase.objects.select_related(
            "council__unit",
            "regulation__council__unit",
            "dossier__product__producer",
            "dossier__commune__parent__parent",
        )
        .filter(dossier_id=dossier_id, dossier__in=visible, purpose=Purpose.OFFICIAL)
        .order_by("pk")
        .last()
    )
    if found is None:
        raise CouncilCase.DoesNotExist
    return found


def case(actor: Actor, pk: int) -> CouncilCase:
    """One case with council, dossier and product. Raises: CouncilCase.DoesNotExist, also for strangers."""
    return CouncilCase.objects.select_related(
        "council__unit",
        "regulation__council__unit",
        "dossier__product__producer",
        "dossier__commune__parent__parent",
    ).get(_shown(actor), pk=pk, dossier__in=Dossier.objects.visible_to(actor))


def _shown(actor: Actor) -> Q:
    """What was scored again as a sample is known to its council and the office that keeps it alone."""
    return ~Q(purpose=Purpose.RESCORING) | Q(council__in=Council.objects.visible_to(actor))


def declaration(sheet: Sheet) -> Declaration | None:
    """What the member of a sheet said about own interests in the dossier; None before."""
    return Declaration.objects.filter(case_id=sheet.case_id, seat_id=sheet.seat_id).first()


def my_sheets(actor: Actor) -> QuerySet[Sheet]:
    """A member's own sheets of rounds not yet revealed, those still to be sealed first."""
    own = Sheet.objects.visible_to(actor) if actor.may("council.sit") else Sheet.objects.none()
    return (
        own.filter(seat__user_id=actor.user_id or 0, revealed_at=None)
        .exclude(state__in=UNCOUNTED)
        .select_related("case__council", "case__dossier__product__producer", "case__dossier__commune__parent")
        .order_by("state", "case__convened_on", "pk")
    )


def by_agenda(sheets: Iterable[Sheet]) -> list[Sheet]:
    """Sheets in the order in which the councils come to them. One query for the agendas."""
    found = list(sheets)
    places = additions.places([one.case_id for one in found])
    return sorted(found, key=lambda one: _place(one, places))


def next_sheet(actor: Actor, sealed: Sheet) -> Sheet | None:
    """The sheet to score after this one: the next in that order, then those passed over; None when all are
    sealed.
    """
    ordered = by_agenda({sealed, *my_sheets(actor).filter(state=SheetState.DRAFT)})
    here = ordered.index(sealed)
    return next(iter([*ordered[here + 1 :], *ordered[:here]]), None)


def _place(sheet: Sheet, places: Mapping[int, additions.Place]) -> tuple[date, additions.Place, int]:
    """Where a sheet stands: by the day of the meeting and the agenda; what is on no agenda comes last."""
    return sheet.case.convened_on, places.get(sheet.case_id, additions.ON_NO_AGENDA), sheet.pk


def own_sheet(actor: Actor, case: CouncilCase) -> Sheet | None:
    """The actor's own sheet in the present round of a case; None for who has none that counts."""
    if not actor.may("council.sit"):
        return None
    mine = Sheet.objects.visible_to(actor).filter(seat__user_id=actor.user_id or 0)
    return mine.standing(case).first()


def sheet(actor: Actor, pk: int) -> Sheet:
    """One sheet with seat, case, dossier and product. Raises: Sheet.DoesNotExist, also while it is secret."""
    return (
        Sheet.objects.visible_to(actor)
        .select_related(
            "seat__user", "case__council", "case__dossier__product__producer", "case__dossier__commune"
        )
        .prefetch_related("answers", "parts")
        .get(pk=pk)
    )


def sheet_on_paper(actor: Actor, pk: int, round_no: int | None = None) -> Sheet | None:
    """A sheet to type in from paper: whose it is and of which dossier, but no answers; None for strangers.

    Not `visible_to` of the sheet, since who types it in may not read it: the dossier is what they may see.
    """
    found = (
        Sheet.objects.filter(pk=pk, case__dossier__in=Dossier.objects.visible_to(actor))
        .select_related("seat__user", "case__council__unit", "case__dossier__product__producer")
        .first()
    )
    return None if found is None or round_no not in {None, found.round_no} else found


def sheet_on_paper_by_code(actor: Actor, code: tuple[int, int]) -> Sheet | None:
    """The same by the code on the paper, as `receipts.read_code` reads it."""
    return sheet_on_paper(actor, *code)


def own_paper_entries(actor: Actor) -> QuerySet[PaperEntry]:
    """What this person typed from papers that are not settled yet; nobody else's."""
    return (
        PaperEntry.objects.visible_to(actor)
        .filter(sheet__case__dossier__in=Dossier.objects.visible_to(actor), sheet__state=SheetState.DRAFT)
        .select_related("sheet__case__dossier__product", "sheet__seat__user")
        .order_by("-typed_at", "-pk")
    )


def revealed_sheets(actor: Actor, case: CouncilCase, round_no: int | None = None) -> list[Sheet]:
    """The revealed sheets of a round (the present one) with seats and answers; none while they are secret."""
    found = Sheet.objects.visible_to(actor).filter(case=case, round_no=round_no or case.round_no)
    return list(
        found.exclude(revealed_at=None)
        .select_related("seat__user")
        .prefetch_related("answers", "parts")
        .order_by("seat__role", "seat_id")
    )


def opened_sheets(case: CouncilCase, round_no: int) -> list[Sheet]:
    """The revealed sheets of a round that count: the caller knows whether they are open, and under names."""
    found = Sheet.objects.filter(case=case, round_no=round_no, state=SheetState.SEALED)
    return list(
        found.exclude(revealed_at=None)
        .select_related("seat__user")
        .prefetch_related("answers")
        .order_by("seat__role", "seat_id")
    )


def seats_during(case: CouncilCase) -> list[Seat]:
    """Who sat on the council while it had this case, by place; of who only stands in, those who did in it."""
    last = local_day(case.closed_at) if case.closed_at else clock.today()
    there = Q(left_on=None) | Q(left_on__gt=case.convened_on)
    begun = Q(from_on=None) | Q(from_on__lte=last)
    part = Q(only_stands_in=False) & there & begun | Q(stands_in__case=case)
    found = case.council.seats.filter(part).distinct().select_related("user")
    return list(found.order_by("role", "pk"))


@dataclass(frozen=True, slots=True)
class Sealing:
    """Whether a member has sealed, withdrew because of an interest or takes no part; nothing about marks."""

    member: str
    sealed: bool
    withdrew: bool = False
    absent: bool = False
    seat_id: int = 0


def sealing(actor: Actor, case: CouncilCase) -> list[Sealing]:
    """Who has sealed in the present round, for chair and secretary. Raises: Denied for anyone else."""
    require(rules.can_see_sealing(actor, case))
    rows = (
        case.sheets.filter(round_no=case.round_no)
        .order_by("seat_id")
        .values_list("seat__user__full_name", "state", "seat_id")
    )
    return [
        Sealing(
            name,
            sealed=state == SheetState.SEALED,
            withdrew=state == SheetState.VOID,
            absent=state == SheetState.ABSENT,
            seat_id=seat_id,
        )
        for name, state, seat_id in rows
    ]


def to_replace(case: CouncilCase) -> list[Seat]:
    """The seats whose holders withdrew from a case or take no part, and whose place can be given.

    That is each that nobody stands in for; once the sheets are revealed, only who led the case.
    """
    if case.closed_at is not None:
        return []
    withdrew = case.declarations.filter(has_interest=True).values("seat_id")
    gone = Seat.objects.filter(Q(pk__in=withdrew) | Q(pk__in=case.absences.values("seat_id")))
    gone = gone.filter(Q(only_stands_in=False) | Q(pk__in=case.stand_ins.values("seat_id")))
    replaced = StandIn.objects.filter(case=case).values("withdrawn_id")
    found = gone.exclude(pk__in=replaced).select_related("user").order_by("pk")
    if case.revealed_at is None:
        return list(found)
    return [seat for seat in found if rules.leads(case, seat)]


def cases_to_settle(actor: Actor) -> QuerySet[CaseWithCounts]:
    """Cases not closed in which this actor is chair or secretary, or stands in for one, and has declared.

    Each carries `sheet_count` and `sealed_count` of its present round.
    """
    present = Q(sheets__round_no=F("round_no"), sheets__state__in=[SheetState.DRAFT, SheetState.SEALED])
    seats = seats_of(actor).filter(role__in=rules.SEES_SEALING)
    stands_in = StandIn.objects.filter(seat__user_id=actor.user_id or 0, role__in=rules.SEES_SEALING)
    withdrew = Declaration.objects.filter(seat__user_id=actor.user_id or 0, has_interest=True)
    led = Q(council__in=seats.values("council_id")) | Q(pk__in=stands_in.values("case_id"))
    mine = CouncilCase.objects.filter(led, closed_at=None).exclude(pk__in=withdrew.values("case_id"))
    mine = mine.exclude(pk__in=undeclared_cases(actor).values("pk"))
    if not actor.may("council.sit"):
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
    """The result that stands for a dossier this actor may see; None before a council closed a case of it.

    Who still scores it in another council does not read it; see `rules.can_read_result`.
    """
    visible = Dossier.objects.visible_to(actor).filter(pk=dossier_id)
    found = Result.objects.filter(case__in=visible.values("standing_case")).select_related("case").first()
    return found if found is not None and rules.can_read_result(actor, found.case) else None


def standing_results(dossiers: Collection[int]) -> dict[int, Result]:
    """The results that stand for these dossiers, by key, with their councils. One query.

    The caller got the dossiers through `visible_to` and left out those of `rules.still_scored`.
    """
    found = Result.objects.filter(case__in=Dossier.objects.filter(pk__in=dossiers).values("standing_case"))
    return {one.case.dossier_id: one for one in found.select_related("case__council")}


def result_of(case: CouncilCase) -> Result | None:
    """The result of one case; None before it is closed. The caller got the case through `case`."""
    return Result.objects.filter(case=case).first()


def open_appeals(actor: Actor) -> QuerySet[Appeal]:
    """The appeals that wait for their answer, of dossiers this actor may see; the first last day first."""
    return (
        Appeal.objects.filter(state__in=OPEN, dossier__in=Dossier.objects.visible_to(actor))
        .select_related("dossier__product__producer", "dossier__commune", "case__council", "panel")
        .order_by(F("answer_due_on").asc(nulls_last=True), "filed_at", "pk")
    )


# -- what the supervising level has scored again --------------------------------------------------


def closed_below(actor: Actor, first: date, last: date) -> QuerySet[CouncilCase]:
    """Official cases that councils of units strictly below the actor's closed in a period, by local days."""
    return CouncilCase.objects.filter(
        dossier__in=Dossier.objects.visible_to(actor),
        council__unit__path__startswith=actor.unit_path,
        purpose=Purpose.OFFICIAL,
        closed_at__date__range=(first, last),
    ).exclude(council__unit__path=actor.unit_path)


def rescorable(actor: Actor, council: Council, first: date, last: date) -> list[int]:
    """Keys of the results in a period that a council of the level above can score again, once each.

    Only dossiers whose regime gives the council's level a council, entered criterion by criterion.
    """
    levels = {
        regime_id: next(
            (one.code for one in regime.levels if one.scores and one.unit_kind == council.unit.level), ""
        )
        for regime_id in regimes.library().ids()
        if (regime := regimes.regime(regime_id)).entry == "criteria"
    }
    again = CouncilCase.objects.filter(purpose=Purpose.RESCORING).values("dossier_id")
    standing = closed_below(actor, first, last).filter(
        dossier__standing_case=F("pk"),
        dossier__regime_id__in=[regime_id for regime_id, level in levels.items() if level],
    )
    return list(standing.exclude(dossier__in=again).order_by("pk").values_list("pk", flat=True))


def samples(actor: Actor) -> QuerySet[RescoringSample]:
    """The samples this actor may see, the latest first."""
    return RescoringSample.objects.visible_to(actor).select_related("council__unit").order_by("-pk")


def rescored(sample: RescoringSample) -> QuerySet[RescoredItem]:
    """What was drawn, with both results. The caller got the sample through `samples`."""
    return sample.items.select_related(
        "local__council__unit",
        "local__result",
        "case__result",
        "case__dossier__product__producer",
        "case__dossier__commune__parent",
    ).order_by("pk")


# -- the review before a council ----------------------------------------------------------------

BY_WANTED = ("sent", "wanted", "-pk")
"""Order of reviews: those whose report is wanted first, those sent last."""


def teams(actor: Actor) -> QuerySet[AdvisoryTeam]:
    """The advisory teams this actor may see, latest first; each carries `seat_count`."""
    held = Count("seats", filter=Q(seats__to_on=None))
    found = AdvisoryTeam.objects.visible_to(actor).select_related("unit").annotate(seat_count=held)
    return found.order_by("-decided_on", "-pk")


def fitting_teams(actor: Actor, dossier: Dossier, level: str) -> list[AdvisoryTeam]:
    """The teams that review dossiers of this commune at this level."""
    found = teams(actor).filter(level=level, ended_on=None)
    return [team for team in found if dossier.commune.lies_in(team.unit.path)]


def open_seats(team: AdvisoryTeam, day: date) -> list[AdvisorySeat]:
    """Who sits on a team on a day: head, members, secretary."""
    held = Q(to_on=None) | Q(to_on__gte=day)
    return list(team.seats.filter(held, from_on__lte=day).select_related("user").order_by("role", "pk"))


def reviews(actor: Actor) -> QuerySet[Review]:
    """The reviews this actor may see, with dossier, product and places."""
    return (
        Review.objects.visible_to(actor)
        .select_related("team__unit", "dossier__product__producer", "dossier__commune__parent__parent")
        .annotate(
            sent=Case(When(sent_at=None, then=0), default=1),
            wanted=Coalesce("wanted_by", NO_DAY),
            found_count=Count("findings", distinct=True),
        )
        .order_by(*BY_WANTED)
    )


def to_review(actor: Actor) -> list[Dossier]:
    """The dossiers that this office has to give for review before it can convene: the oldest first."""
    if not actor.may("council.manage"):
        return []
    waits = procedure.waiting(lambda step: step.code == procedure.CONVENE and step.role == actor.role)
    found = dossiers(actor).filter(waits).order_by("changed_at", "pk")[:MOST_TO_REVIEW]
    begun = set(Review.objects.filter(dossier__in=list(found)).values_list("dossier_id", "level"))
    return [one for one in found if reviewing.rule_of(one) is not None and (one.pk, one.level) not in begun]


def given(review: Review) -> dict[int, set[str]]:
    """The parts given to each seat; the empty one stands for all."""
    found: dict[int, set[str]] = {}
    for seat_id, part in review.assignments.values_list("seat_id", "part"):
        found.setdefault(seat_id, set()).add(part)
    return found


def tests_to_answer(actor: Actor) -> QuerySet[ExtraTest]:
    """The tests that wait for an answer of this actor's producers, the most urgent first."""
    waiting = ExtraTest.objects.visible_to(actor).filter(state=RequestState.ASKED, review__sent_at=None)
    return waiting.select_related("review__dossier__product").order_by("due_on", "pk")


def added_papers(actor: Actor, dossier: Dossier) -> list[ExtraTest]:
    """The requests of every review of a dossier, with the papers that answer them."""
    found = ExtraTest.objects.visible_to(actor).filter(review__dossier=dossier)
    return list(found.prefetch_related("papers").order_by("pk"))
