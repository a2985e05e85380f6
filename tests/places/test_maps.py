"""Maps drawn on the server: whole, true to the units of their day, and readable without colour."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils import translation

import ocop
from ocop.places import maps
from ocop.places.maps import REDRAWN_ON, Area, CountryMap, Span
from tests.cast import MAP

NOW, BEFORE = date(2026, 11, 23), REDRAWN_ON - timedelta(days=1)
SOURCES = Path(ocop.__file__).parent


def drawing(on: date = NOW, **values: int) -> CountryMap:
    areas = [
        Area(code.lstrip("p"), f"Province {code}", value, f"{value} products", f"/place/{code}/")
        for code, value in values.items()
    ]
    return maps.drawn(areas, on=on, title="Products by province")


def page(drawn: CountryMap) -> str:
    return render_to_string("places/country_map.html", {"map": drawn})


@pytest.mark.parametrize("on", [NOW, REDRAWN_ON, BEFORE])
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("chosen", ["", "15"])
def test_every_map_draws_and_names_hoang_sa_and_truong_sa(on: date, language: str, chosen: str) -> None:
    with translation.override(language):
        html = page(maps.drawn([], on=on, title="", chosen=chosen))
    names = re.findall(r"<tspan[^>]*>([^<]*)</tspan>", html)
    assert [name for name in names if "Hoàng Sa" in name]
    assert [name for name in names if "Trường Sa" in name]
    for group in maps.archipelagoes():
        assert len(group.islands) >= 7
        assert all(f'cx="{x}" cy="{y}"' in html for x, y in group.islands)


def test_the_archipelagoes_lie_in_the_frame_and_off_the_coast() -> None:
    shown = drawing()
    for group in shown.archipelagoes:
        assert all(
            0 < x < shown.width and 0 < y < shown.height for x, y in (*group.islands, (group.x, group.y))
        )


def test_no_template_draws_a_map_of_its_own() -> None:
    drawing_ones = [
        path.name for path in SOURCES.rglob("*.html") if "map-provinces" in path.read_text(encoding="utf-8")
    ]
    assert drawing_ones == ["country_map.html"]


def test_a_map_has_the_provinces_of_its_day() -> None:
    now = {row.code for row in MAP.current if not row.parent_code}
    before = {row.code for row in MAP.former if not row.parent_code}
    assert set(maps.outlines(NOW)) == now
    assert set(maps.outlines(BEFORE)) == before
    assert (len(now), len(before)) == (34, 63)


def test_an_outline_is_a_path_of_whole_numbers() -> None:
    for path in (*maps.outlines(NOW).values(), *maps.outlines(BEFORE).values()):
        assert re.fullmatch(r"(M\d+ \d+l-?\d+[ -]-?\d+([ -]\d+[ -]\d+)*z)+", path)


def test_a_province_is_a_link_that_says_its_number() -> None:
    html = page(drawing(p15=12))
    assert '<a href="/place/p15/"><title>Province p15: 12 products</title><path' in html
    assert html.count("<a ") == 1


@pytest.mark.parametrize(
    ("most", "least"),
    [
        (0, [0]),
        (1, [0, 1]),
        (4, [0, 1, 2]),
        (7, [0, 1, 2, 5]),
        (130, [0, 1, 10, 20, 50, 100]),
        (99_999, [0, 1, 5_000, 10_000, 20_000, 50_000]),
    ],
)
def test_spans_follow_the_greatest_number(most: int, least: list[int]) -> None:
    assert [span.least for span in maps.spans(most)] == least


def test_a_number_has_the_shade_of_its_span() -> None:
    legend = maps.spans(130)
    shades = [maps.shade_of(value, legend) for value in (0, 1, 9, 10, 49, 99, 100, 130)]
    assert shades == [0, 1, 1, 2, 3, 4, 5, 5]
    assert legend[0] == Span(0, 0, 0)
    assert legend[-1].most is None


def test_shades_are_told_by_pattern_and_number_too() -> None:
    html = page(drawing(p15=12, p04=25, p01=60, p31=130))
    for shade in (2, 3, 4):
        assert f'fill="url(#map-p{shade})"' in html
        assert f'<pattern id="map-p{shade}"' in html
    assert "10–19" in html


def test_a_map_of_one_province_shows_it_alone() -> None:
    shown = maps.drawn([], on=NOW, title="", chosen="15")
    assert [one.area.code for one in shown.provinces if one.shade] == ["15"]
    assert shown.spans == ()
