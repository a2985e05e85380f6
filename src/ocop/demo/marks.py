"""Sheets that end with the stars wanted: invented, the same each time, a little different for each member."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Final

from ocop.law.regime import Criterion, ProductSet, Regime
from ocop.law.scoring import score
from ocop.law.sheets import Case, Sheet, applies

TRIES: Final = 4000


def marks(regime: Regime, product_set: ProductSet, stars: int, seed: str) -> dict[str, int]:
    """A complete sheet worth `stars` stars. Raises: ValueError when none was met."""
    chance = Random(seed)  # noqa: S311 - invented marks, not secrets
    for attempt in range(TRIES):
        answers = _draw(product_set, stars, chance, leaning=attempt % 5)
        if score(Case(regime, product_set, (Sheet("m", answers),))).stars == stars:
            return answers
    raise ValueError(f"no sheet of {stars} stars for set {product_set.set}")


def near(product_set: ProductSet, answers: Mapping[str, int], seed: str) -> dict[str, int]:
    """Another member's sheet: two criteria one option lower, none of them with a floor."""
    chance = Random(seed)  # noqa: S311 - as above
    stories = {leaf.story for leaf in product_set.leaves.values()}
    free = [
        leaf
        for leaf in product_set.leaves.values()
        if leaf.no not in stories and _may_move(leaf) and answers.get(leaf.no, 0) > 1
    ]
    changed = dict(answers)
    for leaf in chance.sample(free, min(2, len(free))):
        changed[leaf.no] -= 1
    return changed


def _may_move(leaf: Criterion) -> bool:
    return not leaf.floors and leaf.story is None and leaf.scoring == "one_option"


def _draw(product_set: ProductSet, stars: int, chance: Random, leaning: int) -> dict[str, int]:
    answers: dict[str, int] = {}
    for number, leaf in product_set.leaves.items():
        needed = max((points for level, points in leaf.floors.items() if level <= stars), default=0)
        offered = sorted(position for position, option in leaf.by_position.items() if option.points >= needed)
        weights = [1 + index * leaning for index in range(len(offered))]
        answers[number] = chance.choices(offered, weights)[0]
    return {
        no: at
        for no, at in answers.items()
        if applies(product_set.leaves[no], answers, product_set) is not False
    }
