"""Tax codes: 10 digits with their check digit, 10-3, or the 12-digit personal number."""

import pytest

from ocop.registry.taxcode import BadTaxCode, check_digit, normal_tax_code


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0100109106", "0100109106"),
        (" 0100 109 106 ", "0100109106"),
        ("0100109106-001", "0100109106-001"),
        ("0100109106001", "0100109106-001"),
        ("015.185.000.123", "015185000123"),
    ],
)
def test_what_is_typed_becomes_one_form(typed: str, stored: str) -> None:
    assert normal_tax_code(typed) == stored
    assert normal_tax_code(stored) == stored


@pytest.mark.parametrize("typed", ["0100109107", "0200109106", "0100109106-000"])
def test_a_wrong_digit_is_told_apart(typed: str) -> None:
    with pytest.raises(BadTaxCode, match="check_digit"):
        normal_tax_code(typed)


@pytest.mark.parametrize(
    "typed", ["", "12345", "01001091060", "0100109106-1", "A100109106", "915185000123", "٠١٠٠١٠٩١٠٦"]
)
def test_another_shape_is_refused(typed: str) -> None:
    with pytest.raises(BadTaxCode, match="shape"):
        normal_tax_code(typed)


def test_some_nine_digits_have_no_tenth() -> None:
    """A sum divisible by 11 asks for the digit 10, so no code begins like this."""
    nine = next(f"{n:09d}" for n in range(1, 200) if check_digit(f"{n:09d}") == "10")
    for last in range(10):
        with pytest.raises(BadTaxCode):
            normal_tax_code(f"{nine}{last}")


def test_one_wrong_digit_never_passes() -> None:
    right = "0100109106"
    for place in range(10):
        for digit in set("0123456789") - {right[place]}:
            with pytest.raises(BadTaxCode):
                normal_tax_code(right[:place] + digit + right[place + 1 :])
