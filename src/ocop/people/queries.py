"""Named reads of people and their offices."""

from __future__ import annotations

from datetime import date

from ocop.people.models import Appointment, User
from ocop.people.roles import NO_ROLE, ORDER
from ocop.platform.actors import Actor


def current_appointments(user_id: int, today: date) -> list[Appointment]:
    """A person's offices on this day, highest office first: it is the one a new session starts in."""
    found = (
        Appointment.objects.filter(user_id=user_id)
        .current(today)
        .select_related("user", "unit__parent__parent")
        .order_by("from_on", "pk")
    )
    return sorted(found, key=lambda appointment: -ORDER[appointment.role])


def past_appointments(user_id: int, today: date) -> list[Appointment]:
    """A person's offices that ended before this day, latest first."""
    found = Appointment.objects.filter(user_id=user_id, to_on__lt=today)
    return list(found.select_related("user", "unit__parent__parent").order_by("-to_on", "pk"))


def actor_in(appointment: Appointment) -> Actor:
    """The actor that a person is while in this office."""
    return Actor(
        user_id=appointment.user_id,
        name=appointment.user.full_name,
        role=appointment.role,
        unit_path=appointment.unit.path,
        unit_code=appointment.unit.code,
        unit_name=appointment.unit.full_name,
        appointment_id=appointment.pk,
    )


def actor_without_office(user: User) -> Actor:
    """The actor that a person is who holds no office today."""
    return Actor(user_id=user.pk, name=user.full_name, role=NO_ROLE)
