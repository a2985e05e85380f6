"""Wording is laid over only where the numbers agree; a regime is added only when nothing is wrong with it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ocop.law import checking, layout
from ocop.law.importing import Imported, import_path
from ocop.law.library import SHIPPED, Library
from ocop.law.scoring import as_json, score
from ocop.law.sheets import Refused, read_case
from tests.law.builders import DATA, FIRST, LIBRARY, file_of, needs_data, worth

Json = dict[str, Any]


def refusals(path: Path, into: Path, library: Library = LIBRARY) -> list[str]:
    with pytest.raises(Refused) as refused:
        import_path(library, path, into)
    assert not into.exists() or list(into.iterdir()) == [], "nothing is left behind"
    return [reason.text("en") for reason in refused.value.reasons]


def laid(into: Path) -> Library:
    return Library(SHIPPED, into)


# -- official wording --------------------------------------------------------------------------------------


def book(tmp_path: Path, change: Callable[[Json], object], name: str = "rulebook_26_2026.json") -> Path:
    document = json.loads((DATA / name).read_text(encoding="utf-8"))
    change(document)
    path = tmp_path / "book.json"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def first_rows(document: Json) -> list[Json]:
    rows: list[Json] = document["product_sets"][0]["parts"][0]["sections"][0]["criteria"]
    return rows


@needs_data
@pytest.mark.parametrize(
    ("name", "regime_id"), [("rulebook_26_2026.json", "2026-26"), ("rulebook_1048.json", "2019-1048")]
)
def test_the_rulebooks_own_sentences_are_laid_over(tmp_path: Path, name: str, regime_id: str) -> None:
    imported = import_path(LIBRARY, DATA / name, tmp_path)
    assert (imported.kind, imported.regime, len(imported.sets)) == ("wording", regime_id, 26)
    assert imported.texts > 2500
    over = laid(tmp_path)
    assert checking.errors(checking.check(over, regime_id)) == []
    assert "no_english" not in {finding.code for finding in checking.check(over, regime_id)}


@needs_data
def test_the_wording_is_the_files_and_the_numbers_stay(tmp_path: Path) -> None:
    import_path(LIBRARY, DATA / "rulebook_26_2026.json", tmp_path)
    over = laid(tmp_path)
    row = over.product_set("2026-26", 1).leaves["1.2"]
    given = json.loads((DATA / "rulebook_26_2026.json").read_text(encoding="utf-8"))
    assert [option.label for option in row.options] == [
        item["text"] for item in first_rows(given)[1]["options"]
    ]
    assert over.label("2026-26", row.options[0].label, "en") == LIBRARY.label(
        "2026-26", FIRST.leaves["1.2"].options[0].label, "en"
    )
    file = file_of(worth(FIRST, 81), worth(FIRST, 79))
    before, after = (as_json(score(read_case(library, file))) for library in (LIBRARY, over))
    assert {**after, "why": 0} == {**before, "why": 0}


@needs_data
def test_wording_of_one_set_leaves_the_others_and_earlier_wording(tmp_path: Path) -> None:
    into = tmp_path / "over"
    import_path(LIBRARY, book(tmp_path, lambda it: it.update(product_sets=it["product_sets"][:1])), into)
    import_path(laid(into), book(tmp_path, lambda it: it.update(product_sets=it["product_sets"][2:3])), into)
    over = laid(into)
    changed = [item.set for item in over.sets("2026-26") if item != LIBRARY.product_set("2026-26", item.set)]
    assert changed == [1, 3]


@needs_data
def test_the_same_wording_again_changes_nothing(tmp_path: Path) -> None:
    import_path(LIBRARY, DATA / "rulebook_26_2026.json", tmp_path)
    files = {path: path.read_bytes() for path in tmp_path.rglob("*.json")}
    assert import_path(laid(tmp_path), DATA / "rulebook_26_2026.json", tmp_path).texts == 0
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.json")} == files


@needs_data
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            lambda it: first_rows(it)[0]["options"][1].update(points=1),
            "set 1 / 1.1: It differs from the regime in points: there it is 1, 2, 3, the file says 1, 1, 3.",
        ),
        (
            lambda it: first_rows(it)[0].update(max=4),
            "set 1 / 1.1: It differs from the regime in max: there it is 3, the file says 4.",
        ),
        (
            lambda it: first_rows(it)[0]["options"].pop(),
            "set 1 / 1.1: It differs from the regime in points: there it is 1, 2, 3, the file says 1, 2.",
        ),
        (
            lambda it: first_rows(it)[0]["options"][1].update(min_for_star=3),
            "set 1 / 1.1: It differs from the regime in floors: there it is -, the file says 3*: 2.",
        ),
        (lambda it: first_rows(it).pop(), "set 1 / 1.7: The file lacks this row, which the regime has."),
        (
            lambda it: first_rows(it).append({"no": "1.8", "name": "x", "max": 1}),
            "set 1 / 1.8: The file has this row, which the regime lacks.",
        ),
        (lambda it: it["product_sets"][0].update(no=27), "set 27: Regime 2026-26 has no such product set."),
        (
            lambda it: it["product_sets"][0]["parts"][0].update(max=39),
            "set 1: It differs from the regime in part A: there it is 40, the file says 39.",
        ),
        (
            lambda it: first_rows(it)[0].update(notes=[{"text": "Bị loại nếu cháy"}]),
            (
                "set 1: It differs from the regime in knock-outs: "
                "there it is 2.1, 6.1, the file says 1.1, 2.1, 6.1."
            ),
        ),
    ],
)
def test_a_table_that_disagrees_is_refused_with_the_place(
    tmp_path: Path, change: Callable[[Json], object], reason: str
) -> None:
    assert refusals(book(tmp_path, change), tmp_path / "over") == [reason]


@needs_data
def test_every_difference_is_named_at_once(tmp_path: Path) -> None:
    def change(document: Json) -> None:
        first_rows(document)[0].update(max=9)
        first_rows(document)[1].update(max=9)

    assert len(refusals(book(tmp_path, change), tmp_path / "over")) == 2


@needs_data
def test_a_rulebook_without_tables_is_compared_and_changes_no_part(tmp_path: Path) -> None:
    done = import_path(Library(SHIPPED), DATA / "rulebook_148_partial.json", tmp_path / "over")
    over = Library(SHIPPED, tmp_path / "over")
    assert done.texts == 0
    assert over.sets("2023-148") == Library(SHIPPED).sets("2023-148")


@needs_data
def test_a_rulebook_of_an_unknown_decision_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path, lambda it: it.update(regime="Quyết định 99/2031/QĐ-TTg"))
    assert refusals(path, tmp_path / "over") == ["No regime rests on decision “99/2031/QĐ-TTg”."]


# -- a new regime ------------------------------------------------------------------------------------------


def bundle(**changes: object) -> Json:
    facts = json.loads((SHIPPED / "2026-26/regime.json").read_text(encoding="utf-8"))
    sets = [
        json.loads(path.read_text(encoding="utf-8")) for path in sorted((SHIPPED / "2026-26/sets").glob("*"))
    ]
    return {"regime": facts | {"id": "2031-9", "in_force_from": "2031-01-01"} | changes, "sets": sets}


def written(tmp_path: Path, document: object) -> Path:
    path = tmp_path / "new.json"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_new_regime_is_added_from_one_file(tmp_path: Path) -> None:
    imported = import_path(LIBRARY, written(tmp_path, bundle()), tmp_path / "over")
    assert imported == Imported("regime", "2031-9", tuple(range(1, 27)), 0)
    added = laid(tmp_path / "over")
    assert added.ids()[-1] == "2031-9"
    assert added.sets("2031-9") == LIBRARY.sets("2026-26")
    file = file_of(worth(FIRST, 80)) | {"regime": "2031-9"}
    assert score(read_case(added, file)).stars_by_points == 4


def test_what_is_added_is_written_in_the_readable_layout(tmp_path: Path) -> None:
    import_path(LIBRARY, written(tmp_path, bundle()), tmp_path / "over")
    for path in (tmp_path / "over/2031-9/sets").glob("*.json"):
        assert path.read_text(encoding="utf-8") == (SHIPPED / "2026-26/sets" / path.name).read_text(
            encoding="utf-8"
        )


def test_a_new_regime_is_added_from_a_folder(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SHIPPED / "2026-26", tmp_path / "new"))
    facts = bundle()["regime"]
    (folder / "regime.json").write_text(json.dumps(facts), encoding="utf-8")
    assert import_path(LIBRARY, folder, tmp_path / "over").regime == "2031-9"
    assert laid(tmp_path / "over").label("2031-9", FIRST.name, "en") == LIBRARY.label(
        "2026-26", FIRST.name, "en"
    )


def test_a_regime_may_amend_another_and_say_only_what_changes(tmp_path: Path) -> None:
    facts = {"id": "2031-9", "title": "Sửa đổi", "extends": "2026-26", "in_force_from": "2031-01-01"}
    imported = import_path(LIBRARY, written(tmp_path, {"regime": facts, "sets": []}), tmp_path / "over")
    assert len(imported.sets) == 26
    stored = json.loads((tmp_path / "over/2031-9/regime.json").read_text(encoding="utf-8"))
    assert stored == facts


def test_a_regime_with_errors_is_refused_with_each(tmp_path: Path) -> None:
    document = bundle()
    document["sets"][0]["parts"][0]["sections"][0]["max"] = 19
    document["regime"]["bands"].pop()
    assert refusals(written(tmp_path, document), tmp_path / "over") == [
        "bands: Each star from 1 up needs exactly one band; there are: 2, 3, 4, 5.",
        "bands: No band starts at 0 points.",
        "set 1 / part A: The rows below add up to 41, not to the maximum 40.",
        "set 1 / 1: The rows below add up to 18, not to the maximum 19.",
    ]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id": "2026-26"}, "There already is a regime “2026-26”; give it another id."),
        (
            {"id": "../x"},
            "The regime id “../x” cannot be used: letters, digits and hyphens only, 64 at most.",
        ),
    ],
)
def test_an_id_that_is_taken_or_is_no_name_is_refused(tmp_path: Path, changes: Json, reason: str) -> None:
    assert refusals(written(tmp_path, bundle(**changes)), tmp_path / "over") == [reason]


def test_a_set_given_twice_is_refused(tmp_path: Path) -> None:
    document = bundle()
    document["sets"].append(document["sets"][3])
    assert refusals(written(tmp_path, document), tmp_path / "over") == [
        "set 4: Product set 4 is there more than once."
    ]


@pytest.mark.parametrize(
    "document",
    [
        [],
        5,
        {"regime": {}},
        {"regime": {"id": 5}},
        {"regime": {"id": "x"}, "sets": [{}]},
        {"regime": {"id": "x"}, "sets": [{"set": "1"}]},
        {"regime": {"id": "x"}, "other": 1},
        {"product_sets": []},
    ],
)
def test_a_file_of_another_shape_is_refused_with_its_path(tmp_path: Path, document: object) -> None:
    path = written(tmp_path, document)
    (reason,) = refusals(path, tmp_path / "over")
    assert reason.startswith(f"{path}: The file cannot be read:")


@pytest.mark.parametrize("text", ["", "{", '{"regime": "\xff"}'])
def test_a_file_that_is_not_json_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "new.json"
    path.write_bytes(text.encode("latin-1"))
    (reason,) = refusals(path, tmp_path / "over")
    assert reason.startswith(f"{path}: The file cannot be read:")


@pytest.mark.parametrize("name", ["absent.json", "."])
def test_nothing_there_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (reason,) = refusals(tmp_path / "empty" / name, tmp_path / "over")
    assert "The file cannot be read: No such file or directory" in reason


def test_a_set_that_does_not_fit_is_named_by_the_file_it_came_in(tmp_path: Path) -> None:
    document = bundle()
    document["sets"][0]["colour"] = "red"
    path = written(tmp_path, document)
    (reason,) = refusals(path, tmp_path / "over")
    assert reason == f"{path}/sets/01.json: The file cannot be read: Object contains unknown field `colour`"


def test_the_shipped_files_are_in_the_layout_that_import_writes() -> None:
    for regime_id in ("2019-1048", "2023-148", "2026-26"):
        for product_set in LIBRARY.sets(regime_id):
            path = SHIPPED / regime_id / "sets" / f"{product_set.set:02d}.json"
            assert layout.dumps(product_set) == path.read_text(encoding="utf-8")
