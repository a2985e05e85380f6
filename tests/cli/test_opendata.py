"""`ocop opendata`: a dump in a folder or published, and a table for others, from the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.cli.conftest import Run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path) -> Iterator[Path]:
    """Where dumps are kept."""
    usual = settings.OCOP_OPEN_DATA_FOLDER
    settings.OCOP_OPEN_DATA_FOLDER = tmp_path / "shelf"
    yield tmp_path / "shelf"
    settings.OCOP_OPEN_DATA_FOLDER = usual


def test_a_dump_goes_into_a_folder_of_its_own_once(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "data"
    done = run("opendata", "build", "--out", str(out), "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert (told["folder"], told["built"], told["rows"]["products"]) == (str(out), True, 0)
    assert (out / "catalog.jsonld").is_file()
    again = run("opendata", "build", "--out", str(out), "--json")
    assert again.exit_code == 1
    assert json.loads(again.stdout)["refused"][0]["code"] == "conflict"


def test_a_day_is_published_once_unless_it_is_asked_for_again(run: Run, shelf: Path) -> None:
    first = run("opendata", "build")
    assert first.exit_code == 0
    assert "products: 0" in first.stdout
    assert (shelf / "latest" / "products.csv").is_file()
    assert "This day has its dump" in run("opendata", "build").stderr
    assert json.loads(run("opendata", "build", "--json").stdout)["built"] is False
    assert json.loads(run("opendata", "build", "--again", "--json").stdout)["built"] is True


def test_a_folder_that_nobody_may_write_to_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    done = run("opendata", "build", "--out", str(tmp_path / "file" / "data"))
    assert done.exit_code == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("adapter", ["registry", "traceability"])
def test_a_table_for_others_tells_what_is_not_held(run: Run, tmp_path: Path, adapter: str) -> None:
    out = tmp_path / "table.csv"
    done = run("opendata", "export", adapter, str(out), "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert (told["file"], told["rows"]) == (str(out), 0)
    assert told["not_held"]
    assert out.read_text(encoding="utf-8").startswith(("so_dinh_danh,", "ten_san_pham,"))
    plain = run("opendata", "export", adapter, str(out))
    assert all(name in plain.stderr for name in told["not_held"])
