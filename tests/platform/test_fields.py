from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from ocop.platform.fields import DayField, MoneyField, PhoneField, PointsField, TextField, UploadField


@pytest.mark.parametrize(
    "typed",
    ["0912345678", "0912 345 678", "+84 912 345 678", "84.912.345.678", "(0912)-345-678", " 0912345678 "],
)
def test_a_phone_number_is_read_in_any_spelling(typed: str) -> None:
    assert PhoneField().clean(typed) == "0912345678"


@pytest.mark.parametrize(
    "typed", ["912345678", "09123", "0012345678", "09123456789012", "mười", "+1 202 555 0100"]
)
def test_what_is_no_phone_number_of_the_country_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        PhoneField().clean(typed)


@pytest.mark.parametrize(
    ("typed", "points"), [("72,5", "72.5"), ("72.5", "72.5"), ("100", "100"), ("0,25", "0.25")]
)
def test_points_take_comma_or_point(typed: str, points: str) -> None:
    assert PointsField(max_value=100).clean(typed) == Decimal(points)


@pytest.mark.parametrize("typed", ["1.234", "1,234", "1.2.3", "-1", "1e2", "NaN", "١٢", "72,", "101"])
def test_points_that_mean_two_things_or_none_are_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        PointsField(max_value=100).clean(typed)


@given(st.decimals(min_value=0, max_value=100, places=2))
def test_points_shown_can_be_sent_back(points: Decimal) -> None:
    field = PointsField(max_value=100)
    with override("vi"):
        assert field.clean(field.prepare_value(points)) == points


@pytest.mark.parametrize(
    "typed", ["1500000", "1.500.000", "1,500,000", "1 500 000", "1.500.000 đ", "1.500.000 ₫"]
)
def test_money_is_read_in_any_grouping(typed: str) -> None:
    assert MoneyField().clean(typed) == 1_500_000


@pytest.mark.parametrize("typed", ["1.5", "1.500,000", "15.00.000", "-5", "một triệu"])
def test_money_that_is_not_whole_dong_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        MoneyField().clean(typed)


@given(st.integers(min_value=0, max_value=10**15))
def test_money_shown_can_be_sent_back(amount: int) -> None:
    field = MoneyField()
    with override("vi"):
        assert field.clean(field.prepare_value(amount)) == amount


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("typed", ["01/07/2026", "1/7/2026", "01-07-2026", "01.07.2026", "2026-07-01"])
def test_the_first_of_july_is_never_the_seventh_of_january(typed: str, language: str) -> None:
    with override(language):
        assert DayField().clean(typed) == date(2026, 7, 1)


def test_a_day_that_does_not_exist_is_refused_with_an_example() -> None:
    with override("vi"), pytest.raises(ValidationError, match="12/03/2027"):
        DayField().clean("31/02/2026")


def test_a_day_shown_can_be_sent_back() -> None:
    class Form(forms.Form):
        on = DayField()

    with override("vi"):
        assert 'value="12/03/2027"' in str(Form(initial={"on": date(2027, 3, 12)})["on"])


def test_text_is_cleaned_and_keeps_lines_only_where_there_are_lines() -> None:
    assert TextField().clean(" Chè \n Shan ") == "Chè Shan"
    assert TextField(widget=forms.Textarea).clean(" Chè \r\n Shan ") == "Chè\nShan"
    assert TextField(required=False).clean("") == ""


def test_only_spaces_are_no_answer() -> None:
    with pytest.raises(ValidationError):
        TextField().clean(" \u200b ")


def test_an_upload_that_fails_says_why() -> None:
    with override("vi"), pytest.raises(ValidationError, match="không được nhận"):
        UploadField().clean(SimpleUploadedFile("x.pdf", b"not a pdf"))
    with override("vi"), pytest.raises(ValidationError, match="trống"):
        UploadField().clean(SimpleUploadedFile("x.pdf", b""))


def test_no_upload_is_no_file() -> None:
    assert UploadField(required=False).clean(None) is None


def test_the_limit_is_told_before_a_file_is_chosen() -> None:
    field = UploadField()
    with override("vi"):
        assert "10 MB" in str(field.help_text)
    assert field.widget.attrs["data-max-bytes"] == 10 * 1024 * 1024
