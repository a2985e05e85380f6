"""What a dump has otherwise than the one before: rows added, changed, removed, and which columns changed.

Beside each dump stands an index, a small database of its own with the key and digests of every row, so that
comparing takes no memory. The index is not published and only the latest is kept.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
import zlib
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import msgspec

from ocop.opendata import datasets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from ocop.opendata.rows import Row

COMPARED: Final = ("products", "certificates", "producers", "decisions", "places", "place_successions")
"""Tables whose changes are told; the others follow from them."""
BETWEEN: Final = ";"
DIGEST: Final = 16
OF_COLUMN: Final = 4


class Index:
    """The digests of the rows of a dump, being written."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None)
        # What is lost with the machine is made anew with the dump.
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("CREATE TABLE columns (dataset TEXT PRIMARY KEY, names TEXT)")
        for name in COMPARED:
            self._db.execute(
                f"CREATE TABLE {name} (key TEXT PRIMARY KEY, digest BLOB, parts BLOB) WITHOUT ROWID"
            )
            names = json.dumps(datasets.dataset(name).names)
            self._db.execute("INSERT INTO columns VALUES (?, ?)", (name, names))
        self._keys = {name: datasets.dataset(name).places_of_key() for name in COMPARED}

    def add(self, name: str, rows: list[Row]) -> None:
        """Note these rows of a table; those of a table that is not compared are passed over."""
        if name not in self._keys:
            return
        places = self._keys[name]
        self._db.execute("BEGIN")
        self._db.executemany(
            f"INSERT INTO {name} VALUES (?, ?, ?)",  # noqa: S608 - one of our names
            ((BETWEEN.join(str(row[place]) for place in places), *_digests(row)) for row in rows),
        )
        self._db.execute("COMMIT")

    def close(self) -> None:
        """Finish the file."""
        self._db.close()


def _digests(row: Row) -> tuple[bytes, bytes]:
    """A digest of the whole row, by which it is compared, and a short one of each column, which names it."""
    cells = [msgspec.json.encode(value) for value in row]
    whole = hashlib.blake2b(b"\n".join(cells), digest_size=DIGEST).digest()
    return whole, b"".join(zlib.crc32(cell).to_bytes(OF_COLUMN) for cell in cells)


@dataclass(frozen=True, slots=True)
class Change:
    """A row that is new, changed or gone. `columns`: which of a changed one."""

    dataset: str
    key: str
    change: str
    columns: tuple[str, ...] = ()


@dataclass(slots=True)
class Counts:
    """How many rows of a table were added, changed, removed."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    def as_json(self) -> dict[str, int]:
        """By their names."""
        return {"added": self.added, "changed": self.changed, "removed": self.removed}


@dataclass(slots=True)
class Log:
    """What was written of the changes."""

    since: date | None
    counts: dict[str, Counts] = field(default_factory=dict)


def write(folder: Path, *, index: Path, before: Path | None, since: date | None, day: date) -> Log:
    """Write `changes.csv` and `changes.json`. Without a dump before there is nothing to tell."""
    log = Log(since if before else None, {name: Counts() for name in COMPARED})
    encode = msgspec.json.Encoder().encode
    with (
        (folder / "changes.csv").open("w", encoding="utf-8", newline="") as table,
        (folder / "changes.json").open("wb") as document,
    ):
        writer = csv.writer(table)
        writer.writerow(("dataset", "key", "change", "columns"))
        head = {"day": day, "since": log.since}
        document.write(encode(head)[:-1] + b',"changes":[')
        lead = b"\n"
        for one in compare(index, before) if before else ():
            counts = log.counts[one.dataset]
            setattr(counts, one.change, getattr(counts, one.change) + 1)
            writer.writerow((one.dataset, one.key, one.change, BETWEEN.join(one.columns)))
            document.write(lead + encode(one))
            lead = b",\n"
        counted = {name: counts.as_json() for name, counts in log.counts.items()}
        document.write(b'\n],"counts":' + encode(counted) + b"}\n")
    return log


def compare(index: Path, before: Path) -> Iterator[Change]:
    """Every difference between two indexes, by table and key."""
    with closing(sqlite3.connect(index)) as db:
        db.execute("ATTACH ? AS before", (str(before),))
        then = {name: json.loads(names) for name, names in db.execute("SELECT * FROM before.columns")}
        for name in COMPARED:
            names = list(datasets.dataset(name).names)
            for key, change, now, old in db.execute(_SQL.format(name=name)):
                columns = _changed(names, now, then.get(name, names), old) if change == "changed" else ()
                yield Change(name, key, change, columns)


_SQL: Final = """
SELECT now.key, 'added', NULL, NULL FROM main.{name} now
  WHERE NOT EXISTS (SELECT 1 FROM before.{name} old WHERE old.key = now.key)
UNION ALL
SELECT old.key, 'removed', NULL, NULL FROM before.{name} old
  WHERE NOT EXISTS (SELECT 1 FROM main.{name} now WHERE now.key = old.key)
UNION ALL
SELECT now.key, 'changed', now.parts, old.parts FROM main.{name} now
  JOIN before.{name} old ON old.key = now.key WHERE old.digest != now.digest
"""


def _changed(names: list[str], now: bytes, names_then: list[str], then: bytes) -> tuple[str, ...]:
    """The columns whose digests differ, new ones among them."""
    old = dict(zip(names_then, _parts(then), strict=True))
    return tuple(name for name, part in zip(names, _parts(now), strict=True) if old.get(name) != part)


def _parts(parts: bytes) -> list[bytes]:
    return [parts[at : at + OF_COLUMN] for at in range(0, len(parts), OF_COLUMN)]
