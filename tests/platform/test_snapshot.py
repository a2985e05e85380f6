"""Everything is read as of one moment, and nobody is kept from writing meanwhile."""

from __future__ import annotations

from threading import Thread

import pytest
from django.db import connection, transaction

from ocop.platform.db import snapshot
from ocop.programme.models import CodeList


@pytest.mark.django_db(transaction=True)
def test_what_is_written_meanwhile_is_written_and_not_seen() -> None:
    with snapshot():
        before = CodeList.objects.count()
        other = Thread(target=_write)
        other.start()
        other.join()
        assert CodeList.objects.count() == before
    assert CodeList.objects.count() == before + 1
    with transaction.atomic():
        CodeList.objects.filter(code="meanwhile").delete()


@pytest.mark.django_db
def test_inside_a_transaction_it_is_the_moment_of_that() -> None:
    with snapshot():
        CodeList.objects.create(code="own")
        assert CodeList.objects.filter(code="own").exists()


def _write() -> None:
    try:
        with transaction.atomic():
            CodeList.objects.create(code="meanwhile")
    finally:
        connection.close()
