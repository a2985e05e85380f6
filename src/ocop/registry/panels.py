"""Parts of the product page that other rooms fill: each adds its own from `AppConfig.ready()`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ocop.platform.actors import Actor
    from ocop.registry.models import Product


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the product page, by `order`; its template finds the result of `content` as `panel`."""

    template: str
    content: Callable[[Actor, Product], Mapping[str, object]]
    order: int = 100


_panels: list[Panel] = []


def add(panel: Panel) -> None:
    """Register a part; one already there is not added twice."""
    if panel not in _panels:
        _panels.append(panel)


def shown(actor: Actor, product: Product) -> list[tuple[str, Mapping[str, object]]]:
    """Templates with their content. The caller got the product through `visible_to`."""
    return [(one.template, one.content(actor, product)) for one in sorted(_panels, key=lambda one: one.order)]
