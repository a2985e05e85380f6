"""Every change to producers and products."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.law.library import NotFound
from ocop.people.models import User
from ocop.people.roles import PRODUCER
from ocop.places.models import Level, Unit
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.files import keep
from ocop.platform.text import clean_text, fold, vi_sort_key
from ocop.registry import regimes, rules
from ocop.registry.columns import check_columns
from ocop.registry.models import FOLDED_LENGTH, Gender, Producer, Product, Representative, SeriesKind
from ocop.registry.numbering import take
from ocop.registry.taxcode import BadTaxCode, normal_tax_code

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor
    from ocop.platform.files import CheckedFile


REQUIRED: dict[str, StrOrPromise] = {
    "name": _("Write the name as in the business registration."),
    "address": _("Write the address."),
    "representative_name": _("Write the full name of the legal representative."),
}


@dataclass(frozen=True, slots=True)
class ProducerFacts:
    """What is written about a producer; the names are those of the columns and of the form fields."""

    name: str
    kind: str
    address: str
    representative_name: str
    tax_code: str = ""
    representative_title: str = ""
    representative_gender: str = ""
    representative_ethnicity: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What is written about a product; the names are those of the columns and of the form fields."""

    name: str
    set_no: int
    story: str = ""
    description: str = ""


@transaction.atomic
def register_producer(
    *, actor: Actor, facts: ProducerFacts, commune_code: str, code: str = "", now: datetime
) -> Producer:
    """Enter a producer. A producer who registers itself speaks for it from today.

    Without `code` the next one of the commune is given.
    Raises: Denied; ValidationError by field; Conflict when the tax code or the code is taken, or without a
    tax code when the commune has this name with this representative already; DoesNotExist.
    """
    commune = Unit.objects.visible_to(actor).get(code=commune_code, level=Level.COMMUNE, valid_to=None)
    require(rules.can_register_producer(actor, commune))
    today = local_day(now)
    checked = _checked_producer(facts)
    _refuse_taken_tax_code(checked.tax_code)
    if code and Producer.objects.filter(code=code).exists():
        raise Conflict(_("There already is a producer with this code."))
    producer = Producer(commune=commune, registered_on=today, **asdict(checked))
    producer.code = code or f"CT-{commune.code}-{take(SeriesKind.PRODUCER, commune, 0):04d}"
    _check_and_index(producer)
    _refuse_same_producer(producer)
    producer.save(force_insert=True)
    if actor.role == PRODUCER and actor.user_id is not None:
        Representative.objects.create(user_id=actor.user_id, producer=producer, from_on=today)
    after: dict[str, object] = {"code": producer.code, "commune": commune.path, **asdict(checked)}
    record(actor=actor, verb="producer.registered", obj=producer, before={}, after=after, now=now)
    return producer


@transaction.atomic
def update_producer(
    *, actor: Actor, producer_id: int, expected_version: int, facts: ProducerFacts, now: datetime
) -> Producer:
    """Correct what is written about a producer.

    Raises: Denied, Stale, ValidationError by field, Conflict when the tax code is taken, DoesNotExist.
    """
    producer = Producer.objects.visible_to(actor).for_update().select_related("commune").get(pk=producer_id)
    require(rules.can_change_producer(actor, producer))
    producer.expect_version(expected_version)
    checked = _checked_producer(facts)
    if checked.tax_code != producer.tax_code:
        _refuse_taken_tax_code(checked.tax_code)
    after = asdict(checked)
    before = {name: getattr(producer, name) for name in after}
    for name, value in after.items():
        setattr(producer, name, value)
    producer.version += 1
    _check_and_index(producer)
    producer.save(update_fields=[*after, "name_folded", "name_key", "version"])
    record(actor=actor, verb="producer.updated", obj=producer, before=before, after=after, now=now)
    return producer


@transaction.atomic
def name_representative(*, actor: Actor, producer_id: int, user_id: int, now: datetime) -> Representative:
    """Let a user speak for a producer from today.

    Raises: Denied; Conflict when the person does already; Producer.DoesNotExist, User.DoesNotExist.
    """
    producer = Producer.objects.visible_to(actor).for_update().select_related("commune").get(pk=producer_id)
    require(rules.can_name_representative(actor, producer))
    user = User.objects.get(pk=user_id)
    if producer.representatives.filter(user=user, to_on=None).exists():
        raise Conflict(_("This person already speaks for the producer."))
    representative = Representative.objects.create(user=user, producer=producer, from_on=local_day(now))
    record(
        actor=actor,
        verb="producer.representative_named",
        obj=producer,
        before={},
        after={"user": user.pk},
        now=now,
    )
    return representative


@transaction.atomic
def end_representative(*, actor: Actor, representative_id: int, reason: str, now: datetime) -> Representative:
    """End a representation today. Raises: Denied, Conflict when it has ended already, DoesNotExist."""
    visible = Producer.objects.visible_to(actor)
    representative = (
        Representative.objects.select_for_update(of=("self",))
        .select_related("producer__commune")
        .get(pk=representative_id, producer__in=visible)
    )
    require(rules.can_name_representative(actor, representative.producer))
    if representative.to_on is not None:
        raise Conflict(_("This person does not speak for the producer any more."))
    representative.to_on = local_day(now)
    representative.save(update_fields=["to_on"])
    record(
        actor=actor,
        verb="producer.representative_ended",
        obj=representative.producer,
        before={"user": representative.user_id},
        after={},
        reason=reason,
        now=now,
    )
    return representative


