"""What a line of a list shows of a producer or a product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ocop.platform.display import Tag
from ocop.registry import filters, regimes, rules, sets
from ocop.registry.models import Producer, Product

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Row = Producer | Product
ENDED = Tag(_("Ended"))
CERTIFICATE_TAGS = {
    filters.VALID: Tag(pgettext_lazy("state of a certificate", "Valid"), "green"),
    filters.EXPIRING: Tag(_("Expiring soon"), "amber"),
    filters.EXPIRED: Tag(pgettext_lazy("state of a certificate", "Expired"), "red"),
}


@dataclass(frozen=True, slots=True)
class ProducerLine:
    """A producer in a list."""

    row: Producer
    kind: StrOrPromise
    tag: Tag | None


@dataclass(frozen=True, slots=True)
class ProductLine:
    """A product in a list. `stars` are those valid today, None for none."""

    row: Product
    set_name: str
    stars: int | None
    tag: Tag | None


def of_producers(found: Sequence[Row], today: date) -> list[ProducerLine]:
    """The lines of these producers."""
    regime = regimes.regime_on(today)
    lines = []
    for row in found:
        if isinstance(row, Producer):
            kind = rules.kind_of(regime, row.kind)
            name = sets.say(regime.id, kind.name) if kind else row.kind
            lines.append(ProducerLine(row, name, ENDED if row.ended_on else None))
    return lines


def of_products(found: Sequence[Row], today: date) -> list[ProductLine]:
    """The lines of these products."""
    soon = filters.soon(today)
    lines = []
    for row in found:
        if isinstance(row, Product):
            state = filters.state_of(row.certified_to, today, soon)
            stars = row.certified_stars if state in {filters.VALID, filters.EXPIRING} else None
            tag = ENDED if row.ended_on else CERTIFICATE_TAGS.get(state)
            lines.append(ProductLine(row, sets.name_of(row.regime_id, row.set_no), stars, tag))
    return lines
