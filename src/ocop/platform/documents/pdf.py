"""Papers as PDF/A-2b, drawn by typst with a font of ours: the same values give the same bytes."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Final

import fontpkg_crimson_text as font
import segno
import typst
from django.utils.translation import gettext_lazy as _

from ocop.platform.decisions import Conflict
from ocop.platform.documents.layout import RULES, Administrative, Booklet, Paper

STANDARD: Final = "a-2b"
HERE: Final = Path(__file__).parent
UNDATED: Final = date(2000, 1, 1)
"""The day inside the file of a draft: PDF/A asks for one, and the clock would make every drawing differ."""
BOX: Final = "□"
MOST_LOST: Final = 60
NOT_IN_FONT: Final = re.compile(r'the text `"(.+?)"` could not be displayed')


class MissingFont(RuntimeError):
    """The font of our papers is not installed as it should be: the installation is broken."""


class Unprintable(Conflict):
    """A character that no font of ours has. Becomes a 409 page that names it."""

    def __init__(self, character: str) -> None:
        self.character = character
        super().__init__(
            _("The character “%(char)s” cannot be printed on this paper. Correct the text that holds it.")
            % {"char": character}
        )


def draw(paper: Paper) -> bytes:
    """The paper as PDF/A-2b with its fonts inside. Raises: Unprintable, MissingFont."""
    made = _compile(paper, "pdf")
    if not isinstance(made, bytes):  # several pages of one PDF are one file
        raise TypeError("a PDF is one file")
    return made


def bind(booklet: Booklet) -> bytes:
    """The booklet as PDF/A-2b. What no font has stands as a box, and the first page names it by number.

    It holds what others wrote and filed, which nobody can correct any more. Raises: MissingFont; Unprintable
    for more kinds of such characters than anybody would believe.
    """
    lost: dict[str, str] = {}
    while True:
        try:
            made = _compile(_noted(booklet, lost), "pdf", lost=lost)
        except Unprintable as error:
            if len(lost) >= MOST_LOST or error.character in lost:
                raise
            lost[error.character] = BOX
        else:
            return made if isinstance(made, bytes) else made[0]


def _noted(booklet: Booklet, lost: Mapping[str, str]) -> Booklet:
    if not lost:
        return booklet
    names = ", ".join(f"U+{ord(one):04X}" for text in lost for one in text)
    return replace(booklet, note=f"{booklet.note}\nKý tự không in được, thay bằng {BOX}: {names}.".strip())


def picture(paper: Paper, *, dots_per_inch: int = 100) -> list[bytes]:
    """Each page as PNG: what a person sees of the PDF. Raises: as `draw`."""
    made = _compile(paper, "png", dots_per_inch)
    return made if isinstance(made, list) else [made]


def qr_svg(link: str) -> str:
    """A QR code as SVG; three eighths of it may be damaged."""
    out = io.BytesIO()
    segno.make(link, error="q", micro=False).save(out, kind="svg", scale=4, border=2, xmldecl=False)
    return out.getvalue().decode()


def record_svg(text: str) -> str:
    """A large QR code as SVG. Level L, for each module counts: what it says is signed, so a slip shows."""
    out = io.BytesIO()
    segno.make(text, error="l", micro=False, boost_error=False).save(
        out, kind="svg", scale=4, border=4, xmldecl=False
    )
    return out.getvalue().decode()


def qr_png(link: str) -> bytes:
    """A QR code as PNG."""
    out = io.BytesIO()
    segno.make(link, error="q", micro=False).save(out, kind="png", scale=8, border=2)
    return out.getvalue()


def _without(text: str, lost: Mapping[str, str]) -> str:
    for character, instead in lost.items():
        text = text.replace(character, instead)
    return text


def _template(paper: Paper | Booklet) -> str:
    if isinstance(paper, Booklet):
        return "booklet.typ"
    return "administrative.typ" if isinstance(paper, Administrative) else "credential.typ"


def _compile(
    paper: Paper | Booklet,
    form: typst.OutputFormat,
    ppi: int | None = None,
    lost: Mapping[str, str] | None = None,
) -> bytes | list[bytes]:
    view = paper.view()
    day = paper.signed_on or UNDATED
    inputs = {
        "paper": _without(json.dumps(view, ensure_ascii=False), lost or {}),
        "rules": json.dumps(asdict(RULES)),
        "font": font.FAMILY,
    }
    if link := str(view.get("link", "")):
        inputs["qr"] = qr_svg(link)
    if proof := str(view.get("proof", "")):
        inputs["proof"] = record_svg(proof)
    try:
        made, warnings = typst.compile_with_warnings(
            HERE / _template(paper),
            root=HERE,
            font_paths=fonts(),
            format=form,
            ppi=ppi,
            sys_inputs=inputs,
            pdf_standards=STANDARD if form == "pdf" else [],
            timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
        )
    except typst.TypstError as error:
        if found := NOT_IN_FONT.search(error.message):
            raise Unprintable(found[1]) from error
        raise
    if warnings:
        raise MissingFont(f"{font.FAMILY}: {'; '.join(str(one) for one in warnings)}")
    if made is None:
        raise TypeError("a drawing was asked for")
    return made


@cache
def fonts() -> typst.Fonts:
    """Our font from its package, and those inside typst for signs it lacks; never those of the machine.

    Raises: MissingFont.
    """
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(font.ROOT)])
    if font.FAMILY not in found.families():
        raise MissingFont(f"{font.FAMILY}: no such font in {font.ROOT}")
    return found
