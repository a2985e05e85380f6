"""Everything the law says to people exists in both languages, with the same facts in each."""

import ast
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from string import Formatter

import pytest

from ocop import law
from ocop.law.words import LANGUAGES, TEXTS, Message, decimal_text, message, place_text, trimmed

SOURCES = sorted(Path(law.__file__).parent.glob("*.py"))
MAKERS = {"message": "", "_error": "check_", "_warning": "check_"}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("code", TEXTS)
def test_a_text_is_in_both_languages_with_the_same_fields(code: str) -> None:
    assert set(TEXTS[code]) == set(LANGUAGES)
    assert all(text.strip() for text in TEXTS[code].values())
    assert len({frozenset(fields(text)) for text in TEXTS[code].values()}) == 1


def said() -> Iterator[tuple[str, str, set[str] | None]]:
    """Every message made in the sources: where, its code, and its fields unless they are unpacked."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
                continue
            prefix, first = MAKERS.get(node.func.id), node.args[0]
            if prefix is None or not isinstance(first, ast.Constant) or not isinstance(first.value, str):
                continue
            unpacked = any(keyword.arg is None for keyword in node.keywords)
            names = {keyword.arg for keyword in node.keywords if keyword.arg is not None}
            yield f"{path.name}:{node.lineno}", prefix + first.value, None if unpacked else names


def test_every_message_made_has_its_text_and_its_fields() -> None:
    for place, code, names in said():
        assert code in TEXTS, place
        if names is not None:
            assert names == fields(TEXTS[code]["vi"]), (place, code)


def test_every_text_is_said_somewhere() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in SOURCES if path.name != "words.py")
    unsaid = [
        code
        for code in TEXTS
        if f'"{code}"' not in sources and f'"{code.removeprefix("check_")}"' not in sources
    ]
    assert unsaid == []


@pytest.mark.parametrize("code", TEXTS)
def test_the_two_languages_are_not_the_same_sentence(code: str) -> None:
    without_fields = TEXTS[code]["en"].format_map(dict.fromkeys(fields(TEXTS[code]["en"]), ""))
    if any(letter.isalpha() for letter in without_fields):
        assert TEXTS[code]["vi"] != TEXTS[code]["en"]


def test_a_message_may_hold_another_and_prints_whole_in_either_language() -> None:
    inner = message("judged_count", met=1, of=3)
    outer = message(
        "floor_missed", stars=4, criterion="1.5", name="Liên kết", position=3, points=2, judged=inner
    )
    assert outer.text().endswith("(2 điểm), 1/3 phiếu đạt.")
    assert outer.text("en").endswith("(2 points), 1 of 3 sheets reach it.")


def test_a_value_may_bear_any_name_a_text_asks_for() -> None:
    assert message("unknown_knockout", code="x", known="y") == Message(
        "unknown_knockout", {"code": "x", "known": "y"}
    )


def test_decimals_are_said_with_a_comma_in_vietnamese_and_a_point_in_english() -> None:
    short = message("points_short", stars=4, short=trimmed(Decimal("3.50")), from_points=Decimal(70))
    assert short.text("vi") == "Chưa đạt 4 sao về điểm: thiếu 3,5 điểm để tới 70."
    assert short.text("en") == "Not 4 stars by points: 3.5 points short of 70."
    assert decimal_text(trimmed(Decimal("9E+1")), "vi") == "90"
    assert decimal_text(Decimal("73.60"), "vi") == "73,60"


def test_what_is_no_number_keeps_its_points() -> None:
    assert "1.5" in message("unknown_criterion", place="m1", criterion="1.5").text("vi")


def test_a_place_is_said_in_either_language() -> None:
    assert place_text("set 4 / 1.2", "vi") == "bộ 4, tiêu chí 1.2"
    assert place_text("set 21 / part C", "vi") == "bộ 21, phần C"
    assert place_text("set 21 / part C", "en") == "set 21, part C"
