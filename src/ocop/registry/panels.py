"""Parts of the pages of products and producers that other rooms add from `AppConfig.ready()`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor
    from ocop.registry.models import Producer, Product


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the product page, by `order`; its template finds the result of `content` as `panel`."""

    template: str
    content: Callable[[Actor, Product], Mapping[str, object]]
    order: int = 100


_panels: list[Panel] = []


def add(*panels: Panel) -> None:
    """Register parts; one already there is not added twice."""
    _panels.extend(panel for panel in panels if panel not in _panels)


_links: list[Callable[[Actor, Producer], tuple[StrOrPromise, str] | None]] = []


def add_producer_link(link: Callable[[Actor, Producer], tuple[StrOrPromise, str] | None]) -> None:
    """Register a link (words, address) of the producer's page; None where the actor gets none."""
    if link not in _links:
        _links.append(link)


def links_of(actor: Actor, producer: Producer) -> list[tuple[StrOrPromise, str]]:
    """The links of other rooms that this actor gets on the page of a producer."""
    return [found for link in _links if (found := link(actor, producer)) is not None]


_list_links: list[Callable[[Actor, str, str], tuple[StrOrPromise, str] | None]] = []


def add_list_link(link: Callable[[Actor, str, str], tuple[StrOrPromise, str] | None]) -> None:
    """Register a button (words, address) above the lists; None where the actor gets none.

    It is asked with the kind of list (`filters.PRODUCERS`, `filters.PRODUCTS`) and the query of its address,
    which `queries.filtered` turns into exactly the rows of the list.
    """
    if link not in _list_links:
        _list_links.append(link)


def list_links(actor: Actor, kind: str, query: str) -> list[tuple[StrOrPromise, str]]:
    """The buttons of other rooms that this actor gets above a list."""
    return [found for link in _list_links if (found := link(actor, kind, query)) is not None]


def shown(actor: Actor, product: Product) -> list[tuple[str, Mapping[str, object]]]:
    """Templates with their content. The caller got the product through `visible_to`."""
    return [(one.template, one.content(actor, product)) for one in sorted(_panels, key=lambda one: one.order)]
