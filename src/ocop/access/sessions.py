"""Django's sessions in the database, whose rows also say whose they are and where they were opened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from ocop.access.standing import Standing
from ocop.platform import clock

if TYPE_CHECKING:
    from ocop.access.models import Session


class SessionStore(DatabaseStore):
    """The session engine: `settings.SESSION_ENGINE`."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Our table, found only when used: Django reads this module before the models."""
        from ocop.access.models import Session  # noqa: PLC0415 - see above

        return Session

    def load(self) -> dict[str, Any]:
        """What is kept, while it holds by the clock that everything here goes by."""
        rows = self.model.objects.filter(session_key=self.session_key, expire_date__gt=clock.now())
        row = rows.first()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row.session_data)

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """The moment it ends, counted by the same clock."""
        return super().get_expiry_date(**{"modification": clock.now(), **kwargs})

    def get_expiry_age(self, **kwargs: Any) -> int:
        """In how many seconds it ends, for the cookie, counted by the same clock."""
        return super().get_expiry_age(**{"modification": clock.now(), **kwargs})

    def create_model_instance(self, data: Mapping[str, Any]) -> Session:
        """The row, with its columns taken from the data so that each save keeps them right."""
        row: Session = super().create_model_instance(dict(data))  # type: ignore[assignment]  # as above
        person, standing = data.get(SESSION_KEY), Standing.of(data)
        row.user_id = int(person) if person else None
        row.number = standing.number
        row.begun_at, row.means = standing.begun, standing.means
        row.device, row.address = standing.device, standing.address
        return row
