"""Places for everybody: the provinces on a map of today or before, a province, a commune, a producer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Count
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ocop.places import maps
from ocop.places import queries as places
from ocop.places.maps import REDRAWN_ON, Area
from ocop.places.models import Level, Succession, Unit
from ocop.platform import clock
from ocop.platform.addresses import absolute
from ocop.platform.templatetags.ui import number
from ocop.portal import catalogue, structured
from ocop.portal.catalogue_pages import cards
from ocop.portal.frame import About, public_page, show
from ocop.promotion import queries as promotion
from ocop.recognition import public
from ocop.registry.models import Producer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from ocop.portal.structured import Thing

BEFORE: Final = REDRAWN_ON - timedelta(days=1)
SHOWN: Final = 8
"""Products on the page of a place; the catalogue has the rest."""

NEWS: Final = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A unit in a list, with its address and how many recognised products it has."""

    name: str
    url: str
    products: int


@public_page
def provinces(request: HttpRequest) -> HttpResponse:
    """Recognised products by province, on the map of today or on that of before July 2025."""
    today = clock.today()
    before = request.GET.get("map") == "before"
    day = BEFORE if before else today
    areas = areas_of(day, counts_before(today) if before else counts(today))
    lines = [Line(str(area.name), area.url, area.value) for area in areas]
    drawing = maps.drawn(
        areas,
        on=day,
        title=_("Recognised products by province"),
        description=_("Each province is a link to its page. The same numbers stand in the table."),
    )
    context = {
        "drawing": drawing,
        "lines": lines,
        "before": before,
        "day": BEFORE,
        "redrawn": REDRAWN_ON,
        "uncoded": catalogue.uncoded(today),
    }
    about = About(
        _("OCOP products of every province and commune of Viet Nam, by the old and the new boundaries."),
        path=reverse("portal:provinces"),
    )
    return show(request, "portal/provinces.html", context, about)


@public_page
def province(request: HttpRequest, key: str) -> HttpResponse:
    """A province of today or before: its products, communes, points of sale, events and news."""
    return _place(request, key, Level.PROVINCE)


@public_page
def commune(request: HttpRequest, key: str) -> HttpResponse:
    """A commune of today or before."""
    return _place(request, key, Level.COMMUNE)


@public_page
def maker(request: HttpRequest, code: str) -> HttpResponse:
    """A producer with its products. Only what is public of it: no person, no phone."""
    today = clock.today()
    try:
        key = public.known_producers().get(code=code).pk
    except Producer.DoesNotExist:
        raise Http404 from None
    (one,) = public.producers([key], today)
    found = public.products(public.known().filter(producer=key).order_by("name_key", "pk"), today)
    held, past = [item for item in found if item.holds], [item for item in found if not item.holds]
    bare = public.products(
        public.recognised().filter(producer=key, code="").order_by("name_key", "pk"), today
    )
    context = {
        "one": one,
        "cards": cards(held),
        "past": past,
        "without_code": [item for item in bare if item.holds],
    }
    facts = {"name": one.name, "place": one.place.full_name}
    about = About(
        _("%(name)s, %(place)s: OCOP products and their certificates.") % facts,
        path=request.path,
        things=(
            {
                "@type": "Organization",
                "name": one.name,
                "url": absolute(request.path),
                "address": _address(one.address, one.place.name, one.place.province_name),
            },
        ),
    )
    return show(request, "portal/maker.html", context, about)


def counts(today: date) -> dict[str, int]:
    """Recognised products by the code of a province of today."""
    found = public.standing(today).values_list("product__province_code")
    return dict(found.annotate(count=Count("pk")))


def counts_before(today: date) -> dict[str, int]:
    """The same by the provinces of before July 2025; what was split counts where it was mainly."""
    drawn = places.boundaries(BEFORE)
    codes = dict(Unit.objects.on(BEFORE).filter(level=Level.PROVINCE).values_list("pk", "code"))
    found: Counter[str] = Counter()
    rows = public.standing(today).values_list("product__commune_id").annotate(count=Count("pk"))
    for unit, count in rows:
        home = drawn.answering(unit, Level.PROVINCE)
        if home in codes:
            found[codes[home]] += count
    return found


def areas_of(day: date, counted: Mapping[str, int]) -> list[Area]:
    """The provinces of a day as a map takes them, in Vietnamese order."""
    units = places.as_of(day).filter(level=Level.PROVINCE).order_by("sort_key")
    return [
        Area(unit.code, unit.named_on(day).name, value, in_words(value), url_of(unit))
        for unit in units
        for value in (counted.get(unit.code, 0),)
    ]


def in_words(count: int) -> str:
    """So many products, in words."""
    return ngettext("%(number)s product", "%(number)s products", count) % {"number": number(count)}


