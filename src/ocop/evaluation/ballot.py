"""A member's sheet as a page: the questions of the rulebook, what belongs to each, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from ocop.evaluation import queries, receipts, reviewing
from ocop.evaluation.answers import Answer, in_words
from ocop.evaluation.estimate import Estimate
from ocop.evaluation.procedure import regime_of
from ocop.evaluation.reviewing import Proposal
from ocop.evaluation.table import Table, anchor
from ocop.law import sheets
from ocop.law.regime import NONE_HOLDS
from ocop.platform.files import PDF
from ocop.registry import regimes

if TYPE_CHECKING:
    from uuid import UUID

    from ocop.evaluation.models import CommuneReport, Dossier, Evidence, ReviewFinding, SelfAnswer, Sheet
    from ocop.evaluation.table import Line
    from ocop.law.regime import Part, ProductSet

WORDS = "-words"


@dataclass(frozen=True, slots=True)
class Claim:
    """What the producer claims for a criterion."""

    option: str
    points: Decimal
    explanation: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A paper that proves a criterion, and the page of it where it does, 0 for no certain one."""

    paper: Evidence
    page: int

    @property
    def fragment(self) -> str:
        """What follows the address, so that a viewer of PDF opens at the page."""
        return f"#page={self.page}" if self.page and self.paper.media_type == PDF else ""


