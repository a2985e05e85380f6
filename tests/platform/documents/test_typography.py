"""Days, numbers, capitals and quotations as Nghị định 30/2020/NĐ-CP writes them."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from ocop.platform.documents.typography import NBSP, capitals, long_date, padded, set_text


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 10, 10), "ngày 10 tháng 10 năm 2026"),
        (date(2026, 1, 31), "ngày 31 tháng 01 năm 2026"),
    ],
)
def test_small_days_and_the_first_two_months_get_a_zero(day: date, text: str) -> None:
    assert long_date(day).replace(NBSP, " ") == text


def test_an_unknown_day_leaves_room_to_write() -> None:
    assert long_date(None, year=2026) == f"ngày{NBSP * 6}tháng{NBSP * 6}năm{NBSP}2026"


def test_numbers_below_ten_get_a_zero() -> None:
    assert (padded(7), padded(12), padded(345)) == ("07", "12", "345")


def test_capitals_know_every_letter_however_it_was_typed() -> None:
    assert capitals("đường phèn ị ự") == "ĐƯỜNG PHÈN Ị Ự"
    assert capitals(unicodedata.normalize("NFD", "ủy ban")) == "ỦY BAN"


def test_a_number_stays_with_its_word() -> None:
    text = set_text("theo Điều 7 khoản 3 điểm e, đạt 3 sao, có giá trị 36 tháng kể từ ngày 5")
    assert text.replace(NBSP, "~") == (
        "theo Điều~7 khoản~3 điểm~e, đạt 3~sao, có giá trị 36~tháng kể từ ngày~5"
    )


def test_straight_quotation_marks_become_pairs_and_an_odd_one_stays() -> None:
    assert set_text('xã "Tả Van" và "Bản Hồ"') == "xã “Tả Van” và “Bản Hồ”"
    assert set_text('ống 5"') == 'ống 5"'
