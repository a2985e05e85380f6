"""Answers of the page behind a QR code, kept for other scans while nothing changed.

A withdrawal must show within one second, on every process that serves pages, with no other service beside the
database. Every act writes one entry into the journal, and its number grows with each commit. Whoever draws a
page reads, in the statement that reads its facts, where the journal stands and which entry last touched what
a page may show. An answer is served again only while a look at the journal is younger than `LONGEST`, and
only if no such entry came after the one it was drawn at. Once the look is older than `FRESH` one scan is
answered from the facts, which is the next look: a process without scans asks nothing, a busy one a few times
a second.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from ocop.credentials import queries as credentials
from ocop.recognition.public import page

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.http import HttpRequest, HttpResponse

FRESH: Final = 0.4
"""Seconds for which a look at the journal needs no other; then one scan looks, the others go on."""
LONGEST: Final = 0.8
"""Seconds after which a look is believed by nobody: less than what was promised."""
MOST: Final = 2000
"""Answers that a process keeps, of about ten kilobytes each; the longest unasked goes first."""
MOMENT: Final = "ocop.moment"
"""Where a request says which entry of the journal its answer holds for; without it nothing is kept."""
INDIFFERENT: Final = frozenset(
    {
        *("people.user", "people.appointment", "access.tries", "access.factor", "registry.savedview"),
        *("evaluation.sheet", "evaluation.review", "rounds.session", "notices.choice"),
        *("steering.body", "steering.post", "steering.officerprofile", "steering.sectortask"),
        *("steering.dutycheck", "journal.head", "problems.problem"),
    }
)
"""Kinds of object whose entries change no such page. Anything not named here throws every answer away."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it was sent: its headers, body, tag, the day it is of, and the entry it holds for."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    etag: str
    day: date
    moment: int


class Shelf:
    """The answers of one process. `seen` is the last entry that a look has weighed."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.seen = 0
        self._touched = 0
        self._looked = self._sent = float("-inf")
        self._answers: OrderedDict[Key, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def look(self, begun: float, moment: int, touched: int) -> None:
        """Note what a look at the journal found that began then: where it stands, and what was touched."""
        with self._lock:
            self._looked = max(self._looked, begun)
            self._touched = max(self._touched, touched)
            self.seen = max(self.seen, moment)

    def get(self, key: Key, day: date) -> Answer | None:
        """The answer, if it is still true; None where the facts have to be asked."""
        now = self.clock()
        if now - self._looked > LONGEST:
            return None
        with self._lock:
            if now - self._looked > FRESH and now - self._sent > FRESH:
                self._sent = now  # this scan looks; all others of a busy moment need not
                return None
            found = self._answers.get(key)
            if found is None:
                return None
            if found.day != day or found.moment < self._touched:
                del self._answers[key]
                return None
            self._answers.move_to_end(key)
            return found

    def put(self, key: Key, answer: Answer) -> None:
        """Keep an answer; the longest unasked makes room."""
        with self._lock:
            self._answers[key] = answer
            self._answers.move_to_end(key)
            if len(self._answers) > MOST:
                self._answers.popitem(last=False)


shelf: Final = Shelf()


def shown_product(request: HttpRequest, code: str, today: date) -> page.ShownProduct:
    """What the page of this code tells today, and a look at the journal. Raises: Certificate.DoesNotExist."""
    begun = shelf.clock()
    shown = page.shown_product(
        code, today, seen=shelf.seen, indifferent=INDIFFERENT, has_record=credentials.has_record()
    )
    shelf.look(begun, shown.moment, shown.touched)
    request.META[MOMENT] = shown.moment
    return shown


def conditional(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The answer with a tag of its content; nothing but that tag where the reader has the same already."""
    request.session.accessed = False  # whoever is signed in, the answer is the same: it varies by no cookie
    answer["ETag"] = quote_etag(hashlib.sha256(answer.content).hexdigest()[:32])
    return get_conditional_response(request, etag=answer["ETag"], response=answer) or answer
