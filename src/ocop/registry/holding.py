"""Whose a product is and was: the holder of any day, and what keeps a product from going to another one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from ocop.platform.bulk import Among
from ocop.registry.models import EarlierHolder, EarlierProducer, Producer, Product, Takeover

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor

V = TypeVar("V")
Hindrance = Callable[[Sequence[Product]], "Sequence[StrOrPromise]"]
_hindrances: list[Hindrance] = []


def add_hindrance(found: Hindrance) -> None:
    """Let a room above say what of its own keeps products from going to another producer, and what to do."""
    if found not in _hindrances:
        _hindrances.append(found)


def hindrances(products: Sequence[Product]) -> list[StrOrPromise]:
    """Why these products can't go to another producer now, with what to do; none where nothing is."""
    return [words for found in _hindrances for words in found(products)]


def holder_on(product: Product, day: date) -> Producer:
    """Whose this product was on a day; no query when `earlier_holders__producer` was fetched along."""
    earlier = [one for one in product.earlier_holders.all() if one.to_on >= day]
    return min(earlier, key=lambda one: one.to_on).producer if earlier else product.producer


class NamesThen:
    """What the holders of products were called on any day, as printed then: three queries for all of them."""

    def __init__(self, holders: Mapping[int, int]) -> None:
        """Read for these products, with the key of the present holder of each."""
        rows = EarlierHolder.objects.filter(Among("product_id", holders))
        self._present, self._held = holders, dated(rows.values_list("product_id", "to_on", "producer_id"))
        keys = {*holders.values(), *(pk for found in self._held.values() for _day, pk in found)}
        self._names = dict(Producer.objects.filter(Among("pk", keys)).values_list("pk", "name"))
        earlier = EarlierProducer.objects.filter(Among("producer_id", keys))
        self._earlier = dated(earlier.values_list("producer_id", "to_on", "name"))

    def on(self, product: int, day: date) -> str:
        """The name of whoever held this product on a day."""
        holder = held(self._held.get(product, ()), day, self._present[product])
        return held(self._earlier.get(holder, ()), day, self._names[holder])


def dated(rows: Iterable[tuple[int, date, V]]) -> dict[int, list[tuple[date, V]]]:
    """What held of records up to a day, by record: for `held`. The rows are key, last day and value."""
    found: defaultdict[int, list[tuple[date, V]]] = defaultdict(list)
    for key, to_on, value in rows:
        found[key].append((to_on, value))
    return found


def held(earlier: Iterable[tuple[date, V]], day: date, present: V) -> V:
    """Of what held until a day, the first that reaches to `day`; else the present one."""
    reaching = [one for one in earlier if one[0] >= day]
    return min(reaching, key=lambda one: one[0])[1] if reaching else present


def held_before(producer: Producer) -> QuerySet[EarlierHolder]:
    """What a producer held and handed on, the latest first; got through `visible_to`."""
    return producer.held_before.select_related("product__producer").order_by("-to_on", "product__name_key")


def takeovers_from(producer: Producer) -> QuerySet[Takeover]:
    """From whom a producer took over, by day. The caller got the producer through `visible_to`."""
    return producer.took_over_from.select_related("former").order_by("on", "pk")


def takeovers_by(producer: Producer) -> QuerySet[Takeover]:
    """Who took over from a producer, by day. The caller got the producer through `visible_to`."""
    return producer.took_over_by.select_related("successor").order_by("on", "pk")


def on_page(_actor: Actor, product: Product) -> Mapping[str, object]:
    """The earlier holders of a product, for its page."""
    return {"holders": product.earlier_holders.select_related("producer").order_by("to_on")}
