"""A sheet against the register: what is wrong in it, cell by cell, before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ocop.exchange.checking import certificates, producers, products
from ocop.exchange.checking.common import Checked
from ocop.exchange.checking.rows import Rows
from ocop.exchange.columns import Kind
from ocop.platform.bulk import Among

if TYPE_CHECKING:
    from datetime import date

    from ocop.exchange.sheets import Sheet
    from ocop.platform.actors import Actor

__all__ = ["Checked", "check"]

CHECKS: Final = {
    Kind.PRODUCERS: producers.check,
    Kind.PRODUCTS: products.check,
    Kind.CERTIFICATES: certificates.check,
}


def check(actor: Actor, sheet: Sheet, today: date, *, lock: bool = False) -> Checked:
    """Check every cell of a sheet; `rows.faults` then holds what is refused, `rows.notes` what is told.

    `lock`: keep the records that the sheet is about as they are until the transaction ends.
    """
    checked = CHECKS[sheet.kind](actor, Rows(sheet), today, lock=lock)
    keys = {key for key in checked.keys if key is not None}
    if keys:
        records = checked.main.model._default_manager.filter(Among("pk", keys))
        checked.versions = dict(records.values_list("pk", "version"))
    return checked
