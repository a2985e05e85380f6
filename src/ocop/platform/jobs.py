"""Work in the background: asked for in a transaction, done by another process, never lost in silence.

    jobs.add(Work("lists.check", check, broken))     # from `AppConfig.ready()`
    row.job = jobs.enqueue("lists.check", row.pk)    # inside the transaction that makes the row

The queue is a table, so that a job exists once its transaction is committed and not before. It never repeats
a job: what half of the work left behind only its room knows. When a worker dies in the middle, the lock it
holds is dropped by the system; the next one sees that and calls `broken`, which tells people what to do. What
a job brings forth its room keeps.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django_tasks import TaskContext, TaskResultStatus, task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

BETWEEN: Final = 0.5
"""Seconds between two notes of the same phase."""
KEPT: Final = timedelta(days=14)
"""How long the queue remembers what is over."""
TOLD: Final = "told"
log = logging.getLogger(__name__)


class Fault(StrEnum):
    """Why a job ended without its work."""

    INTERRUPTED = "interrupted"
    FAILED = "failed"


class State(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    BROKEN = "broken"


class Interrupted(Exception):
    """The process that did the job ended in the middle of it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a job stands: in which phase, and how much of it is done; `ahead` jobs come before it."""

    state: State
    phase: str = ""
    done: int = 0
    total: int = 0
    ahead: int = 0


@dataclass(slots=True)
class Progress:
    """What a job tells while it works. Kept beside the database, which its transaction may hold."""

    job: str
    _phase: str = ""
    _told_at: float = field(default=0.0)

    def tell(self, phase: str, done: int = 0, total: int = 0) -> None:
        """Note the phase, a word its room can say, and how much of it is done."""
        now = time.monotonic()
        if phase == self._phase and now - self._told_at < BETWEEN:
            return
        self._phase, self._told_at = phase, now
        place = _progress_file(self.job)
        part = place.with_suffix(".part")
        part.write_text(json.dumps({"phase": phase, "done": done, "total": total}), encoding="ascii")
        part.replace(place)


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of job. `do` works on the row with this key and may be called for one that is done already.

    `broken` is called once, in a transaction, when `do` raised or its process ended: it tells people.
    """

    name: str
    do: Callable[[int, Progress], None]
    broken: Callable[[int, Fault], None]


_works: dict[str, Work] = {}


def add(work: Work) -> None:
    """Register a kind of job; the same name again takes its place."""
    _works[work.name] = work


def remove(name: str) -> None:
    """Take a kind of job back; for tests."""
    _works.pop(name, None)


@task(takes_context=True)
def perform(context: TaskContext, name: str, key: int) -> None:
    """What the queue calls."""
    job = str(context.task_result.id)
    _works[name].do(key, Progress(job))
    _progress_file(job).unlink(missing_ok=True)


def enqueue(name: str, key: int, *, not_before: datetime | None = None) -> str:
    """Ask for a job, in the present transaction, to be done at once or from a moment on; its id."""
    wanted = perform if not_before is None else perform.using(run_after=not_before)
    return str(wanted.enqueue(name=name, key=key).id)


def is_asked(name: str, key: int) -> bool:
    """Whether a job of this name and key waits or runs."""
    open_ones = DBTaskResult.objects.filter(status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING))
    asked = {"name": name, "key": key}
    return any(row.args_kwargs["kwargs"] == asked for row in open_ones.only("args_kwargs"))


def standing(job: UUID | str | None) -> Standing:
    """Where a job stands; one the queue has forgotten is over."""
    row = DBTaskResult.objects.filter(pk=job).first() if job else None
    if row is None or row.status == TaskResultStatus.SUCCESSFUL:
        return Standing(State.DONE)
    if row.status == TaskResultStatus.READY:
        before = DBTaskResult.objects.ready().filter(enqueued_at__lt=row.enqueued_at)
        return Standing(State.WAITING, ahead=before.count())
    if row.status == TaskResultStatus.FAILED:
        return Standing(State.BROKEN)
    return Standing(State.RUNNING, **_progress(str(row.pk)))


