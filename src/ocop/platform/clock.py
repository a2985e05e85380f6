"""The only place that asks what time it is. Views and commands call it; actions are given the answer."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


def today() -> date:
    """The calendar day in Viet Nam."""
    return local_day(now())


def local_day(moment: datetime) -> date:
    """The calendar day in Viet Nam at an aware moment: the day a legal term counts from."""
    return moment.astimezone(VIETNAM).date()
