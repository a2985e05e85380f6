"""The columns of the workbooks that go in and out: one table for templates, imports and exports.

The keys are public (`docs/cli.md`) and stay; headings are the Vietnamese ones people read. A column that is
not needed may be missing or empty; an empty cell leaves what is stored as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrOrPromise


class Kind(StrEnum):
    """What a workbook lists."""

    PRODUCERS = "producers"
    PRODUCTS = "products"
    CERTIFICATES = "certificates"


class Type(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    LINES = "lines"
    CODE = "code"
    DAY = "day"
    YEAR = "year"
    COUNT = "count"
    AMOUNT = "amount"
    DECIMAL = "decimal"
    PERCENT = "percent"
    YES_NO = "yes_no"
    CHOICE = "choice"
    TAX_CODE = "tax_code"
    PHONE = "phone"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its public key, its heading, what a cell holds, and a note for who fills it in.

    `choices` names where the allowed values come from: a list of codes, or "regimes", "sets", "kinds",
    "genders", "grounds". `length` is the longest text that is stored.
    """

    key: str
    heading: str
    type: Type = Type.TEXT
    needed: bool = False
    choices: str = ""
    length: int = 300
    width: int = 16
    note: StrOrPromise = ""


MAP_DAY: Final = Column(
    "commune_on",
    "Ngày của mã xã",
    Type.DAY,
    note=_("Only where the commune does not have its code on the row's own day: a day on which it has it."),
)
"""Since units were formed anew with codes that others had, a code alone does not name a commune."""
UNIT_NOTE: Final = _("The official code as text, 5 digits for a commune: 00004. Old or new, by date.")

PRODUCERS: Final = (
    Column("producer_code", "Mã chủ thể", Type.CODE, needed=True, length=40),
    Column("name", "Tên chủ thể", needed=True, width=36),
    Column("kind", "Loại hình", Type.CHOICE, needed=True, choices="kinds"),
    Column("tax_code", "Mã số thuế", Type.TAX_CODE, length=14),
    Column("registered_on", "Ngày đăng ký tham gia", Type.DAY, needed=True),
    Column("commune_code", "Mã xã", Type.CODE, needed=True, length=5, note=UNIT_NOTE),
    Column("district_code", "Mã huyện (trước 7/2025)", Type.CODE, length=3),
    Column("address", "Địa chỉ", width=30),
    Column("representative_name", "Người đại diện", needed=True, length=200, width=24),
    Column("representative_title", "Chức danh", length=200),
    Column("representative_gender", "Giới tính", Type.CHOICE, choices="genders"),
    Column("representative_ethnicity", "Dân tộc", length=50),
    Column("representative_birth_year", "Năm sinh", Type.YEAR),
    Column("phone", "Điện thoại", Type.PHONE, length=20),
    Column("email", "Thư điện tử", Type.EMAIL, length=254, width=24),
    Column("website", "Trang web", length=200),
    Column("business_number", "Số đăng ký kinh doanh", Type.CODE, length=40),
    Column("business_on", "Ngày cấp đăng ký", Type.DAY),
    Column("business_office", "Nơi cấp đăng ký", length=200),
    Column("year", "Năm số liệu", Type.YEAR, note=_("The year of the figures to the right of it.")),
    Column("members", "Số thành viên", Type.COUNT),
    Column("workers", "Số lao động", Type.COUNT),
    Column("workers_local", "Lao động địa phương", Type.COUNT),
    Column("workers_female", "Lao động nữ", Type.COUNT),
    Column("workers_trained", "Lao động qua đào tạo", Type.COUNT),
    Column("monthly_income", "Thu nhập tháng (đồng)", Type.AMOUNT),
    Column("capital", "Vốn (đồng)", Type.AMOUNT),
    Column("revenue", "Doanh thu (đồng)", Type.AMOUNT),
    Column("profit", "Lợi nhuận (đồng)", Type.AMOUNT, note=_("A loss has a minus before it.")),
    Column("craft_village", "Làng nghề", length=200),
    MAP_DAY,
)

