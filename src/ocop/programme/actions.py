"""Every change to the shared lists."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

import msgspec
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.platform.actors import SYSTEM
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.programme import periods, rules
from ocop.programme.models import CODE_LENGTH, LABEL_LENGTH, CodeList, ListValue

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor

FIRST_DAY: Final = date(2018, 5, 7)
"""The first national period begins (490/QĐ-TTg): values without a day of their own are open from here."""
CODE: Final = re.compile(r"[a-z0-9][a-z0-9_-]*")


class _Value(msgspec.Struct, frozen=True):
    code: str
    label: periods.Words
    first: date = FIRST_DAY
    last: date | None = None


class _List(msgspec.Struct, frozen=True):
    code: str
    name: periods.Words
    source: str
    values: tuple[_Value, ...]


class _File(msgspec.Struct, frozen=True):
    lists: tuple[_List, ...]


@dataclass(frozen=True, slots=True)
class ValueFacts:
    """What is written about a value; the names are those of the columns and of the form fields."""

    code: str
    label_vi: str
    label_en: str
    from_on: date


@transaction.atomic
def load_lists(*, now: datetime, actor: Actor = SYSTEM) -> int:
    """Bring in the shipped lists and values that the tables lack; returns how many values were new.

    What people changed stays: a code that is known is left alone. A second run changes nothing and writes no
    journal entry.
    """
    known = {one.code: one for one in CodeList.objects.select_for_update()}
    values = set(ListValue.objects.values_list("code_list__code", "code"))
    read = msgspec.json.decode((periods.DATA / "lists.json").read_bytes(), type=_File).lists
    fresh: list[ListValue] = []
    for place, shipped in enumerate(read, start=1):
        one = known.get(shipped.code) or CodeList.objects.create(
            code=shipped.code,
            name_vi=shipped.name.vi,
            name_en=shipped.name.en,
            source=shipped.source,
            position=place,
        )
        known[shipped.code] = one
        fresh += [
            ListValue(
                code_list=one,
                code=value.code,
                label_vi=value.label.vi,
                label_en=value.label.en,
                from_on=value.first,
                to_on=value.last,
                position=position,
            )
            for position, value in enumerate(shipped.values, start=1)
            if (shipped.code, value.code) not in values
        ]
    ListValue.objects.bulk_create(fresh)
    if fresh:
        record(
            actor=actor,
            verb="lists.loaded",
            obj=known[read[0].code],
            before={"values": len(values)},
            after={"values": len(values) + len(fresh)},
            now=now,
        )
    return len(fresh)


@transaction.atomic
def add_value(
    *, actor: Actor, list_code: str, expected_version: int, facts: ValueFacts, now: datetime
) -> ListValue:
    """Open a value. A code that is open already gets new words: the old row closes the day before.

    Raises: Denied, Stale, ValidationError by field, CodeList.DoesNotExist.
    """
    one = CodeList.objects.visible_to(actor).for_update().get(code=list_code)
    require(rules.can_keep_lists(actor))
    one.expect_version(expected_version)
    checked = _checked(facts)
    earlier = one.values.filter(code=checked.code).order_by("-from_on").first()
    before = _close_for(earlier, checked) if earlier else {}
    last = one.values.aggregate(last=Max("position"))["last"] or 0
    value = ListValue(code_list=one, position=earlier.position if earlier else last + 1, **asdict(checked))
    value.save(force_insert=True)
    _next_version(one)
    record(
        actor=actor,
        verb="lists.value_added",
        obj=one,
        before=before,
        after={**asdict(checked), "from_on": checked.from_on.isoformat()},
        now=now,
    )
    return value


@transaction.atomic
def close_value(
    *, actor: Actor, value_id: int, expected_version: int, reason: str, now: datetime
) -> ListValue:
    """Close a value with today as its last day; records written with it keep it.

    Raises: Denied, Stale, ValidationError without a reason, Conflict when it is closed or not yet open,
    ListValue.DoesNotExist.
    """
    lists = CodeList.objects.visible_to(actor)
    value = ListValue.objects.get(pk=value_id, code_list__in=lists)
    one = lists.for_update().get(pk=value.code_list_id)
    require(rules.can_keep_lists(actor))
    one.expect_version(expected_version)
    said = clean_text(reason)
    if not said:
        raise ValidationError({"reason": _("Say why the value is closed.")})
    today = local_day(now)
    if value.to_on is not None:
        raise Conflict(_("This value is closed already."))
    if value.from_on > today:
        raise Conflict(_("This value is not open yet; it can be closed from its first day on."))
    value.to_on = today
    value.save(update_fields=["to_on"])
    _next_version(one)
    record(
        actor=actor,
        verb="lists.value_closed",
        obj=one,
        before={"code": value.code},
        after={"code": value.code, "to_on": today.isoformat()},
        reason=said,
        now=now,
    )
    return value


def _checked(facts: ValueFacts) -> ValueFacts:
    """The facts cleaned. Raises: ValidationError with every fault, by field."""
    faults: dict[str, StrOrPromise] = {}
    checked = replace(
        facts,
        code=clean_text(facts.code),
        label_vi=clean_text(facts.label_vi),
        label_en=clean_text(facts.label_en),
    )
    if not CODE.fullmatch(checked.code) or len(checked.code) > CODE_LENGTH:
        faults["code"] = _("Write the code in small letters without accents, digits, - and _.")
    for name, text in (("label_vi", checked.label_vi), ("label_en", checked.label_en)):
        if not text or len(text) > LABEL_LENGTH:
            faults[name] = _("Write a short label.")
    if faults:
        raise ValidationError(dict(faults))
    return checked


def _close_for(earlier: ListValue, checked: ValueFacts) -> dict[str, object]:
    """Close the row before a new one of the same code; what it said. Raises: ValidationError."""
    if checked.from_on <= (earlier.to_on or earlier.from_on):
        raise ValidationError(
            {"from_on": _("This code was in use then. Choose a day after its last change.")}
        )
    before: dict[str, object] = {"label_vi": earlier.label_vi, "label_en": earlier.label_en}
    if earlier.to_on is None:
        earlier.to_on = checked.from_on - timedelta(days=1)
        earlier.save(update_fields=["to_on"])
    return before


def _next_version(one: CodeList) -> None:
    one.version += 1
    one.save(update_fields=["version"])
