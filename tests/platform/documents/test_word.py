"""Papers as Word: our template, templates of one's own, and what a template may not do."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import docx
import pytest

from ocop.platform.documents import tags, word
from ocop.platform.documents.layout import Paper
from tests.platform.documents.papers import CERTIFICATE, DECISION, SIGNED_ON

KIND = tags.Kind(
    "decision",
    "Quyết định",
    lambda: DECISION,
    own=(tags.Tag("so_san_pham", "bao nhiêu sản phẩm"),),
    values=lambda: {"so_san_pham": 1},
)


def text_of(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    return text.replace("\N{NO-BREAK SPACE}", " ")


def a_template(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


NEEDED = ("{{ co_quan }} {{ dia_danh_ngay }} {{ so_ky_hieu }}", "{%p for x in chu_ky %}", "{%p endfor %}")


def test_our_template_holds_what_the_pdf_holds() -> None:
    text = text_of(word.write(replace(DECISION, number="07", signed_on=SIGNED_ON)))
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 07/QĐ-UBND",
        "Lào Cai, ngày 05 tháng 02 năm 2026",
        "Điều 1. #sys.inputs {{ x }} {% if %} <b> & “một”",
        "- Lưu: VT.",
        "Mật ong & <nghệ> {{ 5% }}",
        "PHÓ CHỦ TỊCH",
    ):
        assert part in text
    assert "{%p" not in text


def test_a_certificate_holds_its_qr_code_as_a_picture() -> None:
    document = docx.Document(io.BytesIO(word.write(CERTIFICATE)))
    assert len(document.inline_shapes) == 1


def test_the_same_values_give_the_same_bytes() -> None:
    assert word.write(CERTIFICATE) == word.write(CERTIFICATE)


@pytest.mark.parametrize("paper", [DECISION, CERTIFICATE])
def test_our_own_templates_pass_the_check(paper: Paper) -> None:
    kind = tags.Kind("own", "own", lambda: paper)
    assert word.check(word.default_template(paper), kind) == word.Findings()


def test_a_template_of_ones_own_is_filled_with_its_own_tags() -> None:
    template = a_template("Tổng số {{ so_san_pham }} của {{ co_quan }}", *NEEDED)
    assert word.check(template, KIND) == word.Findings()
    assert "Tổng số 1 của" in text_of(word.write(DECISION, template, {"so_san_pham": 1}))


def test_unknown_tags_are_named_and_missing_ones_told() -> None:
    found = word.check(a_template("{{ co_quan }} {{ sao_vang }} {{ abc }}"), KIND)
    assert found.unknown == ("abc", "sao_vang")
    assert set(found.missing) == {"dia_danh_ngay", "so_ky_hieu", "chu_ky"}


@pytest.mark.parametrize(
    "line",
    [
        "{{ co_quan.upper() }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ 'a' * 1000000000 }}",
        "".join(f"{{% for {name} in can_cu %}}" for name in "abcde") + "x" + "{% endfor %}" * 5,
        "{% include '/etc/passwd' %}",
        "{% set x = 1 %}",
        "{{ co_quan|center(100000000) }}",
        "{% if %}",
        "{{ co_quan",
        "{{ chu_ky[0].khong_co }}",
    ],
)
def test_what_a_template_may_not_do_is_refused(line: str) -> None:
    with pytest.raises(word.BadTemplate):
        word.check(a_template(line), KIND)


def test_a_file_that_is_no_template_is_refused() -> None:
    with pytest.raises(word.BadTemplate):
        word.check(b"PK\x03\x04nothing", KIND)


def test_a_picture_from_elsewhere_is_refused_and_a_link_is_not() -> None:
    def with_relation(kind: str) -> bytes:
        document = docx.Document()
        document.part.rels.get_or_add_ext_rel(
            f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}",
            "https://example.vn/a.png",
        )
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()

    with pytest.raises(word.BadTemplate):
        word.check(with_relation("image"), KIND)
    checked: Callable[[], object] = lambda: word.check(with_relation("hyperlink"), KIND)  # noqa: E731
    assert isinstance(checked(), word.Findings)
