"""The dump of each day: asked for once a day, built by the worker."""

from __future__ import annotations

import logging
from datetime import date
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction

from ocop.opendata import actions
from ocop.platform import clock, jobs
from ocop.platform.actors import SYSTEM
from ocop.platform.clock import local_day
from ocop.platform.jobs import Fault, Progress

if TYPE_CHECKING:
    from datetime import datetime

BUILD: Final = "opendata.build"
log = logging.getLogger(__name__)


def ask_today(now: datetime) -> bool:
    """Have the dump of this day built in the background; True once it is there, or none is wanted.

    Asked again while it waits or after it broke: then a second job is put in the queue only for the latter.
    """
    day = local_day(now)
    if not settings.OCOP_OPEN_DATA or actions.is_published(day):
        return True
    with transaction.atomic():
        if not jobs.is_asked(BUILD, day.toordinal()):
            jobs.enqueue(BUILD, day.toordinal())
    return False


def build(key: int, progress: Progress) -> None:
    """Work of the background: the dump of the day with this ordinal. A day that is over is passed over."""
    now = clock.now()
    if local_day(now) == date.fromordinal(key):
        actions.publish(actor=SYSTEM, now=now, tell=progress.tell)


def broken(key: int, fault: Fault) -> None:
    """Say in the log that a dump was not finished; it is asked for again within the hour."""
    log.warning("the open data of %s was not built: %s", date.fromordinal(key), fault)
