"""Figures for everybody, counted by the functions of `ocop stats`, with the lists behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ocop.insight import stats
from ocop.insight.measures import NAMES, Dimension
from ocop.insight.questions import question
from ocop.places import maps
from ocop.platform import clock
from ocop.platform.actors import SYSTEM
from ocop.portal import catalogue, place_pages
from ocop.portal.frame import About, public_page, show

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrOrPromise

REMEMBERED: Final = 600
"""Seconds for which figures are kept: counting a country takes a while."""

SHOWN: Final = (Dimension.STARS, Dimension.KIND, Dimension.PROVINCE)
LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a table: words, number, share in percent, length of its bar, the list behind if any."""

    label: str
    value: int
    share: Fraction
    length: int
    url: str


@dataclass(frozen=True, slots=True)
class Table:
    """Products with stars by one dimension."""

    code: str
    name: StrOrPromise
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """What the page shows. `without_page`: products that have no code yet, which the catalogue leaves out."""

    on: date
    products: int
    without_page: int
    producers: int
    definition: str
    tables: tuple[Table, ...]
    provinces: Mapping[str, int]


@public_page
def figures(request: HttpRequest) -> HttpResponse:
    """How many products hold stars today, by stars, group, kind of producer and province."""
    found = remembered(clock.today())
    areas = place_pages.areas_of(found.on, found.provinces)
    drawing = maps.drawn(areas, on=found.on, title=_("Products with stars by province"))
    about = About(_("OCOP in figures: products with stars by stars, group, producer and province."))
    return show(request, "portal/figures.html", {"figures": found, "drawing": drawing}, about)


def remembered(day: date) -> Figures:
    """The figures of a day, counted at most every few minutes."""
    key = f"portal-figures-{day.isoformat()}-{get_language()}"
    found: Figures | None = cache.get(key)
    if found is None:
        found = counted(day)
        cache.set(key, found, REMEMBERED)
    return found


def counted(day: date) -> Figures:
    """The figures of a day: exactly what `ocop stats` answers."""
    asked = question("products", today=day, by=[one.value for one in SHOWN])
    answer = stats.ask(SYSTEM, asked)
    groups = stats.ask(SYSTEM, question("products", today=day, by=[Dimension.SECTOR.value]))
    producers = stats.ask(SYSTEM, question("producers", today=day))
    whole = int(answer.total)
    tables = [_table(answer, place, dimension) for place, dimension in enumerate(SHOWN)]
    tables.insert(1, _table(groups, 0, Dimension.SECTOR))
    by_code = _summed(answer, SHOWN.index(Dimension.PROVINCE))
    provinces = {key: int(value) for key, (_label, value) in by_code.items()}
    listed = catalogue.held(day).count()
    return Figures(
        day, whole, max(whole - listed, 0), int(producers.total), answer.definition, tuple(tables), provinces
    )


def _summed(answer: stats.Answer, place: int) -> dict[str, tuple[str, Fraction]]:
    """The figure of each value of one of the dimensions, in its order: a product has one value of each."""
    labels: dict[str, str] = {}
    sums: defaultdict[str, Fraction] = defaultdict(Fraction)
    for row in answer.rows:
        labels[row.key[place]] = row.label[place]
        sums[row.key[place]] += row.value
    return {key: (label, sums[key]) for key, label in labels.items()}


def _table(answer: stats.Answer, place: int, dimension: Dimension) -> Table:
    found = _summed(answer, place)
    if dimension == Dimension.STARS:
        found = dict(sorted(found.items(), reverse=True))
    elif dimension != Dimension.SECTOR:
        found = dict(sorted(found.items(), key=lambda one: -one[1][1]))
    most = max((value for _label, value in found.values()), default=Fraction(1)) or Fraction(1)
    bars = [
        Bar(
            label,
            int(value),
            stats.percent(value, answer.total),
            round(value / most * LONGEST),
            _behind(dimension, key) if value else "",
        )
        for key, (label, value) in found.items()
    ]
    return Table(dimension.value, NAMES[dimension], tuple(bars))


def _behind(dimension: Dimension, key: str) -> str:
    """The list of the catalogue with the products of a line; empty where the catalogue can't ask for it."""
    asked = {
        Dimension.STARS: {"stars": key},
        Dimension.KIND: {"kind": key},
        Dimension.PROVINCE: {"place": f"VN/{key}/"},
    }.get(dimension)
    return f"{reverse('portal:catalogue')}?{urlencode(asked)}" if asked and key else ""
