"""Daily reminders. Rooms above add theirs from `AppConfig.ready()`; each says whom it told.

    reminders.add("evaluation.answer_due", remind_of_answers)

A reminder is called once a day, inside a transaction, and calls `actions.notify` with a reference that names
the matter and the reminder: called twice, or a day late, it tells nobody twice.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

import msgspec
from django.db import transaction

FILE: Final = Path(__file__).parent / "schedule.json"

Reminder = Callable[[datetime], int]
"""Tells whom it has to at this moment; how many messages it wrote."""


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A reminder so many days before the last day, and why then."""

    days: int
    why: str


class Schedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many days before its last day a thing is told again, and why these."""

    why: str
    answer_due: tuple[int, ...]
    certificate_expiry: tuple[Step, ...]
    council_term: tuple[int, ...]


_reminders: dict[str, Reminder] = {}


@cache
def schedule() -> Schedule:
    """The days of the reminders."""
    return msgspec.json.decode(FILE.read_bytes(), type=Schedule)


def add(name: str, reminder: Reminder) -> None:
    """Register a reminder under a name; the same name again takes its place."""
    _reminders[name] = reminder


def run(now: datetime) -> dict[str, int]:
    """Run every reminder, each in a transaction of its own; how many messages each wrote."""
    written: dict[str, int] = {}
    for name, reminder in sorted(_reminders.items()):
        with transaction.atomic():
            written[name] = reminder(now)
    return written


def due_step(days_left: int, days: tuple[int, ...]) -> int | None:
    """The reminder that is due with so many days left: the last whose day has come; None before the first.

    Only this one is told: who was away is not told the earlier ones too.
    """
    return min((day for day in days if days_left <= day), default=None)
