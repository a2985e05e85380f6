"""The parts of an administrative paper, and the measures of Nghị định 30/2020/NĐ-CP in one place.

The decree's Phụ lục I, Phần I says how papers of state bodies look: mục I the page and its margins, mục II
each part with its size and face, mục III what may come beside them. `RULES` holds what both the PDF and the
Word template are made by, `SOURCES` the article of each measure and the range it leaves. What of the decree
is not done here stands in `docs/law.md`. The parts are values: all text in them is text and never markup.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Final, Literal

from ocop.platform.documents.typography import (
    BLANK,
    NBSP,
    capitals,
    long_date,
    sentence_start,
    set_text,
)

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Rules:
    """Measures of an administrative paper: millimetres, points, shares of a line.

    `SOURCES` has the article of each, and the range it leaves.
    """

    top_mm: int = 20
    bottom_mm: int = 20
    left_mm: int = 30
    right_mm: int = 15
    page_number_pt: int = 13
    nation_pt: int = 12
    motto_pt: int = 13
    motto_rule: float = 1.0
    issuer_pt: int = 12
    issuer_rule: float = 0.4
    number_pt: int = 13
    place_pt: int = 13
    kind_pt: int = 14
    subject_pt: int = 14
    subject_rule: float = 0.4
    grounds_pt: int = 14
    body_pt: int = 14
    indent_mm: float = 10
    between_pt: int = 6
    line_factor: float = 1.15
    sign_pt: int = 14
    sign_space_mm: int = 28
    copies_title_pt: int = 12
    copies_pt: int = 11
    annex_pt: int = 14
    annex_title_pt: int = 14
    reference_pt: int = 13
    table_pt: int = 12


@dataclass(frozen=True, slots=True)
class Source:
    """Where a measure comes from: its place in Phụ lục I, Phần I of the decree, and what that leaves open.

    `article` is empty for a measure that the decree does not give: it is ours, and `note` says why so.
    `read_in` says which text of the decree it was compared with.
    """

    article: str = ""
    least: float = 0
    most: float = 0
    note: str = ""
    read_in: str = "transcript"


RULES: Final = Rules()
READ: Final = {
    "transcript": "Word for word, 2026-11-30, in a public transcript of Phụ lục I; the gazette itself "
    "was not at hand. Margins, fonts and page numbers agree with what two legal publishers print.",
}
"""What `read_in` stands for."""
_OURS: Final = "Phụ lục I gives no measure for this."
SOURCES: Final[Mapping[str, Source]] = {
    "top_mm": Source("mục I khoản 3", 20, 25),
    "bottom_mm": Source("mục I khoản 3", 20, 25),
    "left_mm": Source("mục I khoản 3", 30, 35),
    "right_mm": Source("mục I khoản 3", 15, 20),
    "page_number_pt": Source("mục I khoản 7", 13, 14, "In the top margin, in the middle, not on page one."),
    "nation_pt": Source("mục II khoản 1 điểm a", 12, 13, "Capitals, bold."),
    "motto_pt": Source("mục II khoản 1 điểm b", 13, 14, "Bold."),
    "motto_rule": Source("mục II khoản 1 điểm b", 1, 1, "A line as long as the words."),
    "issuer_pt": Source("mục II khoản 2 điểm b", 12, 13, "Capitals; the issuing body bold, its parent not."),
    "issuer_rule": Source("mục II khoản 2 điểm b", 1 / 3, 1 / 2, "Share of the length of the name."),
    "number_pt": Source("mục II khoản 3 điểm c", 13, 13, "Below 10 with a zero before."),
    "place_pt": Source(
        "mục II khoản 4 điểm c", 13, 14, "Italic; zeros before days under 10, months 1 and 2."
    ),
    "kind_pt": Source("mục II khoản 5 điểm b", 13, 14, "Capitals, bold."),
    "subject_pt": Source("mục II khoản 5 điểm b", 13, 14, "Bold."),
    "subject_rule": Source("mục II khoản 5 điểm b", 1 / 3, 1 / 2, "Share of the length of the line."),
    "grounds_pt": Source(
        "mục II khoản 6 điểm a", 13, 14, "Italic; each ends with a semicolon, the last not."
    ),
    "body_pt": Source("mục II khoản 6 điểm e", 13, 14, "Justified."),
    "indent_mm": Source("mục II khoản 6 điểm e", 10, 12.7, "One of the two ends, nothing between."),
    "between_pt": Source("mục II khoản 6 điểm e", 6, 100, "At least."),
    "line_factor": Source("mục II khoản 6 điểm e", 1, 1.5, "From single to one and a half."),
    "sign_pt": Source("mục II khoản 7 điểm đ", 13, 14, "Power and office in capitals; all bold."),
    "sign_space_mm": Source(note=_OURS),
    "copies_title_pt": Source("mục II khoản 9 điểm d", 12, 12, "Bold italic."),
    "copies_pt": Source("mục II khoản 9 điểm d", 11, 11, "The last line is Lưu: VT."),
    "annex_pt": Source("mục III khoản 1 điểm b", 14, 14, "Bold; Roman numbers from two annexes on (điểm a)."),
    "annex_title_pt": Source("mục III khoản 1 điểm b", 13, 14, "Capitals, bold."),
    "reference_pt": Source("mục III khoản 1 điểm c", 13, 14, "Italic; an electronic paper need not fill it."),
    "table_pt": Source(note=_OURS),
}
"""The source of every measure of `RULES`, by its name; no measure is without one."""
NATION: Final = "Cộng hòa xã hội chủ nghĩa Việt Nam"
MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
COPIES: Final = "Nơi nhận:"


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues a paper: the body above it, if it is named, and the body itself.

    A line break in the name is one in the heading: "Ủy ban nhân dân" over "tỉnh Lào Cai".
    """

    parent: str
    name: str

    @property
    def in_text(self) -> str:
        """The name inside a sentence."""
        return " ".join(self.name.split())


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, its share of the width, and how its cells stand."""

    title: str
    share: int = 1
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head that is repeated on every page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `label` stands before it in bold."""

    text: str
    label: str = ""
    bold: bool = False
    italic: bool = False
    indented: bool = True


