"""How many requests are answered in a minute: counted in the memory of the process, so that reading writes
nothing. Where several processes serve, each has its own count (0044).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings

from ocop.access.throttling import address_key

if TYPE_CHECKING:
    from datetime import datetime

    from ocop.api.models import Key

WINDOW: Final = 60
"""Seconds."""
MOST_COUNTED: Final = 50_000
"""Callers remembered at a time; beyond, those of earlier minutes are forgotten."""
DOOR: Final = "api"


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


_counts: dict[tuple[str, int], int] = {}
_lock = threading.Lock()


def count(key: Key | None, address: str, now: datetime) -> Standing:
    """Count one request of a key, or of an address without one."""
    if key is not None:
        return _count(f"key:{key.pk}", settings.OCOP_API_PER_KEY, now)
    return _count(address_key(DOOR, address), settings.OCOP_API_PER_ADDRESS, now)


def forget() -> None:
    """Begin anew; for tests."""
    with _lock:
        _counts.clear()


def _count(caller: str, limit: int, now: datetime) -> Standing:
    second = int(now.timestamp())
    minute = second // WINDOW
    with _lock:
        if len(_counts) > MOST_COUNTED:
            for old in [one for one in _counts if one[1] < minute]:
                del _counts[old]
        used = _counts[caller, minute] = _counts.get((caller, minute), 0) + 1
    return Standing(limit, max(limit - used, 0), WINDOW - second % WINDOW, over=used > limit)
