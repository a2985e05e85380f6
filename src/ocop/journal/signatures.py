"""Whether the signatures of keys and heads hold: the one place that reads Ed25519."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ocop.journal.heads import HEAD_FACTS, KEY_FACTS, Facts, Fault, Published, id_of, link, statement
from ocop.journal.verify_export import FIRST_PREVIOUS


def pem(public: str) -> str:
    """A public key as other programs read it."""
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def fault_of(published: Published, *, trusted: Collection[str] = ()) -> Fault | None:
    """The first fault of keys and heads, in their order; None when all signatures hold.

    `trusted`: ids of keys that somebody vouches for although the key before did not sign them.
    """
    return next(_faults(published, trusted), None)


def _faults(published: Published, trusted: Collection[str]) -> Iterator[Fault]:
    yield from _faults_of_keys(published.keys, trusted)
    publics = {str(key["key_id"]): str(key["public"]) for key in published.keys}
    for head in published.heads:
        public = publics.get(str(head["key_id"]))
        if public is None:
            yield Fault("wrong_key", str(head["day"]))
        elif not signed_by(public, statement(head, HEAD_FACTS), str(head["signature"])):
            yield Fault("forged", str(head["day"]))
    first = published.heads[:1]
    if first and first[0]["previous"] != FIRST_PREVIOUS:
        yield Fault("gap", str(first[0]["day"]))
    for before, head in pairwise(published.heads):
        if head["previous"] != link(before):
            yield Fault("gap", str(head["day"]))


def _faults_of_keys(keys: Sequence[Facts], trusted: Collection[str]) -> Iterator[Fault]:
    before: Facts | None = None
    for key in keys:
        key_id, public, said = str(key["key_id"]), str(key["public"]), statement(key, KEY_FACTS)
        if not _is_named(key_id, public) or not signed_by(public, said, str(key["signature"])):
            yield Fault("key", key_id)
        elif before is not None and key_id not in trusted:
            endorsed = signed_by(str(before["public"]), said, str(key.get("endorsement", "")))
            if key["previous"] != before["key_id"] or not endorsed:
                yield Fault("unendorsed", key_id)
        before = key


def _is_named(key_id: str, public: str) -> bool:
    try:
        return id_of(bytes.fromhex(public)) == key_id
    except ValueError:
        return False


def signed_by(public: str, said: bytes, signature: str) -> bool:
    """Whether this key signed these bytes."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), said)
    except (InvalidSignature, ValueError):
        return False
    return True
