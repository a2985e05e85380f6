"""Placing records of a split commune in one of its successors."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.registry import indexing, rules
from ocop.registry.models import EarlierCommune, Producer, Product
from ocop.registry.placing import choices

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ocop.places.models import Unit
    from ocop.platform.actors import Actor


@transaction.atomic
def place_producer(
    *, actor: Actor, producer_id: int, expected_version: int, unit_id: int, document: str, now: datetime
) -> Producer:
    """Say in which successor of its split commune a producer lies, with its products of that commune.

    Dossiers and certificates keep the commune they were filed and issued with.
    Raises: Denied; Stale; Conflict when the commune was not split; ValidationError by field; DoesNotExist.
    """
    producer = Producer.objects.visible_to(actor).for_update().select_related("commune").get(pk=producer_id)
    require(rules.can_change_producer(actor, producer))
    producer.expect_version(expected_version)
    former = producer.commune
    open_to = {unit.pk: unit for unit in choices(former)}
    if former.valid_to is None or len(open_to) < 2:
        raise Conflict(_("The commune of this producer was not split, so there is nothing to choose."))
    words = clean_text(document)
    if unit_id not in open_to:
        raise ValidationError({"unit": _("Choose one of the communes listed.")})
    if not words:
        raise ValidationError({"document": _("Write what shows it, such as an address or a decision.")})
    chosen = open_to[unit_id]
    products = producer.products.filter(commune=former).select_for_update(of=("self",))
    _keep_earlier(products, former, words)
    moved = products.update(commune=chosen, **indexing.Places().of(chosen.pk).columns)
    producer.commune = chosen
    producer.version += 1
    indexing.fill(producer)
    producer.save(update_fields=["commune", *indexing.DERIVED, "version"])
    record(
        actor=actor,
        verb="producer.placed",
        obj=producer,
        before={"commune": former.path},
        after={"commune": chosen.path, "products": moved},
        reason=words,
        now=now,
    )
    return producer


def _keep_earlier(products: Iterable[Product], former: Unit, document: str) -> None:
    if former.valid_to is None:
        raise ValueError("a commune that still exists was not split")
    EarlierCommune.objects.bulk_create(
        [
            EarlierCommune(product=product, unit=former, to_on=former.valid_to, document=document)
            for product in products
        ]
    )
