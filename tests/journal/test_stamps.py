"""A signed head is stamped by an authority: here a real one, openssl behind a small server."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from pytest_django.fixtures import Settings

from ocop.journal import queries, stamps
from ocop.journal.actions import record
from ocop.journal.actions.heads import keep_stamp, sign_head
from ocop.journal.models import SignedHead, Stamp
from ocop.places.models import Unit
from ocop.platform.actors import SYSTEM, Actor
from ocop.platform.decisions import Denied
from tests.cast import NOW, no_entry, one_entry

OPENSSL = shutil.which("openssl") or ""
CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
certs = {folder}/ca.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
"""
EXTENSIONS = """
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""

pytestmark = pytest.mark.skipif(not OPENSSL, reason="no openssl on this machine to be the authority")


def openssl(*arguments: str, given: bytes = b"") -> bytes:
    done = subprocess.run([OPENSSL, *arguments], input=given, capture_output=True, check=True)  # noqa: S603
    return done.stdout


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a time-stamping authority, and the file of its root certificate."""
    folder = tmp_path_factory.mktemp("authority")
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    root, extensions = folder / "ca.pem", folder / "extensions"
    openssl(
        *("req", "-x509", *key, "-subj", "/CN=Root", "-days", "3650"),
        *("-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign"),
        *("-keyout", str(folder / "ca.key"), "-out", str(root)),
    )
    openssl("req", *key, "-subj", "/CN=TSA", "-keyout", str(folder / "tsa.key"), "-out", str(folder / "csr"))
    extensions.write_text(EXTENSIONS)
    openssl(
        *("x509", "-req", "-in", str(folder / "csr"), "-CA", str(root), "-CAkey", str(folder / "ca.key")),
        *("-set_serial", "2", "-days", "3650", "-extfile", str(extensions)),
        *("-out", str(folder / "tsa.pem")),
    )
    (folder / "serial").write_text("01\n")
    (folder / "config").write_text(CONFIG.format(folder=folder))

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = folder / "query"
            query.write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            reply = openssl("ts", "-reply", "-config", str(folder / "config"), "-queryfile", str(query))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", root
    server.shutdown()
    server.server_close()


@pytest.fixture
def head(ta_van: Unit, settings: Settings, tmp_path: Path, authority: tuple[str, Path]) -> SignedHead:
    settings.OCOP_JOURNAL_KEY = tmp_path / "journal-key"
    settings.OCOP_TSA_URL, settings.OCOP_TSA_CERTIFICATES = authority
    record(actor=SYSTEM, verb="unit.noted", obj=ta_van, before={}, after={}, now=NOW)
    return sign_head(actor=SYSTEM, now=NOW)


def kept(head: SignedHead, actor: Actor = SYSTEM) -> Stamp:
    word = stamps.obtain(head)
    return keep_stamp(
        actor=actor, head_id=head.pk, token=word.token, authority="here", stamped_at=word.at, now=NOW
    )


def test_a_stamp_is_obtained_checked_and_kept_with_one_entry(head: SignedHead) -> None:
    assert queries.heads_without_stamp(7) == [head]
    with one_entry("journal.stamped"):
        kept(head)
    assert queries.heads_without_stamp(7) == []
    assert stamps.first_false(queries.stamps()) is None


def test_a_second_stamp_changes_nothing(head: SignedHead) -> None:
    first = kept(head)
    with no_entry():
        assert kept(head) == first


def test_only_those_with_the_right_keep_stamps(head: SignedHead, hoa: Actor) -> None:
    with no_entry(), pytest.raises(Denied):
        kept(head, hoa)


def test_a_stamp_of_another_head_does_not_hold(head: SignedHead) -> None:
    token = stamps.obtain(head).token
    head.seq += 1
    with pytest.raises(stamps.NotStamped):
        stamps.check(token, head)


def test_the_word_of_a_stranger_does_not_hold(head: SignedHead, settings: Settings, tmp_path: Path) -> None:
    token = stamps.obtain(head).token
    stranger = tmp_path / "stranger.pem"
    openssl(
        *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
        *("-subj", "/CN=Stranger", "-keyout", str(tmp_path / "key"), "-out", str(stranger)),
    )
    settings.OCOP_TSA_CERTIFICATES = str(stranger)
    with pytest.raises(stamps.NotStamped):
        stamps.check(token, head)


def test_a_changed_word_does_not_hold(head: SignedHead) -> None:
    token = bytearray(stamps.obtain(head).token)
    token[-5] ^= 1
    with pytest.raises(stamps.NotStamped):
        stamps.check(bytes(token), head)


def test_an_authority_that_does_not_answer_is_told(head: SignedHead, settings: Settings) -> None:
    settings.OCOP_TSA_URL = "http://127.0.0.1:9/"
    with pytest.raises(stamps.NotStamped):
        stamps.obtain(head)
