"""Which account speaks for a producer."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.people.models import User
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.registry import rules
from ocop.registry.models import Producer, Representative

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


@transaction.atomic
def name_representative(*, actor: Actor, producer_id: int, user_id: int, now: datetime) -> Representative:
    """Let a user speak for a producer from today.

    Raises: Denied; Conflict when the person does already; Producer.DoesNotExist, User.DoesNotExist.
    """
    producer = Producer.objects.visible_to(actor).for_update().select_related("commune").get(pk=producer_id)
    require(rules.can_name_representative(actor, producer))
    user = User.objects.get(pk=user_id)
    if producer.representatives.filter(user=user, to_on=None).exists():
        raise Conflict(_("This person already speaks for the producer."))
    representative = Representative.objects.create(user=user, producer=producer, from_on=local_day(now))
    record(
        actor=actor,
        verb="producer.representative_named",
        obj=producer,
        before={},
        after={"user": user.pk},
        now=now,
    )
    return representative


@transaction.atomic
def end_representative(*, actor: Actor, representative_id: int, reason: str, now: datetime) -> Representative:
    """End a representation today. Raises: Denied, Conflict when it has ended already, DoesNotExist."""
    visible = Producer.objects.visible_to(actor)
    representative = (
        Representative.objects.select_for_update(of=("self",))
        .select_related("producer__commune")
        .get(pk=representative_id, producer__in=visible)
    )
    require(rules.can_name_representative(actor, representative.producer))
    if representative.to_on is not None:
        raise Conflict(_("This person does not speak for the producer any more."))
    representative.to_on = local_day(now)
    representative.save(update_fields=["to_on"])
    record(
        actor=actor,
        verb="producer.representative_ended",
        obj=representative.producer,
        before={"user": representative.user_id},
        after={},
        reason=reason,
        now=now,
    )
    return representative
