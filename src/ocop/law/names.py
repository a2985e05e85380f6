"""Names as people type them: compared without marks, case or punctuation, and product sets found by them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from ocop.law.library import Library
from ocop.law.regime import ProductSet
from ocop.law.sheets import Refused
from ocop.law.words import message


def fold(text: str) -> str:
    """A name's letters and digits alone, without tone marks: ``Rau, củ`` and ``rau cu`` are the same."""
    plain = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    kept = (char if char.isalnum() else " " for char in plain if not unicodedata.combining(char))
    return " ".join("".join(kept).casefold().split())


def find_set(library: Library, regime_id: str, asked: str) -> ProductSet:
    """The product set meant by a number or a name, or by the beginning or a part of a name.

    Raises :class:`~ocop.law.sheets.Refused` when none fits, or when several do, with the candidates.
    """
    numbers = library.numbers(regime_id)
    if asked.strip().isascii() and asked.strip().isdigit() and int(asked) in numbers:
        return library.product_set(regime_id, int(asked))
    fitting = _fitting(library.sets(regime_id), fold(asked))
    if len(fitting) == 1:
        return fitting[0]
    listed = "; ".join(f"{found.set}. {found.name}" for found in fitting or library.sets(regime_id))
    code = "ambiguous_set" if fitting else "unknown_set"
    raise Refused([message(code, regime=regime_id, set=asked, known=listed)])


def find_pair(library: Library, first: str, second: str, asked: str) -> tuple[ProductSet, ProductSet]:
    """The product set meant in two regimes: found in the first, then by its name there in the second.

    A number is the first regime's own, since regimes number their sets differently. Raises
    :class:`~ocop.law.sheets.Refused`.
    """
    found = find_set(library, first, asked)
    other = counterpart(library.sets(second), found.name)
    if other is None:
        other = find_set(library, second, found.name if asked.strip().isdigit() else asked)
    return found, other


def counterpart(sets: Sequence[ProductSet], name: str) -> ProductSet | None:
    """The one product set of this name, or else the one whose name adds words to it or leaves some off."""
    ours = fold(name)
    for test in (
        lambda other: other == ours,
        lambda other: _begins(other, ours) or _begins(ours, other),
    ):
        bearing = [candidate for candidate in sets if test(fold(candidate.name))]
        if bearing:
            return bearing[0] if len(bearing) == 1 else None
    return None


def _begins(name: str, words: str) -> bool:
    return f"{name} ".startswith(f"{words} ")


def _fitting(sets: list[ProductSet], asked: str) -> list[ProductSet]:
    """The sets of the first test that any passes: the name, its first words, words in it, its letters."""
    if not asked:
        return []
    words = set(asked.split())
    named = [(candidate, fold(candidate.name)) for candidate in sets]
    for test in (
        lambda name: name == asked,
        lambda name: _begins(name, asked),
        lambda name: f" {asked} " in f" {name} ",
        lambda name: words <= set(name.split()),
        lambda name: name.startswith(asked),
    ):
        fitting = [candidate for candidate, name in named if test(name)]
        if fitting:
            return fitting
    return []