@transaction.atomic
def register_product(*, actor: Actor, producer_id: int, facts: ProductFacts, now: datetime) -> Product:
    """Enter a product under the regime in force today; the commune numbers it when it sends its dossier up.

    Raises: Denied, also when the regime does not let this kind of producer bring this set; ValidationError by
    field; Conflict when the producer has a product of this name in this set; Producer.DoesNotExist.
    """
    producer = Producer.objects.visible_to(actor).for_update().select_related("commune").get(pk=producer_id)
    require(rules.can_change_producer(actor, producer))
    today = local_day(now)
    regime = regimes.regime_on(today)
    checked = _checked_product(facts, regime.id)
    require(rules.may_apply(regime, producer.kind, checked.set_no))
    product = Product(
        producer=producer, commune=producer.commune, regime_id=regime.id, entered_on=today, **asdict(checked)
    )
    _check_and_index(product)
    _refuse_same_product(product)
    product.save(force_insert=True)
    record(
        actor=actor,
        verb="product.registered",
        obj=product,
        before={},
        after={"producer": producer.code, **asdict(checked)},
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
    product.expect_version(expected_version)
    checked = _checked_product(facts, product.regime_id)
    if product.code and checked.set_no != product.set_no:
        raise Conflict(_("The product has its code; its set can't be changed any more."))
    require(rules.may_apply(regimes.regime(product.regime_id), product.producer.kind, checked.set_no))
    after = asdict(checked)
    before = {name: getattr(product, name) for name in after}
    for name, value in after.items():
        setattr(product, name, value)
    product.version += 1
    _check_and_index(product)
    product.save(update_fields=[*after, "name_folded", "name_key", "version"])
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
    """Give a product its picture. Raises: Denied, Stale, ValidationError when it is none, DoesNotExist."""
    visible = Product.objects.visible_to(actor).for_update().select_related("producer__commune")
    product = visible.get(pk=product_id)
    require(rules.can_change_producer(actor, product.producer))
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


def _checked_producer(facts: ProducerFacts) -> ProducerFacts:
    """The facts cleaned. Raises: ValidationError with every fault, by field."""
    texts = {name: clean_text(value) for name, value in asdict(facts).items()}
    faults: dict[str, StrOrPromise] = {name: words for name, words in REQUIRED.items() if not texts[name]}
    if texts["kind"] not in regimes.producer_kinds():
        faults["kind"] = _("Choose one of the kinds of producer listed.")
    if texts["representative_gender"] not in ("", *Gender.values):
        faults["representative_gender"] = _("Choose one of the answers listed.")
    if texts["tax_code"]:
        try:
            texts["tax_code"] = normal_tax_code(texts["tax_code"])
        except BadTaxCode as error:
            faults["tax_code"] = _tax_code_fault(str(error))
    if texts["email"]:
        try:
            validate_email(texts["email"])
        except ValidationError:
            faults["email"] = _("Write an e-mail address such as ten@example.vn.")
    if faults:
        raise ValidationError(dict(faults))
    return ProducerFacts(**texts)


def _check_and_index(row: Producer | Product) -> None:
    """Fill the columns to search and sort by, once the others hold what they can. Raises: ValidationError."""
    check_columns(row, derived=("name_folded", "name_key"))
    row.name_folded, row.name_key = fold(row.name)[:FOLDED_LENGTH], vi_sort_key(row.name)


def _tax_code_fault(why: str) -> StrOrPromise:
    if why == "check_digit":
        return _("This tax code has a wrong digit. Compare it with the tax registration.")
    return _("A tax code has 10 digits, 10 digits and 3 after a dash, or is the 12-digit personal number.")


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


def _refuse_taken_tax_code(tax_code: str) -> None:
    holder = Producer.objects.filter(tax_code=tax_code).first() if tax_code else None
    if holder is not None:
        raise Conflict(
            _("A producer with this tax code is registered already: %(code)s. Ask your commune for access.")
            % {"code": holder.code}
        )


def _refuse_same_producer(producer: Producer) -> None:
    if producer.tax_code:
        return
    same = Producer.objects.filter(
        commune=producer.commune,
        name_folded=producer.name_folded,
        representative_name=producer.representative_name,
    ).first()
    if same is not None:
        raise Conflict(
            _("This producer is registered already: %(code)s. Ask your commune for access.")
            % {"code": same.code}
        )


def _refuse_same_product(product: Product) -> None:
    same = product.producer.products.filter(
        name_folded=product.name_folded, regime_id=product.regime_id, set_no=product.set_no
    ).first()
    if same is not None:
        raise Conflict(
            _("The producer has a product of this name in this product set already."),
            url=reverse("registry:product", args=[same.pk]),
        )
