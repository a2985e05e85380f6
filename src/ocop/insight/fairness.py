"""How the councils of the levels below judge, from their own sheets: for the supervising level alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db.models import Count

from ocop.evaluation import queries as evaluation
from ocop.evaluation.models import Council, Seat, Sheet, SheetAnswer, SheetState
from ocop.insight import agreement
from ocop.insight.agreement import Choice, Discrimination, Inflation, Leniency, Total
from ocop.law import scoring
from ocop.law import sheets as law_sheets
from ocop.registry import regimes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from ocop.evaluation.models import CouncilCase, RescoredItem, RescoringSample
    from ocop.platform.actors import Actor

FIRST_SCORING = 1


@dataclass(frozen=True, slots=True)
class CouncilLine:
    """A council beside all others under the same supervision."""

    council: Council
    found: Inflation


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member beside the others of the same council."""

    name: str
    found: Leniency


@dataclass(frozen=True, slots=True)
class SetLine:
    """The criteria of one product set, as the council's sheets used them."""

    regime_id: str
    set_no: int
    cases: int
    criteria: list[Discrimination]


@dataclass(frozen=True, slots=True)
class Judging:
    """How one council judged in a period; `alpha` is the agreement of its members on the totals."""

    council: Council
    cases: int
    alpha: Fraction | None
    members: list[MemberLine]
    sets: list[SetLine]


@dataclass(frozen=True, slots=True)
class Gap:
    """A result of a sample beside the one it was given again; `points` is the second less the first."""

    item: RescoredItem
    points: Fraction | None
    stars: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A sample so far: each gap, the mean gap in points, and how many results would have other stars."""

    sample: RescoringSample
    gaps: list[Gap]
    done: int
    mean: Fraction | None
    changed: int


def councils(actor: Actor, first: date, last: date) -> list[CouncilLine]:
    """The councils below that closed cases in a period, the most generous first. Three queries."""
    results: dict[int, list[tuple[Fraction, int, list[Fraction]]]] = defaultdict(list)
    rows = _closed(actor, first, last).values_list(
        "council_id", "result__total_exact", "result__stars", "dossier__regime_id"
    )
    for council_id, total, stars, regime_id in rows:
        results[council_id].append((Fraction(total), stars, _bands(regime_id)))
    named = Council.objects.visible_to(actor).select_related("unit").in_bulk(list(results))
    return [CouncilLine(named[one.council], one) for one in agreement.inflation(results)]


def judging(actor: Actor, council_id: int, first: date, last: date) -> Judging:
    """How one council below judged. Raises: Council.DoesNotExist for any other. A fixed number of queries."""
    below = Council.objects.visible_to(actor).exclude(unit__path=actor.unit_path)
    council = below.select_related("unit").get(pk=council_id, unit__path__startswith=actor.unit_path)
    cases = {case.pk: case for case in _closed(actor, first, last).filter(council=council)}
    totals, choices = _marks(cases)
    by_case: dict[int, list[Fraction]] = defaultdict(list)
    for total in totals:
        by_case[total.case].append(total.points)
    names = dict(Seat.objects.filter(council=council).values_list("pk", "user__full_name"))
    members = [MemberLine(names[one.member], one) for one in agreement.leniency(totals)]
    return Judging(council, len(cases), agreement.alpha(by_case.values()), members, _sets(cases, choices))


def compare(sample: RescoringSample) -> Comparison:
    """What scoring a sample again has shown so far. One query."""
    gaps = [_gap(item) for item in evaluation.rescored(sample)]
    done = [gap.points for gap in gaps if gap.points is not None]
    changed = sum(1 for gap in gaps if gap.stars)
    return Comparison(sample, gaps, len(done), agreement.mean(done) if done else None, changed)


def samples(actor: Actor) -> QuerySet[RescoringSample]:
    """The samples of one's own level with how many results each has, and how many are scored again."""
    return evaluation.samples(actor).annotate(scored=Count("items__case__result"))


def _gap(item: RescoredItem) -> Gap:
    again = getattr(item.case, "result", None)
    if again is None:
        return Gap(item, None, None)
    local = item.local.result
    points = Fraction(again.total_exact) - Fraction(local.total_exact)
    return Gap(item, points, again.stars - local.stars)


def _closed(actor: Actor, first: date, last: date) -> QuerySet[CouncilCase]:
    return evaluation.closed_below(actor, first, last).select_related("dossier").order_by("convened_on", "pk")


def _bands(regime_id: str) -> list[Fraction]:
    return [Fraction(band.at_least) for band in regimes.regime(regime_id).bands]


def _marks(cases: Mapping[int, CouncilCase]) -> tuple[list[Total], list[Choice]]:
    """What each member gave each case before the council talked, in all and by criterion."""
    sheets = Sheet.objects.filter(case__in=cases, round_no=FIRST_SCORING, state=SheetState.SEALED)
    held = {pk: (case, seat) for pk, case, seat in sheets.values_list("pk", "case_id", "seat_id")}
    answers: dict[int, dict[str, int]] = defaultdict(dict)
    rows = SheetAnswer.objects.filter(sheet__in=sheets).values_list("sheet_id", "criterion", "position")
    for sheet, criterion, position in rows.iterator(chunk_size=10_000):
        answers[sheet][criterion] = position
    totals: list[Total] = []
    choices: list[Choice] = []
    for sheet, given in answers.items():
        case_id, seat = held[sheet]
        case = cases[case_id]
        table = regimes.product_set(case.dossier.regime_id, case.dossier.set_no)
        whole = sum(scoring.sheet_points(table, given).values(), Decimal(0))
        totals.append(Total(case_id, seat, case.convened_on, Fraction(whole)))
        choices += [
            Choice(case_id, seat, number, Fraction(law_sheets.earned(leaf, given, table)))
            for number, leaf in table.leaves.items()
        ]
    return totals, choices


def _sets(cases: Mapping[int, CouncilCase], choices: Iterable[Choice]) -> list[SetLine]:
    """The criteria by product set, the set with most cases first."""
    of_case = {pk: (case.dossier.regime_id, case.dossier.set_no) for pk, case in cases.items()}
    grouped: dict[tuple[str, int], list[Choice]] = defaultdict(list)
    for choice in choices:
        grouped[of_case[choice.case]].append(choice)
    counts = {key: sum(1 for one in of_case.values() if one == key) for key in grouped}
    return [
        SetLine(regime_id, set_no, counts[regime_id, set_no], agreement.discrimination(given))
        for (regime_id, set_no), given in sorted(grouped.items(), key=lambda one: (-counts[one[0]], one[0]))
    ]
