"""Three provinces on both maps, loaded once for all tables; each table's records are undone after it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from ocop.exchange import actions
from ocop.exchange.columns import Kind
from ocop.exchange.reading import read
from ocop.exchange.writing import Format, write_rows
from ocop.places.actions import store_map
from ocop.places.rows import UnitRow
from ocop.platform.actors import SYSTEM
from ocop.programme.actions import load_lists
from tests.cast import MAP, NOW
from tests.golden.records import Records

TABLES = Path(__file__).parents[3] / "shared" / "data" / "golden_tables.json"

Take = Callable[[Records], None]


@pytest.fixture(scope="session")
def tables() -> dict[str, dict[str, Any]]:
    """The golden tables by their id; without the folder beside the project there is nothing to compare."""
    if not TABLES.exists():
        pytest.skip("no golden tables beside this checkout")
    return {one["id"]: one for one in json.loads(TABLES.read_text(encoding="utf-8"))["tables"]}


PROVINCES = {"08", "22", "40"}
"""Tuyên Quang, Quảng Ninh, Nghệ An: their codes are the same on both maps."""


def below(units: Iterable[UnitRow]) -> set[str]:
    """The codes of these provinces and of everything in them."""
    found = set(PROVINCES)
    rows = list(units)
    for _level in range(2):
        found |= {row.code for row in rows if row.parent_code in found}
    return found


@pytest.fixture(scope="package")
def country(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001
    """The provinces of the tables on both maps, in a transaction that is rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        store_map(MAP.only(below(MAP.current), below(MAP.former)))
        load_lists(now=NOW)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def take(country: None) -> Iterator[Take]:  # noqa: ARG001
    """Write records into workbooks and bring these into the register, as an office would."""

    def taken(records: Records) -> None:
        for kind in Kind:
            rows = getattr(records, kind.value)
            if not rows:
                continue
            out = BytesIO()
            write_rows(kind, rows, out, Format.XLSX)
            content = out.getvalue()
            sheet = read(content, f"{kind.value}.xlsx", kind)
            digest = sha256(content).hexdigest()
            actions.carry_out(actor=SYSTEM, sheet=sheet, file_digest=digest, expected=None, now=NOW)

    with transaction.atomic():
        yield taken
        transaction.set_rollback(True)
