"""The cheapest way to a star is the cheapest there is: held against trying everything."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from ocop.law.advice import Advice, advise, as_json, cost_text, read_advice
from ocop.law.regime import CouncilRules, Criterion, FloorStars, Knockout, ProductSet
from ocop.law.scoring import score
from ocop.law.sheets import Case, Refused
from tests.law.builders import (
    FIRST,
    LIBRARY,
    NOW,
    file_of,
    given,
    leaf,
    regime_for,
    table,
    top,
    worth,
    yes_no,
)


def steps(advice: Advice) -> list[tuple[str, int, int, str]]:
    return [(item.criterion, item.before, item.after, item.reason) for item in advice.upgrades]


def told(advice: Advice) -> tuple[str, list[tuple[str, int, int, str]]]:
    return cost_text(advice.cost), steps(advice)


def advice(product_set: ProductSet, answers: Mapping[str, int], target: int, **costs: str) -> Advice:
    prices = {number.strip("_"): Fraction(price) for number, price in costs.items()}
    return advise(given(product_set, answers), target, prices)


# -- by example --------------------------------------------------------------------------------------------


def test_where_the_star_is_reached_there_is_nothing_to_do() -> None:
    found = advice(table(leaf("1", [0, 100])), {"1": 2}, 5)
    assert found.feasible
    assert told(found) == ("0", [])
    assert found.total_before == found.total_after == 100


def test_a_big_step_is_taken_before_many_small_ones() -> None:
    product_set = table(leaf("1", [0, 10, 20, 30]), leaf("2", [0, 70]))
    assert steps(advice(product_set, {"1": 1, "2": 1}, 4)) == [("2", 1, 2, "points")]


def test_greed_would_be_dearer() -> None:
    """Raising 1 earns most for the first step, yet two steps of 2 are all that is needed."""
    product_set = table(leaf("1", [0, 40, 41, 42]), leaf("2", [0, 25, 50]), leaf("3", [0, 8]))
    found = advice(product_set, {"1": 1, "2": 1, "3": 1}, 3)
    assert told(found) == ("2", [("2", 1, 3, "points")])


def test_where_the_council_rounds_the_average_the_way_ends_where_rounding_reaches_the_band() -> None:
    case = given(table(leaf("1", [0, "69.5", 70, 100])), {})
    rounded = replace(case, rules=CouncilRules(rounding=0))
    assert steps(advise(case, 4)) == [("1", 0, 3, "points")]
    assert steps(advise(rounded, 4)) == [("1", 0, 2, "points")]


def test_prices_change_the_way() -> None:
    product_set = table(leaf("1", [0, 50]), leaf("2", [0, 50]))
    found = advice(product_set, {"1": 1, "2": 1}, 3, _1="2.5")
    assert told(found) == ("1", [("2", 1, 2, "points")])


def test_a_missed_floor_must_be_raised_though_the_points_suffice() -> None:
    product_set = table(leaf("1", [0, 90]), leaf("2", [0, 5, 10], floors={2: 3, 3: 4}))
    found = advice(product_set, {"1": 2, "2": 1}, 4)
    assert told(found) == ("2", [("2", 1, 3, "floor")])
    assert steps(advice(product_set, {"1": 2, "2": 1}, 3)) == [("2", 1, 2, "floor")]


def test_an_unanswered_leaf_counts_as_position_0() -> None:
    found = advice(table(leaf("1", [0, 100])), {}, 5)
    assert told(found) == ("2", [("1", 0, 2, "points")])


def test_what_counts_only_with_a_story_is_raised_together_with_it() -> None:
    product_set = table(leaf("1", [0, 5]), leaf("2", [1, 95], story="1"))
    found = advice(product_set, {"1": 1}, 5)
    assert told(found) == ("3", [("1", 1, 2, "points"), ("2", 0, 2, "points")])


def test_an_answer_without_its_story_is_worth_nothing_until_the_story_is_told() -> None:
    product_set = table(leaf("1", [0, 5]), leaf("2", [1, 95], story="1"))
    found = advice(product_set, {"2": 2}, 5)
    assert [found.total_before, found.cost, found.total_after] == [0, 2, 100]


def test_one_stays_in_the_case_one_is_in() -> None:
    product_set = table(leaf("1", [1, 50, 2, 100], cases="aabb"))
    assert not advice(product_set, {"1": 1}, 4).feasible
    assert advice(product_set, {"1": 3}, 4).cost == 1


def test_from_nothing_the_first_option_of_either_case_is_one_step() -> None:
    product_set = table(leaf("1", [1, 50, 2, 100], cases="aabb"))
    found = advice(product_set, {"1": 0}, 5)
    assert told(found) == ("2", [("1", 0, 4, "points")])


def test_a_knock_out_cannot_be_bought_off() -> None:
    product_set = table(leaf("1", [0, 100]), knockouts=[Knockout(code="forged", label="giả")])
    found = advise(given(product_set, {"1": 1}, knockouts=["forged"]), 3)
    assert not found.feasible
    assert found.why[0].text("en") == "No star can be reached while a knock-out stands: forged."


def test_the_answer_of_a_real_file() -> None:
    case, costs = read_advice(LIBRARY, file_of(worth(FIRST, 60)) | {"costs": {"4.1": "2.5"}})
    answer = as_json(advise(case, 4, costs), "en")
    assert list(answer) == ["target", "feasible", "cost", "total_before", "total_after", "upgrades", "why"]
    assert answer["feasible"] is True
    assert costs == {"4.1": Fraction("2.5")}


def test_answers_may_stand_at_the_top_of_the_file() -> None:
    case, _ = read_advice(LIBRARY, {"regime": "2026-26", "set": 1, "answers": top(FIRST)})
    assert advise(case, 5).cost == 0


# -- refusals ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (file_of(top(FIRST)) | {"costs": [1]}, "costs: must be an object of names and values."),
        (file_of(top(FIRST)) | {"costs": {"77": 1}}, "costs: this product set has no scored criterion “77”."),
        (
            file_of(top(FIRST)) | {"costs": {"4.1": -1}},
            "costs: “-1” for criterion 4.1 must be a number not below zero.",
        ),
        (file_of(top(FIRST)) | {"costs": {4.1: 1, "4.1": 2}}, "costs: criterion 4.1 is given twice."),
    ],
)
def test_prices_that_make_no_sense_are_refused(file: object, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        read_advice(LIBRARY, file)
    assert [item.text("en") for item in refused.value.reasons] == [reason]


def test_advice_is_for_one_sheet() -> None:
    with pytest.raises(Refused, match="Exactly one sheet is needed; the file has 2"):
        advise(given(FIRST, top(FIRST), top(FIRST)), 4)


@pytest.mark.parametrize("target", [0, 6, -1])
def test_stars_run_from_1_to_5(target: int) -> None:
    with pytest.raises(Refused, match="Stars must be 1 to 5"):
        advise(given(FIRST, top(FIRST)), target)


def test_without_criteria_there_is_no_advice() -> None:
    case, _ = read_advice(
        LIBRARY, {"regime": "2023-148", "set": 1, "sheets": [{"member": "m1", "parts": {"A": 1}}]}
    )
    with pytest.raises(Refused, match="cannot be scored by criteria"):
        advise(case, 4)


# -- against trying everything -----------------------------------------------------------------------------

HALVES = st.integers(0, 12).map(lambda number: Decimal(number) / 2)


@st.composite
def leaves(draw: st.DrawFn, no: str, story: str | None = None) -> Criterion:
    kind = draw(st.sampled_from(["options", "options", "options", "cases", "yes"]))
    if kind == "yes" and story is None:
        return yes_no(no, draw(HALVES.filter(bool)))
    if kind == "cases":
        points = [
            *sorted(draw(st.lists(HALVES, min_size=2, max_size=2))),
            *sorted(draw(st.lists(HALVES, min_size=2, max_size=2))),
        ]
        return leaf(no, [*points[:3], max(points[3], Decimal(1))], cases="aabb", story=story)
    points = sorted(draw(st.lists(HALVES, min_size=2, max_size=4, unique=True)))
    stars: list[FloorStars] = sorted(draw(st.sets(st.sampled_from([3, 4, 5]), max_size=2)))
    positions = sorted(
        draw(st.permutations([at for at, value in enumerate(points, 1) if value > 0]))[: len(stars)]
    )
    return leaf(no, points, floors=dict(zip(positions, stars, strict=False)), story=story)


@st.composite
def problems(draw: st.DrawFn) -> tuple[Case, int, dict[str, Fraction]]:
    count = draw(st.integers(1, 4))
    told = draw(st.booleans()) and count > 1
    rows = [draw(leaves(str(no), "1" if told and no == 2 else None)) for no in range(1, count + 1)]
    product_set = table(*rows)
    answers = {row.no: draw(st.integers(0, max(row.by_position))) for row in rows if draw(st.integers(0, 4))}
    if told and rows[0].points_at(answers.get("1", 0)) == 0:
        answers.pop("2", None)
    costs = {row.no: Fraction(draw(st.integers(0, 6)), 2) for row in rows if draw(st.booleans())}
    return given(product_set, answers), draw(st.integers(1, 5)), costs


def price(row: Criterion, before: int, after: int) -> int | None:
    """The steps between two positions as the contract has them, worked out apart from the code under test."""
    if before == after:
        return 0
    if after < before:
        return None
    cases = {option.position: option.case for option in row.options}
    if row.scoring != "one_case":
        return after - before
    if before == 0:
        return [at for at in sorted(cases) if cases[at] == cases[after]].index(after) + 1
    return after - before if cases[before] == cases[after] else None


def ways(case: Case, target: int, costs: Mapping[str, Fraction]) -> Iterator[Fraction]:
    """The cost of every sheet that reaches the star and can be reached from this one."""
    rows = list(case.product_set.leaves.values())
    (sheet,) = case.sheets
    band = next(band.at_least for band in case.regime.bands if band.stars == target)
    for positions in product(*([0, *row.by_position] for row in rows)):
        chosen = dict(zip(case.product_set.leaves, positions, strict=True))
        earned = {row.no: row.points_at(chosen[row.no]) for row in rows}
        silent = [row.no for row in rows if row.story is not None and earned[row.story] == 0]
        if any(chosen[number] for number in silent) or sum(earned.values()) < band:
            continue
        if any(
            earned[row.no] < points for row in rows for stars, points in row.floors.items() if stars <= target
        ):
            continue
        taken = [(row.no, price(row, sheet.answers.get(row.no, 0), chosen[row.no])) for row in rows]
        if all(count is not None for _, count in taken):
            yield sum((costs.get(number, Fraction(1)) * (count or 0) for number, count in taken), Fraction(0))


@examples(problems())
def test_nothing_is_cheaper_and_what_is_advised_reaches_the_star(
    problem: tuple[Case, int, dict[str, Fraction]],
) -> None:
    case, target, costs = problem
    found = advise(case, target, costs)
    cheapest = min(ways(case, target, costs), default=None)
    assert found.feasible is (cheapest is not None)
    if cheapest is None:
        assert found.why
        return
    assert found.cost == cheapest
    (sheet,) = case.sheets
    after = dict.fromkeys(case.product_set.leaves, 0) | dict(sheet.answers)
    after |= {item.criterion: item.after for item in found.upgrades}
    reached = score(given(case.product_set, after, regime=case.regime))
    assert reached.stars is not None
    assert reached.stars >= target
    assert reached.total == Fraction(found.total_after)
    assert all(item.after > item.before for item in found.upgrades)


@examples(st.sampled_from(LIBRARY.sets("2026-26")), st.data())
@settings(max_examples=15)
def test_on_real_tables_the_advised_sheet_has_the_star_and_no_upgrade_can_be_spared(
    product_set: ProductSet, data: st.DataObject
) -> None:
    answers = worth(product_set, data.draw(st.integers(20, 95)))
    target = data.draw(st.integers(3, 5))
    found = advise(given(product_set, answers, regime=NOW), target)
    assert found.feasible
    after = answers | {item.criterion: item.after for item in found.upgrades}
    stars = score(given(product_set, after, regime=NOW)).stars
    assert stars is not None
    assert stars >= target
    for spared in found.upgrades:
        fewer = score(given(product_set, after | {spared.criterion: spared.before}, regime=NOW))
        assert fewer.stars is None or fewer.stars < target


def test_bands_of_small_tables_are_scaled() -> None:
    assert [band.at_least for band in regime_for(table(leaf("1", [0, 10]))).bands] == [0, 3, 5, 7, 9]
