"""Signed heads as facts for outsiders: how they are written down, and whether a file of them holds.

A statement is canonical JSON, signed with Ed25519. A key's statement names the key before it and is signed by
itself and by that one; a head's names the head before it. So whoever keeps one file, or one line of it, can
tell later whether the journal is still the one that was signed then.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import index
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from ocop.journal.canonical import moment
from ocop.journal.verify_export import canonical

if TYPE_CHECKING:
    from ocop.journal.models import PublicKey, SignedHead

Facts = dict[str, object]
KEY_FACTS: Final = ("type", "key_id", "number", "public", "made_at", "previous")
HEAD_FACTS: Final = ("type", "day", "seq", "digest", "signed_at", "key_id", "previous")


class Fault(NamedTuple):
    """The first thing that does not hold: `why` is a code, `place` a day or the id of a key.

    unreadable  not a file of heads      key     the key does not sign itself, or its id is another's
    unendorsed  the key before it has not signed it, and nobody vouched for it
    wrong_key   signed with a key that is not among the keys
    forged      the signature is not that of the head       gap  a head before it is gone or was changed
    """

    why: str
    place: str


@dataclass(frozen=True, slots=True)
class Published:
    """What a heads.json holds: keys by number, heads by day."""

    keys: Sequence[Facts]
    heads: Sequence[Facts]

    @property
    def digests(self) -> dict[int, str]:
        """The digest each signed entry must have."""
        return {int(str(head["seq"])): str(head["digest"]) for head in self.heads}

    @property
    def last_day(self) -> str:
        """The day of the latest head; empty without any."""
        return str(self.heads[-1]["day"]) if self.heads else ""


def id_of(public: bytes) -> str:
    """The name of a key: the first half of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:32]


def statement(facts: Mapping[str, object], names: Sequence[str]) -> bytes:
    """The bytes that are signed."""
    return canonical({name: facts[name] for name in names})


def link(head: Mapping[str, object]) -> str:
    """What the next head calls this one: the digest of its statement and signature."""
    return hashlib.sha256(canonical({name: head[name] for name in (*HEAD_FACTS, "signature")})).hexdigest()


def key_facts(key: PublicKey) -> Facts:
    """A key as published."""
    return {
        "type": "key",
        "key_id": key.key_id,
        "number": key.number,
        "public": key.public,
        "made_at": moment(key.made_at),
        "previous": key.previous,
        "signature": key.signature,
        "endorsement": key.endorsement,
    }


def head_facts(head: SignedHead) -> Facts:
    """A signed head as published."""
    return {
        "type": "head",
        "day": head.day.isoformat(),
        "seq": head.seq,
        "digest": head.digest,
        "signed_at": moment(head.signed_at),
        "key_id": head.key_id,
        "previous": head.previous,
        "signature": head.signature,
    }


def read(path: Path) -> Published | Fault:
    """A file of heads, or why it is none. Raises: OSError."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        keys, heads = list(held["keys"]), list(held["heads"])
        for one, names in [(key, KEY_FACTS) for key in keys] + [(head, HEAD_FACTS) for head in heads]:
            statement(one, names)
            bytes.fromhex(one["signature"])
        keys.sort(key=lambda key: index(key["number"]))
        heads.sort(key=lambda head: (str(head["day"]), index(head["seq"])))
    except (ValueError, KeyError, TypeError, RecursionError):
        return Fault("unreadable", path.name)
    return Published(keys, heads)
