"""Named reads of keys and of what was told to their webhooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from ocop.access.models import Factor, FactorKind, Identity
from ocop.api.models import Delivery, Key
from ocop.people.models import Appointment
from ocop.people.roles import roles_given_by

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from ocop.platform.actors import Actor


def keys(actor: Actor) -> QuerySet[Key]:
    """The keys this actor may see, the latest first, with office and unit at no further query."""
    found = Key.objects.visible_to(actor)
    return found.select_related("appointment__user", "appointment__unit__parent", "unit__parent", "issued_by")


def offices_for_systems(actor: Actor, today: date) -> list[Appointment]:
    """Offices of accounts nobody signs in with, which this actor could give: those a key may act in."""
    found = (
        Appointment.objects.visible_to(actor).current(today).select_related("user", "unit__parent__parent")
    )
    given = [role.code for role in roles_given_by(actor.role)]
    rows = found.filter(
        role__in=given, user__is_active=True, user__password__startswith=UNUSABLE_PASSWORD_PREFIX
    )
    rows = rows.exclude(user__in=Identity.objects.values("user"))
    rows = rows.exclude(user__in=Factor.objects.filter(kind=FactorKind.PASSKEY).values("user"))
    return list(rows.order_by("user__name_key", "pk")[:500])


def deliveries(key: Key) -> QuerySet[Delivery]:
    """What was told to the webhooks of a key. The caller got the key through `visible_to`."""
    return Delivery.objects.filter(webhook__key=key).select_related("webhook")
