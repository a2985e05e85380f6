"""Check the signed record of an OCOP certificate without the system it came from, and without a network.

    python verify_certificate.py RECORD KEYS [STATUS_LIST ...]

It needs Python and its package `cryptography`. RECORD is a file, or - for standard input: what the larger
code of a certificate says, with the address before it or without. KEYS is the saved file
/.well-known/ocop-keys.json of the system you trust; STATUS_LIST a saved list, whose address stands in the
record. The exit status, and the first word printed:

    0  valid
    1  unreadable   not a record of this kind         unknown_key  its key is not among the keys
       forged       the signature does not hold       revoked_key  signed when its key was revoked
       other_issuer its key is not a key of the register that it names
       from_future  it says it was signed later than now: it is false, or the clock of this computer is wrong
    2  the program was called wrongly, or a file cannot be read
    3  ended        withdrawn, struck from the register, or replaced by a later certificate
       void_paper   this paper is void: the certificate was issued anew, on another paper
    4  expired      its last day is over              not_yet      its first day is still to come
    5  list_missing the list of this record was not given    list_old   the list is too old: save a new one
       list_false   the list is not signed by the register that the record names, or is no list
       list_early   the list holds only from later than now: is the clock of this computer right?
"""

import base64
import json
import sys
import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

Json = dict[str, Any]
LEAST_BITS, MOST_BYTES, HALF = 131_072, 1 << 24, 32
LEEWAY = timedelta(minutes=5)  # how much later than this clock something may be signed
EXITS = {
    **dict.fromkeys(("unreadable", "unknown_key", "forged", "revoked_key", "other_issuer", "from_future"), 1),
    **dict.fromkeys(("ended", "void_paper"), 3),
    **dict.fromkeys(("expired", "not_yet"), 4),
    **dict.fromkeys(("list_missing", "list_old", "list_false", "list_early"), 5),
    "valid": 0,
}
RANKS = ("list_missing", "list_false", "list_early", "list_old", "valid", "void_paper", "ended")


class Fault(Exception):
    """What does not hold of a signed text: its message is one of the words above."""


class Verdict(NamedTuple):
    """`why` is one of the words above; `claims` is empty unless the signature holds.

    `list_until` is the last moment for which the list that was used speaks; empty without one.
    """

    why: str
    claims: Json
    list_until: str = ""


def check(
    record: str, keys: Mapping[str, Any], lists: Iterable[str], at: datetime, now: datetime | None = None
) -> Verdict:
    """What the record is worth at a moment, by these keys and lists; `now` where that is not at present."""
    now = now or at
    try:
        claims = opened(record, keys, now)
        status, begin, end = _about(claims)
    except Fault as fault:
        return Verdict(str(fault), {})
    why, until = _listed(status, claims, keys, lists, (at, now))
    if why in ("ended", "void_paper"):
        return Verdict(why, claims, until)
    if at < begin or at > end:
        return Verdict("not_yet" if at < begin else "expired", claims, until)
    return Verdict(why, claims, until)


def opened(text: str, keys: Mapping[str, Any], now: datetime) -> Json:
    """The claims of a signed text whose signature holds, by a key of its issuer. Raises: Fault."""
    header, claims, signature, signed = _parts(text)
    if header.get("alg") != "ES256" or header.get("typ") != "vc+jwt" or "crit" in header:
        raise Fault("unreadable")
    found = [one for one in keys["keys"] if isinstance(one, dict) and one.get("kid") == header.get("kid")]
    if not found:
        raise Fault("unknown_key")
    if not _signed_by(found[0], signature, signed):
        raise Fault("forged")
    if not isinstance(claims.get("issuer"), str) or found[0].get("iss") != claims["issuer"]:
        raise Fault("other_issuer")
    at, revoked = claims.get("iat"), found[0].get("revoked")
    if not isinstance(at, int):
        raise Fault("unreadable")
    if revoked is not None and (not isinstance(revoked, dict) or at >= revoked.get("revoked_at", 0)):
        raise Fault("revoked_key")
    if at > (now + LEEWAY).timestamp():
        raise Fault("from_future")
    return claims


def _parts(text: str) -> tuple[Json, Json, bytes, bytes]:
    """Header, claims, signature, and the bytes that are signed."""
    compact = "".join(text.split()).rpartition("#")[2]
    try:
        head, body, tail = compact.encode("ascii").split(b".")
        header, claims = json.loads(_bytes(head)), json.loads(_bytes(body))
        signature = _bytes(tail)
    except (ValueError, RecursionError):
        raise Fault("unreadable") from None
    if not isinstance(header, dict) or not isinstance(claims, dict) or len(signature) != 2 * HALF:
        raise Fault("unreadable")  # a scan or a copy that broke off is no forgery
    return header, claims, signature, head + b"." + body


def _bytes(part: bytes) -> bytes:
    return base64.b64decode(part + b"=" * (-len(part) % 4), altchars=b"-_", validate=True)


