"""Export, read, parse: the same values, whatever they are."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from ocop.exchange import choices
from ocop.exchange.cells import numbers
from ocop.exchange.cells.texts import GARBLED
from ocop.exchange.columns import COLUMNS, Column, Kind, Type
from ocop.exchange.reading import read
from ocop.exchange.reading.texts import GUARDED, _bare, guarded
from ocop.exchange.sheets import Sheet
from ocop.exchange.writing import Format, write_rows
from ocop.platform.personal import HIDDEN
from ocop.platform.text import clean_text
from ocop.registry.taxcode import check_digit

TAX_CODES = ["0100109106", "0100109106-001", "010085001234"]
PHONES = ["0912345678", "02435551234", "0912000001"]
EMAILS = ["lan@example.vn", "O.Cop+1@example.org"]
CODES = ["CT-01", "00012", "345/QĐ-UBND", "=1+1", "-5", "@lan", "'tis", "1E5", "00004"]


def any_text(column: Column, *, lines: bool = False) -> st.SearchStrategy[str]:
    plain = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cn", "Co"]), max_size=40)
    tricky = st.sampled_from(
        ["=HYPERLINK(1)", "+84", "-1", "@x", "'=x", "_x000D_", "a\nb", "TRUE", "1.0", '"', ",;"]
    )
    return (
        (plain | tricky)
        .map(lambda text: clean_text(text, lines=lines)[: column.length].strip())
        .filter(
            lambda text: (
                text and not GARBLED.search(text) and HIDDEN not in text and not text.startswith('="')
            )
        )
    )


def values_of(column: Column) -> st.SearchStrategy[object]:
    """Values that the database holds, for one column."""
    if column.choices == choices.SETS:
        return st.integers(1, 26)
    if column.choices:
        return st.sampled_from([one.code for one in choices.offer(column.choices).choices])
    if column.type is Type.AMOUNT:
        least = -(10**14) if column.key == "profit" else 0
        most = 10 ** numbers.DIGITS.get(column.key, numbers.MOST_DIGITS) - 1
        return st.integers(least, most).map(Decimal)
    if column.type is Type.DECIMAL:
        before, places = numbers.PLACES[column.key]
        return st.decimals(0, 10**before - 1, places=min(places, 6))
    return BY_TYPE[column.type] if column.type in BY_TYPE else text_values(column)


BY_TYPE: Mapping[Type, st.SearchStrategy[object]] = {
    Type.DAY: st.dates(date(1900, 1, 2), date(2100, 12, 31)),
    Type.YEAR: st.integers(1900, 2100),
    Type.COUNT: st.integers(0, numbers.LARGEST_COUNT),
    Type.PERCENT: st.decimals(0, 100, places=2),
    Type.YES_NO: st.booleans(),
    Type.TAX_CODE: st.sampled_from(TAX_CODES),
    Type.PHONE: st.sampled_from(PHONES),
    Type.EMAIL: st.sampled_from(EMAILS),
}


def text_values(column: Column) -> st.SearchStrategy[object]:
    if column.key == "shared_communes":
        return st.lists(st.sampled_from(["00004", "03037"]), min_size=1, max_size=4).map(", ".join)
    if column.key in {"commune_code", "district_code"}:
        return st.integers(0, 10**column.length - 1).map(lambda number: str(number).zfill(column.length))
    if column.key == "issuer_unit_code":
        return st.sampled_from(["08", "088", "00004", "VN"])
    if column.type is Type.CODE:
        return st.sampled_from([code for code in CODES if len(code) <= column.length])
    return any_text(column, lines=column.type is Type.LINES)


def records(kind: Kind) -> st.SearchStrategy[list[Mapping[str, object]]]:
    cells = {
        column.key: values_of(column) if column.needed else st.none() | values_of(column)
        for column in COLUMNS[kind]
    }
    return st.lists(st.fixed_dictionaries(cells), min_size=1, max_size=4)


def written(kind: Kind, rows: list[Mapping[str, object]], form: Format) -> bytes:
    out = io.BytesIO()
    assert write_rows(kind, rows, out, form) == len(rows)
    return out.getvalue()


def same(sheet: Sheet, rows: list[Mapping[str, object]], kind: Kind) -> None:
    assert sheet.faults == []
    assert {column.key: sheet.columns[column.key] for column in COLUMNS[kind]} == {
        column.key: [row[column.key] for row in rows] for column in COLUMNS[kind]
    }
    assert sheet.repairs == []


@pytest.mark.usefixtures("lists")
@pytest.mark.parametrize("form", [Format.XLSX, Format.CSV])
@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_exported_comes_back_as_it_was(kind: Kind, form: Format) -> None:
    @settings(suppress_health_check=list(HealthCheck))
    @given(rows=records(kind))
    def holds(rows: list[Mapping[str, object]]) -> None:
        same(read(written(kind, rows, form), f"x.{form}", kind), rows, kind)

    holds()


@given(st.text())
@example("'=")
@example("''")
def test_a_guarded_text_is_no_formula_and_comes_back(text: str) -> None:
    kept = guarded(text)
    assert kept[:1] not in set(GUARDED) - {"'"}
    assert _bare(kept) == text or text.startswith('="')


@pytest.mark.usefixtures("lists")
def test_a_parquet_file_has_types() -> None:
    row = {
        "product_code": "SP-01",
        "set": 9,
        "entered_on": date(2026, 5, 15),
        "output": Decimal("1.5"),
        "price": Decimal(5000),
        "is_new": True,
    }
    table = parquet.read_table(io.BytesIO(written(Kind.PRODUCTS, [row], Format.PARQUET)))
    assert {key: table[key][0].as_py() for key in row} == row
    assert table["name"][0].as_py() is None


def test_an_amount_of_more_digits_than_a_spreadsheet_keeps_comes_back() -> None:
    row = {"name": "A", "kind": "htx", "profit": Decimal(1035376206219890)}
    sheet = read(written(Kind.PRODUCERS, [row], Format.XLSX), "x.xlsx", Kind.PRODUCERS)
    assert sheet.columns["profit"] == [row["profit"]]


def test_the_tax_codes_of_this_test_are_right() -> None:
    assert check_digit(TAX_CODES[0][:9]) == TAX_CODES[0][9]


def test_a_mask_in_a_column_of_years_is_empty_in_parquet() -> None:
    table = parquet.read_table(
        io.BytesIO(written(Kind.PRODUCERS, [{"representative_birth_year": HIDDEN}], Format.PARQUET))
    )
    assert table["representative_birth_year"][0].as_py() is None


def test_any_columns_can_be_written() -> None:
    columns = [Column("unit", "Đơn vị"), Column("count", "Số sản phẩm", Type.COUNT)]
    out = io.BytesIO()
    assert write_rows(columns, [{"unit": "=Tả Van", "count": 3}], out, Format.CSV) == 1
    assert out.getvalue().decode("utf-8-sig").splitlines() == ["unit,count", "'=Tả Van,3"]