def is_anybody_working() -> bool:
    """Whether a worker runs: without one every job waits."""
    return any(_is_held(place) for place in _folder().glob("*.lock"))


@contextmanager
def at_work() -> Iterator[str]:
    """A worker's name, which others see to be alive for as long as the body runs."""
    name = f"{socket.gethostname()[:20]}-{os.getpid()}-{secrets.token_hex(4)}"
    place = _lock_file(name)
    with place.open("w", encoding="ascii") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        try:
            yield name
        finally:
            place.unlink(missing_ok=True)


def work(who: str, stops: Callable[[], bool] = lambda: False) -> int:
    """One turn: tell what dead workers left, then do what waits; how many jobs were done or given up."""
    count = settle()
    while not stops() and DBTaskResult.objects.ready().exists():
        _take_one(who)
        settle()
        count += 1
    return count


def settle() -> int:
    """Give up what dead workers left running, and tell each job that broke, once; how many were told."""
    for row in DBTaskResult.objects.running():
        if not (row.worker_ids and _is_held(_lock_file(row.worker_ids[-1]))):
            _give_up(row.pk)
    broken = list(_untold().values_list("pk", flat=True))
    return sum(_tell(pk) for pk in broken)


def tidy(now: datetime) -> bool:
    """Forget what has long been over; for housekeeping."""
    over = DBTaskResult.objects.finished().filter(finished_at__lt=now - KEPT)
    over.filter(Q(status=TaskResultStatus.SUCCESSFUL) | Q(return_value=TOLD)).delete()
    oldest = (now - KEPT).timestamp()
    for place in _folder().iterdir():
        if place.stat().st_mtime < oldest and not _is_held(place):
            place.unlink(missing_ok=True)
    return True


def _take_one(who: str) -> None:
    """Claim the next job and do it; another worker may have been quicker."""
    row = _claimed(who)
    if row is not None:
        worker = Worker(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=1,
            worker_id=who,
            excluded_queue_names=[],
        )
        worker.run_task(row)


@transaction.atomic
def _claimed(who: str) -> DBTaskResult[Any, Any] | None:
    ready = DBTaskResult.objects.ready()
    skips = connection.features.has_select_for_update_skip_locked
    row = (ready.select_for_update(skip_locked=True) if skips else ready).first()
    if row is not None:
        row.claim(who)
    return row


@transaction.atomic
def _give_up(pk: UUID) -> None:
    row = DBTaskResult.objects.running().select_for_update().filter(pk=pk).first()
    if row is not None:
        row.set_failed(Interrupted(row.worker_ids[-1] if row.worker_ids else ""))


def _untold() -> QuerySet[DBTaskResult[Any, Any]]:
    return DBTaskResult.objects.failed().filter(return_value__isnull=True)


@transaction.atomic
def _tell(pk: UUID) -> bool:
    """Tell the room of a broken job; whether it was this process that did."""
    row = _untold().select_for_update().filter(pk=pk).first()
    if row is None:
        return False
    given = row.args_kwargs["kwargs"]
    fault = Fault.INTERRUPTED if row.exception_class_path.endswith(Interrupted.__name__) else Fault.FAILED
    log.error("job %s of %s %s: %s", pk, given["name"], fault.value, row.traceback)
    if given["name"] in _works:
        _works[given["name"]].broken(given["key"], fault)
    row.return_value = TOLD
    row.save(update_fields=["return_value"])
    _progress_file(str(pk)).unlink(missing_ok=True)
    return True


def _progress(job: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(_progress_file(job).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return {}
    return found


def _folder() -> Path:
    folder: Path = settings.OCOP_JOBS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _progress_file(job: str) -> Path:
    return _folder() / f"{job}.json"


def _lock_file(worker: str) -> Path:
    return _folder() / f"{worker}.lock"


def _is_held(place: Path) -> bool:
    """Whether a living process holds the lock of this file: the system drops it when the process ends."""
    try:
        with place.open("rb") as found:
            fcntl.flock(found, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
