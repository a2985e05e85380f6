"""Check an exported journal without the system it came from: Python's standard library and this file suffice.

    python verify_export.py journal.jsonl [DIGEST]

Each line of the export is one entry as JSON. Its digest is the SHA-256 of the entry's own canonical JSON
(sorted keys, UTF-8, no spaces) without `digest` but with `previous`, the digest of the entry before.
DIGEST is a head published earlier (minutes, public page): an export without it was cut or replaced.
Exit status 0 and the head when every entry fits; 1 and the first entry that doesn't, with the reason:

    changed   the entry does not give its digest       missing   an entry before the next one is gone
    swapped   the entry stands in another's place      inserted  the entry was not written by the journal
    cut       the end is gone                          unreadable  the line is not an entry
"""

import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator
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


def canonical(row: Row) -> bytes:
    """The one way to write these facts down."""
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_of(row: Row) -> str:
    """The digest an entry must carry."""
    return hashlib.sha256(canonical({key: row[key] for key in row if key != "digest"})).hexdigest()


def check(read: Callable[[], Iterable[Row]], *, expected_head: str = "") -> Verdict:
    """Walk the chain once; `read` is called again only to name what went wrong."""
    seq, head, seen = 0, FIRST_PREVIOUS, not expected_head
    for row in read():
        if row.get("seq") != seq + 1 or row.get("previous") != head or row.get("digest") != digest_of(row):
            return Verdict(seq, head, *_why(read, row, seq, head))
        seq, head = seq + 1, str(row["digest"])
        seen = seen or head == expected_head
    return Verdict(seq, head) if seen else Verdict(seq, head, "cut", seq + 1)


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
    """The entries of an export; a line that is not an entry comes out as an empty one."""
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                row = json.loads(line)
            except ValueError:
                row = {}
            yield row if isinstance(row, dict) else {}


def main(arguments: list[str]) -> int:
    """Verify the file named first, against the head named second."""
    if len(arguments) not in {1, 2}:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    path = Path(arguments[0])
    if not path.is_file():
        sys.stderr.write(f"{path}: no such file\n")
        return 2
    verdict = check(lambda: read_file(path), expected_head="".join(arguments[1:]))
    if verdict.why:
        sys.stdout.write(f"entry {verdict.seq}: {verdict.why}\n")
        return 1
    sys.stdout.write(f"{verdict.entries} entries, head {verdict.head}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
