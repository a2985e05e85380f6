"""Every way a regime can be broken is seen, named and placed."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ocop.law import checking
from ocop.law.checking import Finding
from ocop.law.library import SHIPPED, Library, number_text
from ocop.people.codes import CODES
from tests.law.builders import DATA, LIBRARY, needs_data

Json = dict[str, Any]
Break = Callable[[Json], object]
SET_1 = "sets/01.json"
SET_26 = "sets/26.json"
FACTS = "regime.json"


def find(document: Json, number: str) -> Json:
    """The row of a set file that bears a number."""
    rows = [section for part in document["parts"] for section in part["sections"]]
    while rows:
        row = rows.pop()
        if row["no"] == number:
            return dict_of(row)
        rows += row.get("criteria", [])
    raise KeyError(number)


def dict_of(value: Any) -> Json:
    assert isinstance(value, dict)
    return value


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the regime in force, free to be broken."""
    return Path(shutil.copytree(SHIPPED / "2026-26", tmp_path / "2026-26"))


def breaking(folder: Path, file: str, change: Break) -> list[Finding]:
    path = folder / file
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return checking.check_path(folder, CODES)


def seen(findings: list[Finding]) -> set[tuple[str, str, str]]:
    return {(finding.severity, finding.code, finding.place) for finding in findings}


UNTOUCHED = seen(checking.check(LIBRARY, "2026-26"))


def option(document: Json, number: str, position: int) -> Json:
    return dict_of(find(document, number)["options"][position - 1])


def remove(values: list[Any], index: int) -> None:
    del values[index]


def step(document: Json, code: str, level: str = "") -> Json:
    """The first step of a procedure that bears a code, at a level if one is named."""
    return dict_of(next(it for it in document["steps"] if it["code"] == code and level in {"", it["level"]}))


def drop_level(document: Json, level: str) -> None:
    """The procedure without the steps of a level."""
    document["steps"] = [it for it in document["steps"] if it["level"] != level]


