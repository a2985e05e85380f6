"""Marks, linkages and planting areas of a producer: each is added, corrected and ended on a day."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.places.models import Level, Unit
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.registry import codes, rules
from ocop.registry.columns import check_columns
from ocop.registry.models import Linkage, PlantingArea, Producer, ProducerTrait

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor

Row = ProducerTrait | Linkage | PlantingArea
R = TypeVar("R", ProducerTrait, Linkage, PlantingArea)
EARLIEST: Final = date(1900, 1, 1)
"""An earlier day is a slip of the hand."""


@dataclass(frozen=True, slots=True)
class TraitFacts:
    """A mark of a producer; the names are those of the columns and of the form fields."""

    code: str
    from_on: date
    name: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class LinkageFacts:
    """Whom a producer works with; `partner_code` is the code of a partner that stands in this register."""

    kind: str
    from_on: date
    partner_name: str = ""
    partner_code: str = ""
    households: int | None = None
    area_ha: Decimal | None = None
    document: str = ""


@dataclass(frozen=True, slots=True)
class AreaFacts:
    """Where materials come from; `commune` is the code of the commune the area lies in."""

    name: str
    crop: str
    commune: str
    from_on: date
    code: str = ""
    area_ha: Decimal | None = None
    households: int | None = None
    standard: str = ""


@transaction.atomic
def add_trait(*, actor: Actor, producer_id: int, facts: TraitFacts, now: datetime) -> ProducerTrait:
    """Enter a mark of a producer. Raises: Denied, ValidationError by field, Conflict when it is there."""
    producer = _producer(actor, producer_id)
    trait = ProducerTrait(producer=producer, **_trait(facts, local_day(now)))
    _refuse_same_trait(trait)
    return _added(actor, trait, "trait.added", facts, now)


@transaction.atomic
def correct_trait(
    *, actor: Actor, trait_id: int, expected_version: int, facts: TraitFacts, now: datetime
) -> ProducerTrait:
    """Correct a mark. Raises: Denied, Stale, ValidationError by field, Conflict, DoesNotExist."""
    trait = _row(actor, ProducerTrait, trait_id, expected_version)
    written = _trait(facts, local_day(now), keep=trait.code)
    _refuse_same_trait(ProducerTrait(pk=trait.pk, producer=trait.producer, to_on=trait.to_on, **written))
    return _corrected(actor, trait, "trait.corrected", written, now)


@transaction.atomic
def end_trait(
    *, actor: Actor, trait_id: int, expected_version: int, to_on: date, now: datetime
) -> ProducerTrait:
    """Give a mark its last day. Raises: Denied, Stale, Conflict, ValidationError, DoesNotExist."""
    return _ended(actor, _row(actor, ProducerTrait, trait_id, expected_version), "trait.ended", to_on, now)


@transaction.atomic
def add_linkage(*, actor: Actor, producer_id: int, facts: LinkageFacts, now: datetime) -> Linkage:
    """Enter whom a producer works with. Raises: Denied; ValidationError by field; DoesNotExist."""
    producer = _producer(actor, producer_id)
    linkage = Linkage(producer=producer, **_linkage(producer, facts, local_day(now)))
    return _added(actor, linkage, "linkage.added", facts, now)


@transaction.atomic
def correct_linkage(
    *, actor: Actor, linkage_id: int, expected_version: int, facts: LinkageFacts, now: datetime
) -> Linkage:
    """Correct a linkage. Raises: Denied, Stale, ValidationError by field, DoesNotExist."""
    linkage = _row(actor, Linkage, linkage_id, expected_version)
    written = _linkage(linkage.producer, facts, local_day(now), keep=linkage.kind)
    return _corrected(actor, linkage, "linkage.corrected", written, now)


@transaction.atomic
def end_linkage(
    *, actor: Actor, linkage_id: int, expected_version: int, to_on: date, now: datetime
) -> Linkage:
    """Give a linkage its last day. Raises: Denied, Stale, Conflict, ValidationError, DoesNotExist."""
    return _ended(actor, _row(actor, Linkage, linkage_id, expected_version), "linkage.ended", to_on, now)


@transaction.atomic
def add_area(*, actor: Actor, producer_id: int, facts: AreaFacts, now: datetime) -> PlantingArea:
    """Enter where a producer's materials come from. Raises: Denied, ValidationError, DoesNotExist."""
    producer = _producer(actor, producer_id)
    area = PlantingArea(producer=producer, **_area(actor, facts, local_day(now)))
    return _added(actor, area, "area.added", facts, now)


