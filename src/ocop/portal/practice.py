"""The practice sheet: one person's answers, read from the address of the page and never stored.

The page is a form sent with GET, so the answers live in its address: it can be reloaded, kept as a bookmark
and sent on. What is not answered counts as "none of these holds" in the estimate, and is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict

from ocop.law import advice, scoring, sheets
from ocop.law.advice import Advice
from ocop.law.regime import NONE_HOLDS, Criterion, ProductSet, Regime
from ocop.law.scoring import FLOOR_STARS, FloorTest, Result
from ocop.law.words import Message

CRITERION = re.compile(r"\d{1,2}(\.\d{1,2}){0,3}", re.ASCII)
LONGEST_POSITION = 3
KNOCKOUT_KEY = "ko"
ME = "me"
LONE_TOGETHER = 3


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands between the estimate and one star: points short, and the floors not yet reached."""

    stars: int
    short: Fraction
    floors: tuple[FloorTest, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One screen of the sheet: a section, or up to three neighbouring sections of one criterion each.

    A step without rows asks for the knock-outs.
    """

    number: int
    part: str
    rows: tuple[Criterion, ...]

    @property
    def leaves(self) -> list[Criterion]:
        """The criteria answered on this screen."""
        return [leaf for row in self.rows for leaf in row.leaves()]


@dataclass(frozen=True)
class Practice:
    """Answers to one product set and what follows from them. ``faults`` are answers that do not fit."""

    regime: Regime
    product_set: ProductSet
    answers: Mapping[str, int]
    knockouts: tuple[str, ...]
    faults: tuple[Message, ...] = ()

    @cached_property
    def unanswered(self) -> list[str]:
        """The criteria still to be answered."""
        return sheets.missing(self.product_set, self.answers)

    @cached_property
    def filled(self) -> dict[str, int]:
        """The answers with 0 for what is not answered: the sheet that is scored, and downloaded."""
        full = {**self.answers, **dict.fromkeys(self.unanswered, NONE_HOLDS)}
        return {number: full[number] for number in self.product_set.leaves if number in full}

    @cached_property
    def case(self) -> sheets.Case:
        """The one-sheet case."""
        sheet = sheets.Sheet(ME, answers=self.filled)
        return sheets.Case(self.regime, self.product_set, (sheet,), knockouts=self.knockouts)

    @cached_property
    def result(self) -> Result:
        """The estimate."""
        return scoring.score(self.case)

    @property
    def stars(self) -> int:
        """The star now; 0 under a knock-out."""
        return self.result.stars or 0

    @cached_property
    def gaps(self) -> list[Gap]:
        """For each star that carries a certificate and is not reached: what is lacking."""
        return [
            Gap(
                band.stars,
                max(Fraction(band.at_least) - self.result.total, Fraction(0)),
                self._missed(band.stars),
            )
            for band in sorted(self.regime.bands, key=lambda band: band.stars)
            if band.stars > self.stars and self.regime.recognising_level(band.stars)
        ]

    def advice(self, target: int) -> Advice:
        """The cheapest way to ``target`` stars."""
        return advice.advise(self.case, target)

    def closed(self, leaf: Criterion) -> bool:
        """Whether the criterion cannot be answered because there is no product story."""
        return sheets.applies(leaf, self.answers, self.product_set) is False

    def query(self, *, without: Iterable[str] = (), **extra: object) -> str:
        """The answers as the query part of an address, with ``extra`` before them."""
        return urlencode([*((key, value) for key, value in extra.items() if value), *self.pairs(without)])

    def pairs(self, without: Iterable[str] = ()) -> list[tuple[str, str]]:
        """The answers as names and values of form fields, ``without`` those shown on the page itself."""
        left_out = set(without)
        kept = [
            (number, str(position)) for number, position in self.answers.items() if number not in left_out
        ]
        return (
            kept if KNOCKOUT_KEY in left_out else [*kept, *((KNOCKOUT_KEY, code) for code in self.knockouts)]
        )

    def as_file(self) -> dict[str, object]:
        """The sheet in the format that ``ocop score`` reads; it gives the same result there."""
        return {
            "regime": self.regime.id,
            "set": self.product_set.set,
            "knockouts": list(self.knockouts),
            "sheets": [{"member": ME, "answers": dict(self.filled)}],
        }

    def _missed(self, stars: int) -> tuple[FloorTest, ...]:
        """The floors of a star and of those below it that are not reached, the highest of each criterion."""
        missed = {
            test.criterion: test
            for level in FLOOR_STARS
            if level <= stars
            for test in self.result.floors[level]
            if not test.met
        }
        return tuple(missed[number] for number in self.product_set.leaves if number in missed)


def read(regime: Regime, product_set: ProductSet, query: QueryDict) -> Practice:
    """The practice sheet in an address. Names that are no criterion numbers are ignored, not being ours."""
    given: dict[object, object] = {
        name: value if len(value) <= LONGEST_POSITION else f"{value[:LONGEST_POSITION]}…"
        for name, value in query.items()
        if isinstance(value, str) and CRITERION.fullmatch(name)
    }
    answers, faults = sheets.check_answers(product_set, given, ME)
    fitting = {
        number: position
        for number, position in answers.items()
        if sheets.applies(product_set.leaves[number], answers, product_set) is not False
    }
    known = product_set.knockout_codes
    knockouts = tuple(code for code in known if code in query.getlist(KNOCKOUT_KEY))
    # A story that was taken back leaves its answers behind in the form: nothing to reproach anybody with.
    return Practice(
        regime, product_set, fitting, knockouts, tuple(fault for fault in faults if fault.code != "no_story")
    )


def steps(product_set: ProductSet) -> list[Step]:
    """The screens of a sheet, in the decision's order; the knock-outs come last."""
    found = [Step(number, part, rows) for number, (part, rows) in enumerate(_screens(product_set), 1)]
    return [*found, Step(len(found) + 1, "", ())] if product_set.knockouts else found


def _screens(product_set: ProductSet) -> Iterator[tuple[str, tuple[Criterion, ...]]]:
    for part in product_set.parts:
        lone: list[Criterion] = []
        for section in part.sections:
            if section.is_leaf and len(lone) < LONE_TOGETHER:
                lone.append(section)
                continue
            if lone:
                yield part.code, tuple(lone)
            lone = [section] if section.is_leaf else []
            if not section.is_leaf:
                yield part.code, (section,)
        if lone:
            yield part.code, tuple(lone)


def step_of(screens: list[Step], number: str) -> int:
    """The screen on which a criterion is answered."""
    return next(step.number for step in screens if any(leaf.no == number for leaf in step.leaves))
