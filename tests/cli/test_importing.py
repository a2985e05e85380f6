"""`ocop import`: what it answers, and that it leaves everything as it was where something is refused."""
# ruff: noqa: ARG001 - a fixture asks for what must stand before it

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from ocop.journal.models import Entry
from ocop.places.models import Unit
from ocop.programme.actions import load_lists
from ocop.registry.models import Producer
from tests.cast import NOW
from tests.cli.conftest import Run
from tests.exchange.generating import Lists, workbook_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def registry(places: Unit) -> None:
    load_lists(now=NOW)


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    file = tmp_path / "producers.xlsx"
    file.write_bytes(workbook_of(Lists([("15", "03037")], 15).producer_sheet()))
    return file


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    sheet = Lists([("15", "03037")], 15).producer_sheet()
    sheet.columns["commune_code"][1] = "99999"
    file = tmp_path / "faulty.xlsx"
    file.write_bytes(workbook_of(sheet))
    return file


def test_a_sound_list_goes_in_once(registry: None, run: Run, sound: Path) -> None:
    done = run("import", "producers", str(sound), "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout) == {"new": 3, "changed": 0, "unchanged": 0, "refused": [], "told": []}
    assert Producer.objects.count() == 3
    again = json.loads(run("import", "producers", str(sound), "--json").stdout)
    assert (again["new"], again["unchanged"]) == (0, 3)
    assert Entry.objects.filter(verb="registry.imported").count() == 1


def test_a_dry_run_writes_nothing(registry: None, run: Run, sound: Path) -> None:
    done = run("import", "producers", str(sound), "--dry-run", "--json")
    assert (done.exit_code, json.loads(done.stdout)["new"]) == (0, 3)
    assert "dry run" in done.stderr
    assert not Producer.objects.exists()


@pytest.mark.parametrize("option", [(), ("--dry-run",)])
def test_refused_cells_are_named_and_nothing_is_written(
    registry: None, run: Run, faulty: Path, option: tuple[str, ...]
) -> None:
    done = run("import", "producers", str(faulty), "--json", *option)
    assert done.exit_code == 1
    answer = json.loads(done.stdout)
    assert (answer["new"], len(answer["refused"])) == (2, 1)
    refused = answer["refused"][0]
    assert (refused["row"], refused["column"], refused["value"]) == (4, "commune_code", "99999")
    assert refused["reason"] in done.stderr
    assert not Producer.objects.exists()


def test_reasons_are_in_vietnamese_unless_asked_otherwise(registry: None, run: Run, faulty: Path) -> None:
    done = run("import", "producers", str(faulty), lang="vi")
    assert done.exit_code == 1
    assert "dòng 4, commune_code: “99999”" in done.stderr
    assert "Chưa ghi gì" in done.stderr
    assert done.stdout == ""


def test_the_own_file_comes_back_with_the_reasons(
    registry: None, run: Run, faulty: Path, tmp_path: Path
) -> None:
    out = tmp_path / "marked.xlsx"
    assert run("import", "producers", str(faulty), "--annotated", str(out)).exit_code == 1
    page = load_workbook(out).worksheets[0]
    assert [cell.row for row in page.iter_rows() for cell in row if cell.comment] == [4]


def test_a_file_that_is_no_list_is_refused(registry: None, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    done = run("import", "products", str(file), "--json")
    assert (done.exit_code, json.loads(done.stdout)["refused"][0]["row"]) == (1, 0)
    assert run("import", "products", str(tmp_path / "none.xlsx")).exit_code == 1
    assert run("import", "shops", str(file)).exit_code == 2
    assert run("import", "products", str(file), "--annotated", "out.csv").exit_code == 1
