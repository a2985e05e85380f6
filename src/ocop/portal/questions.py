"""The score table of a product set as rows to show, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.translation import gettext as _

from ocop.law.regime import NONE_HOLDS, YES, Criterion, Note, Option, ProductSet
from ocop.portal.books import Book, points


@dataclass(frozen=True, slots=True)
class Choice:
    """One option box."""

    value: int
    label: str
    points: str
    floor: int | None
    checked: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The options of one case, or all of them under an empty name."""

    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """A note of the rulebook with the word for its kind."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: a heading over other rows, or a question when it has groups of options.

    ``closed`` is why it cannot be answered now; ``opens`` says that other questions depend on this one.
    """

    number: str
    name: str
    most: str
    depth: int
    remarks: tuple[Remark, ...]
    groups: tuple[Group, ...] = ()
    answered: bool = False
    story: str = ""
    closed: bool = False
    opens: bool = False
    knockouts: tuple[str, ...] = field(default=())

    @property
    def anchor(self) -> str:
        """The name of this row in the page."""
        return anchor(self.number)


def anchor(number: str) -> str:
    """The name of a criterion in a page: ``c-1-5``."""
    return "c-" + number.replace(".", "-")


def rows(book: Book, product_set: ProductSet, top: Criterion, answers: Mapping[str, int]) -> list[Row]:
    """A section and everything below it."""
    shown: list[Row] = []
    _collect(shown, book, product_set, top, answers, 0)
    return shown


def row(
    book: Book, product_set: ProductSet, criterion: Criterion, answers: Mapping[str, int], depth: int = 0
) -> Row:
    """One row. Answers of a question that depends on a story are closed when the story earns no points."""
    story = product_set.leaves[criterion.story] if criterion.story else None
    return Row(
        number=criterion.no,
        name=book.say(criterion.name),
        most=points(criterion.max),
        depth=depth,
        remarks=tuple(Remark(_kind(note), book.say(note.text)) for note in criterion.notes),
        groups=_groups(book, criterion, answers.get(criterion.no)) if criterion.is_leaf else (),
        answered=criterion.no in answers,
        story=story.no if story else "",
        closed=bool(story and story.no in answers and not story.points_at(answers[story.no])),
        opens=any(leaf.story == criterion.no for leaf in product_set.leaves.values()),
        knockouts=tuple(
            book.say(one.label) for one in product_set.knockouts if one.criterion == criterion.no
        ),
    )


def option_words(book: Book, leaf: Criterion, position: int) -> str:
    """What an answer says, in words."""
    if position == NONE_HOLDS:
        return _("No") if leaf.scoring == "yes_no" else _("None of these holds")
    if leaf.scoring == "yes_no":
        return _("Yes")
    return book.say(leaf.by_position[position].label)


def _collect(
    shown: list[Row],
    book: Book,
    product_set: ProductSet,
    criterion: Criterion,
    answers: Mapping[str, int],
    depth: int,
) -> None:
    shown.append(row(book, product_set, criterion, answers, depth))
    for child in criterion.criteria:
        _collect(shown, book, product_set, child, answers, depth + 1)


def _kind(note: Note) -> str:
    match note.kind:
        case "requirement":
            return _("Required")
        case "evidence":
            return _("Evidence")
        case _:
            return _("Explanation")


def _groups(book: Book, leaf: Criterion, chosen: int | None) -> tuple[Group, ...]:
    if leaf.scoring == "yes_no":
        yes = Choice(YES, _("Yes"), points(leaf.max), None, chosen == YES)
        return (Group("", (yes, _none(_("No"), chosen))),)
    names = {case.code: book.say(case.name) for case in leaf.cases}
    groups = [
        Group(names.get(code or "", ""), tuple(_choice(book, option, chosen) for option in options))
        for code, options in groupby(leaf.options, key=lambda option: option.case)
    ]
    # Where the lowest option earns nothing, "none holds" would only say the same again.
    if chosen == NONE_HOLDS or all(option.points > 0 for option in leaf.options):
        groups.append(Group("", (_none(_("None of these holds"), chosen),)))
    return tuple(groups)


def _choice(book: Book, option: Option, chosen: int | None) -> Choice:
    return Choice(
        option.position,
        book.say(option.label),
        points(option.points),
        option.floor,
        chosen == option.position,
    )


def _none(words: str, chosen: int | None) -> Choice:
    return Choice(NONE_HOLDS, words, "0", None, chosen == NONE_HOLDS)
