"""Numbers that other rooms show on every page: read with a person's offices, without a further query.

A room above adds its own from `AppConfig.ready()`: `carry("unread", expression)`, where `expression()` may
speak of `OuterRef("user_id")`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

_carried: dict[str, Callable[[], Combinable]] = {}


def carry(name: str, expression: Callable[[], Combinable]) -> None:
    """Register a number under the name of an attribute; the same name again takes its place."""
    _carried[name] = expression


def expressions() -> dict[str, Combinable]:
    """What is read along, by name."""
    return {name: make() for name, make in _carried.items()}
