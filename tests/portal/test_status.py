"""Whoever scans a code sees the true state of the certificate: no cookies, no script, nothing heavy."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from unittest import mock
from urllib.parse import urlparse

import pytest
import zxingcpp
from django.conf import settings
from django.test import Client
from PIL import Image, ImageDraw
from pytest_django import DjangoAssertNumQueries

from ocop.credentials import daily
from ocop.credentials.models import StatusPlace
from ocop.platform import clock
from ocop.recognition.models import Certificate
from ocop.registry.actions import set_photo
from ocop.registry.models import Producer, Product
from tests.promotion.posts import a_photo
from tests.world import World, withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(world: World) -> Certificate:
    return Certificate.objects.get(dossier=world.dossier("recognised"))


def seen(client: Client, certificate: Certificate, **query: str) -> str:
    response = client.get(f"/p/{certificate.product.code}", query)
    assert response.status_code == 200
    return response.content.decode()


def first_line(text: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", text)
    assert found
    return found[1]


def on(monkeypatch: pytest.MonkeyPatch, certificate: Certificate, days_after_end: int) -> None:
    """Let the clock stand some days after the certificate's last day."""
    days = (certificate.valid_to - clock.today()).days + days_after_end
    moment = clock.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: moment)


def test_a_valid_certificate_says_so_first(client: Client, certificate: Certificate) -> None:
    text = seen(client, certificate)
    assert first_line(text) == f"Còn hiệu lực đến {certificate.valid_to:%d/%m/%Y}"
    assert all(
        word in text
        for word in (
            f"OCOP {certificate.stars} sao",
            certificate.product_name,
            certificate.producer_name,
            certificate.commune_name,
            certificate.decision.number,
            "không chứng minh gói hàng này là thật",
        )
    )


