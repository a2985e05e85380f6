"""The official council's case beside the specialised one's: stars, totals, and every criterion.

Shown to the official council only once its own sheets are revealed, so that nobody scores after another's
marks. Members of the two councils appear nowhere: a criterion has the mean of each council's sheets.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import procedure, reckoning, rules
from ocop.evaluation.models import CouncilCase, Purpose, Result
from ocop.evaluation.models.council import are_open
from ocop.evaluation.table import Table
from ocop.law import scoring
from ocop.law import sheets as law_sheets
from ocop.law.sheets import read_case
from ocop.platform.decisions import ALLOWED, Decision, refuse
from ocop.registry import regimes
from ocop.rounds.models import DayRules, DifferenceNote

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.law.scoring import Result as LawResult
    from ocop.law.sheets import Case
    from ocop.platform.actors import Actor


@dataclass(frozen=True, slots=True)
class Side:
    """What one council found, or would find if it closed now."""

    total: Fraction
    stars: int


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion with the mean points of either council."""

    number: str
    name: str
    most: Decimal
    specialised: Fraction
    official: Fraction

    @property
    def difference(self) -> Fraction:
        """Official less specialised."""
        return self.official - self.specialised


def earlier_case(case: CouncilCase) -> CouncilCase | None:
    """The specialised council's closed case of the same dossier and level, the latest; None without one."""
    if case.purpose != Purpose.OFFICIAL:
        return None
    found = CouncilCase.objects.filter(dossier=case.dossier_id, level=case.level, purpose=Purpose.SPECIALISED)
    return found.exclude(closed_at=None).select_related("council", "result").order_by("pk").last()


@dataclass(frozen=True)
class Comparison:
    """Two councils on one dossier, for a reader who may know both."""

    actor: Actor
    case: CouncilCase
    earlier: CouncilCase

    @property
    def may_read(self) -> Decision:
        """Whether the official sheets are open to this reader, and with them the comparison."""
        if are_open(self.actor, self.case):
            return rules.can_read_results(self.actor, self.case.dossier_id)
        return refuse(_("The two councils are compared once the official council has revealed its sheets."))

    @cached_property
    def theirs(self) -> Case:
        """The specialised council's case as it was closed."""
        return read_case(regimes.library(), json.loads(self.earlier.result.question))

    @cached_property
    def ours(self) -> Case:
        """The official council's case: as closed, else as it stands."""
        stored = Result.objects.filter(case=self.case).first()
        question = json.loads(stored.question) if stored else reckoning.question_of(self.case)
        return read_case(regimes.library(), question)

    @property
    def specialised(self) -> Side:
        """What the specialised council found."""
        return Side(Fraction(self.earlier.result.total_exact), self.earlier.result.stars)

    @cached_property
    def official(self) -> Side:
        """What the official council found, or would if it closed now."""
        result = scoring.score(self.ours)
        return Side(result.total, result.stars or 0)

    @property
    def stars_differ(self) -> bool:
        """Whether the two councils come to other stars."""
        return self.specialised.stars != self.official.stars

    @cached_property
    def rows(self) -> list[Row]:
        """Every criterion, in the order of the table."""
        dossier = self.case.dossier
        table = Table(dossier.regime_id, regimes.product_set(dossier.regime_id, dossier.set_no))
        return [
            Row(
                leaf.no,
                table.say(leaf.name),
                leaf.max,
                _mean(self.theirs, leaf.no),
                _mean(self.ours, leaf.no),
            )
            for leaf in table.product_set.leaves.values()
        ]

    @property
    def differing(self) -> list[Row]:
        """The criteria on which they differ, the widest gap first."""
        return sorted((row for row in self.rows if row.difference), key=lambda row: -abs(row.difference))

    @cached_property
    def note(self) -> DifferenceNote | None:
        """The council's words on the difference."""
        return DifferenceNote.objects.filter(case=self.case).select_related("written_by").first()

    @property
    def may_explain(self) -> bool:
        """Whether this reader writes these words now."""
        close = procedure.step_at(self.case.dossier, procedure.CLOSE, self.case.level)
        is_open = self.case.closed_at is None and self.case.revealed_at is not None
        return is_open and rules.can_take_in(self.actor, self.case, close).allowed


def compared(actor: Actor, case: CouncilCase) -> Comparison | None:
    """The comparison of a case; None where no specialised council had the dossier."""
    earlier = earlier_case(case)
    return None if earlier is None else Comparison(actor, case, earlier)


def hindrance(case: CouncilCase, result: LawResult) -> Decision:
    """Other stars than the specialised council's are explained first, where the regulation wants it."""
    if not DayRules.objects.filter(council=case.council_id, explain_difference=True).exists():
        return ALLOWED
    earlier = earlier_case(case)
    if earlier is None or earlier.result.stars == (result.stars or 0):
        return ALLOWED
    if DifferenceNote.objects.filter(case=case).exists():
        return ALLOWED
    return refuse(
        _(
            "The specialised council came to %(theirs)d stars and this one to %(ours)d. "
            "Write why, then close the case."
        )
        % {"theirs": earlier.result.stars, "ours": result.stars or 0},
        url=comparison_page(case),
    )


def case_link(actor: Actor, case: CouncilCase) -> tuple[StrOrPromise, str] | None:
    """The link from the case to its comparison, once it may be read."""
    found = compared(actor, case)
    if found is None or not found.may_read:
        return None
    return _("Compare with the specialised council"), comparison_page(case)


def comparison_page(case: CouncilCase) -> str:
    """Where the two councils stand side by side."""
    return reverse("rounds:comparison", args=[case.pk])


def _mean(case: Case, number: str) -> Fraction:
    leaf = case.product_set.leaves[number]
    points = [law_sheets.earned(leaf, sheet.answers, case.product_set) for sheet in case.sheets]
    return sum(map(Fraction, points), Fraction(0)) / len(points) if points else Fraction(0)
