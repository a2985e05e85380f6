"""One process at a time changes what follows what."""

from threading import Event, Thread

import pytest
from django.db import OperationalError, connection, transaction

from ocop.places.models import Unit
from ocop.places.tree import lock_map


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_second_one_waits_until_the_first_is_done(places: Unit) -> None:  # noqa: ARG001 - must stand
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite the transaction itself is the lock")
    held, done = Event(), Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                lock_map()
                held.set()
                done.wait(timeout=20)
        finally:
            connection.close()

    def impatient() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '200ms'")
            lock_map()

    first = Thread(target=hold)
    first.start()
    held.wait(timeout=20)
    try:
        with pytest.raises(OperationalError, match="lock timeout"):
            impatient()
    finally:
        done.set()
        first.join()
    with transaction.atomic():
        lock_map()
