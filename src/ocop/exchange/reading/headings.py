"""Where the list begins and what its columns are: keys, Vietnamese headings, or both, in any order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from ocop.exchange.columns import COLUMNS, Kind, Type
from ocop.platform.text import fold

if TYPE_CHECKING:
    from ocop.exchange.columns import Column
    from ocop.exchange.reading.grids import Grid

SEARCHED: Final = 40
"""The headings stand in one of so many first rows."""
FEWEST: Final = 2
REMARK: Final = re.compile(r"\((?:\*|bat buoc|neu co|khong bat buoc|can co|\d{1,2})\)|\*")
NUMBERED: Final = re.compile(r"^\(?(?:\d{1,2}|[ivx]{1,4})[.)]\s+")
NOISE: Final = re.compile(r"[^\w()%/]+")
BRACKET: Final = re.compile(r"^(.*\S)\s*\(([^()]*)\)$")
UNIT_TYPES: Final = frozenset({Type.AMOUNT, Type.PERCENT})
IGNORED: Final = frozenset({"stt", "tt", "so tt", "so thu tu", "ghi chu", ""})
"""Columns of every list on paper that hold nothing to import."""

OTHER_WORDS: Final = {
    Kind.PRODUCERS: {
        "name": ("Tên chủ thể OCOP", "Chủ thể", "Tên cơ sở"),
        "kind": ("Loại hình chủ thể", "Loại hình tổ chức"),
        "tax_code": ("MST", "Mã số thuế (MST)"),
        "representative_name": ("Họ tên người đại diện", "Người đại diện Họ tên", "Người đại diện Họ và tên"),
        "representative_title": ("Chức vụ", "Người đại diện Chức danh", "Người đại diện Chức vụ"),
        "representative_gender": ("Người đại diện Giới tính",),
        "representative_ethnicity": ("Người đại diện Dân tộc",),
        "representative_birth_year": ("Người đại diện Năm sinh",),
        "phone": ("Số điện thoại", "Điện thoại liên hệ", "SĐT", "Người đại diện Điện thoại"),
        "email": ("Email", "E-mail", "Hộp thư"),
        "website": ("Website",),
        "business_number": ("Đăng ký kinh doanh Số", "Số ĐKKD"),
        "business_on": ("Đăng ký kinh doanh Ngày cấp",),
        "business_office": ("Đăng ký kinh doanh Nơi cấp",),
        "workers": ("Lao động Tổng số",),
        "workers_local": ("Lao động Địa phương",),
        "workers_female": ("Lao động Nữ",),
        "workers_trained": ("Lao động Qua đào tạo",),
        "commune_code": ("Mã xã phường",),
    },
    Kind.PRODUCTS: {
        "name": ("Sản phẩm", "Tên sản phẩm OCOP"),
        "commune_code": ("Mã xã phường",),
        "set": ("Mã bộ sản phẩm",),
    },
    Kind.CERTIFICATES: {
        "stars": ("Hạng sao", "Xếp hạng", "Kết quả (sao)"),
        "decision_number": ("Quyết định Số", "Số QĐ"),
        "decided_on": ("Quyết định Ngày", "Ngày ký quyết định"),
    },
}
"""What the columns are also called, two rows of headings read as one."""


@dataclass(frozen=True, slots=True)
class Header:
    """The headings of a list: `places[key]` are the columns, from 0, that name it.

    `top` and `end` are the first row of headings and the first row after them, from 0. `units` are headings
    that ask for another unit, such as millions.
    """

    top: int
    end: int
    places: dict[str, list[int]]
    unknown: dict[int, str]
    units: dict[int, str]
    width: int = 0

    @property
    def score(self) -> int:
        """How many columns are known."""
        return len(self.places)


@dataclass(frozen=True, slots=True)
class Words:
    """The columns of a kind by what their headings may say."""

    keys: frozenset[str]
    headings: dict[str, str]
    stems: dict[str, str]
    units: frozenset[str]


def find(grid: Grid, kind: Kind) -> Header | None:
    """The headings that name the most columns; None where no row names two."""
    best: Header | None = None
    for row in range(min(len(grid.rows), SEARCHED)):
        keys = _keys(grid, row, kind)
        if keys and best and keys.score == best.score and keys.top == best.end:
            best = keys  # the hidden row of keys says the same once more, and the list begins after it
        for found in (keys, _single(grid, row, kind), _double(grid, row, kind)):
            if found and (best is None or found.score > best.score):
                best = found
    return best if best and best.score >= FEWEST else None


def names_columns(cells: list[object], kind: Kind) -> bool:
    """Whether a row repeats the headings."""
    words = _words(kind)
    filled = [cell for cell in cells if isinstance(cell, str) and cell.strip()]
    known = sum(1 for cell in filled if cell.strip() in words.keys or plain(cell) in words.headings)
    return known >= FEWEST and known * 2 > len(filled)


def is_heading(cell: str, kind: Kind) -> bool:
    """Whether a cell repeats a heading or a key."""
    return plain(cell) in _words(kind).headings


def is_numbering(cells: list[object]) -> bool:
    """Whether a row only numbers the columns: (1) (2) (3), or A B 1 2."""
    filled = [str(cell).strip("() ").removesuffix(".0") for cell in cells if cell != ""]
    if len(filled) < 3:
        return False
    numbers = [int(text) for text in filled if text.isascii() and text.isdigit()]
    letters = [text for text in filled if len(text) == 1 and text.isalpha()]
    in_order = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False
    return in_order and numbers[0] <= 2 and len(numbers) + len(letters) == len(filled)


def plain(heading: str) -> str:
    """A heading to compare: without accents, remarks, numbers in front and line breaks."""
    text = NUMBERED.sub("", REMARK.sub(" ", fold(heading)))
    return NOISE.sub(" ", text.replace("_", " ")).strip()


@cache
def _words(kind: Kind) -> Words:
    columns = COLUMNS[kind]
    headings = {plain(column.heading): column.key for column in columns}
    for key, others in OTHER_WORDS[kind].items():
        headings |= {plain(other): key for other in others if plain(other) not in headings}
    headings |= {plain(column.key): column.key for column in columns}
    stems: dict[str, str] = {}
    for column in columns:
        bracket = BRACKET.fullmatch(plain(column.heading))
        if bracket and bracket[1] not in headings:
            stems[bracket[1]] = column.key
    with_units = frozenset(column.key for column in columns if column.type in UNIT_TYPES)
    return Words(frozenset(column.key for column in columns), headings, stems, with_units)


def _keys(grid: Grid, row: int, kind: Kind) -> Header | None:
    """A row of keys, the hidden one of the template or the header of a CSV."""
    words = _words(kind)
    texts = [cell.strip() if isinstance(cell, str) else "" for cell in grid.rows[row]]
    if sum(1 for text in texts if text in words.keys) < FEWEST:
        return None
    found = Header(row, row + 1, {}, {}, {}, len(texts))
    for place, text in enumerate(texts):
        if text in words.keys:
            found.places.setdefault(text, []).append(place)
        elif text:
            found.unknown[place] = text
    return found


def _single(grid: Grid, row: int, kind: Kind) -> Header | None:
    return _header(row, row + 1, [(_text(cell),) for cell in grid.rows[row]], kind)


def _double(grid: Grid, row: int, kind: Kind) -> Header | None:
    """Headings in two rows, groups above and columns below."""
    if row + 1 >= len(grid.rows):
        return None
    above, below = ([_text(cell) for cell in grid.rows[place]] for place in (row, row + 1))
    width = max(len(above), len(below))
    above += [""] * (width - len(above))
    below += [""] * (width - len(below))
    group, texts = "", list[tuple[str, ...]]()
    for upper, lower in zip(above, below, strict=True):
        group = upper or (group if lower else "")
        texts.append((f"{group} {lower}", lower) if lower else (upper,))
    return _header(row, row + 2, texts, kind)


def _header(top: int, end: int, texts: list[tuple[str, ...]], kind: Kind) -> Header | None:
    found = Header(top, end, {}, {}, {}, len(texts))
    for place, candidates in enumerate(texts):
        key = next(filter(None, (_key(text, kind) for text in candidates)), "")
        if key:
            found.places.setdefault(key, []).append(place)
            continue
        text = " ".join(candidates[0].split())
        if _asks_for_other_unit(candidates, kind):
            found.units[place] = text
        elif plain(text) not in IGNORED:
            found.unknown[place] = text
    return found if found.places else None


def _key(text: str, kind: Kind) -> str:
    words = _words(kind)
    heading = plain(text)
    known = words.headings.get(heading) or words.stems.get(heading)
    if known:
        return known
    bracket = BRACKET.fullmatch(heading)
    stem = bracket[1].strip() if bracket else ""
    found = words.headings.get(stem) or words.stems.get(stem, "")
    return "" if found in words.units else found


def _asks_for_other_unit(candidates: tuple[str, ...], kind: Kind) -> bool:
    words = _words(kind)
    brackets = [BRACKET.fullmatch(plain(text)) for text in candidates]
    stems = {bracket[1].strip() for bracket in brackets if bracket}
    return any((words.headings.get(stem) or words.stems.get(stem)) in words.units for stem in stems)


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""


def columns_of(kind: Kind) -> dict[str, Column]:
    """The columns of a kind by key."""
    return {column.key: column for column in COLUMNS[kind]}
