"""The score table of a product set as questions to show, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ocop.law import sheets
from ocop.law.regime import NONE_HOLDS, YES, Criterion, Option, ProductSet
from ocop.registry import regimes


@dataclass(frozen=True, slots=True)
class Box:
    """One option box."""

    value: int
    label: str
    points: Decimal
    floor: int | None
    checked: bool


@dataclass(frozen=True, slots=True)
class Boxes:
    """The options of one case, or all of them under an empty name."""

    name: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """A note of the rulebook with the word for its kind."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: a heading, or a question when it has boxes.

    `closed`: it cannot be answered because there is no story; `story` is the criterion that says so. `opens`:
    other questions depend on this one.
    """

    number: str
    name: str
    most: Decimal
    depth: int
    remarks: tuple[Remark, ...]
    groups: tuple[Boxes, ...] = ()
    answered: bool = False
    story: str = ""
    closed: bool = False
    opens: bool = False

    @property
    def anchor(self) -> str:
        """The name of this line in the page."""
        return anchor(self.number)


@dataclass(frozen=True, slots=True)
class Table:
    """A product set read in the language of the page."""

    regime_id: str
    product_set: ProductSet

    def say(self, text: str) -> str:
        """A text of the regime's files in the reader's language."""
        return regimes.library().label(self.regime_id, text, (get_language() or "vi")[:2])

    def section(self, number: str) -> Criterion | None:
        """The top row of that number."""
        return next(
            (top for part in self.product_set.parts for top in part.sections if top.no == number), None
        )

    def section_of(self, criterion: str) -> str:
        """The number of the section a criterion stands in; empty for one that the set does not have."""
        return next(
            (
                top.no
                for part in self.product_set.parts
                for top in part.sections
                if any(leaf.no == criterion for leaf in top.leaves())
            ),
            "",
        )

    def lines(self, top: Criterion, answers: Mapping[str, int], depth: int = 0) -> Iterator[Line]:
        """A section and everything below it."""
        yield self.line(top, answers, depth)
        for child in top.criteria:
            yield from self.lines(child, answers, depth + 1)

    def line(self, row: Criterion, answers: Mapping[str, int], depth: int = 0) -> Line:
        """One row; a question is closed when the story it depends on earns no points."""
        return Line(
            number=row.no,
            name=self.say(row.name),
            most=row.max,
            depth=depth,
            remarks=tuple(Remark(_kind(note.kind), self.say(note.text)) for note in row.notes),
            groups=self._groups(row, answers.get(row.no)) if row.is_leaf else (),
            answered=row.no in answers,
            story=row.story or "",
            closed=row.is_leaf and sheets.applies(row, answers, self.product_set) is False,
            opens=any(leaf.story == row.no for leaf in self.product_set.leaves.values()),
        )

    def words(self, criterion: str, position: int) -> str:
        """What an answer says."""
        leaf = self.product_set.leaves[criterion]
        if leaf.scoring == "yes_no":
            return _("Yes") if position == YES else _("No")
        if position == NONE_HOLDS:
            return _("None of these holds")
        return self.say(leaf.by_position[position].label)

    def _groups(self, leaf: Criterion, chosen: int | None) -> tuple[Boxes, ...]:
        if leaf.scoring == "yes_no":
            yes = Box(YES, _("Yes"), leaf.max, None, chosen == YES)
            return (Boxes("", (yes, _none(_("No"), chosen))),)
        names = {case.code: self.say(case.name) for case in leaf.cases}
        groups = [
            Boxes(names.get(code or "", ""), tuple(self._box(option, chosen) for option in options))
            for code, options in groupby(leaf.options, key=lambda option: option.case)
        ]
        # Where the lowest option earns nothing, "none holds" would only say the same again.
        if chosen == NONE_HOLDS or all(option.points > 0 for option in leaf.options):
            groups.append(Boxes("", (_none(_("None of these holds"), chosen),)))
        return tuple(groups)

    def _box(self, option: Option, chosen: int | None) -> Box:
        return Box(
            option.position, self.say(option.label), option.points, option.floor, chosen == option.position
        )


def anchor(number: str) -> str:
    """The name of a criterion in a page: `c-1-5`."""
    return "c-" + number.replace(".", "-")


def _none(words: str, chosen: int | None) -> Box:
    return Box(NONE_HOLDS, words, Decimal(0), None, chosen == NONE_HOLDS)


def _kind(kind: str) -> str:
    match kind:
        case "requirement":
            return _("Required")
        case "evidence":
            return _("Evidence")
        case _:
            return _("Explanation")
