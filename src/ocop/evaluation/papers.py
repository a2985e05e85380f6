"""What a page says about the papers of a dossier: which lapse, and which criteria a paper may prove."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ocop.evaluation import completeness, procedure
from ocop.platform.display import Tag
from ocop.platform.text import fold
from ocop.registry import sets
from ocop.registry.papers import SOON

if TYPE_CHECKING:
    from ocop.evaluation.models import Dossier, Evidence
    from ocop.evaluation.table import Table
    from ocop.law.regime import Regime


def lapse(paper: Evidence, today: date) -> Tag | None:
    """A warning for a paper that has expired or soon will; None for all others."""
    if paper.expires_on is None or paper.expires_on > today + SOON:
        return None
    return Tag(_("Expired"), "red") if paper.expires_on < today else Tag(_("Expires soon"), "amber")


def kinds(dossier: Dossier) -> list[str]:
    """The kinds of papers that the regime names: as parts of this dossier first, then as evidence."""
    regime = procedure.regime_of(dossier)
    names = [part.name for part in completeness.papers_asked(dossier)]
    names += [hint.name for hint in regime.evidence]
    return [sets.say(regime.id, name) for name in names]


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
