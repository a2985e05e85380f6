"""What a closed result says of each criterion to the producer, without any member's mark (S14.11).

A criterion is shown with the option the council stands for: agreed on, else chosen by most. The mean of the
points is not shown, because where all sheets agree it is everybody's mark; which members differed, and
whether any did, follows from nothing here. With fewer than three sheets no criterion is shown at all.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from ocop.evaluation import appeals, procedure, queries, reckoning
from ocop.evaluation.answers import in_words
from ocop.evaluation.models import CouncilCase, Purpose
from ocop.evaluation.table import Table
from ocop.law import advice, scoring, sheets
from ocop.law.regime import NONE_HOLDS
from ocop.law.scoring import FLOOR_STARS
from ocop.law.sheets import read_case
from ocop.registry import regimes
from ocop.registry.regimes import library
from ocop.registry.sets import say

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ocop.evaluation.models import Dossier, Result
    from ocop.law.advice import Advice
    from ocop.law.scoring import Result as LawResult
    from ocop.platform.actors import Actor


@dataclass(frozen=True, slots=True)
class Point:
    """A criterion: what the council stands for, what is there at most, and the next option up."""

    number: str
    name: str
    most: Decimal
    points: Decimal
    option: str
    next_option: str
    next_gain: Decimal
    claimed: Decimal | None

    @property
    def lost(self) -> Decimal:
        """Points that are missing."""
        return self.most - self.points

    @property
    def over(self) -> Decimal:
        """How much more the producer counted for itself; below 0 it counted less."""
        return (self.claimed or Decimal(0)) - self.points


@dataclass(frozen=True, slots=True)
class PartPoints:
    """A part of the table: the average of the sheets, and what the producer counted."""

    code: str
    name: str
    points: Fraction
    most: Decimal
    claimed: Decimal | None


@dataclass(frozen=True, slots=True)
class MissedFloor:
    """A minimum for a star that was not reached."""

    stars: int
    number: str
    name: str
    needed: str


@dataclass(frozen=True, slots=True)
class Raise:
    """One step of the cheapest way: a criterion, from one option to another."""

    number: str
    name: str
    to: str
    gained: Decimal
    for_floor: bool


@dataclass(frozen=True)
class WeakPoints:
    """A closed case, for people outside its council."""

    case: CouncilCase
    stored: Result

    @property
    def dossier(self) -> Dossier:
        """The dossier that was judged."""
        return self.case.dossier

    @cached_property
    def table(self) -> Table:
        """The score table in the reader's language."""
        return Table(self.dossier.regime_id, regimes.product_set(self.dossier.regime_id, self.dossier.set_no))

    @cached_property
    def result(self) -> LawResult:
        """The stored result reckoned again."""
        return scoring.score(read_case(library(), json.loads(self.stored.question)))

    @cached_property
    def shows_criteria(self) -> bool:
        """Whether there are sheets enough that no criterion shows one member's mark."""
        return len(self.result.sheets) >= appeals.FEWEST and bool(self.table.product_set.leaves)

    @cached_property
    def why(self) -> list[str]:
        """Why it is this star and not the next one, without how many sheets said what."""
        return in_words(reckoning.told(self.result, with_marks=False))

    @cached_property
    def own(self) -> dict[str, int]:
        """The producer's own answers, by criterion."""
        return dict(self.dossier.self_answers.values_list("criterion", "position"))

    @cached_property
    def settled(self) -> dict[str, int]:
        """The option the council stands for, by criterion."""
        return appeals.settled_positions(self.stored, self.table.product_set)

    @cached_property
    def parts(self) -> list[PartPoints]:
        """Every part with its average."""
        product_set = self.table.product_set
        own = scoring.sheet_points(product_set, self.own) if self.own and product_set.leaves else {}
        return [
            PartPoints(
                part.code,
                self.table.say(part.name),
                self.result.parts[part.code],
                part.max,
                own.get(part.code),
            )
            for part in product_set.parts
        ]

    @property
    def claimed_total(self) -> Decimal | None:
        """What the producer counted for itself; None without a self-assessment."""
        claimed = [part.claimed for part in self.parts if part.claimed is not None]
        return sum(claimed, Decimal(0)) if claimed else None

    @property
    def difference(self) -> Fraction | None:
        """The council's average less the own count, in points (S12.06)."""
        return None if self.claimed_total is None else self.result.total - Fraction(self.claimed_total)

    @cached_property
    def points(self) -> list[Point]:
        """Every criterion, in the decision's order; empty with too few sheets."""
        return (
            [self._point(number) for number in self.table.product_set.leaves] if self.shows_criteria else []
        )

    @property
    def weak(self) -> list[Point]:
        """Those with points missing, the most first."""
        return sorted((point for point in self.points if point.lost > 0), key=lambda point: -point.lost)

    @property
    def full(self) -> int:
        """How many criteria have all their points."""
        return sum(1 for point in self.points if point.lost <= 0)

    @cached_property
    def floors(self) -> list[MissedFloor]:
        """The minimums missed for the next star and those below it; empty with too few sheets."""
        if not self.shows_criteria:
            return []
        leaves = self.table.product_set.leaves
        return [
            MissedFloor(
                stars,
                test.criterion,
                self.table.say(leaves[test.criterion].name),
                self._option_worth(test.criterion, test.needed),
            )
            for stars in FLOOR_STARS
            if stars <= (self.target or 0)
            for test in self.result.floors.get(stars, ())
            if not test.met
        ]

    @cached_property
    def target(self) -> int | None:
        """The next star above the result that carries a certificate; None at the top."""
        regime = procedure.regime_of(self.dossier)
        above = (band.stars for band in regime.bands if band.stars > self.stored.stars)
        return min((stars for stars in above if regime.recognising_level(stars)), default=None)

    @cached_property
    def way(self) -> Advice | None:
        """The cheapest way to it from what the council stands for; None at the top or with too few sheets."""
        if not self.shows_criteria or self.target is None:
            return None
        product_set = self.table.product_set
        filled = {number: self.settled.get(number, NONE_HOLDS) for number in product_set.leaves}
        one = sheets.Sheet("council", answers=filled)
        case = sheets.Case(
            procedure.regime_of(self.dossier), product_set, (one,), knockouts=self.result.case.knockouts
        )
        return advice.advise(case, self.target)

    @property
    def raises(self) -> list[Raise]:
        """Its steps in words."""
        leaves = self.table.product_set.leaves
        return [
            Raise(
                one.criterion,
                self.table.say(leaves[one.criterion].name),
                self.table.words(one.criterion, one.after),
                one.points_gained,
                one.reason == "floor",
            )
            for one in (self.way.upgrades if self.way else ())
        ]

    def _point(self, number: str) -> Point:
        leaf = self.table.product_set.leaves[number]
        position = self.settled.get(number, NONE_HOLDS)
        held = sheets.earned(leaf, self.settled, self.table.product_set)
        better = sorted(
            (option.points, place) for place, option in leaf.by_position.items() if option.points > held
        )
        gain, place = better[0] if better else (held, NONE_HOLDS)
        claimed = sheets.earned(leaf, self.own, self.table.product_set) if self.own else None
        return Point(
            number,
            self.table.say(leaf.name),
            leaf.max,
            held,
            self.table.words(number, position),
            self.table.words(number, place) if better else "",
            gain - held,
            claimed,
        )

    def _option_worth(self, number: str, needed: Decimal) -> str:
        leaf = self.table.product_set.leaves[number]
        enough = [place for place, option in leaf.by_position.items() if option.points >= needed]
        return self.table.words(number, min(enough)) if enough else ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A case of a dossier in the chain of councils: who judged, what came of it, and whether it stands."""

    case: CouncilCase
    level: str
    stands: bool
    why: tuple[str, ...]


def of(case: CouncilCase) -> WeakPoints | None:
    """The report on a case; None before it is closed. The caller got the case through `visible_to`."""
    stored = queries.result_of(case)
    return None if stored is None else WeakPoints(case, stored)


def chain(actor: Actor, dossier: Dossier) -> list[Judged]:
    """Every council's case of a dossier, in order, of all levels and purposes that concern the producer.

    Samples that a level above has scored again are its own matter, and a case that is not closed is told only
    to offices and councils.
    """
    found: QuerySet[CouncilCase] = queries.cases(actor, dossier.pk).exclude(purpose=Purpose.RESCORING)
    if not actor.may("sheet.read"):
        found = found.exclude(closed_at=None)
    return [_judged(dossier, case) for case in found]


def _judged(dossier: Dossier, case: CouncilCase) -> Judged:
    case.dossier = dossier
    report = of(case)
    level = procedure.regime_of(dossier).level(case.level)
    return Judged(
        case,
        say(dossier.regime_id, level.name),
        case.pk == dossier.standing_case_id,
        tuple(report.why) if report else (),
    )
