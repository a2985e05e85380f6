"""Which period of the programme a day belongs to."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.utils import translation

from ocop.law.library import opened
from ocop.programme.periods import period, period_of, periods

QUANG_NINH = "22"


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2018, 5, 6), None),
        (date(2018, 5, 7), "2018-2020"),
        (date(2020, 12, 31), "2018-2020"),
        (date(2021, 1, 1), "2021-2025"),
        (date(2025, 12, 31), "2021-2025"),
        (date(2026, 1, 1), "2026-2030"),
        (date(2031, 1, 1), None),
    ],
)
def test_a_day_belongs_to_the_national_period_that_holds_it(day: date, code: str | None) -> None:
    found = period_of(day)
    assert (found and found.code) == code


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2012, 12, 31), None),
        (date(2013, 1, 1), "qn-2013-2016"),
        (date(2017, 1, 1), "qn-2017-2020"),
        (date(2019, 6, 1), "2018-2020"),
    ],
)
def test_quang_ninh_had_its_own_periods_before_the_national_programme(day: date, code: str | None) -> None:
    found = period_of(day, QUANG_NINH)
    assert (found and found.code) == code


def test_another_province_had_none_before_the_national_programme() -> None:
    assert period_of(date(2015, 1, 1), "15") is None


def test_national_periods_do_not_overlap_and_leave_no_gap() -> None:
    national = [one for one in periods() if one.place == "VN"]
    assert all(before.last + timedelta(days=1) == after.first for before, after in pairwise(national))


def test_every_rulebook_of_a_period_exists_and_lies_in_it() -> None:
    shelf = opened()
    for one in periods():
        for regime_id in one.regimes:
            regime = shelf.regime(regime_id)
            assert regime.in_force_from <= one.last
            assert regime.in_force_to is None or regime.in_force_to >= one.first


def test_every_text_stands_in_both_languages() -> None:
    for one in periods():
        texts = [one.name, one.taxonomy, *one.targets, *(document.title for document in one.documents)]
        assert all(text.vi and text.en for text in texts)
        assert bool(one.note.vi) == bool(one.note.en)


def test_words_follow_the_language_of_the_page() -> None:
    one = period("2021-2025")
    assert one is not None
    with translation.override("en"):
        assert str(one.name) == "National 2021-2025"
    with translation.override("vi"):
        assert str(one.name) == "Quốc gia 2021-2025"
