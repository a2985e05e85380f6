"""Papers as Word: a template with tags, ours or one of one's own, filled with text and never with markup."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from docx.opc.exceptions import OpcError
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from lxml.etree import LxmlError

from ocop.platform.decisions import Conflict
from ocop.platform.documents import default_word
from ocop.platform.documents.layout import Administrative, Paper
from ocop.platform.documents.packages import settled
from ocop.platform.documents.pdf import qr_png
from ocop.platform.documents.tags import Kind, values_of

if TYPE_CHECKING:
    from jinja2.nodes import Node

FILTERS: Final = ("upper", "lower", "default", "length", "join", "trim", "first", "last")
REFUSED: Final = (
    nodes.Call,
    nodes.Macro,
    nodes.CallBlock,
    nodes.Include,
    nodes.Import,
    nodes.FromImport,
    nodes.Extends,
    nodes.Block,
    nodes.Assign,
    nodes.AssignBlock,
    nodes.Add,
    nodes.Mul,
    nodes.Pow,
    nodes.Concat,
    nodes.FilterBlock,
)
"""What a template has no use for, and what could make one grow without end or look where it should not."""
DEEPEST: Final = 4
QR_MM: Final = 32
HYPERLINK: Final = "/hyperlink"
"""How the type of a relationship ends that may lead out of the file: a link that a reader follows."""


class BadTemplate(Conflict):
    """A template that cannot be filled; the text says where and what to do."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check of a template found: tags that nothing fills, and needed tags that it lacks."""

    unknown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def write(paper: Paper, template: bytes | None = None, own: Mapping[str, object] | None = None) -> bytes:
    """The paper as .docx; `own` are values of tags beyond the common ones. The same values, the same bytes.

    Raises: BadTemplate for a template of one's own that cannot be filled.
    """
    return _fill(template or default_template(paper), paper, own or {})


def default_template(paper: Paper) -> bytes:
    """Our template for this paper."""
    return default_word.administrative() if isinstance(paper, Administrative) else default_word.credential()


def check(template: bytes, kind: Kind) -> Findings:
    """Try a template of one's own with the sample of its kind.

    Raises: BadTemplate when it cannot be read or filled, or holds what a template may not do.
    """
    try:
        _refuse_external(template)
        used = _tags_in(template)
    except TemplateError as error:
        raise _unfillable(error) from error
    except (OpcError, LxmlError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BadTemplate(_("Word cannot open this file as a template. Save it again as .docx.")) from error
    known = {tag.name for tag in kind.tags}
    unknown = tuple(sorted(used - known))
    if not unknown:
        _fill(template, kind.sample(), kind.values())
    return Findings(unknown, tuple(tag.name for tag in kind.tags if tag.needed and tag.name not in used))


def uses(template: bytes, *names: str) -> bool:
    """Whether a template that was checked has one of these tags."""
    return not _tags_in(template).isdisjoint(names)


def _fill(template: bytes, paper: Paper, own: Mapping[str, object]) -> bytes:
    document = DocxTemplate(io.BytesIO(template))
    values = {**values_of(paper), **own}
    if link := values.get("dia_chi_qr"):
        values["ma_qr"] = InlineImage(document, io.BytesIO(qr_png(str(link))), width=Mm(QR_MM))
    else:
        values.setdefault("ma_qr", "")
    try:
        document.render(values, jinja_env=_sandbox(), autoescape=True)
    except TemplateError as error:
        raise _unfillable(error) from error
    except LxmlError as error:
        raise BadTemplate(
            _("A tag stands where Word allows no text. Write each {%p …%} in a paragraph of its own.")
        ) from error
    out = io.BytesIO()
    document.save(out)
    return settled(out.getvalue())


class _Sandbox(ImmutableSandboxedEnvironment):
    """Values, loops and conditions; no calls, no arithmetic, no files, few filters."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for kind in REFUSED:
            for node in tree.find_all(kind):
                raise TemplateError(f"{type(node).__name__.lower()} ({node.lineno})")
        if _depth(tree) > DEEPEST:
            raise TemplateError(f"for × {DEEPEST + 1}")
        return tree


def _sandbox() -> _Sandbox:
    found = _Sandbox(autoescape=True, undefined=StrictUndefined)
    found.globals.clear()
    found.filters = {name: found.filters[name] for name in FILTERS}
    return found


def _depth(node: Node) -> int:
    inner = max((_depth(child) for child in node.iter_child_nodes()), default=0)
    return inner + isinstance(node, nodes.For)


def _tags_in(template: bytes) -> set[str]:
    return set(DocxTemplate(io.BytesIO(template)).get_undeclared_template_variables(_sandbox()))


def _refuse_external(template: bytes) -> None:
    """A template brings its parts along: what it would fetch from elsewhere is refused, links are not."""
    if fetched(template):
        raise BadTemplate(
            _("The file fetches a picture or a template from elsewhere. Put it into the file itself.")
        )


def fetched(package: bytes) -> list[str]:
    """The places outside itself that a Word file would fetch something from when it is opened.

    The relationships are read as Word reads them, however they are written. Raises: LxmlError, BadZipFile.
    """
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        for name in parts.namelist():
            if not name.lower().endswith(".rels"):
                continue
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            for one in etree.fromstring(parts.read(name), parser).iter("{*}Relationship"):
                outside = one.get("TargetMode", "").strip().lower() == "external"
                if outside and not one.get("Type", "").endswith(HYPERLINK):
                    found.append(one.get("Target", ""))
    return found


def _unfillable(error: TemplateError) -> BadTemplate:
    return BadTemplate(
        _("A tag in the file cannot be filled: %(error)s. Look at the list of tags.")
        % {"error": error.message or type(error).__name__}
    )
