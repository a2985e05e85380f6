"""What anybody may know of products, producers, certificates, decisions: the one place that says so (S2.08).

Public are recognised products, their stars, certificates and decisions, and counts of them. Pages, the
interface for programs and open data read these records and nothing else. A field that is not in them is not
public: contacts, tax codes, a representative, papers, marks and totals of councils, figures of a business,
plans.

A producer is named as on its decision, also where that is the name of a person: the law has decisions
published (Điều 7.3.e, 26/2026). Where a family lives is not told beyond its commune: only kinds of producer
in `reading.SEATS` have an address here. Words are in the language of the page; names are as entered.

    for batch in every_product(today):           # the whole country, a batch at a time
    products(known().filter(...)[:50], today)    # a page of a list
    product("15-03037-01-2026", today)           # one
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Exists, OuterRef, QuerySet

from ocop.places.models import Unit
from ocop.platform.bulk import Among
from ocop.recognition.models import Certificate, RecognitionDecision
from ocop.recognition.public.figures import Figure, figures, standing
from ocop.recognition.public.goods import PublicGoods, PublicPhoto, first_photos, goods, photos
from ocop.recognition.public.reading import Reader, key_of, place_of
from ocop.recognition.public.records import (
    PublicCertificate,
    PublicDecision,
    PublicPlace,
    PublicProducer,
    PublicProduct,
)
from ocop.registry.models import Producer, Product

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

__all__ = [
    "Figure",
    "PublicCertificate",
    "PublicDecision",
    "PublicGoods",
    "PublicPhoto",
    "PublicPlace",
    "PublicProducer",
    "PublicProduct",
    "Reader",
    "decisions",
    "every_decision",
    "every_place",
    "every_producer",
    "every_product",
    "figures",
    "first_photos",
    "goods",
    "holding",
    "key_of",
    "known",
    "known_decisions",
    "known_producers",
    "numbered",
    "photos",
    "place_of",
    "producers",
    "product",
    "products",
    "recognised",
    "standing",
]

BATCH: Final = 2_000


def recognised() -> QuerySet[Product]:
    """Every product that is or was recognised. Give it an order.

    One brought in from an earlier register may have no code yet, and so no page: its `code` and `url` are
    empty, its `pk` is what it is known by.
    """
    certified = Exists(Certificate.objects.filter(product=OuterRef("pk")))
    return Product.objects.filter(certified, merged_into=None)


def known() -> QuerySet[Product]:
    """Those of them under a code, so that each has its page. Give it an order."""
    return recognised().exclude(code="")


def known_producers() -> QuerySet[Producer]:
    """Those whose product is or was recognised."""
    return Producer.objects.filter(Exists(recognised().filter(producer=OuterRef("pk"))))


def known_decisions() -> QuerySet[RecognitionDecision]:
    """Decisions that recognised a product."""
    theirs = Certificate.objects.filter(decision=OuterRef("pk"), product__merged_into=None)
    return RecognitionDecision.objects.filter(Exists(theirs))


def holding(found: QuerySet[Product], on: date) -> QuerySet[Product]:
    """Those of `found` that hold a certificate on a day."""
    return found.filter(pk__in=standing(on).values("product_id"))


def product(code: str, on: date) -> PublicProduct:
    """The product of this code, or of a former code that leads to it. Raises: Product.DoesNotExist."""
    if not code:
        raise Product.DoesNotExist  # a product without a code is nobody's to ask for
    found = known().filter(code=code) | known().filter(merged__code=code)
    for one in products(found.order_by("pk").distinct()[:1], on):
        return one
    raise Product.DoesNotExist


def products(found: QuerySet[Product], on: date) -> list[PublicProduct]:
    """These products as of a day, in the order of `found`, those that are not public left out.

    At most 13 queries, however many. Filter and slice `found` before.
    """
    return Reader(on).products(found)


def numbered(number: str, on: date) -> list[tuple[PublicProduct, PublicCertificate]]:
    """Certificates that bear this number, each with its product: every office counts its own."""
    spelt = {number, number.upper()}
    theirs = Certificate.objects.filter(number__in=spelt).values("product")
    found = products(recognised().filter(pk__in=theirs).order_by("name_key", "pk"), on)
    return [(one, paper) for one in found for paper in one.certificates if paper.number in spelt]


def producers(keys: Collection[int], on: date) -> list[PublicProducer]:
    """These producers, in the order of their keys. The caller took the keys from public records."""
    return list(Reader(on).producers(keys).values())


def decisions(found: QuerySet[RecognitionDecision], on: date) -> list[PublicDecision]:
    """These decisions, in the order of `found`. Filter and slice it before."""
    return Reader(on).decisions(found)


def every_product(
    on: date, *, found: QuerySet[Product] | None = None, after: int = 0, batch: int = BATCH
) -> Iterator[list[PublicProduct]]:
    """All of `found` (by default all `recognised`) by key, a batch at a time; `after`: the last key read.

    The memory it takes does not grow with their number.
    """
    rows = (recognised() if found is None else found).order_by("pk")
    reader = Reader(on)
    while keys := list(rows.filter(pk__gt=after).values_list("pk", flat=True)[:batch]):
        yield reader.products(Product.objects.filter(Among("pk", keys)).order_by("pk"))
        after = keys[-1]


def every_producer(on: date, *, after: int = 0, batch: int = BATCH) -> Iterator[list[PublicProducer]]:
    """Every `known` producer by key, a batch at a time."""
    rows = known_producers().order_by("pk")
    reader = Reader(on)
    while keys := list(rows.filter(pk__gt=after).values_list("pk", flat=True)[:batch]):
        yield list(reader.producers(keys).values())
        after = keys[-1]


def every_place(*, after: int = 0, batch: int = BATCH) -> Iterator[list[PublicPlace]]:
    """Every unit of the country that is or was, by key, a batch at a time."""
    rows = Unit.objects.select_related("parent__parent__parent").order_by("pk")
    while read := list(rows.filter(pk__gt=after)[:batch]):
        yield [place_of(unit) for unit in read]
        after = read[-1].pk


def every_decision(on: date, *, after: int = 0, batch: int = BATCH) -> Iterator[list[PublicDecision]]:
    """Every `known` decision by key, a batch at a time."""
    rows = known_decisions().order_by("pk")
    reader = Reader(on)
    while read := reader.decisions(rows.filter(pk__gt=after)[:batch]):
        yield read
        after = read[-1].pk
