"""Maps of the provinces, drawn on the server from outlines that are shipped: no tiles, no script.

Every map shows the whole country with the archipelagoes of Hoàng Sa and Trường Sa, drawn and named; there is
no way to draw one without. A shade stands for a span of numbers and has a pattern of its own, so that it is
told without colour too. Whoever draws a map puts the same figures in a table beside it.
"""

from __future__ import annotations

import csv
import json
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import cos, radians
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from importlib.resources.abc import Traversable

    from django_stubs_ext import StrOrPromise

REDRAWN_ON: Final = date(2025, 7, 1)
"""From this day on the country has 34 provinces, before it had 63 (Nghị quyết 202/2025/QH15)."""

WEST, NORTH, EAST, SOUTH = 101.8, 23.6, 115.6, 5.7
"""The frame in degrees: it holds every archipelago of the country."""

UNITS: Final = 100
"""Units of the drawing to a degree of latitude."""

SHRINK: Final = cos(radians(16))
"""How much narrower a degree of longitude is than one of latitude, in the middle of the country."""

SHADES: Final = 5
STEPS: Final = (1, 2, 5)
"""Spans end at these numbers times a power of ten."""


@dataclass(frozen=True, slots=True)
class Area:
    """What a map says of a province: its official code, name, number, the number in words, an address."""

    code: str
    name: StrOrPromise
    value: int
    words: StrOrPromise
    url: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A province on a map: its outline as SVG has it, its shade from 0 (nothing) to `SHADES`."""

    area: Area
    path: str
    shade: int


@dataclass(frozen=True, slots=True)
class Span:
    """A line of the legend: numbers from `least` to `most`, both included; `most` is None for the last."""

    shade: int
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Archipelago:
    """Islands that every map draws and names; the point is where the name stands."""

    lines: tuple[str, ...]
    x: int
    y: int
    islands: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class CountryMap:
    """A map as its template draws it. `key` tells several maps of one page apart."""

    key: str
    title: StrOrPromise
    description: StrOrPromise
    provinces: tuple[Drawn, ...]
    spans: tuple[Span, ...]
    archipelagoes: tuple[Archipelago, ...]
    islands: tuple[tuple[int, int], ...]
    sea: tuple[int, int]
    width: int
    height: int


def drawn(
    areas: Sequence[Area],
    *,
    on: date,
    title: StrOrPromise,
    description: StrOrPromise = "",
    key: str = "map",
    chosen: str = "",
) -> CountryMap:
    """The map of a day. A province without an area is drawn without a number.

    `chosen` is the code of a province to be shown alone: it has the darkest shade, there is no legend.
    """
    known = {area.code: area for area in areas}
    ends = spans(max((area.value for area in areas), default=0))
    found = []
    for code, path in outlines(on).items():
        area = known.get(code) or Area(code, "", 0, "")
        shade = SHADES * (code == chosen) if chosen else shade_of(area.value, ends)
        found.append(Drawn(area, path, shade))
    legend = () if chosen else ends
    width, height = _point(EAST, SOUTH)
    return CountryMap(
        key=key,
        title=title,
        description=description,
        provinces=tuple(found),
        spans=legend,
        archipelagoes=archipelagoes(),
        islands=_islands()[""],
        sea=_point(112.2, 12.6),
        width=width,
        height=height,
    )


def spans(most: int) -> tuple[Span, ...]:
    """The spans of a legend for numbers up to this one: nothing, then at most `SHADES` more."""
    if most < 1:
        return (Span(0, 0, 0),)
    ends = [step * 10**power for power in range(len(str(most))) for step in STEPS]
    begin = [1, *[one for one in ends if 1 < one <= most][-(SHADES - 1) :]]
    inner = [Span(number, a, b - 1) for number, (a, b) in enumerate(pairwise(begin), start=1)]
    return (Span(0, 0, 0), *inner, Span(len(begin), begin[-1], None))


def shade_of(value: int, legend: Sequence[Span]) -> int:
    """The shade of the span that holds a number."""
    return legend[bisect_right([span.least for span in legend], value) - 1].shade


def outlines(on: date) -> Mapping[str, str]:
    """The outline of every province of a day's map as the `d` of an SVG path, by official code."""
    return _outlines("outlines.geojson" if on >= REDRAWN_ON else "outlines_before_2025_07.geojson")


def archipelagoes() -> tuple[Archipelago, ...]:
    """Hoàng Sa and Trường Sa, with their names and the province each belongs to."""
    islands = _islands()
    return (
        Archipelago((_("Islands of"), "Hoàng Sa", "(Đà Nẵng)"), *_point(112.2, 15.05), islands["hoang_sa"]),
        Archipelago(
            (_("Islands of"), "Trường Sa", "(Khánh Hòa)"), *_point(112.9, 7.25), islands["truong_sa"]
        ),
    )


@cache
def _islands() -> Mapping[str, tuple[tuple[int, int], ...]]:
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    with _data("islands.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            at = _point(float(row["longitude"]), float(row["latitude"]))
            found[row["group"]] = (*found.get(row["group"], ()), at)
    return found


@cache
def _outlines(name: str) -> Mapping[str, str]:
    features = json.loads(_data(name).read_text("utf-8"))["features"]
    return {one["properties"]["code"]: _path(one["geometry"]) for one in features}


def _path(geometry: Mapping[str, Any]) -> str:
    """Whole numbers, each corner from the one before: a third of the length that plain ones would have."""
    shapes = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return "".join(_ring(ring) for shape in shapes for ring in shape)


def _ring(ring: Sequence[Sequence[float]]) -> str:
    points = [_point(longitude, latitude) for longitude, latitude in ring[:-1]]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
    written = "".join(f"{x:d}{y:+d}" if x < 0 else f" {x:d}{y:+d}" for x, y in steps if (x, y) != (0, 0))
    return f"M{points[0][0]} {points[0][1]}l{written.strip().replace('+', ' ')}z"


def _point(longitude: float, latitude: float) -> tuple[int, int]:
    return round((longitude - WEST) * SHRINK * UNITS), round((NORTH - latitude) * UNITS)


def _data(name: str) -> Traversable:
    return files("ocop.places").joinpath(f"data/{name}")
