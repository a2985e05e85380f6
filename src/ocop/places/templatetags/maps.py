"""`{% load maps %}`: a map of the country, see `ocop.places.maps`. Pages link `places/map.css`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

if TYPE_CHECKING:
    from ocop.places.maps import CountryMap

register = template.Library()


@register.inclusion_tag("places/country_map.html")
def country_map(drawing: CountryMap) -> dict[str, object]:
    """The drawing with its legend."""
    return {"map": drawing}
