"""The product sets of a regime, to choose from, in the reader's language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import get_language

from ocop.law.regime import ProductSet
from ocop.platform.text import clean_text, fold
from ocop.registry import regimes


@dataclass(frozen=True, slots=True)
class Entry:
    """A product set of the list."""

    number: int
    name: str
    group: str


def say(regime_id: str, text: str) -> str:
    """A text of the regime's files in the language of the page."""
    return regimes.library().label(regime_id, text, (get_language() or "vi")[:2])


def name_of(regime_id: str, number: int) -> str:
    """The name of a product set."""
    return say(regime_id, regimes.product_set(regime_id, number).name)


def by_sector(regime_id: str, words: str = "") -> list[tuple[str, list[Entry]]]:
    """Sectors with those of their sets whose name, group or sector holds every word, accents aside.

    A product's name is seldom a set's: when no set holds every word, those with any whole word, as accented.
    """
    wanted = fold(words).split()
    searched = {one.set: _texts(regime_id, one) for one in regimes.library().sets(regime_id)}
    chosen = {number for number, text in searched.items() if all(word in fold(text) for word in wanted)}
    typed = _words(words)
    chosen = chosen or {number for number, text in searched.items() if typed & _words(text)}
    sectors: dict[str, list[Entry]] = {}
    for one in regimes.library().sets(regime_id):
        if one.set in chosen:
            name = say(regime_id, one.name)
            group = say(regime_id, one.group) if one.group else ""
            entry = Entry(one.set, name, "" if group == name else group)
            sectors.setdefault(say(regime_id, one.sector), []).append(entry)
    return list(sectors.items())


def _texts(regime_id: str, one: ProductSet) -> str:
    own = [str(one.set), one.name, one.group or "", one.sector]
    return " ".join([*own, *(say(regime_id, text) for text in own)])


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{2,}", clean_text(text).lower()))


def choices(regime_id: str) -> list[tuple[str, list[tuple[int, str]]]]:
    """The sets by sector, as the choices of a form field."""
    return [
        (sector, [(entry.number, f"{entry.number}. {entry.name}") for entry in entries])
        for sector, entries in by_sector(regime_id)
    ]
