"""From the journal to the systems: entries become deliveries, a job carries those of one webhook, failures
are tried again.

The process that sends notices looks at new entries and at what is due (`follow`); the one that does
background work carries it (`carry`). A message may come twice, with the same `webhook-id`; it is never lost
while tries are left.
"""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from ocop.access.totp import unseal
from ocop.api.actions.webhooks import end_with_its_key
from ocop.api.models import Delivery, Key, State, Webhook
from ocop.api.secrets_of_keys import lets_in
from ocop.api.webhooks import guard, signing
from ocop.api.webhooks.events import PUBLISHED, VERBS, events_of, payload
from ocop.journal.models import Entry, Head
from ocop.notices.actions import tell
from ocop.platform import clock, jobs
from ocop.platform.bulk import Among

if TYPE_CHECKING:
    from django.db.models import QuerySet

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
TURN: Final = 3.0
"""Seconds after which a webhook lets the others go first."""
DONE: Final = range(200, 300)


def follow(now: datetime) -> int:
    """Look at what was written since for each webhook, and ask for a job where something is due; how many
    deliveries were made.
    """
    end_those_without_a_key(now)
    head = Head.objects.values_list("seq", flat=True).first() or 0
    behind = Webhook.objects.filter(ended_at=None, seen__lt=head).values_list("pk", flat=True)
    made = sum(_follow(pk, head, now) for pk in list(behind))
    due = Delivery.objects.filter(state=State.WAITING, next_at__lte=now, webhook__ended_at=None)
    for pk in list(due.order_by("webhook").values_list("webhook", flat=True).distinct()):
        if not jobs.is_asked(CARRY, pk):
            jobs.enqueue(CARRY, pk)
    return made


def end_those_without_a_key(now: datetime) -> int:
    """A key that ran out, was revoked or lost its office takes its webhooks with it; how many ended."""
    today = clock.local_day(now)
    keys = Key.objects.filter(webhooks__ended_at=None, webhooks__isnull=False).distinct()
    over = [key.pk for key in keys.select_related("appointment__user") if not lets_in(key, today)]
    found = Webhook.objects.filter(key__in=over, ended_at=None).values_list("pk", flat=True)
    return sum(end_with_its_key(webhook_id=pk, now=now) for pk in list(found))


@transaction.atomic
def _follow(pk: int, head: int, now: datetime) -> int:
    webhook = Webhook.objects.select_for_update().get(pk=pk)
    if webhook.ended_at is not None:
        return 0
    new = Entry.objects.filter(seq__gt=webhook.seen, seq__lte=head, verb__in=list(VERBS)).order_by("seq")
    entries = list(new[:AT_A_TIME])
    webhook.seen = entries[-1].seq if len(entries) == AT_A_TIME else head
    webhook.save(update_fields=["seen"])
    wanted, made = webhook.events.split(), 0
    for entry in entries:
        for event in events_of(entry):
            if event.kind in wanted and _is_news(webhook, event.kind, event.subject):
                Delivery.objects.create(
                    webhook=webhook,
                    event=event.kind,
                    subject=event.subject,
                    entry=entry.seq,
                    happened_at=entry.at,
                    next_at=now,
                )
                made += 1
    return made


def _is_news(webhook: Webhook, kind: str, subject: str) -> bool:
    """A decision on many products is published once."""
    return kind != PUBLISHED or not webhook.deliveries.filter(event=kind, subject=subject).exists()


def carry(pk: int, _progress: Progress) -> None:
    """Send what is due to one webhook. No transaction is open while the other side answers.

    Each webhook has its own job, so that they take turns: after `TURN` seconds the rest waits behind the
    others. Where no answer comes, nothing more is tried in this turn, and all that was due counts as tried:
    a receiver that is down costs one deadline for each pause, however much waits for it.
    """
    begun = time.monotonic()
    end_with_its_key(webhook_id=pk, now=clock.now())
    while time.monotonic() - begun < TURN:
        now = clock.now()
        delivery = _due(pk, now).select_related("webhook__key").order_by("next_at", "pk").first()
        if delivery is None:
            return
        try:
            _send(delivery, now)
        except (OSError, HTTPException) as error:
            _failed(_due(pk, now), type(error).__name__[:80], None)
            return
    if _due(pk, clock.now()).exists():
        jobs.enqueue(CARRY, pk)


def broken(pk: int, fault: Fault) -> None:
    """A job ended in the middle: whoever receives tells repeated messages apart, so all is tried again."""
    _failed(_due(pk, clock.now()), str(fault), None)


def _send(delivery: Delivery, now: datetime) -> None:
    """Send one message and keep what was answered. Raises: OSError, HTTPException where nothing was."""
    this = Delivery.objects.filter(pk=delivery.pk, state=State.WAITING)
    try:
        told = payload(delivery.event, delivery.subject, delivery.happened_at, now)
    except ObjectDoesNotExist:
        this.update(state=State.FAILED, detail="not-public", next_at=None, ended_at=now)
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
        _failed(this, barred.code, None)
        return
    if status not in DONE:
        _failed(this, "answer", status)
        return
    tried = F("attempts") + 1
    this.update(
        state=State.DONE, attempts=tried, detail="", status=status, next_at=None, ended_at=clock.now()
    )


def _due(webhook: int, now: datetime) -> QuerySet[Delivery]:
    """What waits to be told to a webhook and may be, none where it ended."""
    waiting = Delivery.objects.filter(webhook=webhook, webhook__ended_at=None, state=State.WAITING)
    return waiting.filter(next_at__lte=now)


@transaction.atomic
def _failed(these: QuerySet[Delivery], detail: str, status: int | None) -> None:
    """An attempt at each of these failed: the pause is that of its number, after the last it is given up."""
    now = clock.now()
    webhook_of = dict(these.select_for_update(of=("self",)).values_list("pk", "webhook"))
    told = {"detail": detail, "status": status, "attempts": F("attempts") + 1}
    rows = Delivery.objects.filter(Among("pk", webhook_of), state=State.WAITING)
    last = rows.filter(attempts__gte=len(PAUSES))
    if last.update(**told, state=State.FAILED, next_at=None, ended_at=now):
        for webhook in Webhook.objects.filter(pk__in=set(webhook_of.values())).select_related("key"):
            _tell(webhook, now)
    # From the most attempts on down: none is counted twice.
    for attempts, pause in reversed(list(enumerate(PAUSES))):
        rows.filter(attempts=attempts).update(**told, next_at=now + pause)


def _tell(webhook: Webhook, now: datetime) -> None:
    """Whoever issued the key learns that a system can't be reached, once a day for each webhook."""
    key = webhook.key
    if key.issued_by_id is not None:
        tell(
            [key.issued_by_id],
            template="webhook_given_up",
            reference=f"webhook:{webhook.pk}:{clock.local_day(now)}",
            facts={"system": key.name},
            link=reverse("api:key", args=[key.pk]),
            now=now,
        )
