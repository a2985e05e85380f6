"""Where regimes are found: the shipped folder, and any folder laid over it.

A file in a later folder takes the place of the same file in an earlier one, so official wording can be laid
over a shipped product set, and a new regime can be added, without touching what is shipped. Files are read
when first asked for and kept.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec

from ocop.law.regime import ProductSet, Regime

SHIPPED: Final = Path(__file__).parent / "regimes"
REGIME_FILE: Final = "regime.json"
ENGLISH_FILES: Final = ("regime.en.json", "labels.en.json")
"""English by Vietnamese text: of the regime's facts, and of its product sets."""

MALFORMED: Final = (msgspec.DecodeError, UnicodeDecodeError)
"""What decoding raises for a file that is not JSON, not UTF-8 or not of the shape."""

_ID: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,63}")
_raw = msgspec.json.Decoder(dict[str, msgspec.Raw])
_sets = msgspec.json.Decoder(ProductSet)
_labels = msgspec.json.Decoder(dict[str, str])


class NotFound(LookupError):
    """A regime or a product set that no folder holds. ``args[0]`` names it."""


class Unreadable(ValueError):
    """A regime file that does not fit the format. ``path`` is the file, ``reason`` says where it is wrong."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class Library:
    """Regimes by id, read from ``folders`` (later ones win, file by file)."""

    def __init__(self, *folders: Path) -> None:
        self.folders = folders or (SHIPPED,)
        self._regimes: dict[str, Regime] = {}
        self._sets: dict[tuple[str, int], ProductSet] = {}
        self._english: dict[str, dict[str, str]] = {}

    def ids(self) -> list[str]:
        """The regimes' ids, in the order in which they came into force."""
        found = {path.parent.name for folder in self.folders for path in folder.glob(f"*/{REGIME_FILE}")}
        return sorted(found, key=lambda regime_id: (self.regime(regime_id).in_force_from, regime_id))

    def regime(self, regime_id: str) -> Regime:
        """The regime of that id; raises :class:`NotFound` or :class:`Unreadable`."""
        if regime_id not in self._regimes:
            path = self._find(regime_id, REGIME_FILE)
            try:
                self._regimes[regime_id] = msgspec.json.decode(
                    msgspec.json.encode(self._facts(path, (regime_id,))), type=Regime
                )
            except MALFORMED as error:
                raise Unreadable(path, str(error)) from error
        return self._regimes[regime_id]

    @staticmethod
    def may_be_id(text: str) -> bool:
        """Whether a text can be a regime's id, which is also the name of its folder."""
        return _ID.fullmatch(text) is not None

    def numbers(self, regime_id: str) -> list[int]:
        """The numbers of the regime's product sets, its base's when it only amends one."""
        base = self.regime(regime_id).extends
        own = {
            _set_number(path) for folder in self.folders for path in folder.glob(f"{regime_id}/sets/*.json")
        }
        return sorted(own | set(self.numbers(base) if base else ()))

    def product_set(self, regime_id: str, number: int) -> ProductSet:
        """One product set; raises :class:`NotFound` or :class:`Unreadable`."""
        key = (regime_id, number)
        if key not in self._sets:
            self._sets[key] = self._read_set(regime_id, number)
        return self._sets[key]

    def sets(self, regime_id: str) -> list[ProductSet]:
        """All product sets of a regime, in its own order."""
        return [self.product_set(regime_id, number) for number in self.numbers(regime_id)]

    def for_date(self, filed_on: date) -> Regime:
        """The regime in force for a dossier filed on that day.

        Where a lapsing regime still overlaps its successor, the later one governs new dossiers (Điều 11 and
        12, 26/2026/QĐ-TTg). Raises :class:`NotFound` for a day on which none is in force.
        """
        for regime_id in reversed(self.ids()):
            regime = self.regime(regime_id)
            lapsed = regime.in_force_to is not None and regime.in_force_to < filed_on
            if regime.in_force_from <= filed_on and not lapsed:
                return regime
        raise NotFound(filed_on.isoformat())

    def english(self, regime_id: str) -> dict[str, str]:
        """English labels by Vietnamese label, its base's included."""
        if regime_id not in self._english:
            base = self.regime(regime_id).extends
            labels = dict(self.english(base)) if base else {}
            for path in (folder / regime_id / name for folder in self.folders for name in ENGLISH_FILES):
                if path.is_file():
                    try:
                        labels |= _labels.decode(path.read_bytes())
                    except MALFORMED as error:
                        raise Unreadable(path, str(error)) from error
            self._english[regime_id] = labels
        return self._english[regime_id]

    def label(self, regime_id: str, text: str, language: str) -> str:
        """``text`` of a regime file in ``language``; Vietnamese where no translation is kept."""
        return self.english(regime_id).get(text, text) if language == "en" else text

    def _facts(self, path: Path, amending: tuple[str, ...]) -> dict[str, msgspec.Raw]:
        """The facts of a file over those of the regime it amends; ``amending`` are the ids walked so far."""
        facts = _raw.decode(path.read_bytes())
        base = msgspec.json.decode(facts["extends"], type=str | None) if "extends" in facts else None
        if base is None:
            return facts
        if base in amending:
            raise msgspec.ValidationError(f"extends: {' > '.join((*amending, base))}")
        return self._facts(self._find(base, REGIME_FILE), (*amending, base)) | facts

    def _read_set(self, regime_id: str, number: int) -> ProductSet:
        try:
            path = self._find(regime_id, f"sets/{number:02d}.json")
        except NotFound:
            base = self.regime(regime_id).extends
            if base is None:
                raise NotFound(f"{regime_id} / {number}") from None
            return self.product_set(base, number)
        try:
            return _sets.decode(path.read_bytes())
        except MALFORMED as error:
            raise Unreadable(path, str(error)) from error

    def _find(self, regime_id: str, name: str) -> Path:
        if not _ID.fullmatch(regime_id):
            raise NotFound(regime_id)
        for folder in reversed(self.folders):
            path = folder / regime_id / name
            if path.is_file():
                return path
        raise NotFound(regime_id)


def _set_number(path: Path) -> int:
    if path.stem.isascii() and path.stem.isdigit():
        return int(path.stem)
    raise Unreadable(path, "a product set's file is named by its number, like 01.json")


@lru_cache(maxsize=8)
def opened(*folders: Path) -> Library:
    """The library over the shipped regimes and ``folders``, opened once."""
    return Library(SHIPPED, *folders)


def number_text(value: Decimal) -> str:
    """A decimal without trailing zeros and without an exponent: ``31``, ``2.5``."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
