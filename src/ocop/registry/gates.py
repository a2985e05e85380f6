"""The papers without which a product of a set may not be made, or is left out (S17.01).

`data/gates.json` says which, since when and by which article; `confirmed` is false where no text we have
names it. Nothing here blocks: that a dossier breaks the rule is found by the council (record 0006).
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from ocop.registry.classification import Words

if TYPE_CHECKING:
    from collections.abc import Iterable

FILE: Final = Path(__file__).parent / "data" / "gates.json"


class Accepted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of paper that opens a gate."""

    kind: str
    confirmed: bool
    source: str


class Rule(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_on": "from", "to_on": "to"}
):
    """For which sets of which rulebooks a gate stands, from a day to a day, both inclusive."""

    regimes: tuple[str, ...]
    sets: tuple[int, ...]
    source: str
    confirmed: bool
    from_on: date
    to_on: date | None

    def holds(self, regime_id: str, set_no: int, day: date) -> bool:
        """Whether the gate stands for this set on that day."""
        dated = self.from_on <= day and (self.to_on is None or day <= self.to_on)
        return dated and regime_id in self.regimes and set_no in self.sets


class Gate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A condition of production, what opens it, and where it stands."""

    code: str
    name: Words
    advice: Words
    accepts: tuple[Accepted, ...]
    rules: tuple[Rule, ...]

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(one.kind for one in self.accepts)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    about: str
    gates: tuple[Gate, ...]


class Held(msgspec.Struct, frozen=True):
    """A paper as a gate looks at it; `expires_on` is its last valid day, None where it does not expire."""

    kind: str
    issued_on: date | None = None
    expires_on: date | None = None
    key: int = 0

    def holds_on(self, day: date) -> bool:
        """Whether it is valid on that day."""
        begun = self.issued_on is None or self.issued_on <= day
        return begun and (self.expires_on is None or day <= self.expires_on)


class Finding(msgspec.Struct, frozen=True):
    """A gate of a product with what was found: papers that open it, and those of its kinds that do not."""

    gate: Gate
    rule: Rule
    opened_by: tuple[Held, ...]
    lapsed: tuple[Held, ...]

    @property
    def met(self) -> bool:
        return bool(self.opened_by)


@cache
def gates() -> tuple[Gate, ...]:
    """Every gate of the file, read once."""
    return msgspec.json.decode(FILE.read_bytes(), type=_File).gates


def check(regime_id: str, set_no: int, held: Iterable[Held], day: date) -> list[Finding]:
    """The gates of a set on a day, each met or not by the papers held. None for a set that needs no paper."""
    papers = list(held)
    found = []
    for gate in gates():
        rule = next((one for one in gate.rules if one.holds(regime_id, set_no, day)), None)
        if rule is not None:
            fitting = [one for one in papers if one.kind in gate.kinds]
            valid = tuple(one for one in fitting if one.holds_on(day))
            found.append(Finding(gate, rule, valid, tuple(one for one in fitting if one not in valid)))
    return found