PRODUCTS: Final = (
    Column(
        "product_code",
        "Mã sản phẩm",
        Type.CODE,
        length=40,
        width=22,
        note=_(
            "Empty for a product that has no code yet: it is then known by its producer, its name, its "
            "rulebook and set."
        ),
    ),
    Column("name", "Tên sản phẩm", needed=True, width=36),
    Column("producer_code", "Mã chủ thể", Type.CODE, needed=True, length=40),
    Column("regime", "Bộ quy định", Type.CHOICE, needed=True, choices="regimes"),
    Column("set", "Bộ sản phẩm", Type.CHOICE, needed=True, choices="sets"),
    Column("commune_code", "Mã xã", Type.CODE, needed=True, length=5, note=UNIT_NOTE),
    Column("district_code", "Mã huyện (trước 7/2025)", Type.CODE, length=3),
    Column("entered_on", "Ngày tham gia", Type.DAY, needed=True),
    Column("is_new", "Sản phẩm mới", Type.YES_NO),
    Column("description", "Mô tả", Type.LINES, length=4000, width=30),
    Column("story", "Câu chuyện sản phẩm", Type.LINES, length=20000, width=30),
    Column("origin", "Nguồn gốc", length=300, width=24),
    Column("local_share", "Nguyên liệu địa phương (%)", Type.PERCENT),
    Column("packaging", "Bao bì, quy cách", length=300),
    Column("sale_unit", "Đơn vị bán", length=100),
    Column("price", "Giá bán (đồng)", Type.AMOUNT),
    Column("gtin", "Mã vạch (GTIN)", Type.CODE, length=14),
    Column(
        "shared_communes",
        "Xã cùng có sản phẩm",
        Type.TEXT,
        length=300,
        note=_("Codes of further communes that share the product, with commas between."),
    ),
    Column("year", "Năm số liệu", Type.YEAR, note=_("The year of the figures to the right of it.")),
    Column("output", "Sản lượng", Type.DECIMAL),
    Column("output_unit", "Đơn vị sản lượng", length=40),
    Column("year_price", "Giá bình quân năm (đồng)", Type.AMOUNT),
    Column("revenue", "Doanh thu (đồng)", Type.AMOUNT),
    Column("material", "Nguyên liệu chính", length=200),
    Column("material_source", "Nguồn nguyên liệu", Type.CHOICE, choices="material_source"),
    Column("material_origin", "Nơi có nguyên liệu", length=200),
    Column("trademark", "Nhãn hiệu", length=200),
    Column("trademark_number", "Số văn bằng nhãn hiệu", Type.CODE, length=60),
    Column("ended_on", "Ngày thôi tham gia", Type.DAY),
    Column("ended_reason", "Lý do thôi tham gia", Type.CHOICE, choices="product_end"),
    MAP_DAY,
)

CERTIFICATES: Final = (
    Column(
        "product_code",
        "Mã sản phẩm",
        Type.CODE,
        length=40,
        width=22,
        note=_("Empty for a product that has no code yet: it is then known by the names on the certificate."),
    ),
    Column("regime", "Bộ quy định", Type.CHOICE, needed=True, choices="regimes"),
    Column("stars", "Số sao", Type.COUNT, needed=True),
    Column("total", "Tổng điểm", Type.DECIMAL),
    Column("decision_number", "Số quyết định", Type.CODE, needed=True, length=60),
    Column("decided_on", "Ngày quyết định", Type.DAY, needed=True),
    Column("issuer_unit_code", "Mã đơn vị công nhận", Type.CODE, needed=True, length=5),
    Column("valid_to", "Hiệu lực đến", Type.DAY),
    Column("certificate_number", "Số giấy chứng nhận", Type.CODE, length=60),
    Column("signer_name", "Người ký", length=200),
    Column("signer_title", "Chức vụ người ký", length=200),
    Column("set", "Bộ sản phẩm", Type.CHOICE, choices="sets"),
    Column("product_name", "Tên sản phẩm trên giấy", length=300, width=30),
    Column("producer_name", "Tên chủ thể trên giấy", length=300, width=30),
    Column("withdrawn_on", "Ngày thu hồi", Type.DAY),
    Column("withdrawn_ground", "Lý do thu hồi (mã)", Type.CHOICE, choices="grounds"),
    Column("withdrawn_decision", "Quyết định thu hồi", Type.CODE, length=60),
    Column("withdrawn_reason", "Nội dung thu hồi", Type.LINES, length=2000),
)

COLUMNS: Final[Mapping[Kind, tuple[Column, ...]]] = {
    Kind.PRODUCERS: PRODUCERS,
    Kind.PRODUCTS: PRODUCTS,
    Kind.CERTIFICATES: CERTIFICATES,
}

TITLES: Final[Mapping[Kind, StrOrPromise]] = {
    Kind.PRODUCERS: _("Producers"),
    Kind.PRODUCTS: _("Products"),
    Kind.CERTIFICATES: _("Certificates"),
}
