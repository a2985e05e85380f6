"""Several photos of one paper become one PDF."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from pytest_django import Settings

from ocop.platform.binding import bind
from ocop.platform.files import PDF, BadFile, CheckedFile, check_file

GPS, OWNER = 0x8825, 0xA430


def photo(colour: str, mode: str = "RGB", kind: str = "JPEG") -> CheckedFile:
    out, exif = BytesIO(), Image.Exif()
    exif[OWNER] = "Bà Nguyễn Thị Kín"
    Image.new(mode, (60, 90), colour).save(out, kind, exif=exif)
    return check_file(ContentFile(out.getvalue(), name=f"trang {colour}.jpg"))


def test_one_file_stays_as_it_is() -> None:
    one = photo("red")
    assert bind([one]) is one


def test_photos_become_the_pages_of_a_pdf_in_their_order() -> None:
    bound = bind([photo("red"), photo("blue"), photo("green", "RGBA", "PNG")])
    assert (bound.media_type, bound.name) == (PDF, "trang red.pdf")
    assert bound.content.count(b"/Type /Page\n") == 3
    assert check_file(ContentFile(bound.content, name=bound.name)).sha256 == bound.sha256


def test_the_same_photos_give_the_same_file() -> None:
    pages = [photo("red"), photo("blue")]
    assert bind(pages).sha256 == bind(pages).sha256
    assert bind(pages).sha256 != bind(pages[::-1]).sha256


def test_nothing_hidden_comes_along() -> None:
    bound = bind([photo("red"), photo("blue")])
    assert b"K\xc3\xadn" not in bound.content
    assert b"Exif" not in bound.content


def test_of_several_files_all_are_photos() -> None:
    paper = CheckedFile("giay.pdf", PDF, b"%PDF-", "0" * 64)
    with pytest.raises(BadFile) as refused:
        bind([photo("red"), paper])
    assert refused.value.code == "wrong_type"


def test_too_many_pages_are_refused(settings: Settings) -> None:
    pages = [photo("red"), photo("blue")]
    settings.OCOP_FILE_MAX_BYTES = 1000
    with pytest.raises(BadFile) as refused:
        bind(pages)
    assert refused.value.code == "too_big"
