"""`{% load portal %}`: what pages of the portal tell to machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from ocop.places.models import Level, Unit
from ocop.platform.display import Tag
from ocop.portal import pictures, place_pages, structured
from ocop.recognition.display import STATES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocop.portal.structured import Thing
    from ocop.promotion.models import Post
    from ocop.recognition.public import PublicCertificate, PublicPhoto, PublicPlace, PublicProduct

register = template.Library()


@register.simple_tag
def json_ld(things: Sequence[Thing]) -> SafeString:
    """Things of schema.org as blocks of data, which no browser runs."""
    return format_html_join(
        "\n",
        '<script type="application/ld+json">{}</script>',
        ((mark_safe(structured.written(thing)),) for thing in things),  # noqa: S308 - escaped by `written`
    )


@register.filter
def small(photo: PublicPhoto | Post) -> str:
    """The address of a picture in the size for lists."""
    return pictures.small(photo)


@register.filter
def large(photo: PublicPhoto | Post) -> str:
    """The address of a picture in the size to look at."""
    return pictures.large(photo)


@register.filter
def key(unit: Unit) -> str:
    """The key of a unit in the addresses of the portal."""
    return place_pages.key_of(unit)


@register.simple_tag
def unit_page(unit: Unit) -> str:
    """The public page of a unit; the page of places for the country."""
    return place_pages.url_of(unit)


@register.simple_tag
def public_place(place: PublicPlace) -> str:
    """The public page of a place of a public record."""
    level = "province" if place.level == Level.PROVINCE else "commune"
    return reverse(f"portal:{level}", args=[place.key])


@register.simple_tag
def state_of(one: PublicProduct | PublicCertificate) -> Tag:
    """What a certificate, or that of a product, is worth, in words and colour."""
    return STATES[one.state]
