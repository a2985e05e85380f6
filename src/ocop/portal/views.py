"""The front page, and how the programme works in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from ocop.places import maps
from ocop.platform.addresses import absolute
from ocop.portal import books, catalogue, place_pages
from ocop.portal.catalogue import CatalogueForm
from ocop.portal.catalogue_pages import cards
from ocop.portal.frame import About, public_page, show
from ocop.promotion import queries as promotion
from ocop.registry import filters

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from django.http import HttpRequest, HttpResponse

    from ocop.law.regime import Regime
    from ocop.portal.structured import Thing

TOP, NEWEST, NEWS, EVENTS = 4, 4, 3, 3


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Search first, then the map, the highest stars, the newest products, events and news."""
    today = books.today()
    regime = books.in_force()
    counted = place_pages.counts(today)
    drawing = maps.drawn(
        place_pages.areas_of(today, counted),
        on=today,
        title=_("Recognised products by province"),
        description=_("Each province is a link to its page. A table of them stands on the page of places."),
    )
    best = catalogue.first(today, filters.STARS, TOP)
    context = {
        "form": CatalogueForm({}, today=today),
        "regime": regime,
        "document_title": books.book(regime.id).say(regime.documents[0].title),
        "valid_products": sum(counted.values()),
        "drawing": drawing,
        "uncoded": catalogue.uncoded(today),
        "best": cards(best),
        "newest": cards(catalogue.first(today, filters.NEWEST, NEWEST)),
        "events": list(promotion.events(since=today).order_by("starts_on", "pk")[:EVENTS]),
        "articles": list(promotion.articles().order_by("-published_at", "-pk")[:NEWS]),
    }
    about = About(
        _("Recognised OCOP products of every commune, where to buy them, and their certificates."),
        path=reverse("portal:home"),
        picture=settings.STATIC_URL + "ocop/icon-512.png",
        things=(_site(),),
    )
    return show(request, "portal/home.html", context, about)


@public_page
def how(request: HttpRequest) -> HttpResponse:
    """How the programme works: what stars mean, from a dossier to a certificate, what is judged."""
    regime = books.in_force()
    book = books.book(regime.id)
    recognised = [
        (level.recognises, book.say(level.recognised_by or level.name))
        for level in regime.levels
        if level.recognises
    ]
    context = {
        "regime": regime,
        "signers": [(_range(stars), who) for stars, who in recognised],
        "recognised": {stars for those, _who in recognised for stars in those},
        "bands": _bands(regime),
        "parts": _parts(regime),
        "commune_days": next(
            (limit.count for limit in regime.limits if limit.code == "commune_report"), None
        ),
        "months": regime.validity.months,
        "sets": len(books.opened().numbers(regime.id)),
    }
    about = About(
        _("What OCOP stars mean, who gives them, what is judged, and how a certificate is checked."),
        path=reverse("portal:how"),
    )
    return show(request, "portal/how.html", context, about)


def _bands(regime: Regime) -> list[tuple[int, str, str]]:
    """Stars with the points they begin at and end below, the highest first."""
    found = sorted(regime.bands, key=lambda band: band.at_least, reverse=True)
    ends = ["", *(books.points(band.at_least) for band in found)]
    return [(band.stars, books.points(band.at_least), end) for band, end in zip(found, ends, strict=False)]


def _parts(regime: Regime) -> list[tuple[str, str, str, str]]:
    """The parts of a sheet with the fewest and the most points that a set gives for each."""
    book = books.book(regime.id)
    found: dict[str, tuple[str, list[Decimal]]] = {}
    for one in books.opened().sets(regime.id):
        for part in one.parts:
            found.setdefault(part.code, (book.say(part.name), []))[1].append(part.max)
    return [
        (code, name, books.points(min(points)), books.points(max(points)))
        for code, (name, points) in found.items()
    ]


def _site() -> Thing:
    search = absolute(reverse("portal:catalogue")) + "?q={search_term_string}"
    return {
        "@type": "WebSite",
        "name": "OCOP",
        "url": absolute(reverse("portal:home")),
        "inLanguage": ["vi", "en"],
        "potentialAction": {
            "@type": "SearchAction",
            "target": search,
            "query-input": "required name=search_term_string",
        },
    }


def _range(stars: Sequence[int]) -> str:
    """Neighbouring stars: ``3-4``."""
    return str(stars[0]) if len(stars) == 1 else f"{min(stars)}\N{EN DASH}{max(stars)}"
