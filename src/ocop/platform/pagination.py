"""Paging by key: the next page starts after the last row seen, so page 400 costs what page 1 costs."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Field, Model, Q, QuerySet

if TYPE_CHECKING:
    from collections.abc import Mapping

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Rows of one page. `previous` and `next` are cursors for `?before=` and `?after=`; empty at the ends."""

    items: Sequence[M]
    previous: str
    next: str


def page_of(queryset: QuerySet[M], query: Mapping[str, str], *, by: Sequence[str], size: int = 50) -> Page[M]:
    """The page that `query` (the address's `after` or `before`) points to, in the order `by`.

    `by` names columns of the model itself, or annotations of the query set, that are never null, each with an
    optional minus, and ends with a unique one, such as ("-filed_at", "-pk"). One query, without a count.

    Raises: BadRequest when a cursor was not made here.
    """
    backwards = bool(query.get("before"))
    cursor = query.get("before") or query.get("after") or ""
    keys = [_reversed(name) for name in by] if backwards else list(by)
    rows = queryset.order_by(*keys)
    if cursor:
        rows = rows.filter(_beyond(queryset, keys, cursor))
    found = list(rows[: size + 1])
    more, items = len(found) > size, found[:size]
    if backwards:
        items.reverse()
    before = bool(items) and (more if backwards else bool(cursor))
    after = bool(items) and (True if backwards else more)
    return Page(
        items,
        _cursor(queryset, items[0], by) if before else "",
        _cursor(queryset, items[-1], by) if after else "",
    )


def _reversed(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _field(queryset: QuerySet[M], name: str) -> Field[Any, Any]:
    bare = name.removeprefix("-")
    annotation = queryset.query.annotations.get(bare)
    if annotation is not None:
        # An annotation knows its type but not the name its values stand under.
        field: Field[Any, Any] = copy(annotation.output_field)
        field.attname = bare
        return field
    pk = queryset.model._meta.pk
    return pk if bare == "pk" else queryset.model._meta.get_field(bare)  # type: ignore[return-value]


def _cursor(queryset: QuerySet[M], row: M, by: Sequence[str]) -> str:
    values = [_field(queryset, name).value_to_string(row) for name in by]
    return urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _beyond(queryset: QuerySet[M], keys: Sequence[str], cursor: str) -> Q:
    """Rows after the cursor: the first column is beyond, or it is equal and the rest is beyond."""
    try:
        raw = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        values = [_field(queryset, name).to_python(value) for name, value in zip(keys, raw, strict=True)]
    except (ValueError, TypeError, ValidationError) as error:
        raise BadRequest("the page cursor in this address is damaged") from error
    beyond = [(name.removeprefix("-"), "lt" if name.startswith("-") else "gt") for name in keys]
    condition = Q(pk__in=[])
    for (bare, operator), value in reversed(list(zip(beyond, values, strict=True))):
        condition = Q(**{f"{bare}__{operator}": value}) | (Q(**{bare: value}) & condition)
    # Said once more without the "or": with it alone SQLite would walk the index from its beginning.
    first, operator = beyond[0]
    return Q(**{f"{first}__{operator}e": values[0]}) & condition
