"""`ocop score`, `advise` and `rescore` answer as the contract says, and refuse with every reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from ocop.law.library import opened
from tests.cli.conftest import Run

PRODUCT_SET = opened().product_set("2026-26", 1)
BEST = {number: max(leaf.by_position) for number, leaf in PRODUCT_SET.leaves.items()}
MIDDLE = {number: (last + 1) // 2 for number, last in BEST.items()}


def document(**changes: object) -> dict[str, object]:
    return {"regime": "2026-26", "set": 1, "sheets": [{"member": "m1", "answers": BEST}], **changes}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sheets.json"


def test_a_perfect_sheet_is_five_stars(run: Run, file: Path) -> None:
    file.write_text(json.dumps(document()))
    answer = json.loads(run("score", str(file), "--json").stdout)
    assert list(answer) == [
        "regime", "set", "complete", "missing", "sheets", "parts", "total", "total_exact", "spread",
        "stars_by_points", "floors", "knockouts", "stars", "flags", "why",
    ]  # fmt: skip
    assert answer["stars"] == 5
    assert answer["total"] == "100.00"
    assert answer["parts"] == {"A": "40.00", "B": "25.00", "C": "35.00"}
    assert answer["sheets"][0]["parts"] == {"A": "40", "B": "25", "C": "35"}
    assert answer["floors"]["5"] == {"met": True, "missed": []}


def test_json_yaml_and_standard_input_give_the_same_answer(run: Run, tmp_path: Path) -> None:
    given = document(sheets=[{"member": "m1", "answers": MIDDLE}, {"member": "m2", "answers": BEST}])
    as_json, as_yaml, bare = (tmp_path / name for name in ("a.json", "a.yaml", "a"))
    as_json.write_text(json.dumps(given))
    as_yaml.write_text(yaml.safe_dump(given))
    bare.write_text(yaml.safe_dump(given, default_flow_style=True))
    answers = [run("score", str(path), "--json").stdout for path in (as_json, as_yaml, bare)]
    answers.append(run("score", "-", "--json", stdin=as_json.read_text()).stdout)
    answers.append(run("score", "-", "--json", stdin=as_yaml.read_text()).stdout)
    assert len(set(answers)) == 1
    assert json.loads(answers[0])["spread"] != "0"


def test_unquoted_yaml_keys_stay_what_they_look_like(run: Run) -> None:
    """In common YAML 1.10 is a number and becomes 1.1, which is another criterion."""
    given = "regime: 2026-26\nset: 1\nsheets:\n- {member: m1, answers: {1.10: 1}}\n"
    result = run("score", "-", "--json", stdin=given)
    assert result.exit_code == 1
    assert "“1.10”" in json.loads(result.stdout)["refused"][0]["reason"]


def test_an_incomplete_sheet_has_no_stars_and_names_what_is_missing(run: Run) -> None:
    answers = {number: position for number, position in BEST.items() if number not in ("1.1", "12")}
    given = json.dumps(document(sheets=[{"member": "m1", "answers": answers}]))
    answer = json.loads(run("score", "-", "--json", stdin=given).stdout)
    assert answer["complete"] is False
    assert answer["stars"] is None
    assert answer["missing"] == ["1.1", "12"]
    assert "sheets are incomplete" in run("score", "-", stdin=given).stdout


@pytest.mark.parametrize(("lang", "stars"), [("vi", "5 sao"), ("en", "5 stars")])
def test_people_read_the_stars_and_the_reasons_in_their_language(run: Run, lang: str, stars: str) -> None:
    told = run("score", "-", stdin=json.dumps(document()), lang=lang).stdout
    assert stars in told.splitlines()[1]
    assert "m1" in told


def test_a_knock_out_is_said_to_people(run: Run) -> None:
    code = next(iter(PRODUCT_SET.knockout_codes))
    told = run("score", "-", stdin=json.dumps(document(knockouts=[code]))).stdout
    assert told.splitlines()[1] == "Excluded by a knock-out"


def test_every_reason_is_named_with_its_place(run: Run, file: Path) -> None:
    sheets = [
        {"member": "m1", "answers": {"1.1": 9, "99": 1}},
        {"member": "m1", "answers": {"1.2": "x"}},
    ]
    file.write_text(json.dumps(document(sheets=sheets, knockouts=["nothing"])))
    result = run("score", str(file), "--json")
    assert result.exit_code == 1
    refused = json.loads(result.stdout)["refused"]
    assert {one["code"] for one in refused} >= {
        "unknown_position", "unknown_criterion", "unknown_knockout", "member_twice",
    }  # fmt: skip
    assert len(result.stderr.splitlines()) == len(refused)
    assert all(line.startswith(str(file)) for line in result.stderr.splitlines())
    assert any(one.get("place") == "m1" for one in refused)


def test_a_regime_entered_per_part_takes_points_per_part(run: Run) -> None:
    sheet = {"member": "m1", "parts": {"A": "31.25", "B": 20, "C": "28"}}
    given = json.dumps({"regime": "2023-148", "set": 1, "sheets": [sheet]})
    answer = json.loads(run("score", "-", "--json", stdin=given).stdout)
    assert answer["total"] == "79.25"
    assert answer["stars"] == 4


def test_decimals_of_json_stay_exact(run: Run) -> None:
    given = """{"regime": "2023-148", "set": 1,
        "sheets": [{"member": "m1", "parts": {"A": 39.999999999999, "B": 10, "C": 20}}]}"""
    answer = json.loads(run("score", "-", "--json", stdin=given).stdout)
    assert answer["sheets"][0]["total"] == "69.999999999999"
    assert answer["stars"] == 3


# -- advice --------------------------------------------------------------------------------------------------


def test_advice_names_the_upgrades_and_their_cost(run: Run) -> None:
    given = json.dumps(document(sheets=[{"member": "m1", "answers": MIDDLE}]))
    answer = json.loads(run("advise", "-", "--stars", "5", "--json", stdin=given).stdout)
    assert answer["feasible"] is True
    assert set(answer["upgrades"][0]) == {"criterion", "from", "to", "points_gained", "reason"}
    told = run("advise", "-", "--stars", "5", stdin=given, lang="vi").stdout
    assert told.startswith("Lên 5 sao: tốn")
    assert len(told.splitlines()) == 2 + len(answer["upgrades"])


def test_advice_says_when_the_star_is_already_reached(run: Run) -> None:
    told = run("advise", "-", "--stars", "4", stdin=json.dumps(document())).stdout
    assert told == "4 stars already reached with 100 points.\n"


def test_advice_says_why_a_star_is_out_of_reach(run: Run) -> None:
    code = next(iter(PRODUCT_SET.knockout_codes))
    told = run("advise", "-", "--stars", "4", stdin=json.dumps(document(knockouts=[code]))).stdout
    assert "4 stars out of reach" in told
    assert code in told


@pytest.mark.parametrize("stars", ["0", "6"])
def test_advice_for_a_star_that_does_not_exist_is_refused(run: Run, stars: str) -> None:
    assert run("advise", "-", "--stars", stars, stdin=json.dumps(document())).exit_code == 1


# -- rescoring -----------------------------------------------------------------------------------------------


@pytest.fixture
def stored(run: Run, tmp_path: Path) -> Path:
    """A folder of stored results: one as it was given, one that someone changed."""
    folder = tmp_path / "results"
    (folder / "more").mkdir(parents=True)
    answer = json.loads(run("score", "-", "--json", stdin=json.dumps(document())).stdout)
    (folder / "a.json").write_text(json.dumps(document(result=answer)))
    (folder / "more" / "b.yaml").write_text(yaml.safe_dump(document(result=answer | {"stars": 4})))
    (folder / "notes.txt").write_text("not a sheet")
    return folder


def test_stored_results_come_out_again_or_say_where_they_differ(run: Run, stored: Path) -> None:
    answers = json.loads(run("rescore", str(stored), "--regime", "2026-26", "--json").stdout)
    assert [(Path(one["file"]).name, one["same"]) for one in answers] == [("a.json", True), ("b.yaml", False)]
    assert answers[1]["differences"] == [{"at": "stars", "stored": 4, "now": 5}]
    told = run("rescore", str(stored)).stdout.splitlines()
    assert told[0].endswith("a.json: the same")
    assert told[1].endswith("b.yaml: differs (stars)")


def test_only_what_was_scored_under_the_named_regime_is_read(run: Run, stored: Path) -> None:
    assert json.loads(run("rescore", str(stored), "--regime", "2019-1048", "--json").stdout) == []


def test_another_regime_tells_whose_stars_would_change(run: Run, stored: Path) -> None:
    answers = json.loads(run("rescore", str(stored / "a.json"), "--as", "2019-1048", "--json").stdout)
    assert answers[0]["as"] == "2019-1048"
    assert "a.json: " in run("rescore", str(stored / "a.json"), "--as", "2019-1048").stdout


@pytest.mark.parametrize(
    "arguments", [("nowhere",), ("results/notes.txt",), ("empty",), ("results", "--as", "2026-99")]
)
def test_what_cannot_be_rescored_is_refused(
    run: Run, stored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(stored.parent)
    result = run("rescore", *arguments, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["refused"]
