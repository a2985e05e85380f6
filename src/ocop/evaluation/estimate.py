"""What a producer's own answers would give if a council agreed with every one of them. Never official."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from ocop.law import advice, scoring, sheets
from ocop.law.advice import Advice
from ocop.law.regime import NONE_HOLDS, ProductSet, Regime
from ocop.law.scoring import FLOOR_STARS, FloorTest, Result

ME = "me"


@dataclass(frozen=True)
class Estimate:
    """One sheet of own answers; what is not answered counts as "none of these holds", and is counted.

    `parts`: points per part instead, under rules that know no others.
    """

    regime: Regime
    product_set: ProductSet
    answers: Mapping[str, int]
    parts: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def by_parts(self) -> bool:
        """Whether there are points per part only."""
        return self.regime.entry == "parts"

    @cached_property
    def unanswered(self) -> list[str]:
        """The criteria still to be answered; the parts without points, where these are all there is."""
        if self.by_parts:
            return [part.code for part in self.product_set.parts if part.code not in self.parts]
        return sheets.missing(self.product_set, self.answers)

    @property
    def answered(self) -> int:
        """How many of `of` criteria are done, those that need no answer without a story included."""
        return self.of - len(self.unanswered)

    @property
    def of(self) -> int:
        """How many criteria there are."""
        return len(self.product_set.parts if self.by_parts else self.product_set.leaves)

    @cached_property
    def result(self) -> Result:
        """The arithmetic of the law on this one sheet."""
        return scoring.score(self._case)

    @property
    def total(self) -> Decimal:
        """Points so far."""
        return self.result.sheets[0].total

    @property
    def most(self) -> Decimal:
        """The most points there are."""
        return self.product_set.max

    @property
    def stars(self) -> int:
        """The star that these answers would give."""
        return self.result.stars or 0

    @property
    def certified(self) -> bool:
        """Whether a certificate is given for this star."""
        return self.regime.recognising_level(self.stars) is not None

    @cached_property
    def target(self) -> int | None:
        """The next star above this one that carries a certificate; None at the top."""
        above = (band.stars for band in self.regime.bands if band.stars > self.stars)
        return min((stars for stars in above if self.regime.recognising_level(stars)), default=None)

    @property
    def short(self) -> Decimal:
        """Points that lack for the target."""
        band = next((band for band in self.regime.bands if band.stars == self.target), None)
        return max(band.at_least - self.total, Decimal(0)) if band else Decimal(0)

    @cached_property
    def floors(self) -> list[FloorTest]:
        """The floors not reached of the target and of every star below it, the highest of each criterion."""
        missed = {
            test.criterion: test
            for level in FLOOR_STARS
            if level <= (self.target or 0)
            for test in self.result.floors[level]
            if not test.met
        }
        return [missed[number] for number in self.product_set.leaves if number in missed]

    @cached_property
    def way(self) -> Advice | None:
        """The cheapest way to the target; None when there is none above."""
        return advice.advise(self._case, self.target) if self.target and not self.by_parts else None

    @cached_property
    def _case(self) -> sheets.Case:
        if self.by_parts:
            return sheets.Case(self.regime, self.product_set, (sheets.Sheet(ME, parts=self.parts),))
        filled = {**self.answers, **dict.fromkeys(self.unanswered, NONE_HOLDS)}
        return sheets.Case(self.regime, self.product_set, (sheets.Sheet(ME, answers=filled),))
