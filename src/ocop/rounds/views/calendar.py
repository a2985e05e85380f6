"""The public calendar of the rounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from ocop.places import queries as places
from ocop.places.models import Level
from ocop.platform import clock
from ocop.platform.text import vi_sort_key
from ocop.rounds import calendar
from ocop.rounds.views.common import found

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """The units that hold rounds."""
    provinces = sorted(places.current().filter(level=Level.PROVINCE), key=lambda one: vi_sort_key(one.name))
    return render(request, "rounds/choose.html", {"country": places.country(), "provinces": provinces})


@require_safe
def of_unit(request: HttpRequest, code: str) -> HttpResponse:
    """The rounds of this year and the next, with their closing days; of a commune those of its province."""
    today = clock.today()
    with found():
        unit = calendar.holding(places.unit(code), today)
    lines = calendar.entries(unit, (today.year, today.year + 1), today) if unit else []
    lines = calendar.soonest_first(lines, today)
    context = {"unit": unit, "lines": lines, "today": today}
    return render(request, "rounds/calendar.html", context)
