"""The program of one page names everything that is wrong with a record, a key or a list.

Records are written here with `cryptography` alone, so that the program is not checked by what writes ours.
"""

from __future__ import annotations

import base64
import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from ocop.credentials import records
from ocop.credentials.verify_certificate import EXITS, LEEWAY, Verdict, check, main

SECOND = timedelta(seconds=1)
NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
LIST = "https://ocop.example/credentials/status/1.jwt"
INDEX = 70_001
HEADER = {"alg": "ES256", "typ": "vc+jwt", "kid": "ours"}
KEY, OTHER = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
Claims = dict[str, Any]


def b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def signed(claims: Claims, key: ec.EllipticCurvePrivateKey = KEY, **header: str) -> str:
    said = ".".join(b64(json.dumps(one).encode()) for one in (HEADER | header, claims))
    r, s = decode_dss_signature(key.sign(said.encode(), ec.ECDSA(SHA256())))
    return f"{said}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def jwks(key: ec.EllipticCurvePrivateKey = KEY, **more: object) -> Claims:
    numbers = key.public_key().public_numbers()
    x, y = (b64(one.to_bytes(32, "big")) for one in (numbers.x, numbers.y))
    known = {"kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": "ours", "iss": "https://ocop.example"}
    return {"keys": [known | more]}


def record(**changed: object) -> Claims:
    return {
        "type": ["VerifiableCredential", "OcopCertificate"],
        "issuer": "https://ocop.example",
        "validFrom": "2026-11-01T00:00:00+07:00",
        "validUntil": "2029-11-01T23:59:59+07:00",
        "credentialStatus": {
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(INDEX),
            "statusListCredential": LIST,
        },
        "credentialSubject": {"name": "Tương ớt", "stars": 4},
        "iat": int(NOW.timestamp()),
        **changed,
    }


def status_list(*ended: int, void: int | None = None, **changed: object) -> Claims:
    papers = () if void is None else (void,)
    subject = {
        "type": "BitstringStatusList",
        "statusPurpose": "revocation",
        "encodedList": records.encoded([*ended, *papers]),
        "voidPapers": records.encoded(papers),
    }
    return {
        "id": LIST,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": "https://ocop.example",
        "validFrom": NOW.isoformat(),
        "validUntil": (NOW + timedelta(days=7)).isoformat(),
        "credentialSubject": subject,
        "iat": int(NOW.timestamp()),
        **changed,
    }


def why(text: str, *lists: str, keys: Claims | None = None, at: datetime = NOW) -> str:
    return check(text, keys or jwks(), lists or [signed(status_list())], at).why


def test_a_genuine_record_not_on_the_list_is_valid() -> None:
    verdict = check(signed(record()), jwks(), [signed(status_list(INDEX - 1, INDEX + 1))], NOW)
    assert verdict == Verdict("valid", record(), str(status_list()["validUntil"]))


def test_it_is_read_with_the_address_before_it_and_broken_into_lines() -> None:
    text = f"https://ocop.example/verify/#{signed(record())}"
    assert why("\n".join(text[at : at + 76] for at in range(0, len(text), 76))) == "valid"


def test_one_on_the_list_has_ended_even_by_an_old_list_and_past_its_last_day() -> None:
    ended = signed(status_list(INDEX))
    assert why(signed(record()), ended) == "ended"
    assert why(signed(record()), signed(status_list()), ended) == "ended"
    assert why(signed(record()), ended, at=NOW + timedelta(days=30)) == "ended"
    assert why(signed(record()), ended, at=NOW + timedelta(days=2000)) == "ended"


def test_a_void_paper_is_told_apart_from_a_certificate_that_ended() -> None:
    void = signed(status_list(void=INDEX))
    assert why(signed(record()), void) == "void_paper"
    assert why(signed(record()), void, signed(status_list(INDEX))) == "ended"
    assert why(signed(record()), void, at=NOW + timedelta(days=2000)) == "void_paper"
    without = {"statusPurpose": "revocation", "encodedList": records.encoded([INDEX])}
    assert why(signed(record()), signed(status_list(credentialSubject=without))) == "ended"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-10-31T23:59:59+07:00", "not_yet"),
        ("2026-11-01T00:00:00+07:00", "valid"),
        ("2029-11-01T23:59:59+07:00", "valid"),
        ("2029-11-02T00:00:00+07:00", "expired"),
    ],
)
def test_its_first_and_its_last_day_are_days_in_viet_nam(moment: str, expected: str) -> None:
    fresh = signed(status_list(validUntil="2030-01-01T00:00:00+07:00"))
    at = datetime.fromisoformat(moment)
    assert check(signed(record()), jwks(), [fresh], at, max(at, NOW)).why == expected


