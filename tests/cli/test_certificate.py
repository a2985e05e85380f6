"""`ocop certificate verify` and `ocop credentials`, as an inspector and an operator use them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ocop.credentials import actions, queries
from ocop.platform.actors import SYSTEM
from tests.cast import NOW
from tests.cli.conftest import Run
from tests.credentials.test_verify_certificate import INDEX, Claims, jwks, record, signed, status_list

FRESH: Claims = {"validUntil": "2099-01-01T00:00:00+07:00"}


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """What an inspector saved: a record, the keys, a list on which it is, and one on which it is not."""
    files = {
        "record": signed(record()),
        "keys": json.dumps(jwks()),
        "list": signed(status_list(**FRESH)),
        "ended": signed(status_list(INDEX, **FRESH)),
        "void": signed(status_list(void=INDEX, **FRESH)),
        "theirs": json.dumps(jwks(iss="https://other.example")),
        "future": signed(record(iat=4_070_908_800)),
        "early": signed(status_list(**FRESH | {"validFrom": "2098-01-01T00:00:00+07:00"})),
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def test_it_says_what_the_record_says_once_it_holds(run: Run, saved: Path) -> None:
    asked = ("--keys", str(saved / "keys"), "--status-list", str(saved / "list"), "--at", "2027-01-31")
    done = run("certificate", "verify", str(saved / "record"), *asked)
    assert done.exit_code == 0
    assert "valid: signed by the register" in done.output
    assert "name: Tương ớt" in done.output
    told = json.loads(run("certificate", "verify", str(saved / "record"), *asked, "--json").output)
    assert (told["ok"], told["claims"]) == (True, record())


@pytest.mark.parametrize(
    ("what", "more", "status", "words"),
    [
        ("record", ("--status-list", "ended"), 3, "withdrawn, struck"),
        ("record", ("--status-list", "void"), 3, "void: the certificate was issued anew"),
        ("record", ("--status-list", "list", "--keys", "theirs"), 1, "not a key of the register"),
        ("future", ("--status-list", "list"), 1, "later than now"),
        ("record", ("--status-list", "early"), 5, "only from later than now"),
        ("record", ("--status-list", "list", "--at", "2031-01-01"), 4, "has expired"),
        ("record", (), 5, "--status-list"),
        ("keys", ("--status-list", "list"), 1, "not a record"),
    ],
)
def test_every_refusal_has_its_status(
    run: Run, saved: Path, what: str, more: tuple[str, ...], status: int, words: str
) -> None:
    files = [str(saved / word) if (saved / word).exists() else word for word in more]
    at = () if "--at" in more else ("--at", "2027-01-31")
    done = run("certificate", "verify", str(saved / what), "--keys", str(saved / "keys"), *files, *at)
    assert done.exit_code == status
    assert words in done.output


def test_a_day_gone_by_is_judged_by_what_was_signed_since(run: Run, saved: Path) -> None:
    asked = ("--keys", str(saved / "keys"), "--status-list", str(saved / "list"), "--at", "2026-11-02")
    assert run("certificate", "verify", str(saved / "record"), *asked).exit_code == 0


def test_what_are_no_keys_is_wrong_usage(run: Run, saved: Path) -> None:
    done = run("certificate", "verify", str(saved / "record"), "--keys", str(saved / "record"))
    assert (done.exit_code, "no set of keys" in done.output) == (2, True)
    assert run("certificate", "verify", str(saved / "record"), "--keys", "/nowhere").exit_code == 1


@pytest.mark.django_db
def test_the_operator_sees_changes_and_revokes_keys(run: Run) -> None:
    assert "no key yet" in run("credentials", "keys").output
    old = actions.take_key(actor=SYSTEM, now=NOW)
    assert run("credentials", "revoke", old.key_id, "--reason", "x").exit_code == 1
    assert "new key" in run("credentials", "rotate").output
    assert run("credentials", "revoke", "unknown", "--reason", "x").exit_code == 1
    done = run("credentials", "revoke", old.key_id, "--reason", "stolen", "--since", "2027-01-31")
    assert done.exit_code == 0
    listed = run("credentials", "keys").output
    assert "signs since" in listed
    assert "revoked from 2027-01-3" in listed
    assert json.loads(run("credentials", "keys", "--json").output) == queries.jwks()
