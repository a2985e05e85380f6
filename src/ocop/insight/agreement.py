"""How far judges agree: exact statistics over marks, without a database.

Every figure here reads the sheets as they were first sealed, before the council talked: what is measured is
each member's own judgement. All arithmetic is exact; whoever shows a figure rounds it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Total:
    """What one member gave one case in all."""

    case: int
    member: int
    on: date
    points: Fraction


@dataclass(frozen=True, slots=True)
class Choice:
    """The points that one member's option for one criterion is worth."""

    case: int
    member: int
    criterion: str
    points: Fraction


@dataclass(frozen=True, slots=True)
class Leniency:
    """How one member marks beside the others of the same cases.

    `offset` is the mean, over `cases`, of the own total less the mean of the others' totals, in points: above
    0 is lenient. `early` and `late` are the same over the first and the second half of these cases, by day;
    their difference is the drift. None where there are fewer than two cases.
    """

    member: int
    cases: int
    offset: Fraction
    early: Fraction | None
    late: Fraction | None

    @property
    def drift(self) -> Fraction | None:
        """How the offset changed from the first half of the cases to the second."""
        return None if self.early is None or self.late is None else self.late - self.early


def leniency(totals: Iterable[Total]) -> list[Leniency]:
    """Every member's leniency, the most lenient first. Cases with a single sheet tell nothing: left out."""
    by_case: dict[int, list[Total]] = defaultdict(list)
    for total in totals:
        by_case[total.case].append(total)
    offsets: dict[int, list[tuple[date, int, Fraction]]] = defaultdict(list)
    for case, given in by_case.items():
        whole = sum((one.points for one in given), Fraction(0))
        for one in given:
            if len(given) > 1:
                others = (whole - one.points) / (len(given) - 1)
                offsets[one.member].append((one.on, case, one.points - others))
    found = [
        _member(member, [value for _on, _case, value in sorted(rows)]) for member, rows in offsets.items()
    ]
    return sorted(found, key=lambda one: (-one.offset, one.member))


def _member(member: int, values: Sequence[Fraction]) -> Leniency:
    half = len(values) // 2
    early, late = (mean(values[:half]), mean(values[half:])) if half else (None, None)
    return Leniency(member, len(values), mean(values), early, late)


def mean(values: Sequence[Fraction]) -> Fraction:
    """The exact mean. Raises: ZeroDivisionError of nothing."""
    return sum(values, Fraction(0)) / len(values)


def alpha(units: Iterable[Sequence[Fraction]]) -> Fraction | None:
    """Krippendorff's alpha for interval data: 1 is full agreement, 0 what chance would give, below 0 worse.

    Each unit holds the values that judges gave the same thing, in any order; missing ones are left out, and a
    unit with fewer than two values tells nothing. None where there is nothing to compare, or where all values
    everywhere are the same.
    """
    paired = [list(values) for values in units if len(values) > 1]
    pooled = [value for values in paired for value in values]
    if len(pooled) < 2:
        return None
    expected = _differences(pooled) / (len(pooled) - 1)
    if not expected:
        return None
    observed = sum((_differences(values) / (len(values) - 1) for values in paired), Fraction(0))
    return 1 - observed / expected


def _differences(values: Sequence[Fraction]) -> Fraction:
    """The sum of squared differences over all ordered pairs."""
    count = len(values)
    return 2 * (count * sum((one * one for one in values), Fraction(0)) - sum(values, Fraction(0)) ** 2)


@dataclass(frozen=True, slots=True)
class Discrimination:
    """What a criterion tells cases apart by.

    `marks` sheets chose among `used` different points; `common` is the points chosen most often and `share`
    how large a part of the marks it has: 1 is a criterion that never discriminates. `alpha` is how far the
    members agree on it.
    """

    criterion: str
    marks: int
    used: int
    common: Fraction
    share: Fraction
    alpha: Fraction | None

    @property
    def percent(self) -> Fraction:
        """The share in percent."""
        return self.share * 100


def discrimination(choices: Iterable[Choice]) -> list[Discrimination]:
    """Every criterion, the one that tells least apart first."""
    points: dict[str, list[Fraction]] = defaultdict(list)
    units: dict[str, dict[int, list[Fraction]]] = defaultdict(lambda: defaultdict(list))
    for one in choices:
        points[one.criterion].append(one.points)
        units[one.criterion][one.case].append(one.points)
    found = []
    for criterion, values in points.items():
        counted = Counter(values)
        common = max(counted, key=lambda value: (counted[value], value))
        share = Fraction(counted[common], len(values))
        agreed = alpha(units[criterion].values())
        found.append(Discrimination(criterion, len(values), len(counted), common, share, agreed))
    return sorted(found, key=lambda one: (-one.share, one.criterion))


@dataclass(frozen=True, slots=True)
class Inflation:
    """How a council's results lie beside those of all councils together.

    `average` is the mean of its averages, in points, and `offset` that less the mean of all. `edge` is the
    share of its averages that lie less than a point above the lower end of a star's band: many of them there
    can mean that marks were chosen for the star.
    """

    council: int
    cases: int
    average: Fraction
    offset: Fraction
    stars: Mapping[int, int]
    edge: Fraction

    @property
    def edge_percent(self) -> Fraction:
        """The share near a band in percent."""
        return self.edge * 100


def inflation(
    results: Mapping[int, Sequence[tuple[Fraction, int, Sequence[Fraction]]]],
) -> list[Inflation]:
    """Each council's results beside all, the most generous first.

    `results` has for each council the average and the stars of its cases, and where the bands of stars begin.
    """
    every = [average for rows in results.values() for average, _stars, _bands in rows]
    found = []
    for council, rows in results.items():
        if not rows:
            continue
        own = mean([average for average, _stars, _bands in rows])
        near = sum(
            1 for average, _stars, bands in rows if any(0 <= average - low < 1 for low in bands if low)
        )
        counted = dict(sorted(Counter(stars for _average, stars, _bands in rows).items()))
        found.append(
            Inflation(council, len(rows), own, own - mean(every), counted, Fraction(near, len(rows)))
        )
    return sorted(found, key=lambda one: (-one.offset, one.council))
