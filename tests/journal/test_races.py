"""Eight writers at once keep one chain, on both engines; without the lock they don't."""

import os
import subprocess
import sys
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, transaction

from ocop.journal import actions, queries
from ocop.journal.models import Head
from ocop.places.models import Unit
from ocop.platform.actors import SYSTEM
from tests.cast import NOW

WRITERS, EACH = 8, 10

pytestmark = pytest.mark.django_db(transaction=True)


def note(unit: Unit) -> None:
    actions.record(actor=SYSTEM, verb="unit.noted", obj=unit, before={}, after={"people": 1}, now=NOW)


def write_at_once(unit: Unit, *, each: int) -> list[DatabaseError]:
    """Let all writers loose together; returns what went wrong."""
    start, failures = Barrier(WRITERS), list[DatabaseError]()

    def write() -> None:
        start.wait()
        try:
            for _ in range(each):
                with transaction.atomic():
                    note(unit)
        except DatabaseError as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=write) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


@pytest.mark.postgres
def test_without_the_lock_the_chain_breaks(places: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite the transaction itself is the lock")
    all_have_read = Barrier(WRITERS)

    def unlocked() -> Head:
        head = Head.objects.get(pk=actions.HEAD)
        all_have_read.wait(timeout=10)
        return head

    with transaction.atomic():
        note(places)
    monkeypatch.setattr(actions, "locked_head", unlocked)
    assert len(write_at_once(places, each=1)) == WRITERS - 1


def test_without_immediate_transactions_writers_on_sqlite_fail(
    places: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite the lock is the mode of its transactions: without it a writer reads before it may write."""
    if connection.vendor != "sqlite":
        pytest.skip("on PostgreSQL the lock is that of a row")
    with transaction.atomic():
        note(places)
    options = connection.settings_dict["OPTIONS"]
    monkeypatch.setitem(options, "transaction_mode", "DEFERRED")
    assert write_at_once(places, each=EACH) != []
    assert queries.verify().why == ""


WRITER = """
import multiprocessing, sys, django
django.setup()
from django.db import connection, transaction
from ocop.journal.actions import record
from ocop.places.models import Unit
from ocop.platform import clock
from ocop.platform.actors import SYSTEM

def write():
    unit = Unit.objects.get(pk=int(sys.argv[1]))
    start.wait()
    for count in range(int(sys.argv[3])):
        with transaction.atomic():
            record(actor=SYSTEM, verb="unit.noted", obj=unit, before={}, after={"n": count}, now=clock.now())

# Forked from one that has started the framework: to start it costs each of them seconds.
forked = multiprocessing.get_context("fork")
start = forked.Barrier(int(sys.argv[2]))
connection.close()
writers = [forked.Process(target=write) for _ in range(int(sys.argv[2]))]
for writer in writers:
    writer.start()
for writer in writers:
    writer.join()
print([writer.exitcode for writer in writers])
"""


def address_of_the_database() -> str:
    """The test database as another process names it."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    login = f"{facts['USER']}:{facts['PASSWORD']}@" if facts["USER"] else ""
    return f"postgresql://{login}/{facts['NAME']}?host={facts['HOST']}"


@pytest.mark.slow
def test_eight_processes_keep_one_chain(places: Unit, tmp_path: Path) -> None:
    environment = os.environ | {
        "OCOP_DATABASE_URL": address_of_the_database(),
        "OCOP_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "ocop.config.settings",
    }
    done = subprocess.run(  # noqa: S603 - our own lines
        [sys.executable, "-c", WRITER, str(places.pk), str(WRITERS), str(EACH)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert done.stdout == f"{[0] * WRITERS}\n"
    verdict = queries.verify()
    assert (verdict.entries, verdict.why) == (WRITERS * EACH, "")


@pytest.mark.parametrize("fresh", [True, False], ids=["first entries ever", "a journal in use"])
def test_eight_writers_keep_one_chain(places: Unit, fresh: bool) -> None:
    if not fresh:
        with transaction.atomic():
            note(places)
    assert write_at_once(places, each=EACH) == []
    verdict = queries.verify()
    assert (verdict.entries, verdict.why) == (WRITERS * EACH + (not fresh), "")
