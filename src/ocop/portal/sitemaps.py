"""The map of the site for search engines, and what they may read: files written while they are sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db.models import Max
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from ocop.places.models import Level, Unit
from ocop.platform import clock
from ocop.platform.actors import PUBLIC
from ocop.platform.addresses import absolute
from ocop.portal import catalogue
from ocop.portal.place_pages import url_of
from ocop.promotion.models import Article, Event, Outlet
from ocop.recognition import public

if TYPE_CHECKING:
    from typing import Any

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

MOST: Final = 50_000
"""Addresses in one file (sitemaps.org). A file holds the keys of one such span: no offset is read."""

CHUNK: Final = 2_000
DAY: Final = 24 * 3600
XML: Final = "application/xml; charset=utf-8"
NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
STANDING: Final = (
    *("home", "catalogue", "provinces", "public_figures", "outlets", "events", "news", "how"),
    *("law", "practice", "published", "check"),
)
CLOSED: Final = ("/sign-in/", "/promotion/", "/resume/", "/language/")


@dataclass(frozen=True, slots=True)
class Section:
    """Pages of one kind: the rows, and how the path of one is made from its columns, the key first."""

    rows: Callable[[], QuerySet[Any]]
    columns: tuple[str, ...]
    path: Callable[..., str]

    def files(self) -> int:
        """How many files hold it."""
        last: int | None = self.rows().aggregate(last=Max("pk"))["last"]
        return 0 if last is None else (last - 1) // MOST + 1

    def paths(self, number: int) -> Iterator[str]:
        """The paths of one of its files, read in pieces."""
        rows = self.rows().filter(pk__gt=(number - 1) * MOST, pk__lte=number * MOST).order_by("pk")
        for row in rows.values_list(*self.columns).iterator(CHUNK):
            yield self.path(*row)


def _posts(model: type[Outlet | Event | Article]) -> Callable[[], QuerySet[Any]]:
    return lambda: model.objects.visible_to(PUBLIC)


def _unit_path(path: str, level: str) -> str:
    return url_of(Unit(path=path, level=level))


SECTIONS: Final = {
    "products": Section(
        lambda: catalogue.held(clock.today()), ("code",), lambda code: reverse("portal:goods", args=[code])
    ),
    "makers": Section(public.known_producers, ("code",), lambda code: reverse("portal:maker", args=[code])),
    "places": Section(
        lambda: Unit.objects.filter(valid_to=None, level__in=[Level.PROVINCE, Level.COMMUNE]),
        ("path", "level"),
        _unit_path,
    ),
    "outlets": Section(_posts(Outlet), ("pk",), lambda pk: reverse("portal:outlet", args=[pk])),
    "events": Section(_posts(Event), ("pk",), lambda pk: reverse("portal:event", args=[pk])),
    "news": Section(_posts(Article), ("pk",), lambda pk: reverse("portal:article", args=[pk])),
}


@require_safe
@cache_control(public=True, max_age=DAY)
def index(_request: HttpRequest) -> HttpResponse:
    """The files of the map."""
    files = [("pages", 1), *((name, n) for name, one in SECTIONS.items() for n in range(1, one.files() + 1))]
    addresses = (absolute(reverse("portal:sitemap_section", args=[name, number])) for name, number in files)
    entries = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in addresses)
    return HttpResponse(
        f'{_HEAD}<sitemapindex xmlns="{NAMESPACE}">{entries}</sitemapindex>\n', content_type=XML
    )


@require_safe
@gzip_page
@cache_control(public=True, max_age=DAY)
def section(_request: HttpRequest, name: str, number: int) -> HttpResponseBase:
    """One file of the map."""
    if name == "pages" and number == 1:
        return StreamingHttpResponse(_file(reverse(f"portal:{one}") for one in STANDING), content_type=XML)
    if name not in SECTIONS or not 1 <= number <= SECTIONS[name].files():
        raise Http404
    return StreamingHttpResponse(_file(SECTIONS[name].paths(number)), content_type=XML)


@require_safe
@cache_control(public=True, max_age=DAY)
def robots(_request: HttpRequest) -> HttpResponse:
    """What search engines may read: all that is public; of a demonstration, which is invented, nothing."""
    if settings.OCOP_TRIAL_DATA:
        lines = ["User-agent: *", "Disallow: /"]
    else:
        closed = (f"Disallow: {path}" for path in CLOSED)
        lines = ["User-agent: *", *closed, "", f"Sitemap: {absolute(reverse('portal:sitemap'))}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


def _file(paths: Iterator[str]) -> Iterator[str]:
    yield f'{_HEAD}<urlset xmlns="{NAMESPACE}">\n'
    for path in paths:
        yield f"<url><loc>{absolute(path)}</loc></url>\n"
    yield "</urlset>\n"
