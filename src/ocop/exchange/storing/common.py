"""Writing the parts of checked rows: new records in one statement, changed ones in another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ocop.exchange.differences import content
from ocop.platform import bulk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.db import models

    from ocop.exchange.checking import Checked
    from ocop.exchange.checking.parts import Part
    from ocop.exchange.differences import Differences

    Columns = dict[str, Sequence[Any]]
    Further = Callable[[list[int]], Mapping[str, Sequence[Any]]]


def new_columns(checked: Checked, part: Part, places: Sequence[int]) -> Columns:
    """What new records of a part hold, by the names of its table; empty cells become the table's default."""
    columns: Columns = {}
    for key, name in part.columns.items():
        if key in checked.values:
            cells = checked.values[key]
            empty = _default(part.model, name)
            columns[name] = [empty if cells[at] is None else cells[at] for at in places]
    return columns


def changed_columns(checked: Checked, part: Part, places: Sequence[int]) -> Columns:
    """What changed records of a part hold from now on: the cells, and what is stored where they are empty."""
    stored = checked.stored[part.name].values
    columns: Columns = {}
    for place, (key, name) in enumerate(part.columns.items()):
        if key in checked.values:
            cells = checked.values[key]
            columns[name] = [
                stored[at][place] if cells[at] is None else cells[at]  # type: ignore[index]
                for at in places
            ]
    return columns


def keys_of(checked: Checked, part: Part, places: Sequence[int]) -> list[int]:
    """The keys of stored records."""
    keys = checked.stored[part.name].keys
    return [key for key in (keys[at] for at in places) if key is not None]


def write_child(
    checked: Checked, found: Differences, part: Part, parents: Sequence[int], further: Further | None = None
) -> None:
    """Add and change what belongs to a record; `further` gives columns of new ones that no cell holds."""
    stored = checked.stored[part.name].keys
    places = [at for at in sorted(content(checked, part)) if stored[at] is None]
    columns = {part.parent: [parents[at] for at in places], **new_columns(checked, part, places)}
    bulk.insert(part.model, columns | dict(further(places) if further else {}))
    changed = found.places[part.name]
    bulk.update(part.model, keys_of(checked, part, changed), changed_columns(checked, part, changed))


def same(value: object, places: Sequence[int]) -> list[Any]:
    """One value for every place."""
    return [value] * len(places)


def _default(model: type[models.Model], name: str) -> object:
    return next(field.get_default() for field in model._meta.concrete_fields if field.attname == name)
