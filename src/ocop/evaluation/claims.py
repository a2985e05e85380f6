"""The self-assessment as a table to read: what the producer claims for each criterion, and what proves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from ocop.evaluation import queries
from ocop.evaluation.table import Table
from ocop.law import sheets
from ocop.registry import regimes
from ocop.registry.sets import say

if TYPE_CHECKING:
    from ocop.evaluation.models import Dossier, Evidence, SelfAnswer
    from ocop.law.regime import Criterion, ProductSet


@dataclass(frozen=True, slots=True)
class Claim:
    """A row: a heading over others (`leaf` False), or a criterion with the claimed option and its points."""

    number: str
    name: str
    most: Decimal
    leaf: bool
    depth: int
    answered: bool = False
    applies: bool = True
    option: str = ""
    points: Decimal = Decimal(0)
    explanation: str = ""
    papers: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class PartOfClaims:
    """A part of the score table with its rows and the points claimed in it."""

    code: str
    name: str
    most: Decimal
    points: Decimal
    rows: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Claims:
    """The whole self-assessment. `total` is the producer's own count, not a result."""

    parts: tuple[PartOfClaims, ...]
    total: Decimal
    most: Decimal
    unanswered: int


def claims(dossier: Dossier) -> Claims:
    """The self-assessment of a dossier, in the decision's order."""
    product_set = regimes.product_set(dossier.regime_id, dossier.set_no)
    reader = _Reader(
        dossier.regime_id,
        product_set,
        queries.self_answers(dossier),
        queries.evidence_by_criterion(dossier),
    )
    parts = tuple(reader.parts())
    total = sum((part.points for part in parts), Decimal(0))
    unanswered = len(sheets.missing(product_set, reader.positions))
    return Claims(parts, total, product_set.max, unanswered)


class _Reader:
    def __init__(
        self,
        regime_id: str,
        product_set: ProductSet,
        answers: Mapping[str, SelfAnswer],
        papers: Mapping[str, list[Evidence]],
    ) -> None:
        self.regime_id = regime_id
        self.table = Table(regime_id, product_set)
        self.product_set = product_set
        self.answers = answers
        self.papers = papers
        self.positions = {number: answer.position for number, answer in answers.items()}

    def parts(self) -> Iterator[PartOfClaims]:
        for part in self.product_set.parts:
            rows = tuple(row for section in part.sections for row in self.rows(section, 0))
            points = sum((row.points for row in rows), Decimal(0))
            yield PartOfClaims(part.code, say(self.regime_id, part.name), part.max, points, rows)

    def rows(self, criterion: Criterion, depth: int) -> Iterator[Claim]:
        name = say(self.regime_id, criterion.name)
        if criterion.is_leaf:
            yield self.leaf(criterion, name, depth)
            return
        yield Claim(criterion.no, name, criterion.max, leaf=False, depth=depth)
        for child in criterion.criteria:
            yield from self.rows(child, depth + 1)

    def leaf(self, criterion: Criterion, name: str, depth: int) -> Claim:
        answer = self.answers.get(criterion.no)
        return Claim(
            criterion.no,
            name,
            criterion.max,
            leaf=True,
            depth=depth,
            answered=answer is not None,
            applies=sheets.applies(criterion, self.positions, self.product_set) is not False,
            option=self.table.words(criterion.no, answer.position) if answer else "",
            points=sheets.earned(criterion, self.positions, self.product_set),
            explanation=answer.explanation if answer else "",
            papers=tuple(self.papers.get(criterion.no, ())),
        )
