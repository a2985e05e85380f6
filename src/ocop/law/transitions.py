"""Transitional rules: how a dossier filed before a later regime is finished, and until when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from ocop.law import calendar
from ocop.law.regime import Limit, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ocop.law.regime import Regime, Transition

PENDING: Final = "pending_"
"""What the code of a rule begins with that is about dossiers not yet evaluated (Điều 12, 26/2026)."""


class Pending(Value, frozen=True):
    """A later regime's rule for a dossier under way, with the last day for its result, None without one."""

    regime_id: str
    text: str
    article: str
    last_day: date | None


def pending(kind: str, filed_on: date, today: date, regimes: Iterable[Regime]) -> Pending | None:
    """The rule for a dossier of this kind filed on that day, of the first later regime in force by today.

    The days count from the day the later regime came into force (record 0035). Raises: BeyondCalendar.
    """
    later = [one for one in regimes if filed_on < one.in_force_from <= today]
    for regime in sorted(later, key=lambda one: one.in_force_from):
        for rule in regime.transitions:
            if rule.code == f"{PENDING}{kind}" and rule.applies_to == kind:
                return Pending(regime.id, rule.text, rule.article, _last_day(rule, regime.in_force_from))
    return None


def _last_day(rule: Transition, start: date) -> date | None:
    if rule.count is None or rule.unit is None:
        return None
    limit = Limit(code=rule.code, count=rule.count, unit=rule.unit, starts="", article=rule.article)
    return calendar.due(limit, start)
