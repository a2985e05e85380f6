"""Our own Word templates, made by code: what a province downloads, changes and uploads as its own."""

from __future__ import annotations

import io
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from ocop.platform.documents.layout import RULES
from ocop.platform.documents.packages import settled

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

FONT: Final = "Times New Roman"
"""On every officer's computer, and the face the decree names; a file of Word carries no font."""
CELL_MM: Final = 3.8
"""What Word keeps free in a cell, left and right together."""
LEFT_SHARE: Final = 0.4
"""Share of the heading for the issuing body: the name of the state fits into the rest on one line."""
MOTTO_MM: Final = 55
"""The length of the motto in 13 pt bold: the line under it is as long (Phụ lục I, mục II khoản 1 điểm b)."""
ISSUER_MM: Final = 19
SUBJECT_MM: Final = 43
"""Lines of a third to a half of usual names and subjects: in Word a line cannot follow the words above it."""
CENTER, LEFT, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.JUSTIFY


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph looks: points, weight, place; a line of `rule_mm` under it, on `within_mm` of room."""

    size: int = RULES.body_pt
    bold: bool = False
    italic: bool = False
    align: WD_ALIGN_PARAGRAPH = CENTER
    indent_mm: float = 0
    after_pt: int = 0
    rule_mm: float = 0
    within_mm: float = 0


@cache
def administrative() -> bytes:
    """The template of an administrative paper (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""
    document = _document(landscape=False)
    width = _width(document)
    _heading(document)
    _say(document, "{%p if dau %}", Look())
    _say(document, "{{ dau }}", Look(size=28, bold=True))
    _say(document, "{%p endif %}", Look())
    _say(document, "{{ ten_loai }}", Look(RULES.kind_pt, bold=True))
    _say(
        document,
        "{{ trich_yeu }}",
        Look(RULES.subject_pt, bold=True, rule_mm=SUBJECT_MM, within_mm=width, after_pt=8),
    )
    _when(document, "tham_quyen", "{{ tham_quyen }}", Look(RULES.kind_pt, bold=True, after_pt=8))
    running = Look(align=JUSTIFY, indent_mm=RULES.indent_mm, after_pt=RULES.between_pt)
    _each(document, "dong", "can_cu", "{{ dong }}", replace(running, size=RULES.grounds_pt, italic=True))
    _when(document, "menh_lenh", "{{ menh_lenh }}", Look(RULES.kind_pt, bold=True, after_pt=6))
    _blocks(document, "noi_dung", running)
    _foot(document)
    _say(document, "{%p for pl in phu_luc %}", Look())
    _end_section(document)
    _say(document, "{{ pl.ten }}", Look(RULES.annex_pt, bold=True))
    _say(document, "{{ pl.tieu_de }}", Look(RULES.annex_title_pt, bold=True))
    reference = Look(RULES.reference_pt, italic=True, rule_mm=SUBJECT_MM, within_mm=width, after_pt=8)
    _say(document, "{{ pl.kem_theo }}", reference)
    _blocks(document, "pl.noi_dung", running)
    _say(document, "{%p endfor %}", Look())
    return _bytes(document)


@cache
def credential() -> bytes:
    """The template of a certificate: one page, lying."""
    document = _document(landscape=True)
    _heading(document, numbered=False)
    _when(document, "dau", "{{ dau }}", Look(size=28, bold=True))
    _say(document, "{{ tieu_de }}", Look(size=30, bold=True))
    _say(document, "{{ dan }}", Look())
    _when(document, "hang_sao", "{{ hang_sao }}", Look(size=18, bold=True))
    _say(document, "{{ ten }}", Look(size=22, bold=True, after_pt=12))
    table = document.add_table(rows=1, cols=3)
    facts, code, signed = table.rows[0].cells
    left = Look(13, align=LEFT, after_pt=2)
    _each(facts, "x", "thong_tin", "{{ x.ten }}: {{ x.gia_tri }}", left)
    _say(facts, "{{ so }}", Look(13, italic=True, align=LEFT))
    _say(code, "{{ ma_qr }}", Look())
    _say(code, "{{ chu_qr }}", Look(10))
    _say(signed, "{{ dia_danh_ngay }}", Look(13, italic=True))
    _signature(signed)
    _tidy(table)
    return _bytes(document)


def _document(*, landscape: bool) -> Document:
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(RULES.body_pt)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = RULES.line_factor
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.top_margin, section.bottom_margin = Mm(RULES.top_mm), Mm(RULES.bottom_mm)
    section.left_margin, section.right_margin = Mm(RULES.left_mm), Mm(RULES.right_mm)
    if not landscape:
        section.different_first_page_header_footer = True
        _page_number(section.header.paragraphs[0])
        counting = OxmlElement("w:pgNumType")
        counting.set(qn("w:start"), "1")
        section._sectPr.append(counting)  # noqa: SLF001 - python-docx offers no numbering of pages
    return document


def _width(document: Document) -> float:
    """The room between the margins, in millimetres."""
    section = document.sections[0]
    room = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    return round(room / Mm(1), 1)


def _end_section(document: Document) -> None:
    """What comes next begins a page and counts its own (Phụ lục I, mục III khoản 1 điểm đ)."""
    last = document.add_paragraph()
    last.paragraph_format.line_spacing = Pt(1)
    section = deepcopy(document.sections[-1]._sectPr)  # noqa: SLF001 - as above
    last._p.get_or_add_pPr().append(section)  # noqa: SLF001 - as above


def _page_number(paragraph: Paragraph) -> None:
    """The field PAGE in the middle of the top margin."""
    paragraph.alignment = CENTER
    run = paragraph.add_run()
    run.font.size = Pt(RULES.page_number_pt)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark.text = text
        run._r.append(mark)  # noqa: SLF001 - python-docx offers no fields


def _heading(document: Document, *, numbered: bool = True) -> None:
    table = document.add_table(rows=2 if numbered else 1, cols=2)
    room = _width(document)
    left_mm, right_mm = room * LEFT_SHARE, room * (1 - LEFT_SHARE)
    left, right = table.rows[0].cells
    _when(left, "co_quan_chu_quan", "{{ co_quan_chu_quan }}", Look(RULES.issuer_pt))
    issuer = Look(RULES.issuer_pt, bold=True, rule_mm=ISSUER_MM, within_mm=left_mm - CELL_MM)
    _say(left, "{{ co_quan }}", issuer)
    _say(right, "{{ quoc_hieu }}", Look(RULES.nation_pt, bold=True))
    motto = Look(RULES.motto_pt, bold=True, rule_mm=MOTTO_MM, within_mm=right_mm - CELL_MM)
    _say(right, "{{ tieu_ngu }}", motto)
    if numbered:
        below_left, below_right = table.rows[1].cells
        _say(below_left, "{{ so_ky_hieu }}", Look(RULES.number_pt))
        _say(below_right, "{{ dia_danh_ngay }}", Look(RULES.place_pt, italic=True))
    _tidy(table)
    table.autofit = False
    for column, millimetres in zip(table.columns, (left_mm, right_mm), strict=True):
        column.width = Mm(millimetres)
    for row in table.rows:
        for cell, millimetres in zip(row.cells, (left_mm, right_mm), strict=True):
            cell.width = Mm(millimetres)
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.line_spacing = paragraph.paragraph_format.line_spacing or 1.0
    _say(document, "", Look(8))


def _foot(document: Document) -> None:
    table = document.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    title = Look(RULES.copies_title_pt, bold=True, italic=True, align=LEFT)
    _when(left, "noi_nhan", "Nơi nhận:", title)
    _each(left, "dong", "noi_nhan", "{{ dong }}", Look(RULES.copies_pt, align=LEFT))
    _signature(right)
    _tidy(table)


def _signature(cell: _Cell) -> None:
    bold = Look(RULES.sign_pt, bold=True)
    _say(cell, "{%p for ky in chu_ky %}", Look())
    _each(cell, "dong", "ky.dong", "{{ dong }}", bold)
    _when(cell, "ky.ghi_chu", "{{ ky.ghi_chu }}", Look(RULES.place_pt, italic=True))
    space = _say(cell, "", bold)
    space.paragraph_format.space_after = Mm(RULES.sign_space_mm)
    _say(cell, "{{ ky.ho_ten }}", bold)
    _say(cell, "{%p endfor %}", Look())


def _blocks(document: Document, name: str, running: Look) -> None:
    """The parts of a text, paragraphs and tables, in the order they come."""
    _say(document, f"{{%p for khoi in {name} %}}", Look())
    _say(document, "{%p if khoi.la_bang %}", Look())
    table = document.add_table(rows=4, cols=3)
    table.style = "Table Grid"
    heads, opening, cells, closing = table.rows
    for row, item, items in ((heads, "cot", "khoi.cot"), (cells, "o", "hang")):
        texts = (f"{{%tc for {item} in {items} %}}", f"{{{{ {item} }}}}", "{%tc endfor %}")
        for cell, text in zip(row.cells, texts, strict=True):
            look = Look(RULES.table_pt, bold=row is heads, align=CENTER if row is heads else LEFT)
            _say(cell, text, look)
    _say(opening.cells[0], "{%tr for hang in khoi.hang %}", Look())
    _say(closing.cells[0], "{%tr endfor %}", Look())
    heads_mark = OxmlElement("w:tblHeader")
    heads._tr.get_or_add_trPr().append(heads_mark)  # noqa: SLF001 - python-docx offers no repeated heads
    _tidy(table)
    _say(document, "{%p else %}", Look())
    paragraph = _say(document, "", running)
    for text, bold in (
        ("{% if khoi.nhan %}{{ khoi.nhan }} {% endif %}", True),
        ("{% if khoi.dam %}{{ khoi.chu }}{% endif %}", True),
        ("{% if not khoi.dam %}{{ khoi.chu }}{% endif %}", False),
    ):
        run = paragraph.add_run(text)
        run.bold, run.font.size = bold, Pt(running.size)
    _say(document, "{%p endif %}", Look())
    _say(document, "{%p endfor %}", Look())


def _when(place: Document | _Cell, name: str, text: str, look: Look) -> None:
    _say(place, f"{{%p if {name} %}}", Look())
    _say(place, text, look)
    _say(place, "{%p endif %}", Look())


def _each(place: Document | _Cell, item: str, name: str, text: str, look: Look) -> None:
    _say(place, f"{{%p for {item} in {name} %}}", Look())
    _say(place, text, look)
    _say(place, "{%p endfor %}", Look())


def _say(place: Document | _Cell, text: str, look: Look) -> Paragraph:
    paragraph = place.add_paragraph()
    paragraph.alignment = look.align
    shape = paragraph.paragraph_format
    shape.first_line_indent = Mm(look.indent_mm)
    shape.space_after = Pt(0 if look.rule_mm else look.after_pt)
    if text:
        run = paragraph.add_run(text)
        run.font.size, run.bold, run.italic = Pt(look.size), look.bold, look.italic
    if look.rule_mm:
        _rule(place, look)
    return paragraph


def _rule(place: Document | _Cell, look: Look) -> None:
    """A thin line in the middle: the lower border of a paragraph of its own, set in from both ends."""
    paragraph = place.add_paragraph()
    shape = paragraph.paragraph_format
    shape.left_indent = shape.right_indent = Mm((look.within_mm - look.rule_mm) / 2)
    shape.line_spacing, shape.space_after = Pt(3), Pt(look.after_pt or 6)
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)  # noqa: SLF001 - python-docx offers no borders


def _tidy(table: Table) -> None:
    """Drop the empty paragraph with which Word begins each cell."""
    table.autofit = True
    for row in table.rows:
        for cell in row.cells:
            first = cell.paragraphs[0]
            if not first.text and len(cell.paragraphs) > 1:
                first._p.getparent().remove(first._p)  # noqa: SLF001 - python-docx removes nothing


def _bytes(document: Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return settled(out.getvalue())
