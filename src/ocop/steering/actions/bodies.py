"""Founding, changing and ending bodies; their members, localities, working rules and log."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.places.models import Unit
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.programme.periods import period
from ocop.steering import rules
from ocop.steering.actions.common import (
    account,
    cleaned,
    day_faults,
    end_row,
    missing,
    refuse_faults,
    stated,
)
from ocop.steering.models import (
    ActivityKind,
    ActivityNote,
    Body,
    BodyKind,
    LocalityDuty,
    Member,
    Position,
    WorkingRules,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor
    from ocop.platform.files import CheckedFile

BODY_NEEDS: Final[dict[str, StrOrPromise]] = {
    "kind": _("Choose what kind of body it is."),
    "name": _("Write the name as in the founding document."),
    "document": _("Write the number of the founding document, such as 2255/QĐ-UBND."),
    "from_on": _("Write the first day of its term."),
}


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """What is written about a body; the names are those of the columns and of the form fields."""

    kind: str
    name: str
    document: str
    from_on: date
    to_on: date | None = None
    document_on: date | None = None
    agency_type: str = ""
    tasks: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """What is written about a member. Who has an account is named by it, everybody else by name."""

    position: str
    from_on: date
    user: int | None = None
    name: str = ""
    title: str = ""


@transaction.atomic
def found_body(
    *, actor: Actor, unit_id: int, parent_id: int | None = None, facts: BodyFacts, now: datetime
) -> Body:
    """Enter a body; one whose term is over may be entered as history.

    Raises: Denied; ValidationError by field; Conflict when the unit has a standing agency already;
    Unit.DoesNotExist, Body.DoesNotExist.
    """
    unit = Unit.objects.visible_to(actor).get(pk=unit_id)
    require(rules.can_manage(actor, unit))
    checked = _checked_body(facts)
    parent = Body.objects.visible_to(actor).get(pk=parent_id) if parent_id is not None else None
    body = Body(unit=unit, parent=parent, **asdict(checked))
    _refuse_second_agency(body)
    body.save(force_insert=True)
    after = {**stated(asdict(checked)), "unit": unit.path, "parent": parent_id}
    record(actor=actor, verb="body.founded", obj=body, before={}, after=after, now=now)
    return body


@transaction.atomic
def change_body(
    *, actor: Actor, body_id: int, expected_version: int, facts: BodyFacts, now: datetime
) -> Body:
    """Correct what is written about a body.

    Raises: Denied, Stale, ValidationError by field, Conflict, DoesNotExist.
    """
    body = _locked(actor, body_id)
    require(rules.can_manage(actor, body.unit))
    body.expect_version(expected_version)
    checked = asdict(_checked_body(facts))
    before = {name: getattr(body, name) for name in checked}
    for name, value in checked.items():
        setattr(body, name, value)
    _refuse_second_agency(body)
    body.version += 1
    body.save(update_fields=[*checked, "version"])
    record(actor=actor, verb="body.changed", obj=body, before=stated(before), after=stated(checked), now=now)
    return body


@transaction.atomic
def end_body(
    *, actor: Actor, body_id: int, expected_version: int, to_on: date, reason: str, now: datetime
) -> Body:
    """End a body with a last day; its members and their localities end with it.

    Raises: Denied, Stale, Conflict when it ended, ValidationError, DoesNotExist.
    """
    body = _locked(actor, body_id)
    require(rules.can_manage(actor, body.unit))
    body.expect_version(expected_version)
    said = _reason(reason)
    end_row(body, to_on, now)
    body.version += 1
    body.save(update_fields=["to_on", "version"])
    members = Member.objects.filter(body=body, to_on=None)
    if members.filter(from_on__gt=to_on).exists():
        raise ValidationError({"to_on": _("A member began after this day. End that membership first.")})
    LocalityDuty.objects.filter(member__body=body, to_on=None, from_on__lte=to_on).update(to_on=to_on)
    ended = members.update(to_on=to_on)
    after = {"to_on": to_on.isoformat(), "members": ended}
    record(actor=actor, verb="body.ended", obj=body, before={}, after=after, reason=said, now=now)
    return body


@transaction.atomic
def seat_member(
    *, actor: Actor, body_id: int, expected_version: int, facts: MemberFacts, now: datetime
) -> Member:
    """Give somebody a place in a body.

    Raises: Denied; Stale; ValidationError by field; Conflict when the body has ended, has a head already, or
    the person sits in it; DoesNotExist.
    """
    body = _locked(actor, body_id)
    require(rules.can_manage(actor, body.unit))
    body.expect_version(expected_version)
    if body.to_on is not None and body.to_on < local_day(now):
        raise Conflict(_("This body has ended; nobody joins it any more."))
    given = cleaned(asdict(facts))
    person = account(facts.user)
    faults = day_faults(facts.from_on, None)
    if facts.position not in Position.values:
        faults["position"] = _("Choose one of the places listed.")
    if facts.from_on < body.from_on:
        faults["from_on"] = _("The body did not exist yet on this day.")
    if person is None and not given["name"]:
        faults["name"] = _("Choose an account, or write the full name.")
    refuse_faults(faults)
    member = Member(
        body=body,
        user=person,
        name=person.full_name if person else str(given["name"]),
        title=str(given["title"]),
        position=facts.position,
        from_on=facts.from_on,
    )
    _refuse_taken_seat(member)
    member.save(force_insert=True)
    _next_version(body)
    after = {"name": member.name, "user": facts.user, "position": member.position}
    record(actor=actor, verb="body.member_seated", obj=body, before={}, after=after, now=now)
    return member


@transaction.atomic
def end_member(*, actor: Actor, member_id: int, to_on: date, reason: str, now: datetime) -> Member:
    """End a membership, and with it the localities the member answers for.

    Raises: Denied, Conflict when it ended, ValidationError, DoesNotExist.
    """
    member = _member(actor, member_id)
    require(rules.can_manage(actor, member.body.unit))
    said = _reason(reason)
    end_row(member, to_on, now)
    member.save(update_fields=["to_on"])
    _next_version(member.body)
    LocalityDuty.objects.filter(member=member, to_on=None, from_on__lte=to_on).update(to_on=to_on)
    after = {"to_on": to_on.isoformat()}
    record(
        actor=actor,
        verb="body.member_ended",
        obj=member.body,
        before={"name": member.name},
        after=after,
        reason=said,
        now=now,
    )
    return member


@transaction.atomic
def assign_localities(
    *, actor: Actor, member_id: int, unit_ids: list[int], from_on: date, now: datetime
) -> list[LocalityDuty]:
    """Let a member answer for localities from a day on; those already assigned stay as they are.

    Raises: Denied, also for a unit outside the body's own territory; Conflict when the membership ended;
    ValidationError; DoesNotExist.
    """
    member = _member(actor, member_id)
    body = member.body
    require(rules.can_manage(actor, body.unit))
    if member.to_on is not None:
        raise Conflict(_("This membership has ended."))
    units = list(Unit.objects.visible_to(actor).filter(pk__in=unit_ids).order_by("path"))
    faults: dict[str, StrOrPromise] = day_faults(from_on, None)
    if from_on < member.from_on:
        faults["from_on"] = _("The person was not a member yet on this day.")
    if not units or len(units) != len(set(unit_ids)):
        faults["units"] = _("Choose the localities from the list.")
    elif any(not one.lies_in(body.unit.scope) for one in units):
        faults["units"] = _("Choose localities inside the territory of the body.")
    refuse_faults(faults)
    known = set(LocalityDuty.objects.filter(member=member, to_on=None).values_list("unit_id", flat=True))
    fresh = [LocalityDuty(member=member, unit=one, from_on=from_on) for one in units if one.pk not in known]
    if not fresh:
        raise Conflict(_("The member answers for these localities already."))
    LocalityDuty.objects.bulk_create(fresh)
    after = {"member": member.pk, "units": [one.unit.path for one in fresh], "from_on": from_on.isoformat()}
    record(actor=actor, verb="body.localities_assigned", obj=body, before={}, after=after, now=now)
    return fresh


@transaction.atomic
def end_locality(*, actor: Actor, locality_id: int, to_on: date, reason: str, now: datetime) -> LocalityDuty:
    """End a member's duty for a locality. Raises: Denied, Conflict, ValidationError, DoesNotExist."""
    visible = Body.objects.visible_to(actor)
    duty = (
        LocalityDuty.objects.select_for_update(of=("self",))
        .select_related("member__body__unit", "unit")
        .get(pk=locality_id, member__body__in=visible)
    )
    body = duty.member.body
    require(rules.can_manage(actor, body.unit))
    said = _reason(reason)
    end_row(duty, to_on, now)
    duty.save(update_fields=["to_on"])
    before = {"member": duty.member_id, "unit": duty.unit.path}
    after = {"to_on": to_on.isoformat()}
    record(
        actor=actor,
        verb="body.locality_ended",
        obj=body,
        before=before,
        after=after,
        reason=said,
        now=now,
    )
    return duty


