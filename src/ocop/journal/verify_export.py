"""Check an exported journal without the system it came from: Python's standard library and this file suffice.

    python verify_export.py journal.jsonl [DIGEST | heads.json]

Each line of the export is one entry as JSON. Its digest is the SHA-256 of the entry's own canonical JSON
(sorted keys, UTF-8, no spaces) without `digest` but with `previous`, the digest of the entry before.
DIGEST is a head published earlier (minutes, public page); heads.json holds the signed head of every day: an
export that ends before one of them was cut or is an older copy. The signatures in it are not checked here.
Exit status 0 and the head when every entry fits; 1 and the first entry that doesn't, with the reason:

    changed   the entry does not give its digest       missing   an entry before the next one is gone
    swapped   the entry stands in another's place      inserted  the entry was not written by the journal
    cut       the end is gone                          unreadable  the line is not an entry as it is written
    rewritten the entry is not the one published       old       the export ends before a published head
"""

import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import index
from pathlib import Path
from typing import NamedTuple

Row = dict[str, object]
FIRST_PREVIOUS = "0" * 64


class Verdict(NamedTuple):
    """`why` is empty when all is well; otherwise `seq` is the first entry that doesn't fit."""

    entries: int
    head: str
    why: str = ""
    seq: int = 0


_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(row: Row) -> bytes:
    """The one way to write these facts down."""
    return _encode(row).encode()


def digest_of(row: Row) -> str:
    """The digest an entry must carry."""
    return hashlib.sha256(canonical({key: row[key] for key in row if key != "digest"})).hexdigest()


def check(
    read: Callable[[], Iterable[Row]], *, expected_head: str = "", published: Mapping[int, str] | None = None
) -> Verdict:
    """Walk the chain once; `read` is called again only to name what went wrong.

    `published`: digests that entries must have, by `seq`.
    """
    seq, head, seen, published = 0, FIRST_PREVIOUS, not expected_head, published or {}
    for row in read():
        if row.get("seq") != seq + 1 or row.get("previous") != head or row.get("digest") != digest_of(row):
            return Verdict(seq, head, *_why(read, row, seq, head))
        seq, head = seq + 1, str(row["digest"])
        seen = seen or head == expected_head
        if seq in published and published[seq] != head:
            return Verdict(seq, head, "rewritten", seq)
    if not seen:
        return Verdict(seq, head, "cut", seq + 1)
    return Verdict(seq, head, "old", seq + 1) if max(published, default=0) > seq else Verdict(seq, head)


def _why(read: Callable[[], Iterable[Row]], row: Row, seq: int, head: str) -> tuple[str, int]:
    number, previous = row.get("seq"), row.get("previous")
    if not isinstance(number, int) or not isinstance(row.get("digest"), str):
        return "unreadable", seq + 1
    if row["digest"] != digest_of(row):
        return _why_broken(read, previous, seq, head)
    if number == seq + 1:
        # Whole in itself, but it was written after another entry than the one before it.
        return "changed", max(seq, 1)
    if number <= seq:
        return "inserted", number
    return ("swapped" if any(other.get("seq") == seq + 1 for other in read()) else "missing"), seq + 1


def _why_broken(read: Callable[[], Iterable[Row]], previous: object, seq: int, head: str) -> tuple[str, int]:
    """The entry written after `previous` may have been given another's number."""
    places = [place for place, other in enumerate(read(), start=1) if other.get("digest") == previous]
    if previous == head or not places:
        return "changed", seq + 1
    return ("swapped", seq + 1) if places[0] > seq else ("inserted", places[0] + 1)


def read_file(path: Path) -> Iterator[Row]:
    """The entries of an export; a line that is not one entry in its only form comes out as an empty one.

    A line that tells a fact twice would show its reader the first and be checked by the second.
    """
    with path.open("rb") as lines:
        for line in lines:
            try:
                row = json.loads(line)
                yield row if isinstance(row, dict) and canonical(row) == line.rstrip(b"\r\n") else {}
            except (ValueError, RecursionError):
                yield {}


def read_heads(path: Path) -> dict[int, str]:
    """The digests of a heads.json, by entry. Raises: ValueError, KeyError, TypeError when it is none."""
    heads = json.loads(path.read_text(encoding="utf-8"))["heads"]
    return {index(head["seq"]): str(head["digest"]) for head in heads}


def read_published(word: str) -> tuple[str, dict[int, str]]:
    """The head and the heads that the second word stands for. Raises: OSError when it is neither."""
    if len(word) == len(FIRST_PREVIOUS) and not word.strip("0123456789abcdef"):
        return word, {}
    return "", read_heads(Path(word))


def main(arguments: list[str]) -> int:
    """Verify the file named first, against the head, or the file of heads, named second."""
    if len(arguments) not in {1, 2}:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    try:
        expected, published = read_published(arguments[1]) if len(arguments) == 2 else ("", {})
        verdict = check(lambda: read_file(Path(arguments[0])), expected_head=expected, published=published)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        sys.stderr.write(f"a file cannot be read: {error!r}\n")
        return 2
    if verdict.why:
        sys.stdout.write(f"entry {verdict.seq}: {verdict.why}\n")
        return 1
    sys.stdout.write(f"{verdict.entries} entries, head {verdict.head}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
