"""Every kind of damage is understood, repaired and told, or refused with its cell; nothing else happens."""

from __future__ import annotations

import io

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st
from openpyxl import load_workbook
from pytest_django import Settings

from ocop.exchange.columns import Kind
from ocop.exchange.marking import FAULTS, mark
from ocop.exchange.reading import read
from tests.exchange.damage import CASES, Case, good

RED = "00FFC7CE"
WHOLE = good()


@pytest.fixture(autouse=True)
def short_lists(settings: Settings) -> None:
    settings.OCOP_IMPORT_MAX_ROWS = 30


def test_the_corpus_holds_at_least_sixty_kinds_of_damage() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_damage_is_understood_repaired_or_refused(case: Case) -> None:
    sheet = read(case.build(), case.file_name, case.kind)
    assert {(one.row, one.column, one.code) for one in sheet.faults} == case.faults
    assert {(one.row, one.column, one.read_as) for one in sheet.repairs} == case.repairs
    assert {key: sheet.columns.get(key) for key in case.values} == dict(case.values)
    assert case.rows is None or sheet.numbers == list(case.rows)
    assert all(str(one.reason) for one in sheet.faults)
    assert all(str(one.reason) for one in sheet.repairs)


@profile(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=9))
def test_whatever_a_line_does_to_a_file_it_is_read_or_refused(hits: list[tuple[float, int]]) -> None:
    content = bytearray(WHOLE)
    for place, byte in hits:
        content[int(place * len(content))] = byte
    sheet = read(bytes(content), "x.xlsx", Kind.PRODUCERS)
    assert sheet.faults or sheet.numbers


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.faults and all(row for row, _column, _code in case.faults)],
    ids=lambda case: case.name,
)
def test_what_is_wrong_is_marked_in_the_users_own_file(case: Case) -> None:
    content = case.build()
    sheet = read(content, case.file_name, case.kind)
    workbook = load_workbook(io.BytesIO(mark(content, sheet, sheet.faults)))
    page = workbook[sheet.sheet_name or workbook.sheetnames[0]]
    red = {
        (cell.row or 0, cell.column or 0)
        for row in page.iter_rows()
        for cell in row
        if cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb == RED
    }
    assert red == {(one.row, sheet.places.get(one.column, 1)) for one in sheet.faults}
    assert all(page.cell(*place).comment for place in red)
    assert workbook[FAULTS].max_row == len(sheet.faults) + 1
