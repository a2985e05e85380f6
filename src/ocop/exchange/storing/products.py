"""Products with their figures of a year, main material, trade mark and further communes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ocop.exchange.checking.parts import MATERIAL, PRODUCT_YEAR, TRADEMARK
from ocop.exchange.checking.products import MARK
from ocop.exchange.storing.common import same, write_child
from ocop.exchange.storing.records import write_records
from ocop.platform import bulk
from ocop.platform.clock import local_day
from ocop.registry.models import IpState, SharedCommune

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from ocop.exchange.checking import Checked
    from ocop.exchange.differences import Differences
    from ocop.platform.actors import Actor


def write(actor: Actor, checked: Checked, found: Differences, now: datetime) -> None:
    """Store products."""
    keys = write_records(checked, found, {"entered_by_id": actor.user_id})
    for part in (PRODUCT_YEAR, MATERIAL):
        write_child(checked, found, part, keys)

    def mark(places: list[int]) -> dict[str, list[Any]]:
        numbers = checked.cells("trademark_number")
        states = [IpState.GRANTED.value if numbers[at] else IpState.FILED.value for at in places]
        return {"kind": same(MARK, places), "state": states}

    write_child(checked, found, TRADEMARK, keys, mark)
    _write_shares(checked, keys, local_day(now))


def _write_shares(checked: Checked, keys: Sequence[int], today: date) -> None:
    """Add the further communes that are new, and end today those that a cell no longer names."""
    added: list[tuple[int, int, date]] = []
    ended: set[tuple[int, int]] = set()
    days = checked.cells("entered_on")
    for at, shares in enumerate(checked.shares):
        if shares is None:
            continue
        before = checked.shared_before[at]
        added += [(keys[at], unit, days[at]) for code, unit in shares.items() if code not in before]
        ended |= {(keys[at], unit) for code, unit in before.items() if code not in shares}
    if added:
        columns = zip(("product_id", "unit_id", "from_on"), zip(*added, strict=True), strict=True)
        bulk.insert(SharedCommune, dict(columns))
    if ended:
        _end_shares(ended, today)


def _end_shares(ended: set[tuple[int, int]], today: date) -> None:
    products = {product for product, _unit in ended}
    found = SharedCommune.objects.filter(bulk.Among("product_id", products), to_on=None)
    rows = [
        (pk, max(begun, today))
        for pk, product, unit, begun in found.values_list("pk", "product_id", "unit_id", "from_on")
        if (product, unit) in ended
    ]
    bulk.update(SharedCommune, [pk for pk, _day in rows], {"to_on": [day for _pk, day in rows]})
