"""Every change to what a product is sold as, made of, told with and protected by; and its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.places.models import Level, Unit
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.registry import codes, gtin, indexing, rules
from ocop.registry.columns import check_columns
from ocop.registry.joined import refuse_joined
from ocop.registry.models import (
    IpRight,
    IpState,
    Material,
    PlantingArea,
    Product,
    ProductPhoto,
    ProductYear,
    SharedCommune,
    StoryPart,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor
    from ocop.platform.files import CheckedFile

MOST_PHOTOS: Final = 12
"""Further pictures of one product: our choice, enough for a page and few enough for a phone."""
FIRST_YEAR: Final = 2000
WHOLE: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class SaleFacts:
    """What a product is sold as; the names are those of the columns. `price` is dong for one `sale_unit`."""

    is_new: bool | None = None
    price: int | None = None
    sale_unit: str = ""
    packaging: str = ""
    gtin: str = ""
    origin: str = ""
    local_share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class MaterialFacts:
    """What a product is made of; `area` is the key of a planting area of the producer."""

    name: str
    source: str
    origin: str = ""
    share: Decimal | None = None
    area: int | None = None


@dataclass(frozen=True, slots=True)
class YearFacts:
    """What was made and sold in a year; `price` and `revenue` are dong."""

    output: Decimal | None = None
    output_unit: str = ""
    price: int | None = None
    revenue: int | None = None


@dataclass(frozen=True, slots=True)
class RightFacts:
    """A protected name or shape; the names are those of the columns."""

    kind: str
    name: str
    state: str
    number: str = ""
    filed_on: date | None = None
    granted_on: date | None = None
    expires_on: date | None = None


@transaction.atomic
def describe_sale(
    *, actor: Actor, product_id: int, expected_version: int, facts: SaleFacts, now: datetime
) -> Product:
    """Write what a product is sold as. Raises: Denied, Stale, Conflict, ValidationError, DoesNotExist."""
    product = _opened(actor, product_id, expected_version)
    after = asdict(_checked_sale(facts))
    before = {name: getattr(product, name) for name in after}
    if after["gtin"] != product.gtin:
        _refuse_anothers_number(product, after["gtin"])
    for name, value in after.items():
        setattr(product, name, value)
    check_columns(product, derived=indexing.DERIVED_OF_PRODUCT)
    _close(actor, product, "product.sale_described", before, after, now, columns=tuple(after))
    return product


@transaction.atomic
def tell_story(
    *, actor: Actor, product_id: int, expected_version: int, parts: Mapping[str, str], now: datetime
) -> Product:
    """Write the elements of a product's story; one left empty or out is taken away (S6.18).

    Raises: Denied; Stale; Conflict; ValidationError for what is no element of a story; DoesNotExist.
    """
    product = _opened(actor, product_id, expected_version)
    told = {element: clean_text(text, lines=True) for element, text in parts.items()}
    before = dict(product.story_parts.values_list("element", "text"))
    known = before.keys() | {code for code, _label in codes.choices("story_element", local_day(now))}
    if unknown := sorted(told.keys() - known):
        raise ValidationError(
            {"story": _("These are no elements of a story: %(codes)s.") % {"codes": ", ".join(unknown)}}
        )
    after = {element: text for element, text in told.items() if text}
    product.story_parts.all().delete()
    StoryPart.objects.bulk_create(
        StoryPart(product=product, element=element, text=text) for element, text in after.items()
    )
    _close(actor, product, "product.story_told", before, after, now)
    return product


@transaction.atomic
def add_photo(
    *,
    actor: Actor,
    product_id: int,
    expected_version: int,
    photo: CheckedFile,
    caption: str = "",
    now: datetime,
) -> ProductPhoto:
    """Add a further picture at the end. Raises: Denied, Stale, Conflict, ValidationError, DoesNotExist."""
    product = _opened(actor, product_id, expected_version)
    if not photo.media_type.startswith("image/"):
        raise ValidationError({"photo": _("Choose a photo (JPEG, PNG or WEBP).")})
    held = list(product.photos.order_by("position"))
    if len(held) >= MOST_PHOTOS:
        raise Conflict(
            _("A product has at most %(most)d photos. Take one out first.") % {"most": MOST_PHOTOS}
        )
    if any(one.sha256 == photo.sha256 for one in held):
        raise Conflict(_("This photo is there already."))
    position = held[-1].position + 1 if held else 1
    one = ProductPhoto(product=product, caption=clean_text(caption), position=position, added_at=now)
    one.take(photo)
    check_columns(one)
    one.save(force_insert=True)
    after = {"sha256": one.sha256, "caption": one.caption}
    _close(actor, product, "product.photo_added", {}, after, now)
    return one


@transaction.atomic
def caption_photo(
    *, actor: Actor, product_id: int, photo_id: int, expected_version: int, caption: str, now: datetime
) -> ProductPhoto:
    """Say what a picture shows; whoever cannot see it is read this. Raises: as `add_photo`."""
    product = _opened(actor, product_id, expected_version)
    one = product.photos.get(pk=photo_id)
    before, one.caption = {"caption": one.caption}, clean_text(caption)
    check_columns(one)
    one.save(update_fields=["caption"])
    _close(actor, product, "product.photo_captioned", before, {"caption": one.caption}, now)
    return one


@transaction.atomic
def move_photo(
    *, actor: Actor, product_id: int, photo_id: int, expected_version: int, up: bool, now: datetime
) -> Product:
    """Show a picture one place earlier, or later. At the end nothing changes.

    Raises: Denied; Stale; Conflict where there is no further place; DoesNotExist.
    """
    product = _opened(actor, product_id, expected_version)
    held = list(product.photos.order_by("position"))
    here = next((place for place, one in enumerate(held) if one.pk == photo_id), None)
    if here is None:
        raise ProductPhoto.DoesNotExist
    there = here - 1 if up else here + 1
    if not 0 <= there < len(held):
        raise Conflict(_("This photo stands at the end already."))
    one, other = held[here], held[there]
    before = {"order": [photo.pk for photo in held]}
    _swap(one, other, free=max(photo.position for photo in held) + 1)
    held[here], held[there] = other, one
    _close(actor, product, "product.photos_ordered", before, {"order": [photo.pk for photo in held]}, now)
    return product


@transaction.atomic
def remove_photo(
    *, actor: Actor, product_id: int, photo_id: int, expected_version: int, now: datetime
) -> Product:
    """Take a picture out; the journal keeps its digest. Raises: Denied, Stale, Conflict, DoesNotExist."""
    product = _opened(actor, product_id, expected_version)
    one = product.photos.get(pk=photo_id)
    before = {"sha256": one.sha256, "caption": one.caption}
    one.delete()
    _close(actor, product, "product.photo_removed", before, {}, now)
    return product


@transaction.atomic
def add_material(
    *, actor: Actor, product_id: int, expected_version: int, facts: MaterialFacts, now: datetime
) -> Material:
    """Say what a product is made of and where it comes from.

    Raises: Denied; Stale; Conflict; ValidationError by field, also when the shares add up to over 100;
    DoesNotExist.
    """
    product = _opened(actor, product_id, expected_version)
    one = Material(product=product, **_checked_material(product, facts, local_day(now)))
    check_columns(one)
    one.save(force_insert=True)
    _close(actor, product, "product.material_added", {}, asdict(facts), now)
    return one


@transaction.atomic
def remove_material(
    *, actor: Actor, product_id: int, material_id: int, expected_version: int, now: datetime
) -> Product:
    """Take a material out. Raises: Denied, Stale, Conflict, DoesNotExist."""
    product = _opened(actor, product_id, expected_version)
    one = product.materials.get(pk=material_id)
    before = {"name": one.name, "source": one.source, "share": one.share, "area": one.area_id}
    one.delete()
    _close(actor, product, "product.material_removed", before, {}, now)
    return product


@transaction.atomic
def report_year(
    *, actor: Actor, product_id: int, expected_version: int, year: int, facts: YearFacts, now: datetime
) -> ProductYear:
    """Write what was made and sold of a product in a year, or put right what was written.

    Raises: Denied; Stale; Conflict; ValidationError by field; DoesNotExist.
    """
    product = _opened(actor, product_id, expected_version)
    checked = asdict(_checked_year(year, facts, local_day(now).year))
    one = product.years.filter(year=year).first() or ProductYear(product=product, year=year, version=0)
    before = {name: getattr(one, name) for name in checked} if one.pk else {}
    for name, value in checked.items():
        setattr(one, name, value)
    one.version += 1
    check_columns(one)
    if one.pk:
        one.save(update_fields=[*checked, "version"])
    else:
        one.save(force_insert=True)
    _close(actor, product, "product.year_reported", before, {"year": year, **checked}, now)
    return one


@transaction.atomic
def enter_right(
    *,
    actor: Actor,
    product_id: int,
    expected_version: int,
    facts: RightFacts,
    right_id: int | None = None,
    now: datetime,
) -> IpRight:
    """Enter a protected name or shape of a product, or put one right as it goes from filed to granted.

    Raises: Denied; Stale; Conflict; ValidationError by field; DoesNotExist.
    """
    product = _opened(actor, product_id, expected_version)
    one = product.ip_rights.get(pk=right_id) if right_id is not None else IpRight(product=product)
    checked = asdict(_checked_right(facts, one.kind, local_day(now)))
    before = {name: getattr(one, name) for name in checked} if right_id is not None else {}
    for name, value in checked.items():
        setattr(one, name, value)
    check_columns(one)
    one.save(update_fields=list(checked) if right_id is not None else None)
    verb = "product.right_changed" if right_id is not None else "product.right_entered"
    _close(actor, product, verb, before, checked, now)
    return one


@transaction.atomic
def remove_right(
    *, actor: Actor, product_id: int, right_id: int, expected_version: int, now: datetime
) -> Product:
    """Take out a protected name entered by mistake. Raises: Denied, Stale, Conflict, DoesNotExist."""
    product = _opened(actor, product_id, expected_version)
    one = product.ip_rights.get(pk=right_id)
    before = {"kind": one.kind, "name": one.name, "number": one.number, "state": one.state}
    one.delete()
    _close(actor, product, "product.right_removed", before, {}, now)
    return product


@transaction.atomic
def share_product(
    *, actor: Actor, product_id: int, expected_version: int, unit_id: int, from_on: date, now: datetime
) -> SharedCommune:
    """Name a further commune that a product belongs to; it is numbered and filed in its own one.

    Raises: Denied; Stale; Conflict when the commune shares it already; ValidationError; DoesNotExist.
    """
    product = _opened(actor, product_id, expected_version)
    unit = Unit.objects.visible_to(actor).filter(level=Level.COMMUNE, valid_to=None, pk=unit_id).first()
    if unit is None:
        raise ValidationError({"unit": _("Choose a commune of today.")})
    if from_on > local_day(now):
        raise ValidationError({"from_on": _("This day has not come yet.")})
    if unit.pk == product.commune_id or product.shared_communes.filter(unit=unit, to_on=None).exists():
        raise Conflict(_("The product belongs to this commune already."))
    share = SharedCommune.objects.create(product=product, unit=unit, from_on=from_on)
    _close(actor, product, "product.shared", {}, {"unit": unit.path, "from_on": from_on}, now)
    return share


@transaction.atomic
def end_share(
    *, actor: Actor, product_id: int, share_id: int, expected_version: int, now: datetime
) -> SharedCommune:
    """A commune shares the product no longer, from today. Raises: Denied, Stale, Conflict, DoesNotExist."""
    product = _opened(actor, product_id, expected_version)
    share = product.shared_communes.select_related("unit").get(pk=share_id)
    if share.to_on is not None:
        raise Conflict(_("This commune does not share the product any more."))
    share.to_on = max(local_day(now), share.from_on)
    share.save(update_fields=["to_on"])
    after = {"unit": share.unit.path, "to_on": share.to_on}
    _close(actor, product, "product.share_ended", {"to_on": None}, after, now)
    return share


@transaction.atomic
def end_product(
    *, actor: Actor, product_id: int, expected_version: int, on: date, reason: str, now: datetime
) -> Product:
    """Take a product out of the programme after its last day, with a reason of the list (S15.08).

    Its certificate is not touched: who withdraws it decides that.
    Raises: Denied; Stale; Conflict; ValidationError by field; DoesNotExist.
    """
    product = _opened(actor, product_id, expected_version)
    faults: dict[str, StrOrPromise] = {}
    if not product.entered_on <= on <= local_day(now):
        faults["on"] = _("The last day lies between the day the product was entered and today.")
    if not codes.is_known("product_end", reason, local_day(now)):
        faults["reason"] = _("Choose one of the reasons listed.")
    if faults:
        raise ValidationError(dict(faults))
    product.ended_on, product.ended_reason = on, reason
    after: dict[str, object] = {"ended_on": on, "ended_reason": reason}
    before: dict[str, object] = {"ended_on": None, "ended_reason": ""}
    _close(actor, product, "product.ended", before, after, now, columns=tuple(after))
    return product


@transaction.atomic
def take_end_back(*, actor: Actor, product_id: int, expected_version: int, now: datetime) -> Product:
    """Bring a product back into the programme. Raises: Denied, Stale, Conflict, DoesNotExist."""
    product = _opened(actor, product_id, expected_version, ended=True)
    before: dict[str, object] = {"ended_on": product.ended_on, "ended_reason": product.ended_reason}
    product.ended_on, product.ended_reason = None, ""
    after: dict[str, object] = {"ended_on": None, "ended_reason": ""}
    _close(actor, product, "product.end_taken_back", before, after, now, columns=tuple(after))
    return product


def _opened(actor: Actor, product_id: int, expected_version: int, *, ended: bool = False) -> Product:
    """A product, locked, that this actor may write, still in the programme, or `ended`.

    Raises: Denied, Stale, Conflict, Product.DoesNotExist.
    """
    visible = Product.objects.visible_to(actor).for_update()
    product = visible.select_related("producer__commune", "commune", "merged_into").get(pk=product_id)
    require(rules.can_change_producer(actor, product.producer))
    refuse_joined(product)
    product.expect_version(expected_version)
    if ended and product.ended_on is None:
        raise Conflict(_("The product is in the programme."))
    if not ended and product.ended_on is not None:
        raise Conflict(_("The product left the programme. Bring it back first, then write."))
    return product


def _close(
    actor: Actor,
    product: Product,
    verb: str,
    before: Mapping[str, object],
    after: Mapping[str, object],
    now: datetime,
    *,
    columns: tuple[str, ...] = (),
) -> None:
    """Count the change, save the product with `columns`, and write the entry of the act."""
    product.version += 1
    product.save(update_fields=[*columns, "version"])
    record(
        actor=actor,
        verb=verb,
        obj=product,
        before=before,
        after=after,
        regime=product.regime_id,
        now=now,
    )


def _swap(one: ProductPhoto, other: ProductPhoto, *, free: int) -> None:
    """Exchange two places; the free one between, since no two pictures share a place at any time."""
    mine, theirs = one.position, other.position
    for photo, position in ((one, free), (other, mine), (one, theirs)):
        photo.position = position
        photo.save(update_fields=["position"])


def _refuse_anothers_number(product: Product, number: str) -> None:
    """Raises: ValidationError where another producer's product bears this number: it would reach neither."""
    if not number:
        return
    theirs = Product.objects.filter(gtin__in=gtin.written(number.zfill(14)), merged_into=None)
    if theirs.exclude(producer=product.producer_id).exists():
        reason = _(
            "A product of another producer bears this number already. Compare it with the label; where it is "
            "yours, ask the provincial office."
        )
        raise ValidationError({"gtin": reason})


