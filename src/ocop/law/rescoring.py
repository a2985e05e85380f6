"""Stored results scored again: whether the same sheets still give the same answer, and what another regime
would have made of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from ocop.law.comparing import pairs
from ocop.law.library import Library, NotFound
from ocop.law.names import counterpart
from ocop.law.regime import NONE_HOLDS, Criterion, ProductSet
from ocop.law.scoring import Result, as_json, score
from ocop.law.sheets import Case, Refused, Sheet, applies, missing, read_case
from ocop.law.words import message

STORED: Final = (
    "regime",
    "set",
    "complete",
    "missing",
    "sheets",
    "parts",
    "total",
    "spread",
    "stars_by_points",
    "floors",
    "knockouts",
    "stars",
    "flags",
)
"""What a stored result must hold and what is compared: all but the sentences, whose wording may change."""

WHERE_STORED: Final = ("total_exact",)
"""What is compared too where it is stored: two decimals alone would not tell 69.999 from 70."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that a replay gives otherwise than stored; ``at`` is its place, like ``floors.4.missed``."""

    at: str
    stored: object
    now: object


@dataclass(frozen=True, slots=True)
class Replay:
    """The outcome of scoring stored sheets again under the regime they were given under."""

    result: Result
    differences: tuple[Difference, ...]

    @property
    def same(self) -> bool:
        """Whether the stored answer came out again."""
        return not self.differences

    def as_json(self) -> dict[str, object]:
        """One entry of the answer of ``ocop rescore``."""
        case = self.result.case
        return {
            "regime": case.regime.id,
            "set": case.product_set.set,
            "stars": self.result.stars,
            "same": self.same,
            "differences": [
                {"at": difference.at, "stored": difference.stored, "now": difference.now}
                for difference in self.differences
            ],
        }


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What another regime would make of the sheets.

    Criteria and knock-outs without a counterpart are in ``not_comparable``; those that the other regime asks
    and the sheets do not answer are in ``unanswered``. The star then lies between ``lowest`` (none of them
    earns a point) and ``highest`` (all earn the most).
    """

    result: Result
    other: ProductSet
    other_regime: str
    lowest: Result
    highest: Result
    not_comparable: tuple[str, ...]
    unanswered: tuple[str, ...]

    @property
    def stars(self) -> int | None:
        """The star under the other regime; None where the sheets do not settle it."""
        return self.lowest.stars if self.lowest.stars == self.highest.stars else None

    @property
    def changes(self) -> bool | None:
        """Whether the star would change; None where the sheets do not settle it."""
        before, low, high = self.result.stars, self.lowest.stars, self.highest.stars
        if before is None or low is None or high is None:
            return None
        if low == high:
            return low != before
        return None if low <= before <= high else True

    def as_json(self) -> dict[str, object]:
        """One entry of the answer of ``ocop rescore --as``."""
        return {
            "regime": self.result.case.regime.id,
            "set": self.result.case.product_set.set,
            "stars": self.result.stars,
            "as": self.other_regime,
            "as_set": self.other.set,
            "as_stars": self.stars,
            "as_stars_from": self.lowest.stars,
            "as_stars_to": self.highest.stars,
            "as_total_from": as_json(self.lowest)["total"],
            "as_total_to": as_json(self.highest)["total"],
            "changes": self.changes,
            "not_comparable": list(self.not_comparable),
            "unanswered": list(self.unanswered),
        }


def replay(library: Library, given: object) -> Replay:
    """Scores a stored file again and compares; raises :class:`~ocop.law.sheets.Refused`.

    The file is one for scoring, with the stored answer under ``result``.
    """
    case = read_case(library, given)
    stored = given.get("result") if isinstance(given, dict) else None
    if not isinstance(stored, dict):
        raise Refused([message("no_stored_result", place=message("the_file"))])
    result = score(case)
    return Replay(result, tuple(differences(stored, as_json(result))))


def differences(stored: Mapping[str, object], now: Mapping[str, object]) -> list[Difference]:
    """Where two answers of :func:`~ocop.law.scoring.as_json` differ, sentences aside."""
    found: list[Difference] = []
    for key in STORED:
        if key in stored:
            found += _unequal(key, _plain(key, stored[key]), _plain(key, now[key]))
        else:
            found.append(Difference(key, None, now[key]))
    for key in WHERE_STORED:
        if key in stored:
            found += _unequal(key, stored[key], now[key])
    return found


def what_if(library: Library, given: object, other: str) -> WhatIf:
    """What the regime ``other`` would make of the sheets; raises :class:`~ocop.law.sheets.Refused`.

    The product set is found by name. An answer carries over where the criterion has a counterpart with as
    many options, scored in the same way; else it is not comparable.
    """
    case = read_case(library, given)
    try:
        regime = library.regime(other)
    except NotFound as absent:
        raise Refused([message("unknown_regime", regime=other, known=", ".join(library.ids()))]) from absent
    if "parts" in (case.regime.entry, regime.entry):
        raise Refused([message("whatif_per_part", regime=case.regime.id, other=other)])
    target = _counterpart(library, case, other)
    carried = _carried(case.product_set, target)
    sheets = [Sheet(sheet.member, _translated(sheet.answers, carried)) for sheet in case.sheets]
    open_ = {
        carried.get(number) for sheet in case.sheets for number in missing(case.product_set, sheet.answers)
    }
    unanswered = [
        number
        for number in target.leaves
        if number not in open_ and not all(number in sheet.answers for sheet in sheets)
    ]
    moved = Case(
        regime=regime,
        product_set=target,
        sheets=tuple(sheets),
        rules=case.rules,
        agreed=_translated(case.agreed, carried),
        knockouts=tuple(code for code in case.knockouts if code in target.knockout_codes),
    )
    answered = {number for sheet in case.sheets for number in sheet.answers}
    lost = [number for number in case.product_set.leaves if number in answered and number not in carried]
    lost += [f"knock-out {code}" for code in case.knockouts if code not in target.knockout_codes]
    return WhatIf(
        result=score(case),
        other=target,
        other_regime=other,
        lowest=score(_filled(moved, dict.fromkeys(unanswered, NONE_HOLDS))),
        highest=score(_filled(moved, {number: _best(target.leaves[number]) for number in unanswered})),
        not_comparable=tuple(lost),
        unanswered=tuple(unanswered),
    )


def _counterpart(library: Library, case: Case, other: str) -> ProductSet:
    ours = case.product_set
    if other == case.regime.id:
        return ours
    found = counterpart(library.sets(other), ours.name)
    if found is None or not found.is_scorable:
        raise Refused([message("whatif_no_set", other=other, set=ours.name)])
    return found


def _carried(ours: ProductSet, target: ProductSet) -> dict[str, str]:
    """The target's leaf for each leaf of ours whose answers mean the same there."""
    paired = pairs(ours, target)
    return {
        number: paired[number].no
        for number, leaf in ours.leaves.items()
        if number in paired and _same_kind(leaf, paired[number])
    }


