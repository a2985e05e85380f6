"""One section of the self-assessment as a page: questions, what was answered, papers, and how it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from ocop.evaluation import queries, tasks
from ocop.evaluation.answers import Answer
from ocop.evaluation.table import anchor
from ocop.law import sheets
from ocop.law.regime import NONE_HOLDS

if TYPE_CHECKING:
    from ocop.evaluation.models import Dossier, Evidence, SelfAnswer
    from ocop.evaluation.table import Line, Table
    from ocop.law.regime import Criterion

WORDS: Final = "-words"
NEXT: Final = "next"


@dataclass(frozen=True, slots=True)
class Question:
    """A line of the table with what belongs to it: the producer's words, and the papers that prove it."""

    line: Line
    words: str
    papers: list[Evidence]


@dataclass(frozen=True)
class SectionPage:
    """A section of a dossier's table. `given` is what was typed into it, over what is stored."""

    dossier: Dossier
    table: Table
    top: Criterion
    stored: Mapping[str, SelfAnswer]
    given: Mapping[str, Answer]

    @cached_property
    def answers(self) -> dict[str, int]:
        """The positions to show: those typed, or else those stored; none that the table does not have."""
        kept = {number: answer.position for number, answer in self.stored.items() if number not in self.given}
        leaves = self.table.product_set.leaves
        return kept | {
            number: answer.position
            for number, answer in self.given.items()
            if answer.position is not None and answer.position in {NONE_HOLDS, *leaves[number].by_position}
        }

    @property
    def to_save(self) -> dict[str, Answer]:
        """What was typed, without answers that the absence of a story leaves behind."""
        leaves = self.table.product_set.leaves
        return {
            number: answer
            for number, answer in self.given.items()
            if sheets.applies(leaves[number], self.answers, self.table.product_set) is not False
        }

    @property
    def closed(self) -> frozenset[str]:
        """Criteria that cannot be answered, because there is no story."""
        return frozenset(line.number for line in self.table.lines(self.top, self.answers) if line.closed)

    @property
    def wordless(self) -> list[str]:
        """Criteria about which something was written, but no option chosen."""
        return [number for number, answer in self.given.items() if answer.position is None]

    def context(
        self,
        *,
        stale: bool = False,
        waited: bool = False,
        faults: Iterable[str] = (),
        touched: str = "",
        closed_before: frozenset[str] = frozenset(),
    ) -> dict[str, object]:
        """What the template shows. `touched` is the criterion just answered: others may open or close.

        Only those are drawn again; the next answer may be chosen in the others already.
        """
        estimate = tasks.estimate(self.dossier, self._counting())
        papers = queries.evidence_by_criterion(self.dossier)
        questions = [self._question(line, papers) for line in self.table.lines(self.top, self.answers)]
        before, after = self._neighbours()
        return {
            "dossier": self.dossier,
            "number": self.top.no,
            "title": self.table.say(self.top.name),
            "part": self._part(),
            "questions": questions,
            "told": f"{anchor(touched)}-told",
            "dependent": [
                one
                for one in questions
                if touched
                and one.line.story == touched
                and one.line.closed != (one.line.number in closed_before)
            ],
            "standing": estimate,
            "answered": sum(
                1 for one in questions if one.line.groups and (one.line.answered or one.line.closed)
            ),
            "of": sum(1 for one in questions if one.line.groups),
            "before": before,
            "after": after,
            "stale": stale,
            "waited": waited,
            "faults": list(faults),
        }

    def onward(self, then: str) -> str:
        """Where saving leads: the next section, or the task list."""
        _before, after = self._neighbours()
        if then == NEXT and after:
            return reverse("evaluation:section", args=[self.dossier.pk, after])
        return reverse("evaluation:fill", args=[self.dossier.pk])

    def _question(self, line: Line, papers: Mapping[str, list[Evidence]]) -> Question:
        typed = self.given.get(line.number)
        stored = self.stored.get(line.number)
        words = typed.text if typed else stored.explanation if stored else ""
        return Question(line, words, papers.get(line.number, []))

    def _counting(self) -> dict[str, int]:
        """The answers that count: those a missing story leaves behind do not."""
        leaves = self.table.product_set.leaves
        return {
            number: position
            for number, position in self.answers.items()
            if sheets.applies(leaves[number], self.answers, self.table.product_set) is not False
        }

    def _neighbours(self) -> tuple[str, str]:
        numbers = [top.no for part in self.table.product_set.parts for top in part.sections]
        place = numbers.index(self.top.no)
        return numbers[place - 1] if place else "", numbers[place + 1] if place + 1 < len(numbers) else ""

    def _part(self) -> str:
        part = next(part for part in self.table.product_set.parts if self.top in part.sections)
        return f"{part.code}. {self.table.say(part.name)}"


def page(dossier: Dossier, number: str, typed: Mapping[str, str] | None) -> SectionPage | None:
    """The section of that number, with what was typed into it if anything was; None when there is none."""
    table = tasks.table(dossier)
    top = table.section(number)
    if top is None:
        return None
    leaves = [leaf.no for leaf in top.leaves()]
    return SectionPage(
        dossier, table, top, queries.self_answers(dossier), {} if typed is None else given(typed, leaves)
    )


def given(typed: Mapping[str, str], criteria: Iterable[str]) -> dict[str, Answer]:
    """The answers in a sent form. A criterion of which nothing was sent, like a closed one, is left out."""
    found: dict[str, Answer] = {}
    for number in criteria:
        position, words = typed.get(number, ""), typed.get(number + WORDS, "")
        if position.isascii() and position.isdigit() and len(position) < 5:
            found[number] = Answer(int(position), words)
        elif words.strip():
            found[number] = Answer(None, words)
    return found


def choose_first(criteria: Iterable[str]) -> list[str]:
    """What to say about words that belong to no chosen option yet."""
    return [
        _("Choose an option for criterion %(number)s, so that your words are kept.") % {"number": one}
        for one in criteria
    ]
