"""What a product shows of its certificates without asking for them, and how one gives way to the next."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from ocop.platform.bulk import Among, insert, update
from ocop.recognition import queries
from ocop.recognition.models import Certificate, CertificateEvent, EventKind
from ocop.registry.models import Product

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime


def standing(products: Collection[int]) -> dict[int, tuple[date, int]]:
    """The last day and the stars of each product's latest certificate that nothing has ended, by key."""
    found: dict[int, tuple[date, int]] = {}
    rows = Certificate.objects.filter(Among("product_id", products), events=None)
    for product, valid_to, stars in rows.values_list("product_id", "valid_to", "stars"):
        found[product] = max(found.get(product, (valid_to, stars)), (valid_to, stars))
    return found


def refresh(product: Product) -> None:
    """Bring `certified_to` and `certified_stars` of a locked product up to its certificates."""
    last, stars = standing([product.pk]).get(product.pk, (None, None))
    if (product.certified_to, product.certified_stars) != (last, stars):
        product.certified_to, product.certified_stars = last, stars
        product.version += 1
        product.save(update_fields=["certified_to", "certified_stars", "version"])


def give_way(earlier: Certificate, *, stars: int, on: date, decision_number: str, now: datetime) -> None:
    """End a certificate on the day a later one of the product, of so many stars, takes its place."""
    CertificateEvent.objects.create(
        certificate=earlier,
        kind=_ending(earlier.stars, stars),
        on=on,
        decision_number=decision_number,
        recorded_at=now,
    )


def refresh_all(products: Collection[int]) -> None:
    """Bring these products, locked by the caller, up to their certificates, all at once."""
    found = Product.objects.filter(Among("pk", products)).values_list("pk", "certified_to", "certified_stars")
    stand = standing(products)
    changed = {
        pk: stand.get(pk, (None, None))
        for pk, last, stars in found
        if (last, stars) != stand.get(pk, (None, None))
    }
    columns: dict[str, list[object]] = {
        "certified_to": [last for last, _stars in changed.values()],
        "certified_stars": [stars for _last, stars in changed.values()],
    }
    update(Product, list(changed), columns)


def replace_earlier(certificates: Collection[int], products: Collection[int], now: datetime) -> None:
    """End whichever certificate was in force when a later one of its product came, on that day.

    Only pairs in which one is among `certificates`, all of them of these products. One struck as entered
    twice neither ends another nor is ended.
    """
    ended = Exists(CertificateEvent.objects.filter(certificate=OuterRef("pk")))
    rows = (
        Certificate.objects.filter(~queries.mistaken(), Among("product_id", products))
        .order_by("product_id", "issued_on", "pk")
        .values_list("product_id", "pk", "issued_on", "valid_to", "stars", "decision__number", ended)
    )
    replaced: list[tuple[int, date, str, str]] = []
    for earlier, later in pairwise(rows):
        product, key, _issued, valid_to, stars, _number, is_ended = earlier
        new = key in certificates or later[1] in certificates
        if product == later[0] and new and not is_ended and valid_to >= later[2]:
            replaced.append((key, later[2], later[5], _ending(stars, later[4])))
    columns: dict[str, list[object]] = {
        "certificate_id": [key for key, _on, _number, _kind in replaced],
        "on": [on for _key, on, _number, _kind in replaced],
        "decision_number": [number for _key, _on, number, _kind in replaced],
        "kind": [kind for _key, _on, _number, kind in replaced],
        "recorded_at": [now] * len(replaced),
    }
    insert(CertificateEvent, columns)


def _ending(earlier: int, later: int) -> str:
    """What a later certificate does to an earlier one, by the stars of both."""
    return EventKind.UPGRADED.value if later > earlier else EventKind.REPLACED.value
