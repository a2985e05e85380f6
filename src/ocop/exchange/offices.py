"""Who works in the background: the office that asked, with the rights it has then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ocop.people.models import Appointment
from ocop.people.queries import actor_in
from ocop.platform.clock import local_day
from ocop.platform.decisions import Denied

if TYPE_CHECKING:
    from datetime import datetime

    from ocop.platform.actors import Actor


def office_of(actor: Actor) -> Appointment:
    """The office an actor acts in. Raises: Denied for who has none, such as the system."""
    if actor.appointment_id is None:
        raise Denied(_("Only who holds an office has files of lists here."))
    return Appointment.objects.select_related("unit").get(pk=actor.appointment_id)


def actor_of(appointment_id: int, now: datetime) -> Actor:
    """The actor of an office that is still held. Raises: Denied."""
    office = (
        Appointment.objects.current(local_day(now))
        .select_related("user", "unit__parent__parent")
        .filter(pk=appointment_id, user__is_active=True)
        .first()
    )
    if office is None:
        raise Denied(_("Whoever asked for this no longer holds the office it was asked in."))
    return actor_in(office)
