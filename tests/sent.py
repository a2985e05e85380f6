"""Which statements each test sends, so that PostgreSQL need not hear the same from many tests.

The run on SQLite notes the statements of every test, without their values, and which of them were refused.
The run on PostgreSQL that follows it (`make test`) leaves out a test whose statements have all been sent,
and refused, in tests before it. Notes of other sources than the present ones say nothing, and a test without
notes always runs, as does one that commits. What `tests/kept.py` writes down again was noted where it was
made.

What differs by a value alone (a text too long for its column, a character that one database refuses) can be
left out so: `make postgres` by itself leaves out nothing, and is run before a release.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pytest
from django.db import Error, connection

ROOT: Final = Path(__file__).resolve().parent.parent
NOTES: Final = ROOT / ".pytest_cache" / "sent"
READ: Final = ("*.py", "*.html", "*.po", "*.txt", "*.json", "*.csv", "*.sql")
UNSAID: Final = ("SAVEPOINT", "RELEASE", "BEGIN", "PRAGMA", "EXPLAIN")
REFUSED: Final = "refused: "
_LIST: Final = re.compile(r"%s(?:, %s)+")
_ROWS: Final = re.compile(r"(\(%s\))(?:, \(%s\))+")
_NUMBER: Final = re.compile(r"\b\d+\b")


class Notes:
    """The statements of this process, by test."""

    def __init__(self) -> None:
        self.by_test: dict[str, set[str]] = {}
        self._present: set[str] = set()

    def begin(self, test: str) -> None:
        """What is sent from here on, this test sends."""
        if self.note not in connection.execute_wrappers:
            connection.execute_wrappers.append(self.note)
        self._present = self.by_test.setdefault(test, set())

    def note(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Note one statement, and whether it was refused."""
        shape = shape_of(sql)
        try:
            answer = execute(sql, params, many, context)
        except Error:
            self._present.add(REFUSED + shape)
            raise
        if not sql.startswith(UNSAID):
            self._present.add(shape)
        return answer

    def write(self) -> None:
        """Put the notes down for another run over the same sources."""
        NOTES.mkdir(parents=True, exist_ok=True)
        place = NOTES / f"{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}.json"
        tests = {test: sorted(shapes) for test, shapes in self.by_test.items()}
        place.write_text(json.dumps({"sources": digest_of_sources(), "tests": tests}), encoding="utf-8")


def forget() -> None:
    """A new run takes its notes anew."""
    for place in NOTES.glob("*.json"):
        place.unlink()


def needed(items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
    """The tests that send something which none before them does, and those of which nothing is known."""
    notes = _read()
    met: set[str] = set()
    for item in items:
        shapes = notes.get(name_of(item))
        if shapes is None or _commits(item) or not shapes <= met:
            met |= shapes or set()
            yield item


def name_of(item: pytest.Item) -> str:
    """The test's name, without the group that says which process takes it."""
    name, at, _group = item.nodeid.rpartition("@")
    return name if at and item.nodeid.rfind("@") > item.nodeid.rfind("]") else item.nodeid


@cache
def shape_of(sql: str) -> str:
    """A statement without its values and however many there are, as a short digest."""
    bare = _ROWS.sub(r"\1", _LIST.sub("%s", _NUMBER.sub("0", sql)))
    return sha256(bare.encode()).hexdigest()[:12]


@cache
def digest_of_sources() -> str:
    """What the program and its tests come to."""
    digest = sha256()
    for place in (ROOT / "src", ROOT / "tests"):
        for path in sorted(path for kind in READ for path in place.rglob(kind)):
            digest.update(f"\n{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in getattr(
        item, "fixturenames", ()
    )


def _read() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for place in NOTES.glob("*.json"):
        told = json.loads(place.read_text(encoding="utf-8"))
        if told["sources"] == digest_of_sources():
            found |= {test: set(shapes) for test, shapes in told["tests"].items()}
    return found