def key_of(unit: Unit) -> str:
    """A unit's key in addresses: its code, with its last day where it ended."""
    return unit.path.rstrip("/").rpartition("/")[2]


def url_of(unit: Unit) -> str:
    """The public page of a province, district or commune; the page of places for the country."""
    if unit.level == Level.COUNTRY:
        return reverse("portal:provinces")
    return reverse(f"portal:{'province' if unit.level == Level.PROVINCE else 'commune'}", args=[key_of(unit)])


def office_of(unit: Unit) -> str:
    """The office that speaks for a place: its people's committee, for the country the programme."""
    if unit.level == Level.COUNTRY:
        return _("OCOP programme")
    return _("People's Committee of %(unit)s") % {"unit": unit.own_name}


def _place(request: HttpRequest, key: str, level: Level) -> HttpResponse:
    today = clock.today()
    unit = _unit(key, level)
    shelf = catalogue.inside(unit, today, SHOWN)
    home = unit if level == Level.PROVINCE else _province_of(unit)
    on = today if home.is_current else BEFORE
    context = {
        "unit": unit,
        "home": home,
        "name": unit.full_name,
        "cards": cards(shelf.goods),
        "found": shelf.listed,
        "uncoded": catalogue.uncoded(today, unit.scope),
        "drawing": maps.drawn([], on=on, title=_where(home), chosen=home.code),
        "earlier": [(state.own_name, state.to_on) for state in unit.earlier.order_by("-to_on")],
        "formers": [(pair.former, url_of(pair.former)) for pair in places.predecessors(unit)],
        "successors": [(pair.successor, url_of(pair.successor)) for pair in _successors(unit)],
        "communes": _communes(unit, today) if level == Level.PROVINCE and unit.is_current else [],
        "region": places.region_of(home, on) if level == Level.PROVINCE else None,
        "outlets": list(
            promotion.outlets().filter(unit__scope__startswith=unit.scope).order_by("title_key")[:SHOWN]
        ),
        "events": list(
            promotion.events(since=today)
            .filter(unit__scope__startswith=unit.scope)
            .order_by("starts_on", "pk")[:NEWS]
        ),
        "articles": list(promotion.articles(unit_path=unit.scope).order_by("-published_at", "-pk")[:NEWS]),
    }
    about = About(
        _("OCOP products of %(place)s: stars, producers, points of sale.") % {"place": unit.full_name},
        path=request.path,
        things=(_crumbs(unit, home), _area(unit, request.path)),
    )
    return show(request, "portal/place.html", context, about)


def _unit(key: str, level: Level) -> Unit:
    """The unit of this key: a code, with its last day behind a tilde where it ended. Raises: Http404."""
    code, _tilde, last = key.partition("~")
    try:
        day = date.fromisoformat(last) if last else None
    except ValueError:
        raise Http404 from None
    found = Unit.objects.filter(code=code, valid_to=day).exclude(level=Level.COUNTRY)
    unit = found.select_related("parent__parent__parent").first()
    if unit is None or (unit.level == Level.PROVINCE) != (level == Level.PROVINCE):
        raise Http404
    return unit


def _province_of(unit: Unit) -> Unit:
    above: Unit | None = unit
    while above is not None and above.level != Level.PROVINCE:
        above = above.parent
    if above is None:
        raise Http404
    return above


def _successors(unit: Unit) -> Sequence[Succession]:
    return [] if unit.is_current else places.successors(unit)


def _communes(unit: Unit, today: date) -> list[Line]:
    """The communes of a province with products, those with most first."""
    rows = public.standing(today).filter(product__province_code=unit.code)
    counted = dict(rows.values_list("product__commune__scope").annotate(count=Count("pk")))
    units = Unit.objects.filter(path__in=list(counted), level=Level.COMMUNE)
    ordered = sorted(units, key=lambda one: (-counted[one.path], bytes(one.sort_key)))
    return [Line(one.own_name, url_of(one), counted[one.path]) for one in ordered]


def _where(home: Unit) -> str:
    return _("Where %(place)s lies") % {"place": home.own_name}


def _address(street: str, town: str, region: str) -> Thing:
    return {
        "@type": "PostalAddress",
        "streetAddress": street,
        "addressLocality": town,
        "addressRegion": region,
        "addressCountry": "VN",
    }


def _crumbs(unit: Unit, home: Unit) -> Thing:
    steps = [(_("Places"), reverse("portal:provinces")), (home.own_name, url_of(home))]
    if unit.pk != home.pk:
        steps.append((unit.own_name, url_of(unit)))
    return structured.crumbs(steps)


def _area(unit: Unit, path: str) -> Thing:
    return {"@type": "AdministrativeArea", "name": unit.full_name, "url": absolute(path)}
