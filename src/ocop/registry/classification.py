"""Products under the taxonomy of any period: which group a set belongs to, and what it became later.

`data/classification.json` holds it with its sources. A rulebook it does not name has no groups and no
counterparts, so that a new decision needs a line there and no code.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from django.utils.translation import get_language

if TYPE_CHECKING:
    from collections.abc import Iterable

FILE: Final = Path(__file__).parent / "data" / "classification.json"


class Match(StrEnum):
    """How a set of one rulebook stands to the sets of another."""

    SAME = "same"
    SPLIT = "split"
    MERGED = "merged"
    NEW = "new"
    ENDED = "ended"


TURNED: Final = {
    Match.SAME: Match.SAME,
    Match.SPLIT: Match.MERGED,
    Match.MERGED: Match.SPLIT,
    Match.NEW: Match.ENDED,
    Match.ENDED: Match.NEW,
}
"""What a change is called by who looks back on it."""


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text in both languages; `str()` gives that of the page."""

    vi: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "vi").startswith("en") else self.vi


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A group of a taxonomy with its sets by numbering."""

    code: str
    name: Words
    sets: dict[str, tuple[int, ...]]


class Taxonomy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The groups of a period, or of a province; `from_year` and `to_year` are inclusive."""

    code: str
    name: Words
    source: str
    from_year: int
    to_year: int | None
    groups: tuple[Group, ...]


class Relation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"old": "from", "new": "to"}):
    """Sets of the older rulebook that became sets of the newer one."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    kind: Match
    source: str


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"old": "from", "new": "to"}):
    """All relations between two numberings; every set of both stands in at least one."""

    old: str
    new: str
    relations: tuple[Relation, ...]


class Classification(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file. `numbering` says whose numbers a rulebook's sets bear."""

    about: str
    numbering: dict[str, str]
    numbering_source: str
    taxonomies: tuple[Taxonomy, ...]
    changes: tuple[Change, ...]


class Counterpart(msgspec.Struct, frozen=True):
    """What a set is in another rulebook: no set, one or several, and why we say so."""

    sets: tuple[int, ...]
    kind: Match
    source: str


@cache
def opened() -> Classification:
    """The file, read once. Raises: msgspec.DecodeError for one that is damaged."""
    return msgspec.json.decode(FILE.read_bytes(), type=Classification)


def taxonomies() -> tuple[Taxonomy, ...]:
    """Every taxonomy, the oldest national one first."""
    return opened().taxonomies


def taxonomy(code: str) -> Taxonomy:
    """The taxonomy of that code. Raises: KeyError."""
    return {one.code: one for one in taxonomies()}[code]


def group_of(regime_id: str, set_no: int, taxonomy_code: str) -> Group | None:
    """The group of a set in a taxonomy; None where the taxonomy has none for it, such as flowers before 2021.

    Raises: KeyError for an unknown taxonomy.
    """
    numbering = opened().numbering.get(regime_id, "")
    groups = taxonomy(taxonomy_code).groups
    return next((one for one in groups if set_no in one.sets.get(numbering, ())), None)


def sets_of(group: Group) -> dict[str, tuple[int, ...]]:
    """The sets of a group under every rulebook, for a condition on rows."""
    numbering = opened().numbering
    return {
        regime_id: group.sets[numbers] for regime_id, numbers in numbering.items() if numbers in group.sets
    }


def counterparts(regime_id: str, set_no: int, in_regime: str) -> Counterpart | None:
    """What a set of one rulebook is in another; None where nobody has written it down."""
    numbering = opened().numbering
    start, goal = numbering.get(regime_id), numbering.get(in_regime)
    if start is None or goal is None:
        return None
    if start == goal:
        return Counterpart((set_no,), Match.SAME, opened().numbering_source)
    for change in opened().changes:
        if (change.old, change.new) == (start, goal):
            return _gathered(one for one in change.relations if set_no in one.old)
        if (change.new, change.old) == (start, goal):
            return _gathered(_turned(one) for one in change.relations if set_no in one.new)
    return None


def _turned(relation: Relation) -> Relation:
    return Relation(relation.new, relation.old, TURNED[relation.kind], relation.source)


def _gathered(relations: Iterable[Relation]) -> Counterpart | None:
    """Of a set that stands in several relations: all it became, or came from, together."""
    found = list(relations)
    if not found:
        return None
    kinds = {one.kind for one in found}
    sets = tuple(sorted({number for one in found for number in one.new}))
    kind = found[0].kind if len(kinds) == 1 else Match.SPLIT
    return Counterpart(sets, kind, "; ".join(dict.fromkeys(one.source for one in found)))
