"""Stored results come out again, or what differs is named; and what another regime would have given."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ocop.law import layout
from ocop.law.library import SHIPPED, Library
from ocop.law.rescoring import replay, what_if
from ocop.law.scoring import as_json, score
from ocop.law.sheets import Refused, read_case
from tests.law.builders import FIRST, LIBRARY, NOW, file_of, given, top, worth

Json = dict[str, Any]
OLD = LIBRARY.product_set("2019-1048", 15)


def stored(file: dict[str, object], language: str = "vi") -> Json:
    answer = as_json(score(read_case(LIBRARY, file)), language)  # type: ignore[arg-type]
    kept: Json = json.loads(json.dumps({**file, "result": answer}))
    return kept


FILE = stored(file_of(worth(FIRST, 81), worth(FIRST, 76), rules={"max_spread": 4}))


def test_a_stored_result_comes_out_again() -> None:
    found = replay(LIBRARY, FILE)
    assert found.same
    assert found.as_json() == {
        "regime": "2026-26", "set": 1, "stars": found.result.stars, "same": True, "differences": [],
    }  # fmt: skip


def test_the_sentences_may_be_worded_otherwise() -> None:
    assert replay(LIBRARY, stored(file_of(worth(FIRST, 81), worth(FIRST, 76)), "en")).same
    reworded = {**FILE["result"], "why": [], "flags": [{"code": "spread", "detail": "quá xa"}]}
    assert replay(LIBRARY, FILE | {"result": reworded}).same


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"stars": 5}, "stars"),
        ({"total": "78.51"}, "total"),
        ({"total_exact": "7851/100"}, "total_exact"),
        ({"spread": "6"}, "spread"),
        ({"complete": False}, "complete"),
        ({"complete": 1}, "complete"),
        ({"missing": ["1.1"]}, "missing"),
        ({"parts": {"A": "0.00"}}, "parts.A"),
        ({"flags": []}, "flags"),
        ({"knockouts": ["contamination"]}, "knockouts"),
        ({"sheets": []}, "sheets"),
    ],
)
def test_what_differs_is_named(changes: Json, at: str) -> None:
    found = replay(LIBRARY, FILE | {"result": FILE["result"] | changes})
    assert not found.same
    assert at in [difference.at for difference in found.differences]


def test_a_difference_is_placed_as_deep_as_it_lies() -> None:
    result = json.loads(json.dumps(FILE["result"]))
    result["sheets"][1]["parts"]["B"] = "1"
    (difference,) = replay(LIBRARY, FILE | {"result": result}).differences
    assert (difference.at, difference.stored) == ("sheets[2].parts.B", "1")


def test_a_result_that_lacks_something_is_not_the_same() -> None:
    short = {key: value for key, value in FILE["result"].items() if key != "stars"}
    assert [item.at for item in replay(LIBRARY, FILE | {"result": short}).differences] == ["stars"]


def test_a_file_without_a_result_is_refused() -> None:
    with pytest.raises(Refused, match="the file: there is no stored “result” to compare with"):
        replay(LIBRARY, file_of(top(FIRST)))


# -- what if -----------------------------------------------------------------------------------------------


def amended(tmp_path: Path, **changes: object) -> Library:
    """The shipped regimes and one more that amends the one in force; set 1 as changed here."""
    folder = tmp_path / "2031-9"
    (folder / "sets").mkdir(parents=True)
    facts = {
        "id": "2031-9",
        "title": "Sửa đổi",
        "extends": "2026-26",
        "in_force_from": "2031-01-01",
        **changes,
    }
    (folder / "regime.json").write_text(json.dumps(facts), encoding="utf-8")
    (folder / "sets/01.json").write_text(layout.dumps(FIRST), encoding="utf-8")
    return Library(SHIPPED, tmp_path)


def test_under_an_equal_regime_nothing_changes(tmp_path: Path) -> None:
    found = what_if(amended(tmp_path), file_of(worth(FIRST, 81)), "2031-9")
    assert (found.not_comparable, found.unanswered, found.changes) == ((), (), False)
    assert found.stars == found.result.stars


def test_higher_bands_take_a_star(tmp_path: Path) -> None:
    edges = {5: 99, 4: 70, 3: 50, 2: 30, 1: 0}
    bands = [{"stars": stars, "at_least": edge, "article": "Điều 3"} for stars, edge in edges.items()]
    found = what_if(amended(tmp_path, bands=bands), file_of(top(FIRST) | {"1.1": 1}), "2031-9")
    assert (found.result.stars, found.stars, found.changes) == (5, 4, True)


def test_from_1048_to_26_2026_what_cannot_be_compared_is_named() -> None:
    file = {"regime": "2019-1048", "set": 15, "sheets": [{"member": "m1", "answers": top(OLD)}]}
    found = what_if(LIBRARY, file, "2026-26")
    told = found.as_json()
    assert (told["as"], told["as_set"]) == ("2026-26", 1)
    assert {"1.1", "3.2", "3.5"} <= set(found.not_comparable)
    assert "1.2" in found.unanswered
    assert found.lowest.total < found.highest.total
    assert found.stars is None
    assert found.changes is None


def test_a_product_that_loses_its_star_whatever_is_answered_changes() -> None:
    file = {"regime": "2019-1048", "set": 15, "sheets": [{"member": "m1", "answers": worth(OLD, 95)}]}
    low = {number: 0 for number in top(OLD) if number.startswith("4")}
    file["sheets"] = [{"member": "m1", "answers": top(OLD) | low}]
    found = what_if(LIBRARY, file, "2026-26")
    assert found.highest.stars == 2, "the floors of 4.1 are missed"
    assert found.changes is True


def test_without_a_story_its_structure_is_not_supposed() -> None:
    answers = {number: position for number, position in top(OLD).items() if number not in {"5.2", "5.3"}}
    file = {"regime": "2019-1048", "set": 15, "sheets": [{"member": "m1", "answers": answers | {"5.1": 1}}]}
    assert what_if(LIBRARY, file, "2026-26").highest.complete


def test_a_knock_out_without_a_counterpart_is_not_comparable() -> None:
    file = {
        "regime": "2019-1048", "set": 15, "knockouts": ["no-food-safety-certificate"],
        "sheets": [{"member": "m1", "answers": top(OLD)}],
    }  # fmt: skip
    found = what_if(LIBRARY, file, "2026-26")
    assert "knock-out no-food-safety-certificate" in found.not_comparable
    assert found.result.stars == 0


def test_an_incomplete_sheet_settles_nothing(tmp_path: Path) -> None:
    found = what_if(amended(tmp_path), file_of({"1.1": 1}), "2031-9")
    assert (found.result.stars, found.stars, found.changes) == (None, None, None)


def test_an_unknown_regime_is_refused() -> None:
    with pytest.raises(Refused, match="There is no regime “1999-1”"):
        what_if(LIBRARY, FILE, "1999-1")


def test_points_per_part_cannot_be_compared_with_criteria() -> None:
    with pytest.raises(Refused, match="2026-26 and 2023-148 cannot be compared"):
        what_if(LIBRARY, FILE, "2023-148")


def test_a_set_without_a_counterpart_is_refused() -> None:
    flowers = LIBRARY.product_set("2026-26", 23)
    with pytest.raises(Refused, match="2019-1048 has no product set that corresponds to “Hoa”"):
        what_if(LIBRARY, file_of(top(flowers), number=23), "2019-1048")


def test_a_set_whose_table_is_not_known_is_no_counterpart() -> None:
    rice = LIBRARY.product_set("2026-26", 3)
    case = given(msgspec.structs.replace(rice, name="Gạo, ngũ cốc"), top(rice), regime=NOW)
    assert case.product_set.is_scorable
    with pytest.raises(Refused, match="no product set that corresponds to “Gạo, ngũ cốc, hạt sơ chế khác”"):
        what_if(LIBRARY, file_of(top(rice), number=3), "2019-1048")
