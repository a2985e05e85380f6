"""By which rules a dossier is judged, and why: the line on its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

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
