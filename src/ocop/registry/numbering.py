"""Numbers without gaps: one locked row per series, and a number lives or dies with its transaction."""

from __future__ import annotations

from django.db import transaction

from ocop.places.models import Unit
from ocop.registry.models import Series, SeriesKind


def take(kind: SeriesKind, unit: Unit, year: int) -> int:
    """The next number of a series. Others wait until this transaction ends, so an undone act leaves no gap.

    Raises: RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a number belongs inside the transaction of the act it numbers")
    series, _made = Series.objects.select_for_update().get_or_create(kind=kind, unit=unit, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last
