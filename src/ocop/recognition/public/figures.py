"""Counts of recognised products by place: the country, its provinces, its communes."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q

from ocop.places.models import COUNTRY_CODE, Level, Unit
from ocop.platform.bulk import Among
from ocop.recognition import lists, queries
from ocop.recognition.models import Certificate
from ocop.recognition.public.reading import place_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

    from ocop.recognition.public.records import PublicPlace


@dataclass(frozen=True, slots=True)
class Figure:
    """What a present unit has on a day: products that hold stars, by stars, and producers with one."""

    place: PublicPlace
    stars: Mapping[int, int] = field(default_factory=dict)
    producers: int = 0

    @property
    def products(self) -> int:
        """Products that hold any stars."""
        return sum(self.stars.values())


def standing(on: date) -> QuerySet[Certificate]:
    """The certificates by which public products hold stars on a day: of each product the one that speaks."""
    issued = Certificate.objects.filter(~queries.mistaken(), product=OuterRef("product"), issued_on__lte=on)
    after = Q(issued_on__gt=OuterRef("issued_on")) | Q(issued_on=OuterRef("issued_on"), pk__gt=OuterRef("pk"))
    public = Certificate.objects.filter(product__merged_into=None)
    return lists.holding(public.exclude(Exists(issued.filter(after))), on).order_by()


def figures(on: date, level: str | None = None) -> list[Figure]:
    """The figures of every present unit that has any, the country's and the provinces' in any case.

    In the order of the country, its provinces, their communes. A product counts where it lies on the present
    map; one that communes share counts in the one it is filed in. `level` asks for one level only. The
    database counts, in at most eight queries.
    """
    found = standing(on)
    scope = "product__commune__scope"
    producers = Count("product__producer", distinct=True)
    stars: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for path, value, count in found.values_list(scope, "stars").annotate(count=Count("pk")):
        for part in _up(path):
            stars[part][value] += count
    makers = dict(found.values_list(scope).annotate(count=producers))
    for code, count in found.values_list("product__province_code").annotate(count=producers):
        makers[f"{COUNTRY_CODE}/{code}/"] = count
    makers[f"{COUNTRY_CODE}/"] = found.aggregate(count=producers)["count"]
    always = Q(level__in=[Level.COUNTRY, Level.PROVINCE]) | Among("path", list(stars))
    units = Unit.objects.filter(always, valid_to=None).select_related("parent__parent__parent")
    if level is not None:
        units = units.filter(level=level)
    return [
        Figure(place_of(unit), dict(stars.get(unit.path, {})), makers.get(unit.path, 0))
        for unit in sorted(units, key=lambda one: (one.path.count("/"), one.path))
    ]


def _up(path: str) -> list[str]:
    """A path, and those of the units above it: "VN/01/00004/" as itself, "VN/01/" and "VN/"."""
    parts = path.rstrip("/").split("/")
    return ["/".join(parts[:count]) + "/" for count in range(1, len(parts) + 1)]