def _checked_sale(facts: SaleFacts) -> SaleFacts:
    """The facts cleaned. Raises: ValidationError with every fault, by field."""
    faults: dict[str, StrOrPromise] = {}
    unit, number = clean_text(facts.sale_unit), facts.gtin
    if facts.price is not None and not unit:
        faults["sale_unit"] = _("Write what one price is for, such as a 250 g jar.")
    if facts.price is not None and facts.price < 0:
        faults["price"] = _("Write an amount of 0 or more.")
    if number:
        try:
            number = gtin.normal_gtin(clean_text(number))
        except gtin.BadGtin as error:
            faults["gtin"] = _gtin_fault(str(error))
    if facts.local_share is not None and not 0 <= facts.local_share <= WHOLE:
        faults["local_share"] = _("Write a percentage between 0 and 100.")
    if faults:
        raise ValidationError(dict(faults))
    return SaleFacts(
        is_new=facts.is_new,
        price=facts.price,
        sale_unit=unit,
        packaging=clean_text(facts.packaging),
        gtin=number,
        origin=clean_text(facts.origin),
        local_share=facts.local_share,
    )


def _gtin_fault(why: str) -> StrOrPromise:
    if why == "check_digit":
        return _("This bar code has a wrong digit. Compare it with the label.")
    return _("A bar code has 8, 12, 13 or 14 digits.")


