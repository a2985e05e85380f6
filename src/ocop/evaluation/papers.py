"""What a page says about the papers of a dossier: which lapse, and which criteria a paper may prove."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ocop.platform.display import Tag
from ocop.platform.text import fold
from ocop.registry import sets

if TYPE_CHECKING:
    from ocop.evaluation.models import Evidence
    from ocop.evaluation.table import Table
    from ocop.law.regime import Regime

SOON: Final = timedelta(days=90)
"""How long before its last day a paper is pointed out: a reminder of ours, not a limit of the law."""


def lapse(paper: Evidence, today: date) -> Tag | None:
    """A warning for a paper that has expired or soon will; None for all others."""
    if paper.expires_on is None or paper.expires_on > today + SOON:
        return None
    return Tag(_("Expired"), "red") if paper.expires_on < today else Tag(_("Expires soon"), "amber")


def kinds(regime: Regime) -> list[str]:
    """The kinds of papers that the regime names as evidence."""
    return [sets.say(regime.id, hint.name) for hint in regime.evidence]


def suggested(regime: Regime, table: Table, title: str) -> list[str]:
    """The criteria that a paper of this title usually proves, by the regime's evidence guidance."""
    wanted = fold(title)
    words = [
        fold(word)
        for hint in regime.evidence
        if fold(sets.say(regime.id, hint.name)) in wanted or fold(hint.name) in wanted
        for word in hint.words
    ]
    tops = [top for part in table.product_set.parts for top in part.sections]
    return [
        leaf.no
        for top in tops
        for leaf in top.leaves()
        if any(word in fold(f"{top.name} {leaf.name}") for word in words)
    ]
