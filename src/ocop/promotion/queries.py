"""Named reads of points of sale, events and news."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count

from ocop.places.models import Level, Unit
from ocop.platform.actors import PUBLIC
from ocop.platform.text import fold
from ocop.promotion.models import KINDS, Article, Event, Outlet, OutletKind, Post

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from ocop.platform.actors import Actor

PARENTS = "unit__parent__parent"


def own(actor: Actor, noun: str) -> QuerySet[Any]:
    """What an office writes, the latest first: of its territory, whatever its state."""
    rows: Any = KINDS[noun].objects.visible_to(actor)
    found: QuerySet[Any] = rows.filter(unit__scope__startswith=actor.unit_path or "-").select_related(PARENTS)
    return found


def post(actor: Actor, noun: str, pk: int) -> Post:
    """One of them. Raises: DoesNotExist."""
    found: Any = KINDS[noun].objects.visible_to(actor)
    one: Post = found.select_related(PARENTS).get(pk=pk)
    return one


def units_of(actor: Actor) -> list[Unit]:
    """The places an office writes about: the country and its provinces for the ministry, else all its own."""
    found = Unit.objects.visible_to(actor).filter(scope__startswith=actor.unit_path or "-", valid_to=None)
    if actor.unit_path.count("/") == 1:
        found = found.filter(level__in=[Level.COUNTRY, Level.PROVINCE])
    return list(found.select_related("parent__parent").order_by("path"))


def outlets(*, words: str = "", kind: str = "", province: str = "") -> QuerySet[Outlet]:
    """Published points of sale whose name or address holds these words, accents aside."""
    found = Outlet.objects.visible_to(PUBLIC).published().select_related(PARENTS)
    for word in fold(words).split():
        found = found.filter(folded__contains=word)
    if kind:
        found = found.filter(kind=kind)
    return _in_province(found, province)


def outlets_of(product_id: int) -> list[Outlet]:
    """Where a product is sold, by name."""
    found = Outlet.objects.visible_to(PUBLIC).published().filter(stock__product=product_id)
    return list(found.select_related(PARENTS).order_by("title_key", "pk"))


def sold_at(outlet: Outlet) -> list[int]:
    """Keys of the products a point of sale sells."""
    return list(outlet.stock.order_by("pk").values_list("product_id", flat=True))


def by_province(found: QuerySet[Any]) -> dict[str, int]:
    """How many of these there are in each province of today, by its code."""
    counts: dict[str, int] = {}
    for scope, count in found.order_by().values_list("unit__scope").annotate(count=Count("pk")):
        parts = scope.split("/")
        if len(parts) > 2:
            counts[parts[1]] = counts.get(parts[1], 0) + count
    return counts


def events(*, since: date, until: date | None = None, province: str = "") -> QuerySet[Event]:
    """Published events that touch these days, in the order of days."""
    found = Event.objects.visible_to(PUBLIC).published().filter(ends_on__gte=since).select_related(PARENTS)
    if until is not None:
        found = found.filter(starts_on__lte=until)
    return _in_province(found, province)


def past_events(today: date, *, province: str = "") -> QuerySet[Event]:
    """Published events that are over."""
    return _in_province(every_event().filter(ends_on__lt=today), province)


def every_event() -> QuerySet[Event]:
    """Every published event, also one that is over."""
    return Event.objects.visible_to(PUBLIC).published().select_related(PARENTS)


def articles(*, unit_path: str = "") -> QuerySet[Article]:
    """Published news, the latest first; of a place alone with its path."""
    found = Article.objects.visible_to(PUBLIC).published().select_related(PARENTS)
    return found.filter(unit__scope__startswith=unit_path) if unit_path else found


def kinds_of_outlet() -> list[tuple[str, str]]:
    """The kinds of points of sale with their words."""
    return [(kind.value, str(kind.label)) for kind in OutletKind]


def _in_province(found: QuerySet[Any], province: str) -> QuerySet[Any]:
    return found.filter(unit__scope__startswith=f"VN/{province}/") if province else found
