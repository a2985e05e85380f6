"""Papers as PDF/A: their text, their fonts, their QR code, and that values are never markup."""

from __future__ import annotations

import io
from dataclasses import fields, replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from ocop.platform.documents import pdf
from ocop.platform.documents.layout import READ, RULES, SOURCES, Annex, Column, Table
from tests.platform.documents.papers import CERTIFICATE, DECISION, SIGNED_ON, heads_of, text_of


def test_a_decision_has_the_parts_of_the_decree_in_their_order() -> None:
    text = text_of(pdf.draw(replace(DECISION, number="07", signed_on=SIGNED_ON)))
    parts = [
        "ỦY BAN NHÂN DÂN",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 07/QĐ-UBND",
        "Lào Cai, ngày 05 tháng 02 năm 2026",
        "QUYẾT ĐỊNH",
        "Về việc thử nghiệm",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH LÀO CAI",
        "Căn cứ Luật Tổ chức chính quyền địa phương;",
        "Theo đề nghị của Sở.",
        "QUYẾT ĐỊNH:",
        "Điều 1.",
        "Điều 2.",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Phụ lục",
        "(Kèm theo Quyết định số 07/QĐ-UBND ngày 05 tháng 02 năm 2026",
    ]
    places = [text.find(part) for part in parts]
    assert -1 not in places, [part for part, place in zip(parts, places, strict=True) if place < 0]
    assert places == sorted(places)
    assert "- Lưu: VT." in text


def test_values_are_text_and_never_markup() -> None:
    text = text_of(pdf.draw(DECISION))
    for words in ("#sys.inputs {{ x }} {% if %} <b> & “một” $a$ *b* _c_ \\ @d", "- Gạch đầu dòng", "<nghệ>"):
        assert words in text
    assert "#sys.inputs {{ x }}" in text_of(pdf.draw(CERTIFICATE))


def test_the_same_values_give_the_same_bytes_and_say_that_they_are_pdf_a() -> None:
    drawn = pdf.draw(CERTIFICATE)
    assert drawn == pdf.draw(CERTIFICATE)
    assert b"pdfaid:part" in drawn


def test_our_font_is_inside_the_file() -> None:
    assert pdf.draw(DECISION).count(b"CrimsonText-") >= 3


def test_a_font_that_is_missing_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("fontpkg_crimson_text.ROOT", tmp_path)
    pdf.fonts.cache_clear()
    with pytest.raises(pdf.MissingFont):
        pdf.draw(CERTIFICATE)


@pytest.fixture(autouse=True)
def fresh_fonts() -> None:
    pdf.fonts.cache_clear()


def test_signs_our_font_lacks_come_from_another_and_what_none_has_is_named() -> None:
    assert "★ 5 ₫" in text_of(pdf.draw(replace(CERTIFICATE, name="★ 5 ₫")))
    with pytest.raises(pdf.Unprintable, match="中"):
        pdf.draw(replace(CERTIFICATE, name="Trà 中 quốc"))


def test_the_qr_code_can_be_scanned_from_the_page() -> None:
    [page] = pdf.picture(CERTIFICATE, dots_per_inch=150)
    codes = zxingcpp.read_barcodes(Image.open(io.BytesIO(page)))
    assert [code.text for code in codes] == [CERTIFICATE.link]


def test_a_draft_and_its_final_paper_have_the_same_content_and_others_have_not() -> None:
    final = replace(DECISION, number="07", signed_on=SIGNED_ON, mark="Thử")
    assert final.content_digest() == DECISION.content_digest()
    assert replace(DECISION, subject="Khác").content_digest() != DECISION.content_digest()
    signed = replace(CERTIFICATE, number="0001/2026", signed_on=SIGNED_ON)
    assert signed.content_digest() == CERTIFICATE.content_digest()
    assert replace(CERTIFICATE, marks=4).content_digest() != CERTIFICATE.content_digest()


def test_annexes_are_numbered_only_when_there_are_several() -> None:
    several = replace(DECISION, annexes=(*DECISION.annexes, Annex("Khác", ())))
    assert "Phụ lục I " in text_of(pdf.draw(several))
    assert "Phụ lục I " not in text_of(pdf.draw(DECISION))


@pytest.mark.parametrize("name", [field.name for field in fields(RULES)])
def test_every_measure_has_its_source_and_lies_in_the_range_of_the_decree(name: str) -> None:
    source, value = SOURCES[name], getattr(RULES, name)
    if source.article:
        assert source.least <= value <= source.most
        assert source.read_in in READ
    else:
        assert source.note


def test_no_source_is_left_of_a_measure_that_is_gone() -> None:
    assert set(SOURCES) == {field.name for field in fields(RULES)}


def test_the_first_line_is_set_in_by_one_of_the_two_widths_the_decree_gives() -> None:
    assert RULES.indent_mm in {SOURCES["indent_mm"].least, SOURCES["indent_mm"].most}


def test_each_annex_counts_its_own_pages() -> None:
    rows = tuple((str(number), "Mật ong") for number in range(90))
    long = Annex("Danh sách", (Table((Column("TT"), Column("Tên", 4)), rows),))
    heads = heads_of(pdf.draw(replace(DECISION, annexes=(long, long))))
    assert heads == ["", "", "2", "3", "", "2", "3"]
