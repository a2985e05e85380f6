"""The kinds of papers of this room that a unit may have its own Word templates for, with invented samples."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ocop.places.models import Kind as UnitKind
from ocop.places.models import Level, Unit
from ocop.platform.documents.tags import Kind, Tag, add_kind
from ocop.recognition import papers
from ocop.recognition.models import RulingKind
from ocop.recognition.papers import Draft, Listed, Numbered, Signed
from ocop.registry import regimes

if TYPE_CHECKING:
    from ocop.platform.documents.layout import Paper

DAY: Final = date(2026, 2, 5)
UNTIL: Final = date(2029, 2, 5)
NUMBER: Final = "07/QĐ-UBND"
_COLUMNS: Final = (
    ("tt", _("the number in the list")),
    ("ten", _("the product")),
    ("chu_the", _("the producer")),
    ("dia_chi", _("commune and province")),
    ("ma", _("the product code")),
    ("diem", _("the points")),
    ("sao", _("the stars, as a number")),
)
DECISION_TAGS: Final = (
    Tag("so_san_pham", _("how many products")),
    Tag("de_nghi", _("who proposed the decision")),
    Tag("san_pham", _("the products of the decision"), columns=_COLUMNS),
)
CERTIFICATE_TAGS: Final = (
    Tag("chu_the", _("the producer")),
    Tag("dia_chi", _("commune and province")),
    Tag("ma_san_pham", _("the product code")),
    Tag("sao", _("the stars, as a number")),
    Tag("quyet_dinh", _("the number of the decision")),
    Tag("tu_ngay", _("the first day it holds")),
    Tag("den_ngay", _("the last day it holds")),
    Tag(papers.AGAIN_TAG, _("that it is issued anew, which time and on which day; empty on a first one")),
)


def add_kinds() -> None:
    """Let decisions and certificates have templates."""
    add_kind(
        Kind(
            papers.DECISION,
            _("Decision on results"),
            lambda: papers.decision(_draft(), Signed(NUMBER, DAY)),
            DECISION_TAGS,
            lambda: papers.decision_tags(_draft()),
        )
    )
    add_kind(
        Kind(
            papers.CERTIFICATE,
            _("Certificate"),
            _certificate,
            CERTIFICATE_TAGS,
            lambda: papers.certificate_tags(_rows()[0], _numbered()),
        )
    )


def _certificate() -> Paper:
    return papers.certificate(_draft(), _rows()[0], _numbered())


def _numbered() -> Numbered:
    return Numbered("0001/2026", NUMBER, DAY, UNTIL)


def _rows() -> tuple[Listed, ...]:
    shelf = regimes.library()
    regime = shelf.ids()[-1]
    return tuple(
        Listed(
            f"Sản phẩm mẫu {number}",
            "Hợp tác xã Mẫu",
            "xã Mẫu, tỉnh Mẫu",
            f"MAU-{number:02d}",
            stars,
            "72,5",
            regime,
        )
        for number, stars in ((1, 3), (2, 4))
    )


def _draft() -> Draft:
    regime = regimes.regime(_rows()[0].regime_id)
    level = next(one for one in regime.levels if one.unit_kind == "province")
    return Draft(
        kind=RulingKind.RECOGNISE,
        unit=Unit(level=Level.PROVINCE, kind=UnitKind.PROVINCE, name="Mẫu", code="00"),
        level=level,
        rows=_rows(),
        proposed_by="Chánh Văn phòng Điều phối nông thôn mới tỉnh",
        signer_name="Nguyễn Văn Mẫu",
        signer_lines=("KT. Chủ tịch", "Phó Chủ tịch"),
    )
