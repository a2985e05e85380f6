"""The empty workbook: what people see, and what the program finds in it again."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from ocop.exchange.columns import COLUMNS, Kind, Type
from ocop.exchange.reading import read
from ocop.exchange.templates import write_template

pytestmark = pytest.mark.usefixtures("lists")


def template(kind: Kind) -> tuple[bytes, Workbook]:
    out = io.BytesIO()
    write_template(kind, out)
    return out.getvalue(), load_workbook(io.BytesIO(out.getvalue()))


@pytest.mark.parametrize("kind", list(Kind))
def test_headings_stand_above_a_hidden_row_of_keys(kind: Kind) -> None:
    _content, book = template(kind)
    page = book.worksheets[0]
    columns = COLUMNS[kind]
    assert [str(cell.value).removesuffix(" *") for cell in page[1]] == [column.heading for column in columns]
    assert [cell.value for cell in page[2]] == [column.key for column in columns]
    assert page.row_dimensions[2].hidden
    assert page.protection.sheet
    assert page["A1"].protection.locked
    assert not page.column_dimensions["A"].protection.locked


@pytest.mark.parametrize("kind", list(Kind))
def test_codes_are_text_and_days_are_days(kind: Kind) -> None:
    _content, book = template(kind)
    page = book.worksheets[0]
    for cell, column in zip(page[2], COLUMNS[kind], strict=True):
        form = next(
            one.number_format
            for one in page.column_dimensions.values()
            if (one.min or 0) <= (cell.column or 0) <= (one.max or 0)
        )
        if column.type is Type.CODE:
            assert form == "@"
        if column.type is Type.DAY:
            assert form == "dd/mm/yyyy"


def test_drop_downs_offer_the_lists_of_today() -> None:
    _content, book = template(Kind.PRODUCTS)
    page = book.worksheets[0]
    sources = {str(one.sqref).split(":")[0]: one.formula1 for one in page.data_validations.dataValidation}
    assert sources["D3"] == "ds_regimes"
    assert sources["E3"] == 'INDIRECT("ds_set_"&SUBSTITUTE($D3,"-","_"))'
    assert sources["I3"] == '"có,không"'
    lists = book.worksheets[-1]
    assert lists.sheet_state == "hidden"
    offered = [cell.value for column in lists.columns for cell in column]
    assert "5. Đồ ăn nhanh" in offered
    assert "Tự sản xuất" in offered
    assert {"ds_regimes", "ds_set_2026_26", "ds_material_source"} <= set(book.defined_names)


def test_a_page_explains_every_column_in_two_languages() -> None:
    content, book = template(Kind.PRODUCERS)
    told = [str(cell.value) for row in book["Hướng dẫn"].iter_rows() for cell in row if cell.value]
    assert "Mã số thuế" in told
    assert any(text.startswith("A loss has a minus") or "A loss has a minus" in text for text in told)
    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names[1] == "Hướng dẫn"


@pytest.mark.parametrize("kind", list(Kind))
def test_an_empty_template_has_no_rows(kind: Kind) -> None:
    content, _book = template(kind)
    assert [one.code for one in read(content, "mau.xlsx", kind).faults] == ["no_rows"]
