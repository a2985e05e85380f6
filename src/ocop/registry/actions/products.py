"""Every change to products."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.law.library import NotFound
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.files import keep
from ocop.platform.text import clean_text
from ocop.registry import consents, indexing, regimes, rules
from ocop.registry.consents import Need
from ocop.registry.joined import refuse_joined
from ocop.registry.models import Producer, Product

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor
    from ocop.platform.files import CheckedFile


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What is written about a product; the names are those of the columns and of the form fields."""

    name: str
    set_no: int
    story: str = ""
    description: str = ""


@transaction.atomic
def register_product(*, actor: Actor, producer_id: int, facts: ProductFacts, now: datetime) -> Product:
    """Enter a product under the regime in force today; the commune numbers it when it sends its dossier up.

    An officer enters one only while a consent of the producer allows it: no product is appointed.

    Raises: Denied, also when the regime does not let this kind of producer bring this set; ValidationError by
    field; Conflict when the producer has a product of this name in this set; Producer.DoesNotExist.
    """
    producer = Producer.objects.visible_to(actor).for_update().select_related("commune").get(pk=producer_id)
    require(rules.can_change_producer(actor, producer))
    today = local_day(now)
    require(consents.can_write_for(actor, producer, Need.PRODUCTS, today))
    consent = None if consents.is_own(actor) else consents.covering(producer, Need.PRODUCTS, today)
    regime = regimes.regime_on(today)
    checked = _checked_product(facts, regime.id)
    require(rules.may_apply(regime, producer, checked.set_no))
    product = Product(
        producer=producer, commune=producer.commune, regime_id=regime.id, entered_on=today, **asdict(checked)
    )
    indexing.check_and_fill(product)
    _refuse_same_product(product)
    product.consent, product.entered_by_id = consent, actor.user_id
    product.save(force_insert=True)
    record(
        actor=actor,
        verb="product.registered",
        obj=product,
        before={},
        after={"producer": producer.code, **asdict(checked)},
        reason=consents.reason(consent),
        regime=regime.id,
        now=now,
    )
    return product


@transaction.atomic
def update_product(
    *, actor: Actor, product_id: int, expected_version: int, facts: ProductFacts, now: datetime
) -> Product:
    """Correct what is written about a product; its set only while it has no code.

    Raises: Denied, Stale, Conflict, ValidationError, DoesNotExist.
    """
    product = (
        Product.objects.visible_to(actor)
        .for_update()
        .select_related("producer__commune", "commune")
        .get(pk=product_id)
    )
    require(rules.can_change_producer(actor, product.producer))
    refuse_joined(product)
    product.expect_version(expected_version)
    checked = _checked_product(facts, product.regime_id)
    if product.code and checked.set_no != product.set_no:
        raise Conflict(_("The product has its code; its set can't be changed any more."))
    if checked.set_no != product.set_no:
        require(rules.may_apply(regimes.regime(product.regime_id), product.producer, checked.set_no))
    after = asdict(checked)
    before = {name: getattr(product, name) for name in after}
    for name, value in after.items():
        setattr(product, name, value)
    product.version += 1
    indexing.check_and_fill(product)
    product.save(update_fields=[*after, *indexing.DERIVED_OF_PRODUCT, "version"])
    record(
        actor=actor,
        verb="product.updated",
        obj=product,
        before=before,
        after=after,
        regime=product.regime_id,
        now=now,
    )
    return product


@transaction.atomic
def set_photo(
    *, actor: Actor, product_id: int, expected_version: int, photo: CheckedFile, now: datetime
) -> Product:
    """Give a product its picture.

    Raises: Denied, Stale, Conflict, ValidationError when it is none, DoesNotExist.
    """
    visible = Product.objects.visible_to(actor).for_update().select_related("producer__commune")
    product = visible.get(pk=product_id)
    require(rules.can_change_producer(actor, product.producer))
    refuse_joined(product)
    product.expect_version(expected_version)
    if not photo.media_type.startswith("image/"):
        raise ValidationError({"photo": _("Choose a photo (JPEG, PNG or WEBP).")})
    keep(photo)
    before = {"photo": product.photo}
    product.photo, product.photo_type = photo.sha256, photo.media_type
    product.version += 1
    product.save(update_fields=["photo", "photo_type", "version"])
    record(
        actor=actor,
        verb="product.photo_set",
        obj=product,
        before=before,
        after={"photo": product.photo},
        now=now,
    )
    return product


def _checked_product(facts: ProductFacts, regime_id: str) -> ProductFacts:
    """The facts cleaned. Raises: ValidationError with every fault, by field."""
    faults: dict[str, StrOrPromise] = {}
    name = clean_text(facts.name)
    if not name:
        faults["name"] = _("Write the name of the product as on its label.")
    try:
        regimes.product_set(regime_id, facts.set_no)
    except NotFound:
        faults["set_no"] = _("Choose one of the product sets listed.")
    if faults:
        raise ValidationError(dict(faults))
    return ProductFacts(
        name=name,
        set_no=facts.set_no,
        story=clean_text(facts.story, lines=True),
        description=clean_text(facts.description, lines=True),
    )


def _refuse_same_product(product: Product) -> None:
    same = product.producer.products.filter(
        merged_into=None, name_folded=product.name_folded, regime_id=product.regime_id, set_no=product.set_no
    ).first()
    if same is not None:
        raise Conflict(
            _("The producer has a product of this name in this product set already."),
            url=reverse("registry:product", args=[same.pk]),
        )
