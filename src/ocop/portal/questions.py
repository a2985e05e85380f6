"""The score table of a product set as rows for public pages: that of `evaluation.table`, points in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ocop.evaluation.table import Boxes, Line, Remark, Table, anchor
from ocop.law.regime import Criterion, ProductSet
from ocop.portal.books import Book, points

__all__ = ["Row", "anchor", "option_words", "row", "rows"]


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
class Row:
    """A row of the table: a heading over other rows, or a question when it has groups of options.

    ``closed``: it cannot be answered, for there is no story; ``opens``: other questions depend on it.
    """

    number: str
    name: str
    most: str
    depth: int
    remarks: tuple[Remark, ...]
    groups: tuple[Group, ...]
    answered: bool
    story: str
    closed: bool
    opens: bool
    knockouts: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """The name of this row in the page."""
        return anchor(self.number)


def rows(book: Book, product_set: ProductSet, top: Criterion, answers: Mapping[str, int]) -> list[Row]:
    """A section and everything below it."""
    return [_row(book, product_set, line) for line in _table(book, product_set).lines(top, answers)]


def row(book: Book, product_set: ProductSet, criterion: Criterion, answers: Mapping[str, int]) -> Row:
    """One row."""
    return _row(book, product_set, _table(book, product_set).line(criterion, answers))


def option_words(book: Book, product_set: ProductSet, criterion: str, position: int) -> str:
    """What an answer says, in words."""
    return _table(book, product_set).words(criterion, position)


def _table(book: Book, product_set: ProductSet) -> Table:
    return Table(book.regime.id, product_set)


def _row(book: Book, product_set: ProductSet, line: Line) -> Row:
    return Row(
        number=line.number,
        name=line.name,
        most=points(line.most),
        depth=line.depth,
        remarks=line.remarks,
        groups=tuple(_group(boxes) for boxes in line.groups),
        answered=line.answered,
        story=line.story,
        closed=line.closed,
        opens=line.opens,
        knockouts=tuple(book.say(one.label) for one in product_set.knockouts if one.criterion == line.number),
    )


def _group(boxes: Boxes) -> Group:
    return Group(
        boxes.name,
        tuple(
            Choice(box.value, box.label, points(box.points), box.floor, box.checked) for box in boxes.boxes
        ),
    )
