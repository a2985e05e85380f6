"""Named reads: rounds with the dossiers in them, sessions, slots, who is in the room."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Prefetch, Q, QuerySet

from ocop.evaluation import procedure
from ocop.evaluation.models import (
    UNCOUNTED,
    CommuneReport,
    CouncilCase,
    Dossier,
    Purpose,
    Sheet,
    SheetState,
    StandIn,
)
from ocop.evaluation.models.council import Declaration, seats_of, undeclared_cases
from ocop.journal.models import Entry
from ocop.places.models import within
from ocop.platform.clock import local_day
from ocop.rounds.models import Attendance, Move, Presence, Round, Session, Slot

if TYPE_CHECKING:
    from ocop.evaluation.models import Council, Seat
    from ocop.platform.actors import Actor

PROPOSING: Final = {"dossier.sent_up", "dossier.forwarded"}
"""The acts by which a level below proposes a dossier."""
LOOKS_BACK: Final = timedelta(days=400)
"""How long before a round a dossier of it may have been filed: bounds the reading, decides nothing."""


# -- rounds -----------------------------------------------------------------------------------------


def rounds(actor: Actor) -> QuerySet[Round]:
    """The rounds this actor may see, the latest first, each with its unit."""
    return Round.objects.visible_to(actor).select_related("unit").order_by("-proposals_before", "-pk")


def round_(actor: Actor, pk: int) -> Round:
    """One round. Raises: Round.DoesNotExist."""
    return rounds(actor).get(pk=pk)


@dataclass(frozen=True, slots=True)
class Entered:
    """A dossier in a round: the day it was proposed, and who took it here from another round, and why."""

    dossier: Dossier
    proposed_on: date
    move: Move | None = None


def proposed(dossiers: Collection[Dossier], level: str) -> dict[int, date]:
    """The day on which each dossier was proposed to a level, the last time; in three queries at most.

    The journal says it. A dossier carried over without a journal counts from the commune's report, or from
    its filing. Left out are those that have not been proposed.
    """
    ids = {str(one.pk): one.pk for one in dossiers}
    verb = "dossier.forwarded" if _is_forwarded_to(dossiers, level) else "dossier.sent_up"
    rows = Entry.objects.filter(object_type="evaluation.dossier", object_id__in=ids, verb=verb)
    found: dict[int, date] = {}
    for object_id, at in rows.order_by("seq").values_list("object_id", "at"):
        found[ids[object_id]] = local_day(at)
    missing = [one for one in dossiers if one.pk not in found and one.level == level]
    if missing:
        reports = CommuneReport.objects.filter(dossier__in=missing).exclude(reported_on=None)
        reported = dict(reports.values_list("dossier_id", "reported_on"))
        found |= {one.pk: day for one in missing if (day := reported.get(one.pk) or one.filed_on)}
    return found


def _is_forwarded_to(dossiers: Collection[Dossier], level: str) -> bool:
    """Whether a level gets its dossiers from another council rather than from the commune."""
    return any(
        step.code == "forward" and step.to_level == level
        for one in dossiers
        for step in procedure.regime_of(one).steps
    )


def entered(actor: Actor, found: Round) -> list[Entered]:
    """The dossiers of a round that this actor may see, by the day they were proposed.

    A dossier belongs where its proposal falls, unless it was moved; the latest move holds.
    """
    moves = {one.dossier_id: one for one in _moves(found)}
    here = {key for key, move in moves.items() if move.round_id == found.pk}
    at_level = Dossier.objects.filter(Q(level=found.level) | Q(cases__level=found.level)).values("pk")
    near = Q(filed_on__gte=found.since - LOOKS_BACK, filed_on__lt=found.proposals_before) | Q(pk__in=here)
    dossiers = list(
        Dossier.objects.visible_to(actor)
        .filter(within(found.unit.path), near, pk__in=at_level)
        .exclude(procedure.following(procedure.WITHDRAW))
        .select_related("product__producer", "commune__parent")
        .order_by("pk")
    )
    days = proposed(dossiers, found.level)
    rows = [Entered(one, days[one.pk], moves.get(one.pk)) for one in dossiers if one.pk in days]
    chosen = [
        row
        for row in rows
        if (
            row.move.round_id == found.pk
            if row.move
            else found.since <= row.proposed_on < found.proposals_before
        )
    ]
    return sorted(chosen, key=lambda row: (row.proposed_on, row.dossier.pk))


def _moves(found: Round) -> list[Move]:
    """The latest move of every dossier within the round's unit and level."""
    rows = Move.objects.filter(round__unit=found.unit_id, round__level=found.level)
    latest = {one.dossier_id: one for one in rows.select_related("round", "moved_by").order_by("pk")}
    return list(latest.values())


