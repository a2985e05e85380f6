"""Takes messages out of the program: one at a time, claimed first, never twice.

A delivery is claimed in a transaction of its own, handed to its carrier outside any transaction, and settled
in another. A process that dies in between leaves it `sending`; it is then repeated only by carriers that
tell keys apart, and otherwise given up: the inbox has the message anyway.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from ocop.notices import reminders
from ocop.notices.carriers import carrier_for
from ocop.notices.channels import NotCarried, Parcel, Undeliverable, Unsure, address_of
from ocop.notices.models import WAITING, Delivery, Fault, Job, State
from ocop.notices.queries import in_words
from ocop.platform import housekeeping
from ocop.platform.clock import VIETNAM, local_day

if TYPE_CHECKING:
    from ocop.notices.channels import Carrier

PAUSES: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
"""How long to wait after each attempt that failed for a time; after the last it is given up."""
LEFT_BEHIND: Final = timedelta(minutes=10)
"""After this long in `sending` the process that claimed it is taken for dead."""
LEASE: Final = timedelta(seconds=60)
DELIVER: Final = "deliver"
REMIND: Final = "remind"
AGAIN: Final = timedelta(hours=1)
"""How long daily work waits that could not be done."""
REMIND_FROM_HOUR: Final = 7
"""Reminders go out in the morning in Viet Nam, not at midnight."""

Clock = Callable[[], datetime]
Turn = Callable[[datetime], object]
_turns: list[Turn] = []


def add_turn(turn: Turn) -> None:
    """Let the worker do something more at each turn; called once from `AppConfig.ready()`."""
    if turn not in _turns:
        _turns.append(turn)


@dataclass(slots=True)
class Tally:
    """What one turn of work did."""

    delivered: int = 0
    postponed: int = 0
    failed: int = 0
    left_behind: int = 0
    reminded: int = 0

    def as_json(self) -> dict[str, int]:
        """The counts by name."""
        return asdict(self)


def holder() -> str:
    """A name for this process that no other bears."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


def take(name: str, who: str, now: datetime) -> bool:
    """Take or keep a job for a while; False while another process has it."""
    job, _made = Job.objects.get_or_create(pk=name, defaults={"until": now})
    if job.holder == who and job.until - now > LEASE / 2:
        return True
    free = Q(until__lte=now) | Q(holder=who)
    return bool(Job.objects.filter(free, pk=name).update(holder=who, until=now + LEASE))


def give_back(name: str, who: str, now: datetime) -> None:
    """Let another process take the job at once."""
    Job.objects.filter(pk=name, holder=who).update(holder="", until=now)


def work(who: str, clock: Clock, stops: Callable[[], bool] = lambda: False) -> Tally | None:
    """One turn: the work of the day, what was left behind, what is due; None while another works.

    Between two messages `stops` is asked whether to leave the rest for later.
    """
    if not take(DELIVER, who, clock()):
        return None
    tally = Tally()
    keep_house(clock())
    tally.reminded = remind_today(clock())
    tally.left_behind = reap(clock())
    for turn in _turns:
        turn(clock())
    while (delivery := claim(clock())) is not None:
        settle(delivery, clock, tally)
        if stops() or not take(DELIVER, who, clock()):
            break
    return tally


def keep_house(now: datetime) -> list[str]:
    """Do what each room asked to be done once a day; the names of what was done now."""
    today = local_day(now)
    done = []
    for name, task in housekeeping.tasks().items():
        job, _made = Job.objects.get_or_create(pk=name, defaults={"until": now})
        if job.done_on == today or job.until > now:
            continue
        if task(now):
            Job.objects.filter(pk=name).update(done_on=today)
            done.append(name)
        else:
            Job.objects.filter(pk=name).update(until=now + AGAIN)
    return done


def remind_today(now: datetime) -> int:
    """Run every reminder once a day, in the morning; how many messages it wrote."""
    today = local_day(now)
    if now.astimezone(VIETNAM).hour < REMIND_FROM_HOUR:
        return 0
    job, _made = Job.objects.get_or_create(pk=REMIND, defaults={"until": now})
    if job.done_on == today:
        return 0
    written = sum(reminders.run(now).values())
    Job.objects.filter(pk=REMIND).update(done_on=today)
    return written


def claim(now: datetime) -> Delivery | None:
    """The next delivery that is due, now `sending`; None when none is."""
    due = Delivery.objects.filter(state__in=WAITING, next_at__lte=now).order_by("next_at", "pk")
    # Looked at first without a transaction, which on SQLite would keep every other writer out.
    return _claimed(due, now) if due.exists() else None


