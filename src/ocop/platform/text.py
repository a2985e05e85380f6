"""Vietnamese text: one form for what is typed, a folded form to search by, a key to sort by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

# The order of the alphabet; tones decide only between words that are otherwise equal.
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
LETTER_RANK = {letter: 0x80 + place for place, letter in enumerate(ALPHABET)}
TONES = (
    "\N{COMBINING GRAVE ACCENT}",
    "\N{COMBINING HOOK ABOVE}",
    "\N{COMBINING TILDE}",
    "\N{COMBINING ACUTE ACCENT}",
    "\N{COMBINING DOT BELOW}",
)
TONE_RANK = {mark: place for place, mark in enumerate(TONES, start=2)}
NO_TONE = 1
SPACE_RANK, OTHER_RANK_LIMIT = 0x01, 0x7F

# The Icelandic eth looks like the capital đ and is what some keyboards and scanners give.
LOOKALIKES = str.maketrans({"\N{LATIN SMALL LETTER ETH}": "đ", "\N{LATIN CAPITAL LETTER ETH}": "Đ"})
LINE_SPACE = re.compile(r"[^\S\n]+")


def clean_text(value: str, *, lines: bool = False) -> str:
    """What was typed, ready to be stored: NFC, no invisible characters, no superfluous spaces.

    With `lines`, line breaks stay; otherwise they become spaces. Cleaning twice changes nothing.
    """
    text = unicodedata.normalize("NFC", value.translate(LOOKALIKES)).replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        char for char in text if char.isspace() or unicodedata.category(char) not in {"Cc", "Cf", "Cs"}
    )
    if not lines:
        return " ".join(kept.split())
    return "\n".join(LINE_SPACE.sub(" ", line).strip() for line in kept.split("\n")).strip("\n")


def fold(value: str) -> str:
    """The text to search by: small letters, no accents, đ as d. "Đường phèn" becomes "duong phen"."""
    if value.isascii():
        return " ".join(value.lower().split())
    small = value.translate(LOOKALIKES).casefold()
    return " ".join(unicodedata.normalize("NFD", small).translate(BARE).split())


def vi_sort_key(value: str) -> bytes:
    """Bytes that sort in the order of a Vietnamese dictionary: ă after a, đ after d, tones last.

    Stored in a binary column, it gives the same order on every database.
    """
    text = unicodedata.normalize("NFC", value.translate(LOOKALIKES).lower())
    return f"{text.translate(LETTERS)}\0{text.translate(TONE_MARKS)}".encode("latin-1")


class _Table(dict[int, int | None]):
    """What `str.translate` makes of each character, found out once per character."""

    def __init__(self, find: Callable[[str], int | None]) -> None:
        super().__init__()
        self.find = find

    def __missing__(self, code: int) -> int | None:
        self[code] = found = self.find(chr(code))
        return found


def _split(char: str) -> tuple[str, int]:
    """A letter without its tone, and the rank of the tone."""
    parts = unicodedata.normalize("NFD", char)
    base, marks = parts[0], parts[1:]
    tone = next((TONE_RANK[mark] for mark in marks if mark in TONE_RANK), NO_TONE)
    return unicodedata.normalize("NFC", base + "".join(mark for mark in marks if mark not in TONE_RANK)), tone


def _rank(letter: str) -> int:
    if letter in LETTER_RANK:
        return LETTER_RANK[letter]
    if letter.isspace():
        return SPACE_RANK
    bare = unicodedata.normalize("NFD", letter)[0]
    return LETTER_RANK.get(bare, min(max(ord(bare), SPACE_RANK + 1), OTHER_RANK_LIMIT))


def _bare(char: str) -> int | None:
    """Nothing for a combining mark, d for đ."""
    return None if unicodedata.combining(char) else ord("d" if char == "đ" else char)


BARE = _Table(_bare)
LETTERS = _Table(lambda char: _rank(_split(char)[0]))
TONE_MARKS = _Table(lambda char: _split(char)[1])
