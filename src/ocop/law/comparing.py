"""What changed between two score tables, criterion by criterion.

Rows are paired by number and name, then by name alone, then by number where the names are close, then by
close names under the same parent. What is left stands in one table only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

from ocop.law.library import number_text
from ocop.law.names import fold
from ocop.law.regime import Criterion, Part, ProductSet

Kind = Literal[
    "only_in_a",
    "only_in_b",
    "renamed",
    "renumbered",
    "max",
    "structure",
    "options",
    "floors",
    "labels",
    "knockouts",
]
Plain = str | int | list["Plain"] | dict[str, "Plain"] | None
CLOSE: Final = 0.6
"""How alike two names must be, 0 to 1, for a row of the same number to count as renamed and not replaced."""
VERY_CLOSE: Final = 0.75
"""The same for a row that also moved, under the same parent."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``criterion`` is the row's number in the first table, ``becomes`` in the second."""

    kind: Kind
    criterion: str | None
    becomes: str | None
    name: str
    before: Plain = None
    after: Plain = None

    def as_json(self) -> dict[str, Plain]:
        """The change as ``ocop regime diff --json`` prints it."""
        return {
            "kind": self.kind,
            "criterion": self.criterion,
            "becomes": self.becomes,
            "name": self.name,
            "before": self.before,
            "after": self.after,
        }


def diff(first: ProductSet, second: ProductSet) -> list[Change]:
    """What changed from the first table to the second, in the first's order, what is new last."""
    changes = [*_parts(first, second), *_knockouts(first, second)]
    paired = pairs(first, second)
    for row in first.rows():
        other = paired.get(row.no)
        changes += _only("only_in_a", row) if other is None else _changes(row, other)
    met = {row.no for row in paired.values()}
    for row in second.rows():
        if row.no not in met:
            changes += _only("only_in_b", row)
    return changes


def unchanged(first: ProductSet, second: ProductSet) -> frozenset[str]:
    """The leaves that stand in both tables under one number with the same words and points.

    An answer given to such a leaf of the first table says the same in the second. Floors may differ: they
    judge an answer and do not change it.
    """
    mine, theirs = first.leaves, second.leaves
    same = {no for no in mine.keys() & theirs.keys() if _says(mine[no]) == _says(theirs[no])}
    # A structure of a story that was not told means nothing: both go, or none.
    return frozenset(no for no in same if mine[no].story is None or mine[no].story in same)


def _says(leaf: Criterion) -> tuple[object, ...]:
    """All that an answer to a leaf can mean: its name, how it is answered, its options and their points."""
    options = tuple((one.position, one.points, one.case, fold(one.label)) for one in leaf.options)
    return fold(leaf.name), leaf.max, leaf.scoring, leaf.story, options


def pairs(first: ProductSet, second: ProductSet) -> dict[str, Criterion]:
    """The row of the second table that corresponds to each row of the first, by the first's number."""
    found: dict[str, Criterion] = {}
    left = {row.no: row for row in first.rows()}
    right = {row.no: row for row in second.rows()}
    for number, row in list(left.items()):
        if number in right and fold(row.name) == fold(right[number].name):
            found[number] = right.pop(number)
            left.pop(number)
    for number, row in list(left.items()):
        other = _same_name(row, left, right)
        if other is not None:
            found[number] = right.pop(other)
            left.pop(number)
    for number, row in list(left.items()):
        if number in right and _alike(row.name, right[number].name) >= CLOSE:
            found[number] = right.pop(number)
            left.pop(number)
    for number, row in left.items():
        siblings = [other for other in right if _parent(other) == _parent(number) != ""]
        nearest = max(siblings, key=lambda other: _alike(row.name, right[other].name), default=None)
        if nearest is not None and _alike(row.name, right[nearest].name) >= VERY_CLOSE:
            found[number] = right.pop(nearest)
    return found


def _parent(number: str) -> str:
    return number.rpartition(".")[0]


def _same_name(row: Criterion, left: Mapping[str, Criterion], right: Mapping[str, Criterion]) -> str | None:
    """The one row left over on the other side that bears this row's name, if this row alone bears it here."""
    name = fold(row.name)
    here = [other for other in left.values() if fold(other.name) == name]
    there = [number for number, other in right.items() if fold(other.name) == name]
    return there[0] if len(here) == len(there) == 1 else None


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, fold(one), fold(other)).ratio()


def _only(kind: Literal["only_in_a", "only_in_b"], row: Criterion) -> list[Change]:
    described: Plain = {"max": number_text(row.max), "options": _points(row), "floors": _floors(row)}
    if kind == "only_in_a":
        return [Change(kind, row.no, None, row.name, before=described)]
    return [Change(kind, None, row.no, row.name, after=described)]


def _changes(row: Criterion, other: Criterion) -> Iterator[Change]:
    def change(kind: Kind, view: Callable[[Criterion], Plain]) -> Iterator[Change]:
        before, after = view(row), view(other)
        if before != after:
            yield Change(kind, row.no, other.no, other.name, before, after)

    yield from change("renumbered", lambda seen: seen.no)
    if fold(row.name) != fold(other.name):
        yield Change("renamed", row.no, other.no, other.name, row.name, other.name)
    yield from change("max", lambda seen: number_text(seen.max))
    yield from change("structure", _structure)
    yield from change("options", _points)
    yield from change("floors", _floors)
    if _points(row) == _points(other):
        yield from change("labels", lambda seen: [option.label for option in seen.options])


def _structure(row: Criterion) -> Plain:
    return {
        "scoring": row.scoring if row.is_leaf else "group",
        "story": row.story is not None,
        "cases": [case.code for case in row.cases],
    }


def _points(row: Criterion) -> Plain:
    """The ladder of points, as ``["0", "1", "3"]``."""
    return [number_text(option.points) for option in row.options]


def _floors(row: Criterion) -> Plain:
    return {str(stars): number_text(points) for stars, points in sorted(row.floors.items())}


def _parts(first: ProductSet, second: ProductSet) -> Iterator[Change]:
    after = {part.code: part for part in second.parts}
    for part in first.parts:
        other = after.get(part.code)
        if other is None:
            yield _part_only("only_in_a", part)
        elif other.max != part.max:
            place = f"part {part.code}"
            yield Change("max", place, place, other.name, number_text(part.max), number_text(other.max))
    known = {part.code for part in first.parts}
    yield from (_part_only("only_in_b", part) for part in second.parts if part.code not in known)


def _part_only(kind: Literal["only_in_a", "only_in_b"], part: Part) -> Change:
    place = f"part {part.code}"
    if kind == "only_in_a":
        return Change(kind, place, None, part.name, before={"max": number_text(part.max)})
    return Change(kind, None, place, part.name, after={"max": number_text(part.max)})


def _knockouts(first: ProductSet, second: ProductSet) -> Iterator[Change]:
    """Grounds of exclusion that one table has and the other has not; told apart by what they say."""
    before = Counter(fold(knockout.label) for knockout in first.knockouts)
    after = Counter(fold(knockout.label) for knockout in second.knockouts)
    gone: list[Plain] = [item.label for item in first.knockouts if fold(item.label) not in after]
    new: list[Plain] = [item.label for item in second.knockouts if fold(item.label) not in before]
    if gone or new:
        yield Change("knockouts", None, None, second.name, gone, new)
