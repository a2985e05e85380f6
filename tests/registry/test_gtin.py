"""Numbers under bar codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.registry.gtin import BadGtin, check_digit, normal_gtin


@pytest.mark.parametrize(
    "number", ["4006381333931", "036000291452", "96385074", "10614141000415", "893 8501234-56 8"]
)
def test_good_numbers_lose_their_spaces(number: str) -> None:
    assert normal_gtin(number) == number.replace(" ", "").replace("-", "")


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("4006381333932", "check_digit"),
        ("123456789", "shape"),
        ("abc", "shape"),
        ("", "shape"),
        ("٤٠٠٦٣٨١٣٣٣٩٣١", "shape"),
    ],
)
def test_what_is_wrong_is_said(number: str, why: str) -> None:
    with pytest.raises(BadGtin, match=why):
        normal_gtin(number)


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(digits: str, place: int, off: int) -> None:
    number = digits + check_digit(digits)
    wrong = number[:place] + str((int(number[place]) + off) % 10) + number[place + 1 :]
    with pytest.raises(BadGtin, match="check_digit"):
        normal_gtin(wrong)
