"""The catalogue: recognised products to be found by anybody, by the search and the paging of the registry."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django import forms
from django.core.cache import cache
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ocop.platform.actors import PUBLIC
from ocop.platform.pagination import Page
from ocop.recognition import lists, public, queries
from ocop.recognition.models import Certificate, CertificateEvent, EventKind
from ocop.registry import filters
from ocop.registry.filters import Filters, ProductFilterForm
from ocop.registry.listing import Listed, Search
from ocop.registry.models import Product

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from django_stubs_ext import StrOrPromise

    from ocop.places.models import Unit
    from ocop.recognition.public import PublicProduct

PAGE_SIZE: Final = 24
UNCODED_FOR: Final = 300
"""Seconds for which the count of products without a code is kept."""
HELD, EXPIRED, ENDED = "", filters.EXPIRED, "ended"
STATES: Final[tuple[tuple[str, StrOrPromise], ...]] = (
    (HELD, _("Recognised today")),
    (EXPIRED, _("Its certificate expired")),
    (ENDED, _("Its certificate was withdrawn or struck off")),
)
ORDERS: Final = ("", filters.NAME, filters.STARS, filters.NEWEST)
WITHDRAWN: Final = (EventKind.WITHDRAWN, EventKind.REMOVED)


class CatalogueForm(ProductFilterForm):
    """What anybody may narrow the catalogue by."""

    state = forms.ChoiceField(label=_("Certificate"), required=False, choices=STATES)
    kept: Final = frozenset({"q", "place", "stars", "sector", "kind", "set", "state", "sort"})
    further: Final = ("place", "stars", "sector", "kind", "set", "state", "sort")
    """Fields that are folded away, so that the first product shows without scrolling."""

    def __init__(self, data: Mapping[str, object] | None, *, today: date) -> None:
        super().__init__(data, today=today)
        for name in self.fields.keys() - self.kept:
            del self.fields[name]
        words = self.fields["q"]
        words.label = _("Product, producer or commune")
        words.widget.attrs["placeholder"] = _("Name or place")  # short enough for a phone
        self.fields["stars"].label = pgettext_lazy("filter of the catalogue", "Stars")
        self._choose("stars", [filters.ANY, *_stars(today)])
        self._choose("sort", [(code, words) for code, words in self._orders() if code in ORDERS])

    def _orders(self) -> list[tuple[str, StrOrPromise]]:
        return [filters.AUTOMATIC, *filters.ORDER_NAMES.items()]

    def wanted(self) -> Filters:
        """What was asked for, as the registry finds it; see `rows` for the state."""
        found = super().wanted()
        given = dict(found.given)
        state = given.pop("state", HELD)
        if "stars" in given:
            given["last_stars"] = given.pop("stars")
        if state != ENDED:
            given["state"] = EXPIRED if state == EXPIRED else filters.VALID
        return replace(found, given=given)

    @property
    def asked_state(self) -> str:
        """Which products are asked for: one of `STATES`."""
        self.is_valid()
        return str(self.cleaned_data.get("state") or HELD)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the order was asked for."""
        self.is_valid()
        return any(value for name, value in self.cleaned_data.items() if name != "sort")


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of the catalogue: the products and how the list stands, see `listing.Listed`."""

    goods: Sequence[PublicProduct]
    listed: Listed[Product]

    @property
    def page(self) -> Page[Product]:
        """For the links to the pages before and after."""
        return self.listed.page


def shelf(form: CatalogueForm, query: Mapping[str, str], today: date) -> Shelf:
    """The products an address asks for. A fixed number of queries."""
    wanted = form.wanted()
    rows = Product.objects.exclude(code="")
    if form.asked_state == ENDED:
        rows = rows.filter(pk__in=_ended(today))
    elif form.asked_state == HELD:
        wanted = replace(wanted, given={**wanted.given, "kept": kept(today)})
    search: Search[Product] = Search(PUBLIC, wanted, today, among=rows)
    listed = search.listed(query, PAGE_SIZE)
    return Shelf(read([row.pk for row in listed.page.items], today), listed)


def inside(unit: Unit, today: date, size: int) -> Shelf:
    """The recognised products of a unit of today or before, those with most stars first."""
    given = {"state": filters.VALID, "kept": kept(today)}
    wanted = Filters(of=filters.PRODUCTS, words="", place=unit.path, order=filters.STARS, given=given)
    rows = Product.objects.exclude(code="")
    search: Search[Product] = Search(PUBLIC, wanted, today, among=rows)
    listed = search.listed({}, size)
    return Shelf(read([row.pk for row in listed.page.items], today), listed)


def read(keys: Sequence[int], today: date) -> list[PublicProduct]:
    """These products as the public knows them, in this order."""
    found = {one.pk: one for one in public.products(Product.objects.filter(pk__in=keys), today)}
    return [found[key] for key in keys if key in found]


def held(today: date) -> QuerySet[Product]:
    """Every product that may be shown as recognised today."""
    standing = Product.objects.filter(merged_into=None, certified_to__gte=today).exclude(code="")
    also = kept(today)
    return standing | Product.objects.filter(pk__in=also) if also else standing


def kept(today: date) -> tuple[int, ...]:
    """Keys of products past their last day that are still recognised, while a renewal is evaluated."""
    # Conditions on products would lead the database through all of them instead of to the last days.
    found = lists.kept(Certificate.objects.visible_to(PUBLIC), today)
    return tuple(
        sorted(
            one.product_id
            for one in found
            if one.product.certified_to == one.valid_to
            and one.product.code
            and not one.product.merged_into_id
        )
    )


def uncoded(today: date, scope: str = "") -> int:
    """How many products are recognised today without a code, so that no list has them; kept for a while."""

    def count() -> int:
        found = public.standing(today).filter(product__code="", product__commune__scope__startswith=scope)
        return found.values("product").distinct().count()

    return cache.get_or_set(f"portal-uncoded-{today.isoformat()}-{scope}", count, UNCODED_FOR) or 0


def first(today: date, order: str, count: int) -> list[PublicProduct]:
    """The first of the recognised products in one of the orders of the registry."""
    keys = filters.keys_of(filters.PRODUCTS, order)
    standing = Product.objects.filter(merged_into=None, certified_to__gte=today).exclude(code="")
    return read(list(standing.order_by(*keys).values_list("pk", flat=True)[:count]), today)


def _ended(today: date) -> QuerySet[CertificateEvent, int]:
    """Keys of products whose certificate was withdrawn or struck off, as a subquery."""
    events = CertificateEvent.objects.filter(kind__in=WITHDRAWN, on__lte=today)
    return events.filter(certificate__product__certified_to=None).values_list(
        "certificate__product_id", flat=True
    )


def _stars(today: date) -> list[tuple[str, StrOrPromise]]:
    return [
        (str(stars), _("OCOP %(stars)d stars") % {"stars": stars})
        for stars in queries.stars_recognised(today)
    ]
