"""Uploaded files: checked by what they contain, kept by their digest, never served from the web root."""

from __future__ import annotations

import hashlib
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import TYPE_CHECKING

import filetype
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.http import FileResponse
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from ocop.platform.text import clean_text

if TYPE_CHECKING:
    from django.core.files.base import File
    from django_stubs_ext import StrOrPromise

MEGABYTE = 1024 * 1024
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"
EXTENSIONS = {PDF: ".pdf", DOCX: ".docx", XLSX: ".xlsx", JPEG: ".jpg", PNG: ".png", WEBP: ".webp"}
ACCEPTED_NAMES = ".pdf,.jpg,.jpeg,.png,.webp,.docx,.xlsx"
SHOWN_IN_PAGE = {PDF, JPEG, WEBP}
NAME_LENGTH = 120

OFFICE_MAIN_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
# What the standard library raises on packages that someone or something damaged.
UNREADABLE_PACKAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)
OFFICE_PACKING = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
UNPACKED_LIMIT = 200 * MEGABYTE
OLE_HEAD = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
ENCRYPTED_PDF = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
PDF_TAIL = 2048
PHOTO_QUALITY = 85

EMPTY_FILE = _("This file is empty. Open it on your device to see what it holds, then choose it again.")
TOO_BIG_FILE = _(
    "This file is too big: the limit is %(limit)d MB. Send fewer pages, or a photo instead of a scan."
)
WRONG_TYPE_FILE = _(
    "This kind of file is not accepted. Send a PDF, a photo (JPEG, PNG, WEBP), Word docx or Excel xlsx."
)
ENCRYPTED_FILE = _("This file is locked with a password. Save a copy without the password and send that.")
DAMAGED_FILE = _(
    "This file is damaged and cannot be opened. Save or photograph it again and send the new one."
)
TOO_MANY_PIXELS = _("This picture has too many pixels. Take it again with a lower resolution.")


class BadFile(Exception):
    """A file that cannot be accepted.

    `code` is one of empty, too_big, wrong_type, encrypted, damaged, too_many_pixels.
    """

    def __init__(self, code: str, reason: StrOrPromise) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason

    def __str__(self) -> str:
        return str(self.reason)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """Content that passed every check. Photos are upright, made smaller and free of hidden data."""

    name: str
    media_type: str
    content: bytes
    sha256: str


class StoredFile(models.Model):
    """The columns of a table whose rows are files: `Evidence(StoredFile)`. Sizes are bytes."""

    file_name = models.CharField(_("file name"), max_length=NAME_LENGTH)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)

    class Meta:
        abstract = True

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")

    def take(self, checked: CheckedFile) -> None:
        """Keep the content and fill the columns; the caller saves the row."""
        keep(checked)
        self.file_name, self.media_type = checked.name, checked.media_type
        self.size, self.sha256 = len(checked.content), checked.sha256

    def response(self, *, in_page: bool = False) -> FileResponse:
        """The file for the browser: see `send`."""
        return send(self.sha256, name=self.file_name, media_type=self.media_type, in_page=in_page)


