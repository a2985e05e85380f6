"""The registry's commands as an outsider uses them: files made with openpyxl, the keys as promised."""
# ruff: noqa: ARG001 - a fixture asks for what must stand before it

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from ocop.exchange.columns import COLUMNS, Kind
from ocop.places.models import Unit
from ocop.registry.models import Producer, Product
from tests.cli.conftest import Run, run  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

PRODUCERS = (
    *("producer_code", "name", "kind", "tax_code", "registered_on", "commune_code", "district_code"),
    *("representative_name", "representative_gender", "representative_ethnicity", "phone"),
)
PRODUCTS = (
    *(
        "product_code",
        "name",
        "producer_code",
        "regime",
        "set",
        "commune_code",
        "district_code",
        "entered_on",
    ),
)
CERTIFICATES = (
    *("product_code", "regime", "stars", "total", "decision_number", "decided_on", "issuer_unit_code"),
    "valid_to",
)
KEYS = {"producers": PRODUCERS, "products": PRODUCTS, "certificates": CERTIFICATES}
MAKERS = [
    [
        "P1",
        "Hợp tác xã Mường Hoa",
        "htx",
        "0100109106",
        "2019-10-01",
        "03037",
        "088",
        "An",
        "nu",
        "Giáy",
        None,
    ],
    ["P2", "Hộ Vàng A Pao", "ho", None, "2021-04-01", "02839", "085", "Pao", "nam", "Mông", None],
    ["P3", "Hội du lịch Sa Pa", "hoi", None, "2024-04-01", "03037", "088", "Bình", "nam", "Kinh", None],
    ["P4", "Trung tâm Tả Van", "trung_tam", None, "2026-08-01", "03037", None, "Chi", "nu", "Kinh", None],
]
GOODS = [
    ["S1", "Mật ong", "P1", "2019-1048", 9, "03037", "088", "2020-05-01"],
    ["S2", "Khăn thêu", "P1", "2019-1048", 13, "03037", "088", "2020-05-01"],
    ["S3", "Khăn dệt", "P2", "2026-26", 22, "02839", None, "2026-06-01"],
    ["S4", "Bản Tả Van", "P3", "2023-148", 26, "03037", "088", "2024-05-01"],
    ["S5", "Điểm du lịch", "P4", "2026-26", 26, "03037", None, "2026-08-02"],
]
PAPERS = [
    ["S1", "2019-1048", 3, "60.5", "12/QĐ", "2020-12-01", "10", None],
    ["S2", "2019-1048", 4, "72", "12/QĐ", "2020-12-01", "10", None],
    ["S3", "2026-26", 4, "80", "15/QĐ", "2026-09-01", "15", None],
    ["S4", "2023-148", 3, "60", "7/QĐ", "2024-09-01", "088", None],
]


def as_csv(folder: Path, kind: str, rows: Sequence[Sequence[object]], name: str = "") -> str:
    file = folder / (name or f"{kind}.csv")
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([KEYS[kind], *rows])
    return str(file)


def as_workbook(folder: Path, kind: str, rows: Sequence[Sequence[object]]) -> str:
    """Vietnamese headings, the hidden second row of keys, then the rows."""
    headings = {column.key: column.heading for column in COLUMNS[Kind(kind)]}
    book = Workbook()
    page: Any = book.active
    page.append([headings[key] for key in KEYS[kind]])
    page.append(list(KEYS[kind]))
    page.row_dimensions[2].hidden = True
    for row in rows:
        page.append(list(row))
    file = folder / f"{kind}.xlsx"
    book.save(file)
    return str(file)


@pytest.fixture
def filled(places: Unit, lists: None, run: Run, tmp_path: Path) -> None:  # noqa: F811 - the fixture
    for kind, rows in (("producers", MAKERS), ("products", GOODS), ("certificates", PAPERS)):
        done = run("import", kind, as_csv(tmp_path, kind, rows), "--json")
        assert done.exit_code == 0, done.stderr
        answer = json.loads(done.stdout)
        assert answer == {"new": len(rows), "changed": 0, "unchanged": 0, "refused": [], "told": []}


def told(run: Run, *arguments: str) -> dict[str, Any]:  # noqa: F811 - the fixture
    done = run("stats", *arguments, "--json")
    assert done.exit_code == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def figures(answer: dict[str, Any]) -> dict[str, str]:
    return {row["key"][0]: row["value"] for row in answer["rows"] if row["value"] != "0"}


def test_the_same_lists_as_workbooks_change_nothing(
    filled: None,
    run: Run,  # noqa: F811 - the fixture
    tmp_path: Path,
) -> None:
    for kind, rows in (("producers", MAKERS), ("products", GOODS), ("certificates", PAPERS)):
        done = run("import", kind, as_workbook(tmp_path, kind, rows), "--json")
        assert json.loads(done.stdout)["unchanged"] == len(rows)


