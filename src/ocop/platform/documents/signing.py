"""Signing PDF papers, and saying of a signed one who signed it and whether it is as it was signed.

The cryptography is pyHanko's (PAdES, SHA-256). A signer is anything with `Signer`'s method: `Pkcs12Signer`
holds its key in a file, `TokenSigner` in a token that speaks PKCS#11 and gives its key to nobody; a remote
signing service of a Vietnamese provider is a class of the installation's own, named by `OCOP_PDF_SIGNER`.
Tokens were tried with a token of software; the interface is all that is promised for a remote service.

A test certificate is made on the spot for demonstrations and says in its name that it proves nothing.
"""

# ruff: noqa: PLC0415 - the signing library takes a second to load, so only signing and verifying load it

from __future__ import annotations

import io
import os
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from ocop.platform.decisions import Conflict

if TYPE_CHECKING:
    from collections.abc import Sequence

TEST_NAME: Final = "CHỨNG THƯ THỬ NGHIỆM - TEST CERTIFICATE - NO LEGAL VALUE"
"""The holder of every test certificate: whoever opens the signature in a reader sees it."""
TEST_PASSWORD: Final = b"test"
FIELD: Final = "ChuKy1"
DIGEST: Final = "sha256"
TEST_DAYS: Final = 3650
_token_in_use: Final = threading.Lock()
DAMAGE: Final = (ValueError, LookupError, TypeError, AttributeError, OSError)
"""What the libraries below raise on a file in which somebody changed a byte."""


@dataclass(frozen=True, slots=True)
class Act:
    """What a signature says about itself: the office that signs, why, and where."""

    name: str
    reason: str
    place: str


class Signer(Protocol):
    """Whoever can sign a PDF: a key in a file, a token, a remote service."""

    @property
    def is_test(self) -> bool:
        """Whether its signatures prove nothing."""

    def sign(self, pdf: bytes, act: Act) -> bytes:
        """The PDF with a further signature. Raises: what keeps it from signing; nothing is half signed."""


@dataclass(frozen=True, slots=True)
class Pkcs12Signer:
    """Signs with the key of a PKCS#12 file (.p12, .pfx)."""

    content: bytes
    password: bytes
    is_test: bool = False

    def sign(self, pdf: bytes, act: Act) -> bytes:
        """The PDF with a further signature. Raises: ImproperlyConfigured for a wrong file or password."""
        return _written(pdf, act, _opened(self.content, self.password))


class NoToken(Conflict):
    """The token is not there, does not open, or holds no such key. Becomes a 409 page."""


@dataclass(frozen=True, slots=True)
class TokenSigner:
    """Signs with the key of a token, a card or a module, through its maker's PKCS#11 library.

    `label` is the token's, empty for the only one there; `key` is the label that its key and its certificate
    bear. Other certificates on the token go into the signature. Each signature opens the token anew, so that
    it may be taken out in between.
    """

    library: str
    label: str
    key: str
    pin: str
    is_test: bool = False

    def sign(self, pdf: bytes, act: Act) -> bytes:
        """The PDF with a further signature. Raises: NoToken, ImproperlyConfigured without python-pkcs11."""
        try:
            import pkcs11
            from pkcs11.exceptions import PKCS11Error
            from pyhanko.config.pkcs11 import TokenCriteria
            from pyhanko.sign.general import SigningError
            from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
        except ImportError as error:
            raise ImproperlyConfigured(
                "OCOP_SIGNING_TOKEN needs the package python-pkcs11: install ocop[token]"
            ) from error
        wanted = TokenCriteria(label=self.label) if self.label else None
        with _token_in_use:  # a login holds for the whole process, whatever its threads do
            try:
                with open_pkcs11_session(
                    self.library, token_criteria=wanted, user_pin=self.pin or pkcs11.PROTECTED_AUTH
                ) as session:
                    # Hashed here and signed there: what every token can, which hashing by itself is not.
                    key = PKCS11Signer(
                        session, key_label=self.key, other_certs_to_pull=None, use_raw_mechanism=True
                    )
                    return _written(pdf, act, key)
            except (PKCS11Error, SigningError) as error:
                raise NoToken(
                    _("The signing token did not sign (%(error)s). See that it is plugged in, and try again.")
                    % {"error": str(error) or type(error).__name__}
                ) from error


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of one signature.

    `intact`: the signed bytes are as they were and the signature is of this key. `whole`: it covers the file
    to its end. `trusted`: its certificate comes from a root that this installation trusts; whether it was
    revoked is not asked of anybody outside.
    """

    signer: str
    issuer: str
    signed_at: datetime | None
    intact: bool
    whole: bool
    trusted: bool
    is_test: bool


class Unreadable(Exception):
    """What was given is no PDF, or one so damaged that its signatures cannot be found."""


def current() -> Signer | None:
    """Who signs here: the installation's own signer, its token, its certificate file, the test certificate of
    a demonstration; None where papers are signed by hand.

    Raises: ImproperlyConfigured for a file that cannot be read.
    """
    if path := settings.OCOP_PDF_SIGNER:
        return cast("Signer", import_string(path)())
    if library := settings.OCOP_SIGNING_TOKEN:
        return _from_token(library)
    if file := settings.OCOP_SIGNING_CERTIFICATE:
        return _from_files(Path(file), settings.OCOP_SIGNING_PASSWORD_FILE)
    return test_signer(settings.OCOP_TEST_SIGNER) if settings.OCOP_TRIAL_DATA else None


def verify(pdf: bytes, roots: Sequence[bytes] = ()) -> list[Found]:
    """Every signature of a PDF, in the order they were made; none for an unsigned one.

    `roots` are certificates (PEM) that are trusted. A PDF that was changed so that it cannot be read any more
    counts as unreadable, not as unsigned. Raises: Unreadable.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.general import SigningError

    try:
        embedded = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        return [_found(one, roots) for one in embedded]
    except (PdfError, SigningError, UnsupportedAlgorithm, *DAMAGE) as error:
        raise Unreadable from error