DEFECTS: list[tuple[str, str, str, Break]] = [
    # sums
    ("sum", "set 1 / 1", SET_1, lambda it: find(it, "1").update(max=19)),
    ("sum", "set 1 / part A", SET_1, lambda it: find(it, "1").update(max=19)),
    ("sum", "set 1 / part B", SET_1, lambda it: it["parts"][1].update(max=26)),
    ("part_max", "set 1 / part B", SET_1, lambda it: it["parts"][1].update(max=26)),
    ("total", "set 1", SET_1, lambda it: it["parts"][1].update(max=26)),
    ("total", "part_max", FACTS, lambda it: it["part_max"].update(A=41)),
    ("parts", "set 1", SET_1, lambda it: it["parts"][2].update(code="D")),
    ("no_criteria", "set 1", SET_1, lambda it: [part.update(sections=[]) for part in it["parts"]]),
    # numbers
    ("number_twice", "set 1 / 1.2", SET_1, lambda it: find(it, "1.3").update(no="1.2")),
    ("number_strange", "set 1 / 7.2", SET_1, lambda it: find(it, "1.2").update(no="7.2")),
    # options
    ("position_twice", "set 1 / 1.2 / option 2", SET_1, lambda it: option(it, "1.2", 3).update(position=2)),
    ("position_gap", "set 1 / 1.2", SET_1, lambda it: option(it, "1.2", 3).update(position=4)),
    ("position_order", "set 1 / 1.2", SET_1, lambda it: find(it, "1.2")["options"].reverse()),
    ("top", "set 1 / 1.2", SET_1, lambda it: option(it, "1.2", 3).update(points=3)),
    ("falling", "set 1 / 1.2 / option 3", SET_1, lambda it: option(it, "1.2", 2).update(points=3)),
    ("negative", "set 1 / 1.2 / option 1", SET_1, lambda it: option(it, "1.2", 1).update(points=-1)),
    ("no_options", "set 1 / 1.2", SET_1, lambda it: find(it, "1.2").update(options=[])),
    (
        "group_options",
        "set 1 / 1",
        SET_1,
        lambda it: find(it, "1").update(options=find(it, "1.2")["options"]),
    ),
    (
        "yes_no_options",
        "set 1 / 2.4",
        SET_1,
        lambda it: find(it, "2.4").update(options=find(it, "1.7")["options"]),
    ),
    ("no_cases", "set 26 / 8", SET_26, lambda it: find(it, "8")["cases"].pop()),
    ("stray_case", "set 26 / 8 / option 4", SET_26, lambda it: option(it, "8", 4).update(case="c")),
    ("stray_case", "set 1 / 1.2 / option 2", SET_1, lambda it: option(it, "1.2", 2).update(case="a")),
    (
        "empty_case",
        "set 26 / 8 / case c",
        SET_26,
        lambda it: find(it, "8")["cases"].append({"code": "c", "name": "c"}),
    ),
    # floors
    ("floor_zero", "set 1 / 1.2 / option 1", SET_1, lambda it: option(it, "1.2", 1).update(floor=3)),
    (
        "floor_high",
        "set 1 / 1.2 / option 3",
        SET_1,
        lambda it: option(it, "1.2", 3).update(points=5, floor=4),
    ),
    ("floor_twice", "set 1 / 1.5", SET_1, lambda it: option(it, "1.5", 4).update(floor=4)),
    ("floor_order", "set 1 / 1.5", SET_1, lambda it: option(it, "1.5", 2).update(floor=5)),
    (
        "floor_nowhere",
        "set 1 / 1 / option 1",
        SET_1,
        lambda it: find(it, "1").update(options=[{"position": 1, "points": 1, "floor": 3, "label": "mức"}]),
    ),
    # references
    ("story_nowhere", "set 1 / 5.2", SET_1, lambda it: find(it, "5.2").update(story="5.9")),
    ("story_nowhere", "set 1 / 5.2", SET_1, lambda it: find(it, "5.2").update(story="5")),
    ("story_nowhere", "set 1 / 5.2", SET_1, lambda it: find(it, "5.2").update(story="5.2")),
    (
        "knockout_nowhere",
        "set 1 / knock-out contamination",
        SET_1,
        lambda it: it["knockouts"][-1].update(criterion="77"),
    ),
    (
        "knockout_nowhere",
        "set 1 / knock-out contamination",
        SET_1,
        lambda it: it["knockouts"][-1].update(zero_of=["77"]),
    ),
    (
        "knockout_twice",
        "set 1 / knock-out filing-rules",
        SET_1,
        lambda it: it["knockouts"][0].update(code="filing-rules"),
    ),
    # guidance
    ("no_label", "set 1 / 1.2 / option 2", SET_1, lambda it: option(it, "1.2", 2).update(label=" ")),
    ("no_label", "set 1 / knock-out forged-dossier", SET_1, lambda it: it["knockouts"][0].update(label="")),
    ("no_name", "set 1 / 1.2", SET_1, lambda it: find(it, "1.2").update(name="")),
    ("no_name", "set 26 / 8 / case a", SET_26, lambda it: find(it, "8")["cases"][0].update(name="")),
    ("no_name", "set 1 / part A", SET_1, lambda it: it["parts"][0].update(name="")),
    ("no_name", "set 1", SET_1, lambda it: it.update(name="")),
    # the sets
    ("set_number", "set 1", SET_1, lambda it: it.update(set=2)),
    # the regime's own facts
    ("band_gap", "bands", FACTS, lambda it: remove(it["bands"], 2)),
    ("band_zero", "bands", FACTS, lambda it: it["bands"][-1].update(at_least=1)),
    ("band_overlap", "bands / 4 stars", FACTS, lambda it: it["bands"][1].update(at_least=50)),
    ("band_unreachable", "bands / 5 stars", FACTS, lambda it: it["bands"][0].update(at_least=101)),
    ("unknown_star", "levels / centre", FACTS, lambda it: remove(it["bands"], 0)),
    ("recognised_twice", "bands / 4 stars", FACTS, lambda it: it["levels"][-1].update(recognises=[4, 5])),
    ("unknown_level", "rounds / moon 1", FACTS, lambda it: it["rounds"][0].update(level="moon")),
    ("unknown_level", "steps / file", FACTS, lambda it: it["steps"][0].update(level="moon")),
    (
        "unknown_level",
        "dossier kinds / first",
        FACTS,
        lambda it: it["dossier_kinds"][0].update(to_level="moon"),
    ),
    ("unknown_limit", "steps / file", FACTS, lambda it: it["steps"][0].update(limit="never")),
    # the procedure
    ("unknown_level", "steps / send_up", FACTS, lambda it: step(it, "send_up").update(to_level="moon")),
    ("no_filing", "steps", FACTS, lambda it: step(it, "file").update(before=["returned"])),
    ("no_filing", "steps", FACTS, lambda it: step(it, "file").update(code="hand_in")),
    (
        "state_unreached",
        "steps / province accept",
        FACTS,
        lambda it: step(it, "send_up").update(after="posted"),
    ),
    (
        "state_unreached",
        "steps / province accept",
        FACTS,
        lambda it: step(it, "send_up").update(to_level="centre"),
    ),
    (
        "state_unreached",
        "steps / commune withdraw",
        FACTS,
        lambda it: step(it, "withdraw")["before"].append("x"),
    ),
    ("dead_end", "states / province sent_up", FACTS, lambda it: step(it, "accept").update(before=["filed"])),
    ("dead_end", "states / centre forwarded", FACTS, lambda it: drop_level(it, "centre")),
    (
        "dead_end",
        "states / province revealed",
        FACTS,
        lambda it: step(it, "close").update(before=["scoring"]),
    ),
    (
        "no_recognition",
        "levels / centre",
        FACTS,
        lambda it: step(it, "recognise", "centre").update(code="honour"),
    ),
    ("unknown_role", "steps / commune file", FACTS, lambda it: step(it, "file").update(role="reeve")),
    (
        "unknown_role",
        "steps / province recognise",
        FACTS,
        lambda it: step(it, "recognise").update(office="reeve"),
    ),
    (
        "unknown_state",
        "states / posted",
        FACTS,
        lambda it: it.update(states=[{"code": "posted", "name": "Đã gửi"}]),
    ),
    (
        "unknown_level",
        "states / filed",
        FACTS,
        lambda it: it.update(states=[{"code": "filed", "name": "Đã nộp", "level": "moon"}]),
    ),
    (
        "code_twice",
        "states / filed",
        FACTS,
        lambda it: it.update(
            states=[{"code": "filed", "name": "Đã nộp"}, {"code": "filed", "name": "Đã gửi"}]
        ),
    ),
    (
        "unknown_form",
        "dossier kinds / first / registration",
        FACTS,
        lambda it: it["dossier_kinds"][0]["parts"][0].update(form="99"),
    ),
    ("names_no_set", "samples", FACTS, lambda it: it["samples"].update(except_sets=[27])),
    ("code_twice", "limits / commune_report", FACTS, lambda it: it["limits"].append(it["limits"][0])),
    ("dates", "in_force_to", FACTS, lambda it: it.update(in_force_to="2020-01-01")),
    ("renewal", "renewal", FACTS, lambda it: it["renewal"].update(earliest_days=10)),
    ("round_day", "rounds / province 1", FACTS, lambda it: it["rounds"][0].update(proposals_before="02-30")),
]