@dataclass(frozen=True, slots=True)
class Article:
    """Điều 1. and its paragraphs; numbered by its place among the articles of the paper."""

    paragraphs: tuple[str, ...]


Block = Paragraph | Article | Table


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: the lines of power and office ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), and the name."""

    lines: tuple[str, ...]
    name: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Annex:
    """A list behind the paper: title and blocks; more than one get Roman numbers."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Administrative:
    """An administrative paper. `number` and `signed_on` are empty while it is a draft.

    `authority` is printed above the grounds of a decision of one person or body; `order` below them
    ("QUYẾT ĐỊNH:"). `mark` stands large and pale behind the text of what is not to be used ("DỰ THẢO").
    Several `signatures` stand beside each other, as on minutes.
    """

    issuer: Issuer
    symbol: str
    place: str
    kind: str
    subject: str
    signatures: tuple[Signature, ...]
    number: str = ""
    signed_on: date | None = None
    year: int | None = None
    authority: str = ""
    grounds: tuple[str, ...] = ()
    order: str = ""
    body: tuple[Block, ...] = ()
    recipients: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    mark: str = ""

    @property
    def full_number(self) -> str:
        """As 345/QĐ-UBND; room to write before the symbol while there is no number."""
        return f"{self.number or BLANK}/{self.symbol}" if self.symbol else self.number

    @property
    def title(self) -> str:
        """What the file says it is."""
        return f"{self.kind} {self.full_number} {self.subject}".replace(BLANK, "").strip()

    def content_digest(self) -> str:
        """Digest of all but number, day, mark and notes: equal for a draft and what becomes of it."""
        signatures = tuple(replace(one, note="") for one in self.signatures)
        bare = replace(self, number="", signed_on=None, year=None, mark="", signatures=signatures)
        return digest(asdict(bare))

    def view(self) -> dict[str, object]:
        """What the renderers are given: every part set in type, in the order of the page."""
        return {
            "title": self.title,
            "mark": capitals(self.mark),
            "nation": capitals(NATION),
            "motto": MOTTO,
            "parent": capitals(self.issuer.parent),
            "issuer": capitals(self.issuer.name),
            "number": f"Số: {self.full_number}" if self.symbol or self.number else "",
            "place_and_day": f"{self.place}, {long_date(self.signed_on, year=self.year)}",
            "kind": capitals(self.kind),
            "subject": set_text(self.subject),
            "authority": capitals(self.authority),
            "grounds": [set_text(line) for line in _ended(self.grounds)],
            "order": capitals(self.order),
            "body": _blocks(self.body),
            "signatures": [_signature(one) for one in self.signatures],
            "copies_title": COPIES,
            "copies": [f"- {set_text(line)}" for line in _ended(self.recipients)],
            "annexes": [self._annex(place, annex) for place, annex in enumerate(self.annexes)],
        }

    def _annex(self, place: int, annex: Annex) -> dict[str, object]:
        name = f"Phụ lục{NBSP}{ROMAN[place]}" if len(self.annexes) > 1 else "Phụ lục"
        return {
            "name": name,
            "title": capitals(annex.title),
            "reference": f"(Kèm theo {sentence_start(self.kind)} số {self.full_number} "
            f"{long_date(self.signed_on, year=self.year)} của {self.authority or self.issuer.in_text})",
            "body": _blocks(annex.blocks),
        }


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of a certificate: what, and its value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Credential:
    """A certificate on one page: for whom, for what, how many marks, until when, and where to check it.

    `link` becomes a QR code, `proof` a second and larger one: a signed record. `number` and the `dated` facts
    are empty while it is a draft.
    """

    issuer: Issuer
    place: str
    heading: str
    lead: str
    name: str
    lines: tuple[Fact, ...]
    signature: Signature
    marks: int = 0
    marks_text: str = ""
    link: str = ""
    link_text: str = ""
    proof: str = ""
    proof_text: str = ""
    number: str = ""
    number_text: str = ""
    dated: tuple[Fact, ...] = ()
    signed_on: date | None = None
    year: int | None = None
    mark: str = ""

    @property
    def title(self) -> str:
        """What the file says it is."""
        return f"{self.heading} {self.number} {self.name}".strip()

    def content_digest(self) -> str:
        """Digest of all but numbers, days, mark, note and proof: equal for a draft and what becomes of it."""
        names = [fact.name for fact in self.dated]
        signature = replace(self.signature, note="")
        bare = replace(self, number="", dated=(), signed_on=None, year=None, mark="", signature=signature)
        said = {name: value for name, value in asdict(bare).items() if name not in {"proof", "proof_text"}}
        return digest({**said, "dated": names})

    def view(self) -> dict[str, object]:
        """What the renderers are given."""
        return {
            "title": self.title,
            "mark": capitals(self.mark),
            "nation": capitals(NATION),
            "motto": MOTTO,
            "parent": capitals(self.issuer.parent),
            "issuer": capitals(self.issuer.name),
            "place_and_day": f"{self.place}, {long_date(self.signed_on, year=self.year)}",
            "heading": capitals(self.heading),
            "lead": set_text(self.lead),
            "name": set_text(self.name),
            "marks": self.marks,
            "marks_text": capitals(self.marks_text),
            "facts": [
                {"name": fact.name, "value": set_text(fact.value) or BLANK}
                for fact in (*self.lines, *self.dated)
            ],
            "number": f"{self.number_text} {self.number or BLANK}" if self.number_text else "",
            "link": self.link,
            "link_text": self.link_text,
            "proof": self.proof,
            "proof_text": self.proof_text,
            "signatures": [_signature(self.signature)],
        }


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a chapter; it stands in the table of contents below the chapter."""

    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Questions with their answers, two columns without a frame."""

    rows: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A digest or the like: small, in letters of one width."""

    text: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a booklet, which begins on a page of its own."""

    title: str
    blocks: tuple[Paragraph | Table | Heading | Facts | Code, ...]


