"""How alike two names are, and which records of a list a person should look at: proposals, never verdicts.

Pure: takes plain values, gives pairs with their reasons. Names are compared folded, without the words that
say what kind of producer it is, and with numbers apart: "Gạo ST 25" is "Gạo ST25" but not "Gạo ST24".
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from rapidfuzz import fuzz

from ocop.platform.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

FILE: Final = Path(__file__).parent / "data" / "resemblance.json"
_SPLIT_NUMBER: Final = re.compile(
    r"(?<=\b[a-z])[\s-]+(?=\d)|(?<=\b[a-z]{2})[\s-]+(?=\d)|(?<=\d)[\s-]+(?=(?:kg|g|ml|l)\b)"
)
_NOISE: Final = re.compile(r"[^a-z0-9 ]+")
TAX_DIGITS: Final = 10


class Thresholds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From how many percent names count as the same or as alike, and the words left out, with their why."""

    why: str
    same_name: int
    alike_name: int
    largest_block: int
    kind_words: tuple[str, ...]


@cache
def thresholds() -> Thresholds:
    """The thresholds of `data/resemblance.json`."""
    return msgspec.json.decode(FILE.read_bytes(), type=Thresholds)


@cache
def _kind_words() -> re.Pattern[str]:
    words = sorted(thresholds().kind_words, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(words)})\b")


@lru_cache(maxsize=65536)
def core(name: str) -> str:
    """What is left of a name to compare: "HTX Dịch vụ Nông nghiệp Tả Van" becomes "ta van"."""
    folded = _SPLIT_NUMBER.sub("", fold(name))
    plain = " ".join(_NOISE.sub(" ", folded).split())
    bare = " ".join(_kind_words().sub(" ", plain).split())
    return bare or plain


@lru_cache(maxsize=65536)
def numbers(name: str) -> frozenset[str]:
    """The words of a name that hold a digit: they tell products of one maker apart."""
    return frozenset(word for word in core(name).split() if any(char.isdigit() for char in word))


def likeness(left: str, right: str) -> int:
    """How alike two names are in percent, whatever the order of their words; 0 where numbers differ."""
    if numbers(left) != numbers(right):
        return 0
    return int(fuzz.token_sort_ratio(core(left), core(right)))


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a record to compare. `place` is its commune, `tax_code` and `phone` may be empty."""

    pk: int
    name: str
    place: str
    tax_code: str = ""
    phone: str = ""
    holder: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that look alike: keys in order, codes of the reasons, how sure, in percent."""

    left: int
    right: int
    reasons: tuple[str, ...]
    score: int


def alike_producers(entries: Sequence[Entry]) -> list[Pair]:
    """Producers that may be one: the same tax number, phone, or name at the same place; surest first.

    Names of one place count from `alike_name`, elsewhere only when they are the same.
    """
    found = _Found()
    for code, key in (("tax_code", _main_tax_code), ("phone", _phone)):
        for group in _groups(entries, key):
            for left, right in _all_pairs(group):
                found.add(left, right, code, 100 if code == "tax_code" else 90)
    for left, right, score in _by_name(entries, thresholds().alike_name):
        if left.place == right.place:
            found.add(left, right, "name_and_place", score)
        elif score >= thresholds().same_name:
            found.add(left, right, "name", score - 20)
    return found.pairs()


def alike_products(entries: Sequence[Entry]) -> list[Pair]:
    """Products that may be one, or that are too like another's; surest first.

    Of one producer: entered twice. Of two producers: look-alikes, which the programme wants fewer of (S6.20).
    """
    found = _Found()
    for left, right, score in _by_name(entries, thresholds().alike_name):
        if left.holder == right.holder:
            found.add(left, right, "same_producer", score)
        elif left.place == right.place:
            found.add(left, right, "name_and_place", score - 10)
        else:
            found.add(left, right, "name", score - 20)
    return found.pairs()


class _Found:
    def __init__(self) -> None:
        self._reasons: defaultdict[tuple[int, int], dict[str, int]] = defaultdict(dict)

    def add(self, left: Entry, right: Entry, reason: str, score: int) -> None:
        key = (min(left.pk, right.pk), max(left.pk, right.pk))
        self._reasons[key][reason] = score

    def pairs(self) -> list[Pair]:
        pairs = [Pair(*key, tuple(why), max(why.values())) for key, why in self._reasons.items()]
        return sorted(pairs, key=lambda pair: (-pair.score, pair.left, pair.right))


def _main_tax_code(entry: Entry) -> str:
    """The number of the business itself: dependent units share it."""
    return entry.tax_code[:TAX_DIGITS] if "-" in entry.tax_code or len(entry.tax_code) == TAX_DIGITS else ""


def _phone(entry: Entry) -> str:
    return entry.phone


def _groups(entries: Iterable[Entry], key: Callable[[Entry], str]) -> list[list[Entry]]:
    grouped: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if value := key(entry):
            grouped[value].append(entry)
    return [group for group in grouped.values() if len(group) > 1]


def _all_pairs(group: Sequence[Entry]) -> Iterable[tuple[Entry, Entry]]:
    return ((left, right) for at, left in enumerate(group) for right in group[at + 1 :])


def _by_name(entries: Sequence[Entry], at_least: int) -> Iterable[tuple[Entry, Entry, int]]:
    """Pairs whose names are alike; a long list is compared within its first words only."""
    if len(entries) <= thresholds().largest_block:
        return _compared(entries, at_least)
    blocks = _groups(entries, lambda entry: core(entry.name)[:4])
    cut = [block[: thresholds().largest_block] for block in blocks]
    return (found for block in cut for found in _compared(block, at_least))


def _compared(entries: Sequence[Entry], at_least: int) -> Iterable[tuple[Entry, Entry, int]]:
    import numpy as np  # noqa: PLC0415 - takes long to load, and only lists are compared with it
    from rapidfuzz import process  # noqa: PLC0415 - as above

    names = [" ".join(sorted(core(entry.name).split())) for entry in entries]
    if len(names) < 2:
        return
    scores = process.cdist(names, names, scorer=fuzz.ratio, score_cutoff=at_least, dtype=np.uint8)
    for at, other in np.argwhere(np.triu(scores, 1)):
        left, right = entries[at], entries[other]
        if numbers(left.name) == numbers(right.name):
            yield left, right, int(scores[at, other])
