"""The tags of a Word template: their names, what they stand for, and the values of a paper under them.

A tag is written by officials into Word, so its name is Vietnamese without accents. Every paper fills the
common tags; a kind of paper may add its own, as a list of its products with columns of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from django.utils.translation import gettext_lazy as _

from ocop.platform.documents.layout import Administrative, Paper

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Values = dict[str, object]


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag. `needed`: a template without it is warned of. `columns`: a list, whose rows have these."""

    name: str
    meaning: StrOrPromise
    needed: bool = False
    columns: tuple[tuple[str, StrOrPromise], ...] = ()

    @property
    def written(self) -> str:
        """How it is written into the template."""
        return f"{{%p for x in {self.name} %}}" if self.columns else f"{{{{ {self.name} }}}}"


_ISSUER: Final = (
    Tag("co_quan_chu_quan", _("the body above the issuing one, in capitals")),
    Tag("co_quan", _("the issuing body, in capitals"), needed=True),
    Tag("quoc_hieu", _("the name of the state, in capitals")),
    Tag("tieu_ngu", _("the motto")),
    Tag("dia_danh_ngay", _("place and day"), needed=True),
    Tag("dau", _("a word over a paper that is not to be used, as DỰ THẢO")),
)
_SIGNED: Final = Tag(
    "chu_ky",
    _("who signs"),
    needed=True,
    columns=(
        ("dong", _("the lines of power and office")),
        ("ghi_chu", _("a note under them")),
        ("ho_ten", _("the name")),
    ),
)
_BLOCK_COLUMNS: Final = (
    ("la_bang", _("whether it is a table")),
    ("nhan", _("what stands before a paragraph in bold, as Điều 1.")),
    ("chu", _("the text of a paragraph")),
    ("dam", _("whether the paragraph is bold")),
    ("cot", _("the heads of a table")),
    ("hang", _("the rows of a table, each a list of cells")),
)
ADMINISTRATIVE: Final[tuple[Tag, ...]] = (
    *_ISSUER,
    Tag("so_ky_hieu", _("number and symbol"), needed=True),
    Tag("ten_loai", _("the kind of paper, in capitals")),
    Tag("trich_yeu", _("what it is about")),
    Tag("tham_quyen", _("who decides, in capitals")),
    Tag("can_cu", _("the grounds, one after the other")),
    Tag("menh_lenh", _("the word before the articles, as QUYẾT ĐỊNH:")),
    Tag("noi_dung", _("the text, part by part"), columns=_BLOCK_COLUMNS),
    Tag("noi_nhan", _("who gets it, one after the other")),
    Tag(
        "phu_luc",
        _("the annexes"),
        columns=(
            ("ten", _("Phụ lục and its number")),
            ("tieu_de", _("the title in capitals")),
            ("kem_theo", _("to which paper it belongs")),
            ("noi_dung", _("the text, part by part")),
        ),
    ),
    _SIGNED,
)
CREDENTIAL: Final[tuple[Tag, ...]] = (
    *_ISSUER,
    Tag("tieu_de", _("the title in capitals"), needed=True),
    Tag("dan", _("the words before the stars")),
    Tag("hang_sao", _("the stars in words, in capitals")),
    Tag("ten", _("what is certified"), needed=True),
    Tag("so", _("the number"), needed=True),
    Tag(
        "thong_tin",
        _("the facts"),
        columns=(("ten", _("what")), ("gia_tri", _("its value"))),
    ),
    Tag("ma_qr", _("the QR code")),
    Tag("dia_chi_qr", _("the address inside the QR code")),
    Tag("chu_qr", _("the words under the QR code")),
    _SIGNED,
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper that may have a template of one's own.

    `sample` makes a paper with invented data; `own` are tags beyond the common ones, and `values` their
    values for the sample.
    """

    code: str
    name: StrOrPromise
    sample: Callable[[], Paper]
    own: tuple[Tag, ...] = ()
    values: Callable[[], Mapping[str, object]] = dict

    @property
    def tags(self) -> tuple[Tag, ...]:
        """All tags of this kind: its own first."""
        common = ADMINISTRATIVE if isinstance(self.sample(), Administrative) else CREDENTIAL
        return self.own + common


_kinds: dict[str, Kind] = {}


def add_kind(kind: Kind) -> None:
    """Let this kind of paper have templates; called from `ready()` of the room that knows it."""
    _kinds[kind.code] = kind


def kinds() -> tuple[Kind, ...]:
    """All kinds, in the order in which rooms added them."""
    return tuple(_kinds.values())


def kind(code: str) -> Kind:
    """The kind of that code. Raises: KeyError."""
    return _kinds[code]


def values_of(paper: Paper) -> Values:
    """The values of a paper under the common tags."""
    view = paper.view()
    signatures = [
        {"dong": one["lines"], "ghi_chu": one["note"], "ho_ten": one["name"]}
        for one in cast("list[Values]", view["signatures"])
    ]
    found: Values = {
        "co_quan_chu_quan": view["parent"],
        "co_quan": view["issuer"],
        "quoc_hieu": view["nation"],
        "tieu_ngu": view["motto"],
        "dia_danh_ngay": view["place_and_day"],
        "dau": view["mark"],
        "chu_ky": signatures,
    }
    if isinstance(paper, Administrative):
        return found | {
            "so_ky_hieu": view["number"],
            "ten_loai": view["kind"],
            "trich_yeu": view["subject"],
            "tham_quyen": view["authority"],
            "can_cu": view["grounds"],
            "menh_lenh": view["order"],
            "noi_dung": _blocks(view["body"]),
            "noi_nhan": view["copies"],
            "phu_luc": [
                {
                    "ten": one["name"],
                    "tieu_de": one["title"],
                    "kem_theo": one["reference"],
                    "noi_dung": _blocks(one["body"]),
                }
                for one in cast("list[Values]", view["annexes"])
            ],
        }
    return found | {
        "tieu_de": view["heading"],
        "dan": view["lead"],
        "hang_sao": view["marks_text"],
        "ten": view["name"],
        "so": view["number"],
        "thong_tin": [
            {"ten": one["name"], "gia_tri": one["value"]} for one in cast("list[Values]", view["facts"])
        ],
        "dia_chi_qr": view["link"],
        "chu_qr": view["link_text"],
    }


def _blocks(blocks: object) -> list[Values]:
    return [
        {
            "la_bang": block["is_table"],
            "nhan": block.get("label", ""),
            "chu": block.get("text", ""),
            "dam": block.get("bold", False),
            "cot": [column["title"] for column in cast("list[Values]", block.get("columns", []))],
            "hang": block.get("rows", []),
        }
        for block in cast("list[Values]", blocks)
    ]
