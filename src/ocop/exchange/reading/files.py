"""What a file is, by its content; its name says nothing that can be trusted."""

from __future__ import annotations

import io
import zipfile
from enum import Enum
from typing import Final

from django.utils.translation import gettext_lazy as _

from ocop.exchange.reading.grids import Unreadable

ZIP: Final = b"PK\x03\x04"
COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_UNPACKED: Final = 512 * 1024**2
MOST_MEMBERS: Final = 10_000
HEAD: Final = 4096
OTHER_STREAMS: Final = ("WordDocument", "PowerPoint Document", "VisioDocument", "__properties_version1.0")
UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
MARKUP: Final = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<body", b"<!--", b"<meta")

SAVE_AS_XLSX: Final = _("Open it in the spreadsheet program and save it as an Excel workbook (.xlsx).")
DAMAGED: Final = _("The file is damaged or not complete. Send it again, or open it, save it and send that.")
ENCRYPTED: Final = _("The file is locked with a password. Take the password away, save it and send it again.")
WRONG_TYPE: Final = _("This is not a workbook. Send an .xlsx, .xls or .csv file.")
EMPTY: Final = _("The file is empty.")


class FileKind(Enum):
    """The files that are read."""

    XLSX = "xlsx"
    XLS = "xls"
    TEXT = "text"


def kind_of(content: bytes) -> FileKind:
    """What the content is. Raises: Unreadable with what to do."""
    if not content.strip(b"\0 \t\r\n"):
        raise Unreadable("empty_file", EMPTY)
    if content.startswith((ZIP, b"PK\x05\x06")):
        _check_archive(content)
        return FileKind.XLSX
    if content.startswith(COMPOUND):
        return _compound(content)
    head = content[:HEAD].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(MARKUP):
        raise Unreadable("markup", SAVE_AS_XLSX)
    if b"\0" in content[:HEAD] and not _is_wide_text(content):
        raise Unreadable("wrong_type", WRONG_TYPE)
    if head.startswith((b"%pdf", b"{\\rtf", b"rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\xff\xd8", b"\x89png")):
        raise Unreadable("wrong_type", WRONG_TYPE)
    return FileKind.TEXT


def _is_wide_text(content: bytes) -> bool:
    """UTF-16: marked, or every second byte of what is mostly Latin is zero."""
    if content.startswith(UTF_16):
        return True
    head = content[:HEAD]
    return any(head[start::2].count(0) * 2 > len(head) // 2 for start in (0, 1))


def _check_archive(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Unreadable("damaged", DAMAGED) from None
    names = {member.filename for member in members}
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("encrypted", ENCRYPTED)
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise Unreadable("too_large", _("The file unpacks to more than can be read. Split it."))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unreadable(
            "macros", _("The file holds macros. Save it as an Excel workbook without them (.xlsx).")
        )
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise Unreadable("other_format", SAVE_AS_XLSX)
    raise Unreadable("wrong_type", WRONG_TYPE)


def _compound(content: bytes) -> FileKind:
    """An old Office file; a new one locked with a password is wrapped in the same way."""
    if _named(content, "EncryptedPackage"):
        raise Unreadable("encrypted", ENCRYPTED)
    if _named(content, "Workbook") or _named(content, "Book"):
        if _named(content, "_VBA_PROJECT"):
            raise Unreadable(
                "macros", _("The file holds macros. Save it as an Excel workbook without them (.xlsx).")
            )
        return FileKind.XLS
    if any(_named(content, stream) for stream in OTHER_STREAMS):
        raise Unreadable("wrong_type", WRONG_TYPE)
    raise Unreadable("damaged", DAMAGED)


def _named(content: bytes, stream: str) -> bool:
    return f"{stream}\0".encode("utf-16-le") in content