@pytest.mark.parametrize(
    ("code", "place", "file", "change"), DEFECTS, ids=[f"{code}-{place}" for code, place, _, _ in DEFECTS]
)
def test_a_defect_is_named_with_its_place(
    copy: Path, code: str, place: str, file: str, change: Break
) -> None:
    assert ("error", code, place) in seen(breaking(copy, file, change)) - UNTOUCHED


WARNINGS: list[tuple[str, str, str, Break]] = [
    ("equal", "set 1 / 1.2 / option 2", SET_1, lambda it: option(it, "1.2", 2).update(points=0)),
    ("number_gap", "set 1 / 1.9", SET_1, lambda it: find(it, "1.7").update(no="1.9")),
    (
        "same_label",
        "set 1 / 1.2 / option 2",
        SET_1,
        lambda it: option(it, "1.2", 2).update(label=option(it, "1.2", 3)["label"]),
    ),
    ("no_english", "labels.en.json", SET_1, lambda it: option(it, "1.2", 2).update(label="Chữ mới")),
    (
        "stale",
        "set 1 / part A",
        FACTS,
        lambda it: it.update(
            known_defects=[
                {"code": "sum", "place": "set 1 / part A", "recorded_on": "2026-11-22", "note": "?"}
            ]
        ),
    ),
    (
        "suspect",
        "set 1 / 1.1",
        FACTS,
        lambda it: it["suspects"].append({"place": "set 1 / 1.1", "note": "?"}),
    ),
    (
        "correction",
        "set 1 / 1.1",
        FACTS,
        lambda it: it["corrections"].append(
            {"place": "set 1 / 1.1", "transcribed": "9", "used": "1", "reason": "?"}
        ),
    ),
]


