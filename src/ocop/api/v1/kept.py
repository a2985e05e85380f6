"""Figures that were reckoned, kept while the journal has nothing new.

A question over the whole country is the most costly there is, and the same few are asked again and again.
What was answered is given out again, in the same bytes, as long as no entry came after it that may change
what the public sees: every act writes one, on whatever process.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from ocop.journal.models import Entry, Head
from ocop.portal.kept import INDIFFERENT

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

MOST_BYTES: Final = 16 * 1024 * 1024
"""So much of answers a process keeps; the longest unasked goes first."""

FLIGHTS: Final = 64
"""Questions that are reckoned side by side; who asks the same one waits for who asked first."""


class Shelf:
    """The answers of one process. `_seen` and `_digest` are where the journal stood at the last look."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._bytes = 0
        self._seen = 0
        self._digest = ""
        self._answers: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = threading.Lock()
        self._flights = [threading.Lock() for _flight in range(FLIGHTS)]

    def answer(self, question: Hashable, reckon: Callable[[], bytes]) -> bytes:
        """The answer to a question, reckoned where none is kept. One query where the journal stands still."""
        moment = self._look()
        found = self._kept(question)
        if found is not None:
            return found
        with self._flights[hash(question) % FLIGHTS]:
            found = self._kept(question)  # who was first has reckoned it meanwhile
            if found is None:
                found = reckon()
                self._keep(question, found, moment)
        return found

    def _kept(self, question: Hashable) -> bytes | None:
        with self._lock:
            found = self._answers.get(question)
            if found is not None:
                self._answers.move_to_end(question)
            return found

    def _keep(self, question: Hashable, made: bytes, moment: str) -> None:
        with self._lock:
            # Where something was touched meanwhile it may be of before.
            if moment == self._digest and question not in self._answers and len(made) <= self._most:
                self._answers[question] = made
                self._bytes += len(made)
                while self._bytes > self._most:
                    self._bytes -= len(self._answers.popitem(last=False)[1])

    def _look(self) -> str:
        """Where the journal stands; throws away what was answered before an entry that may change it.

        A head that is another one under no greater number belongs to a database that was put back.
        """
        seq, digest = Head.objects.values_list("seq", "digest").first() or (0, "")
        with self._lock:
            seen, known = self._seen, self._digest
        if digest == known:
            return digest
        later = Entry.objects.filter(seq__gt=seen, seq__lte=seq).exclude(object_type__in=INDIFFERENT)
        touched = not known or seq <= seen or later.exists()
        with self._lock:
            if touched:
                self._answers.clear()
                self._bytes = 0
            self._seen, self._digest = seq, digest
        return digest


shelf: Final = Shelf()
