"""By which rules a dossier is judged, and why; and the last day that a later regime sets for its result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from ocop.evaluation import display, procedure
from ocop.law import transitions
from ocop.platform.display import Tag
from ocop.registry import regimes
from ocop.registry.sets import say

if TYPE_CHECKING:
    from ocop.evaluation.models import Dossier


@dataclass(frozen=True, slots=True)
class Rules:
    """The regime of a dossier, the day that chose it, and a later regime's rule while it is under way."""

    title: str
    in_force_from: date
    filed_on: date | None
    text: str = ""
    article: str = ""
    last_day: date | None = None
    tag: Tag | None = None


def rules_of(dossier: Dossier, today: date) -> Rules:
    """The rules a dossier is judged by: those in force when it was filed (record 0009)."""
    regime = procedure.regime_of(dossier)
    title = say(regime.id, regime.title)
    plain = Rules(title, regime.in_force_from, dossier.filed_on)
    if dossier.filed_on is None or not procedure.is_open(dossier):
        return plain
    shelf = regimes.library()
    others = [shelf.regime(code) for code in shelf.ids() if code != regime.id]
    found = transitions.pending(dossier.kind, dossier.filed_on, today, others)
    if found is None:
        return plain
    tag = None
    if found.last_day is not None:
        left = (found.last_day - today).days
        tag = Tag(display.days_left(left), display.tone_of(left))
    return Rules(
        title,
        regime.in_force_from,
        dossier.filed_on,
        say(found.regime_id, found.text),
        say(found.regime_id, found.article),
        found.last_day,
        tag,
    )


def nearest(dossier: Dossier, today: date) -> display.Clock | None:
    """The term that ends first: of the office that has the dossier, or of a later regime for the result."""
    own, rules = display.clock(dossier, today), rules_of(dossier, today)
    if rules.last_day is None or rules.tag is None or (own and own.last_day <= rules.last_day):
        return own
    overdue = rules.last_day < today
    return display.Clock(rules.last_day, rules.tag, rules.article, overdue=overdue, for_result=True)


def last_days(today: date) -> Iterator[tuple[Q, date | None]]:
    """Which dossiers under way have which last day for the result, as `rules_of` has it; the first fits."""
    shelf = regimes.library()
    known = sorted((shelf.regime(code) for code in shelf.ids()), key=lambda one: one.in_force_from)
    for regime in known:
        if regime.in_force_from > today:
            return
        day_before = regime.in_force_from - timedelta(days=1)
        for kind in sorted({rule.applies_to for rule in regime.transitions if rule.applies_to}):
            found = transitions.pending(kind, day_before, today, [regime])
            if found is not None:
                yield Q(kind=kind, filed_on__lt=regime.in_force_from), found.last_day
