"""How Vietnamese official papers write days, numbers, capitals and quotations."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

NBSP: Final = "\N{NO-BREAK SPACE}"
BLANK: Final = NBSP * 6
"""Room in which a number or a day is written by hand."""

# A word and the number it belongs to are not torn apart at the end of a line, nor a number and its unit.
_NAMED_NUMBER: Final = re.compile(
    r"\b(Điều|điều|khoản|điểm|mục|Mục|số|Số|ngày|tháng|năm|Phụ lục|Mẫu|Chương|trang)"
    r" (?=[\dIVX]|[a-zđ]\b)"
)
_COUNTED: Final = re.compile(
    r"(?<=\d) (?=(?:sao|điểm|tháng|năm|ngày|sản phẩm|hồ sơ|thành viên|đồng|%)(?!\w|\s[a-zđ]\b))"
)
_STRAIGHT: Final = re.compile(r'"([^"\n]*)"')
# Below these a number gets a leading zero, so that no digit can be written before it (Phụ lục I, mục II).
_FIRST_BARE_DAY: Final = 10
_FIRST_BARE_MONTH: Final = 3


def long_date(day: date | None, *, year: int | None = None) -> str:
    """As "ngày 05 tháng 02 năm 2026": with zeros before small numbers; blank while unknown."""
    if day is None:
        return f"ngày{BLANK}tháng{BLANK}năm{NBSP}{year or BLANK}"
    number = f"{day.day:02d}" if day.day < _FIRST_BARE_DAY else str(day.day)
    month = f"{day.month:02d}" if day.month < _FIRST_BARE_MONTH else str(day.month)
    return f"ngày{NBSP}{number} tháng{NBSP}{month} năm{NBSP}{day.year}"


def short_date(day: date) -> str:
    """As 05/02/2026, for tables and facts."""
    return f"{day:%d/%m/%Y}"


def padded(number: int) -> str:
    """The number of a paper: under 10 with a leading zero."""
    return f"{number:02d}"


def capitals(text: str) -> str:
    """The text in capitals, composed, so that đ becomes Đ and ị becomes Ị, each as one character."""
    return unicodedata.normalize("NFC", text).upper()


def sentence_start(text: str) -> str:
    """The text with its first letter as a capital; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def set_text(text: str) -> str:
    """Running text ready for a paper: composed, numbers kept with their words, quotation marks in pairs."""
    composed = unicodedata.normalize("NFC", text)
    quoted = _STRAIGHT.sub("“\\1”", composed)
    return _COUNTED.sub(NBSP, _NAMED_NUMBER.sub(lambda found: found[1].replace(" ", NBSP) + NBSP, quoted))