def test_codes_that_a_spreadsheet_made_numbers_are_repaired_and_told(
    places: Unit,
    lists: None,
    run: Run,  # noqa: F811 - the fixture
    tmp_path: Path,
) -> None:
    rows: list[list[object]] = [list(row) for row in MAKERS]
    rows[0][5], rows[0][6] = 3037, 88
    answer = json.loads(run("import", "producers", as_workbook(tmp_path, "producers", rows), "--json").stdout)
    assert {(one["column"], one["value"], one["read_as"]) for one in answer["told"]} == {
        ("commune_code", "3037", "03037"),
        ("district_code", "88", "088"),
    }
    assert Producer.objects.get(code="P1").commune.code == "03037"


def test_every_wrong_cell_is_listed_and_nothing_is_written(
    filled: None,
    run: Run,  # noqa: F811 - the fixture
    tmp_path: Path,
) -> None:
    rows = [
        ["B1", "A", "htx", "0100109107", "2020-03-01", "03037", "088", "N", "nu", "Kinh", None],
        ["B2", "A", "xyz", None, "2026-04-01", "03037", "088", "N", "nam", "Mông", None],
        [None, "A", "dn", "123", "2026-08-01", "99999", None, "N", "x", "Kinh", None],
        ["B4", "A", "ho", None, "2026-08-01", "02839", None, "N", "nu", "Kinh", None],
    ]
    out = tmp_path / "marked.xlsx"
    file = as_workbook(tmp_path, "producers", rows)
    done = run("import", "producers", file, "--json", "--annotated", str(out))
    assert done.exit_code == 1
    answer = json.loads(done.stdout)
    assert (answer["new"], answer["changed"], answer["unchanged"]) == (1, 0, 0)
    assert {(one["row"], one["column"], one["value"]) for one in answer["refused"]} == {
        (3, "tax_code", "0100109107"),
        (4, "kind", "xyz"),
        (4, "district_code", "088"),
        (5, "producer_code", ""),
        (5, "tax_code", "123"),
        (5, "commune_code", "99999"),
        (5, "representative_gender", "x"),
    }
    assert all(one["reason"] for one in answer["refused"])
    assert Producer.objects.count() == len(MAKERS)
    page = load_workbook(out).worksheets[0]
    assert sum(1 for row in page.iter_rows() for cell in row if cell.comment) == 7


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["Z", "Chè", "P3", "2026-26", 12, "03037", None, "2026-06-01"], "set"),
        (["Z", "Chè", "P1", "2026-26", 27, "03037", None, "2026-06-01"], "set"),
        (["Z", "Chè", "P9", "2026-26", 12, "03037", None, "2026-06-01"], "producer_code"),
        (["Z", "Chè", "P1", "2030-1", 12, "03037", None, "2026-06-01"], "regime"),
        (["Z", "Chè", "P1", "2026-26", 12, "03040", None, "2026-06-01"], "commune_code"),
        (["Z", "Chè", "P1", "2026-26", 12, "03037", None, "31/02/2026"], "entered_on"),
    ],
)
def test_a_product_that_cannot_be_taken_is_refused_at_its_cell(
    filled: None,
    run: Run,  # noqa: F811 - the fixture
    tmp_path: Path,
    row: list[object],
    column: str,
) -> None:
    done = run("import", "products", as_csv(tmp_path, "products", [row], "bad.csv"), "--json")
    assert done.exit_code == 1
    assert [(one["row"], one["column"]) for one in json.loads(done.stdout)["refused"]] == [(2, column)]
    assert not Product.objects.filter(code="Z").exists()


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["S1", "2019-1048", 3, "60", "1/QĐ", "2020-12-02", "088", None], "issuer_unit_code"),
        (["S4", "2023-148", 4, "75", "1/QĐ", "2024-10-01", "088", None], "stars"),
        (["S3", "2026-26", 3, "60", "1/QĐ", "2026-09-02", "04", None], "issuer_unit_code"),
        (["S3", "2026-26", 3, "49", "1/QĐ", "2026-09-02", "15", None], "total"),
        (["S3", "2019-1048", 3, "60", "1/QĐ", "2026-09-02", "15", None], "regime"),
        (["S9", "2026-26", 3, "60", "1/QĐ", "2026-09-02", "15", None], "product_code"),
    ],
)
def test_a_certificate_that_cannot_be_is_refused_at_its_cell(
    filled: None,
    run: Run,  # noqa: F811 - the fixture
    tmp_path: Path,
    row: list[object],
    column: str,
) -> None:
    done = run("import", "certificates", as_csv(tmp_path, "certificates", [row], "bad.csv"), "--json")
    assert done.exit_code == 1
    assert [(one["row"], one["column"]) for one in json.loads(done.stdout)["refused"]] == [(2, column)]


