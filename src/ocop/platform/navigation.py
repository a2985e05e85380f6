"""The main navigation. Rooms add entries from `AppConfig.ready()`; the base page shows those that fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry. `roles` empty means everybody, the public included; entries stand in rising `order`."""

    label: StrOrPromise
    url_name: str
    roles: frozenset[str] = frozenset()
    order: int = 100


_items: list[NavItem] = []


def add(*items: NavItem) -> None:
    """Register entries; an entry already there is not added twice."""
    _items.extend(item for item in items if item not in _items)


def items_for(actor: Actor) -> list[NavItem]:
    """The entries this actor sees, in order."""
    fitting = [item for item in _items if not item.roles or actor.role in item.roles]
    return sorted(fitting, key=lambda item: item.order)
