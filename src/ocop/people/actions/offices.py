"""Giving offices, ending them, and handing one over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.people import rules
from ocop.people.actions import telling
from ocop.people.models import Appointment, User
from ocop.people.roles import ADMIN, ROLES
from ocop.places.models import Unit
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


@dataclass(frozen=True, slots=True)
class Office:
    """A role at a unit from a first to a last day, both inclusive; `document` names the decision."""

    role: str
    unit_code: str
    from_on: date
    to_on: date | None = None
    document: str = ""


@transaction.atomic
def appoint(
    *,
    actor: Actor,
    user_id: int,
    role: str,
    unit_code: str,
    from_on: date,
    to_on: date | None = None,
    document: str = "",
    now: datetime,
) -> Appointment:
    """Give a person a role at a unit from a day on, to a last day if known.

    Raises: Denied; ValidationError when the role isn't held at that level or on those days; Conflict when the
    person already holds that role there on one of those days; User.DoesNotExist, Unit.DoesNotExist.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    appointment = give(actor, user, Office(role, unit_code, from_on, to_on, document))
    record(
        actor=actor, verb="appointment.made", obj=appointment, before={}, after=facts_of(appointment), now=now
    )
    telling.given(appointment, now)
    return appointment


@transaction.atomic
def end_appointment(
    *, actor: Actor, appointment_id: int, expected_version: int, to_on: date, reason: str, now: datetime
) -> Appointment:
    """Set the last day of an appointment; the next request of that person already feels it.

    Raises: Denied, Stale, Conflict when it has ended already or nobody would keep the accounts,
    ValidationError, Appointment.DoesNotExist.
    """
    appointment = _to_be_ended(actor, appointment_id, expected_version)
    if appointment.role == ADMIN:
        # Two administrators who end each other at once would both see the other remain.
        list(Appointment.objects.for_update().filter(role=ADMIN, to_on=None).order_by("pk"))
    require(rules.keeps_an_administrator(appointment, local_day(now)))
    before = facts_of(appointment)
    _end(appointment, to_on)
    record(
        actor=actor,
        verb="appointment.ended",
        obj=appointment,
        before=before,
        after=facts_of(appointment),
        reason=reason,
        now=now,
    )
    telling.ended(appointment, now)
    return appointment


@transaction.atomic
def hand_over(
    *,
    actor: Actor,
    appointment_id: int,
    expected_version: int,
    successor_id: int,
    from_on: date,
    document: str,
    reason: str,
    now: datetime,
) -> Appointment:
    """End an office and give it to the next holder from `from_on` on, in one act with one entry.

    Returns the successor's appointment. Raises: Denied, Stale, Conflict when it has ended already or the
    successor holds it or may not sign in, ValidationError, Appointment.DoesNotExist, User.DoesNotExist.
    """
    appointment = _to_be_ended(actor, appointment_id, expected_version)
    successor = User.objects.select_for_update().get(pk=successor_id)
    if successor.pk == appointment.user_id:
        raise ValidationError({"successor": _("Choose another person than the one who leaves.")})
    if not successor.is_active:
        raise Conflict(_("The account of this person is closed. Reopen it first, or choose another."))
    if from_on <= appointment.from_on:
        raise ValidationError({"from_on": _("The successor begins after the first day of who leaves.")})
    before = facts_of(appointment)
    _end(appointment, from_on - timedelta(days=1))
    office = Office(appointment.role, _answering(appointment.unit).code, from_on, None, document)
    following = give(actor, successor, office)
    record(
        actor=actor,
        verb="appointment.handed_over",
        obj=appointment,
        before=before,
        after=facts_of(appointment) | {"next": facts_of(following)},
        reason=reason,
        now=now,
    )
    telling.ended(appointment, now)
    telling.given(following, now)
    return following


def give(actor: Actor, user: User, office: Office) -> Appointment:
    """The appointment, checked and stored; the caller writes the entry. Raises: as `appoint`."""
    unit = Unit.objects.visible_to(actor).get(code=office.unit_code, valid_to=None)
    kind = ROLES.get(office.role)
    if kind is None or unit.level not in kind.levels:
        raise ValidationError({"unit": _("This role is not held at a unit of this level.")})
    require(
        rules.can_appoint(actor, kind, unit)
        & rules.is_another(actor, user)
        & rules.has_confirmed(actor, kind)
    )
    _check_days(office)
    if _holds(user, office, unit):
        raise Conflict(_("This person already holds this role at this unit on these days."))
    return Appointment.objects.create(
        user=user,
        role=office.role,
        unit=unit,
        from_on=office.from_on,
        to_on=office.to_on,
        document=office.document,
    )


def facts_of(appointment: Appointment) -> dict[str, object]:
    """What an entry keeps of an appointment."""
    return {
        "user": appointment.user_id,
        "role": appointment.role,
        "unit": appointment.unit.path,
        "from_on": appointment.from_on,
        "to_on": appointment.to_on,
        "document": appointment.document,
    }


def _to_be_ended(actor: Actor, appointment_id: int, expected_version: int) -> Appointment:
    appointment: Appointment = (
        Appointment.objects.visible_to(actor).for_update().select_related("unit").get(pk=appointment_id)
    )
    require(rules.can_end(actor, appointment) & rules.has_confirmed(actor, appointment.kind))
    appointment.expect_version(expected_version)
    if appointment.to_on is not None:
        raise Conflict(_("This appointment already has a last day."))
    return appointment


def _answering(unit: Unit) -> Unit:
    """The unit that answers today for one that may have ended: its code may be another's by now."""
    if unit.valid_to is None:
        return unit
    found = Unit.objects.filter(path=unit.scope, valid_to=None).first()
    if found is None:
        raise Conflict(_("This unit has ended and none answers for it. Give the office at another unit."))
    return found


def _end(appointment: Appointment, to_on: date) -> None:
    if to_on < appointment.from_on:
        raise ValidationError({"to_on": _("The last day lies before the first.")}, code="days")
    appointment.to_on = to_on
    appointment.version += 1
    appointment.save(update_fields=["to_on", "version"])


def _check_days(office: Office) -> None:
    if office.to_on is not None and office.to_on < office.from_on:
        raise ValidationError({"to_on": _("The last day lies before the first.")}, code="days")
    until = ROLES[office.role].until
    if until is not None and (office.to_on or date.max) > until:
        raise ValidationError({"to_on": _("This role ended with its level.")}, code="until")


def _holds(user: User, office: Office, unit: Unit) -> bool:
    same = Appointment.objects.filter(user=user, role=office.role, unit=unit)
    same = same.exclude(to_on__lt=office.from_on)
    return (same if office.to_on is None else same.filter(from_on__lte=office.to_on)).exists()
