"""The rounds of Điều 5, 26/2026: each proposal falls into exactly one."""

from datetime import date, timedelta

import pytest

from ocop.law.rounds import window_of, windows
from ocop.registry.regimes import library

NOW = library().regime("2026-26")


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (
            "province",
            [
                (1, date(2026, 10, 30), date(2027, 4, 30), date(2027, 6, 30)),
                (2, date(2027, 4, 30), date(2027, 10, 30), date(2027, 12, 30)),
            ],
        ),
        (
            "centre",
            [
                (2, date(2026, 7, 30), date(2027, 1, 30), date(2027, 3, 30)),
                (1, date(2027, 1, 30), date(2027, 7, 30), date(2027, 9, 30)),
            ],
        ),
    ],
)
def test_a_year_has_the_rounds_the_decision_prints(level: str, expected: list[tuple[object, ...]]) -> None:
    found = [
        (one.no, one.since, one.proposals_before, one.results_before) for one in windows(NOW, level, 2027)
    ]
    assert found == expected


def test_the_day_printed_is_already_late() -> None:
    in_time, late = (
        window_of(NOW, "province", date(2027, 4, 29)),
        window_of(NOW, "province", date(2027, 4, 30)),
    )
    assert in_time is not None
    assert late is not None
    assert (in_time.no, late.no) == (1, 2)


def test_every_day_of_five_years_falls_into_exactly_one_round() -> None:
    every = [one for year in range(2025, 2033) for one in windows(NOW, "province", year)]
    for number in range(5 * 365):
        day = date(2026, 1, 1) + timedelta(days=number)
        taking = [one for one in every if one.since <= day < one.proposals_before]
        assert taking == [window_of(NOW, "province", day)]


def test_a_level_without_rounds_has_none() -> None:
    assert windows(NOW, "commune", 2027) == ()
    assert window_of(NOW, "commune", date(2027, 1, 1)) is None


def test_a_regime_without_rounds_has_none() -> None:
    assert windows(library().regime("2019-1048"), "province", 2024) == ()