@transaction.atomic
def correct_area(
    *, actor: Actor, area_id: int, expected_version: int, facts: AreaFacts, now: datetime
) -> PlantingArea:
    """Correct a planting area. Raises: Denied, Stale, ValidationError by field, DoesNotExist."""
    area = _row(actor, PlantingArea, area_id, expected_version)
    written = _area(actor, facts, local_day(now), keep=area)
    return _corrected(actor, area, "area.corrected", written, now)


@transaction.atomic
def end_area(
    *, actor: Actor, area_id: int, expected_version: int, to_on: date, now: datetime
) -> PlantingArea:
    """Give a planting area its last day. Raises: Denied, Stale, Conflict, ValidationError, DoesNotExist."""
    return _ended(actor, _row(actor, PlantingArea, area_id, expected_version), "area.ended", to_on, now)


def _producer(actor: Actor, producer_id: int) -> Producer:
    producer: Producer = (
        Producer.objects.visible_to(actor).for_update().select_related("commune").get(pk=producer_id)
    )
    require(rules.can_change_producer(actor, producer))
    return producer


def _row(actor: Actor, model: type[R], pk: int, expected_version: int) -> R:
    """A row of a producer this actor sees and may change, locked, as the editor saw it."""
    rows = model._default_manager.select_for_update(of=("self",)).select_related("producer__commune")
    row = rows.get(pk=pk, producer__in=Producer.objects.visible_to(actor))
    require(rules.can_change_producer(actor, row.producer))
    row.expect_version(expected_version)
    return row


def _added(actor: Actor, row: R, verb: str, facts: TraitFacts | LinkageFacts | AreaFacts, now: datetime) -> R:
    check_columns(row)
    row.save(force_insert=True)
    record(
        actor=actor, verb=verb, obj=row.producer, before={}, after=asdict(facts) | {"row": row.pk}, now=now
    )
    return row


def _corrected(actor: Actor, row: R, verb: str, written: Mapping[str, Any], now: datetime) -> R:
    if row.to_on is not None and row.to_on < written["from_on"]:
        raise ValidationError({"from_on": _("The first day can't be after the last one.")})
    before = {name: getattr(row, name) for name in written}
    for name, value in written.items():
        setattr(row, name, value)
    row.version += 1
    check_columns(row)
    row.save(update_fields=[*written, "version"])
    record(
        actor=actor,
        verb=verb,
        obj=row.producer,
        before=_plain(before) | {"row": row.pk},
        after=_plain(written) | {"row": row.pk},
        now=now,
    )
    return row


def _ended(actor: Actor, row: R, verb: str, to_on: date, now: datetime) -> R:
    if row.to_on is not None:
        raise Conflict(_("This has ended already."))
    if to_on > local_day(now):
        raise ValidationError({"to_on": _("The last day cannot lie in the future.")})
    if to_on < row.from_on:
        raise ValidationError({"to_on": _("The last day cannot be before the first.")})
    row.to_on = to_on
    row.version += 1
    row.save(update_fields=["to_on", "version"])
    before: dict[str, object] = {"row": row.pk, "to_on": None}
    record(actor=actor, verb=verb, obj=row.producer, before=before, after=before | {"to_on": to_on}, now=now)
    return row


def _plain(values: Mapping[str, Any]) -> dict[str, object]:
    """The values as the journal takes them: rows of other tables as their keys."""
    return {name: value.pk if isinstance(value, Unit | Producer) else value for name, value in values.items()}


