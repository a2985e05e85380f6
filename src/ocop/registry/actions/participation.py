"""The end of a producer's part in the programme, and its return when the end was a mistake."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.registry import codes, rules
from ocop.registry.models import Producer

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor

TAKEN_OVER: Final = "taken_over"
ENTERED_TWICE: Final = "entered_twice"
BY_TAKEOVER: Final = frozenset({TAKEN_OVER, ENTERED_TWICE})
"""Reasons that only a take-over gives: whoever ends so has handed on what it had."""


@transaction.atomic
def end_producer(
    *,
    actor: Actor,
    producer_id: int,
    expected_version: int,
    reason: str,
    to_on: date,
    document: str = "",
    now: datetime,
) -> Producer:
    """Write down that a producer takes part no more; `reason` is a code of the list `producer_end`.

    Its products and certificates stay as they are. Raises: Denied, Stale, DoesNotExist; Conflict when it has
    ended; ValidationError by field.
    """
    producer = Producer.objects.visible_to(actor).for_update().select_related("commune").get(pk=producer_id)
    require(rules.can_take_over(actor, producer))
    producer.expect_version(expected_version)
    if producer.ended_on is not None:
        raise Conflict(
            _("This producer has ended already."), url=reverse("registry:producer", args=[producer.pk])
        )
    today = local_day(now)
    faults: dict[str, StrOrPromise] = {}
    if reason in BY_TAKEOVER or not codes.is_known(codes.ENDS, reason, today):
        faults["reason"] = _("Choose one of the answers listed.")
    if not producer.registered_on <= to_on <= today:
        faults["to_on"] = _("The last day lies between the registration and today.")
    if faults:
        raise ValidationError(dict(faults))
    set_end(producer, to_on, reason)
    record(
        actor=actor,
        verb="producer.ended",
        obj=producer,
        before={"ended_on": None},
        after={"ended_on": to_on, "ended_reason": reason},
        reason=clean_text(document),
        now=now,
    )
    return producer


@transaction.atomic
def resume_producer(
    *, actor: Actor, producer_id: int, expected_version: int, why: str, now: datetime
) -> Producer:
    """Take back an end that was a mistake. What another producer took over comes back by a take-over.

    Raises: Denied, Stale, DoesNotExist; Conflict when it takes part; ValidationError without a reason.
    """
    producer = Producer.objects.visible_to(actor).for_update().select_related("commune").get(pk=producer_id)
    require(rules.can_take_over(actor, producer))
    producer.expect_version(expected_version)
    if producer.ended_on is None:
        raise Conflict(
            _("This producer takes part, so there is no end to take back."),
            url=reverse("registry:producer", args=[producer.pk]),
        )
    words = clean_text(why)
    if not words:
        raise ValidationError({"why": _("Write why the end was a mistake.")})
    before = {"ended_on": producer.ended_on, "ended_reason": producer.ended_reason}
    set_end(producer, None, "")
    record(
        actor=actor,
        verb="producer.resumed",
        obj=producer,
        before=before,
        after={"ended_on": None},
        reason=words,
        now=now,
    )
    return producer


def set_end(producer: Producer, on: date | None, reason: str) -> None:
    """Store the last day of a producer, or that there is none; the caller writes the entry."""
    producer.ended_on, producer.ended_reason = on, reason
    producer.version += 1
    producer.save(update_fields=["ended_on", "ended_reason", "version"])