def test_signer(place: Path) -> Pkcs12Signer:
    """The test signer kept at `place`; made there at the first asking."""
    return Pkcs12Signer(_test_file(place), TEST_PASSWORD, is_test=True)


def make_test_certificate(now: datetime) -> bytes:
    """A new key with a certificate that it signed itself, as PKCS#12 under `TEST_PASSWORD`."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, TEST_NAME)])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=TEST_DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    sealed = BestAvailableEncryption(TEST_PASSWORD)
    return pkcs12.serialize_key_and_certificates(TEST_NAME.encode(), key, certificate, None, sealed)


def certificate_of(signer: Pkcs12Signer) -> bytes:
    """The certificate of a signer as PEM: what a test puts among its roots."""
    from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

    found = pkcs12.load_pkcs12(signer.content, signer.password).cert
    if found is None:
        raise ImproperlyConfigured("the PKCS#12 file holds no certificate")
    return found.certificate.public_bytes(Encoding.PEM)


def trusted_roots() -> list[bytes]:
    """The certificates this installation trusts: one file, OCOP_SIGNING_ROOTS, or none."""
    place = settings.OCOP_SIGNING_ROOTS
    return [Path(place).read_bytes()] if place else []


def _found(embedded: Any, roots: Sequence[bytes]) -> Found:
    from asn1crypto import pem, x509
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    trusted = [
        x509.Certificate.load(der)
        for root in roots
        for _kind, _headers, der in pem.unarmor(root, multiple=True)
    ]
    context = ValidationContext(trust_roots=trusted, allow_fetching=False)
    status = validate_pdf_signature(embedded, context)
    holder = _common_name(embedded.signer_cert.subject)
    return Found(
        signer=holder,
        issuer=_common_name(embedded.signer_cert.issuer),
        signed_at=status.signer_reported_dt,
        intact=bool(status.intact and status.valid),
        whole=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        trusted=bool(status.trusted),
        is_test=holder == TEST_NAME,
    )


def _common_name(name: Any) -> str:
    native = name.native
    return str(native.get("common_name") or native.get("organization_name") or name.human_friendly)


@cache
def _opened(content: bytes, password: bytes) -> Any:
    from pyhanko.sign import signers

    try:
        return signers.SimpleSigner.load_pkcs12_data(content, other_certs=[], passphrase=password)
    except ValueError as error:
        raise ImproperlyConfigured(
            "OCOP_SIGNING_CERTIFICATE: this is no PKCS#12 file, or OCOP_SIGNING_PASSWORD_FILE holds "
            "another password"
        ) from error


def _written(pdf: bytes, act: Act, key: Any) -> bytes:
    """The PDF with a signature of a key of pyHanko's."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter

    about = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        name=act.name,
        reason=act.reason,
        location=act.place,
    )
    writer = signers.PdfSigner(about, signer=key, new_field_spec=SigFieldSpec(FIELD))
    out = cast("io.BytesIO", writer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf))))
    return out.getvalue()


def _from_token(library: str) -> TokenSigner:
    if not settings.OCOP_SIGNING_TOKEN_KEY:
        raise ImproperlyConfigured("OCOP_SIGNING_TOKEN_KEY: the label of the key on the token is needed")
    try:
        place = settings.OCOP_SIGNING_PASSWORD_FILE
        pin = Path(place).read_text(encoding="utf-8").strip() if place else ""
    except OSError as error:
        raise ImproperlyConfigured(f"OCOP_SIGNING_PASSWORD_FILE: {error}") from error
    return TokenSigner(library, settings.OCOP_SIGNING_TOKEN_LABEL, settings.OCOP_SIGNING_TOKEN_KEY, pin)


def _from_files(place: Path, password_file: str) -> Pkcs12Signer:
    try:
        password = Path(password_file).read_bytes().strip() if password_file else b""
        return Pkcs12Signer(place.read_bytes(), password)
    except OSError as error:
        raise ImproperlyConfigured(f"OCOP_SIGNING_CERTIFICATE: {error}") from error


def _test_file(place: Path) -> bytes:
    try:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return place.read_bytes()
    made = make_test_certificate(datetime.now(UTC))
    with os.fdopen(handle, "wb") as file:
        file.write(made)
    return made
