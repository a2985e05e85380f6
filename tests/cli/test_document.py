"""`ocop document verify`, as somebody who was sent a PDF uses it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ocop.platform.documents import pdf, signing
from tests.cli.conftest import Run
from tests.platform.documents.papers import CERTIFICATE


@pytest.fixture
def signed(tmp_path: Path) -> Path:
    signer = signing.test_signer(tmp_path / "key.p12")
    (tmp_path / "root.pem").write_bytes(signing.certificate_of(signer))
    place = tmp_path / "paper.pdf"
    place.write_bytes(signer.sign(pdf.draw(CERTIFICATE), signing.Act("UBND", "Ban hành", "Lào Cai")))
    return place


def test_it_says_who_signed_and_what_that_is_worth(run: Run, signed: Path) -> None:
    done = run("document", "verify", str(signed))
    assert done.exit_code == 0
    assert signing.TEST_NAME in done.output
    assert "as it was signed" in done.output
    assert "it proves nothing" in done.output


def test_one_changed_byte_is_refused(run: Run, signed: Path) -> None:
    content = bytearray(signed.read_bytes())
    content[len(content) // 3] ^= 1
    signed.write_bytes(bytes(content))
    done = run("document", "verify", str(signed))
    assert done.exit_code == 1


def test_programs_get_the_same_as_json(run: Run, signed: Path) -> None:
    done = run("document", "verify", str(signed), "--root", str(signed.parent / "root.pem"), "--json")
    [facts] = json.loads(done.output)
    assert (facts["intact"], facts["trusted"], facts["test"]) == (True, True, True)


def test_what_is_no_signed_pdf_is_refused_with_the_reason(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "a.pdf"
    place.write_bytes(pdf.draw(CERTIFICATE))
    assert "no signature" in run("document", "verify", str(place)).output
    place.write_bytes(b"x")
    assert "no PDF" in run("document", "verify", str(place)).output
    assert run("document", "verify", str(tmp_path / "none.pdf")).exit_code == 1
