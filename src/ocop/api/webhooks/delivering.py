"""From the journal to the systems: entries become deliveries, a job carries each, failures are tried again.

The process that sends notices looks at new entries (`follow`); the one that does background work carries them
(`carry`). A message may come twice, with the same `webhook-id`; it is never lost while tries are left.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import urllib3
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.urls import reverse

from ocop.access.totp import unseal
from ocop.api.models import Delivery, State, Webhook
from ocop.api.webhooks import guard, signing
from ocop.api.webhooks.events import PUBLISHED, VERBS, events_of, payload
from ocop.journal.models import Entry, Head
from ocop.notices.actions import tell
from ocop.platform import clock, jobs

if TYPE_CHECKING:
    from ocop.platform.jobs import Fault, Progress

CARRY: Final = "api.carry"
PAUSES: Final = (
    timedelta(seconds=30),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
)
"""How long to wait after each attempt that failed; after the last it is given up."""
AT_A_TIME: Final = 500
"""Entries looked at in one turn."""
DONE: Final = range(200, 300)


def follow(now: datetime) -> int:
    """Look at what was written since for each webhook; how many deliveries were made."""
    head = Head.objects.values_list("seq", flat=True).first() or 0
    behind = Webhook.objects.filter(ended_at=None, seen__lt=head).values_list("pk", flat=True)
    return sum(_follow(pk, head, now) for pk in behind)


@transaction.atomic
def _follow(pk: int, head: int, now: datetime) -> int:
    webhook = Webhook.objects.select_for_update(of=("self",)).select_related("key").get(pk=pk)
    if webhook.ended_at is not None or not webhook.key.holds_on(clock.local_day(now)):
        return 0
    new = Entry.objects.filter(seq__gt=webhook.seen, seq__lte=head, verb__in=list(VERBS)).order_by("seq")
    entries = list(new[:AT_A_TIME])
    webhook.seen = entries[-1].seq if len(entries) == AT_A_TIME else head
    webhook.save(update_fields=["seen"])
    wanted, made = webhook.events.split(), 0
    for entry in entries:
        for event in events_of(entry):
            if event.kind in wanted and _is_news(webhook, event.kind, event.subject):
                delivery = Delivery.objects.create(
                    webhook=webhook,
                    event=event.kind,
                    subject=event.subject,
                    entry=entry.seq,
                    happened_at=entry.at,
                    next_at=now,
                )
                _enqueue(delivery, None)
                made += 1
    return made


def _is_news(webhook: Webhook, kind: str, subject: str) -> bool:
    """A decision on many products is published once."""
    return kind != PUBLISHED or not webhook.deliveries.filter(event=kind, subject=subject).exists()


def carry(pk: int, _progress: Progress) -> None:
    """Send one message and keep what became of it. No transaction is open while the other side answers."""
    delivery = Delivery.objects.select_related("webhook__key").get(pk=pk)
    if delivery.state != State.WAITING:
        return
    if delivery.webhook.ended_at is not None:
        _settle(delivery, "ended", None, final=True)
        return
    now = clock.now()
    try:
        told = payload(delivery.event, delivery.subject, delivery.happened_at, now)
    except ObjectDoesNotExist:
        _settle(delivery, "not-public", None, final=True)
        return
    body = json.dumps(told, ensure_ascii=False).encode()
    held = [secret for secret in map(unseal, delivery.webhook.secrets_on(now)) if secret]
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "OCOP-Webhooks/1",
        **signing.headers(held, delivery.number, int(now.timestamp()), body),
    }
    try:
        status = guard.send(delivery.webhook.url, body, headers)
    except guard.Barred as barred:
        _settle(delivery, barred.code, None)
    except (OSError, urllib3.exceptions.HTTPError) as error:
        _settle(delivery, type(error).__name__[:80], None)
    else:
        _settle(delivery, "" if status in DONE else "answer", status)


def broken(pk: int, fault: Fault) -> None:
    """A job ended in the middle: whoever receives tells repeated messages apart, so it is tried again."""
    delivery = Delivery.objects.filter(pk=pk, state=State.WAITING).first()
    if delivery is not None:
        _settle(delivery, str(fault), None)


@transaction.atomic
def _settle(delivery: Delivery, detail: str, status: int | None, *, final: bool = False) -> None:
    now = clock.now()
    delivery.attempts += 0 if final else 1
    delivery.detail, delivery.status = detail, status
    if not detail:
        delivery.state, delivery.ended_at, delivery.next_at = State.DONE, now, None
    elif final or delivery.attempts > len(PAUSES):
        delivery.state, delivery.ended_at, delivery.next_at = State.FAILED, now, None
        if not final:
            _tell(delivery, now)
    else:
        delivery.next_at = now + PAUSES[delivery.attempts - 1]
        _enqueue(delivery, delivery.next_at)
    delivery.save(update_fields=["attempts", "detail", "status", "state", "ended_at", "next_at"])


def _enqueue(delivery: Delivery, not_before: datetime | None) -> None:
    delivery.job = jobs.enqueue(CARRY, delivery.pk, not_before=not_before)
    delivery.save(update_fields=["job"])


def _tell(delivery: Delivery, now: datetime) -> None:
    """Whoever issued the key learns that a system can't be reached, once a day for each webhook."""
    key = delivery.webhook.key
    if key.issued_by_id is not None:
        tell(
            [key.issued_by_id],
            template="webhook_given_up",
            reference=f"webhook:{delivery.webhook_id}:{clock.local_day(now)}",
            facts={"system": key.name},
            link=reverse("api:key", args=[key.pk]),
            now=now,
        )
