"""Two papers that the tests of this folder draw, and what can be read back from a PDF."""

from __future__ import annotations

from datetime import date

import pypdfium2

from ocop.platform.documents.layout import (
    RULES,
    Administrative,
    Annex,
    Article,
    Column,
    Credential,
    Fact,
    Issuer,
    Paragraph,
    Signature,
    Table,
)

SIGNED_ON = date(2026, 2, 5)
TRICKY = '#sys.inputs {{ x }} {% if %} <b> & "một" $a$ *b* _c_ \\ @d'

DECISION = Administrative(
    issuer=Issuer("", "Ủy ban nhân dân\ntỉnh Lào Cai"),
    symbol="QĐ-UBND",
    place="Lào Cai",
    kind="Quyết định",
    subject="Về việc thử nghiệm",
    authority="Chủ tịch Ủy ban nhân dân tỉnh Lào Cai",
    grounds=("Căn cứ Luật Tổ chức chính quyền địa phương", "Theo đề nghị của Sở;"),
    order="Quyết định:",
    body=(Article((TRICKY, "- Gạch đầu dòng")), Article(("Có hiệu lực kể từ ngày ký.",)), Paragraph("Hết.")),
    signatures=(Signature(("KT. Chủ tịch", "Phó Chủ tịch"), "Lò Thị Cúc"),),
    recipients=("Như Điều 2", "Lưu: VT"),
    annexes=(
        Annex(
            "Danh sách",
            (Table((Column("TT"), Column("Tên", 4)), (("1", "Mật ong & <nghệ> {{ 5% }}"),)),),
        ),
    ),
    year=2026,
)
CERTIFICATE = Credential(
    issuer=Issuer("", "Ủy ban nhân dân\ntỉnh Lào Cai"),
    place="Lào Cai",
    heading="Giấy chứng nhận",
    lead="Chứng nhận sản phẩm",
    name=TRICKY,
    lines=(Fact("Chủ thể", "Hợp tác xã Đường Hoa"),),
    signature=Signature(("Chủ tịch",), "Lò Thị Cúc"),
    marks=3,
    marks_text="3 sao",
    link="https://ocop.example.vn/p/15-1",
    link_text="Quét để kiểm tra",
    number_text="Số:",
    dated=(Fact("Có giá trị đến", ""),),
)


def text_of(pdf: bytes) -> str:
    """All text of a PDF, with plain spaces."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    return " ".join("\n".join(pages).replace("\N{NO-BREAK SPACE}", " ").split())


def heads_of(pdf: bytes) -> list[str]:
    """What stands in the top margin of each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        margin = (RULES.top_mm - 3) / 25.4 * 72
        return [
            page.get_textpage().get_text_bounded(bottom=page.get_height() - margin).strip()
            for page in document
        ]
    finally:
        document.close()
