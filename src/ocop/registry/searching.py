"""What was typed into a search box, as a condition on producers or products.

Tried in turn until something is found: a code or its beginning; the words, in any order; the last word as
the beginning of one; one word put right by one letter. Only rows that the actor may see are asked, so that
nothing is learnt from a correction either. Decision 0027 says why it is done this way.
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

from ocop.registry import word_tables, wording
from ocop.registry.models import Producer, Product
from ocop.registry.word_tables import TEXT

if TYPE_CHECKING:
    from django.db.models import QuerySet

R = TypeVar("R", Producer, Product)

MOST_WORDS: Final = 12
"""Words beyond these are not looked at."""

CAP: Final = 10_000
"""Rows are counted up to here; beyond, a list is walked in its order instead of being put in order."""

SOME: Final = 1_000
"""So many rows are read by their keys; of those that words found, no more are looked at for a correction."""

MOST_KEYS: Final = 15_000
"""While an order is walked, keys are looked for among so many; beyond, the words are read in each row."""

MOST_HITS: Final = 50_000
"""So many rows that words found are still put in the order of names."""

SAMPLE: Final = 60
"""How many rows are looked at to choose between corrections."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for: a beginning of a code, or words that must all be there.

    `open_end`: the last word may go on. `corrected` are the words as put right, empty when they are as typed.
    """

    code: str = ""
    words: tuple[str, ...] = ()
    open_end: bool = False
    corrected: str = ""

    def __bool__(self) -> bool:
        return bool(self.code or self.words)


NOTHING: Final = Wanted()


def understood(
    typed: str, seen: QuerySet[R], province: str = "", *, small: bool = False, narrowed: bool = False
) -> Wanted:
    """How `typed` finds something among the rows `seen`; as whole words where nothing does.

    `province`: they all lie in this province, which makes the index of words quicker. `small`: they are so
    few that they are read one by one. `narrowed`: they are no matter of place alone.
    """
    words = tuple(dict.fromkeys(wording.words(typed)))[:MOST_WORDS]
    code = wording.code_typed(typed)
    exact = Wanted(words=words)
    if code and seen.filter(by_code(code)).exists():
        return Wanted(code=code)
    ways = _Seen(seen, province, small, narrowed)
    for one in (exact, replace(exact, open_end=True)) if words else ():
        if ways.of(one).exists():
            return one
    return _put_right(words, ways) or exact


def among(rows: QuerySet[R], keys: Q) -> QuerySet[R]:
    """Those of `rows` that have one of these keys, read by their keys.

    Beside a condition on the province SQLite would rather read the whole province.
    """
    if connection.vendor != "sqlite":
        return rows.filter(keys)
    return rows.model._default_manager.filter(keys, Exists(rows.filter(pk=OuterRef("pk"))))


def by_code(code: str) -> Q:
    """Rows whose code begins so, dashes aside."""
    if connection.vendor == "sqlite":
        return Q(code_key__gte=code, code_key__lt=code + "\N{DELETE}")
    return Q(code_key__startswith=code)


def by_text(wanted: Wanted) -> Q:
    """Rows that hold what is wanted, read row by row: for few rows, or while a list is walked."""
    if wanted.code:
        return by_code(wanted.code)
    found = Q()
    for word in wanted.words:
        open_end = wanted.open_end and word == wanted.words[-1]
        part = f" {word}" if open_end else f" {word} "
        found &= Q(search_text__contains=part) | Q(place_text__contains=part)
    return found


def by_index(
    model: type[R],
    wanted: Wanted,
    province: str = "",
    *,
    any_of: Sequence[str] = (),
    limit: int | None = None,
) -> Q:
    """The same rows through the index of words; `any_of` are words of which one must be there as well.

    With `limit` at most so many are found, of all those in the country or in `province`.
    """
    if wanted.code:
        return by_code(wanted.code)
    return Q(pk__in=keys_by_index(model, wanted, province, any_of=any_of, limit=limit))


def keys_by_index(
    model: type[R],
    wanted: Wanted,
    province: str = "",
    *,
    any_of: Sequence[str] = (),
    limit: int | None = None,
) -> RawSQL:
    """The keys of the rows that have these words, as a subquery."""
    sql, params = _in_index(model, wanted, province, any_of)
    return RawSQL(f"{sql} LIMIT {limit}" if limit else sql, params)  # noqa: S611 - our own words


def hits(model: type[R], wanted: Wanted, province: str = "", *, most: int) -> int:
    """How many rows of the country, or of a province, the index of words finds: exact up to `most`."""
    sql, params = _in_index(model, wanted, province)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({sql} LIMIT {most}) AS found", params)  # noqa: S608
        return int(cursor.fetchone()[0])


def _in_index(
    model: type[R], wanted: Wanted, province: str, any_of: Sequence[str] = ()
) -> tuple[str, list[str | int]]:
    """The keys of the rows as SQL, with its parameters."""
    table = model._meta.db_table
    last = wanted.words[-1] if wanted.open_end and wanted.words else None
    if connection.vendor == "sqlite":
        asked = _expression(wanted.words, last, any_of, ends="*", signs=(" AND ", " OR ", '"'))
        own = (1 << word_tables.KEY_BITS) - 1
        sql = f"SELECT rowid & {own} FROM {table}_words WHERE {table}_words MATCH %s"  # noqa: S608 - our own names
        between = word_tables.keys_of(province)
        if between is None:
            return sql, [asked]
        return f"{sql} AND rowid BETWEEN %s AND %s", [asked, between[0], between[1]]
    words = [*wanted.words, *filter(None, [wording.province_word(province)])]
    asked = _expression(words, last, any_of, ends=":*", signs=(" & ", " | ", "'"))
    return f"SELECT id FROM {table} WHERE to_tsvector('simple', {TEXT}) @@ to_tsquery('simple', %s)", [asked]  # noqa: S608


def _expression(
    words: Sequence[str], last: str | None, any_of: Sequence[str], *, ends: str, signs: tuple[str, str, str]
) -> str:
    """What an index is asked: all of these words, `last` as a beginning, and one of the others."""
    joined, either, quote = signs
    parts = [f"{quote}{word}{quote}{ends if word == last else ''}" for word in words]
    if any_of:
        parts.append(f"({either.join(f'{quote}{word}{quote}' for word in any_of)})")
    return joined.join(parts)


@dataclass(frozen=True, slots=True)
class _Seen(Generic[R]):
    """The rows that an actor may see, and how words are looked for in them: see `understood`."""

    rows: QuerySet[R]
    province: str
    small: bool
    narrowed: bool

    def of(self, wanted: Wanted, any_of: Sequence[str] = ()) -> QuerySet[R]:
        """Rows that hold what is wanted and one of some words, if there are many: some of them.

        Where rows are few, those without one of these words are among them.
        """
        if self.small:
            return self.rows.filter(by_text(wanted))
        limit = None if self.narrowed else SOME
        found = by_index(self.rows.model, wanted, self.province, any_of=any_of, limit=limit)
        return among(self.rows, found)

    def may_hold(self, wanted: Wanted) -> bool:
        """Whether any row of the country, or of the province, holds what is wanted."""
        return self.small or not wanted or hits(self.rows.model, wanted, self.province, most=1) > 0


def _put_right(words: tuple[str, ...], seen: _Seen[R]) -> Wanted | None:
    """The words with one of them put right by one letter; None where nothing is found like that either.

    Of several corrections the one that most names have, then the one that most rows have.
    """
    found: list[tuple[tuple[int, int], str, int]] = []
    for number, word in enumerate(words):
        rest = Wanted(words=words[:number] + words[number + 1 :], open_end=number < len(words) - 1)
        near = set(one_letter_off(word)) - {word} if seen.may_hold(rest) else set()
        if near:
            found += [(weight, other, number) for other, weight in _weights(seen, rest, near).items()]
    if not found:
        return None
    _weight, right, number = max(found, key=lambda one: one[0])
    fixed = list(words)
    fixed[number] = right
    return Wanted(words=tuple(fixed), open_end=number < len(words) - 1, corrected=" ".join(fixed))


def _weights(seen: _Seen[R], rest: Wanted, near: set[str]) -> dict[str, tuple[int, int]]:
    """How many of some rows have each of these words in a name, and anywhere."""
    named, anywhere = Counter[str](), Counter[str]()
    texts = seen.of(rest, sorted(near)).values_list("search_text", "place_text")
    for own, there in texts if seen.small else texts[:SAMPLE]:
        named.update(near.intersection(own.split()))
        anywhere.update(near.intersection(f"{own}{there}".split()))
    return {word: (named[word], count) for word, count in sorted(anywhere.items())}


def one_letter_off(word: str) -> Iterator[str]:
    """Every word that one letter added, left out, changed or swapped makes of this one; none for numbers."""
    if not word.isalpha() or len(word) < 2:
        return
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in string.ascii_lowercase:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]
