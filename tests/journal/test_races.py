"""Eight writers at once keep one chain, on both engines; without the lock they don't."""

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
    monkeypatch.setattr(actions, "_locked_head", unlocked)
    assert len(write_at_once(places, each=1)) == WRITERS - 1


@pytest.mark.parametrize("fresh", [True, False], ids=["first entries ever", "a journal in use"])
def test_eight_writers_keep_one_chain(places: Unit, fresh: bool) -> None:
    if not fresh:
        with transaction.atomic():
            note(places)
    assert write_at_once(places, each=EACH) == []
    verdict = queries.verify()
    assert (verdict.entries, verdict.why) == (WRITERS * EACH + (not fresh), "")
