"""Points of sale, events and news as everybody reads them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ocop.places import maps
from ocop.places import queries as places
from ocop.platform import clock
from ocop.platform.addresses import absolute
from ocop.platform.fields import TextField
from ocop.platform.pagination import page_of
from ocop.portal import catalogue, pictures, place_pages
from ocop.portal.catalogue_pages import cards
from ocop.portal.frame import About, public_page, show
from ocop.promotion import calendar, queries
from ocop.promotion.models import Event

if TYPE_CHECKING:
    from django.http import HttpRequest

    from ocop.portal.structured import Thing
    from ocop.promotion.models import Article, Outlet, Post

ALL = ("", gettext_lazy("All"))
PAGE_SIZE = 30
NEWS_SIZE = 12


class PlaceForm(forms.Form):
    """A province to look in."""

    province = forms.ChoiceField(label=gettext_lazy("Province"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        provinces = [(unit.code, unit.name) for unit in places.provinces()]
        self.fields["province"].choices = [ALL, *provinces]  # type: ignore[attr-defined] # a choice field

    def asked(self, name: str) -> str:
        """What was chosen; empty for nothing, or for what there is not."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")


class OutletFilterForm(PlaceForm):
    """What points of sale are narrowed by."""

    q = TextField(
        label=gettext_lazy("Name or address"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of point of sale"), required=False)
    field_order = ("q", "province", "kind")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [ALL, *queries.kinds_of_outlet()]  # type: ignore[attr-defined] # as above


@public_page
def outlets(request: HttpRequest) -> HttpResponse:
    """Points of sale, as a list and by province on the map."""
    form = OutletFilterForm(request.GET)
    wanted = queries.outlets(words=form.asked("q"), kind=form.asked("kind"), province=form.asked("province"))
    counted = queries.by_province(queries.outlets())
    today = clock.today()
    areas = [
        maps.Area(
            unit.code, unit.name, count, _outlets_in_words(count), _in_province(unit.code) if count else ""
        )
        for unit in places.provinces()
        for count in (counted.get(unit.code, 0),)
    ]
    drawing = maps.drawn(
        areas,
        on=today,
        title=_("Points of sale by province"),
        description=_("The list stands beside the map."),
    )
    page = page_of(wanted, request.GET, by=("title_key", "pk"), size=PAGE_SIZE)
    context = {"form": form, "page": page, "drawing": drawing, "count": sum(counted.values())}
    about = About(
        _("Where to buy OCOP products: centres, shops and markets of every province."),
        path=reverse("portal:outlets"),
        hidden=bool(request.GET.keys() - {"lang"}),
    )
    return show(request, "portal/outlets.html", context, about)


@public_page
def outlet(request: HttpRequest, pk: int) -> HttpResponse:
    """A point of sale with the products it sells."""
    one = _found(queries.outlets(), pk)
    today = clock.today()
    sold = [item for item in catalogue.read(queries.sold_at(one), today) if item.holds]
    about = _about(request, one, one.text or one.address, (_store(one),))
    return show(request, "portal/outlet.html", {"one": one, "cards": cards(sold)}, about)


@public_page
def events(request: HttpRequest) -> HttpResponse:
    """What is on and what is coming, by month; with `past` what is over."""
    today = clock.today()
    form = PlaceForm(request.GET)
    past = "past" in request.GET
    if past:
        found = queries.past_events(today, province=form.asked("province"))
        page = page_of(found, request.GET, by=("-starts_on", "-pk"), size=PAGE_SIZE)
    else:
        found = queries.events(since=today, province=form.asked("province"))
        page = page_of(found, request.GET, by=("starts_on", "pk"), size=PAGE_SIZE)
    months = groupby(page.items, key=lambda one: one.starts_on.replace(day=1))
    context = {
        "form": form,
        "page": page,
        "past": past,
        "months": [(month, [(one, one.is_on(today)) for one in those]) for month, those in months],
    }
    about = About(
        _("Fairs, festivals and tastings of OCOP products, with days and places."),
        path=reverse("portal:events"),
        hidden=bool(request.GET.keys() - {"lang"}),
    )
    return show(request, "portal/events.html", context, about)


@public_page
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """An event."""
    one = _found(queries.every_event(), pk)
    today = clock.today()
    context = {"one": one, "is_over": one.ends_on < today, "is_on": one.is_on(today)}
    return show(request, "portal/event.html", context, _about(request, one, one.text, (_happening(one),)))


@require_safe
def event_file(_request: HttpRequest, pk: int) -> HttpResponse:
    """An event for the calendar of a phone."""
    one: Event = _found(queries.every_event(), pk)
    url = absolute(reverse("portal:event", args=[one.pk]))
    host = urlsplit(settings.OCOP_BASE_URL).hostname or "ocop"
    text = calendar.written(one, url=url, host=host, now=clock.now())
    response = HttpResponse(text, content_type=calendar.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="ocop-{one.pk}.ics"'
    return response


@public_page
def news(request: HttpRequest) -> HttpResponse:
    """News, the latest first."""
    page = page_of(queries.articles(), request.GET, by=("-published_at", "-pk"), size=NEWS_SIZE)
    about = About(
        _("News of the OCOP programme from the provinces."),
        path=reverse("portal:news"),
        hidden=bool(request.GET.keys() - {"lang"}),
    )
    return show(request, "portal/news.html", {"page": page}, about)


@public_page
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """A piece of news."""
    one = _found(queries.articles(), pk)
    about = _about(request, one, one.summary, (_story(one),), kind="article")
    return show(request, "portal/article.html", {"one": one}, about)


@require_safe
def picture(_request: HttpRequest, noun: str, pk: int, edge: int) -> HttpResponse:
    """The picture of a point of sale, an event or a piece of news."""
    return pictures.of_post(noun, pk, edge)


def _found(rows: Any, pk: int) -> Any:
    one = rows.filter(pk=pk).first()
    if one is None:
        raise Http404
    return one


def _about(
    request: HttpRequest, one: Post, text: str, things: tuple[Thing, ...], kind: str = "website"
) -> About:
    picture_of = pictures.large(one) if one.photo else ""
    return About(text, path=request.path, picture=picture_of, kind=kind, things=things)


def _outlets_in_words(count: int) -> str:
    return _("%(count)d points of sale") % {"count": count}


def _in_province(code: str) -> str:
    return f"{reverse('portal:outlets')}?province={code}"


def _place(one: Post, street: str) -> Thing:
    return {
        "@type": "PostalAddress",
        "streetAddress": street,
        "addressLocality": one.unit.full_name,
        "addressCountry": "VN",
    }


def _store(one: Outlet) -> Thing:
    return {
        "@type": "Store",
        "name": one.title,
        "description": one.text,
        "telephone": one.phone,
        "openingHours": one.hours,
        "address": _place(one, one.address),
        "image": absolute(pictures.large(one)) if one.photo else "",
        "url": absolute(reverse("portal:outlet", args=[one.pk])),
    }


def _happening(one: Event) -> Thing:
    state = "EventCancelled" if one.called_off else "EventScheduled"
    return {
        "@type": "Event",
        "name": one.title,
        "description": one.text,
        "startDate": one.starts_on.isoformat(),
        "endDate": one.ends_on.isoformat(),
        "eventStatus": f"https://schema.org/{state}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {"@type": "Place", "name": one.venue, "address": _place(one, one.venue)},
        "organizer": {"@type": "Organization", "name": one.organiser},
        "image": absolute(pictures.large(one)) if one.photo else "",
        "url": absolute(reverse("portal:event", args=[one.pk])),
    }


def _story(one: Article) -> Thing:
    return {
        "@type": "NewsArticle",
        "headline": one.title,
        "description": one.summary,
        "datePublished": one.published_at.isoformat() if one.published_at else "",
        "image": absolute(pictures.large(one)) if one.photo else "",
        "publisher": {"@type": "GovernmentOrganization", "name": place_pages.office_of(one.unit)},
        "url": absolute(reverse("portal:article", args=[one.pk])),
    }