def changed_inside(text: str) -> str:
    header, _claims, signature = text.split(".")
    return f"{header}.{b64(json.dumps(record(credentialSubject={'stars': 5})).encode())}.{signature}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (changed_inside(signed(record())), "forged"),
        (signed(record(), OTHER), "forged"),
        (signed(record())[:-20], "unreadable"),
        (signed(record(), kid="theirs"), "unknown_key"),
        (signed(record(), alg="none").rpartition(".")[0] + ".", "unreadable"),
        (signed(record(), alg="HS256"), "unreadable"),
        (signed(record(), typ="JWT"), "unreadable"),
        (signed(record(), crit="b64"), "unreadable"),
        (signed(record(type=["VerifiableCredential"])), "unreadable"),
        (signed(record(validUntil="2029-11-01T23:59:59")), "unreadable"),
        (signed(record(credentialStatus={})), "unreadable"),
        (signed(record(iat="today")), "unreadable"),
        (signed(status_list()), "unreadable"),
        ("", "unreadable"),
        ("a.b", "unreadable"),
        ("ạ.ạ.ạ", "unreadable"),
        ("W10.W10.AA", "unreadable"),
    ],
)
def test_what_is_false_or_no_record_is_refused(text: str, expected: str) -> None:
    verdict = check(text, jwks(), [signed(status_list())], NOW)
    assert verdict == Verdict(expected, {})


def test_a_revoked_key_counts_for_what_it_signed_before() -> None:
    at = int(NOW.timestamp())
    assert why(signed(record()), keys=jwks(revoked={"revoked_at": at})) == "revoked_key"
    before = jwks(revoked={"revoked_at": at + 1})
    assert why(signed(record()), keys=before) == "valid"


@pytest.mark.parametrize("named", [{"iss": "https://other.example"}, {"iss": None}])
def test_a_key_counts_for_its_own_register_alone(named: Claims) -> None:
    assert why(signed(record()), keys=jwks(**named)) == "other_issuer"


def test_a_list_of_another_register_is_refused_although_its_key_is_known() -> None:
    theirs = "https://other.example"
    keys = {"keys": [*jwks()["keys"], *jwks(OTHER, kid="theirs", iss=theirs)["keys"]]}
    hiding = signed(status_list(issuer=theirs), OTHER, kid="theirs")
    assert why(signed(record()), hiding, keys=keys) == "list_false"
    assert why(signed(record()), signed(status_list(), OTHER, kid="theirs"), keys=keys) == "list_false"


def test_what_was_signed_later_than_now_is_refused_but_for_a_clock_a_little_slow() -> None:
    assert why(signed(record()), at=NOW - LEEWAY) == "valid"
    assert why(signed(record()), at=NOW - LEEWAY - SECOND) == "from_future"


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        (status_list(id="https://ocop.example/credentials/status/2.jwt"), "list_missing"),
        (status_list(issuer="https://other.example"), "list_false"),
        (status_list(validFrom=(NOW + LEEWAY + SECOND).isoformat()), "list_early"),
        (status_list(validFrom=(NOW + LEEWAY).isoformat()), "valid"),
        (status_list(iat=int((NOW + LEEWAY + SECOND).timestamp())), "list_early"),
        (status_list(validUntil=(NOW - timedelta(seconds=1)).isoformat()), "list_old"),
        (status_list(type=["VerifiableCredential"]), "list_false"),
        (
            status_list(
                credentialSubject={
                    "statusPurpose": "revocation",
                    "encodedList": "u" + b64(gzip.compress(bytes(16_000))),
                }
            ),
            "list_false",
        ),
        (
            status_list(
                credentialSubject={"statusPurpose": "suspension", "encodedList": records.encoded(())}
            ),
            "list_false",
        ),
    ],
)
def test_a_list_that_does_not_speak_of_the_record_proves_nothing(claims: Claims, expected: str) -> None:
    assert why(signed(record()), signed(claims)) == expected


def test_a_list_signed_by_others_proves_nothing_and_does_not_hide_the_right_one() -> None:
    theirs = signed(status_list(INDEX), OTHER)
    assert why(signed(record()), theirs) == "list_false"
    assert why(signed(record()), "x", theirs, signed(status_list())) == "valid"


def test_the_program_says_it_by_its_exit_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def saved(name: str, text: str) -> str:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return str(tmp_path / name)

    keys = saved("keys", json.dumps(jwks()))
    long = saved("record", signed(record(validUntil="2099-11-01T23:59:59+07:00")))
    fresh: Claims = {"validUntil": "2099-01-01T00:00:00+07:00"}
    assert main([long, keys, saved("list", signed(status_list(**fresh)))]) == EXITS["valid"] == 0
    assert "name: Tương ớt" in capsys.readouterr().out
    assert main([long, keys, saved("list", signed(status_list(INDEX, **fresh)))]) == EXITS["ended"]
    assert main([long, keys]) == EXITS["list_missing"]
    assert main([saved("record", "x"), keys]) == EXITS["unreadable"]
    assert main([long]) == main([long, saved("no-keys", "[]")]) == main(["/nowhere", keys]) == 2