def check_file(upload: File[bytes]) -> CheckedFile:
    """Accept PDF, JPEG, PNG, WEBP, docx and xlsx, by content and not by name.

    Raises: BadFile with a reason that tells its owner what to do.
    """
    limit = settings.OCOP_FILE_MAX_BYTES
    if (upload.size or 0) > limit:
        raise BadFile("too_big", TOO_BIG_FILE % {"limit": limit // MEGABYTE})
    upload.seek(0)
    content = upload.read()
    if not content:
        raise BadFile("empty", EMPTY_FILE)
    media_type = _media_type(content)
    if media_type in {JPEG, PNG, WEBP}:
        media_type, content = _plain_picture(content)
    name = _file_name(upload.name or "", media_type)
    return CheckedFile(name, media_type, content, hashlib.sha256(content).hexdigest())


def keep(checked: CheckedFile) -> None:
    """Store the content under its digest; the same content is stored once."""
    key = storage_key(checked.sha256)
    if not default_storage.exists(key):
        default_storage.save(key, ContentFile(checked.content))


def send(sha256: str, *, name: str, media_type: str, in_page: bool = False) -> FileResponse:
    """A stored file as a download, or shown by the browser itself when `in_page` and the type is harmless.

    The caller has already checked that the actor may see it.

    Raises: FileNotFoundError when the content is gone.
    """
    shown = in_page and media_type in SHOWN_IN_PAGE
    response = FileResponse(
        default_storage.open(storage_key(sha256)),
        as_attachment=not shown,
        filename=name,
        content_type=media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return response


def is_intact(sha256: str) -> bool:
    """Whether the stored content is there and still has its digest."""
    key = storage_key(sha256)
    if not default_storage.exists(key):
        return False
    with default_storage.open(key) as file:
        digest = hashlib.sha256()
        for chunk in file.chunks():
            digest.update(chunk)
    return digest.hexdigest() == sha256


def storage_key(sha256: str) -> str:
    """Where content lives in the storage; two levels keep folders small."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _media_type(content: bytes) -> str:
    if content.startswith(OLE_HEAD):
        if ENCRYPTED_OFFICE in content:
            raise _encrypted()
        raise _wrong_type()
    guessed = filetype.guess_mime(content)
    if guessed == PDF:
        _check_pdf(content)
        return PDF
    if guessed in {JPEG, PNG, WEBP}:
        return str(guessed)
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    raise _wrong_type()


def _check_pdf(content: bytes) -> None:
    if ENCRYPTED_PDF.search(content):
        raise _encrypted()
    if b"startxref" not in content[-PDF_TAIL:] or b"%%EOF" not in content[-PDF_TAIL:]:
        raise _damaged()


def _office_type(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            kind = next((kind for main, kind in OFFICE_MAIN_PARTS.items() if main in names), None)
            macros = any(name.endswith("vbaProject.bin") for name in names)
            if kind is None or macros or sum(part.file_size for part in parts) > UNPACKED_LIMIT:
                raise _wrong_type()
            if any(part.compress_type not in OFFICE_PACKING for part in parts):
                raise _damaged()
            if package.testzip() is not None:
                raise _damaged()
            return kind
    except UNREADABLE_PACKAGE as error:
        raise _damaged() from error


def _plain_picture(content: bytes) -> tuple[str, bytes]:
    """The picture upright, at most OCOP_IMAGE_EDGE pixels wide and high, without place, time and owner."""
    edge = settings.OCOP_IMAGE_EDGE
    try:
        with Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > settings.OCOP_IMAGE_MAX_PIXELS:
                raise _too_many_pixels()
            colours = opened.info.get("icc_profile") if opened.mode in {"RGB", "RGBA"} else None
            upright = ImageOps.exif_transpose(opened)
            picture = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise _damaged() from error
    picture.thumbnail((edge, edge))
    out = BytesIO()
    if picture.mode == "RGBA":
        picture.save(out, "WEBP", quality=PHOTO_QUALITY, icc_profile=colours)
        return WEBP, out.getvalue()
    picture.save(out, "JPEG", quality=PHOTO_QUALITY, optimize=True, icc_profile=colours)
    return JPEG, out.getvalue()


def _file_name(given: str, media_type: str) -> str:
    """A name that is safe in a header and in a folder, with the extension the content really has."""
    stem = PurePath(clean_text(given).replace("\\", "/")).stem
    safe = re.sub(r'[<>:"/|?*]', "_", stem).strip(" .") or "file"
    extension = EXTENSIONS[media_type]
    return safe[: NAME_LENGTH - len(extension)] + extension


def _wrong_type() -> BadFile:
    return BadFile("wrong_type", WRONG_TYPE_FILE)


def _encrypted() -> BadFile:
    return BadFile("encrypted", ENCRYPTED_FILE)


def _damaged() -> BadFile:
    return BadFile("damaged", DAMAGED_FILE)


def _too_many_pixels() -> BadFile:
    return BadFile("too_many_pixels", TOO_MANY_PIXELS)
