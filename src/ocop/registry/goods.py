"""What the page of a product tells beside its name and set: one panel for each side of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ocop.platform import clock
from ocop.registry import classification, codes, gates, papers, rules
from ocop.registry.models import IpState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor
    from ocop.registry.models import Product


@dataclass(frozen=True, slots=True)
class Side:
    """One thing a complete product page tells: what, whether it does, and where it is written."""

    name: StrOrPromise
    told: bool
    url: str


def is_open(product: Product) -> bool:
    """Whether anything may still be written: it is in the programme, and no other product stands for it."""
    return product.ended_on is None and product.merged_into_id is None


def sides(product: Product) -> list[Side]:
    """What a product page should tell, in the order it is best written in."""
    elements = len(codes.choices("story_element", clock.today()))
    told = product.story_parts.count()
    return [
        _side(product, _("A short description"), bool(product.description), "change_product"),
        _side(product, _("Whether it is new or was there before"), product.is_new is not None, "sale"),
        _side(product, _("Price and the unit it is for"), product.price is not None, "sale"),
        _side(product, _("Packaging"), bool(product.packaging), "sale"),
        _side(product, _("Bar code"), bool(product.gtin), "sale"),
        _side(product, _("Photos"), bool(product.photo) or product.photos.exists(), "photos"),
        _side(product, _("Materials and where they come from"), product.materials.exists(), "materials"),
        _side(product, _("Every element of the story"), bool(told) and told >= elements, "story"),
        _side(product, _("Figures of a year"), product.years.exists(), "product_years"),
        _side(product, _("A protected name"), product.ip_rights.exists(), "rights"),
    ]


def _side(product: Product, name: StrOrPromise, told: bool, page: str) -> Side:  # noqa: FBT001 - a fact
    return Side(name, told, reverse(f"registry:{page}", args=[product.pk]))


def completeness(actor: Actor, product: Product) -> Mapping[str, object]:
    """For whoever may write it: what the page does not tell yet."""
    if not rules.can_change_producer(actor, product.producer) or not is_open(product):
        return {"shown": False}
    found = sides(product)
    open_ones = [one for one in found if not one.told]
    return {"shown": True, "missing": open_ones, "done": len(found) - len(open_ones), "all": len(found)}


def what_it_is(actor: Actor, product: Product) -> Mapping[str, object]:
    """Sale, photos, groups under every taxonomy, and whether it is still in the programme."""
    groups = [
        (one.name, classification.group_of(product.regime_id, product.set_no, one.code))
        for one in classification.taxonomies()
    ]
    reasons = codes.words("product_end") if product.ended_on else {}
    return {
        **_frame(actor, product),
        "photos": product.photos.order_by("position"),
        "groups": groups,
        "ended_reason": reasons.get(product.ended_reason, product.ended_reason),
    }


def where_from(actor: Actor, product: Product) -> Mapping[str, object]:
    """Materials with their planting areas, and the communes that share the product."""
    names = codes.words("material_source")
    materials = product.materials.select_related("area__commune").order_by("pk")
    shares = product.shared_communes.select_related("unit__parent").order_by("from_on", "pk")
    return {
        **_frame(actor, product),
        "materials": [(one, names.get(one.source, one.source)) for one in materials],
        "shares": shares,
    }


def story(actor: Actor, product: Product) -> Mapping[str, object]:
    """The elements of the story, and which are not told."""
    told = dict(product.story_parts.values_list("element", "text"))
    elements = codes.choices("story_element", clock.today())
    known = {code for code, _label in elements}
    names = codes.words("story_element") if told.keys() - known else {}
    extra = [(names.get(code, code), text) for code, text in told.items() if code not in known]
    return {
        **_frame(actor, product),
        "told": [(label, told[code]) for code, label in elements if code in told] + extra,
        "untold": [label for code, label in elements if code not in told],
        "count": sum(1 for code in told if code in known),
        "all": len(elements),
    }


def papers_of(actor: Actor, product: Product) -> Mapping[str, object]:
    """The papers that concern the product, and the conditions of production they meet or do not (S17.01)."""
    today = clock.today()
    held = list(papers.of_product(product))
    names = codes.words(*papers.LISTS)
    as_held = [gates.Held(one.kind, one.issued_on, one.expires_on, one.pk) for one in held]
    return {
        **_frame(actor, product),
        "papers": [(one, names.get(one.kind, ""), papers.state(one, today, today)) for one in held],
        "findings": gates.check(product.regime_id, product.set_no, as_held, today),
        "sees_papers": actor.may("producer.read"),
    }


def figures(actor: Actor, product: Product) -> Mapping[str, object]:
    """Output and revenue by year, the latest first, and the protected names."""
    kinds = codes.words("ip_kind")
    rights = [(one, kinds.get(one.kind, one.kind)) for one in product.ip_rights.order_by("pk")]
    return {
        **_frame(actor, product),
        "years": product.years.order_by("-year"),
        "rights": rights,
        "granted": IpState.GRANTED,
    }


def _frame(actor: Actor, product: Product) -> dict[str, object]:
    may = is_open(product) and bool(rules.can_change_producer(actor, product.producer))
    return {"product": product, "may_change": may}
