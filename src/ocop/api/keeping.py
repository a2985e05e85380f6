"""What is forgotten: kept answers after a day, what was told to webhooks after three months."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from ocop.api.models import Delivery, Kept, State

KEPT_FOR: Final = timedelta(hours=24)
DELIVERIES_FOR: Final = timedelta(days=90)


def tidy(now: datetime) -> bool:
    """Forget what is over; for housekeeping."""
    Kept.objects.filter(made_at__lt=now - KEPT_FOR).delete()
    Delivery.objects.exclude(state=State.WAITING).filter(ended_at__lt=now - DELIVERIES_FOR).delete()
    return True
