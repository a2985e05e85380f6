"""The batch path gives, for every sheet of every product, what the single path gives."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocop.law import batch
from ocop.law.library import opened
from ocop.law.regime import CouncilRules, ProductSet
from ocop.law.scoring import Result, score
from ocop.law.sheets import Case, Sheet

pytestmark = pytest.mark.slow

LIBRARY = opened()
SCORABLE = [
    (regime, number)
    for regime in ("2026-26", "2019-1048")
    for number in LIBRARY.numbers(regime)
    if LIBRARY.product_set(regime, number).is_scorable
]
RULES = st.builds(
    CouncilRules,
    floor_test=st.sampled_from(["agreed", "majority", "all", "mean"]),
    rounding=st.sampled_from([None, 0, 1, 2]),
    max_spread=st.sampled_from([None, Decimal(10)]),
)


@st.composite
def cases(draw: st.DrawFn, regime_id: str, number: int, rules: CouncilRules, sheets: int) -> Case:
    product_set = LIBRARY.product_set(regime_id, number)
    # Random sheets hardly ever reach a high star, so each case has its own floor under the positions.
    least = draw(st.integers(0, 6))
    complete = draw(st.booleans())
    filled = [draw(answers(product_set, least)) for _ in range(sheets)]
    if not complete:
        dropped = draw(st.lists(st.sampled_from(list(product_set.leaves)), unique=True, max_size=2))
        filled[0] = {leaf: position for leaf, position in filled[0].items() if leaf not in dropped}
    agreed = draw(answers(product_set, least))
    kept = draw(st.lists(st.sampled_from(list(agreed)), unique=True, max_size=6))
    found = draw(st.sampled_from([(), (), (), tuple(product_set.knockout_codes)[:1]]))
    return Case(
        LIBRARY.regime(regime_id),
        product_set,
        tuple(Sheet(f"m{index}", given) for index, given in enumerate(filled)),
        rules,
        {leaf: agreed[leaf] for leaf in kept},
        found,
    )


@st.composite
def answers(draw: st.DrawFn, product_set: ProductSet, least: int) -> dict[str, int]:
    """One byte a leaf, so that a whole set stays quick to draw and to shrink."""
    leaves = product_set.leaves
    drawn = draw(st.binary(min_size=len(leaves), max_size=len(leaves)))
    last = {number: max(leaf.by_position) for number, leaf in leaves.items()}
    low = {number: min(least, last[number]) for number in leaves}
    return {
        number: low[number] + byte % (last[number] - low[number] + 1)
        for number, byte in zip(leaves, drawn, strict=True)
    }


def assert_same(outcome: batch.Outcome, row: int, result: Result) -> None:
    totals = [Fraction(int(total), outcome.unit) for total in outcome.totals[row]]
    assert totals == [Fraction(sheet.total) for sheet in result.sheets]
    assert outcome.average(row) == result.total
    share = outcome.sheets * outcome.unit
    assert {code: Fraction(int(points[row]), share) for code, points in outcome.parts.items()} == result.parts
    assert Fraction(int(outcome.spread[row]), outcome.unit) == Fraction(result.spread)
    assert outcome.stars_by_points[row] == result.stars_by_points
    assert {stars: bool(met[row]) for stars, met in outcome.floors.items()} == {
        stars: result.floors_met(stars) for stars in result.floors
    }
    assert outcome.complete[row] == result.complete
    assert outcome.stars[row] == (batch.NO_RESULT if result.stars is None else result.stars)


@pytest.mark.parametrize(("regime_id", "number"), SCORABLE)
@settings(max_examples=settings().max_examples // 4)
@given(data=st.data())
def test_a_pile_scores_as_its_cases_do_one_by_one(regime_id: str, number: int, data: st.DataObject) -> None:
    rules, sheets = data.draw(RULES), data.draw(st.integers(1, 4))
    pile = data.draw(st.lists(cases(regime_id, number, rules, sheets), min_size=1, max_size=3))
    outcome = batch.score_pile(pile[0].regime, pile[0].product_set, batch.pack(pile), rules)
    for row, case in enumerate(pile):
        assert_same(outcome, row, score(case))


@pytest.mark.parametrize("rules", [CouncilRules(), CouncilRules(floor_test="mean", rounding=0)])
@pytest.mark.parametrize("regime_id", ["2026-26", "2019-1048"])
def test_a_thousand_products_of_every_set_agree_with_the_single_path(
    regime_id: str, rules: CouncilRules
) -> None:
    chance = np.random.default_rng(26)
    piles, given_cases = {}, {}
    for number in LIBRARY.numbers(regime_id):
        product_set = LIBRARY.product_set(regime_id, number)
        if not product_set.is_scorable:
            continue
        filled = [case(regime_id, number, rules, chance) for _ in range(40)]
        piles[number], given_cases[number] = batch.pack(filled), filled
    outcomes = batch.score_nation(LIBRARY, regime_id, piles, rules)
    for number, filled in given_cases.items():
        for row, one in enumerate(filled):
            assert_same(outcomes[number], row, score(one))
    assert {int(star) for outcome in outcomes.values() for star in outcome.stars} >= {0, 2, 3, 5}


def case(regime_id: str, number: int, rules: CouncilRules, chance: np.random.Generator) -> Case:
    """A product that is good, middling or poor as a whole, judged by nine members who nearly agree."""
    product_set = LIBRARY.product_set(regime_id, number)
    quality = chance.random()
    sheets = []
    for member in range(9):
        filled = {}
        for leaf in product_set.leaves.values():
            last = max(leaf.by_position)
            filled[leaf.no] = round(last * min(1.0, max(0.0, quality + chance.normal(0, 0.08))))
        sheets.append(Sheet(f"m{member}", filled))
    codes = tuple(product_set.knockout_codes)[:1] if chance.random() < 0.05 else ()
    return Case(LIBRARY.regime(regime_id), product_set, tuple(sheets), rules, {}, codes)


def test_more_products_than_one_block_come_out_in_order() -> None:
    product_set = LIBRARY.product_set("2026-26", 1)
    positions = np.zeros((batch.BLOCK + 3, 1, len(product_set.leaves)), dtype=np.uint8)
    positions[-1] = [max(leaf.by_position) for leaf in product_set.leaves.values()]
    outcome = batch.score_pile(LIBRARY.regime("2026-26"), product_set, batch.Pile(positions))
    assert outcome.stars[-1] == 5
    assert outcome.sums[-1] == 100
    assert set(outcome.stars[:-1].tolist()) == {1}


def test_the_single_and_the_batch_path_read_the_edge_of_a_band_alike() -> None:
    """69.999... is 3 stars and 70 is 4, on any number of sheets."""
    regime = LIBRARY.regime("2023-148")
    product_set = LIBRARY.product_set("2023-148", 1)
    points = np.array([[[3000, 2000, 1999], [3000, 2000, 2000]], [[3000, 2000, 2000], [3000, 2000, 2000]]])
    outcome = batch.score_parts(regime, product_set, batch.PartPile(points, unit=100))
    for row, sheets in enumerate(points):
        entered = [
            dict(zip("ABC", (Decimal(int(one)) / 100 for one in sheet), strict=True)) for sheet in sheets
        ]
        filled = tuple(Sheet(f"m{index}", parts=parts) for index, parts in enumerate(entered))
        assert_same(outcome, row, score(Case(regime, product_set, filled)))
    assert outcome.stars.tolist() == [3, 4]


def test_a_part_without_points_leaves_the_result_open() -> None:
    points = np.array([[[30, 20, -1]]])
    outcome = batch.score_parts(
        LIBRARY.regime("2025-1489"), LIBRARY.product_set("2025-1489", 1), batch.PartPile(points)
    )
    assert outcome.stars.tolist() == [batch.NO_RESULT]
    assert outcome.sums.tolist() == [50]


def test_a_part_above_its_maximum_is_refused() -> None:
    with pytest.raises(batch.WrongInput, match="part A"):
        batch.score_parts(
            LIBRARY.regime("2023-148"),
            LIBRARY.product_set("2023-148", 1),
            batch.PartPile(np.array([[[41, 20, 20]]])),
        )


@pytest.mark.parametrize(
    "shape", [(1, 1, 31), (1, 0, 32), (1, 32)], ids=["a leaf short", "no sheet", "no sheets axis"]
)
def test_an_array_of_the_wrong_shape_is_refused(shape: tuple[int, ...]) -> None:
    pile = batch.Pile(np.zeros(shape, dtype=np.uint8))
    with pytest.raises(batch.WrongInput):
        batch.score_pile(LIBRARY.regime("2026-26"), LIBRARY.product_set("2026-26", 1), pile)


def test_a_position_that_no_option_has_is_refused_by_name() -> None:
    positions = np.zeros((1, 1, 32), dtype=np.uint8)
    positions[0, 0, 0] = 4
    with pytest.raises(batch.WrongInput, match=r"1\.1"):
        batch.score_pile(LIBRARY.regime("2026-26"), LIBRARY.product_set("2026-26", 1), batch.Pile(positions))


def test_cases_of_different_sets_do_not_pack() -> None:
    chance = np.random.default_rng(1)
    with pytest.raises(batch.WrongInput):
        batch.pack([case("2026-26", number, CouncilRules(), chance) for number in (1, 2)])
