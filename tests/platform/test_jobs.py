"""Work in the background: asked for with its transaction, told how far it is, never lost in silence."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from ocop.platform import jobs
from ocop.platform.jobs import Fault, Progress, State, Work
from tests.cast import NOW

pytestmark = pytest.mark.django_db
DONE: list[int] = []
BROKEN: list[tuple[int, Fault]] = []


def do(key: int, progress: Progress) -> None:
    progress.tell("counting", 3, 10)
    if key < 0:
        raise ValueError("nobody foresaw this")
    DONE.append(key)


@pytest.fixture(autouse=True)
def tried() -> Iterator[None]:
    """A kind of job that only these tests know."""
    DONE.clear()
    BROKEN.clear()
    jobs.add(Work("test.try", do, lambda key, fault: BROKEN.append((key, fault))))
    yield
    jobs.remove("test.try")


def running_by(worker: str, key: int = 7) -> str:
    """A job that this worker has claimed."""
    job = jobs.enqueue("test.try", key)
    DBTaskResult.objects.get(pk=job).claim(worker)
    return job


def test_a_job_waits_and_is_done_once() -> None:
    first, second = jobs.enqueue("test.try", 1), jobs.enqueue("test.try", 2)
    assert jobs.standing(first).state == State.WAITING
    assert jobs.standing(second).ahead == 1
    with jobs.at_work() as who:
        assert jobs.work(who) == 2
        assert jobs.work(who) == 0
    assert DONE == [1, 2]
    assert jobs.standing(first).state == State.DONE


def test_a_job_of_a_transaction_that_failed_does_not_exist() -> None:
    with transaction.atomic():
        jobs.enqueue("test.try", 1)
        transaction.set_rollback(True)
    with jobs.at_work() as who:
        assert jobs.work(who) == 0
    assert DONE == []


def test_a_worker_that_is_told_to_stop_leaves_the_rest() -> None:
    jobs.enqueue("test.try", 1)
    with jobs.at_work() as who:
        assert jobs.work(who, lambda: True) == 0
    assert DONE == []


def test_a_job_that_raises_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    job = jobs.enqueue("test.try", -1)
    with jobs.at_work() as who:
        jobs.work(who)
        jobs.work(who)
    assert BROKEN == [(-1, Fault.FAILED)]
    assert jobs.standing(job).state == State.BROKEN
    assert "nobody foresaw this" in caplog.text


def test_how_far_a_job_is_can_be_read() -> None:
    with jobs.at_work() as who:
        job = running_by(who)
        Progress(job).tell("counting", 3, 10)
        found = jobs.standing(job)
        assert (found.state, found.phase, found.done, found.total) == (State.RUNNING, "counting", 3, 10)


def test_notes_of_one_phase_are_not_written_all_the_time() -> None:
    with jobs.at_work() as who:
        job = running_by(who)
        progress = Progress(job)
        progress.tell("counting", 1, 10)
        progress.tell("counting", 2, 10)
        assert jobs.standing(job).done == 1
        progress.tell("writing")
        assert jobs.standing(job).phase == "writing"


def test_what_a_living_worker_does_is_left_alone() -> None:
    with jobs.at_work() as who:
        running_by(who)
        assert jobs.settle() == 0
        assert jobs.is_anybody_working()
    assert not jobs.is_anybody_working()


def test_what_a_dead_worker_left_is_told_once() -> None:
    job = running_by("gone")
    assert jobs.settle() == 1
    assert jobs.settle() == 0
    assert BROKEN == [(7, Fault.INTERRUPTED)]
    assert jobs.standing(job).state == State.BROKEN


def test_what_is_long_over_is_forgotten() -> None:
    job = jobs.enqueue("test.try", 1)
    with jobs.at_work() as who:
        jobs.work(who)
    jobs.tidy(NOW)
    assert DBTaskResult.objects.filter(pk=job).exists()
    DBTaskResult.objects.update(finished_at=NOW - jobs.KEPT - timedelta(minutes=1))
    jobs.tidy(NOW)
    assert not DBTaskResult.objects.filter(pk=job).exists()
    assert jobs.standing(job).state == State.DONE


def test_nobody_stands_nowhere() -> None:
    assert jobs.standing(None).state == State.DONE


KILLED = """
import time
from ocop.platform import jobs
with jobs.at_work() as who:
    print(who, flush=True)
    time.sleep(60)
"""


@pytest.mark.slow
def test_a_killed_process_drops_its_lock_at_once() -> None:
    folder: Path = settings.OCOP_JOBS
    code = f"""
import django
from django.conf import settings
from pathlib import Path
django.setup()
settings.OCOP_JOBS = Path({str(folder)!r})
{KILLED}"""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "ocop.config.settings"}
    with subprocess.Popen(  # noqa: S603 - our own code
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        who = process.stdout.readline().strip()
        running_by(who)
        assert jobs.settle() == 0
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert jobs.settle() == 1
    assert BROKEN == [(7, Fault.INTERRUPTED)]
