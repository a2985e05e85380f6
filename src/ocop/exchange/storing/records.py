"""Producers and products, with the columns that lists search and sort by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from ocop.exchange.storing.common import changed_columns, keys_of, new_columns
from ocop.platform import bulk
from ocop.registry import indexing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ocop.exchange.checking import Checked
    from ocop.exchange.differences import Differences
    from ocop.registry.models import Producer, Product


def write_records(checked: Checked, found: Differences, always: Mapping[str, object]) -> list[int]:
    """Add and change producers or products; the keys by row. `always` is said of every new one."""
    part = checked.main
    model = cast("type[Producer | Product]", part.model)
    keys: list[Any] = list(checked.keys)
    places = [at for at, key in enumerate(keys) if key is None]
    columns = new_columns(checked, part, places)
    columns |= indexing.filled(model, columns)
    columns |= {name: [value] * len(places) for name, value in always.items()}
    for at, key in zip(places, bulk.insert(part.model, columns), strict=True):
        keys[at] = key
    changed = found.places[part.name]
    columns = changed_columns(checked, part, changed)
    bulk.update(part.model, keys_of(checked, part, changed), columns | indexing.filled(model, columns))
    return keys
