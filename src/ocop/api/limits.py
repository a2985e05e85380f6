"""How many requests are answered in a minute: counted in the memory of the process, so that reading writes
nothing. Where several processes serve, each has its own count (0044). What costs much counts for several.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from django.conf import settings

from ocop.access.throttling import address_key

if TYPE_CHECKING:
    from datetime import datetime

    from ocop.api.models import Key

WINDOW: Final = 60
"""Seconds."""
MOST_COUNTED: Final = 50_000
"""Callers counted by themselves in a minute; addresses that come later share `SHARED` counts, keys never."""
SHARED: Final = 256
DOOR: Final = "api"
KEY: Final = "key"
COSTS: Final = {"statistics": 10}
"""For how many requests an operation counts, by its path below the root; every other one for one."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How much of its minute a caller has left; `resets_in` seconds. `over`: this request is too many."""

    limit: int
    left: int
    resets_in: int
    over: bool

    @property
    def headers(self) -> dict[str, str]:
        """What every answer tells the caller."""
        found = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.left),
            "RateLimit-Reset": str(self.resets_in),
        }
        return found | ({"Retry-After": str(self.resets_in)} if self.over else {})


class Counts:
    """What callers used of one minute; with the next one all of it is forgotten, so that it never grows."""

    def __init__(self) -> None:
        self._minute = 0
        self._used: dict[str, int] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._used)

    def add(self, caller: str, cost: int, minute: int) -> int:
        """Count a request of a caller; how much it used of this minute."""
        with self._lock:
            if minute != self._minute:
                self._minute, self._used = minute, {}
            is_one_more = caller not in self._used and len(self._used) >= MOST_COUNTED
            if is_one_more and not caller.startswith(f"{KEY}:"):
                caller = f"others:{int(sha256(caller.encode()).hexdigest(), 16) % SHARED}"
            used = self._used[caller] = self._used.get(caller, 0) + cost
        return used

    def forget(self) -> None:
        """Begin anew; for tests."""
        with self._lock:
            self._used = {}


counts: Final = Counts()


def count(key: Key | None, address: str, now: datetime, cost: int = 1) -> Standing:
    """Count a request of a key, or of an address without one, for so many."""
    if key is not None:
        caller, limit = f"{KEY}:{key.pk}", settings.OCOP_API_PER_KEY
    else:
        caller, limit = address_key(DOOR, address), settings.OCOP_API_PER_ADDRESS
    second = int(now.timestamp())
    used = counts.add(caller, cost, second // WINDOW)
    return Standing(limit, max(limit - used, 0), WINDOW - second % WINDOW, over=used > limit)
