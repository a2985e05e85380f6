"""Days of the rounds and of the papers: what the regimes say, for units and dossiers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ocop.evaluation import regulation
from ocop.evaluation.models.regulation import Rule
from ocop.law import calendar
from ocop.law.regime import Limit
from ocop.law.rounds import Window, windows
from ocop.platform.display import Tag
from ocop.registry import regimes
from ocop.registry.sets import say
from ocop.rounds.models import Round

if TYPE_CHECKING:
    from ocop.evaluation.models import Council, Dossier
    from ocop.law.regime import Level
    from ocop.places.models import Unit

PAPERS: Final = "papers_to_members"
SOON: Final = 14
"""Days left from which a closing day is shown in amber: a reading aid of ours."""


@dataclass(frozen=True, slots=True)
class Papers:
    """The last day to give members their papers, and where that is written."""

    last_day: date
    article: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the calendar: a round of the regime, opened or not, or one beyond them."""

    year: int
    no: int
    last_day: date
    proposals_before: date
    results_before: date
    article: str
    opened: Round | None
    tag: Tag


def level_of(unit: Unit, today: date) -> Level | None:
    """The level of this unit's council under the regime in force; None where none is formed."""
    levels = regimes.regime_on(today).levels
    return next((one for one in levels if one.scores and one.unit_kind == unit.level), None)


def windows_of(unit: Unit, year: int, today: date) -> tuple[Window, ...]:
    """The rounds that the regime in force sets for a unit in a year."""
    level = level_of(unit, today)
    return windows(regimes.regime_on(today), level.code, year) if level else ()


def entries(unit: Unit, years: Iterable[int], today: date) -> list[Entry]:
    """The calendar of a unit: the regime's rounds of these years and those beyond them. One query."""
    chosen = sorted(years)
    rows = Round.objects.published().filter(unit=unit, year__in=chosen)
    opened = {(one.year, one.no): one for one in rows}
    regime_id = regimes.regime_on(today).id
    found: list[Entry] = []
    for year in chosen:
        for window in windows_of(unit, year, today):
            kept = opened.pop((year, window.no), None)
            found.append(
                Entry(
                    year,
                    window.no,
                    date.fromordinal(window.proposals_before.toordinal() - 1),
                    window.proposals_before,
                    window.results_before,
                    say(regime_id, window.article),
                    kept,
                    state_tag(window.proposals_before, today, kept),
                )
            )
    found += [
        Entry(
            one.year,
            one.no,
            one.last_day,
            one.proposals_before,
            one.results_before,
            f"{one.citation}; {one.plan}" if one.is_extra else one.article,
            one,
            state_tag(one.proposals_before, today, one),
        )
        for one in opened.values()
    ]
    return sorted(found, key=lambda one: (one.proposals_before, one.no))


def soonest_first(lines: Iterable[Entry], today: date) -> list[Entry]:
    """The rounds that still take proposals, the next to close first; then the past ones, the latest first."""
    ordered = list(lines)
    ahead = [one for one in ordered if one.last_day >= today]
    past = [one for one in ordered if one.last_day < today]
    return [*ahead, *reversed(past)]


def state_tag(proposals_before: date, today: date, opened: Round | None) -> Tag:
    """How long proposals are still in time, or that the round is over."""
    if opened is not None and opened.closed_at is not None:
        return Tag(pgettext("round", "Closed"), "grey")
    left = (proposals_before - today).days - 1
    if left < 0:
        return Tag(_("Proposals closed"), "amber")
    words = ngettext("%(count)d day left to propose", "%(count)d days left to propose", left) % {
        "count": left
    }
    return Tag(words, "amber" if left <= SOON else "green")


def papers_due(day: date, dossiers: Iterable[Dossier], council: Council) -> Papers | None:
    """The last day on which members may get the papers of a meeting on `day`: the earliest of what applies.

    That is the regime's limit of each dossier, or else what the council's regulation says; None where nothing
    does. Raises: BeyondCalendar.
    """
    found = [
        (limit, say(regime_id, limit.article))
        for regime_id in {one.regime_id for one in dossiers}
        for limit in regimes.regime(regime_id).limits
        if limit.code == PAPERS
    ]
    rules = council.regulation
    if rules.papers_days:
        source = regulation.citation(rules, Rule.PAPERS)
        own = Limit(PAPERS, rules.papers_days, "working_days", "", source, before=True)
        found.append((own, source))
    due = [Papers(calendar.due(limit, day), article) for limit, article in found]
    return min(due, key=lambda one: one.last_day, default=None)


def holding(unit: Unit | None, today: date) -> Unit | None:
    """The unit whose council judges what comes from this one: itself, or the next above that has one."""
    while unit is not None and level_of(unit, today) is None:
        unit = unit.parent
    return unit


def to_open(unit: Unit, today: date) -> list[Entry]:
    """The regime's rounds of this year and the next that are not opened, with results still to come."""
    lines = entries(unit, (today.year, today.year + 1), today)
    return [one for one in lines if one.opened is None and one.results_before > today]