def waiting(actor: Actor, found: Round, purpose: str) -> list[Dossier]:
    """The accepted dossiers of a round that no session of this purpose has on its agenda yet.

    A specialised council takes what no specialised council has had at this level.
    """
    rows = [row.dossier for row in entered(actor, found)]
    open_ones = [one for one in rows if procedure.can_start(one, procedure.CONVENE)]
    ids = [one.pk for one in open_ones]
    taken = Slot.objects.filter(dossier__in=ids, session__purpose=purpose, case__closed_at=None)
    taken = taken.exclude(case=None, session__ended_at__isnull=False)
    gone = set(taken.values_list("dossier_id", flat=True))
    if purpose == Purpose.SPECIALISED:
        had = CouncilCase.objects.filter(dossier__in=ids, purpose=purpose, level=found.level)
        gone |= set(had.values_list("dossier_id", flat=True))
    return [one for one in open_ones if one.pk not in gone]


# -- sessions ---------------------------------------------------------------------------------------


def sessions(actor: Actor) -> QuerySet[Session]:
    """The sessions this actor may see, the latest first, each with `slot_count`."""
    return (
        Session.objects.visible_to(actor)
        .select_related("round", "council__unit")
        .annotate(slot_count=Count("slots"))
        .order_by("-starts_at", "-pk")
    )


def session(actor: Actor, pk: int) -> Session:
    """One session. Raises: Session.DoesNotExist."""
    return sessions(actor).get(pk=pk)


def slots(actor: Actor, session_id: int) -> list[Slot]:
    """The slots of a session that this actor may see, in the order of the day."""
    return list(
        Slot.objects.visible_to(actor)
        .filter(session=session_id)
        .select_related(
            "dossier__product__producer",
            "dossier__commune__parent",
            "case__council",
            "case__regulation",
            "case__result",
        )
        .order_by("position", "pk")
    )


def slot(actor: Actor, pk: int) -> Slot:
    """One slot with its session, dossier and case. Raises: Slot.DoesNotExist."""
    return (
        Slot.objects.visible_to(actor)
        .select_related(
            "session__council__unit",
            "session__round",
            "dossier__product__producer",
            "dossier__commune__parent__parent",
            "case__council__unit",
        )
        .get(pk=pk)
    )


def times(session: Session) -> dict[int, datetime]:
    """When each slot of a session begins, by its key. One query."""
    at, found = session.starts_at, {}
    for pk, minutes in session.slots.order_by("position", "pk").values_list("pk", "minutes"):
        found[pk] = at
        at += timedelta(minutes=minutes)
    return found


def places(cases: Collection[int]) -> dict[int, tuple[datetime, int]]:
    """When the session of each case begins, and its place in the agenda. One query."""
    rows = Slot.objects.filter(case__in=cases).order_by("pk")
    found = rows.values_list("case_id", "session__starts_at", "position")
    return {case_id: (starts_at, position) for case_id, starts_at, position in found}


def invitations(actor: Actor) -> list[Slot]:
    """The invitations of a producer to days that have not ended, the next first."""
    return list(
        Slot.objects.visible_to(actor)
        .filter(session__ended_at=None)
        .select_related("session__council", "dossier__product")
        .order_by("session__starts_at", "position")
    )


