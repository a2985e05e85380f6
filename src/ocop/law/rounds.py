"""The yearly rounds (đợt) of evaluation: by which day proposals come in, before which day results are out.

Điều 5 of Decision 26/2026. Both days of a round are printed as "before": the day itself is already late.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from ocop.law.regime import Value

if TYPE_CHECKING:
    from ocop.law.regime import Regime


class Window(Value, frozen=True):
    """One round of one year. It takes the proposals made from `since` on and before `proposals_before`."""

    level: str
    no: int
    year: int
    since: date
    proposals_before: date
    results_before: date
    article: str


def windows(regime: Regime, level: str, year: int) -> tuple[Window, ...]:
    """The rounds whose proposals close in this year, in their order; none where the regime sets none."""
    closing = sorted(
        (day, one)
        for each in (year - 1, year)
        for day, one in (
            (_day(one.proposals_before, each), one.no) for one in regime.rounds if one.level == level
        )
    )
    by_no = {one.no: one for one in regime.rounds if one.level == level}
    found: list[Window] = []
    for (since, _earlier), (closes, no) in pairwise(closing):
        if closes.year == year:
            one = by_no[no]
            results = _day(one.results_before, year + one.years_after)
            found.append(Window(level, no, year, since, closes, results, one.article))
    return tuple(found)


def window_of(regime: Regime, level: str, proposed_on: date) -> Window | None:
    """The round that takes a proposal of this day; None where the regime sets no rounds for the level."""
    for year in (proposed_on.year, proposed_on.year + 1):
        for window in windows(regime, level, year):
            if window.since <= proposed_on < window.proposals_before:
                return window
    return None


def _day(printed: str, year: int) -> date:
    month, day = printed.split("-")
    return date(year, int(month), int(day))
