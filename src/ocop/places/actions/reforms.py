"""Reforms of the map: drafted line by line, carried out as one act."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.places import following, rules
from ocop.places.kinds import LEVEL_OF
from ocop.places.models import (
    EarlierState,
    Kind,
    Level,
    PairState,
    Reform,
    ReformLine,
    ReformMove,
    ReformState,
    ReformUnit,
    RegionMembership,
    Succession,
    Unit,
)
from ocop.places.queries.reforms import Plan, defects, state_since
from ocop.places.tree import lock_map, settle
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text, fold, vi_sort_key

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor

PARTS: dict[str, type[ReformUnit | ReformLine | ReformMove]] = {
    "unit": ReformUnit,
    "line": ReformLine,
    "move": ReformMove,
}


@transaction.atomic
def draft_reform(*, actor: Actor, title: str, document: str, effective_on: date, now: datetime) -> Reform:
    """Begin a reform: which document, from which day. Nothing changes yet.

    Raises: Denied; ValidationError by field.
    """
    require(rules.can_reform(actor))
    reform = Reform(title=clean_text(title), document=clean_text(document), effective_on=effective_on)
    _require_texts({"title": reform.title, "document": reform.document})
    reform.save(force_insert=True)
    after = {"title": reform.title, "document": reform.document, "effective_on": effective_on}
    record(actor=actor, verb="reform.drafted", obj=reform, before={}, after=after, now=now)
    return reform


@transaction.atomic
def correct_reform(
    *,
    actor: Actor,
    reform_id: int,
    expected_version: int,
    title: str,
    document: str,
    effective_on: date,
    now: datetime,
) -> Reform:
    """Give a draft another title, document or day of effect.

    Raises: Denied, Stale, Conflict; ValidationError by field; Reform.DoesNotExist.
    """
    reform = _opened(actor, reform_id, expected_version)
    before = {"title": reform.title, "document": reform.document, "effective_on": reform.effective_on}
    reform.title, reform.document = clean_text(title), clean_text(document)
    reform.effective_on = effective_on
    _require_texts({"title": reform.title, "document": reform.document})
    reform.save(update_fields=["title", "document", "effective_on"])
    after = {"title": reform.title, "document": reform.document, "effective_on": effective_on}
    _changed(actor, reform, before, after, now)
    return reform


@transaction.atomic
def discard_reform(
    *, actor: Actor, reform_id: int, expected_version: int, reason: str, now: datetime
) -> Reform:
    """Give a draft up for a reason. It stays readable for those who draft; another one begins anew.

    Raises: Denied, Stale, Conflict; ValidationError by field; Reform.DoesNotExist.
    """
    reform = _opened(actor, reform_id, expected_version)
    reason = clean_text(reason)
    _require_texts({"reason": reason})
    reform.state = ReformState.DISCARDED
    reform.version += 1
    reform.save(update_fields=["state", "version"])
    before, after = {"state": ReformState.DRAFT.value}, {"state": ReformState.DISCARDED.value}
    record(
        actor=actor,
        verb="reform.discarded",
        obj=reform,
        before=before,
        after=after,
        reason=reason,
        now=now,
    )
    return reform


@transaction.atomic
def set_up_unit(
    *,
    actor: Actor,
    reform_id: int,
    expected_version: int,
    code: str,
    name: str,
    kind: str,
    parent_code: str,
    takes_over: Collection[str],
    now: datetime,
) -> ReformUnit:
    """Describe a unit that the reform sets up, taking over the current units of these codes.

    For a unit that has no main successor yet this one becomes it; a unit that keeps code and name but changes
    its boundary is described like any other. Raises: Denied, Stale, Conflict; ValidationError by field.
    """
    reform = _opened(actor, reform_id, expected_version)
    new = ReformUnit(
        reform=reform,
        code=clean_text(code),
        name=clean_text(name),
        kind=kind,
        parent_code=clean_text(parent_code),
    )
    _require_texts({"code": new.code, "name": new.name, "parent_code": new.parent_code})
    if kind not in LEVEL_OF:
        raise ValidationError({"kind": _("Choose one of the kinds listed.")})
    if reform.units.filter(code=new.code).exists():
        raise ValidationError({"code": _("The reform sets up a unit with this code already.")})
    found = {unit.code: unit for unit in Unit.objects.filter(code__in=takes_over, valid_to=None)}
    unknown = sorted(set(takes_over) - set(found))
    if unknown:
        text = _("There is no current unit with code %(code)s.") % {"code": ", ".join(unknown)}
        raise ValidationError({"takes_over": text})
    new.save(force_insert=True)
    led = set(reform.lines.filter(is_main=True).values_list("former_id", flat=True))
    ReformLine.objects.bulk_create(
        ReformLine(reform=reform, former=unit, successor=new, is_main=unit.pk not in led)
        for unit in found.values()
    )
    after = {"code": new.code, "name": new.name, "kind": kind, "parent": new.parent_code}
    _changed(actor, reform, {}, after | {"takes_over": sorted(found)}, now)
    return new


@transaction.atomic
def add_line(
    *,
    actor: Actor,
    reform_id: int,
    expected_version: int,
    former_code: str,
    successor_code: str,
    is_main: bool,
    now: datetime,
) -> ReformLine:
    """Let a part of a current unit go to a new one; as main it answers for the former unit from then on.

    Raises: Denied, Stale, Conflict; ValidationError by field.
    """
    reform = _opened(actor, reform_id, expected_version)
    former = _current(former_code, "former_code")
    successor = reform.units.filter(code=successor_code.strip()).first()
    if successor is None:
        raise ValidationError({"successor_code": _("The reform sets up no unit with this code yet.")})
    if is_main:
        reform.lines.filter(former=former).update(is_main=False)
    line, _fresh = ReformLine.objects.update_or_create(
        reform=reform, former=former, successor=successor, defaults={"is_main": is_main}
    )
    _changed(actor, reform, {}, {"former": former.path, "successor": successor.code, "main": is_main}, now)
    return line


@transaction.atomic
def move_unit(
    *, actor: Actor, reform_id: int, expected_version: int, unit_code: str, parent_code: str, now: datetime
) -> ReformMove:
    """Let a current unit lie in another one afterwards; it stays what it is.

    Raises: Denied, Stale, Conflict; ValidationError by field.
    """
    reform = _opened(actor, reform_id, expected_version)
    unit = _current(unit_code, "unit_code")
    _require_texts({"parent_code": parent_code.strip()})
    move, _fresh = ReformMove.objects.update_or_create(
        reform=reform, unit=unit, defaults={"parent_code": parent_code.strip()}
    )
    _changed(actor, reform, {}, {"unit": unit.path, "parent": move.parent_code}, now)
    return move


@transaction.atomic
def remove_part(
    *, actor: Actor, reform_id: int, expected_version: int, part: str, part_id: int, now: datetime
) -> Reform:
    """Take a new unit with its lines, a line or a move out of a draft.

    Raises: Denied, Stale, Conflict; DoesNotExist when it is not of this reform; KeyError outside PARTS.
    """
    reform = _opened(actor, reform_id, expected_version)
    found = PARTS[part]._default_manager.get(pk=part_id, reform=reform)
    found.delete()
    _changed(actor, reform, {part: part_id}, {}, now)
    return reform


@transaction.atomic
def carry_out_reform(*, actor: Actor, reform_id: int, expected_version: int, now: datetime) -> Reform:
    """Change the map as the draft says, from its day of effect on. There is no way back but another reform.

    Ended units keep their records, names and children of that time; `scope` of every unit that led to them is
    what changes. The children of a unit that goes over whole go with it.
    Raises: Denied, Stale; Conflict naming everything that has to be put right first; Reform.DoesNotExist.
    """
    lock_map()
    reform = _opened(actor, reform_id, expected_version)
    require(rules.can_carry_out(actor))
    plan = Plan(reform)
    wrong = defects(plan, local_day(now))
    if wrong:
        raise Conflict(" ".join(wrong))
    eve = reform.effective_on - timedelta(days=1)
    _end(plan, eve)
    new = _begin(plan)
    _move(plan, new, eve)
    _succeed(plan, new, local_day(now))
    _regroup(plan, new, eve)
    settle()
    following.changed()
    reform.state = ReformState.CARRIED_OUT
    reform.version += 1
    reform.save(update_fields=["state", "version"])
    record(
        actor=actor,
        verb="reform.carried_out",
        obj=reform,
        before={
            "state": ReformState.DRAFT.value,
            "ended": sorted(unit.code for unit in plan.ending.values()),
        },
        after={"state": ReformState.CARRIED_OUT.value, "set_up": sorted(new)},
        reason=reform.document,
        now=now,
    )
    return reform


@transaction.atomic
def rename_unit(
    *,
    actor: Actor,
    unit_id: int,
    expected_version: int,
    name: str,
    kind: str,
    from_on: date,
    document: str,
    now: datetime,
) -> Unit:
    """Give a current unit another name or kind from a day on; its territory stays.

    Raises: Denied, Stale, Conflict when the unit has ended; ValidationError by field; Unit.DoesNotExist.
    """
    unit = Unit.objects.visible_to(actor).for_update().get(pk=unit_id)
    require(rules.can_reform(actor))
    unit.expect_version(expected_version)
    if unit.valid_to is not None:
        raise Conflict(_("This unit has ended; its name is not changed any more."))
    name, document = clean_text(name), clean_text(document)
    _require_texts({"name": name, "document": document})
    since = state_since(unit)
    faults: dict[str, StrOrPromise] = {}
    if LEVEL_OF.get(kind) != unit.level:
        faults["kind"] = _("Choose a kind of the unit's own level.")
    elif (name, kind) == (unit.name, unit.kind):
        faults["name"] = _("Name and kind are the same as before.")
    if from_on > local_day(now):
        faults["from_on"] = _("This day lies in the future. Enter the change on that day or later.")
    elif since is not None and from_on <= since:
        faults["from_on"] = _("The unit's present name begins on that day or later.")
    if faults:
        raise ValidationError(dict(faults))
    before = {"name": unit.name, "kind": unit.kind}
    _keep_state(unit, from_on - timedelta(days=1), document).save(force_insert=True)
    unit.name, unit.kind, unit.folded, unit.sort_key = name, Kind(kind), fold(name), vi_sort_key(name)
    unit.version += 1
    unit.save(update_fields=["name", "kind", "folded", "sort_key", "version"])
    following.changed()
    after = {"name": name, "kind": kind, "from_on": from_on}
    record(actor=actor, verb="unit.renamed", obj=unit, before=before, after=after, reason=document, now=now)
    return unit


def _opened(actor: Actor, reform_id: int, expected_version: int) -> Reform:
    """A draft this actor may change. Raises: Reform.DoesNotExist, Denied, Conflict, Stale."""
    reform = Reform.objects.visible_to(actor).for_update().get(pk=reform_id)
    require(rules.can_reform(actor))
    if reform.state == ReformState.DISCARDED:
        raise Conflict(_("This draft was given up and can't be changed. Draft another one."))
    if reform.state != ReformState.DRAFT:
        raise Conflict(_("This reform was carried out and can't be changed. Draft another one."))
    reform.expect_version(expected_version)
    return reform


def _changed(
    actor: Actor, reform: Reform, before: dict[str, object], after: dict[str, object], now: datetime
) -> None:
    reform.version += 1
    reform.save(update_fields=["version"])
    record(actor=actor, verb="reform.changed", obj=reform, before=before, after=after, now=now)


def _current(code: str, field: str) -> Unit:
    unit = Unit.objects.filter(code=code.strip(), valid_to=None).first()
    if unit is None:
        raise ValidationError(
            {field: _("There is no current unit with code %(code)s.") % {"code": code.strip()}}
        )
    return unit


def _require_texts(texts: dict[str, str]) -> None:
    faults = {name: _("Fill in this field.") for name, value in texts.items() if not value}
    if faults:
        raise ValidationError(dict(faults))


def _keep_state(unit: Unit, to_on: date, source: str) -> EarlierState:
    return EarlierState(
        unit=unit,
        name=unit.name,
        kind=unit.kind,
        parent_id=unit.parent_id,
        from_on=state_since(unit),
        to_on=to_on,
        source=source,
        folded=unit.folded,
    )


def _end(plan: Plan, eve: date) -> None:
    for unit in plan.ending.values():
        unit.valid_to = eve
        unit.version += 1
    Unit.objects.bulk_update(plan.ending.values(), ["valid_to", "version"])


def _begin(plan: Plan) -> dict[str, Unit]:
    """The new units by code, provinces first. `settle` gives them their paths once the old ones are free."""
    new: dict[str, Unit] = {}
    for one in sorted(plan.units, key=lambda unit: LEVEL_OF[unit.kind] != Level.PROVINCE):
        parent = new.get(one.parent_code) or plan.staying[one.parent_code]
        path = f"~{plan.reform.pk}~{one.code}/"
        unit = Unit(
            code=one.code,
            name=one.name,
            kind=one.kind,
            level=LEVEL_OF[one.kind],
            parent=parent,
            path=path,
            scope=path,
            valid_from=plan.reform.effective_on,
            source=plan.reform.document[:100],
            folded=fold(one.name),
            sort_key=vi_sort_key(one.name),
        )
        unit.save(force_insert=True)
        one.unit = new[one.code] = unit
        one.save(update_fields=["unit"])
    return new


def _move(plan: Plan, new: dict[str, Unit], eve: date) -> None:
    """Move the units with a line of their own, and the children of those that go over whole."""
    moved = [(move.unit, move.parent_code) for move in plan.moves]
    for child in plan.children:
        heir = plan.heir(child.parent_id) if child.parent_id is not None else None
        if heir is not None:
            moved.append((child, heir.code))
    EarlierState.objects.bulk_create(_keep_state(unit, eve, plan.reform.document) for unit, _code in moved)
    for unit, code in moved:
        unit.parent = new.get(code) or plan.staying[code]
        unit.version += 1
    Unit.objects.bulk_update([unit for unit, _code in moved], ["parent", "version"], batch_size=500)


def _succeed(plan: Plan, new: dict[str, Unit], today: date) -> None:
    Succession.objects.bulk_create(
        Succession(
            former=line.former,
            successor=new[line.successor.code],
            on=plan.reform.effective_on,
            is_main=line.is_main,
            state=PairState.CONFIRMED,
            note="" if plan.heir(line.former_id) else "split",
            document=plan.reform.document,
            confirmed_on=today,
        )
        for line in plan.lines
    )


def _regroup(plan: Plan, new: dict[str, Unit], eve: date) -> None:
    """A new province lies in the region of the first one it answers for, until a decision says otherwise."""
    for former in plan.ending.values():
        if former.level != Level.PROVINCE:
            continue
        open_one = (
            RegionMembership.objects.filter(province=former, to_on=None).select_related("region").first()
        )
        if open_one is None:
            continue
        open_one.to_on = eve
        open_one.save(update_fields=["to_on"])
        heir = next(new[line.successor.code] for line in plan.lines_of(former.pk) if line.is_main)
        RegionMembership.objects.get_or_create(
            province=heir,
            to_on=None,
            defaults={
                "region": open_one.region,
                "from_on": plan.reform.effective_on,
                "source": plan.reform.document,
            },
        )
