"""How far judges agree, against worked examples of the literature and against what must always hold."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.insight import agreement
from ocop.insight.agreement import Choice, Discrimination, Total

DAY = date(2026, 6, 1)

KRIPPENDORFF = [
    [1, 1, 1],
    [2, 2, 3, 2],
    [3, 3, 3, 3],
    [3, 3, 3, 3],
    [2, 2, 2, 2],
    [1, 2, 3, 4],
    [4, 4, 4, 4],
    [1, 1, 2, 1],
    [2, 2, 2, 2],
    [5, 5, 5],
    [1, 1],
    [3],
]
"""Four observers and twelve units with missing values: the worked example of Krippendorff, Computing
Krippendorff's Alpha-Reliability (2011), section E; its alpha for interval data is printed there as 0.849."""


def test_alpha_is_that_of_the_worked_example() -> None:
    found = agreement.alpha([[Fraction(value) for value in unit] for unit in KRIPPENDORFF])
    assert found is not None
    assert round(float(found), 3) == 0.849


def test_alpha_is_one_where_all_agree_and_below_zero_where_they_systematically_do_not() -> None:
    agreeing = [[Fraction(1)] * 3, [Fraction(5)] * 3]
    opposed = [[Fraction(1), Fraction(5)], [Fraction(5), Fraction(1)]]
    assert agreement.alpha(agreeing) == 1
    assert agreement.alpha(opposed) == Fraction(-1, 2)


@pytest.mark.parametrize("units", [[], [[Fraction(3)]], [[Fraction(3)] * 2, [Fraction(3)] * 2]])
def test_alpha_says_nothing_where_there_is_nothing_to_compare(units: list[list[Fraction]]) -> None:
    assert agreement.alpha(units) is None


@given(st.lists(st.lists(st.integers(0, 10), min_size=2, max_size=5), min_size=2, max_size=6))
def test_alpha_never_exceeds_one_and_does_not_depend_on_order(units: list[list[int]]) -> None:
    exact = [[Fraction(value) for value in unit] for unit in units]
    found = agreement.alpha(exact)
    assert found is None or found <= 1
    assert agreement.alpha([unit[::-1] for unit in reversed(exact)]) == found


def totals(*rows: tuple[int, int, int]) -> list[Total]:
    """Case, member and points of each sheet; the cases follow one another by day."""
    return [
        Total(case, member, DAY + timedelta(days=case), Fraction(points)) for case, member, points in rows
    ]


def test_who_gives_more_than_the_others_is_lenient() -> None:
    found = agreement.leniency(totals((1, 7, 80), (1, 8, 70), (1, 9, 72), (2, 7, 90), (2, 8, 84)))
    assert [one.member for one in found] == [7, 9, 8]
    assert found[0].offset == (Fraction(9) + Fraction(6)) / 2
    assert found[0].cases == 2


def test_drift_is_how_the_offset_moved_from_the_first_half_to_the_second() -> None:
    rows = [(case, member, 70 + (case if member == 7 else 0)) for case in (1, 2, 3, 4) for member in (7, 8)]
    by_member = {one.member: one for one in agreement.leniency(totals(*rows))}
    assert by_member[7].drift == Fraction(7, 2) - Fraction(3, 2)
    assert by_member[8].drift == -2


def test_a_case_with_one_sheet_says_nothing_about_its_member() -> None:
    assert agreement.leniency(totals((1, 7, 80))) == []


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(0, 100)), max_size=16))
def test_two_members_of_the_same_cases_have_opposite_offsets(rows: list[tuple[int, int, int]]) -> None:
    pairs = {(case, member): points for case, member, points in rows if member in {1, 2}}
    shared = [case for case, member in pairs if member == 1 and (case, 2) in pairs]
    found = agreement.leniency(
        totals(*[(case, member, pairs[case, member]) for case in shared for member in (1, 2)])
    )
    assert sum(one.offset for one in found) == 0


def test_a_criterion_to_which_all_give_the_same_never_discriminates() -> None:
    choices = [Choice(case, member, "1.1", Fraction(3)) for case in (1, 2) for member in (7, 8)]
    choices += [Choice(case, member, "1.2", Fraction(case)) for case in (1, 2) for member in (7, 8)]
    dull, telling = agreement.discrimination(choices)
    assert dull == Discrimination("1.1", 4, 1, Fraction(3), Fraction(1), None)
    assert telling == Discrimination("1.2", 4, 2, Fraction(2), Fraction(1, 2), Fraction(1))


def test_a_council_is_measured_beside_all_councils_and_by_what_lies_just_above_a_band() -> None:
    bands = [Fraction(value) for value in (0, 30, 50, 70, 90)]
    found = agreement.inflation(
        {
            1: [(Fraction(141, 2), 4, bands), (Fraction(91), 5, bands)],
            2: [(Fraction(55), 3, bands)],
            3: [],
        }
    )
    assert [one.council for one in found] == [1, 2]
    generous = found[0]
    assert (generous.cases, generous.average) == (2, Fraction(323, 4))
    assert generous.offset == Fraction(323, 4) - Fraction(433, 6)
    assert generous.stars == {4: 1, 5: 1}
    assert generous.edge == Fraction(1, 2)
    assert found[1].edge == 0