@transaction.atomic
def _claimed(due: QuerySet[Delivery], now: datetime) -> Delivery | None:
    skips = connection.features.has_select_for_update_skip_locked
    locked = due.select_for_update(skip_locked=True, of=("self",)) if skips else due
    delivery = locked.select_related("message__user", "message__appointment__unit").first()
    if delivery is None:
        return None
    delivery.state, delivery.claimed_at = State.SENDING, now
    delivery.attempts += 1
    delivery.save(update_fields=["state", "claimed_at", "attempts"])
    return delivery


def settle(delivery: Delivery, clock: Clock, tally: Tally) -> None:
    """Hand a claimed delivery to its carrier and keep what became of it."""
    now = clock()
    fault = _barred(delivery, now)
    if fault:
        _end(delivery, State.PERMANENT_FAILURE, now, fault=fault)
        tally.failed += 1
        return
    carrier = carrier_for(delivery, now)
    try:
        carrier.carry(_parcel(delivery))
    except NotCarried as error:
        _keep_failure(delivery, carrier, error, clock(), tally)
        return
    except OSError as error:
        # The network's own errors, those of the requests library among them.
        _keep_failure(delivery, carrier, Unsure(type(error).__name__), clock(), tally)
        return
    _end(delivery, State.DELIVERED, clock(), carrier=carrier.name)
    tally.delivered += 1


def reap(now: datetime) -> int:
    """Settle what dead processes left in `sending`; how many there were."""
    count = 0
    left = Delivery.objects.filter(state=State.SENDING, claimed_at__lt=now - LEFT_BEHIND)
    for delivery in left.select_related("message__user", "message__appointment__unit").order_by("pk"):
        if not carrier_for(delivery, now).repeats_safely:
            _end(delivery, State.PERMANENT_FAILURE, now, fault=Fault.UNSURE)
        elif delivery.attempts > len(PAUSES):
            _end(delivery, State.PERMANENT_FAILURE, now, fault=Fault.TOO_OFTEN)
        else:
            _postpone(delivery, now, now)
        count += 1
    return count


def _barred(delivery: Delivery, now: datetime) -> str:
    """Why it must not go out any more; empty when it may."""
    message = delivery.message
    office = message.appointment
    if office is not None and not office.is_current(local_day(now)):
        return Fault.OFFICE_ENDED
    reachable = message.user.is_active and address_of(message.user, delivery.channel)
    return "" if reachable else Fault.NO_ADDRESS


def _parcel(delivery: Delivery) -> Parcel:
    message = delivery.message
    words = in_words(message, delivery.language)
    return Parcel(
        key=delivery.key,
        to=address_of(message.user, delivery.channel),
        subject=words.outside_subject,
        body=words.outside_body,
        link=settings.OCOP_BASE_URL + reverse("notices:message", args=[message.pk]),
        language=delivery.language,
    )


def _keep_failure(
    delivery: Delivery, carrier: Carrier, error: NotCarried, now: datetime, tally: Tally
) -> None:
    detail = str(error)[:200]
    unsure = isinstance(error, Unsure) and not carrier.repeats_safely
    if isinstance(error, Undeliverable) or unsure:
        fault = Fault.UNSURE if unsure else Fault.REFUSED
    elif delivery.attempts > len(PAUSES):
        fault = Fault.TOO_OFTEN
    else:
        _postpone(delivery, now, now + PAUSES[delivery.attempts - 1], carrier=carrier.name, detail=detail)
        tally.postponed += 1
        return
    _end(delivery, State.PERMANENT_FAILURE, now, fault=fault, carrier=carrier.name, detail=detail)
    tally.failed += 1


def _postpone(
    delivery: Delivery, now: datetime, next_at: datetime, *, carrier: str = "", detail: str = ""
) -> None:
    _mine(delivery).update(
        state=State.TEMPORARY_FAILURE,
        fault=Fault.BUSY,
        next_at=next_at,
        ended_at=now,
        carrier=carrier,
        detail=detail,
    )


def _end(
    delivery: Delivery, state: State, now: datetime, *, fault: str = "", carrier: str = "", detail: str = ""
) -> None:
    _mine(delivery).update(state=state, ended_at=now, fault=fault, carrier=carrier, detail=detail)


def _mine(delivery: Delivery) -> QuerySet[Delivery]:
    """The row, as long as this attempt is the present one: a slow process does not undo a later one."""
    return Delivery.objects.filter(pk=delivery.pk, state=State.SENDING, attempts=delivery.attempts)
