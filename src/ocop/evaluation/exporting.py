"""A dossier as one ZIP: an index, the forms as they print, the evidence, the history, and the digests.

It is read without this program: plain pages with one style sheet, and `SHA256SUMS` for `sha256sum -c`.
"""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.http import FileResponse
from django.template.loader import render_to_string

from ocop.evaluation import checking, content, corrections, display, queries, samples, transitional
from ocop.journal.history import told
from ocop.platform.clock import local_day
from ocop.platform.files import storage_key
from ocop.registry.rules import reads_personal

if TYPE_CHECKING:
    from ocop.evaluation.models import Dossier, Evidence
    from ocop.platform.actors import Actor

FRAME: Final = "evaluation/export/frame.html"
IN_MEMORY: Final = 8 * 1024 * 1024
"""Bytes kept in memory before the file goes to disk."""
STYLES: Final = ("ocop/app.css", "evaluation/filing.css", "evaluation/desk.css")


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the ZIP: its name and its content, or the digest under which that is stored."""

    name: str
    text: str = ""
    stored: str = ""


def response(actor: Actor, dossier: Dossier, now: datetime) -> FileResponse:
    """The ZIP as a download; what is personal is masked for who reads it masked on the pages.

    Raises: FileNotFoundError when the content of a paper is gone.
    """
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed with the response
    _write(out, members(actor, dossier, now))
    out.seek(0)
    name = f"{file_name(dossier)}.zip"
    return FileResponse(out, as_attachment=True, filename=name, content_type="application/zip")


def file_name(dossier: Dossier) -> str:
    """What a file of the whole dossier is called, without its ending."""
    number = (dossier.receipt_number or str(dossier.pk)).replace("/", "_").replace("…", "-")
    return f"ho-so-{number}"


def members(actor: Actor, dossier: Dossier, now: datetime) -> Iterator[Member]:
    """The files of the ZIP in order: pages first, then the papers."""
    clear, today = reads_personal(actor), local_day(now)
    papers = [(f"evidence/{number:02d}-{one.file_name}", one) for number, one in _numbered(dossier)]
    shared = {"dossier": dossier, "frame": FRAME, "exported_at": now, "clear": clear}
    report = queries.readable_report(actor, dossier)
    forms = [
        (f"form-{code}.html", template, checking.printed(dossier, code, clear=clear))
        for code, template in checking.forms_printed(dossier).items()
    ]
    index = {
        **shared,
        "papers": papers,
        "forms": [name for name, _template, _context in forms],
        "report": report,
        "findings": display.findings(dossier, report) if report else [],
        "versions": content.filed_versions(dossier),
        "rounds": corrections.rounds(dossier, today, of_offices=actor.may("dossier.notes")),
        "samples": samples.lines(samples.of_dossier(dossier), today),
        "rules": transitional.rules_of(dossier, today),
        "set_name": display.set_name(dossier),
        "kind": display.kind_name(dossier),
    }
    yield Member("index.html", render_to_string("evaluation/export/index.html", index))
    for name, template, context in forms:
        yield Member(name, render_to_string(template, {**shared, **context}))
    past = {**shared, "history": told(actor, queries.history(actor, dossier))}
    yield Member("history.html", render_to_string("evaluation/export/history.html", past))
    yield Member("style.css", "\n".join(_style(name) for name in STYLES))
    for name, one in papers:
        yield Member(name, stored=one.sha256)


def _numbered(dossier: Dossier) -> Iterator[tuple[int, Evidence]]:
    return enumerate(queries.evidence(dossier), start=1)


def _style(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found).read_text(encoding="utf-8")


def _write(out: IO[bytes], found: Iterator[Member]) -> None:
    sums: list[str] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for one in found:
            if one.stored:
                with default_storage.open(storage_key(one.stored)) as file, package.open(one.name, "w") as to:
                    for chunk in file.chunks():
                        to.write(chunk)
                sums.append(f"{one.stored}  {one.name}")
            else:
                data = one.text.encode()
                package.writestr(one.name, data)
                sums.append(f"{hashlib.sha256(data).hexdigest()}  {one.name}")
        package.writestr("SHA256SUMS", "\n".join([*sums, ""]))
