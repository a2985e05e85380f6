"""Named reads of people and their offices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q

from ocop.people import carried
from ocop.people.logins import normal_login
from ocop.people.models import Appointment, User
from ocop.people.roles import NO_ROLE, ORDER
from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.platform.text import fold

if TYPE_CHECKING:
    from django.db.models import QuerySet

NAMESAKES = 20
"""Units of one name that a search looks at; more have no use in a list."""
CHOSEN_OFFICE = "appointment_id"
"""Where a session keeps the office its person chose."""


def current_appointments(user_id: int, today: date) -> list[Appointment]:
    """A person's offices on this day, highest office first: it is the one a new session starts in."""
    found = (
        Appointment.objects.filter(user_id=user_id)
        .current(today)
        .annotate(**carried.expressions())
        .select_related("user", "unit__parent__parent")
        .order_by("from_on", "pk")
    )
    return sorted(found, key=lambda appointment: -ORDER[appointment.role])


def appointments_to_reckon_with(user_id: int, today: date) -> list[Appointment]:
    """A person's offices in force on this day or later: what whoever holds the account can act in."""
    found = Appointment.objects.filter(user_id=user_id).not_over(today)
    return list(found.select_related("unit").order_by("from_on", "pk"))


def past_appointments(user_id: int, today: date) -> list[Appointment]:
    """A person's offices that ended before this day, latest first."""
    found = Appointment.objects.filter(user_id=user_id).over(today)
    return list(found.select_related("user", "unit__parent__parent").order_by("-to_on", "pk"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What narrows the list of accounts; empty values narrow nothing."""

    words: str = ""
    role: str = ""
    unit: str = ""


def accounts(actor: Actor, wanted: Wanted, today: date) -> QuerySet[User]:
    """Accounts this actor may see, by name: those whose name holds the words, accents aside, or whose login
    they are; those who hold this role, or an office at or below this unit, on this day.

    Each carries `offices_now`: its current offices that the actor may see.
    """
    visible = Appointment.objects.visible_to(actor).current(today).select_related("unit__parent__parent")
    found = User.objects.visible_to(actor).order_by("name_key", "pk")
    if wanted.words:
        found = found.filter(Q(name_folded__contains=fold(wanted.words)) | Q(login=_login(wanted.words)))
    if wanted.role or wanted.unit:
        offices = Appointment.objects.visible_to(actor).current(today)
        if wanted.role:
            offices = offices.filter(role=wanted.role)
        if wanted.unit:
            offices = offices.filter(_at(wanted.unit))
        found = found.filter(pk__in=offices.values("user_id"))
    return found.prefetch_related(
        Prefetch("appointments", visible.order_by("from_on", "pk"), to_attr="offices_now")
    )


def offices_of(actor: Actor, user: User) -> list[Appointment]:
    """All offices of a person that this actor may see, the latest first."""
    found = Appointment.objects.visible_to(actor).filter(user=user)
    return list(found.select_related("user", "unit__parent__parent").order_by("-from_on", "-pk"))


def _at(typed: str) -> Q:
    """Offices at or below the current units of this code or name."""
    units = Unit.objects.filter(Q(code=typed.upper()) | Q(folded=fold(typed)), valid_to=None)
    found = Q(pk__in=[])
    for scope in units.values_list("scope", flat=True)[:NAMESAKES]:
        found |= Q(unit__scope__startswith=scope)
    return found


def _login(words: str) -> str:
    try:
        return normal_login(words)
    except ValidationError:
        return words


def actor_in(appointment: Appointment) -> Actor:
    """The actor that a person is while in this office.

    An office that outlives its unit is acted in at the unit that answers for it today: its code may be used
    again for another place.
    """
    unit = appointment.unit
    answers = unit.scope.rstrip("/").rpartition("/")[2].partition("~")[0]
    return Actor(
        user_id=appointment.user_id,
        name=appointment.user.full_name,
        role=appointment.role,
        unit_path=unit.scope,
        unit_code=unit.code if unit.is_current else answers,
        unit_name=appointment.unit.full_name,
        appointment_id=appointment.pk,
        rights=appointment.kind.rights,
        reach=appointment.kind.reach,
        unread=getattr(appointment, "unread", 0),
    )


def actor_without_office(user: User) -> Actor:
    """The actor that a person is who holds no office today."""
    return Actor(user_id=user.pk, name=user.full_name, role=NO_ROLE)
