"""The edges of all 26 product sets in force: the least, the most, every floor and every band."""

from decimal import Decimal
from fractions import Fraction

import pytest

from ocop.law.regime import Criterion, ProductSet
from ocop.law.scoring import as_json, score
from tests.law.builders import LIBRARY, NOW, given, top, worth

SETS = LIBRARY.sets("2026-26")
EDGES = {2: 30, 3: 50, 4: 70, 5: 90}

every_set = pytest.mark.parametrize("product_set", SETS, ids=lambda product_set: f"set{product_set.set}")


@every_set
def test_none_of_the_options_is_0_points_and_one_star(product_set: ProductSet) -> None:
    found = score(given(product_set, dict.fromkeys(product_set.leaves, 0), regime=NOW))
    assert [found.total, found.stars_by_points, found.stars] == [0, 1, 1]
    assert found.complete


@every_set
def test_the_best_of_everything_is_100_points_and_five_stars(product_set: ProductSet) -> None:
    found = score(given(product_set, top(product_set), regime=NOW))
    assert [found.total, found.stars] == [100, 5]
    assert as_json(found)["parts"] == {"A": "40.00", "B": "25.00", "C": "35.00"}


def below(row: Criterion, needed: Decimal) -> int:
    """The best position that just misses a floor."""
    lower = [position for position in row.by_position if row.points_at(position) < needed]
    return max(lower, key=row.points_at, default=0)


@every_set
def test_every_floor_missed_by_one_step_caps_the_star(product_set: ProductSet) -> None:
    tried = 0
    for number, row in product_set.leaves.items():
        for stars, needed in row.floors.items():
            answers = top(product_set) | {number: below(row, needed)}
            without = [other.no for other in product_set.leaves.values() if other.story == number]
            if row.points_at(answers[number]) == 0:
                answers |= dict.fromkeys(without, 0)
            found = score(given(product_set, answers, regime=NOW))
            assert not found.floors_met(stars)
            assert found.total >= 70, "so few points are lost that the floor alone decides"
            assert found.stars == stars - 1, (number, stars)
            tried += 1
    assert tried == sum(len(row.floors) for row in product_set.leaves.values())


@every_set
@pytest.mark.parametrize(("stars", "edge"), EDGES.items())
def test_every_band_begins_exactly_at_its_edge(product_set: ProductSet, stars: int, edge: int) -> None:
    at, short = worth(product_set, edge), worth(product_set, edge - 1)
    assert score(given(product_set, at, at, at, regime=NOW)).stars_by_points == stars
    just_below = score(given(product_set, at, at, short, regime=NOW))
    assert just_below.total == Fraction(3 * edge - 1, 3)
    assert just_below.stars_by_points == stars - 1


@pytest.mark.parametrize(("stars", "edge"), EDGES.items())
@pytest.mark.parametrize(("sheets", "printed"), [(100, ".99"), (300, ".00")])
def test_a_hundredth_or_less_below_an_edge_is_the_lower_star(
    stars: int, edge: int, sheets: int, printed: str
) -> None:
    """29.99, 49.99, 69.99, 89.99; and 69.9966…, which prints as 70.00."""
    product_set = SETS[0]
    at, short = worth(product_set, edge), worth(product_set, edge - 1)
    found = score(given(product_set, *[at] * (sheets - 1), short, regime=NOW))
    assert str(as_json(found)["total"]).endswith(printed)
    assert found.stars_by_points == stars - 1
