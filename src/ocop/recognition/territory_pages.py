"""Pages of a territory's figures on a day: on the map of that day, or on another."""

from __future__ import annotations

from datetime import date
from typing import Final
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ocop.places import queries as places
from ocop.places.models import Level, Unit
from ocop.places.rules import CONFIRM
from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.fields import DayField
from ocop.platform.keeping import signed_in
from ocop.platform.pagination import page_of
from ocop.platform.web import ActorRequest, is_number
from ocop.recognition import rules, territory
from ocop.registry import queries as registry

YEARS_BACK: Final = 3
"""How many ends of years the history of empty communes looks back."""


class DaysForm(forms.Form):
    """The day of the figures and the day of the map; what is left empty is today."""

    on = DayField(label=_("Figures as of"), required=False)
    map_on = DayField(label=_("Boundaries of"), required=False)


class Asked:
    """What the address of such a page asks for; a day that is none counts as today and is told."""

    def __init__(self, request: ActorRequest) -> None:
        today = clock.today()
        self.actor = request.actor
        self.form = DaysForm(request.GET)
        days = self.form.cleaned_data if self.form.is_valid() else {}
        self.on: date = days.get("on") or today
        self.map_on: date = days.get("map_on") or today
        inside = request.GET.get("inside", "")
        self.inside = None
        if is_number(inside):
            self.inside = get_object_or_404(Unit.objects.visible_to(request.actor), pk=int(inside))

    def context(self) -> dict[str, object]:
        """What every page of these shows."""
        where = self.inside.named_on(self.map_on).full_name if self.inside else ""
        former = territory.last_day_of_former_map()
        return {
            "form": self.form,
            "on": self.on,
            "map_on": self.map_on,
            "days": _days(self.on, self.map_on),
            "where": where,
            "former": former,
            "former_days": _days(former, former) if former else "",
            "may_confirm": self.actor.may(CONFIRM),
            "may_place": self.actor.may("producer.write"),
        }


@require_safe
@signed_in
def figures(request: ActorRequest) -> HttpResponse:
    """Products, stars and empty communes of one's territory."""
    require(rules.can_read_figures(request.actor))
    asked = Asked(request)
    found = territory.report(request.actor, on=asked.on, map_on=asked.map_on, inside=asked.inside)
    rows = [
        {
            "line": line,
            "name": line.unit.named_on(asked.map_on).own_name if line.unit else "",
            "stars": [line.stars[stars] for stars in found.shown_stars],
            "opens": line.unit is not None and line.unit.level != Level.COMMUNE,
        }
        for line in found.lines
    ]
    context = {**asked.context(), "report": found, "rows": rows, "inside": asked.inside}
    return render(request, "recognition/territory.html", context)


@require_safe
@signed_in
def empty_communes(request: ActorRequest) -> HttpResponse:
    """Communes of one's territory without a product, and how many there were at the end of past years."""
    require(rules.can_read_figures(request.actor))
    asked = Asked(request)

    ends = [date(year, 12, 31) for year in range(asked.on.year - YEARS_BACK, asked.on.year)]
    found = territory.empty_communes(
        request.actor, days=[*ends, asked.on], map_on=asked.map_on, inside=asked.inside
    )
    history = [(day, len(communes)) for day, communes in found.items()]
    page = page_of(
        places.as_of(asked.map_on).filter(pk__in=found[asked.on]),
        request.GET,
        by=("folded", "pk"),
        size=200,
    )
    shown = [(unit, unit.named_on(asked.map_on).full_name) for unit in page.items]
    context = {**asked.context(), "history": history, "page": page, "shown": shown}
    return render(request, "recognition/empty_communes.html", context)


@require_safe
@signed_in
def behind(request: ActorRequest, pk: int) -> HttpResponse:
    """The products behind a figure."""
    require(rules.can_read_figures(request.actor))
    asked = Asked(request)
    unit = get_object_or_404(Unit.objects.visible_to(request.actor), pk=pk)
    keys = territory.products_in(request.actor, unit, on=asked.on, map_on=asked.map_on)
    page = page_of(registry.products(request.actor).filter(pk__in=keys), request.GET, by=("name_key", "pk"))
    name = unit.named_on(asked.map_on).full_name
    context = {**asked.context(), "name": name, "page": page, "count": len(keys)}
    return render(request, "recognition/behind.html", context)


def _days(on: date, map_on: date) -> str:
    """The two days as they go on in an address."""
    words = {"on": on, "map_on": map_on}
    return urlencode({name: date_format(day, "SHORT_DATE_FORMAT") for name, day in words.items()})
