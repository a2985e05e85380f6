"""Baselines, flags, the rural scope and regions of units."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.places import rules
from ocop.places.models import Baseline, Flag, FlagKind, Level, Region, RegionMembership, RuralScope, Unit
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, Stale, require
from ocop.platform.text import clean_text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor

FIRST_YEAR = 1945
AREA_LIMIT = Decimal(10) ** 10


@dataclass(frozen=True, slots=True)
class BaselineFacts:
    """The figures of a year; areas in hectares, people on average over the year."""

    area_ha: Decimal
    agricultural_ha: Decimal
    population: int
    rural_population: int
    source: str


@transaction.atomic
def record_baseline(
    *, actor: Actor, unit_id: int, year: int, expected_version: int, facts: BaselineFacts, now: datetime
) -> Baseline:
    """Enter the figures of a unit for a year, or correct them; version 0 says that none were there.

    Raises: Denied, Stale; ValidationError by field; Unit.DoesNotExist.
    """
    unit = Unit.objects.visible_to(actor).for_update().get(pk=unit_id)
    require(rules.can_keep_figures(actor, unit))
    _check_baseline(unit, year, facts, local_day(now))
    row = unit.baselines.filter(year=year).first()
    before = {} if row is None else _figures(row)
    if row is None:
        if expected_version:
            raise Stale(
                _("Someone changed this record after you opened it. Open it again to see what changed.")
            )
        row = Baseline(unit=unit, year=year, **asdict(facts))
        row.save(force_insert=True)
    else:
        row.expect_version(expected_version)
        for name, value in asdict(facts).items():
            setattr(row, name, value)
        row.version += 1
        row.save(update_fields=[*asdict(facts), "version"])
    after = _figures(row) | {"year": year}
    record(actor=actor, verb="baseline.recorded", obj=unit, before=before, after=after, now=now)
    return row


@transaction.atomic
def set_flag(*, actor: Actor, unit_id: int, kind: str, from_on: date, document: str, now: datetime) -> Flag:
    """Put a flag on a unit from a day on. Raises: Denied, Conflict, ValidationError, Unit.DoesNotExist."""
    unit = Unit.objects.visible_to(actor).for_update().get(pk=unit_id)
    require(rules.can_keep_figures(actor, unit))
    if kind not in FlagKind.values:
        raise ValidationError({"kind": _("Choose one of the answers listed.")})
    document = clean_text(document)
    _check_start(unit, from_on, document, local_day(now))
    if unit.flags.filter(kind=kind).exclude(to_on__lt=from_on).exists():
        raise Conflict(_("The unit has this flag already on that day or later."))
    flag = Flag.objects.create(unit=unit, kind=kind, from_on=from_on, document=document)
    after = {"kind": kind, "from_on": from_on}
    record(actor=actor, verb="flag.set", obj=unit, before={}, after=after, reason=document, now=now)
    return flag


@transaction.atomic
def end_flag(*, actor: Actor, flag_id: int, to_on: date, document: str, now: datetime) -> Flag:
    """Set the last day of a flag. Raises: Denied, Conflict, ValidationError, DoesNotExist."""
    flag = Flag.objects.select_for_update(of=("self",)).select_related("unit").get(pk=flag_id)
    require(rules.can_keep_figures(actor, flag.unit))
    if flag.to_on is not None:
        raise Conflict(_("This flag has ended already."))
    document = clean_text(document)
    _check_end(flag.from_on, to_on, document, local_day(now))
    flag.to_on = to_on
    flag.save(update_fields=["to_on"])
    after = {"kind": flag.kind, "to_on": to_on}
    record(
        actor=actor,
        verb="flag.ended",
        obj=flag.unit,
        before={"kind": flag.kind},
        after=after,
        reason=document,
        now=now,
    )
    return flag


@transaction.atomic
def open_wards(*, actor: Actor, province_id: int, from_on: date, document: str, now: datetime) -> RuralScope:
    """Let the wards of a province take part from a day on, by the province's decision (S1.04).

    Raises: Denied, Conflict, ValidationError, Unit.DoesNotExist.
    """
    province = Unit.objects.visible_to(actor).for_update().get(pk=province_id, level=Level.PROVINCE)
    require(rules.can_keep_figures(actor, province))
    document = clean_text(document)
    _check_start(province, from_on, document, local_day(now))
    if province.rural_scopes.exclude(to_on__lt=from_on).exists():
        raise Conflict(_("The wards of this province take part already on that day or later."))
    scope = RuralScope.objects.create(province=province, from_on=from_on, document=document)
    after = {"from_on": from_on}
    record(actor=actor, verb="wards.opened", obj=province, before={}, after=after, reason=document, now=now)
    return scope


@transaction.atomic
def close_wards(*, actor: Actor, province_id: int, to_on: date, document: str, now: datetime) -> RuralScope:
    """Let the wards of a province take part until a day.

    Raises: Denied, Conflict, ValidationError by field, Unit.DoesNotExist.
    """
    province = Unit.objects.visible_to(actor).for_update().get(pk=province_id, level=Level.PROVINCE)
    require(rules.can_keep_figures(actor, province))
    scope = province.rural_scopes.filter(to_on=None).first()
    if scope is None:
        raise Conflict(_("The wards of this province do not take part."))
    document = clean_text(document)
    _check_end(scope.from_on, to_on, document, local_day(now))
    scope.to_on = to_on
    scope.save(update_fields=["to_on"])
    record(
        actor=actor,
        verb="wards.closed",
        obj=province,
        before={"from_on": scope.from_on},
        after={"to_on": to_on},
        reason=document,
        now=now,
    )
    return scope


@transaction.atomic
def assign_region(
    *, actor: Actor, province_id: int, region_code: str, from_on: date, document: str, now: datetime
) -> RegionMembership:
    """Let a province lie in a region from a day on; the membership before ends on the eve (S1.02).

    Raises: Denied, Conflict, ValidationError by field, Unit.DoesNotExist.
    """
    province = Unit.objects.visible_to(actor).for_update().get(pk=province_id, level=Level.PROVINCE)
    require(rules.can_reform(actor))
    document = clean_text(document)
    _check_start(province, from_on, document, local_day(now))
    region = Region.objects.visible_to(actor).filter(code=region_code).first()
    if region is None:
        raise ValidationError({"region": _("Choose one of the answers listed.")})
    now_in = province.regions.filter(to_on=None).select_related("region").first()
    if now_in is not None:
        if now_in.region == region:
            raise Conflict(_("The province lies in this region already."))
        if now_in.from_on is not None and from_on <= now_in.from_on:
            raise ValidationError(
                {"from_on": _("The province's present region begins on that day or later.")}
            )
        now_in.to_on = from_on - timedelta(days=1)
        now_in.save(update_fields=["to_on"])
    membership = RegionMembership.objects.create(
        province=province, region=region, from_on=from_on, source=document
    )
    record(
        actor=actor,
        verb="region.assigned",
        obj=province,
        before={"region": now_in.region.code if now_in else ""},
        after={"region": region.code, "from_on": from_on},
        reason=document,
        now=now,
    )
    return membership


def _check_baseline(unit: Unit, year: int, facts: BaselineFacts, today: date) -> None:
    faults: dict[str, StrOrPromise] = {}
    began = FIRST_YEAR if unit.valid_from is None else unit.valid_from.year
    ended = today.year if unit.valid_to is None else unit.valid_to.year
    if not began <= year <= ended:
        faults["year"] = _("The unit did not exist in that year, or the year lies in the future.")
    for name in ("area_ha", "agricultural_ha"):
        value: Decimal = getattr(facts, name)
        if not 0 <= value < AREA_LIMIT:
            faults[name] = _("An area is a number of hectares that is not negative.")
    if "area_ha" not in faults and facts.agricultural_ha > facts.area_ha:
        faults["agricultural_ha"] = _("The agricultural area can't be larger than the natural area.")
    if facts.rural_population > facts.population:
        faults["rural_population"] = _("The rural population can't be larger than the population.")
    if not facts.source:
        faults["source"] = _("Name the yearbook or report the figures come from.")
    if faults:
        raise ValidationError(dict(faults))


def _check_start(unit: Unit, from_on: date, document: str, today: date) -> None:
    faults: dict[str, StrOrPromise] = {}
    if from_on > today:
        faults["from_on"] = _("This day lies in the future. Enter the change on that day or later.")
    elif not unit.exists_on(from_on):
        faults["from_on"] = _("The unit did not exist on that day.")
    _require_document(faults, document)


def _check_end(from_on: date, to_on: date, document: str, today: date) -> None:
    faults: dict[str, StrOrPromise] = {}
    if to_on < from_on:
        faults["to_on"] = _("The last day lies before the first.")
    elif to_on > today:
        faults["to_on"] = _("This day lies in the future. Enter the change on that day or later.")
    _require_document(faults, document)


def _require_document(faults: dict[str, StrOrPromise], document: str) -> None:
    if not document:
        faults["document"] = _("Name the document that says so.")
    if faults:
        raise ValidationError(dict(faults))


def _figures(row: Baseline) -> dict[str, object]:
    """The figures in a form with one spelling: text for decimals."""
    return {
        "area_ha": f"{row.area_ha:.2f}",
        "agricultural_ha": f"{row.agricultural_ha:.2f}",
        "population": row.population,
        "rural_population": row.rural_population,
        "source": row.source,
    }
