"""The paper alone: drawn, photographed badly, scanned; its codes open the right status and verify offline."""

from __future__ import annotations

import io
from typing import Final
from urllib.parse import urlparse

import pypdfium2
import pytest
import zxingcpp
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image, ImageFilter

from ocop.credentials import actions, daily, queries, records
from ocop.platform.actors import SYSTEM
from ocop.platform.files import storage_key
from ocop.recognition import issuing
from ocop.recognition.models import Certificate
from tests.credentials.conftest import record, verdict, withdraw
from tests.world import World

pytestmark = pytest.mark.django_db
PIXELS: Final = 2592
"""Width of a picture of five million pixels that holds the whole paper."""


def drawn(pdf: bytes) -> Image.Image:
    page = pypdfium2.PdfDocument(pdf)[0]
    picture: Image.Image = page.render(scale=PIXELS / page.get_width()).to_pil()
    return picture.convert("L")


def photographed(paper: Image.Image) -> Image.Image:
    """Held askew, a little out of focus, and compressed hard."""
    width, height = paper.size
    corners = (-0.03, -0.03, 0.01, 1.03, 1.03, 1.01, 1.015, -0.006)
    seen = paper.transform(
        (width, height),
        Image.Transform.QUAD,
        [share * (height if place % 2 else width) for place, share in enumerate(corners)],
        resample=Image.Resampling.BICUBIC,
        fillcolor=160,
    )
    seen = seen.rotate(4, resample=Image.Resampling.BICUBIC, fillcolor=160)
    file = io.BytesIO()
    seen.filter(ImageFilter.GaussianBlur(1.4)).save(file, "JPEG", quality=50)
    return Image.open(file)


def scanned(pdf: bytes) -> tuple[str, str]:
    """What the code of the address and that of the record say."""
    found = sorted((one.text for one in zxingcpp.read_barcodes(photographed(drawn(pdf)))), key=len)
    assert len(found) == 2
    return found[0], found[1]


def test_a_photograph_of_the_paper_opens_its_status_and_verifies_offline_until_it_is_withdrawn(
    client: Client, world: World, certificate: Certificate
) -> None:
    address, proof = scanned(issuing.certificate_pdf(certificate))
    assert proof == records.scanned(record(certificate))
    assert "Còn hiệu lực" in client.get(urlparse(address).path).content.decode()
    before = verdict(proof, world)
    assert before.why == "valid"
    assert before.claims["credentialSubject"]["number"] == certificate.number

    withdraw(world, certificate)
    assert "Đã thu hồi" in client.get(urlparse(address).path).content.decode()
    assert verdict(proof, world).why == "ended"


def test_the_paper_is_the_same_each_time_it_is_drawn(certificate: Certificate) -> None:
    assert issuing.certificate_pdf(certificate) == issuing.certificate_pdf(certificate)


def test_a_paper_verifies_after_its_key_was_changed_and_not_after_it_was_revoked(
    world: World, certificate: Certificate
) -> None:
    printed, old = record(certificate), queries.key_in_use()
    assert old
    actions.take_key(actor=SYSTEM, now=world.later(days=1))
    assert verdict(printed, world).why == "valid"
    assert record(certificate) != printed
    actions.revoke_key(actor=SYSTEM, key_id=old.key_id, reason="Mất bản sao lưu.", now=world.later())
    assert verdict(printed, world).why == "revoked_key"
    assert verdict(record(certificate), world).why == "valid"


def test_a_kept_paper_has_its_record_from_the_day_it_was_signed(world: World) -> None:
    daily.prepare(world.now)
    decision = world.signed_together([world.dossier("closed")])
    [kept] = decision.papers.exclude(certificate=None)
    with default_storage.open(storage_key(kept.sha256)) as file:
        _address, proof = scanned(file.read())
    assert verdict(proof, world).why == "valid"


def test_without_a_key_and_with_names_too_long_to_print_the_paper_has_the_address_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = world.certificate()
    assert daily.FOLLOWING.proofs([certificate.pk]) == {}
    daily.prepare(world.now)
    assert daily.FOLLOWING.proofs([certificate.pk])
    monkeypatch.setattr(daily, "MOST_PRINTED", 1000)
    assert daily.FOLLOWING.proofs([certificate.pk]) == {}