@transaction.atomic
def enter_rules(
    *,
    actor: Actor,
    body_id: int,
    expected_version: int,
    title: str,
    document: str,
    effective_from: date,
    file: CheckedFile,
    now: datetime,
) -> WorkingRules:
    """Store the next version of a body's working regulation; it replaces the one before.

    Raises: Denied, Stale, ValidationError by field, DoesNotExist.
    """
    body = _locked(actor, body_id)
    require(rules.can_manage(actor, body.unit))
    body.expect_version(expected_version)
    given = cleaned({"title": title, "document": document})
    faults = day_faults(effective_from, None, field="effective_from")
    faults |= missing(
        given,
        {"title": _("Write the title."), "document": _("Write the number of the document.")},
    )
    before = WorkingRules.objects.filter(body=body).order_by("-number").first()
    if before is not None and effective_from <= before.effective_from:
        faults["effective_from"] = _("The version before took effect later. Check the day.")
    refuse_faults(faults)
    entered = WorkingRules(
        body=body,
        title=str(given["title"]),
        document=str(given["document"]),
        number=before.number + 1 if before else 1,
        effective_from=effective_from,
        replaces=before,
    )
    entered.take(file)
    entered.save(force_insert=True)
    _next_version(body)
    after = {
        "number": entered.number,
        "document": entered.document,
        "effective_from": effective_from.isoformat(),
        "file": file.sha256,
    }
    record(actor=actor, verb="body.rules_entered", obj=body, before={}, after=after, now=now)
    return entered


