"""Two days of the council of Lào Cai in the demonstration: one that has ended, and one that is going on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, Final

from ocop.evaluation.models import SeatRole
from ocop.law.rounds import window_of
from ocop.platform.clock import VIETNAM, local_day
from ocop.registry import regimes
from ocop.rounds import actions, queries
from ocop.rounds.actions import DayFacts, RuleFacts
from ocop.rounds.models import Presence, Round, Session, Slot

if TYPE_CHECKING:
    from ocop.demo.way import World
    from ocop.evaluation.models import Dossier

HALL: Final = "Hội trường Sở Nông nghiệp và Môi trường tỉnh Lào Cai"
RULES: Final = RuleFacts(
    minutes=12,
    specialised_first=False,
    explain_difference=True,
    citation="Điều 7 Quy chế hoạt động của hội đồng",
)
EXPLAINED: Final = "Chủ thể giải trình nguồn nguyên liệu và kế hoạch thị trường của sản phẩm."
REMARKED: Final = "Chủ thể mong được hướng dẫn hoàn thiện bao bì."


def open_round(world: World) -> Round:
    """The round of the law that takes what is proposed now, and how the council holds its days."""
    regime = regimes.regime_on(world.today)
    window = window_of(regime, "province", world.today)
    if window is None:
        raise ValueError("the regime in force sets no rounds for a province")
    actions.set_day_rules(
        actor=world.province,
        council_id=world.a_council().pk,
        expected_version=0,
        facts=RULES,
        now=world.later(),
    )
    return actions.open_round(
        actor=world.province,
        unit_code=world.province.unit_code,
        year=window.year,
        no=window.no,
        now=world.later(),
    )


def convened(world: World, found: Round, dossiers: Sequence[Dossier], day: datetime) -> Session:
    """A session of that day with just these dossiers, convened, its producers invited."""
    office = world.province
    here = {row.dossier.pk for row in queries.entered(office, found)}
    for one in dossiers:
        if one.pk not in here:
            actions.move_dossier(
                actor=office,
                round_id=found.pk,
                dossier_id=one.pk,
                reason="Xã đề nghị đánh giá cùng đợt.",
                now=world.later(),
            )
    starts_at = datetime.combine(local_day(day), time(8), VIETNAM)
    session = actions.plan_session(
        actor=office,
        round_id=found.pk,
        council_id=world.a_council().pk,
        facts=DayFacts(starts_at, "both", HALL, "https://hop.example.vn/ocop-lao-cai"),
        now=world.later(),
    )
    for slot in session.slots.exclude(dossier__in=dossiers):
        session = actions.drop_slot(
            actor=office, slot_id=slot.pk, expected_version=session.version, now=world.later()
        )
    session = actions.convene_session(
        actor=office,
        session_id=session.pk,
        expected_version=session.version,
        recused={},
        late_reason="Dữ liệu thử nghiệm được lập trong ngày.",
        now=world.later(),
    )
    return actions.invite_producers(
        actor=office, session_id=session.pk, expected_version=session.version, now=world.later()
    )


def arrive(world: World, session: Session) -> None:
    """The council comes together, its last member remotely."""
    seats = list(session.council.seats.order_by("pk"))
    for seat in seats:
        actions.note_arrival(
            actor=world.secretary,
            session_id=session.pk,
            seat_id=seat.pk,
            remote=seat == seats[-1] and seat.role == SeatRole.MEMBER,
            now=world.later(),
        )


def heard(world: World, session: Session, dossier: Dossier, presence: str = Presence.PRESENT) -> Slot:
    """The producer's part in the slot of a dossier, as the secretary notes it, who has no interest in it."""
    world.without_interest(world.secretary, world.case_of(dossier))
    slot = session.slots.get(dossier=dossier)
    absent = presence == Presence.ABSENT
    return actions.record_producer(
        actor=world.secretary,
        slot_id=slot.pk,
        expected_version=slot.version,
        presence=presence,
        explanation="" if absent else EXPLAINED,
        remarks="" if absent else REMARKED,
        now=world.later(),
    )


def end(world: World, session: Session) -> None:
    """Everything is closed: the day ends."""
    session.refresh_from_db()
    actions.end_session(
        actor=world.secretary, session_id=session.pk, expected_version=session.version, now=world.later()
    )
