"""The main navigation. Rooms add entries from `AppConfig.ready()`; the base page shows those that fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry. `roles` empty means everybody, the public included; entries stand in rising `order`.

    `under` names the entry (by its `url_name`) whose tab this one is: it leaves the main menu for whoever
    sees that entry, and stays in it for whoever does not, so that no page is lost with its section.
    """

    label: StrOrPromise
    url_name: str
    roles: frozenset[str] = frozenset()
    order: int = 100
    under: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """An entry of the main menu and its tabs: none, or the entry itself and those that belong to it."""

    entry: NavItem
    tabs: tuple[NavItem, ...] = ()


_items: list[NavItem] = []


def add(*items: NavItem) -> None:
    """Register entries; an entry already there is not added twice."""
    _items.extend(item for item in items if item not in _items)


def items_for(actor: Actor) -> list[NavItem]:
    """The entries this actor sees, in order."""
    fitting = [item for item in _items if not item.roles or actor.role in item.roles]
    return sorted(fitting, key=lambda item: item.order)


def sections_for(actor: Actor) -> list[Section]:
    """The main menu of this actor: the entries in order, each with its tabs."""
    items = items_for(actor)
    tops = {item.url_name for item in items if not item.under}
    return [
        Section(item, _tabs(item, items)) for item in items if item.url_name in tops or item.under not in tops
    ]


def _tabs(entry: NavItem, items: list[NavItem]) -> tuple[NavItem, ...]:
    belonging = tuple(item for item in items if item.under == entry.url_name)
    return (entry, *belonging) if belonging else ()
