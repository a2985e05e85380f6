from __future__ import annotations

import contextlib
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pytest_django import Settings

from ocop.platform.files import (
    DOCX,
    JPEG,
    PDF,
    WEBP,
    XLSX,
    BadFile,
    CheckedFile,
    check_file,
    is_intact,
    keep,
    send,
    storage_key,
)

PDF_TEXT = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 1\ntrailer<</Root 1 0 R>>\nstartxref\n45\n%%EOF\n"
)


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: object
) -> bytes:
    out = BytesIO()
    Image.new(mode, size, "teal").save(out, kind, **options)
    return out.getvalue()


def package(*parts: str, content: str = "<xml/>", packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(part, content)
    return out.getvalue()


SAMPLES = [
    PDF_TEXT,
    picture("JPEG", size=(60, 60)),
    picture("PNG", mode="RGBA"),
    picture("WEBP"),
    package("word/document.xml", content="Mật ong " * 40),
]


def checked(content: bytes, name: str = "giấy.bin") -> CheckedFile:
    return check_file(ContentFile(content, name=name))


def refusal(content: bytes, name: str = "giấy.bin") -> str:
    with pytest.raises(BadFile) as caught:
        checked(content, name)
    assert str(caught.value)
    return caught.value.code


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF_TEXT, PDF),
        (picture("JPEG"), JPEG),
        (picture("PNG"), JPEG),
        (picture("PNG", mode="RGBA"), WEBP),
        (picture("WEBP"), JPEG),
        (package("word/document.xml"), DOCX),
        (package("xl/workbook.xml"), XLSX),
    ],
)
def test_accepted_kinds_are_known_by_their_content(content: bytes, media_type: str) -> None:
    assert checked(content, name="lying.exe").media_type == media_type


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"<!doctype html><p>%PDF-1.4",
        b"MZ\x90\x00 program",
        b"plain words",
        b"GIF89a" + bytes(40),
        package("hello.txt"),
        package("word/document.xml", "word/vbaProject.bin"),
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
    ],
    ids=["svg", "html", "program", "text", "gif", "zip", "macros", "old word"],
)
def test_other_kinds_are_refused_whatever_their_name(content: bytes) -> None:
    assert refusal(content, name="giấy.pdf") == "wrong_type"


def test_an_empty_file_is_refused() -> None:
    assert refusal(b"") == "empty"


def test_a_file_over_the_limit_is_refused_with_the_limit(settings: Settings) -> None:
    settings.OCOP_FILE_MAX_BYTES = 2 * 1024 * 1024
    with pytest.raises(BadFile, match="2 MB"):
        checked(bytes(2 * 1024 * 1024 + 1))
    assert checked(PDF_TEXT + b"\n" * 100).media_type == PDF


@pytest.mark.parametrize(
    "content",
    [
        PDF_TEXT.replace(b"trailer<<", b"trailer<</Encrypt 7 0 R"),
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
    ],
    ids=["pdf", "office"],
)
def test_a_locked_file_is_refused(content: bytes) -> None:
    assert refusal(content) == "encrypted"


@pytest.mark.parametrize(
    "content",
    [
        PDF_TEXT[:60],
        picture("JPEG", size=(400, 400))[:500],
        picture("PNG")[:40],
        package("word/document.xml", content="x" * 4000)[:120],
    ],
    ids=["pdf", "jpeg", "png", "docx"],
)
def test_a_truncated_file_is_refused(content: bytes) -> None:
    assert refusal(content) == "damaged"


def test_a_flipped_bit_in_a_document_is_noticed() -> None:
    content = package("word/document.xml", content="<w:t>Mat ong</w:t>", packing=zipfile.ZIP_STORED)
    assert refusal(content.replace(b"Mat ong", b"Mat Ong")) == "damaged"


@given(st.sampled_from(SAMPLES), st.integers(0, 2000), st.integers(1, 255), st.integers(1, 2000))
def test_whatever_happened_on_the_way_a_file_is_taken_or_refused(
    sample: bytes, place: int, flip: int, kept: int
) -> None:
    content = bytearray(sample)
    content[place % len(content)] ^= flip
    with contextlib.suppress(BadFile):
        checked(bytes(content[:kept]))


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_unpacked(settings: Settings) -> None:
    settings.OCOP_IMAGE_MAX_PIXELS = 1000
    assert refusal(picture(size=(40, 30))) == "too_many_pixels"


def test_a_photo_loses_place_time_and_owner_and_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "phone of Lan"
    exif.get_ifd(0x8825)[1] = "N"
    content = checked(picture("JPEG", size=(40, 30), exif=exif)).content
    with Image.open(BytesIO(content)) as kept:
        assert kept.size == (30, 40)
        assert not kept.getexif()
    assert b"phone of Lan" not in content


def test_a_large_photo_is_made_smaller() -> None:
    with Image.open(BytesIO(checked(picture(size=(3000, 2000))).content)) as kept:
        assert kept.size == (1600, 1067)


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1"])
def test_unusual_colour_modes_are_kept_as_pictures(mode: str) -> None:
    kind = "JPEG" if mode in {"L", "CMYK"} else "PNG"
    out = BytesIO()
    Image.new(mode, (20, 20)).save(out, kind)
    assert checked(out.getvalue()).media_type == JPEG


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Giấy công bố.PDF", "Giấy công bố.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\lan\\scan.exe", "scan.pdf"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
    ],
)
def test_names_are_safe_and_end_as_their_content_does(given: str, kept: str) -> None:
    assert check_file(_named(given)).name == kept


def _named(name: str) -> ContentFile[bytes]:
    # Django's own UploadedFile would already cut the folders off.
    upload = ContentFile(PDF_TEXT)
    upload.name = name
    return upload


def test_the_same_content_is_stored_once_under_its_digest() -> None:
    file = checked(PDF_TEXT)
    keep(file)
    keep(file)
    assert is_intact(file.sha256)
    folder = Path(default_storage.path(storage_key(file.sha256))).parent
    assert [place.name for place in folder.iterdir()] == [file.sha256]


def test_changed_or_missing_content_is_noticed() -> None:
    file = checked(PDF_TEXT + b"\n")
    assert not is_intact(file.sha256)
    keep(file)
    place = Path(default_storage.path(storage_key(file.sha256)))
    place.chmod(0o600)
    place.write_bytes(b"something else")
    assert not is_intact(file.sha256)


@pytest.mark.django_db
def test_a_file_is_sent_as_a_download_that_no_browser_may_guess_about() -> None:
    file = checked(PDF_TEXT, name="Giấy công bố.pdf")
    keep(file)
    response = send(file.sha256, name=file.name, media_type=file.media_type)
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Gi%E1%BA%A5y")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == PDF
    assert b"".join(response) == PDF_TEXT
    response.close()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("media_type", "disposition"), [(PDF, "inline"), (JPEG, "inline"), (DOCX, "attachment")]
)
def test_only_harmless_kinds_are_shown_in_the_page(media_type: str, disposition: str) -> None:
    file = checked(PDF_TEXT)
    keep(file)
    response = send(file.sha256, name="a", media_type=media_type, in_page=True)
    assert response["Content-Disposition"].startswith(disposition)
    response.close()
