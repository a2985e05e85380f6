"""One page of a list of producers or products, in the time of a page whatever the size of the registry.

A list whose rows are few (counted up to `searching.CAP`) is found through its narrowest index and then put
in order; one whose rows are many is walked in its order until a page is full, reading each row or looking for
its key among those that an index found. SQLite would guess which of these to do, and guess badly without
statistics, so it is told: `Unindexed` keeps it from using the index of a column. PostgreSQL knows by itself.
Decision 0027 has the measurements.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, cast

from django.db.models import F, Func, Q

from ocop.people.roles import ROLES
from ocop.platform.bulk import Among
from ocop.platform.pagination import Page, page_of
from ocop.registry import filters as asked
from ocop.registry import searching, territories
from ocop.registry.models import Producer, Product
from ocop.registry.searching import CAP, NOTHING, SOME, Wanted

if TYPE_CHECKING:
    from datetime import date

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import QuerySet
    from django.db.models.sql.compiler import SQLCompiler

    from ocop.places.models import Unit
    from ocop.platform.actors import Actor
    from ocop.registry.filters import Filters

R = TypeVar("R", Producer, Product)
MODELS: Final[Mapping[str, type[Producer | Product]]] = {
    asked.PRODUCERS: Producer,
    asked.PRODUCTS: Product,
}
JOINS: Final[Mapping[str, tuple[str, ...]]] = {
    asked.PRODUCERS: ("commune__parent__parent",),
    asked.PRODUCTS: ("producer", "commune__parent__parent"),
}
PLAIN: Final = "plain_"
KEY: Final = f"{PLAIN}key"


class Unindexed(Func):
    """The value of a column as it is, for which SQLite uses no index."""

    arity = 1
    template = "%(expressions)s"

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, Any]:
        """The column behind a plus sign."""
        return self.as_sql(compiler, connection, template="+%(expressions)s", **extra)


MOST_ROWS: Final[Mapping[str, object]] = {"state": asked.VALID}
"""Filters that very many rows meet: a list they narrow is walked as one without them, and not counted."""


@dataclass(frozen=True, slots=True)
class Listed(Generic[R]):
    """A page of a list.

    `count` is how many rows there are, None where only their being many is known; with `more` there are more
    than that. `corrected` are the words that were looked for in place of those typed; `places` the units that
    the name of a place stood for, None where no place was named.
    """

    page: Page[R]
    count: int | None
    more: bool
    corrected: str
    places: list[Unit] | None


@dataclass(frozen=True, slots=True)
class _Plan(Generic[R]):
    """The rows of a list the cheap way. `is_few`: they are put in order once found, else the order is walked.

    `order` takes the place of the one asked for.
    """

    rows: QuerySet[R]
    count: int | None
    more: bool = False
    is_few: bool = False
    order: str = ""


class Search(Generic[R]):
    """A list that an actor asks for: which rows, how many, and one page of them.

    `among` takes the place of what the actor may see: for lists of what everybody may know.
    """

    def __init__(
        self, actor: Actor, filters: Filters, today: date, *, among: QuerySet[R] | None = None
    ) -> None:
        self.filters, self.today, self.is_among = filters, today, among is not None
        self.model: type[R] = cast("type[R]", MODELS[filters.of])
        self.office = territories.of_office(actor)
        role = ROLES.get(actor.role)
        self.narrowed = role is not None and role.is_narrowed
        seen = self.model._default_manager.visible_to(actor) if among is None else among
        self.seen: QuerySet[R] = seen.filter(territories.condition([self.office], self.model))
        if filters.of == asked.PRODUCTS:
            self.seen = self.seen.alias(merged_key=Unindexed(F("merged_into_id"))).filter(merged_key=None)
        self.places = territories.named(filters.place, actor_path(actor)) if filters.place else None
        self.within = territories.of_units(self.places or [])
        self.wanted = self._understood()

    def _understood(self) -> Wanted:
        if not self.filters.words:
            return NOTHING
        return searching.understood(
            self.filters.words,
            self.seen,
            self.office.province,
            small=self.office.is_small,
            narrowed=self.narrowed,
        )

    @property
    def rows(self) -> QuerySet[R]:
        """Every row of the list, in no order: for exports."""
        found = self._narrowed(indexed=True)
        if not self.wanted:
            return found
        return found.filter(searching.by_index(self.model, self.wanted, self.province))

    @property
    def province(self) -> str:
        """The province in which all rows lie, empty where they lie in several."""
        codes = {one.province for one in self.within}
        return codes.pop() if len(codes) == 1 and "" not in codes else self.office.province

    @property
    def is_small(self) -> bool:
        """Whether all rows lie in some communes, so that reading them all costs little."""
        return self.office.is_small or (bool(self.within) and all(one.is_small for one in self.within))

    def _narrowed(self, *, indexed: bool) -> QuerySet[R]:
        """Rows that meet the filters; with indexes of their columns, or without."""
        if self.places is not None and not self.places:
            return self.seen.none()
        found = self.seen
        if not indexed:
            found = found.alias(**{PLAIN + name: Unindexed(F(name)) for name in asked.columns(self.filters)})
        found = found.filter(territories.condition(self.within, self.model))
        prefix = "" if indexed else PLAIN
        parts = asked.conditions(self.filters, self.today, lambda name: prefix + name)
        return found.filter(*parts)

    def listed(self, query: Mapping[str, str], size: int = 50) -> Listed[R]:
        """The page that the address points to, and how many rows there are."""
        plan = self._plan()
        page = self._page(plan, query, size)
        return Listed(page, plan.count, plan.more, self.wanted.corrected, self.places)

    def _plan(self) -> _Plan[R]:
        if not self.wanted or self.is_small or self.wanted.code:
            return self._counted(searching.by_text(self.wanted))
        by_name = self.filters.order == asked.NAME
        most = searching.MOST_HITS if by_name else searching.MOST_KEYS
        hits = searching.hits(self.model, self.wanted, self.province, most=most + 1)
        if hits <= CAP:
            return self._found(hits)
        if self._may_be_fewer:
            plan = self._counted(Q())
            rows = plan.rows.filter(searching.by_text(self.wanted))
            return replace(plan, rows=rows, count=None if plan.more else self._count(rows), more=False)
        count = CAP if self._shows_every_hit else None
        more = count is not None
        if not self.filters.order:
            rows = self._looked_up() if hits <= searching.MOST_KEYS else self._walked_by_text()
            return _Plan(rows, count, more, order=asked.NEWEST)
        # A word of many names stands at one place of the alphabet, far from where a walk begins.
        if by_name and hits <= searching.MOST_HITS:
            return _Plan(self._found_by_index(), count, more, is_few=True)
        return _Plan(self._walked_by_text(), count, more)

    def _found(self, hits: int) -> _Plan[R]:
        """The rows that the index of words found, few enough to count them.

        Some are read by their keys; where there are more, what the province's indexes hold is read instead.
        """
        if not self.province or hits <= SOME:
            return self._in_order(self._found_by_index())
        return self._in_order(self._looked_up())

    def _found_by_index(self) -> QuerySet[R]:
        by_index = searching.by_index(self.model, self.wanted, self.province)
        return searching.among(self._narrowed(indexed=False), by_index)

    def _looked_up(self) -> QuerySet[R]:
        """Rows come by on another way; the key of each is looked for among those that words found."""
        keys = searching.keys_by_index(self.model, self.wanted, self.province)
        rows = self._narrowed(indexed=False).alias(**{KEY: Unindexed(F("pk"))})
        return rows.filter(**{f"{KEY}__in": keys})

    def _walked_by_text(self) -> QuerySet[R]:
        return self._narrowed(indexed=False).filter(searching.by_text(self.wanted))

    @property
    def _may_be_fewer(self) -> bool:
        """Whether anything but words and the province narrows the list, beyond what most rows meet."""
        province = not self.within or [one.units for one in self.within] == [None]
        given = {name for name, value in self.filters.given.items() if MOST_ROWS.get(name) != value}
        return bool(given - {"kept"}) or self.narrowed or not province

    @property
    def _shows_every_hit(self) -> bool:
        """Whether what the index of words found is what the list shows: it knows of no filter."""
        return not self.is_among and not self.filters.given.keys() - {"kept"}

    def _counted(self, further: Q) -> _Plan[R]:
        plan = self._in_order(self._narrowed(indexed=not self.province).filter(further))
        return replace(plan, rows=self._narrowed(indexed=False).filter(further)) if plan.more else plan

    def _in_order(self, rows: QuerySet[R]) -> _Plan[R]:
        """How few or many rows are put in order.

        Some are found once and then read by their keys. Of more within a province its order is walked and
        each key looked for among theirs: the index of that order holds the keys, so only the page is read.
        """
        objects = self.model._default_manager
        keys = list(rows.values_list("pk", flat=True)[: SOME + 1])
        if len(keys) <= SOME:
            return _Plan(objects.filter(Among("pk", keys)), len(keys), is_few=True)
        count = self._count(rows)
        if count > CAP:
            return _Plan(rows, CAP, more=True)
        if not self.province or self.is_small:
            return _Plan(objects.filter(pk__in=rows.values("pk")), count, is_few=True)
        walked = objects.filter(province_code=self.province).alias(**{KEY: Unindexed(F("pk"))})
        return _Plan(walked.filter(**{f"{KEY}__in": rows.values("pk")}), count)

    @staticmethod
    def _count(rows: QuerySet[R]) -> int:
        return rows.order_by()[: CAP + 1].count()

    def _page(self, plan: _Plan[R], query: Mapping[str, str], size: int) -> Page[R]:
        """The keys of the page first, so that nothing but keys is put in order; then its rows, joined."""
        first, last = asked.keys_of(self.filters.of, plan.order or self.filters.order)
        column, rows, keys = first.removeprefix("-"), plan.rows, (first, last)
        if plan.is_few:
            rows, keys = (
                rows.annotate(order_key=Unindexed(F(column))),
                (first.replace(column, "order_key"), last),
            )
        page = page_of(rows.only("pk", column), query, by=keys, size=size)
        joined = self.model._default_manager.select_related(*JOINS[self.filters.of])
        found = joined.in_bulk([row.pk for row in page.items])
        return Page([found[row.pk] for row in page.items], page.previous, page.next)


def search(actor: Actor, filters: Filters, today: date) -> Search[Any]:
    """The list that an actor asks for, of producers or of products."""
    found: Search[Any] = Search(actor, filters, today)
    return found


def actor_path(actor: Actor) -> str:
    """Where an officer looks for places: the own territory."""
    return actor.unit_path if actor.unit_path.count("/") > 1 else ""
