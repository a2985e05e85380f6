"""Named reads: published dumps, and one record of a table by its address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import translation

from ocop.opendata import keeping, rows
from ocop.opendata.models import Dump
from ocop.places.models import Unit
from ocop.recognition import public
from ocop.recognition.models import Certificate
from ocop.registry.models import Product

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.db.models import QuerySet

    from ocop.opendata.rows import Record


def dumps() -> QuerySet[Dump]:
    """Every dump that was published, the latest first."""
    return Dump.objects.order_by("-day")


def dump(day: date) -> Dump | None:
    """The dump of a day."""
    return Dump.objects.filter(day=day).first()


def digests() -> dict[date, str]:
    """The digest that each day was published with."""
    return dict(Dump.objects.values_list("day", "digest"))


def is_whole(dump: Dump) -> bool:
    """Whether the files of a dump are there as they were published.

    A folder whose list of checksums is another one was left by a build that was killed: nobody sees it.
    """
    return keeping.digest(dump.day) == dump.digest


def whole() -> Iterator[Dump]:
    """The dumps whose files are there, the latest first."""
    return filter(is_whole, dumps().iterator())


def record(table: str, key: str, on: date) -> Record | None:
    """A row of a table as of a day, in Vietnamese as in the files; None where the public knows of none."""
    with translation.override("vi"):
        match table:
            case "places":
                return _place(key)
            case "producers":
                pks = public.known_producers().filter(code=key).values_list("pk", flat=True)
                return next((rows.producer(one) for one in public.producers(list(pks), on)), None)
            case "decisions" if _is_number(key):
                found = public.decisions(public.known_decisions().filter(pk=int(key)), on)
                return next((rows.decision(one) for one in found), None)
            case "products" if _is_number(key):
                return _product(int(key), on)
            case "certificates" if _is_number(key):
                return _certificate(int(key), on)
            case _:
                return None


def _product(pk: int, on: date) -> Record | None:
    """One that was found to be another one is answered by that."""
    theirs = Product.objects.filter(Q(pk=pk) | Q(merged__pk=pk)).distinct()
    return next((rows.product(one) for one in public.products(theirs, on)), None)


def _certificate(pk: int, on: date) -> Record | None:
    theirs = Product.objects.filter(pk__in=Certificate.objects.filter(pk=pk).values("product_id"))
    for product in public.products(theirs, on):
        return next(rows.certificate(product, one) for one in product.certificates if one.pk == pk)
    return None


def _place(key: str) -> Record | None:
    path_end = f"{key}/"
    units = Unit.objects.filter(code=key.partition("~")[0]).select_related("parent__parent__parent")
    found = next((unit for unit in units if f"/{unit.path}".endswith(f"/{path_end}")), None)
    return rows.place(public.place_of(found)) if found else None


def _is_number(key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) < len(str(1 << 63))
