"""`ocop export` and `ocop template`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.cli.conftest import Run

pytestmark = pytest.mark.django_db


def test_all_lists_go_into_one_workbook(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "register.xlsx"
    done = run("export", "all", str(out), "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout) == {"files": [{"file": str(out), "rows": 0}]}
    sheets = CalamineWorkbook.from_path(str(out)).sheet_names
    assert len(sheets) == 4


def test_all_lists_as_text_are_three_files(run: Run, tmp_path: Path) -> None:
    assert run("export", "all", str(tmp_path / "register.csv")).exit_code == 0
    names = sorted(path.name for path in tmp_path.glob("*.csv"))
    assert names == ["register-certificates.csv", "register-producers.csv", "register-products.csv"]


@pytest.mark.parametrize("ending", ["xlsx", "csv", "parquet"])
def test_one_list_goes_into_one_file(run: Run, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"products.{ending}"
    assert run("export", "products", str(out), "--masked").exit_code == 0
    assert out.stat().st_size > 0


def test_another_ending_is_refused(run: Run, tmp_path: Path) -> None:
    done = run("export", "products", str(tmp_path / "products.doc"))
    assert done.exit_code == 1
    assert ".parquet" in done.stderr
    assert run("template", "products", str(tmp_path / "products.csv")).exit_code == 1


def test_a_folder_that_is_not_there_is_refused(run: Run, tmp_path: Path) -> None:
    done = run("export", "products", str(tmp_path / "none" / "products.csv"))
    assert done.exit_code == 1
    assert "Traceback" not in done.stderr


def test_a_template_is_a_workbook(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "producers.xlsx"
    assert run("template", "producers", str(out)).exit_code == 0
    rows = CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "Mã chủ thể *"
    assert rows[1][0] == "producer_code"
