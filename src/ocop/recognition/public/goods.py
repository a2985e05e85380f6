"""What a product page tells beside the record: description, story, pictures, how it is sold.

These are the producer's own words about a product the public knows of, written for buyers. Figures of the
business, papers and persons are not among them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocop.registry import codes
from ocop.registry.models import IpState, Product, ProductPhoto

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from decimal import Decimal

WEB: Final = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class PublicPhoto:
    """A picture of a product: its number from 0, the digest of its content, what it shows."""

    code: str
    number: int
    digest: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class PublicGoods:
    """What a producer tells buyers. Texts are plain; `price` is dong for one `sale_unit`, None for untold.

    `story` holds the parts with their headings, an empty one for a story told in one piece; `names` the
    protected names with their kind; `materials` what it is made of and where that comes from.
    """

    description: str
    story: tuple[tuple[str, str], ...]
    price: Decimal | None
    sale_unit: str
    packaging: str
    origin: str
    local_share: Decimal | None
    materials: tuple[tuple[str, str], ...]
    names: tuple[tuple[str, str], ...]
    photos: tuple[PublicPhoto, ...]
    website: str


def goods(key: int, on: date) -> PublicGoods:
    """What the producer of a `known` product tells of it. Seven queries. Raises: Product.DoesNotExist."""
    product = Product.objects.select_related("producer").get(pk=key)
    kinds = codes.words("ip_kind")
    rights = product.ip_rights.filter(state=IpState.GRANTED).order_by("pk")
    website = product.producer.website
    return PublicGoods(
        description=product.description,
        story=_story(product, on),
        price=product.price,
        sale_unit=product.sale_unit,
        packaging=product.packaging,
        origin=product.origin,
        local_share=product.local_share,
        materials=tuple(product.materials.order_by("pk").values_list("name", "origin")),
        names=tuple((kinds.get(one.kind, one.kind), one.name) for one in rights),
        photos=tuple(photos(product)),
        website=website if website.startswith(WEB) or not website else f"https://{website}",
    )


def photos(product: Product) -> list[PublicPhoto]:
    """Every picture of a `known` product, the first one first. One query."""
    first = [PublicPhoto(product.code, 0, product.photo)] if product.photo else []
    further = product.photos.filter(media_type__startswith="image/").order_by("position")
    rows = further.values_list("sha256", "caption")
    return first + [PublicPhoto(product.code, number, *row) for number, row in enumerate(rows, start=1)]


def first_photos(keys: Collection[int]) -> dict[int, PublicPhoto]:
    """The first picture of each of these products that has one, by key. Two queries."""
    rows = Product.objects.filter(pk__in=keys).values_list("pk", "code", "photo")
    found = {pk: PublicPhoto(code, 0, digest) for pk, code, digest in rows if digest}
    rest = ProductPhoto.objects.filter(product__in=set(keys) - found.keys(), media_type__startswith="image/")
    further = rest.order_by("-position").values_list("product_id", "product__code", "sha256")
    return {pk: PublicPhoto(code, 1, digest) for pk, code, digest in further} | found


def _story(product: Product, on: date) -> tuple[tuple[str, str], ...]:
    parts = dict(product.story_parts.values_list("element", "text"))
    whole = [("", product.story)] if product.story else []
    elements = codes.choices("story_element", on)
    return (*whole, *((label, parts[code]) for code, label in elements if code in parts))
