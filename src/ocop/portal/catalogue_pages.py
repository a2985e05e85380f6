"""The catalogue, the page of a product for buyers, and its pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ocop.places.models import Unit
from ocop.platform import clock
from ocop.platform.addresses import absolute
from ocop.portal import catalogue, pictures, structured
from ocop.portal.catalogue import CatalogueForm
from ocop.portal.frame import About, public_page, show
from ocop.promotion import queries as promotion
from ocop.recognition import public
from ocop.registry import filters
from ocop.registry.models import Product

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from ocop.portal.structured import Thing
    from ocop.promotion.models import Outlet
    from ocop.recognition.public import PublicGoods, PublicPhoto, PublicProduct

PLAIN: Final = frozenset({"after", "before", "lang"})
"""Parts of an address that ask for nothing: they turn pages or choose a language."""

Card = tuple["PublicProduct", "PublicPhoto | None"]


@public_page
def shelf(request: HttpRequest) -> HttpResponse:
    """The catalogue: recognised products, as the address asks for them."""
    today = clock.today()
    form = CatalogueForm(request.GET, today=today)
    found = catalogue.shelf(form, request.GET, today)
    query = request.GET.urlencode()
    context = {
        "form": form,
        "found": found.listed,
        "page": found.page,
        "cards": cards(found.goods),
        "further": [form[name] for name in CatalogueForm.further],
        "chips": _chips(form, query),
        "asked": _asked(form, query),
        "uncoded": 0 if form.is_narrowed and found.goods else catalogue.uncoded(today),
    }
    about = About(
        _("Recognised OCOP products of every commune, with stars, producer and place."),
        path=reverse("portal:catalogue"),
        hidden=bool(request.GET.keys() - {"lang"}),
        things=(_list(found.goods),),
    )
    return show(request, "portal/catalogue.html", context, about)


@public_page
def product(request: HttpRequest, code: str) -> HttpResponse:
    """What a buyer wants to know: story, producer, where to buy, what the certificate is worth."""
    today = clock.today()
    try:
        one = public.product(code, today)
    except Product.DoesNotExist:
        raise Http404 from None
    if one.code != code:
        return HttpResponseRedirect(reverse("portal:goods", args=[one.code]))
    told = public.goods(one.pk, today)
    outlets = promotion.outlets_of(one.pk)
    context = {"one": one, "told": told, "picture": next(iter(told.photos), None), "outlets": outlets}
    about = About(
        told.description or _in_short(one),
        path=request.path,
        picture=pictures.large(told.photos[0]) if told.photos else "",
        kind="product",
        things=(_product(one, told, outlets), _way(one)),
        hidden=not one.holds,
    )
    return show(request, "portal/product.html", context, about)


@require_safe
def picture(_request: HttpRequest, code: str, number: int, edge: int) -> HttpResponse:
    """A picture of a product, made small."""
    return pictures.of_product(code, number, edge)


def cards(found: Sequence[PublicProduct]) -> list[Card]:
    """Products with their first picture, for lists."""
    shown = public.first_photos([one.pk for one in found])
    return [(one, shown.get(one.pk)) for one in found]


def _asked(form: CatalogueForm, query: str) -> list[tuple[str, str, str]]:
    """Each filter that was filled in: its label, its value in words, and the address's query without it."""
    bare = query
    for name in PLAIN:
        bare = filters.without(bare, name)
    named = [bound for bound in form if bound.name != "sort" and form.cleaned_data.get(bound.name)]
    return [(str(one.label), _in_words(form, one.name), filters.without(bare, one.name)) for one in named]


def _in_words(form: CatalogueForm, name: str) -> str:
    """What was asked for; a place by its name, also where a page of ours led here by its key."""
    words = filters.in_words(form, name)
    unit = Unit.objects.filter(path=words).first() if name == "place" and words.endswith("/") else None
    return unit.full_name if unit else words


def _chips(form: CatalogueForm, query: str) -> list[tuple[str, str, bool]]:
    """The stars as links: all, then each number, with the rest of what was asked for."""
    bare = query
    for name in (*PLAIN, "stars"):
        bare = filters.without(bare, name)
    chosen = str(form.cleaned_data.get("stars") or "")
    numbers = ["", *(str(code) for code, _words in form.fields["stars"].choices if code)]  # type: ignore[attr-defined] # a choice field
    return [
        (stars, "&".join(filter(None, (bare, f"stars={stars}" if stars else ""))), stars == chosen)
        for stars in numbers
    ]


def _in_short(one: PublicProduct) -> str:
    facts = {"name": one.name, "maker": one.producer.name, "place": one.place.full_name}
    return _("%(name)s by %(maker)s, %(place)s.") % facts


def _list(found: Sequence[PublicProduct]) -> Thing:
    return {
        "@type": "ItemList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": number,
                "name": one.name,
                "url": absolute(reverse("portal:goods", args=[one.code])),
            }
            for number, one in enumerate(found, start=1)
        ],
    }


def _product(one: PublicProduct, told: PublicGoods, outlets: Sequence[Outlet]) -> Thing:
    """The product for schema.org. An offer only where a price was told; no rating: stars are an award."""
    offer: dict[str, Any] = {}
    if told.price is not None and one.holds:
        offer = {
            "@type": "Offer",
            "price": str(told.price),
            "priceCurrency": "VND",
            "offeredBy": [{"@type": "Store", "name": outlet.title} for outlet in outlets],
        }
    return {
        "@type": "Product",
        "name": one.name,
        "description": told.description,
        "image": [absolute(pictures.large(shown)) for shown in told.photos],
        "url": absolute(reverse("portal:goods", args=[one.code])),
        "sku": one.code,
        "gtin": one.gtin,
        "category": one.set_name,
        "award": [_award(one.stars, one.latest.issued_on)] if one.stars else [],
        "manufacturer": {
            "@type": "Organization",
            "name": one.producer.name,
            "url": absolute(reverse("portal:maker", args=[one.producer.code])),
            "address": {
                "@type": "PostalAddress",
                "streetAddress": one.producer.address,
                "addressLocality": one.producer.place.name,
                "addressRegion": one.producer.place.province_name,
                "addressCountry": "VN",
            },
        },
        "countryOfOrigin": {"@type": "Country", "name": "VN"},
        "offers": offer,
    }


def _award(stars: int, since: date) -> str:
    return _("OCOP %(stars)d stars, %(year)d") % {"stars": stars, "year": since.year}


def _way(one: PublicProduct) -> Thing:
    return structured.crumbs(
        [
            (_("Products"), reverse("portal:catalogue")),
            (one.name, reverse("portal:goods", args=[one.code])),
        ]
    )
