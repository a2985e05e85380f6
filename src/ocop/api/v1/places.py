"""Units of the country as of any day: open to everybody."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as _
from ninja import Path, Query
from pydantic import Field

from ocop.api.v1.base import api
from ocop.api.v1.catalogue import Day
from ocop.api.v1.paging import Paging, paged
from ocop.api.v1.schemas import Page, Text, UnitOut
from ocop.places.models import Level, Unit
from ocop.places.queries import as_of
from ocop.platform import clock
from ocop.platform.text import fold
from ocop.recognition.public import key_of

UnitCode = Annotated[Text, Field(min_length=1, max_length=20)]


class UnitFilters(Paging):
    """What narrows the list of units."""

    q: Annotated[Text, Field(max_length=100, description=_("A part of the name; accents don't matter."))] = ""
    level: Level | None = None
    parent: Annotated[Text, Field(max_length=20, description=_("The code of the unit above."))] = ""
    on: Day | None = None


@api.get(
    "/units",
    url_name="units",
    operation_id="list_units",
    response=Page[UnitOut],
    tags=["country"],
    summary=_("Units of the country on a day"),
    description=_("Before 1 July 2025 the map is that of 30 June 2025, with districts."),
)
def units(request: HttpRequest, response: HttpResponse, wanted: Query[UnitFilters]) -> Page[UnitOut]:
    day = wanted.on or clock.today()
    found = as_of(day)
    if wanted.level is not None:
        found = found.filter(level=wanted.level)
    if wanted.parent:
        found = found.filter(parent__code=wanted.parent, parent__in=Unit.objects.on(day))
    if wanted.q:
        found = found.filter(folded__contains=fold(wanted.q))
    items, following = paged(request, response, found, by=("sort_key", "pk"), wanted=wanted)
    return Page[UnitOut](items=[_unit(one, day) for one in items], next=following)


@api.get(
    "/units/{code}",
    url_name="unit",
    operation_id="get_unit",
    response=UnitOut,
    tags=["country"],
    summary=_("One unit by its official code on a day"),
)
def unit(request: HttpRequest, code: Path[UnitCode], on: Query[Day | None] = None) -> UnitOut:
    day = on or clock.today()
    return _unit(as_of(day).get(code=code), day)


def _unit(found: Unit, day: date) -> UnitOut:
    named = found.named_on(day)
    above = found.parent
    return UnitOut(
        key=key_of(found.path),
        code=found.code,
        name=named.own_name,
        full_name=named.full_name,
        level=found.level,
        kind=named.kind,
        parent_key=key_of(above.path) if above is not None else "",
        valid_from=found.valid_from,
        valid_to=found.valid_to,
    )
