"""Signatures of PDF papers: made with a real key, checked, and broken by one byte."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from ocop.platform.documents import pdf, signing
from ocop.platform.documents.signing import Act, Pkcs12Signer
from tests.platform.documents.papers import CERTIFICATE

ACT = Act("UBND tỉnh Lào Cai", "Ban hành", "Lào Cai")


@pytest.fixture(scope="module")
def signer() -> Pkcs12Signer:
    made = signing.make_test_certificate(datetime.now(UTC))
    return Pkcs12Signer(made, signing.TEST_PASSWORD, is_test=True)


@pytest.fixture(scope="module")
def signed(signer: Pkcs12Signer) -> bytes:
    return signer.sign(pdf.draw(CERTIFICATE), ACT)


def test_a_signed_paper_says_by_whom_and_that_it_is_whole(signed: bytes, signer: Pkcs12Signer) -> None:
    [found] = signing.verify(signed, [signing.certificate_of(signer)])
    assert (found.intact, found.whole, found.trusted, found.is_test) == (True, True, True, True)
    assert found.signer == signing.TEST_NAME


def test_without_its_root_nothing_is_trusted(signed: bytes) -> None:
    [found] = signing.verify(signed)
    assert (found.intact, found.trusted) == (True, False)


def test_signing_adds_and_leaves_the_paper_as_it_was(signed: bytes) -> None:
    assert signed.startswith(pdf.draw(CERTIFICATE))


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.8])
def test_one_flipped_byte_is_found(signed: bytes, share: float) -> None:
    changed = bytearray(signed)
    changed[int(signed.index(b"/Contents <") * share)] ^= 1
    try:
        found = signing.verify(bytes(changed))
    except signing.Unreadable:
        return
    assert not found[0].intact


def test_what_was_added_afterwards_is_found(signed: bytes) -> None:
    [found] = signing.verify(signed + b"\n% more\n")
    assert not found.whole


def test_an_unsigned_paper_has_no_signature_and_no_paper_is_unreadable() -> None:
    assert signing.verify(pdf.draw(CERTIFICATE)) == []
    with pytest.raises(signing.Unreadable):
        signing.verify(b"hello")


def test_who_signs_is_a_setting(settings: Settings, tmp_path: Path) -> None:
    settings.OCOP_TEST_SIGNER = tmp_path / "test.p12"
    settings.OCOP_TRIAL_DATA = False
    assert signing.current() is None
    settings.OCOP_TRIAL_DATA = True
    first = signing.current()
    assert first is not None
    assert first.is_test
    assert first == signing.current()
    (tmp_path / "password").write_bytes(b"wrong\n")
    settings.OCOP_SIGNING_CERTIFICATE = str(tmp_path / "test.p12")
    settings.OCOP_SIGNING_PASSWORD_FILE = str(tmp_path / "password")
    wrong = signing.current()
    assert wrong is not None
    with pytest.raises(ImproperlyConfigured):
        wrong.sign(pdf.draw(CERTIFICATE), ACT)
    settings.OCOP_SIGNING_CERTIFICATE = str(tmp_path / "gone.p12")
    with pytest.raises(ImproperlyConfigured):
        signing.current()
