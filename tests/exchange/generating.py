"""Lists of any length with real communes and invented names, and errors planted at known cells.

    files = Lists(places, products=300)          # places: codes of communes with their provinces
    sheet = files.products()
    planted = plant(sheet, 20)                   # {(row, column)}

The same seed gives the same lists, so a figure can be measured again.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import xlsxwriter

from ocop.exchange.columns import COLUMNS, Kind
from ocop.exchange.sheets import Sheet
from ocop.registry.taxcode import check_digit

FIRST_ROW: Final = 3
"""The heading and the row of keys stand above."""
FIRST_DAY, DAYS = date(2026, 6, 1), 150
GOODS = ("Trà", "Mật ong", "Chè", "Rượu", "Gạo", "Miến", "Thổ cẩm", "Tương", "Bánh", "Nấm", "Măng", "Ớt")
SORTS = ("rừng", "Shan tuyết", "nếp nương", "sấy khô", "truyền thống", "hữu cơ", "đặc biệt", "thảo mộc")
PLACES = ("bản Hạ", "suối Bạc", "đồi Gió", "thung Mây", "xóm Đông", "làng Chài", "núi Voi", "đèo Sương")
FAMILIES = ("Nguyễn", "Trần", "Lý", "Vàng", "Nông", "Hoàng", "Đỗ", "Bùi")
NAMES = ("Thị Lan", "Văn Minh", "Thị Hoa", "Anh Tuấn", "Thị Cúc", "Văn Sơn", "Thị Ngọc", "Đức An")
KINDS = ("htx", "tht", "dn", "trang_trai", "ho")
FREE_SETS = range(1, 26)


@dataclass(slots=True)
class Lists:
    """A producer has five products, every second product a certificate. `communes`: (province, commune)."""

    communes: Sequence[tuple[str, str]]
    products: int
    seed: int = 26
    chance: random.Random = field(init=False)
    start: date = FIRST_DAY

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311 - nothing is secret here

    @property
    def producers(self) -> int:
        return max(1, self.products // 5)

    def producer_sheet(self, count: int = 0) -> Sheet:
        """Producers with all their columns."""
        return sheet_of(Kind.PRODUCERS, [self._producer(number) for number in range(count or self.producers)])

    def product_sheet(self) -> Sheet:
        """Products with all their columns."""
        return sheet_of(Kind.PRODUCTS, [self._product(number) for number in range(self.products)])

    def certificate_sheet(self) -> Sheet:
        """Certificates of every second product, by the province."""
        numbers = range(0, self.products, 2)
        return sheet_of(Kind.CERTIFICATES, [self._certificate(number) for number in numbers])

    def _producer(self, number: int) -> dict[str, object]:
        _province, commune = self.communes[number % len(self.communes)]
        pick = self.chance.choice
        return {
            "producer_code": f"CT-TEST-{number:06d}",
            "name": f"Cơ sở {pick(PLACES)} {number}",
            "kind": KINDS[number % len(KINDS)],
            "tax_code": tax_code(number),
            "registered_on": self.start - timedelta(days=number % 10),
            "commune_code": commune,
            "district_code": None,
            "address": f"Số {number % 90 + 1}, {pick(PLACES)}",
            "representative_name": f"{pick(FAMILIES)} {pick(NAMES)}",
            "representative_title": "Giám đốc",
            "representative_gender": pick(("nam", "nu")),
            "representative_ethnicity": pick(("Kinh", "Tày", "Giáy")),
            "representative_birth_year": 1960 + number % 40,
            "phone": f"09{number:08d}",
            "email": f"co.so{number}@example.vn",
            "website": f"https://example.vn/{number}",
            "business_number": f"41{number:08d}",
            "business_on": date(2020, 1, 1) + timedelta(days=number % 900),
            "business_office": "Phòng đăng ký kinh doanh",
            "year": 2025,
            "members": 5 + number % 90,
            "workers": 3 + number % 50,
            "workers_local": 2 + number % 30,
            "workers_female": number % 20,
            "workers_trained": number % 10,
            "monthly_income": Decimal(5_000_000 + number % 100 * 10_000),
            "capital": Decimal(100_000_000 + number),
            "revenue": Decimal(900_000_000 + number),
            "profit": Decimal(-1_000_000 + number),
            "craft_village": f"Làng nghề {pick(PLACES)}",
        }

    def _product(self, number: int) -> dict[str, object]:
        province, commune = self.communes[number // 5 % len(self.communes)]
        pick = self.chance.choice
        return {
            "product_code": f"{province}-{commune}-{number + 1:02d}-2026",
            "name": f"{pick(GOODS)} {pick(SORTS)} {pick(PLACES)} {number}",
            "producer_code": f"CT-TEST-{number // 5 % self.producers:06d}",
            "regime": "2026-26",
            "set": FREE_SETS[number % len(FREE_SETS)],
            "commune_code": commune,
            "district_code": None,
            "entered_on": self.start + timedelta(days=number % DAYS),
            "is_new": number % 3 == 0,
            "description": f"Sản phẩm của {pick(PLACES)}, làm từ nguyên liệu của địa phương.",
            "story": f"Từ đời ông bà, {pick(PLACES)} đã làm sản phẩm này. Mẻ thứ {number}.",
            "origin": f"Vùng {pick(PLACES)}",
            "local_share": Decimal(number % 101),
            "packaging": "Hộp giấy 250 g",
            "sale_unit": "hộp",
            "price": Decimal(20_000 + number % 300 * 1000),
            "gtin": None,
            "shared_communes": None,
            "year": 2025,
            "output": Decimal(number % 5000) / 4,
            "output_unit": "kg",
            "year_price": Decimal(18_000 + number % 300 * 1000),
            "revenue": Decimal(50_000_000 + number),
            "material": f"{pick(GOODS)} tươi",
            "material_source": pick(("own", "commune", "province")),
            "material_origin": f"{pick(PLACES)}",
            "trademark": f"Nhãn {pick(PLACES)} {number}",
            "trademark_number": f"4-{number:07d}",
            "ended_on": None,
            "ended_reason": None,
        }

    def _certificate(self, number: int) -> dict[str, object]:
        province, commune = self.communes[number // 5 % len(self.communes)]
        stars = 3 + number // 2 % 2
        return {
            "product_code": f"{province}-{commune}-{number + 1:02d}-2026",
            "regime": "2026-26",
            "stars": stars,
            "total": Decimal(20 * stars) + Decimal(number % 40) / 4,
            "decision_number": f"{100 + number % 7}/QĐ-UBND",
            "decided_on": self.start + timedelta(days=DAYS),
            "issuer_unit_code": province,
            "certificate_number": f"{number:05d}/2026",
            "signer_name": "Trần Thị Cúc",
            "signer_title": "Phó Chủ tịch",
        }


def sheet_of(kind: Kind, rows: Sequence[dict[str, object]], *, first: int = FIRST_ROW) -> Sheet:
    """Rows of cells by key as a sheet with the columns of its template."""
    keys = [column.key for column in COLUMNS[kind]]
    return Sheet(
        kind=kind,
        sheet_name="Dữ liệu",
        places={key: place for place, key in enumerate(keys, start=1)},
        numbers=list(range(first, first + len(rows))),
        columns={key: [row.get(key) for row in rows] for key in keys},
    )


def tax_code(number: int) -> str:
    """A right tax code of a business; numbers whose check digit would have two digits are passed over."""
    nine = f"{5_300_000_00 + number * 11:09d}"
    while len(digit := check_digit(nine)) > 1:
        nine = f"{int(nine) + 1:09d}"
    return nine + digit


Planting = Callable[[Sheet, int], object]

PRODUCT_ERRORS: Final[dict[str, tuple[str, Planting]]] = {
    "needed": ("name", lambda _sheet, _at: None),
    "twice": ("product_code", lambda sheet, at: sheet.columns["product_code"][at - 1]),
    "code_shape": ("product_code", lambda sheet, at: f"1{sheet.columns['product_code'][at]}"),
    "producer_unknown": ("producer_code", lambda _sheet, at: f"CT-NOBODY-{at}"),
    "regime": ("regime", lambda _sheet, _at: "2030-99"),
    "regime_date": ("regime", lambda _sheet, _at: "2023-148"),
    "set": ("set", lambda _sheet, at: 27 + at % 70),
    "unit_unknown": ("commune_code", lambda _sheet, at: f"9{at % 10_000:04d}"),
    "unit_level": ("commune_code", lambda _sheet, _at: "15"),
    "district": ("district_code", lambda _sheet, _at: "080"),
    "future": ("entered_on", lambda _sheet, at: date(2031, 1, 1 + at % 28)),
    "share": ("local_share", lambda _sheet, at: Decimal(101 + at % 50)),
    "number": ("price", lambda _sheet, at: Decimal(-at - 1)),
    "choice": ("material_source", lambda _sheet, _at: "moon"),
    "too_long": ("packaging", lambda _sheet, _at: "dài " * 100),
    "order": ("ended_on", lambda _sheet, _at: date(2001, 2, 3)),
}
"""By the code of the fault: the column it is planted in, and what then stands there."""


def plant(sheet: Sheet, count: int) -> dict[tuple[int, str], str]:
    """Put `count` errors into rows of their own, every kind in turn; returns row and column."""
    chance = random.Random(count)  # noqa: S311 - nothing is secret here
    # Every third row at most, so that a code copied from the row above is the one of a sound row.
    rows = chance.sample(range(1, len(sheet.numbers), 3), count)
    planted: dict[tuple[int, str], str] = {}
    for turn, at in enumerate(rows):
        code = list(PRODUCT_ERRORS)[turn % len(PRODUCT_ERRORS)]
        key, wrong = PRODUCT_ERRORS[code]
        sheet.columns[key][at] = wrong(sheet, at)
        planted[sheet.numbers[at], key] = code
    return planted


def workbook_of(sheet: Sheet) -> bytes:
    """The list as a workbook: headings, the row of keys, then the rows."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "dd/mm/yyyy", "in_memory": True}) as workbook:
        page = workbook.add_worksheet(sheet.sheet_name)
        page.write_row(0, 0, [column.heading for column in COLUMNS[sheet.kind]])
        page.write_row(1, 0, list(sheet.columns))
        for place, cells in enumerate(sheet.columns.values()):
            for at, cell in enumerate(cells):
                if cell is not None:
                    shown = ("có" if cell else "không") if isinstance(cell, bool) else cell
                    page.write(FIRST_ROW - 1 + at, place, shown)
    return file.getvalue()
