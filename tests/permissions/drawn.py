"""Every page of the program, as the first person of the table reads it, and with what it asks for.

Building the world and drawing the pages takes most of a minute, so what was drawn is kept below
`.pytest_cache` for other processes, and for the browser after the run without one, while no source changes.
"""

from __future__ import annotations

import fcntl
import pickle
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

from django.conf import settings

from tests.permissions.people import PEOPLE
from tests.permissions.table import TABLE
from tests.permissions.walking import Answer, Walker
from tests.sent import ROOT, digest_of_sources

KEPT: Final = ROOT / ".pytest_cache" / "drawn"
KINDS: Final = ("lan", "minh", "hoa", "tuan", "thu")
"""Whose desk and lists differ."""
ASKED_FOR: Final = re.compile(r'\s(?:src|xlink:href)="([^"#?][^"]*)"')


@dataclass(frozen=True, slots=True)
class Drawn:
    """One page: `name` is its row's, with a plus for the page after an empty form was sent."""

    name: str
    person: str
    path: str
    answer: Answer


@dataclass(slots=True)
class Shelf:
    """All pages, in the order of the table, and the pictures and scripts of them by their path."""

    pages: list[Drawn] = field(default_factory=list)
    things: dict[str, Answer] = field(default_factory=dict)


def shelf(walker: Callable[[], Walker]) -> Shelf:
    """What has been drawn from the present sources; drawn now, by this walker, if nothing has."""
    KEPT.mkdir(parents=True, exist_ok=True)
    place = KEPT / f"{digest_of_sources()[:16]}.pickle"
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            for old in KEPT.glob("*.pickle"):
                old.unlink()
            _write(place, draw(walker()))
        found = pickle.loads(place.read_bytes())  # noqa: S301 - written by the line above
    assert isinstance(found, Shelf)
    return found


def _write(place: Path, made: Shelf) -> None:
    making = place.with_suffix(".making")
    making.write_bytes(pickle.dumps(made))
    making.rename(place)


def draw(walker: Walker) -> Shelf:
    """Read every page, and what stands on it."""
    made = Shelf(list(_pages(walker)))
    for page in made.pages:
        for found in ASKED_FOR.findall(page.answer.text):
            path = urljoin(page.path, found).replace("&amp;", "&")
            if path.startswith("/") and not path.startswith(settings.STATIC_URL) and path not in made.things:
                made.things[path] = walker.open(page.person, "GET", path)
    return made


def _pages(walker: Walker) -> Iterator[Drawn]:
    for row in TABLE:
        path = walker.path(row)
        for reader in readers(row.expected("GET")):
            answer = walker.read(reader, row)
            if answer.is_page:
                yield Drawn(row.name, reader, path, answer)
        for sender in readers(row.expected("POST"))[:1]:
            answer = walker.open(sender, "POST", path, {})
            if answer.is_page and answer.status == "200":
                yield Drawn(f"{row.name}+", sender, path, answer)


def readers(outcomes: dict[str, str]) -> list[str]:
    """The first whom the table names for the page; one of each kind where most who signed in get it."""
    found = [person for person, outcome in outcomes.items() if outcome == "200"]
    most = len(found) > len(PEOPLE) / 2 and "public" not in found
    return [person for person in KINDS if person in found] if most else found[:1]
