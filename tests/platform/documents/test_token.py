"""Signing with a token that keeps its key to itself, here one of software (SoftHSM)."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from ocop.platform.documents import pdf, signing
from ocop.platform.documents.signing import Act, Pkcs12Signer, TokenSigner
from tests.platform.documents.papers import CERTIFICATE

ACT: Final = Act("UBND tỉnh Lào Cai", "Ban hành", "Lào Cai")
LABEL, KEY, PIN = "van-thu", "ky-so", "135790"
LIBRARY: Final = next(
    (
        str(place)
        for folder in ("/usr/lib", "/usr/local/lib", "/opt/homebrew/lib")
        for place in sorted(Path(folder).glob("**/libsofthsm2.so"))
    ),
    "",
)
PROGRAM: Final = shutil.which("softhsm2-util")
needs_token = pytest.mark.skipif(
    not (LIBRARY and PROGRAM and importlib.util.find_spec("pkcs11")),
    reason="SoftHSM (softhsm2) or python-pkcs11 is not installed",
)


def an_rsa_key() -> bytes:
    """What the tokens of public providers hold, as PKCS#12."""
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, signing.TEST_NAME)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(made.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=9))
        .add_extension(x509.KeyUsage(True, True, *(False,) * 7), critical=True)
        .sign(made, hashes.SHA256())
    )
    sealed = BestAvailableEncryption(signing.TEST_PASSWORD)
    return pkcs12.serialize_key_and_certificates(b"rsa", made, certificate, None, sealed)


@pytest.fixture(scope="module", params=["elliptic", "rsa"])
def key(request: pytest.FixtureRequest) -> Pkcs12Signer:
    made = an_rsa_key() if request.param == "rsa" else signing.make_test_certificate(datetime.now(UTC))
    return Pkcs12Signer(made, signing.TEST_PASSWORD, is_test=True)


@pytest.fixture(scope="session")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the tokens are: the library reads that once in a process, when it is loaded."""
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n", encoding="ascii")
    os.environ["SOFTHSM2_CONF"] = str(settings)
    return folder


@pytest.fixture(scope="module")
def token(tokens: Path, key: Pkcs12Signer) -> TokenSigner:
    """A token of software with the test key and its certificate."""
    import pkcs11  # noqa: PLC0415 - not everybody has it
    from pkcs11.util.x509 import decode_x509_certificate  # noqa: PLC0415 - as above

    found = pkcs12.load_pkcs12(key.content, key.password)
    assert found.key
    assert found.cert
    plain = found.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tokens / "key.pem").write_bytes(plain)
    label = f"{LABEL}-{found.cert.certificate.serial_number % 10**6}"
    for arguments in (
        ["--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", PIN],
        ["--import", f"{tokens}/key.pem", "--token", label, "--label", KEY, "--id", "01", "--pin", PIN],
    ):
        subprocess.run([str(PROGRAM), *arguments], check=True, capture_output=True)  # noqa: S603 - ours
    certificate = decode_x509_certificate(found.cert.certificate.public_bytes(Encoding.DER))
    certificate |= {pkcs11.Attribute.LABEL: KEY, pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.ID: b"\x01"}
    library = pkcs11.lib(LIBRARY)
    library.reinitialize()
    with library.get_token(token_label=label).open(rw=True, user_pin=PIN) as session:
        session.create_object(certificate)
    return TokenSigner(LIBRARY, label, KEY, PIN)


@needs_token
def test_a_token_signs_as_a_file_does_and_the_signature_is_trusted(
    token: TokenSigner, key: Pkcs12Signer
) -> None:
    drawn = pdf.draw(CERTIFICATE)
    signed = token.sign(drawn, ACT)
    assert signed.startswith(drawn)
    [found] = signing.verify(signed, [signing.certificate_of(key)])
    assert (found.intact, found.whole, found.trusted) == (True, True, True)
    assert found.signer == signing.TEST_NAME


@needs_token
def test_a_token_signs_again_and_its_certificate_goes_along(token: TokenSigner) -> None:
    once = token.sign(pdf.draw(CERTIFICATE), ACT)
    again = token.sign(pdf.draw(CERTIFICATE), ACT)
    assert [one.signer for one in signing.verify(once) + signing.verify(again)] == [signing.TEST_NAME] * 2


@needs_token
@pytest.mark.parametrize(("place", "wrong"), [(0, "/nowhere/no.so"), (1, "khac"), (2, "khac"), (3, "000000")])
def test_another_library_token_key_or_pin_is_refused(token: TokenSigner, place: int, wrong: str) -> None:
    given = [token.library, token.label, token.key, token.pin]
    given[place] = wrong
    library, label, key, pin = given
    with pytest.raises(signing.NoToken):
        TokenSigner(library, label, key, pin).sign(pdf.draw(CERTIFICATE), ACT)


def test_a_token_is_a_setting_and_needs_the_label_of_its_key(settings: Settings, tmp_path: Path) -> None:
    settings.OCOP_SIGNING_TOKEN = "/usr/lib/token.so"
    with pytest.raises(ImproperlyConfigured, match="OCOP_SIGNING_TOKEN_KEY"):
        signing.current()
    settings.OCOP_SIGNING_TOKEN_KEY, settings.OCOP_SIGNING_TOKEN_LABEL = KEY, LABEL
    settings.OCOP_SIGNING_PASSWORD_FILE = str(tmp_path / "pin")
    with pytest.raises(ImproperlyConfigured, match="OCOP_SIGNING_PASSWORD_FILE"):
        signing.current()
    (tmp_path / "pin").write_text(f"{PIN}\n", encoding="ascii")
    assert signing.current() == TokenSigner("/usr/lib/token.so", LABEL, KEY, PIN)