def _checked_material(product: Product, facts: MaterialFacts, today: date) -> dict[str, object]:
    """The columns of a material. Raises: ValidationError with every fault, by field."""
    faults: dict[str, StrOrPromise] = {}
    name = clean_text(facts.name)
    if not name:
        faults["name"] = _("Write the name of the material.")
    if not codes.is_known("material_source", facts.source, today):
        faults["source"] = _("Choose one of the sources listed.")
    if facts.share is not None:
        told = product.materials.aggregate(sum=models.Sum("share"))["sum"] or Decimal(0)
        if facts.share < 0 or told + facts.share > WHOLE:
            faults["share"] = _("The shares of all materials add up to more than 100 percent.")
    area = None
    if facts.area is not None:
        area = PlantingArea.objects.filter(producer=product.producer_id, pk=facts.area).first()
        if area is None:
            faults["area"] = _("Choose a planting area of this producer.")
    if faults:
        raise ValidationError(dict(faults))
    origin = clean_text(facts.origin)
    return {"name": name, "source": facts.source, "origin": origin, "share": facts.share, "area": area}


def _checked_year(year: int, facts: YearFacts, this_year: int) -> YearFacts:
    """The figures cleaned. Raises: ValidationError with every fault, by field."""
    faults: dict[str, StrOrPromise] = {}
    unit = clean_text(facts.output_unit)
    if not FIRST_YEAR <= year <= this_year:
        faults["year"] = _("Write a year between %(first)d and %(last)d.") % {
            "first": FIRST_YEAR,
            "last": this_year,
        }
    if facts.output is not None and not unit:
        faults["output_unit"] = _("Write the unit of the output, such as kg.")
    amounts = {"output": facts.output, "price": facts.price, "revenue": facts.revenue}
    for name, value in amounts.items():
        if value is not None and value < 0:
            faults[name] = _("Write an amount of 0 or more.")
    if all(value is None for value in amounts.values()):
        faults["revenue"] = _("Write at least one figure.")
    if faults:
        raise ValidationError(dict(faults))
    return YearFacts(facts.output, unit, facts.price, facts.revenue)


