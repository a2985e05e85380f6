"""The words that a producer or a product is found by: plain text in, plain text out.

A text to search in is its words between single spaces, with one more space at both ends, so that a whole word
and the beginning of one are found by a plain comparison as well as by the index of words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from ocop.platform.text import fold

_WORD: Final = re.compile(r"[^\W\d_]+|\d+")
_NOISE: Final = re.compile(r"[\W_]+")
_CODE: Final = re.compile(r"[a-z]{0,4}\d[a-z\d]{2,}")
_PROVINCE: Final = "vn"


def words(text: str) -> list[str]:
    """The words of a text without accents. Letters and digits part, so that "ST25" and "ST 25" are one."""
    return list(_words(text))


@lru_cache(maxsize=10_000)
def _words(text: str) -> tuple[str, ...]:
    """The names of places and producers come again with every record of theirs."""
    return tuple(_WORD.findall(fold(text)))


def squeezed(code: str) -> str:
    """A code without what stands between its parts: dashes of any kind, points, spaces."""
    return _NOISE.sub("", fold(code))


def code_typed(text: str) -> str:
    """The code that was typed, whole or its beginning, squeezed; empty when the text is none."""
    found = squeezed(text)
    return found if _CODE.fullmatch(found) else ""


def own_text(*names: str) -> str:
    """What a record is found by besides its place and its code."""
    return _joined(word for name in names for word in words(name))


def place_text(province_code: str, names: Iterable[str]) -> str:
    """What a record is found by through its place: names of units, now and before, and the province."""
    return _joined([*(word for name in names for word in words(name)), province_word(province_code)])


def province_word(code: str) -> str:
    """A word that nobody types by chance and every record of a province has."""
    return f"{_PROVINCE}{squeezed(code)}" if code else ""


def _joined(found: Iterable[str]) -> str:
    return f" {' '.join(dict.fromkeys(filter(None, found)))} "