@dataclass(frozen=True, slots=True)
class Sealed:
    """How many sheets of a case are sealed, of how many that count.

    `eligible` are those of all who may judge: its quorum is a share of them, as `quorum_of` counts it.
    """

    sealed: int
    standing: int
    eligible: int


def sealed(actor: Actor, cases: Sequence[CouncilCase]) -> dict[int, Sealed]:
    """The counts for chair and secretary, by case; none for the cases they hold no place in. Four queries.

    The same rule as `evaluation.rules.can_see_sealing`, for many cases at once.
    """
    leading = _led(actor, cases)
    counts = (
        Sheet.objects.filter(case__in=leading)
        .exclude(state=SheetState.VOID)
        .values_list("case_id", "round_no")
        .annotate(
            done=Count("pk", filter=Q(state=SheetState.SEALED)),
            standing=Count("pk", filter=~Q(state__in=UNCOUNTED)),
            eligible=Count("pk"),
        )
    )
    by_round = {(case_id, number): Sealed(*found) for case_id, number, *found in counts}
    none = Sealed(0, 0, 0)
    return {one.pk: by_round.get((one.pk, one.round_no), none) for one in cases if one.pk in leading}


def _led(actor: Actor, cases: Sequence[CouncilCase]) -> set[int]:
    if not actor.may("council.sit") or actor.user_id is None:
        return set()
    user, ids = actor.user_id, [one.pk for one in cases]
    roles = ["chair", "secretary"]
    councils = set(seats_of(actor).filter(role__in=roles).values_list("council_id", flat=True))
    standing = StandIn.objects.filter(case__in=ids, seat__user_id=user, role__in=roles)
    out = Declaration.objects.filter(case__in=ids, seat__user_id=user, has_interest=True)
    stands_in, gone = (set(rows.values_list("case_id", flat=True)) for rows in (standing, out))
    gone |= set(undeclared_cases(actor).filter(pk__in=ids).values_list("pk", flat=True))
    return {one.pk for one in cases if one.council_id in councils or one.pk in stands_in} - gone


@dataclass(frozen=True, slots=True)
class InRoom:
    """A seat on the day: its stays, and whether its holder is in the room now."""

    seat: Seat
    stays: Sequence[Attendance]

    @property
    def now(self) -> Attendance | None:
        """The stay that has not ended."""
        return next((one for one in self.stays if one.left_at is None), None)


def in_room(session: Session) -> list[InRoom]:
    """Every seat of the council with its stays in this session. Two queries."""
    stays = Prefetch(
        "attendances", Attendance.objects.filter(session=session).order_by("pk"), to_attr="stays"
    )
    seats = session.council.sitting.prefetch_related(stays).order_by("role", "pk")
    return [InRoom(seat, getattr(seat, "stays")) for seat in seats]  # noqa: B009 - mypy knows no such name


@dataclass(frozen=True, slots=True)
class Rate:
    """How many producers took part, of how many whose slot was noted."""

    came: int
    remote: int
    invited: int

    @property
    def percent(self) -> int | None:
        """The share in whole percent, half up; None where nobody was invited."""
        return (
            None
            if not self.invited
            else (200 * (self.came + self.remote) + self.invited) // (2 * self.invited)
        )


def attendance_rate(sessions: Collection[int]) -> Rate:
    """The attendance of producers over these sessions, of all that were invited. One query."""
    rows = Slot.objects.filter(session__in=sessions, session__invited_at__isnull=False)
    counted = rows.aggregate(
        invited=Count("pk"),
        came=Count("pk", filter=Q(presence=Presence.PRESENT)),
        remote=Count("pk", filter=Q(presence=Presence.REMOTE)),
    )
    return Rate(counted["came"], counted["remote"], counted["invited"])


def planned(council: Council, round_id: int) -> QuerySet[Session]:
    """The sessions of a council in a round that have not ended."""
    return Session.objects.filter(council=council, round=round_id, ended_at=None).order_by("starts_at")