def test_two_queries_and_no_cookie(
    client: Client, certificate: Certificate, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = f"/p/{certificate.product.code}"
    with django_assert_num_queries(2):
        response = client.get(address)
    assert not response.cookies
    assert response["Cache-Control"] == "no-cache"
    assert b"<script" not in response.content
    assert b"csrf" not in response.content


def test_page_and_style_together_stay_small(client: Client, certificate: Certificate) -> None:
    page = len(client.get(f"/p/{certificate.product.code}").content)
    style = len(b"".join(client.get("/static/portal/qr.css").streaming_content))  # type: ignore[attr-defined]
    assert page + style < 15_000


def test_a_withdrawal_shows_at_once_with_its_ground(
    client: Client, certificate: Certificate, world: World
) -> None:
    seen(client, certificate)
    withdraw(world, certificate)
    text = seen(client, certificate)
    assert first_line(text) == f"Đã thu hồi ngày {world.today:%d/%m/%Y}"
    assert "Dùng sai nhãn hiệu OCOP" in text
    assert "99/QĐ-UBND" in text


def test_a_producer_that_took_over_is_named_beside_the_printed_one(
    client: Client, certificate: Certificate
) -> None:
    assert "Chủ thể hiện nay" not in seen(client, certificate)
    Producer.objects.filter(pk=certificate.product.producer_id).update(name="Công ty Mường Hoa")
    page = seen(client, certificate)
    assert certificate.producer_name in page
    assert "Công ty Mường Hoa" in page


@pytest.mark.parametrize(("days", "words"), [(0, "Còn hiệu lực đến"), (1, "Đã hết hạn từ")])
def test_the_last_day_is_a_valid_day(
    client: Client, certificate: Certificate, monkeypatch: pytest.MonkeyPatch, days: int, words: str
) -> None:
    on(monkeypatch, certificate, days)
    assert first_line(seen(client, certificate)).startswith(words)


def test_an_unknown_code_was_never_recognised(client: Client) -> None:
    response = client.get("/p/15-03037-99-2026")
    assert response.status_code == 404
    assert first_line(response.content.decode()) == "Chưa từng được công nhận"
    assert not response.cookies


def test_a_product_without_a_certificate_was_never_recognised(client: Client, world: World) -> None:
    waiting = world.dossier("accepted").product
    assert waiting.code
    assert client.get(f"/p/{waiting.code}").status_code == 404
    assert client.get(f"/p/{waiting.code}/qr.svg").status_code == 404


def test_a_code_is_read_however_it_is_written(client: Client, certificate: Certificate) -> None:
    Certificate.objects.filter(pk=certificate.pk).update(product_name="Tương ớt")
    product = certificate.product
    product.code = "15-03037-01AB-2026"
    product.save(update_fields=["code"])
    plain = "15-03037-01ab-2026"
    others = [plain.replace("-", mark) for mark in ("\N{EN DASH}", "\N{MINUS SIGN}", " ", " - ", "--")]
    for code in (plain, plain.upper() + "/", *others):
        assert client.get(f"/p/{code}").status_code == 200
        assert client.get("/check/", {"code": code}).headers["Location"] == f"/p/{plain.upper()}"


@pytest.mark.parametrize(
    ("query", "accept", "language"),
    [
        ({}, "", "vi"),
        ({}, "en-US,en;q=0.9", "en"),
        ({}, "fr,en;q=0.5", "en"),
        ({}, "vi,en;q=0.5", "vi"),
        ({"lang": "vi"}, "en", "vi"),
        ({"lang": "en"}, "vi", "en"),
        ({"lang": "xx"}, "fr", "vi"),
        ({"lang": "xx"}, "ko", "ko"),
        ({}, "zh-CN,zh;q=0.9,en;q=0.5", "zh-Hans"),
        ({}, "zh-Hant-TW", "zh-Hans"),
        ({}, "ko-KR", "ko"),
        ({"lang": "zh"}, "vi", "zh-Hans"),
        ({"lang": "ko"}, "vi", "ko"),
    ],
)
def test_the_page_speaks_the_readers_language(
    client: Client, certificate: Certificate, query: dict[str, str], accept: str, language: str
) -> None:
    response = client.get(f"/p/{certificate.product.code}", query, headers={"Accept-Language": accept})
    words = {"vi": "Còn hiệu lực đến", "en": "Valid until", "zh-Hans": "有效期至", "ko": "까지 유효"}[
        language
    ]
    text = response.content.decode()
    assert words in first_line(text)
    assert f'<html lang="{language}">' in text
    assert response["Content-Language"] == language
    assert "Accept-Language" in response["Vary"]


def test_the_printed_code_leads_to_the_page(client: Client, certificate: Certificate) -> None:
    svg = client.get(f"/p/{certificate.product.code}/qr.svg")
    assert svg["Content-Type"] == "image/svg+xml"
    found = zxingcpp.read_barcode(_drawn(svg.content.decode()))
    assert found is not None
    assert found.text == f"{settings.OCOP_BASE_URL}/p/{certificate.product.code}"
    assert client.get(urlparse(found.text).path).status_code == 200


def test_typing_a_code_leads_to_the_same_page(client: Client, certificate: Certificate) -> None:
    code = certificate.product.code
    for typed in (code, f"  {code.replace('-', ' ')} ", f"https://ocop.example.vn/p/{code}", f"/p/{code}/"):
        response = client.get("/check/", {"code": typed})
        assert response.status_code == 302
        assert response["Location"] == f"/p/{code}"


@pytest.mark.parametrize("typed", ["", "!!", "<script>", "1" * 300])
def test_what_cannot_be_a_code_is_explained(client: Client, typed: str) -> None:
    response = client.get("/check/", {"code": typed})
    assert response.status_code == 200
    assert "Lỗi:" in response.content.decode()
    assert not response.cookies


def test_only_reading_is_possible(client: Client, certificate: Certificate) -> None:
    for path in ("/check/", f"/p/{certificate.product.code}", f"/p/{certificate.product.code}/qr.svg"):
        assert client.post(path).status_code == 405


def _drawn(svg: str) -> Image.Image:
    """The picture of a QR code whose dark parts are horizontal strokes, as segno writes them."""
    scale = int(re.search(r"scale\((\d+)\)", svg)[1])  # type: ignore[index]
    side = int(re.search(r'width="(\d+)"', svg)[1])  # type: ignore[index]
    picture = Image.new("L", (side, side), 255)
    draw = ImageDraw.Draw(picture)
    x = y = 0.0
    path = re.search(r' d="([^"]+)"', svg)[1]  # type: ignore[index]
    for command, values in re.findall(r"([Mmh])([-\d. ]+)", path):
        numbers = [float(value) for value in re.findall(r"-?[\d.]+", values)]
        if command == "M":
            x, y = numbers
        elif command == "m":
            x, y = x + numbers[0], y + numbers[1]
        else:
            left, top = x * scale, (y - 0.5) * scale
            draw.rectangle((left, top, (x + numbers[0]) * scale - 1, top + scale - 1), fill=0)
            x += numbers[0]
    return picture


def test_what_no_keyboard_types_is_refused_before_anything_is_looked_up(client: Client) -> None:
    assert client.get("/p/%00").status_code == 400


@pytest.mark.parametrize(
    "typed", ["HELLO", "15-3O37-01-2026", "1503037012026", "x", "%F0%9F%98%80", "a" * 300, "' or 1=1"]
)
def test_a_slip_of_the_finger_accuses_nobody(client: Client, typed: str) -> None:
    response = client.get(f"/p/{typed}")
    assert response.status_code == 404
    assert first_line(response.content.decode()) == "Đây không phải mã số sản phẩm"
    assert not response.cookies


def test_the_picture_is_small_and_its_address_changes_with_it(
    client: Client, certificate: Certificate, world: World
) -> None:
    def pictured(colour: str) -> str:
        product = Product.objects.get(pk=certificate.product_id)
        set_photo(
            actor=world.producer,
            product_id=product.pk,
            expected_version=product.version,
            photo=a_photo(colour),
            now=world.later(),
        )
        return re.search(r'<img src="([^"]+)"', seen(client, certificate))[1]  # type: ignore[index]

    address = pictured("#b45309")
    answer = client.get(address)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/webp", "public, max-age=604800")
    assert Image.open(io.BytesIO(answer.content)).size == (360, 270)
    with mock.patch.object(Image, "open", side_effect=AssertionError("drawn once more")):
        assert client.get(address).content == answer.content
    assert pictured("#1d4ed8") != address


def test_it_leads_to_the_record_that_verifies_without_a_network_and_to_how(
    client: Client, certificate: Certificate, world: World
) -> None:
    """Not before this installation has a key, and not for a certificate without a place in a list."""
    record = f"/credentials/{certificate.pk}.jwt"
    assert record not in seen(client, certificate)
    daily.prepare(world.now)
    text = seen(client, certificate)
    assert client.get(record).status_code == 200
    assert f'href="{record}"' in text
    assert 'href="/verify/"' in text
    StatusPlace.objects.filter(certificate=certificate).delete()
    assert record not in seen(client, certificate)


# -- looked up by hand


def test_a_certificate_is_found_by_its_number_with_or_without_a_code(
    client: Client, certificate: Certificate
) -> None:
    """Products of earlier registers have no code yet, and so no page; the paper has a number all the same."""
    assert "/" in certificate.number
    address = f'href="/p/{certificate.product.code}"'
    page = client.get("/check/", {"code": f" {certificate.number} "})
    assert page.status_code == 200
    assert address in page.content.decode()
    Product.objects.update(code="")
    text = client.get("/check/", {"code": certificate.number.lower()}).content.decode()
    assert certificate.product_name in text
    assert "chưa có mã sản phẩm" in text
    assert address not in text


@pytest.mark.usefixtures("certificate")
def test_an_unknown_number_is_told_whole(client: Client) -> None:
    page = client.get("/check/", {"code": "99/GCN-OCOP"})
    assert page.status_code == 404
    assert "“99/GCN-OCOP”" in page.content.decode()


@pytest.mark.parametrize("typed", ["{0}-{1}-1-{2}", "{0}{1}01{2}", "OCOP {0}-{1}-1-{2}."])
def test_a_code_with_a_slip_leads_to_the_one_that_may_be_meant(
    client: Client, certificate: Certificate, typed: str
) -> None:
    province, commune, number, year = certificate.product.code.split("-")
    assert number == "01"
    page = client.get("/check/", {"code": typed.format(province, commune, year)}, follow=True)
    assert page.status_code == 404
    text = page.content.decode()
    assert f'href="/p/{certificate.product.code}"' in text
    assert "Chưa từng được công nhận" not in text


def test_a_bar_code_leads_to_its_product(client: Client, certificate: Certificate) -> None:
    Product.objects.filter(pk=certificate.product_id).update(gtin="8938500001017")
    page = client.get("/check/", {"code": "8938500001017"}, follow=True)
    assert page.status_code == 200
    assert certificate.product_name in page.content.decode()


@pytest.mark.parametrize("code", ["sp-001a", "15.HB.2019", "12-I", "SP-ĐL-01", "SP ĐL 01"])
def test_a_label_of_an_older_register_answers_by_the_code_as_it_was_written(
    client: Client, certificate: Certificate, code: str
) -> None:
    Product.objects.filter(pk=certificate.product_id).update(code=code)
    for path in (f"/p/{code}", f"/p/{code}/qr.svg", f"/api/v1/status/{code}"):
        assert client.get(path).status_code == 200
