"""The demonstration of one moment: built once by a process, then written down again for whoever needs it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

from django.db import transaction

from ocop.demo.building import build
from ocop.places.actions import load_units
from ocop.programme.actions import load_lists
from tests.kept import KEEPER, kept

MOMENT: Final = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@contextmanager
def the_country() -> Iterator[None]:
    """The database with its units and lists; all that the block does is taken back."""
    with transaction.atomic():
        KEEPER.begin("the country of the demonstration")
        _units_and_lists()
        yield
        transaction.set_rollback(True)


@kept
def demonstration() -> None:
    """The demonstration, in the country as it stands."""
    build(MOMENT)


@kept
def _units_and_lists() -> None:
    load_units(now=MOMENT)
    load_lists(now=MOMENT)
