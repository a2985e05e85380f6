"""A council's case as a page: who has sealed, how the sheets differ, what is to be settled, the result."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ocop.evaluation import procedure, queries, reckoning, rules
from ocop.evaluation.answers import in_words
from ocop.evaluation.models import Declaration, Result, Sheet, SheetState
from ocop.evaluation.models.council import are_open
from ocop.evaluation.table import Table
from ocop.law import scoring
from ocop.law import sheets as law_sheets
from ocop.law.regime import NONE_HOLDS
from ocop.law.sheets import read_case
from ocop.registry import regimes
from ocop.registry.regimes import library

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.evaluation.models import CouncilCase, Dossier, Seat
    from ocop.evaluation.queries import Sealing
    from ocop.law.regime import Criterion
    from ocop.law.scoring import Result as LawResult
    from ocop.platform.actors import Actor

SHOWN_AT_ONCE: Final = 8
HEAT: Final[tuple[tuple[Fraction, int, str, StrOrPromise], ...]] = (
    (Fraction(0), 1, "=", _("agreed")),
    (Fraction(1, 4), 2, "▮", _("close")),
    (Fraction(1, 2), 3, "▮▮", _("apart")),
    (Fraction(1), 4, "▮▮▮", _("far apart")),
)
"""Shares of a criterion's maximum that the sheets differ by: a reading aid of ours, not a rule of the law."""


@dataclass(frozen=True, slots=True)
class Heat:
    """How far the sheets lie apart, as a word and a sign."""

    level: int
    sign: str
    word: StrOrPromise


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion with the points of every sheet, in the order of the members."""

    number: str
    name: str
    most: Decimal
    by_member: tuple[tuple[str, Decimal], ...]
    spread: Decimal
    heat: Heat


@dataclass(frozen=True, slots=True)
class MemberTotal:
    """A revealed sheet's points."""

    sheet: Sheet
    parts: tuple[Decimal, ...]
    total: Decimal


@dataclass(frozen=True, slots=True)
class Floor:
    """A criterion with star floors: what may be agreed on, what most chose, what is chosen on the page."""

    number: str
    name: str
    choices: tuple[tuple[int, str], ...]
    majority: int
    majority_words: str
    votes: int
    chosen: int
    agreed: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground of exclusion: whether a sheet's 0 raises it, and what the council found."""

    code: str
    label: str
    raised: bool
    stands: bool
    note: str


@dataclass(frozen=True, slots=True)
class FloorRow:
    """Whether one floor of one star is reached."""

    stars: int
    number: str
    name: str
    needed: Decimal
    met: bool
    judged: str


