"""Who is told of rounds and sessions: producers of their slots, communes of rounds that close."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.urls import reverse

from ocop.evaluation import procedure
from ocop.evaluation.models import Dossier
from ocop.evaluation.telling import commune, producers
from ocop.law.rounds import window_of
from ocop.notices import reminders
from ocop.notices.actions import notify
from ocop.notices.queries import Recipient, holders, place_name
from ocop.people.roles import COMMUNE_OFFICER
from ocop.places.models import Level, Unit, within
from ocop.platform import clock
from ocop.platform.clock import local_day
from ocop.registry import regimes
from ocop.rounds import queries
from ocop.rounds.models import Mode, Round

if TYPE_CHECKING:
    from ocop.rounds.models import Session, Slot

HOUR: Final = "%H:%M"
NOT_PROPOSED: Final = (procedure.FILE, procedure.RETURN, procedure.SEND_BACK)
"""The steps after which a filed dossier is still, or again, to be proposed."""
PROPOSED: Final = (procedure.SEND_UP, procedure.FORWARD, procedure.ACCEPT)
"""The steps after which it waits, at the level it was proposed to, to be put before a council."""


def session_page(session: Session) -> str:
    """The page of a session."""
    return reverse("rounds:session", args=[session.pk])


def invited(session: Session, now: datetime) -> int:
    """Each producer learns its slot; again only where day, hour or place changed. How many messages."""
    at = queries.times(session)
    slots = session.slots.select_related("dossier__product__producer").order_by("position", "pk")
    return sum(_invite(session, slot, at[slot.pk], now) for slot in slots)


def _invite(session: Session, slot: Slot, at: datetime, now: datetime) -> int:
    hour = at.astimezone(clock.VIETNAM).strftime(HOUR)
    where = session.link if session.mode == Mode.REMOTE else session.place
    return notify(
        producers(slot.dossier.product.producer, local_day(now)),
        template="session_slot",
        reference=f"slot:{slot.pk}:{at.isoformat()}:{where}",
        facts={
            "product": slot.dossier.product.name,
            "council": session.council.name,
            "day": local_day(at),
            "hour": hour,
            "place": where,
        },
        link=reverse("rounds:invitation", args=[slot.pk]),
        now=now,
    )


def remind_of_rounds(now: datetime) -> int:
    """Communes hear that proposals close, producers and communes what came late."""
    today = local_day(now)
    told = 0
    for found in Round.objects.filter(closed_at=None).select_related("unit").order_by("pk"):
        left = (found.last_day - today).days
        step = reminders.due_step(left, reminders.schedule().answer_due) if left >= 0 else None
        if step is not None:
            told += _closing(found, step, now)
        elif left < 0:
            told += _missed(found, now)
    return told


def _closing(found: Round, step: int, now: datetime) -> int:
    """Each commune that has dossiers not sent up yet."""
    waiting = Dossier.objects.filter(within(found.unit.path), procedure.following(*NOT_PROPOSED))
    waiting = waiting.exclude(filed_on=None)
    communes = Unit.objects.filter(pk__in=waiting.values("commune"), level=Level.COMMUNE).order_by("pk")
    return sum(
        notify(
            holders([COMMUNE_OFFICER], unit, local_day(now)),
            template="round_closing",
            reference=f"round:{found.pk}:{step}:{unit.pk}",
            facts={"round": _name(found), "day": found.last_day, "commune": place_name(unit)},
            link=reverse("rounds:calendar_of", args=[found.unit.code]),
            now=now,
        )
        for unit in communes
    )


def _missed(found: Round, now: datetime) -> int:
    """What was proposed after the close of a round whose results are still to come waits for the next."""
    today = local_day(now)
    if today >= found.results_before:
        return 0
    late = Dossier.objects.filter(within(found.unit.path), level=found.level)
    before_council = procedure.waiting(lambda step: step.code in {procedure.ACCEPT, procedure.CONVENE})
    late = late.filter(procedure.following(*PROPOSED) | before_council)
    late = late.select_related("product__producer", "commune")
    dossiers = list(late.exclude(round_moves__round=found).order_by("pk"))
    days = queries.proposed(dossiers, found.level)
    told = 0
    for dossier in dossiers:
        day = days.get(dossier.pk)
        if day is None or day < found.proposals_before:
            continue
        following = window_of(regimes.regime(found.regime_id), found.level, day)
        if following is None:
            continue
        people: list[Recipient] = [*producers(dossier.product.producer, today), *commune(dossier, today)]
        told += notify(
            people,
            template="round_missed",
            reference=f"round:{found.pk}:dossier:{dossier.pk}",
            facts={
                "product": dossier.product.name,
                "receipt": dossier.receipt_number,
                "round": _name(found),
                "closed": found.last_day,
                "next": f"{following.no}/{following.year}",
                "results": following.results_before,
            },
            link=dossier.get_absolute_url(),
            now=now,
        )
    return told


def _name(found: Round) -> str:
    return f"{found.no}/{found.year}"
