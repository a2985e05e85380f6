"""A review as a page: the criteria with what was found, beside the evidence, and what is left to do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ocop.evaluation import display, procedure, queries, reviewing
from ocop.evaluation.models import RequestState
from ocop.evaluation.table import Table
from ocop.platform import clock
from ocop.platform.display import Tag
from ocop.registry import regimes
from ocop.registry.sets import say

if TYPE_CHECKING:
    from datetime import date

    from ocop.evaluation.models import AddedPaper, Dossier, Evidence, ExtraTest, Review, ReviewFinding
    from ocop.law.regime import ReviewRule
    from ocop.platform.actors import Actor


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion of the score table with what was found for it."""

    number: str
    name: str
    finding: ReviewFinding | None
    option: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the score table with its criteria."""

    code: str
    name: str
    rows: tuple[Row, ...]

    @property
    def found(self) -> int:
        """How many of its criteria have a finding."""
        return sum(1 for row in self.rows if row.finding)


@dataclass(frozen=True)
class ReviewPage:
    """A review as this actor sees it."""

    actor: Actor
    review: Review

    @property
    def dossier(self) -> Dossier:
        """The dossier that is reviewed."""
        return self.review.dossier

    @property
    def rule(self) -> ReviewRule | None:
        """How the regime governs it."""
        return reviewing.rule_of(self.dossier, self.review.level)

    @cached_property
    def article(self) -> str:
        """Where that is written."""
        return say(self.dossier.regime_id, self.rule.article) if self.rule else ""

    @cached_property
    def survey_note(self) -> str:
        """When the site is seen, in the words of the regime."""
        note = self.rule.survey_note if self.rule else None
        return say(self.dossier.regime_id, note) if note else ""

    @property
    def survey_owed(self) -> bool:
        """Whether the site has to be seen first and was not."""
        return bool(self.rule and self.dossier.set_no in self.rule.survey_first and not self.surveys)

    @cached_property
    def level_name(self) -> str:
        """The level whose council it is for."""
        return say(self.dossier.regime_id, procedure.regime_of(self.dossier).level(self.review.level).name)

    @cached_property
    def is_writer(self) -> bool:
        """Whether the actor reviews this dossier."""
        return bool(reviewing.can_review(self.actor, self.review))

    @cached_property
    def is_open(self) -> bool:
        """Whether anything can still be written in it."""
        return not self.review.is_sent and reviewing.is_open(self.dossier)

    @cached_property
    def declared(self) -> bool:
        """Whether the actor said that there is no interest."""
        return reviewing.has_declared(self.actor, self.review)

    @property
    def writes(self) -> bool:
        """Whether the actor writes in it now."""
        return self.is_writer and self.is_open and self.declared

    @cached_property
    def sends(self) -> bool:
        """Whether the actor writes and sends the report."""
        return self.writes and bool(reviewing.can_send(self.actor, self.review))

    @cached_property
    def arranges(self) -> bool:
        """Whether the actor's office gives the dossier to reviewers."""
        return bool(reviewing.can_open(self.actor, self.dossier))

    @cached_property
    def table(self) -> Table:
        """The score table in the reader's language."""
        return Table(self.dossier.regime_id, regimes.product_set(self.dossier.regime_id, self.dossier.set_no))

    @cached_property
    def findings(self) -> dict[str, ReviewFinding]:
        """What was found, by criterion."""
        return {one.criterion: one for one in self.review.findings.select_related("written_by")}

    @cached_property
    def parts(self) -> list[Part]:
        """The score table with what was found."""
        mine = reviewing.parts_of(self.actor, self.review) if self.writes else frozenset()
        return [
            Part(
                part.code,
                self.table.say(part.name),
                tuple(self._row(leaf.no, leaf.name, is_mine=part.code in mine) for leaf in part.leaves()),
            )
            for part in self.table.product_set.parts
        ]

    @cached_property
    def gaps(self) -> list[Row]:
        """The criteria where something is missing."""
        return [row for part in self.parts for row in part.rows if row.finding and row.finding.missing]

    @cached_property
    def reviewers(self) -> list[tuple[str, str, str, bool]]:
        """Name, place, parts, and whether they gave the dossier back."""
        gone = set(self.review.declarations.filter(has_interest=True).values_list("user_id", flat=True))
        found: dict[int, tuple[str, str, list[str], bool]] = {}
        for one in self.review.assignments.select_related("seat__user").order_by("pk"):
            name, place = one.seat.user.full_name, one.seat.get_role_display()
            found.setdefault(one.seat_id, (name, place, [], one.seat.user_id in gone))[2].append(one.part)
        return [
            (name, place, _("all parts") if "" in parts else ", ".join(parts), left)
            for name, place, parts, left in found.values()
        ]

    @cached_property
    def surveys(self) -> list[object]:
        """The records of site surveys."""
        return list(self.review.surveys.order_by("visited_on", "pk"))

    @cached_property
    def tests(self) -> list[ExtraTest]:
        """The tests asked for, with the papers that answer them."""
        return list(self.review.tests.prefetch_related("papers").order_by("pk"))

    @cached_property
    def waiting(self) -> list[ExtraTest]:
        """The tests that nobody answered yet."""
        return [one for one in self.tests if one.state == RequestState.ASKED]

    @cached_property
    def clock_words(self) -> str:
        """What asking for a test does to the time that runs, as the regime has it."""
        running = display.clock(self.dossier, clock.today())
        if running is None:
            return _("No limit of the law runs while the dossier waits for its council.")
        if self.rule and self.rule.pause_article:
            return _("The running limit stands still meanwhile (%(article)s).") % {
                "article": say(self.dossier.regime_id, self.rule.pause_article)
            }
        return _("The rules name no pause: the last day %(day)s stays, also while a test is made.") % {
            "day": running.last_day.strftime("%d/%m/%Y")
        }

    @cached_property
    def papers(self) -> dict[str, list[Evidence]]:
        """The evidence of the filed dossier, by criterion."""
        return queries.evidence_by_criterion(self.dossier)

    def added(self, criterion: str) -> list[AddedPaper]:
        """The papers handed in on request for a criterion."""
        return [paper for one in self.tests if one.criterion == criterion for paper in one.papers.all()]

    def options(self, number: str) -> list[tuple[int, str]]:
        """The options of a criterion, in words."""
        line = self.table.line(self.table.product_set.leaves[number], {})
        return [(box.value, box.label) for group in line.groups for box in group.boxes]

    def after(self, number: str) -> str:
        """The next criterion that is the actor's; empty after the last."""
        mine = [row.number for part in self.parts for row in part.rows if row.is_mine]
        later = mine[mine.index(number) + 1 :] if number in mine else []
        return later[0] if later else ""

    def _row(self, number: str, name: str, *, is_mine: bool) -> Row:
        finding = self.findings.get(number)
        position = finding.position if finding else None
        words = "" if position is None else self.table.words(number, position)
        return Row(number, self.table.say(name), finding, words, is_mine)


def state_tag(review: Review, today: date) -> Tag:
    """Where a review stands, in words."""
    if review.is_sent:
        return Tag(_("Report sent"), "green")
    if review.wanted_by is None:
        return Tag(_("Under review"), "blue")
    left = (review.wanted_by - today).days
    return Tag(display.days_left(left), display.tone_of(left))
