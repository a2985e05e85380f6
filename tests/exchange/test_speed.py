"""An import is no slower than openpyxl reading the same workbook; `tools/bench.py imports` measures more."""
# ruff: noqa: ARG001 - a fixture asks for what must stand before it

from __future__ import annotations

import io
import time

import pytest
from openpyxl import load_workbook

from ocop.exchange.actions import carry_out
from ocop.exchange.columns import Kind
from ocop.exchange.reading import read
from ocop.places.models import Unit
from ocop.platform.actors import SYSTEM
from tests.cast import NOW
from tests.exchange.generating import Lists, workbook_of

ROWS = 4000


@pytest.mark.bench
@pytest.mark.django_db
def test_an_import_takes_no_longer_than_openpyxl_takes_to_read(places: Unit, lists: None) -> None:
    made = Lists([("15", "03037"), ("15", "02839"), ("04", "01290")], ROWS)
    for kind, sheet in ((Kind.PRODUCERS, made.producer_sheet(ROWS)), (Kind.PRODUCTS, made.product_sheet())):
        content = workbook_of(sheet)
        begun = time.process_time()
        for _row in (
            load_workbook(io.BytesIO(content), read_only=True).worksheets[0].iter_rows(values_only=True)
        ):
            pass
        alone = time.process_time() - begun
        begun = time.process_time()
        found = read(content, "list.xlsx", kind)
        outcome = carry_out(actor=SYSTEM, sheet=found, file_digest="0" * 64, expected=None, now=NOW)
        assert time.process_time() - begun <= alone
        assert outcome.differences.counts["new"] == ROWS
