"""Records that look alike, for a person to look at: read for a territory, without those settled already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ocop.registry import searching
from ocop.registry.models import Producer, ProducerPair, Product, ProductPair
from ocop.registry.resemblance import (
    Entry,
    Pair,
    alike_producers,
    alike_products,
    core,
    likeness,
    thresholds,
)
from ocop.registry.searching import NOTHING
from ocop.registry.wording import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor

T = TypeVar("T", Producer, Product)

PRODUCER_REASONS: Final[Mapping[str, StrOrPromise]] = {
    "tax_code": _("The same tax number"),
    "phone": _("The same phone number"),
    "name_and_place": _("Names alike in one commune"),
    "name": _("The same name in another commune"),
}
PRODUCT_REASONS: Final[Mapping[str, StrOrPromise]] = {
    "same_producer": _("One producer, names alike"),
    "name_and_place": _("Names alike in one commune"),
    "name": _("Names alike in another commune"),
}


@dataclass(frozen=True, slots=True)
class Proposal(Generic[T]):
    """Two records with the reasons to look at them; `score` says how sure, in percent."""

    left: T
    right: T
    reasons: tuple[StrOrPromise, ...]
    score: int


def producers(actor: Actor, unit_path: str, *, limit: int) -> list[Proposal[Producer]]:
    """Producers of a territory that may be one, surest first, at most `limit`; a fixed number of queries."""
    rows = Producer.objects.visible_to(actor).filter(ended_on=None, commune__scope__startswith=unit_path)
    columns = ("pk", "name", "commune__scope", "tax_code", "phone")
    entries = [
        Entry(pk, name, scope, tax_code, phone)
        for pk, name, scope, tax_code, phone in rows.values_list(*columns).order_by("pk")
    ]
    pairs = _unsettled(alike_producers(entries), ProducerPair.objects.all(), entries)[:limit]
    found = {one.pk: one for one in _read(rows.select_related("commune__parent__parent"), pairs)}
    return [_proposal(pair, found, PRODUCER_REASONS) for pair in pairs]


def products(actor: Actor, unit_path: str, *, limit: int) -> list[Proposal[Product]]:
    """Products of a territory that may be one or are too alike, surest first; a fixed number of queries."""
    rows = _present(actor, unit_path)
    entries = _entries(rows)
    pairs = _unsettled(alike_products(entries), ProductPair.objects.all(), entries)[:limit]
    found = {one.pk: one for one in _read(rows.select_related("producer", "commune__parent__parent"), pairs)}
    return [_proposal(pair, found, PRODUCT_REASONS) for pair in pairs]


def like(actor: Actor, product: Product, *, limit: int = 5) -> list[Proposal[Product]]:
    """Products of the same province that look like this one (S6.20), the likest first.

    Told to officers when a product is entered; it keeps nobody from anything. Only names that share a word
    are compared, found through the index of words, so that a page costs little in a large province, too.
    """
    province = "/".join(product.commune.scope.split("/")[:2]) + "/"
    shared = searching.by_index(Product, NOTHING, product.province_code, any_of=words(core(product.name)))
    rows = _present(actor, province).filter(shared).exclude(pk=product.pk)
    scored = [
        (likeness(product.name, name), pk)
        for pk, name in rows.values_list("pk", "name").order_by("pk")
        if likeness(product.name, name) >= thresholds().alike_name
    ]
    own = Entry(product.pk, product.name, product.commune.scope, holder=product.producer_id)
    keys = [pk for _score, pk in sorted(scored, key=lambda one: (-one[0], one[1]))]
    near = [own, *_entries(rows.filter(pk__in=keys))]
    pairs = [pair for pair in alike_products(near) if product.pk in {pair.left, pair.right}]
    pairs = _unsettled(pairs, ProductPair.objects.all(), near)[:limit]
    found = {one.pk: one for one in _read(rows.select_related("producer", "commune__parent__parent"), pairs)}
    found[product.pk] = product
    return [_proposal(pair, found, PRODUCT_REASONS) for pair in pairs]


def on_page(actor: Actor, product: Product) -> Mapping[str, object]:
    """Part of the product page: what looks like it, for officers."""
    alike = like(actor, product) if actor.may("producer.represent") else []
    others = [(one.right if one.left.pk == product.pk else one.left, one) for one in alike]
    return {"product": product, "others": others}


def _present(actor: Actor, unit_path: str) -> QuerySet[Product]:
    return Product.objects.visible_to(actor).filter(
        merged_into=None, ended_on=None, commune__scope__startswith=unit_path
    )


def _entries(rows: QuerySet[Product]) -> list[Entry]:
    columns = ("pk", "name", "commune__scope", "producer_id")
    return [
        Entry(pk, name, scope, holder=holder)
        for pk, name, scope, holder in rows.values_list(*columns).order_by("pk")
    ]


def _unsettled(
    pairs: Sequence[Pair],
    verdicts: QuerySet[ProducerPair] | QuerySet[ProductPair],
    entries: Sequence[Entry],
) -> list[Pair]:
    """The pairs of which nobody has said yet what they are."""
    keys = {entry.pk for entry in entries}
    settled = {
        (left, right)
        for left, right in verdicts.values_list("left_id", "right_id")
        if left in keys and right in keys
    }
    return [pair for pair in pairs if (pair.left, pair.right) not in settled]


def _read(rows: QuerySet[T], pairs: Sequence[Pair]) -> QuerySet[T]:
    return rows.filter(Q(pk__in={pair.left for pair in pairs} | {pair.right for pair in pairs}))


def _proposal(pair: Pair, found: Mapping[int, T], words: Mapping[str, StrOrPromise]) -> Proposal[T]:
    reasons = tuple(words[code] for code in pair.reasons)
    return Proposal(found[pair.left], found[pair.right], reasons, pair.score)