@dataclass(frozen=True, slots=True)
class Booklet:
    """Several papers bound as one for a file on paper: a first page with the table of contents, chapters.

    `running` stands at the head of every page. `signed_on` is the day on which it was put together.
    """

    title: str
    subtitle: str
    running: str
    facts: tuple[Fact, ...]
    chapters: tuple[Chapter, ...]
    signed_on: date
    note: str = ""

    def view(self) -> dict[str, object]:
        """What the renderer is given."""
        return {
            "title": set_text(self.title),
            "heading": capitals(self.title),
            "subtitle": set_text(self.subtitle),
            "running": set_text(self.running),
            "facts": _facts(self.facts),
            "note": set_text(self.note),
            "chapters": [
                {"title": set_text(one.title), "blocks": [_part(block) for block in one.blocks]}
                for one in self.chapters
            ],
        }


Paper = Administrative | Credential
ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def digest(value: object) -> str:
    """Digest of plain values, the same for equal values wherever it is computed."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _ended(lines: tuple[str, ...]) -> list[str]:
    """Lines of a list as the decree ends them: each with a semicolon, the last with a full stop."""
    bare = [line.strip().rstrip(";.,") for line in lines]
    return [line + (";" if place < len(bare) - 1 else ".") for place, line in enumerate(bare)]


def _signature(one: Signature) -> dict[str, object]:
    return {"lines": [capitals(line) for line in one.lines], "note": one.note, "name": one.name}


def _blocks(blocks: tuple[Block, ...]) -> list[dict[str, object]]:
    """Blocks in one plain form: an article is its first paragraph with a label, and those after it."""
    found: list[dict[str, object]] = []
    articles = 0
    for block in blocks:
        match block:
            case Table(columns, rows):
                found.append(
                    {
                        "is_table": True,
                        "columns": [asdict(column) for column in columns],
                        "rows": [[set_text(cell) for cell in row] for row in rows],
                    }
                )
            case Article(paragraphs):
                articles += 1
                for place, text in enumerate(paragraphs):
                    label = f"Điều{NBSP}{articles}." if place == 0 else ""
                    found.append(_paragraph(Paragraph(text, label)))
            case Paragraph():
                found.append(_paragraph(block))
    return found


def _part(block: Paragraph | Table | Heading | Facts | Code) -> dict[str, object]:
    match block:
        case Table():
            return {"kind": "table", **_blocks((block,))[0]}
        case Paragraph():
            return {"kind": "paragraph", **_paragraph(block)}
        case Heading(text):
            return {"kind": "heading", "text": set_text(text)}
        case Code(text):
            return {"kind": "code", "text": text}
        case Facts(rows):
            return {"kind": "facts", "rows": _facts(rows)}


def _facts(rows: tuple[Fact, ...]) -> list[dict[str, str]]:
    return [{"name": set_text(one.name), "value": set_text(one.value)} for one in rows]


def _paragraph(one: Paragraph) -> dict[str, object]:
    return {"is_table": False, **asdict(one), "text": set_text(one.text), "label": set_text(one.label)}