def _same_kind(leaf: Criterion, other: Criterion) -> bool:
    return (
        other.is_leaf
        and leaf.scoring == other.scoring
        and len(leaf.by_position) == len(other.by_position)
        and [option.case for option in leaf.options] == [option.case for option in other.options]
    )


def _translated(answers: Mapping[str, int], carried: Mapping[str, str]) -> dict[str, int]:
    return {carried[number]: position for number, position in answers.items() if number in carried}


def _best(leaf: Criterion) -> int:
    return max(leaf.by_position, key=lambda position: leaf.by_position[position].points)


def _filled(case: Case, supposed: Mapping[str, int]) -> Case:
    """The case with supposed answers on every sheet, those that need a story only where there is one."""
    sheets = []
    for sheet in case.sheets:
        answers = dict(sheet.answers)
        for number, position in supposed.items():
            if number not in answers and applies(case.product_set.leaves[number], answers, case.product_set):
                answers[number] = position
        sheets.append(replace(sheet, answers=answers))
    return replace(case, sheets=tuple(sheets))


def _plain(key: str, value: object) -> object:
    """Flags are compared by their codes alone; their details are sentences."""
    if key == "flags" and isinstance(value, list):
        return sorted(str(flag.get("code")) for flag in value if isinstance(flag, dict))
    return value


def _unequal(at: str, stored: object, now: object) -> Iterator[Difference]:
    """Where two values differ, as deep as they have the same shape."""
    if isinstance(stored, dict) and isinstance(now, dict):
        for key in [*now, *(key for key in stored if key not in now)]:
            yield from _unequal(f"{at}.{key}", stored.get(key), now.get(key))
    elif isinstance(stored, list) and isinstance(now, list) and len(stored) == len(now):
        for index, (before, after) in enumerate(zip(stored, now, strict=True), 1):
            yield from _unequal(f"{at}[{index}]", before, after)
    elif stored != now or isinstance(stored, bool) != isinstance(now, bool):
        yield Difference(at, stored, now)
