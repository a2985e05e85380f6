"""Where records lie after a reform: those of a commune that was split wait for a person to place them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count

from ocop.places import queries as places
from ocop.places.models import PairState, Succession
from ocop.registry.models import Producer

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ocop.places.models import Unit
    from ocop.platform.actors import Actor


def waiting(actor: Actor) -> QuerySet[Producer]:
    """Producers of the actor's territory in a former commune that went to several, in Vietnamese order.

    Until they are placed they count for the commune that took over the main part.
    """
    return (
        Producer.objects.visible_to(actor)
        .filter(commune__in=_split())
        .select_related("commune__parent__parent")
        .order_by("name_key", "pk")
    )


def waits(actor: Actor) -> bool:
    """Whether a list of producers has a reason to lead to those that wait."""
    return actor.may("producer.write") and waiting(actor).exists()


def choices(former: Unit) -> list[Unit]:
    """The units a former one went to, the one that took over the main part first."""
    return [pair.successor for pair in places.successors(former) if pair.state != PairState.REJECTED]


def _split() -> QuerySet[Succession, int]:
    """Keys of the units that went to several, as a subquery."""
    pairs = Succession.objects.exclude(state=PairState.REJECTED).values("former_id")
    return pairs.annotate(parts=Count("pk")).filter(parts__gt=1).values_list("former_id", flat=True)