@pytest.mark.parametrize(
    ("code", "place", "file", "change"), WARNINGS, ids=[f"{code}-{place}" for code, place, _, _ in WARNINGS]
)
def test_a_warning_is_listed_and_stops_nothing(
    copy: Path, code: str, place: str, file: str, change: Break
) -> None:
    findings = breaking(copy, file, change)
    assert ("warning", code, place) in seen(findings) - UNTOUCHED
    assert checking.errors(findings) == []


def test_an_unbroken_copy_is_as_sound_as_the_original(copy: Path) -> None:
    assert seen(checking.check_path(copy)) == UNTOUCHED
    assert checking.errors(checking.check_path(copy)) == []


def test_in_a_leaf_with_two_cases_options_rise_within_each_case(copy: Path) -> None:
    findings = breaking(copy, SET_26, lambda it: option(it, "8", 1).update(points=9))
    assert ("error", "falling", "set 26 / 8 / option 2") in seen(findings)
    assert ("error", "falling", "set 26 / 8 / option 3") not in seen(findings)


def test_a_missing_set_is_named_and_not_taken_from_the_shipped_regime(copy: Path) -> None:
    (copy / "sets/07.json").unlink()
    assert ("error", "set_missing", "set 7") in seen(checking.check_path(copy))


def test_a_regime_without_sets_has_none(copy: Path) -> None:
    shutil.rmtree(copy / "sets")
    assert ("error", "no_sets", "sets") in seen(checking.check_path(copy))


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("sets/04.json", "{"),
        ("sets/04.json", '{"set": 4, "name": 5}'),
        ("sets/04.json", "\xff"),
        ("sets/04.json", '{"name": "\xff"}'),
        ("sets/four.json", "{}"),
        ("regime.json", '{"id": "2026-26"}'),
        ("regime.json", '{"extends": "2026-26"}'),
        ("labels.en.json", "[]"),
    ],
)
def test_an_unreadable_file_is_named_with_its_path(copy: Path, file: str, text: str) -> None:
    (copy / file).write_bytes(text.encode("latin-1"))
    unreadable = [finding for finding in checking.check_path(copy) if finding.code == "unreadable"]
    assert [finding.place for finding in unreadable] == [str(copy / file)]


def test_the_wrong_value_in_a_file_is_named_by_its_path_inside(copy: Path) -> None:
    findings = breaking(copy, SET_1, lambda it: option(it, "1.2", 2).update(points="two"))
    (unreadable,) = [finding for finding in findings if finding.code == "unreadable"]
    assert "$.parts[0].sections[0].criteria[1].options[1].points" in unreadable.message.text("en")


def test_an_error_on_the_dated_list_is_known_and_stops_nothing(copy: Path) -> None:
    breaking(copy, SET_1, lambda it: option(it, "1.2", 3).update(points=3))
    listed = {"code": "top", "place": "set 1 / 1.2", "recorded_on": "2026-11-22", "note": "đã hỏi Bộ"}
    findings = breaking(copy, FACTS, lambda it: it.update(known_defects=[listed]))
    assert ("known", "top", "set 1 / 1.2") in seen(findings)
    assert checking.errors(findings) == []
    assert not [finding for finding in findings if finding.code == "stale"]


def test_a_folder_of_nothing_is_no_regime(tmp_path: Path) -> None:
    assert seen(checking.check_path(tmp_path)) == {("error", "no_regime", str(tmp_path))}


def test_a_regime_nobody_knows_is_named() -> None:
    assert seen(checking.check(LIBRARY, "1999-1")) == {("error", "no_regime", "1999-1")}


