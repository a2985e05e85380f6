"""Numbers without gaps and without twins, however many take them at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from ocop.places.models import Unit
from ocop.registry.models import Series, SeriesKind
from ocop.registry.numbering import take


@pytest.mark.django_db
def test_each_series_counts_for_itself(ta_van: Unit, bac_ha: Unit) -> None:
    taken = [
        take(SeriesKind.PRODUCT, ta_van, 2026),
        take(SeriesKind.PRODUCT, ta_van, 2026),
        take(SeriesKind.PRODUCT, ta_van, 2027),
        take(SeriesKind.PRODUCT, bac_ha, 2026),
        take(SeriesKind.RECEIPT, ta_van, 2026),
    ]
    assert taken == [1, 2, 1, 1, 1]


@pytest.mark.django_db
def test_a_number_of_an_undone_act_is_given_again(ta_van: Unit) -> None:
    with transaction.atomic():
        take(SeriesKind.PRODUCT, ta_van, 2026)
        transaction.set_rollback(True)
    assert take(SeriesKind.PRODUCT, ta_van, 2026) == 1


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_no_number_is_given(ta_van: Unit) -> None:
    with pytest.raises(RuntimeError):
        take(SeriesKind.PRODUCT, ta_van, 2026)


@pytest.mark.django_db(transaction=True)
def test_parallel_takers_leave_no_gap_and_no_twin(ta_van: Unit) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time; the race needs PostgreSQL")

    def acts(worker: int) -> list[int]:
        taken: list[int] = []
        try:
            for turn in range(5):
                with transaction.atomic():
                    number = take(SeriesKind.PRODUCT, ta_van, 2026)
                    if (worker + turn) % 4 == 0:
                        transaction.set_rollback(True)
                    else:
                        taken.append(number)
        finally:
            connection.close()
        return taken

    with ThreadPoolExecutor(max_workers=8) as pool:
        taken = sorted(number for numbers in pool.map(acts, range(8)) for number in numbers)
    assert taken == list(range(1, len(taken) + 1))
    assert Series.objects.get(unit=ta_van).last == len(taken)