def test_people_are_told_in_their_language(
    places: Unit,
    lists: None,
    run: Run,  # noqa: F811 - the fixture
    tmp_path: Path,
) -> None:
    file = as_csv(tmp_path, "producers", [[*MAKERS[0][:5], "99999", *MAKERS[0][6:]]])
    assert "Chưa ghi gì" in run("import", "producers", file, lang="vi").stderr
    assert "Nothing was written" in run("import", "producers", file, lang="en").stderr


def test_a_template_has_headings_and_the_hidden_row_of_keys(
    places: Unit,
    lists: None,
    run: Run,  # noqa: F811 - the fixture
    tmp_path: Path,
) -> None:
    for kind, keys in KEYS.items():
        out = tmp_path / f"{kind}-template.xlsx"
        assert run("template", kind, str(out)).exit_code == 0
        page = load_workbook(out).worksheets[0]
        assert page.row_dimensions[2].hidden
        assert set(keys) <= {cell.value for cell in page[2]}
        assert page.data_validations.dataValidation


@pytest.mark.parametrize(
    ("dimension", "expected"),
    [
        ("region", {"mien_nui_phia_bac": "2"}),
        ("province", {"15": "2"}),
        ("district", {"088": "1", "085": "1"}),
        ("commune", {"03037": "1", "02839": "1"}),
        (
            "sector",
            {"Thủ công mỹ nghệ": "1", "Dịch vụ du lịch cộng đồng, du lịch sinh thái và điểm du lịch": "1"},
        ),
        ("set", {"22": "1", "26": "1"}),
        ("kind", {"ho": "1", "hoi": "1"}),
        ("stars", {"4": "1", "3": "1"}),
        ("year", {"2024": "1", "2026": "1"}),
        ("gender", {"nam": "2"}),
        ("ethnic_minority", {"no": "1", "yes": "1"}),
    ],
)
def test_products_by_every_dimension(
    filled: None,
    run: Run,  # noqa: F811 - the fixture
    dimension: str,
    expected: dict[str, str],
) -> None:
    answer = told(run, "products", "--by", dimension, "--as-of", "2026-11-22")
    assert figures(answer) == expected
    assert (answer["as_of"], answer["measure"], answer["by"]) == ("2026-11-22", "products", [dimension])
    assert answer["total"] == "2"
    assert answer["definition"]
    assert {row["share"] for row in answer["rows"] if row["value"] == "1"} <= {"50.00"}


def test_measures_as_of_any_day_narrowed_and_in_a_period(filled: None, run: Run) -> None:  # noqa: F811
    then = ("--as-of", "2021-12-31")
    assert told(run, "products", *then)["total"] == "2"
    assert figures(told(run, "products", "--by", "sector", *then)) == {
        "Thực phẩm": "1",
        "Vải và may mặc": "1",
    }
    assert told(run, "producers", *then)["total"] == "1"
    assert told(run, "certificates", "--period", "2020-01-01..2024-12-31")["total"] == "3"
    assert told(run, "products", "--where", "stars=4", *then)["total"] == "1"
    assert told(run, "products", "--where", "district=088", *then)["total"] == "2"
    day = ("--as-of", "2026-11-22")
    assert told(run, "products_entered", *day)["total"] == "5"
    assert told(run, "products", "--where", "sector=craft", "--taxonomy", "quang-ninh", *day)["total"] == "1"
    there = ("--where", "province=15", *day)
    assert told(run, "communes_total", *there)["total"] == "2"
    assert told(run, "communes_participating", *there)["total"] == "2"
    assert told(run, "communes_without", *there)["total"] == "0"
    rate = told(run, "participation_rate", "--by", "province", *there)
    assert rate["rows"] == [
        {"key": ["15"], "label": [rate["rows"][0]["label"][0]], "value": "100.00", "share": None}
    ]


def test_exports_come_back_unchanged(filled: None, run: Run, tmp_path: Path) -> None:  # noqa: F811
    for ending in ("xlsx", "csv"):
        for kind in KEYS:
            out = str(tmp_path / f"out-{kind}.{ending}")
            assert run("export", kind, out).exit_code == 0
            answer = json.loads(run("import", kind, out, "--dry-run", "--json").stdout)
            assert (answer["new"], answer["changed"], answer["refused"]) == (0, 0, [])
    assert run("export", "all", str(tmp_path / "all.parquet")).exit_code == 0
    assert run("export", "all", str(tmp_path / "all.xlsx")).exit_code == 0
