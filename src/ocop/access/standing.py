"""What a session knows about how its person proved who they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Self

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

KEY: Final = "standing"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a session came to be. `strong`: with a second factor. Moments are ISO texts: sessions are JSON."""

    number: str = ""
    begun_at: str = ""
    means: str = ""
    strong: bool = False
    device: str = ""
    address: str = ""
    elevated_until: str = ""

    @classmethod
    def of(cls, session: SessionBase | Mapping[str, Any]) -> Self:
        """What this session knows; a session that nobody signed in through knows nothing."""
        kept = session.get(KEY)
        return cls(**kept) if isinstance(kept, dict) else cls()

    def store(self, session: SessionBase) -> None:
        """Keep it with the session."""
        session[KEY] = asdict(self)

    @property
    def begun(self) -> datetime | None:
        return datetime.fromisoformat(self.begun_at) if self.begun_at else None

    def is_elevated(self, now: datetime) -> bool:
        """Whether the person confirmed again who they are, not long ago."""
        return bool(self.elevated_until) and now < datetime.fromisoformat(self.elevated_until)

    def is_fresh(self, now: datetime, lasts: timedelta) -> bool:
        """Whether the person signed in, with all that was asked for, not longer ago than `lasts`."""
        return self.begun is not None and now - self.begun < lasts

    def elevated(self, until: datetime) -> Self:
        """The same after the person confirmed again who they are."""
        return replace(self, elevated_until=until.isoformat())

    def strengthened(self) -> Self:
        """The same after the person gave a second factor."""
        return replace(self, strong=True)
