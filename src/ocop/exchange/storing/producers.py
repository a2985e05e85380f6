"""Producers with their figures of a year and their craft village."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ocop.exchange.checking.parts import CRAFT_VILLAGE, PRODUCER_YEAR
from ocop.exchange.checking.producers import VILLAGE
from ocop.exchange.storing.common import keys_of, same, write_child
from ocop.exchange.storing.records import write_records
from ocop.registry import indexing

if TYPE_CHECKING:
    from datetime import datetime

    from ocop.exchange.checking import Checked
    from ocop.exchange.differences import Differences
    from ocop.platform.actors import Actor


def write(_actor: Actor, checked: Checked, found: Differences, _now: datetime) -> None:
    """Store producers; all that an office brings in are marked as entered with help."""
    keys = write_records(checked, found, {"assisted": True})
    indexing.refresh_products(*keys_of(checked, checked.main, found.places[checked.main.name]))
    write_child(checked, found, PRODUCER_YEAR, keys)

    def village(places: list[int]) -> dict[str, list[Any]]:
        days = checked.cells("registered_on")
        return {"code": same(VILLAGE, places), "from_on": [days[at] for at in places]}

    write_child(checked, found, CRAFT_VILLAGE, keys, village)
