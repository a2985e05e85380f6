"""People are told of the offices they are given and of those that end."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import translation

from ocop.platform import telling

if TYPE_CHECKING:
    from ocop.people.models import Appointment


def given(appointment: Appointment, now: datetime) -> None:
    """Tell the person of a new office."""
    _tell("appointment_given", appointment, now)


def ended(appointment: Appointment, now: datetime) -> None:
    """Tell the person of the last day of an office."""
    _tell("appointment_ended", appointment, now)


def _tell(template: str, appointment: Appointment, now: datetime) -> None:
    with translation.override("vi"):
        # Names of places are kept in the language of the law, whoever acts.
        unit = str(appointment.unit.full_name)
    facts = {
        "role": appointment.role,
        "unit": unit,
        "from_on": appointment.from_on,
        "to_on": appointment.to_on,
        "document": appointment.document,
    }
    telling.tell(
        [appointment.user_id],
        template=template,
        reference=f"appointment:{appointment.pk}:{appointment.version}",
        facts=facts,
        link=reverse("people:me"),
        now=now,
    )
