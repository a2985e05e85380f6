"""Product codes of both shapes, and registration numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.law.codes import (
    BadCode,
    CodeParts,
    RegistrationParts,
    format_code,
    format_registration,
    parse_code,
    parse_registration,
    read_code,
    typed_code,
)
from ocop.law.library import opened
from ocop.law.regime import RegistrationNumber

LIBRARY = opened()
FOUR = LIBRARY.regime("2026-26").product_code
FIVE = LIBRARY.regime("2019-1048").product_code
SLIP = LIBRARY.regime("2026-26").registration_number
assert SLIP is not None
SLIP_SHAPE: RegistrationNumber = SLIP


def test_a_code_of_today_has_province_commune_sequence_and_year() -> None:
    parts = CodeParts(province="01", commune="00004", sequence=7, year=2026)
    assert format_code(FOUR, parts) == "01-00004-07-2026"
    assert parse_code(FOUR, "01-00004-07-2026") == parts


def test_a_code_of_the_1048_era_also_has_the_district() -> None:
    parts = CodeParts(province="80", district="832", commune="28984", sequence=12, year=2021)
    assert format_code(FIVE, parts) == "80-832-28984-12-2021"
    assert parse_code(FIVE, "80-832-28984-12-2021") == parts


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (" 01 00004 – 07-2026", "01-00004-07-2026"),
        ("o1-ooOo4-o7-2o26", "01-00004-07-2026"),
        ("0l-00004-07-2026", "01-00004-07-2026"),
        ("01.00004.o7/2026", "01-00004-07-2026"),
        ("ocop-01-7", "OCOP-01-7"),
        ("old", "OLD"),
    ],
)
def test_a_code_is_read_as_people_type_it(typed: str, code: str) -> None:
    """A letter stands for the digit it looks like only where a code of digits comes of it."""
    assert typed_code(typed) == code


def test_a_registry_reads_both_shapes() -> None:
    assert read_code([FOUR, FIVE], "80-832-28984-12-2021")[0] is FIVE
    assert read_code([FIVE, FOUR], "01-00004-07-2026")[0] is FOUR


@pytest.mark.parametrize(
    "text", [" 01 – 00004 – 07 – 2026 ", "01\u201100004\u201107\u20112026", "01\u201400004\u22127-2026"]
)
def test_dashes_and_spaces_from_paper_are_read(text: str) -> None:
    assert format_code(FOUR, parse_code(FOUR, text)) == "01-00004-07-2026"


def test_a_long_list_outgrows_the_width_without_loss() -> None:
    parts = CodeParts(province="01", commune="00004", sequence=1234, year=2026)
    assert parse_code(FOUR, format_code(FOUR, parts)) == parts


@pytest.mark.parametrize(
    ("text", "segment"),
    [
        ("1-00004-07-2026", "province"),  # a zero lost in a spreadsheet is not guessed here
        ("01-4-07-2026", "commune"),
        ("01-0000A-07-2026", "commune"),
        ("01-00004-00-2026", "sequence"),
        ("01-00004-x-2026", "sequence"),
        ("01-00004-07-26", "year"),
        ("01-00004-07-1999", "year"),
        ("01-00004-\u0660\u0667-2026", "sequence"),  # digits, but not ours
        ("01-00004-07", None),
        ("", None),
    ],
)
def test_a_wrong_code_names_the_segment(text: str, segment: str | None) -> None:
    with pytest.raises(BadCode) as refusal:
        parse_code(FOUR, text)
    assert refusal.value.segment == segment


def test_a_number_of_thousands_of_digits_is_refused() -> None:
    with pytest.raises(BadCode, match="18 digits"):
        parse_code(FOUR, f"01-00004-{'1' * 5000}-2026")
    assert parse_code(FOUR, f"01-00004-{'1' * 18}-2026").sequence == int("1" * 18)


def test_of_several_shapes_the_refusal_comes_from_the_one_that_fits_best() -> None:
    with pytest.raises(BadCode) as refusal:
        read_code([FOUR, FIVE], "80-83-28984-12-2021")
    assert refusal.value.segment == "district"
    with pytest.raises(BadCode, match="no shape"):
        read_code([], "01-00004-07-2026")


def test_parts_that_do_not_fit_the_shape_are_not_written() -> None:
    with pytest.raises(BadCode):
        format_code(FOUR, CodeParts(province="01", district="001", commune="00004", sequence=1, year=2026))
    with pytest.raises(BadCode):
        format_code(FIVE, CodeParts(province="01", commune="00004", sequence=1, year=2021))
    with pytest.raises(BadCode):
        format_code(FOUR, CodeParts(province="1", commune="00004", sequence=1, year=2026))


def test_a_registration_number_is_filled_by_the_commune_and_then_by_the_province() -> None:
    filed = RegistrationParts(province="01", commune="00004", year=2026, commune_no="15")
    assert format_registration(SLIP_SHAPE, filed) == "15-……/PĐK-01-00004-2026"
    taken_in = RegistrationParts(
        province="01", commune="00004", year=2026, commune_no="15", province_no="208"
    )
    assert format_registration(SLIP_SHAPE, taken_in) == "15-208/PĐK-01-00004-2026"
    assert parse_registration(SLIP_SHAPE, "15-208/PĐK-01-00004-2026") == taken_in
    assert parse_registration(SLIP_SHAPE, "15-……/PĐK-01-00004-2026") == filed


@pytest.mark.parametrize(
    "text", ["15/PĐK-01-00004-2026", "15-208/PDK-01-00004-2026", "15-208/PĐK-01-4-2026", ""]
)
def test_a_wrong_registration_number_is_refused(text: str) -> None:
    with pytest.raises(BadCode):
        parse_registration(SLIP_SHAPE, text)


DIGITS = st.characters(min_codepoint=ord("0"), max_codepoint=ord("9"))
PARTS = st.builds(
    CodeParts,
    province=st.text(DIGITS, min_size=2, max_size=2),
    commune=st.text(DIGITS, min_size=5, max_size=5),
    sequence=st.integers(1, 99_999),
    year=st.integers(2018, 2099),
    district=st.text(DIGITS, min_size=3, max_size=3) | st.none(),
)


@given(PARTS)
def test_what_is_written_is_read_again(parts: CodeParts) -> None:
    shape = FOUR if parts.district is None else FIVE
    assert read_code([FOUR, FIVE], format_code(shape, parts)) == (shape, parts)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        shape, parts = read_code([FOUR, FIVE], text)
    except BadCode:
        return
    assert read_code([FOUR, FIVE], format_code(shape, parts)) == (shape, parts)
