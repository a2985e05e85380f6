"""Opinions of the sectors on a product and the support they gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocop.registry import rules
from ocop.registry.models import Opinion, Product

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ocop.platform.actors import Actor


def on_page(actor: Actor, product: Product) -> Mapping[str, object]:
    """The part of a product's page: for the offices that may read opinions, else nothing."""
    shown = actor.may("opinion.read")
    found = Opinion.objects.visible_to(actor).filter(product=product).select_related("recorded_by")
    return {
        "product": product,
        "shown": shown,
        "opinions": found.order_by("given_on", "pk") if shown else [],
        "may_record": bool(rules.can_record_opinion(actor)),
    }