@dataclass(frozen=True, slots=True)
class Question:
    """A row of the sheet. `claim` stays None until the member has chosen, so that it leads nobody.

    `change` names the act that left the answer as it is, empty for none. `review` is what was found before
    the council, shown from the beginning.
    """

    line: Line
    comment: str
    papers: tuple[Proof, ...]
    claim: Claim | None
    chosen: str
    points: Decimal
    change: str = ""
    review: Proposal | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the table with its rows."""

    number: str
    name: str
    questions: tuple[Question, ...]

    @property
    def left(self) -> int:
        """How many of its criteria have no answer yet."""
        return sum(
            1 for one in self.questions if one.line.groups and not one.line.answered and not one.line.closed
        )


@dataclass(frozen=True, slots=True)
class PartOfSheet:
    """A part of the table with its points so far."""

    code: str
    name: str
    points: Decimal
    most: Decimal
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Ballot:
    """A sheet with its answers. `given` is what was typed into it, laid over what is stored.

    `is_blank`: without what is stored, as it is printed for who has still to declare.
    """

    sheet: Sheet
    given: Mapping[str, Answer]
    is_blank: bool = False

    @property
    def dossier(self) -> Dossier:
        """The dossier it judges."""
        return self.sheet.case.dossier

    @property
    def code(self) -> str:
        """What the sheet is called on screen and paper."""
        return receipts.code_of(self.sheet)

    @property
    def set_name(self) -> str:
        """The product set in words."""
        return self.table.say(self.table.product_set.name)

    @property
    def by_parts(self) -> bool:
        """Whether it holds points per part, since those of single criteria are not known."""
        return self.standing.by_parts

    @property
    def unanswered(self) -> list[tuple[str, str]]:
        """The criteria, or parts, without an answer, each with its name in the page."""
        if self.by_parts:
            return [(code, f"id_{code}") for code in self.standing.unanswered]
        return [(number, anchor(number)) for number in self.standing.unanswered]

    @cached_property
    def table(self) -> Table:
        """The score table in the reader's language."""
        return Table(self.dossier.regime_id, regimes.product_set(self.dossier.regime_id, self.dossier.set_no))

    @cached_property
    def answers(self) -> dict[str, int]:
        """The positions to show; one the rulebook does not have cannot be."""
        leaves = self.table.product_set.leaves
        kept = () if self.is_blank else self.sheet.answers.all()
        stored = {answer.criterion: answer.position for answer in kept}
        typed = {number: answer.position for number, answer in self.given.items()}
        return {
            number: position
            for number, position in {**stored, **typed}.items()
            if position is not None and (position == NONE_HOLDS or position in leaves[number].by_position)
        }

    @cached_property
    def standing(self) -> Estimate:
        """What this sheet alone would give; criteria without an answer count 0."""
        leaves = self.table.product_set.leaves
        counting = {
            number: position
            for number, position in self.answers.items()
            if sheets.applies(leaves[number], self.answers, self.table.product_set) is not False
        }
        given = {one.part: one.points for one in self.sheet.parts.all()}
        return Estimate(regime_of(self.dossier), self.table.product_set, counting, given)

    @cached_property
    def why(self) -> list[str]:
        """The reasons of the law's arithmetic, in the reader's language."""
        return in_words(self.standing.result.why)

    @cached_property
    def parts(self) -> tuple[PartOfSheet, ...]:
        """The whole table, in the decision's order."""
        score = self.standing.result.sheets[0]
        return tuple(
            PartOfSheet(
                part.code, self.table.say(part.name), score.parts[part.code], part.max, self._sections(part)
            )
            for part in self.table.product_set.parts
        )

    @cached_property
    def part_totals(self) -> list[tuple[str, Decimal, Decimal]]:
        """Code, points and maximum of each part."""
        points = self.standing.result.sheets[0].parts
        return [(part.code, points[part.code], part.max) for part in self.table.product_set.parts]

    def question(self, number: str) -> Question:
        """One criterion as it stands."""
        return self._question(self.table.line(self.table.product_set.leaves[number], self.answers))

    @cached_property
    def report(self) -> CommuneReport | None:
        """The commune's report."""
        return queries.commune_report(self.dossier)

    @cached_property
    def findings(self) -> list[tuple[str, str]]:
        """The commune's findings under the regime's topics."""
        if self.report is None:
            return []
        found = {finding.topic: finding.finding for finding in self.report.findings.all()}
        topics = regime_of(self.dossier).commune_topics
        return [(self.table.say(topic.name), found[topic.code]) for topic in topics if found.get(topic.code)]

    @cached_property
    def papers(self) -> dict[str, list[Proof]]:
        """The evidence by criterion, with its pages."""
        found: dict[str, list[Proof]] = {}
        for paper in queries.evidence(self.dossier):
            for link in paper.links.all():
                found.setdefault(link.criterion, []).append(Proof(paper, link.page or 0))
        return found

    @cached_property
    def knockouts(self) -> list[str]:
        """The grounds of exclusion of this product set, for the council to keep in mind."""
        return [self.table.say(one.label) for one in self.table.product_set.knockouts]

    def far_from_finding(self, number: str, position: int) -> bool:
        """Whether an option lies so far from what the review proposes that a word of why is asked for."""
        return reviewing.is_far(self.sheet.case, self._reviewed, number, position)

    @cached_property
    def unexplained(self) -> list[tuple[str, str]]:
        """The criteria that still need a word of why, each with its name in the page."""
        return [
            (number, anchor(number))
            for number, position in self.answers.items()
            if not self._comments.get(number, "").strip() and self.far_from_finding(number, position)
        ]

    @cached_property
    def _reviewed(self) -> dict[str, ReviewFinding]:
        return reviewing.sent_findings(self.sheet.case)

    def _proposal(self, line: Line) -> Proposal | None:
        found = self._reviewed.get(line.number)
        if found is None:
            return None
        words = "" if found.position is None else self.table.words(line.number, found.position)
        chosen = self.answers.get(line.number)
        return Proposal(found, words, chosen is not None and self.far_from_finding(line.number, chosen))

    @cached_property
    def _comments(self) -> dict[str, str]:
        stored = {answer.criterion: answer.comment for answer in self.sheet.answers.all()}
        return stored | {number: answer.text for number, answer in self.given.items()}

    @cached_property
    def _claims(self) -> dict[str, SelfAnswer]:
        return queries.self_answers(self.dossier)

    def _sections(self, part: Part) -> tuple[Section, ...]:
        return tuple(
            Section(top.no, self.table.say(top.name), tuple(map(self._question, self._lines(top.no))))
            for top in part.sections
        )

    def _lines(self, number: str) -> Iterator[Line]:
        top = self.table.section(number)
        return self.table.lines(top, self.answers) if top else iter(())

    def _question(self, line: Line) -> Question:
        leaf = self.table.product_set.leaves.get(line.number)
        points = sheets.earned(leaf, self.answers, self.table.product_set) if leaf else Decimal(0)
        return Question(
            line,
            self._comments.get(line.number, ""),
            tuple(self.papers.get(line.number, ())),
            self._claim(line),
            self.table.words(line.number, self.answers[line.number]) if line.answered else "",
            points,
            str(self._changes.get(line.number) or ""),
            self._proposal(line),
        )

    @cached_property
    def _changes(self) -> dict[str, UUID | None]:
        return {answer.criterion: answer.change for answer in self.sheet.answers.all()}

    def _claim(self, line: Line) -> Claim | None:
        claimed = self._claims.get(line.number)
        leaf = self.table.product_set.leaves.get(line.number)
        hidden = self.sheet.case.regulation.hides_claims and not line.answered
        if claimed is None or leaf is None or hidden:
            return None
        words = self.table.words(line.number, claimed.position)
        return Claim(words, leaf.points_at(claimed.position), claimed.explanation)


def read(product_set_leaves: Iterable[str], typed: Mapping[str, str]) -> dict[str, Answer]:
    """The answers in a sent form; a criterion of which nothing was sent, such as a closed one, is left out.

    A note without a choice comes as an answer without a position.
    """
    found: dict[str, Answer] = {}
    for number in product_set_leaves:
        position, words = typed.get(number, ""), typed.get(number + WORDS, "")
        if position.isascii() and position.isdigit() and len(position) < 5:
            found[number] = Answer(int(position), words)
        elif words.strip():
            found[number] = Answer(None, words)
    return found


def counting(product_set: ProductSet, given: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers that can be kept together: what a denied story leaves behind in the form falls away."""
    leaves = product_set.leaves
    positions = {
        number: answer.position
        for number, answer in given.items()
        if answer.position is not None and answer.position in {NONE_HOLDS, *leaves[number].by_position}
    }
    return {
        number: answer
        for number, answer in given.items()
        if answer.position is not None and sheets.applies(leaves[number], positions, product_set) is not False
    }


def loose_notes(given: Mapping[str, Answer]) -> list[str]:
    """The criteria with a note but no choice: a note is kept together with one."""
    return [number for number, answer in given.items() if answer.position is None]
