"""`ocop regime` says what the data says, in the shape that outsiders rely on."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from ocop.law.library import opened
from ocop.law.plain import concerns
from ocop.law.regime import Criterion, ProductSet
from tests.cli.conftest import Run

LIBRARY = opened()
IDS = ["2019-1048", "2023-148", "2025-1489", "2026-26"]


def test_list_names_the_four_regimes_in_order(run: Run) -> None:
    listed = json.loads(run("regime", "list", "--json").stdout)
    assert [one["id"] for one in listed] == IDS
    assert [one["scorable_sets"] for one in listed] == [25, 0, 0, 26]
    assert [one["sets"] for one in listed] == [26] * 4
    assert [one["entry"] for one in listed] == ["criteria", "parts", "parts", "criteria"]
    assert listed[-1]["in_force_from"] == "2026-05-22"
    assert listed[-1]["in_force_to"] is None
    assert listed[0]["in_force_to"] == "2023-02-23"


def test_list_for_people_is_a_table(run: Run) -> None:
    lines = run("regime", "list", lang="vi").stdout.splitlines()
    assert lines[0].split()[0] == "Mã"
    assert [line.split()[0] for line in lines[1:]] == IDS


SHOWN = [(regime_id, number) for regime_id in IDS for number in LIBRARY.numbers(regime_id)]


@pytest.mark.parametrize(("regime_id", "number"), SHOWN)
def test_show_gives_the_numbers_of_the_data(run: Run, regime_id: str, number: int) -> None:
    product_set = LIBRARY.product_set(regime_id, number)
    shown = json.loads(run("regime", "show", regime_id, "--set", str(number), "--json").stdout)
    assert shown["set"] == number
    assert shown["scorable"] == product_set.is_scorable
    assert [(part["code"], Decimal(part["max"])) for part in shown["parts"]] == [
        (part.code, part.max) for part in product_set.parts
    ]
    assert [row for part in shown["parts"] for row in flat(part["sections"])] == facts(product_set)
    assert [knockout["code"] for knockout in shown["knockouts"]] == list(product_set.knockout_codes)


def flat(rows: list[dict[str, object]]) -> list[object]:
    """The rows of the JSON tree as `facts` gives those of the data."""
    found: list[object] = []
    for row in rows:
        options = row["options"]
        assert isinstance(options, list)
        ladder = [(one["position"], Decimal(one["points"]), one["floor"], one["case"]) for one in options]
        found.append((row["no"], Decimal(str(row["max"])), row["story"], row["scoring"], ladder))
        children = row["criteria"]
        assert isinstance(children, list)
        found += flat(children)
    return found


def facts(product_set: ProductSet) -> list[object]:
    def of(row: Criterion) -> object:
        ladder = [(option.position, option.points, option.floor, option.case) for option in row.options]
        return (row.no, row.max, row.story, row.scoring if row.is_leaf else None, ladder)

    return [of(row) for row in product_set.rows()]


def test_the_whole_of_26_2026_has_its_criteria_options_and_floors(run: Run) -> None:
    leaves = options = floors = 0
    for number in LIBRARY.numbers("2026-26"):
        shown = json.loads(run("regime", "show", "2026-26", "--set", str(number), "--json").stdout)
        rows = [row for part in shown["parts"] for section in part["sections"] for row in below(section)]
        leaves += sum(1 for row in rows if not row["criteria"])
        options += sum(len(row["options"]) for row in rows)
        floors += sum(option["floor"] is not None for row in rows for option in row["options"])
    assert (leaves, options, floors) == (787, 2535, 575)


def below(row: dict[str, object]) -> list[dict[str, list[dict[str, object]]]]:
    children = row["criteria"]
    assert isinstance(children, list)
    return [row, *(one for child in children for one in below(child))]  # type: ignore[list-item]


def test_numbers_that_count_are_exact_text(run: Run) -> None:
    shown = json.loads(run("regime", "show", "2026-26", "--set", "1", "--json", lang="vi").stdout)
    part = shown["parts"][0]
    assert part["max"] == "40"
    option = part["sections"][0]["criteria"][0]["options"][2]
    assert option["position"] == 3
    assert option["points"] == "3"
    assert option["floor"] is None
    assert option["label"] == "Từ 75% đến 100% sản phẩm trồng trong xã"


def test_show_without_a_set_lists_sets_corrections_and_suspects(run: Run) -> None:
    shown = json.loads(run("regime", "show", "2026-26", "--json").stdout)
    assert [one["set"] for one in shown["sets"]] == list(range(1, 27))
    assert len(shown["corrections"]) == 7
    assert len(shown["suspects"]) == 6
    assert [band["at_least"] for band in shown["bands"]] == ["90", "70", "50", "30", "0"]


def test_show_for_people_marks_floors_conditions_and_doubts(run: Run) -> None:
    told = run("regime", "show", "2026-26", "--set", "7").stdout
    assert "floor of 5 stars" in told
    assert "(only if 5.1 earns points)" in told
    assert "Left as it stands, though it looks wrong" in told
    assert "1: yes (1 points); 0: no" in told
    assert "not scored by criteria" in run("regime", "show", "2023-148").stdout


def test_a_set_is_found_by_a_part_of_its_name(run: Run) -> None:
    shown = json.loads(run("regime", "show", "2026-26", "--set", "rau cu", "--json").stdout)
    assert shown["set"] == 1


@pytest.mark.parametrize(
    ("place", "inside", "outside"),
    [("set 4 criterion 1.2", 4, 5), ("sets 1-20 / 2.4; sets 21-22 / 2.3", 22, 23), ("set 21", 21, 2)],
)
def test_a_remark_belongs_to_the_sets_it_names(place: str, inside: int, outside: int) -> None:
    assert concerns(place, inside)
    assert not concerns(place, outside)


def test_a_remark_that_names_no_set_belongs_to_all() -> None:
    assert concerns("28 criteria", 3)


@pytest.mark.parametrize(
    ("day", "regime_id"),
    [
        ("2019-08-21", "2019-1048"),
        ("2023-02-24", "2023-148"),
        ("2025-07-06", "2025-1489"),
        ("2026-05-21", "2025-1489"),
        ("2026-05-22", "2026-26"),
        ("2026-11-22", "2026-26"),
    ],
)
def test_for_prints_the_id_alone(run: Run, day: str, regime_id: str) -> None:
    assert run("regime", "for", "--date", day).stdout == f"{regime_id}\n"


def test_a_day_before_every_regime_is_refused(run: Run) -> None:
    result = run("regime", "for", "--date", "2001-01-01", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["refused"][0]["code"] == "no_regime"


@pytest.mark.parametrize("day", ["2026-13-01", "22/11/2026", "today", ""])
def test_what_is_no_day_is_wrong_usage(run: Run, day: str) -> None:
    result = run("regime", "for", "--date", day)
    assert result.exit_code == 2
    assert "2026-11-22" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "2026-99"),
        ("show", "../2026-26"),
        ("show", "2026-26", "--set", "99"),
        ("show", "2026-26", "--set", ""),
        ("check", "2026-99"),
        ("check", "no/such/folder"),
        ("diff", "2026-26", "2026-99", "--set", "1"),
        ("diff", "2019-1048", "2026-26", "--set", "no such set"),
        ("import", "no-such-file.json"),
    ],
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_does_not_exist_is_refused_with_a_reason(
    run: Run, arguments: tuple[str, ...], lang: str
) -> None:
    result = run("regime", *arguments, "--json", lang=lang)
    assert result.exit_code == 1
    refused = json.loads(result.stdout)["refused"]
    assert refused[0]["code"]
    assert refused[0]["reason"] in result.stderr


def test_every_shipped_regime_passes_its_check(run: Run) -> None:
    result = run("regime", "check", "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["ok"] is True
    assert found["errors"] == []
    assert [one["place"] for one in found["known"]] == [
        "set 21 / part C",
        "set 23 / part C",
        "set 24 / part C",
    ]
    assert all(one["regime"] in IDS for one in found["warnings"])


def test_a_broken_regime_fails_with_the_place(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    (folder / "sets").mkdir(parents=True)
    facts_file = json.loads((LIBRARY.folders[0] / "2026-26" / "regime.json").read_text("utf-8"))
    (folder / "regime.json").write_text(json.dumps(facts_file | {"id": "2030-1"}), "utf-8")
    table = json.loads((LIBRARY.folders[0] / "2026-26" / "sets" / "01.json").read_text("utf-8"))
    table["parts"][0]["sections"][0]["criteria"][0]["max"] = 4
    (folder / "sets" / "01.json").write_text(json.dumps(table), "utf-8")
    result = run("regime", "check", str(folder), "--json")
    assert result.exit_code == 1
    errors = json.loads(result.stdout)["errors"]
    assert any(one["place"].startswith("set 1 / 1") for one in errors)
    assert "set 1, criterion 1" in run("regime", "check", str(folder)).stdout


def test_diff_tells_criterion_by_criterion(run: Run) -> None:
    found = json.loads(run("regime", "diff", "2019-1048", "2026-26", "--set", "1", "--json").stdout)
    assert found["a"]["regime"] == "2019-1048"
    assert found["b"]["regime"] == "2026-26"
    assert {"kind", "criterion", "becomes", "name", "before", "after"} == set(found["changes"][0])
    told = run("regime", "diff", "2019-1048", "2026-26", "--set", "1").stdout
    assert "→" in told.splitlines()[0]
    assert len(told.splitlines()) > len(found["changes"])


def test_nothing_changes_from_a_regime_to_itself(run: Run) -> None:
    result = run("regime", "diff", "2026-26", "2026-26", "--set", "3")
    assert result.stdout.splitlines()[-1] == "Nothing changed."


def test_an_imported_regime_is_known_from_then_on(run: Run, tmp_path: Path) -> None:
    facts_file = json.loads((LIBRARY.folders[0] / "2026-26" / "regime.json").read_text("utf-8"))
    new = facts_file | {"id": "2030-1", "in_force_from": "2030-01-01", "corrections": [], "suspects": []}
    tables = [
        json.loads((LIBRARY.folders[0] / "2026-26" / "sets" / f"{number:02d}.json").read_text("utf-8"))
        for number in range(1, 27)
    ]
    file = tmp_path / "new.json"
    file.write_text(json.dumps({"regime": new, "sets": tables}, ensure_ascii=False), "utf-8")
    result = run("regime", "import", str(file))
    assert result.exit_code == 0, result.stderr
    assert (tmp_path / "var" / "regimes" / "2030-1" / "regime.json").is_file()
    assert run("regime", "for", "--date", "2031-01-01").stdout == "2030-1\n"
    again = run("regime", "import", str(file), "--json")
    assert again.exit_code == 1
    assert json.loads(again.stdout)["refused"][0]["code"] == "regime_exists"


@pytest.mark.parametrize("content", [b"", b"not json", b"[]", b"{}", b"\x00\x01", b'{"regime": {}}'])
def test_an_import_that_is_no_rulebook_is_refused_and_writes_nothing(
    run: Run, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "bad.json"
    file.write_bytes(content)
    result = run("regime", "import", str(file), "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["refused"]
    assert not list((tmp_path / "var" / "regimes").glob("*/*"))