def test_wording_laid_over_is_checked_with_what_lies_below(tmp_path: Path) -> None:
    folder = tmp_path / "2026-26"
    (folder / "sets").mkdir(parents=True)
    shutil.copy(SHIPPED / "2026-26/sets/01.json", folder / "sets")
    assert checking.errors(checking.check_path(folder)) == []
    findings = breaking(folder, SET_1, lambda it: option(it, "1.2", 3).update(points=3))
    assert ("error", "top", "set 1 / 1.2") in seen(findings)


def test_a_regime_that_amends_a_shipped_one_is_checked_over_it(tmp_path: Path) -> None:
    folder = tmp_path / "2027-1"
    folder.mkdir()
    facts = {"id": "2027-1", "title": "Sửa đổi", "extends": "2026-26", "in_force_from": "2027-01-01"}
    (folder / FACTS).write_text(json.dumps(facts), encoding="utf-8")
    assert checking.errors(checking.check_path(folder)) == []


# -- rulebooks as files ------------------------------------------------------------------------------------


def given_file(tmp_path: Path, change: Break, name: str = "rulebook_26_2026.json") -> Path:
    document = json.loads((DATA / name).read_text(encoding="utf-8"))
    change(document)
    path = tmp_path / "rulebook.json"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


FLOOR: Json = {"criterion": "9.9", "min_points": 1}


def first_row(document: Json) -> Json:
    return dict_of(document["product_sets"][0]["parts"][0]["sections"][0]["criteria"][0])


@needs_data
@pytest.mark.parametrize("name", ["rulebook_26_2026.json", "rulebook_1048.json", "rulebook_148_partial.json"])
def test_the_transcribed_rulebooks_have_no_error_that_is_not_recorded(name: str) -> None:
    assert checking.errors(checking.check_path(DATA / name)) == []


@needs_data
@pytest.mark.parametrize(
    ("code", "place", "change"),
    [
        ("top", "set 1 / 1.1", lambda it: first_row(it).update(max=4)),
        ("falling", "set 1 / 1.1 / option 2", lambda it: first_row(it)["options"][1].update(points=0)),
        ("floor_nowhere", "set 1 / 9.9", lambda it: it["product_sets"][0]["star_floors"]["3"].append(FLOOR)),
        ("no_label", "set 1 / 1.1 / option 1", lambda it: first_row(it)["options"][0].update(text="")),
        ("set_missing", "set 4", lambda it: remove(it["product_sets"], 3)),
        ("set_twice", "set 4", lambda it: it["product_sets"].append(it["product_sets"][3])),
        ("no_options", "set 1 / 1.1", lambda it: first_row(it).update(options=[])),
    ],
)
def test_a_defect_in_a_rulebook_file_is_named(tmp_path: Path, code: str, place: str, change: Break) -> None:
    assert ("error", code, place) in seen(checking.check_path(given_file(tmp_path, change)))


@needs_data
def test_a_rulebook_of_an_unknown_decision_has_no_regime_to_be_checked_with(tmp_path: Path) -> None:
    path = given_file(tmp_path, lambda it: it.update(regime="Quyết định 99/2031/QĐ-TTg"))
    assert seen(checking.check_path(path)) == {("error", "no_regime_for", str(path))}


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"regime": "x", "product_sets": []}', '{"regime": "26/2026"}', "\xff", '{"regime": "\xff"}'],
)
def test_a_file_that_is_no_rulebook_is_unreadable(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(text.encode("latin-1"))
    assert {finding.code for finding in checking.check_path(path)} == {"unreadable"}


def test_a_file_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    assert {finding.code for finding in checking.check_path(tmp_path / "absent.json")} == {"unreadable"}


def test_a_finding_prints_in_both_languages() -> None:
    finding = next(item for item in checking.check(LIBRARY, "2019-1048") if item.severity == "known")
    assert finding.as_json("en")["message"] == "The rows below add up to 38, not to the maximum 40."
    assert finding.as_json()["message"] == "Các mục con cộng lại 38, không bằng điểm tối đa 40."


def test_messages_print_points_without_trailing_zeros() -> None:
    assert [number_text(Library().regime("2026-26").full_marks)] == ["100"]
