"""Word files as PDF/A-2b by LibreOffice, where an installation has it; nothing needs it.

It runs without a window, one at a time, in a profile of its own that is thrown away, and is ended with its
children when its time is over. What a file could make it fetch or start is refused before it is opened, and
switched off in the profile besides.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Final

import fontpkg_crimson_text as font
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from lxml import etree

from ocop.platform.decisions import Conflict
from ocop.platform.documents import word
from ocop.platform.documents.pdf import STANDARD

NAMES: Final = ("soffice", "libreoffice")
OFF: Final = "off"
START_SECONDS: Final = 60
"""Time for the program to start, on a slow machine and with a cold disk."""
EACH_SECONDS: Final = 5
FILTER: Final = "pdf:writer_pdf_Export:" + json.dumps(
    {
        "SelectPdfVersion": {"type": "long", "value": "2"},
        "UseTaggedPDF": {"type": "boolean", "value": "true"},
        "ExportBookmarks": {"type": "boolean", "value": "false"},
    }
)
"""PDF/A-2b, the standard of our own papers; read so by LibreOffice 7.4 and newer."""
PDF_A: Final = b"pdfaid:part"
REACHING: Final = re.compile(r"INCLUDE|DDE|(?<!HYPER)LINK|IMPORT|DATABASE|MACROBUTTON", re.IGNORECASE)
"""Fields of Word that fetch or start something."""
EMBEDDED: Final = frozenset({"altChunk", "object", "OLEObject", "control", "subDoc"})
"""Elements of Word that bring in a document of another program."""
SCRIPTS: Final = "vbaproject"
MARKUP: Final = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe", b"\xfe\xff")
"""How a part that is XML begins, in any of its encodings."""
WAIT_SECONDS: Final = 5
"""How long one waits for another conversion to end: whoever waits may hold what others wait for."""
FONTS: Final = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<dir>{ours}</dir><cachedir>{cache}</cachedir>
<alias binding="same"><family>Times New Roman</family>
<accept><family>Tinos</family><family>TeX Gyre Termes</family><family>{family}</family></accept></alias>
<selectfont><rejectfont><pattern>
<patelt name="family"><string>Liberation Serif</string></patelt>
</pattern></rejectfont></selectfont>
</fontconfig>
"""
"""Where there is no Times New Roman: its twins that have all Vietnamese letters, then the font of our own
papers. Liberation Serif lacks those letters, and a word in two faces looks broken."""
PROFILE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


class NoOffice(Conflict):
    """LibreOffice is not there, or did not make of a file what it should. Becomes a 409 page."""


def program() -> str | None:
    """The program that is used; None where the installation has none, or does not want it."""
    wanted: str = settings.OCOP_LIBREOFFICE
    if wanted == OFF:
        return None
    names = (wanted,) if wanted else NAMES
    return next((found for name in names if (found := shutil.which(name))), None)


def is_there() -> bool:
    """Whether Word files can be made into PDFs here."""
    return program() is not None


def to_pdf(words: bytes) -> bytes:
    """One Word file as PDF/A-2b. Raises: NoOffice."""
    return all_to_pdf([words])[0]


def all_to_pdf(words: Sequence[bytes]) -> list[bytes]:
    """Word files as PDF/A-2b, in their order, by one start of the program. Raises: NoOffice."""
    found = program()
    if found is None:
        raise NoOffice(
            _("LibreOffice, which makes the PDF of your own Word template, is not installed here.")
        )
    for one in words:
        _refuse_reaching(one)
    limit = START_SECONDS + EACH_SECONDS * len(words)
    until = time.monotonic() + WAIT_SECONDS
    with (
        _alone(until),
        tempfile.TemporaryDirectory(prefix="ocop-office-") as folder,
    ):
        return _convert(found, Path(folder), words, limit)


def _convert(found: str, folder: Path, words: Sequence[bytes], limit: int) -> list[bytes]:
    profile, out = folder / "profile", folder / "out"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    fonts = FONTS.format(ours=font.ROOT, cache=folder / "fonts", family=font.FAMILY)
    (folder / "fonts.conf").write_text(fonts, encoding="utf-8")
    files = [folder / f"{place:03d}.docx" for place in range(len(words))]
    for file, content in zip(files, words, strict=True):
        file.write_bytes(content)
    command = [
        found,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        "--nofirststartwizard",
        "--convert-to",
        FILTER,
        "--outdir",
        str(out),
        *map(str, files),
    ]
    told = _run(command, folder, limit)
    made = [out / f"{file.stem}.pdf" for file in files]
    if not all(one.is_file() for one in made):
        raise _broken(told)
    pdfs = [one.read_bytes() for one in made]
    if not all(one.startswith(b"%PDF") and PDF_A in one for one in pdfs):
        raise _broken(f"no PDF/{STANDARD}: LibreOffice 7.4 or newer is needed")
    return pdfs


def _run(command: list[str], folder: Path, limit: int) -> str:
    """What the program said. Its group of processes is ended when its time is over."""
    environment = {
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "FONTCONFIG_FILE": str(folder / "fonts.conf"),
    }
    with subprocess.Popen(  # noqa: S603 - the program is the installation's own, all arguments are ours
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as running:
        try:
            told, _nothing = running.communicate(timeout=limit)
        except subprocess.TimeoutExpired as error:
            os.killpg(running.pid, signal.SIGKILL)
            running.communicate()
            raise _broken(f"not done after {limit} s") from error
    return told.decode(errors="replace")


@contextmanager
def _alone(until: float) -> Iterator[None]:
    """Wait until no other process of ours runs the program: it takes much memory. Raises: NoOffice."""
    place: Path = settings.OCOP_VAR / "libreoffice.lock"
    with place.open("w", encoding="ascii") as held:
        while True:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise _broken("busy") from None
                time.sleep(0.1)
        yield


def _refuse_reaching(words: bytes) -> None:
    """Refuse what would fetch or start something when the file is opened. Raises: NoOffice."""
    try:
        with zipfile.ZipFile(BytesIO(words)) as package:
            names = package.namelist()
            contents = [package.read(name) for name in names]
        found = [name for name in names if SCRIPTS in name.lower()]
        found += word.fetched(words)
        for part in contents:
            # Whatever its name: a part is what the package says it is.
            if part.lstrip().startswith(MARKUP):
                found += _reaching(part)
    except (etree.LxmlError, zipfile.BadZipFile) as error:
        raise _broken(str(error)) from error
    if found:
        raise NoOffice(
            _(
                "The Word template holds something that is fetched from elsewhere or opened by another "
                "program (%(what)s), so no PDF is made of it. Take it out of the template."
            )
            % {"what": found[0].strip()[:60]}
        )


def _reaching(part: bytes) -> list[str]:
    """The fields and elements of a part that reach out of the file; a field may stand in several pieces."""
    fields, found = [""], []
    for one in etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True)).iter():
        name = etree.QName(one).localname if isinstance(one.tag, str) else ""
        if name == "fldChar":
            fields.append("")
        elif name == "instrText":
            fields[-1] += one.text or ""
        elif name == "fldSimple":
            fields += ["".join(value for key, value in one.items() if key.endswith("instr")), ""]
        elif name in EMBEDDED:
            found.append(name)
    return found + [one for one in fields if REACHING.search(one)]


def _broken(told: str) -> NoOffice:
    return NoOffice(
        _("LibreOffice could not make a PDF of the Word file: %(told)s. Try again, or choose another way.")
        % {"told": told.strip()[-300:] or "–"}
    )