def _signed_by(key: Mapping[str, Any], signature: bytes, signed: bytes) -> bool:
    if key.get("kty") != "EC" or key.get("crv") != "P-256":
        return False
    try:
        x, y = (int.from_bytes(_bytes(str(key[name]).encode())) for name in ("x", "y"))
        halves = int.from_bytes(signature[:HALF]), int.from_bytes(signature[HALF:])
        public = EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key()
        public.verify(encode_dss_signature(*halves), signed, ECDSA(SHA256()))
    except (InvalidSignature, ValueError, KeyError):
        return False
    return True


def _about(claims: Json) -> tuple[Json, datetime, datetime]:
    """The place in a list, and the first and last moment. Raises: Fault for what is no certificate."""
    try:
        if "OcopCertificate" not in claims["type"] or not isinstance(claims["credentialSubject"], dict):
            raise Fault("unreadable")
        status = claims["credentialStatus"]
        if status["type"] != "BitstringStatusListEntry" or status["statusPurpose"] != "revocation":
            raise Fault("unreadable")
        return status, moment(claims["validFrom"]), moment(claims["validUntil"])
    except (KeyError, TypeError, ValueError):
        raise Fault("unreadable") from None


def moment(text: str) -> datetime:
    """A moment with its zone. Raises: ValueError without one, TypeError."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found


def _listed(
    status: Json,
    record: Json,
    keys: Mapping[str, Any],
    lists: Iterable[str],
    times: tuple[datetime, datetime],
) -> tuple[str, str]:
    """What the list says, and until when it speaks; of several lists the word that stands last in `RANKS`."""
    found, until = "list_missing", ""
    for text in lists:
        why, last = "list_false", ""
        try:
            claims = opened(text, keys, times[1])
            if claims.get("id") != status["statusListCredential"]:
                continue
            if claims["issuer"] == record["issuer"]:
                why, last = _of_list(claims, int(status["statusListIndex"]), *times)
        except Fault as fault:
            why = "list_early" if str(fault) == "from_future" else why
        except (KeyError, TypeError, ValueError, zlib.error):
            pass
        if RANKS.index(why) > RANKS.index(found):
            found, until = why, last
    return found, until


def _of_list(claims: Json, index: int, at: datetime, now: datetime) -> tuple[str, str]:
    """What one list says, and until when it speaks. Raises: ValueError, KeyError, TypeError, zlib.error."""
    begin, end = moment(claims["validFrom"]), moment(claims["validUntil"])
    subject = claims["credentialSubject"]
    if "BitstringStatusListCredential" not in claims["type"] or subject["statusPurpose"] != "revocation":
        raise ValueError("no list of ended certificates")
    if begin > now + LEEWAY:
        return "list_early", ""
    until = str(claims["validUntil"])
    if _bit(str(subject["encodedList"]), index):
        # An end is for good, so an old list tells it as well as a new one.
        void = "voidPapers" in subject and _bit(str(subject["voidPapers"]), index)
        return "void_paper" if void else "ended", until
    return "valid" if at <= end else "list_old", until


def _bit(packed: str, index: int) -> bool:
    """Whether the bit is set. Raises: ValueError, TypeError, zlib.error for no such bits."""
    bits = zlib.decompressobj(wbits=31).decompress(_bytes(packed[1:].encode()), MOST_BYTES)
    if not packed.startswith("u") or len(bits) * 8 < LEAST_BITS or not 0 <= index < len(bits) * 8:
        raise ValueError("no such bit")
    return bool(bits[index // 8] & (0x80 >> index % 8))


def told(verdict: Verdict) -> str:
    """The verdict with the facts of the record, a line each."""
    lines = [verdict.why]
    if verdict.claims:
        facts = {**verdict.claims["credentialSubject"], "issuer": verdict.claims.get("issuer")}
        facts |= {name: verdict.claims[name] for name in ("validFrom", "validUntil")}
        lines += [f"{name}: {value}" for name, value in facts.items()]
    if verdict.list_until:
        lines.append(f"status list until: {verdict.list_until}")
    return "\n".join(lines)


def read_keys(path: Path) -> Json:
    """A JWK set. Raises: OSError; ValueError when it is none."""
    found = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(found, dict) or not isinstance(found.get("keys"), list):
        raise ValueError(f"{path} is no set of keys")  # noqa: TRY004 - what a file holds is its value
    return found


def main(arguments: list[str]) -> int:
    """Check the record named first with the keys named second and the lists named after them."""
    if len(arguments) < 2:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    try:
        record = sys.stdin.read() if arguments[0] == "-" else Path(arguments[0]).read_text(encoding="utf-8")
        keys = read_keys(Path(arguments[1]))
        lists = [Path(name).read_text(encoding="utf-8") for name in arguments[2:]]
    except (OSError, ValueError, RecursionError) as error:
        sys.stderr.write(f"a file cannot be read: {error!r}\n")
        return 2
    verdict = check(record, keys, lists, datetime.now(UTC))
    sys.stdout.write(f"{told(verdict)}\n")
    return EXITS[verdict.why]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
