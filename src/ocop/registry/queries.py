"""Named reads of producers and products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocop.platform.text import fold
from ocop.registry.models import Producer, Product, Representative

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ocop.platform.actors import Actor


def producers(actor: Actor, words: str = "") -> QuerySet[Producer]:
    """Producers this actor may see, in Vietnamese order; those whose name holds these words, or this code."""
    found = (
        Producer.objects.visible_to(actor)
        .select_related("commune__parent__parent")
        .order_by("name_key", "pk")
    )
    wanted = fold(words)
    return found.filter(name_folded__contains=wanted) | found.filter(code=words.strip()) if wanted else found


def products(actor: Actor, words: str = "") -> QuerySet[Product]:
    """Products this actor may see, in Vietnamese order, with producer and commune at no further query."""
    found = (
        Product.objects.visible_to(actor)
        .select_related("producer", "commune__parent__parent")
        .order_by("name_key", "pk")
    )
    wanted = fold(words)
    return found.filter(name_folded__contains=wanted) | found.filter(code=words.strip()) if wanted else found


def products_of(producer: Producer) -> QuerySet[Product]:
    """The products of a producer, in Vietnamese order. The caller got the producer through `visible_to`."""
    return producer.products.order_by("name_key", "pk")


def representatives(producer: Producer) -> QuerySet[Representative]:
    """Who speaks for a producer today. The caller got the producer through `visible_to`."""
    return producer.representatives.filter(to_on=None).select_related("user").order_by("from_on", "pk")