@dataclass(frozen=True)
class Settling:
    """A case for one actor. `typed` is what was sent with a form, laid over what is stored."""

    actor: Actor
    case: CouncilCase
    typed: Mapping[str, str] | None = None

    @property
    def dossier(self) -> Dossier:
        """The dossier before the council."""
        return self.case.dossier

    @cached_property
    def table(self) -> Table:
        """The score table in the reader's language."""
        return Table(self.dossier.regime_id, regimes.product_set(self.dossier.regime_id, self.dossier.set_no))

    @property
    def set_name(self) -> str:
        """The product set in words."""
        return self.table.say(self.table.product_set.name)

    @cached_property
    def settles(self) -> bool:
        """Whether this actor reveals and closes."""
        close = procedure.step(self.dossier, procedure.CLOSE)
        return rules.can_take(self.actor, self.dossier, close).allowed

    @cached_property
    def sealing(self) -> list[Sealing]:
        """Who has sealed, for chair and secretary; empty for others."""
        if not rules.can_see_sealing(self.actor, self.case):
            return []
        return queries.sealing(self.actor, self.case)

    @cached_property
    def declarations(self) -> list[Declaration]:
        """Who withdrew, and why; for chair and secretary."""
        if not self.sealing:
            return []
        found = Declaration.objects.filter(case=self.case, has_interest=True)
        return list(found.select_related("seat__user").order_by("pk"))

    @cached_property
    def replaceable(self) -> list[Seat]:
        """Members who withdrew and have no one in their place yet, for the office that keeps the council."""
        if self.dossier.state not in procedure.before(self.dossier, procedure.REVEAL):
            return []
        if not rules.can_manage_councils(self.actor, self.case.council.unit):
            return []
        return queries.to_replace(self.case)

    @property
    def standing_count(self) -> int:
        """How many members score."""
        return sum(1 for one in self.sealing if not one.withdrew)

    @property
    def sealed_count(self) -> int:
        """How many of them have sealed."""
        return sum(1 for one in self.sealing if one.sealed)

    @property
    def needed(self) -> int:
        """The fewest sheets the council may decide with."""
        return max(self.case.council.quorum or 1, 1)

    @property
    def has_quorum(self) -> bool:
        """Whether enough members still score."""
        return self.standing_count >= self.needed

    @property
    def can_reveal(self) -> bool:
        """Whether all that score have sealed, and they are enough."""
        return self.has_quorum and self.sealed_count == self.standing_count

    @cached_property
    def sees_sheets(self) -> bool:
        """Whether single sheets may be shown to this actor now."""
        return are_open(self.actor, self.case)

    @cached_property
    def stored(self) -> Result | None:
        """The result of the closed case."""
        return queries.result(self.actor, self.dossier.pk)

    @cached_property
    def result(self) -> LawResult | None:
        """The stored result reckoned again, or before closing what the sheets would give now."""
        if self.stored is not None:
            return scoring.score(read_case(library(), json.loads(self.stored.question)))
        return queries.reckoned(self.case) if self.sees_sheets else None

    @property
    def stars(self) -> int:
        """The star of that result; 0 for none."""
        return (self.result.stars or 0) if self.result else 0

    @cached_property
    def why(self) -> list[str]:
        """Its reasons, in the reader's language."""
        return in_words(self.result.why) if self.result else []

    @cached_property
    def flags(self) -> list[tuple[str, str]]:
        """What the council must still deal with: code and words."""
        return [(flag.code, in_words([flag.detail])[0]) for flag in self.result.flags] if self.result else []

    @property
    def too_far(self) -> bool:
        """Whether the totals lie further apart than the council allows."""
        return any(code == "spread" for code, _words in self.flags)

    @cached_property
    def parts(self) -> list[tuple[str, str, Fraction, Decimal]]:
        """Code, name, average and maximum of each part."""
        if self.result is None:
            return []
        points = self.result.parts
        return [
            (part.code, self.table.say(part.name), points[part.code], part.max)
            for part in self.table.product_set.parts
        ]

    @cached_property
    def sheets(self) -> list[Sheet]:
        """The revealed sheets of the round, those that count."""
        found = queries.revealed_sheets(self.actor, self.case)
        return [sheet for sheet in found if sheet.state == SheetState.SEALED]

    @cached_property
    def members(self) -> list[MemberTotal]:
        """Each revealed sheet with its points."""
        return [self._total(sheet) for sheet in self.sheets]

    @cached_property
    def rows(self) -> list[Row]:
        """Every criterion with the points of all sheets."""
        return [self._row(leaf) for leaf in self.table.product_set.leaves.values()] if self.sheets else []

    @cached_property
    def differing(self) -> list[Row]:
        """The criteria on which the sheets differ, the widest gap first."""
        found = [row for row in self.rows if row.spread]
        return sorted(found, key=lambda row: (-row.spread / row.most, -row.spread))

    @property
    def widest(self) -> list[Row]:
        """The first of them, shown at once."""
        return self.differing[:SHOWN_AT_ONCE]

    @property
    def closer(self) -> list[Row]:
        """The rest, folded away."""
        return self.differing[SHOWN_AT_ONCE:]

    @property
    def floors_met(self) -> int:
        """How many floors are reached."""
        return sum(1 for row in self.floor_rows if row.met)

    @cached_property
    def floors(self) -> list[Floor]:
        """The criteria with star floors, each with what most sheets say."""
        agreed = dict(self.case.agreed_options.values_list("criterion", "position"))
        leaves = self.table.product_set.leaves.values()
        return [self._floor(leaf, agreed) for leaf in leaves if leaf.floors] if self.sheets else []

    @cached_property
    def agreed_on(self) -> list[tuple[str, str, str]]:
        """Number, name and words of every option agreed on."""
        leaves = self.table.product_set.leaves
        stored = self.case.agreed_options.values_list("criterion", "position")
        found = {number: position for number, position in stored if number in leaves}
        return [
            (number, self.table.say(leaves[number].name), self.table.words(number, found[number]))
            for number in leaves
            if number in found
        ]

    @cached_property
    def grounds(self) -> list[Ground]:
        """The grounds of exclusion of the product set."""
        found = dict(self.case.knockouts.values_list("code", "note"))
        raised = {flag for flag, _words in self.flags}
        return [
            Ground(
                one.code,
                self.table.say(one.label),
                "zero_indicator" in raised and self._zero(one.zero_of),
                self._typed(f"stands-{one.code}", one.code in found),
                (self.typed or {}).get(f"note-{one.code}", found.get(one.code, "")),
            )
            for one in self.table.product_set.knockouts
        ]

    @cached_property
    def floor_rows(self) -> list[FloorRow]:
        """Every floor of the result, star by star."""
        if self.result is None:
            return []
        leaves = self.table.product_set.leaves
        return [
            FloorRow(
                stars,
                test.criterion,
                self.table.say(leaves[test.criterion].name),
                test.needed,
                test.met,
                in_words([test.judged])[0],
            )
            for stars, tests in self.result.floors.items()
            for test in tests
        ]

    @cached_property
    def replays(self) -> bool:
        """Whether the arithmetic of today gives the stored answer again."""
        return self.stored is not None and reckoning.replays(self.stored.question, self.stored.answer)

    @cached_property
    def seats(self) -> list[tuple[str, str]]:
        """Who sits on the council: name and place."""
        return [
            (seat.user.full_name, str(seat.get_role_display())) for seat in queries.seats(self.case.council)
        ]

    def agreed_options(self) -> dict[str, int]:
        """The options sent with the form; what is no number is left for the action to name."""
        sent = self.typed or {}
        found: dict[str, int] = {}
        for floor in self.floors:
            value = sent.get(floor.number, "")
            if value.isascii() and value.isdigit() and len(value) < 5:
                found[floor.number] = int(value)
        return found

    def found_grounds(self) -> dict[str, str]:
        """The grounds that were ticked, with their words."""
        return {ground.code: ground.note for ground in self.grounds if ground.stands}

    def _typed(self, name: str, stored: bool) -> bool:  # noqa: FBT001 - a private pair
        return stored if self.typed is None else name in self.typed

    def _answers(self, sheet: Sheet) -> dict[str, int]:
        return {answer.criterion: answer.position for answer in sheet.answers.all()}

    def _total(self, sheet: Sheet) -> MemberTotal:
        points = scoring.sheet_points(self.table.product_set, self._answers(sheet))
        return MemberTotal(sheet, tuple(points.values()), sum(points.values(), Decimal(0)))

    def _row(self, leaf: Criterion) -> Row:
        points = tuple(
            law_sheets.earned(leaf, self._answers(sheet), self.table.product_set) for sheet in self.sheets
        )
        spread = max(points) - min(points)
        names = (sheet.seat.user.full_name for sheet in self.sheets)
        by_member = tuple(zip(names, points, strict=True))
        return Row(leaf.no, self.table.say(leaf.name), leaf.max, by_member, spread, _heat(spread, leaf.max))

    def _floor(self, leaf: Criterion, agreed: Mapping[str, int]) -> Floor:
        positions = [self._answers(sheet).get(leaf.no, NONE_HOLDS) for sheet in self.sheets]
        votes = Counter(positions)
        # Of options chosen equally often the lower one: what most agree to grants no star by a tie.
        majority = min(votes, key=lambda position: (-votes[position], leaf.points_at(position)))
        sent = (self.typed or {}).get(leaf.no, "")
        chosen = agreed.get(leaf.no, majority)
        if sent.isascii() and sent.isdigit() and len(sent) < 5:
            chosen = int(sent)
        choices = [(position, self.table.words(leaf.no, position)) for position in leaf.by_position]
        choices.append((NONE_HOLDS, self.table.words(leaf.no, NONE_HOLDS)))
        return Floor(
            leaf.no,
            self.table.say(leaf.name),
            tuple(choices),
            majority,
            self.table.words(leaf.no, majority),
            votes[majority],
            chosen,
            leaf.no in agreed,
        )

    def _zero(self, numbers: tuple[str, ...]) -> bool:
        leaves = self.table.product_set.leaves
        return any(
            number in answers and leaves[number].points_at(answers[number]) == 0
            for answers in map(self._answers, self.sheets)
            for number in numbers
        )


def _heat(spread: Decimal, most: Decimal) -> Heat:
    share = Fraction(spread) / Fraction(most) if most else Fraction(0)
    return next(Heat(level, sign, word) for limit, level, sign, word in HEAT if share <= limit)