@transaction.atomic
def note_activity(
    *, actor: Actor, body_id: int, kind: str, on: date, text: str, now: datetime
) -> ActivityNote:
    """Write down what a body did. Raises: Denied, ValidationError by field, DoesNotExist."""
    body = _locked(actor, body_id)
    require(rules.can_log(actor, body))
    given = cleaned({"text": text}, lines=frozenset({"text"}))
    faults = missing(given, {"text": _("Write what was done.")})
    if kind not in ActivityKind.values:
        faults["kind"] = _("Choose one of the kinds listed.")
    if on > local_day(now):
        faults["on"] = _("This day has not come yet.")
    elif not body.holds_on(on):
        faults["on"] = _("The body did not exist on this day.")
    refuse_faults(faults)
    note = ActivityNote(
        body=body, kind=kind, on=on, text=str(given["text"]), written_by_id=actor.user_id or 0
    )
    note.save(force_insert=True)
    after = {"kind": kind, "on": on.isoformat(), "text": note.text}
    record(actor=actor, verb="body.activity_noted", obj=body, before={}, after=after, now=now)
    return note


def _locked(actor: Actor, body_id: int) -> Body:
    return Body.objects.visible_to(actor).for_update().select_related("unit").get(pk=body_id)


def _member(actor: Actor, member_id: int) -> Member:
    visible = Body.objects.visible_to(actor)
    return (
        Member.objects.select_for_update(of=("self",))
        .select_related("body__unit")
        .get(pk=member_id, body__in=visible)
    )


def _next_version(body: Body) -> None:
    body.version += 1
    body.save(update_fields=["version"])


def _reason(reason: str) -> str:
    said = str(cleaned({"reason": reason})["reason"])
    refuse_faults({} if said else {"reason": _("Say why, with the document if there is one.")})
    return said


def _checked_body(facts: BodyFacts) -> BodyFacts:
    """The facts cleaned. Raises: ValidationError with every fault, by field."""
    given = cleaned(asdict(facts), lines=frozenset({"tasks"}))
    faults = missing(given, BODY_NEEDS) | day_faults(facts.from_on, facts.to_on)
    if given["kind"] and given["kind"] not in BodyKind.values:
        faults["kind"] = BODY_NEEDS["kind"]
    if given["kind"] != BodyKind.AGENCY:
        given["agency_type"] = ""
    elif not given["agency_type"]:
        faults["agency_type"] = _("Choose which agency is the standing one.")
    if given["period"] and period(str(given["period"])) is None:
        faults["period"] = _("Choose one of the periods listed.")
    refuse_faults(faults)
    return BodyFacts(**given)  # type: ignore[arg-type]  # the same names and types as before


def _refuse_second_agency(body: Body) -> None:
    if body.kind != BodyKind.AGENCY or body.to_on is not None:
        return
    others = Body.objects.filter(unit=body.unit, kind=BodyKind.AGENCY, to_on=None)
    if others.exclude(pk=body.pk).exists():
        raise Conflict(_("This unit has a standing agency already. End that one first."))


def _refuse_taken_seat(member: Member) -> None:
    sitting = Member.objects.filter(body_id=member.body_id, to_on=None)
    if member.position == Position.CHAIR and sitting.filter(position=Position.CHAIR).exists():
        raise Conflict(_("The body has a head already. End that membership first."))
    if member.user_id is not None and sitting.filter(user_id=member.user_id).exists():
        raise Conflict(_("This person sits in the body already."))