def _checked_right(facts: RightFacts, known: str, today: date) -> RightFacts:
    """The facts cleaned. Raises: ValidationError with every fault, by field."""
    faults: dict[str, StrOrPromise] = {}
    name = clean_text(facts.name)
    if not name:
        faults["name"] = _("Write the protected name, or what the design is of.")
    if facts.kind != known and not codes.is_known("ip_kind", facts.kind, today):
        faults["kind"] = _("Choose one of the kinds listed.")
    if facts.state not in IpState.values:
        faults["state"] = _("Choose one of the answers listed.")
    if facts.state == IpState.GRANTED and facts.granted_on is None:
        faults["granted_on"] = _("Write the day it was granted.")
    if facts.filed_on and facts.granted_on and facts.granted_on < facts.filed_on:
        faults["granted_on"] = _("The day it was granted lies before the day it was filed.")
    if facts.granted_on and facts.expires_on and facts.expires_on < facts.granted_on:
        faults["expires_on"] = _("The last day lies before the day it was granted.")
    if faults:
        raise ValidationError(dict(faults))
    return RightFacts(
        kind=facts.kind,
        name=name,
        state=facts.state,
        number=clean_text(facts.number),
        filed_on=facts.filed_on,
        granted_on=facts.granted_on,
        expires_on=facts.expires_on,
    )
