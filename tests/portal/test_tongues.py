"""The page behind a QR code in four languages: complete, with the package's own facts and both communes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from hatch_build import read
from ocop.portal.packages import carried, package_of
from ocop.portal.tongues import TONGUES, tongue_of
from ocop.recognition.models import Certificate
from ocop.registry.models import Product, StoryPart
from tests.world import World
from tools.strings import ROOT, Key, key, uses

PAGE_FILES = (
    *("portal/status_pages.py", "portal/digital_link.py", "recognition/naming.py", "components/stars.html"),
    *(
        f"templates/portal/{name}.html"
        for name in ("status", "status_base", "status_unknown", "link_unknown")
    ),
)
NOT_ON_THE_PAGE = {"Check a certificate"}


@pytest.mark.parametrize("folder", ["zh_Hans", "ko"])
def test_every_string_of_the_page_is_there_in_chinese_and_korean(folder: str) -> None:
    there = {key(message) for message in read(catalogue(folder)) if message.id and message.string}
    assert set(on_the_page()) <= there


@pytest.mark.parametrize("folder", ["zh_Hans", "ko"])
def test_catalogues_of_the_page_hold_words_of_their_language(folder: str) -> None:
    signs = {"zh_Hans": r"[\u4e00-\u9fff]|^%\(name\)s%\(kind\)s|OCOP", "ko": r"[\uac00-\ud7a3]|^%\(name\)s"}[
        folder
    ]
    for message in read(catalogue(folder)):
        words = " ".join([message.string] if isinstance(message.string, str) else message.string or ())
        if message.id:
            assert re.search(signs, words), message.id


def catalogue(folder: str) -> Path:
    return ROOT / f"src/ocop/portal/locale/{folder}/LC_MESSAGES/django.po"


def on_the_page() -> Iterator[Key]:
    found = [use for use in uses(ROOT) if use.place.rpartition(":")[0].endswith(PAGE_FILES)]
    assert len(found) > 50
    yield from (use.key for use in found)


@pytest.mark.parametrize(
    ("asked", "accepted", "found"),
    [
        ("zh-Hant", "", "zh"),
        ("ZH", "", "zh"),
        ("", "*", "vi"),
        ("", "ja,ko;q=0.8,en;q=0.9", "en"),
        ("", "x" * 5000, "vi"),
        ("", "zh-CN;q=broken", "vi"),
    ],
)
def test_the_language_is_read_from_address_then_browser(asked: str, accepted: str, found: str) -> None:
    assert tongue_of(asked, accepted).key == found


@pytest.fixture
def certificate(world: World) -> Certificate:
    return world.certificate()


def shown(client: Client, certificate: Certificate, **query: str) -> str:
    return client.get(f"/p/{certificate.product.code}", query).content.decode()


@pytest.mark.django_db
def test_the_page_names_itself_in_every_language_and_keeps_what_names_the_package(
    client: Client, certificate: Certificate
) -> None:
    text = shown(client, certificate, lang="ko", **{"10": "LO-7"})
    for one in TONGUES:
        assert re.search(
            rf'rel="alternate" hreflang="{one.tag}" href="http[^"]+\?10=LO-7&amp;lang={one.key}"', text
        )
    assert text.count('aria-current="true"') == 1
    assert f'<link rel="canonical" href="http://localhost:8000/p/{certificate.product.code}">' in text


@pytest.mark.django_db
def test_what_the_code_says_of_the_package_is_shown_and_what_it_does_not_is_said(
    client: Client, certificate: Certificate
) -> None:
    plain = shown(client, certificate)
    assert plain.count("không có thông tin") == 4
    assert "Mã này không ghi gì về từng gói hàng." in plain
    told = shown(client, certificate, **{"10": "LO-7", "21": "A9", "11": "261120", "17": "270600"})
    assert "không có thông tin" not in told
    for words in ("LO-7", "A9", "20/11/2026", "30/06/2027", "Hãy đối chiếu với bao bì"):
        assert words in told


@pytest.mark.parametrize(
    "query", [{"10": "a b"}, {"17": "991399"}, {"17": "x"}, {"21": "A" * 30}, {"10": "é"}]
)
def test_what_is_not_well_formed_counts_as_not_given(query: dict[str, str]) -> None:
    assert not package_of(query).is_named
    assert carried(query) == {}


@pytest.mark.django_db
def test_the_story_is_told_by_its_elements_or_as_a_whole(client: Client, certificate: Certificate) -> None:
    whole = "Giống ớt được giữ qua ba đời"
    assert whole in shown(client, certificate)
    product = certificate.product
    StoryPart.objects.create(product=product, element="people", text="Bà Lan.")
    StoryPart.objects.create(product=product, element="origin", text="Thung lũng.\n<b>Mường Hoa</b>")
    StoryPart.objects.create(product=product, element="new_one", text="Lạ.")
    text = shown(client, certificate, lang="zh")
    assert whole not in text
    assert text.index("<h3>起源</h3>") < text.index("<h3>人物</h3>") < text.index("Lạ.")
    assert "&lt;b&gt;Mường Hoa" in text
    Product.objects.filter(pk=product.pk).update(story="")
    StoryPart.objects.all().delete()
    assert "Câu chuyện sản phẩm" not in shown(client, certificate)


@pytest.mark.django_db
def test_a_ground_of_law_is_in_english_where_rulebooks_have_no_other_words(
    client: Client, certificate: Certificate
) -> None:
    for lang, mark in (("zh", ' lang="en">'), ("ko", ' lang="en">'), ("en", ">"), ("vi", ">")):
        text = shown(client, certificate, lang=lang)
        rules = re.search(r'<a href="/law/[^"]+"([^>]*>)', text)
        assert rules
        assert rules[1] == mark


def test_no_language_falls_back_to_vietnamese_on_the_status_line() -> None:
    for one in TONGUES[1:]:
        with translation.override(one.code):
            assert "hiệu lực" not in translation.gettext("Valid until %(day)s")