def _trait(facts: TraitFacts, today: date, *, keep: str = "") -> dict[str, Any]:
    faults = _day_faults(facts.from_on, today)
    if not codes.is_known(codes.TRAITS, facts.code, today, keep):
        faults["code"] = _("Choose one of the answers listed.")
    _refuse(faults)
    return {
        "code": facts.code,
        "name": clean_text(facts.name),
        "document": clean_text(facts.document),
        "from_on": facts.from_on,
    }


def _refuse_same_trait(trait: ProducerTrait) -> None:
    """Raises: Conflict when the producer has this mark already."""
    if trait.to_on is not None:
        return
    same = trait.producer.traits.filter(code=trait.code, name=trait.name, to_on=None).exclude(pk=trait.pk)
    if same.exists():
        raise Conflict(_("The producer has this mark already. Correct or end that one."))


def _linkage(producer: Producer, facts: LinkageFacts, today: date, *, keep: str = "") -> dict[str, Any]:
    faults = _day_faults(facts.from_on, today) | _amount_faults(facts.households, facts.area_ha)
    if not codes.is_known(codes.LINKAGES, facts.kind, today, keep):
        faults["kind"] = _("Choose one of the answers listed.")
    code = clean_text(facts.partner_code)
    # Names and codes of producers are public: naming a partner shows nothing else of it.
    partner = Producer.objects.filter(code=code).first() if code else None
    if code and partner is None:
        faults["partner_code"] = _("No producer has this code. Leave it empty if it isn't registered.")
    if partner == producer:
        faults["partner_code"] = _("A producer has no linkage with itself. Write the code of the partner.")
    name = clean_text(facts.partner_name) or (partner.name if partner else "")
    if not name:
        faults["partner_name"] = _("Write with whom: the name of the partner.")
    _refuse(faults)
    return {
        "kind": facts.kind,
        "partner_name": name,
        "partner": partner,
        "households": facts.households,
        "area_ha": facts.area_ha,
        "document": clean_text(facts.document),
        "from_on": facts.from_on,
    }


def _area(actor: Actor, facts: AreaFacts, today: date, *, keep: PlantingArea | None = None) -> dict[str, Any]:
    faults = _day_faults(facts.from_on, today) | _amount_faults(facts.households, facts.area_ha)
    commune = (
        Unit.objects.visible_to(actor).filter(code=facts.commune, level=Level.COMMUNE, valid_to=None).first()
    )
    if commune is None and keep is not None and keep.commune.code == facts.commune:
        commune = keep.commune
    if commune is None:
        faults["commune"] = _("Write the code of the commune the area lies in, five digits.")
    if facts.standard and not codes.is_known(
        codes.STANDARDS, facts.standard, today, keep.standard if keep else ""
    ):
        faults["standard"] = _("Choose one of the answers listed.")
    texts = {name: clean_text(getattr(facts, name)) for name in ("name", "crop", "code")}
    if not texts["name"]:
        faults["name"] = _("Write the name by which people know the area.")
    if not texts["crop"]:
        faults["crop"] = _("Write what grows or is raised there.")
    _refuse(faults)
    return {
        **texts,
        "commune": commune,
        "area_ha": facts.area_ha,
        "households": facts.households,
        "standard": facts.standard,
        "from_on": facts.from_on,
    }


def _day_faults(from_on: date, today: date) -> dict[str, StrOrPromise]:
    if from_on < EARLIEST:
        return {"from_on": _("This day is too early. Check the year.")}
    return {"from_on": _("This day has not come yet.")} if from_on > today else {}


def _amount_faults(households: int | None, area_ha: Decimal | None) -> dict[str, StrOrPromise]:
    faults: dict[str, StrOrPromise] = {}
    if households is not None and households < 0:
        faults["households"] = _("This can't be less than 0.")
    if area_ha is not None and area_ha < 0:
        faults["area_ha"] = _("This can't be less than 0.")
    return faults


def _refuse(faults: Mapping[str, StrOrPromise]) -> None:
    if faults:
        raise ValidationError(dict(faults))
