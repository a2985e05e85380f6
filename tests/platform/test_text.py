import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.platform.text import ALPHABET, clean_text, fold, vi_sort_key

TONES = "\u0300\u0309\u0303\u0301\u0323"
letters = st.text(st.sampled_from(ALPHABET + ALPHABET.upper() + TONES + " 0123456789-."))
anything = st.text()


def test_what_is_typed_on_a_mac_equals_what_is_typed_on_a_phone() -> None:
    decomposed = unicodedata.normalize("NFD", "Mật ong bạc hà")
    assert decomposed != "Mật ong bạc hà"
    assert clean_text(decomposed) == "Mật ong bạc hà"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Chè   Shan\ttuyết ", "Chè Shan tuyết"),
        ("Chè\u200b Shan\ufeff", "Chè Shan"),
        ("Chè\u00a0Shan", "Chè Shan"),
        ("Chè\nShan", "Chè Shan"),
        ("Chè\x00Shan", "ChèShan"),
        ("\u202eChè", "Chè"),
        ("ðường", "đường"),
    ],
)
def test_a_line_holds_no_invisible_and_no_superfluous_characters(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


def test_a_longer_text_keeps_its_lines() -> None:
    assert clean_text("Một \r\n  hai\rba\n", lines=True) == "Một\nhai\nba"


@given(anything)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    longer = clean_text(text, lines=True)
    assert clean_text(longer, lines=True) == longer


@given(anything)
def test_clean_text_is_composed(text: str) -> None:
    assert unicodedata.is_normalized("NFC", clean_text(text))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đường phèn", "duong phen"),
        ("MẬT ONG", "mat ong"),
        ("Nước mắm Phú Quốc", "nuoc mam phu quoc"),
        ("Ðắk Lắk", "dak lak"),
        ("Gạo ST25", "gao st25"),
    ],
)
def test_search_needs_no_accents(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(letters)
def test_folding_vietnamese_leaves_plain_letters(text: str) -> None:
    assert fold(text).isascii()


@given(letters)
def test_folding_does_not_care_how_accents_are_stored_or_letters_are_written(text: str) -> None:
    assert (
        fold(unicodedata.normalize("NFD", text))
        == fold(unicodedata.normalize("NFC", text))
        == fold(text.upper())
    )


@given(anything)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_letters_sort_in_the_order_of_the_alphabet() -> None:
    words = ["đu", "ă", "da", "ê", "a", "ơ", "â", "o", "e", "ô", "ư", "u"]
    assert sorted(words, key=vi_sort_key) == ["a", "ă", "â", "da", "đu", "e", "ê", "o", "ô", "ơ", "u", "ư"]


def test_tones_decide_only_between_equal_letters() -> None:
    words = ["mạ", "má", "mà", "ma", "mả", "mã", "mai"]
    assert sorted(words, key=vi_sort_key) == ["ma", "mà", "mả", "mã", "má", "mạ", "mai"]


def test_a_shorter_word_comes_first() -> None:
    assert sorted(["An Giang", "An", "Ân Thi"], key=vi_sort_key) == ["An", "An Giang", "Ân Thi"]


@given(letters)
def test_the_key_does_not_care_about_case_and_form(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    assert vi_sort_key(unicodedata.normalize("NFD", text)) == vi_sort_key(text) == vi_sort_key(text.lower())


@given(st.text(st.sampled_from(ALPHABET)), st.text(st.sampled_from(ALPHABET)))
def test_words_without_tones_sort_letter_by_letter(one: str, other: str) -> None:
    rank = {letter: place for place, letter in enumerate(ALPHABET)}
    expected = [rank[letter] for letter in one] < [rank[letter] for letter in other]
    assert (vi_sort_key(one) < vi_sort_key(other)) == expected


@given(anything)
def test_any_text_has_a_key(text: str) -> None:
    assert b"\0" in vi_sort_key(text)
