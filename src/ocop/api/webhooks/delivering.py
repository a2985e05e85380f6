"""From the journal to the systems: entries become deliveries, a job carries those of one webhook, failures
are tried again.

The process that sends notices looks at new entries and at what is due (`follow`); the one that does
background work carries it (`carry`). A message may come twice, with the same `webhook-id`; it is never lost
while tries are left. Only a message that was tried counts as tried: one the other side chokes on goes behind
the others, and where nobody answers at all the webhook as a whole is left alone for a while (`_silent`).
"""

from __future__ import annotations

import json
import logging
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Q
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

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ocop.platform.jobs import Fault, Progress

log = logging.getLogger(__name__)

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
GIVEN_UP: Final = sum(PAUSES, timedelta())
"""A message so old is given up, tried or not, where for so long nothing was answered at all."""
LEFT_ALONE: Final = timedelta(hours=1)
"""How long a webhook that does not answer is left alone at most."""
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
    due = Webhook.objects.filter(pk__in=_due(now).order_by().values("webhook"))
    for webhook in due.select_related("key__appointment__user").order_by("pk"):
        if lets_in(webhook.key, clock.local_day(now)) and not jobs.is_asked(CARRY, webhook.pk):
            jobs.enqueue(CARRY, webhook.pk)
    return made


def end_those_without_a_key(now: datetime) -> int:
    """A key that ran out or was revoked takes its webhooks with it; how many ended.

    One whose office is not held at the moment keeps them: what happens waits until it is held again.
    """
    over = Key.objects.exclude(revoked_at=None, until__gte=clock.local_day(now))
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
    others. Where nobody answers, nothing more is tried in this turn: a receiver that is down costs one
    deadline for each pause, however much waits for it.
    """
    begun = time.monotonic()
    end_with_its_key(webhook_id=pk, now=clock.now())
    webhook = Webhook.objects.select_related("key__appointment__user").get(pk=pk)
    if not lets_in(webhook.key, clock.today()):
        return
    while time.monotonic() - begun < TURN:
        now = clock.now()
        delivery = _next(pk, now)
        if delivery is None or not _send(delivery, now):
            return
    if _next(pk, clock.now()) is not None:
        jobs.enqueue(CARRY, pk)


def broken(pk: int, fault: Fault) -> None:
    """A job ended in the middle: whoever receives tells repeated messages apart, so it is tried again."""
    delivery = _next(pk, clock.now())
    if delivery is not None:
        _failed(delivery, str(fault), None)


def _send(delivery: Delivery, now: datetime) -> bool:
    """Send one message and keep what was answered; whether anybody is there."""
    this = Delivery.objects.filter(pk=delivery.pk, state=State.WAITING)
    try:
        told = payload(delivery.event, delivery.subject, delivery.happened_at, now)
    except ObjectDoesNotExist:
        this.update(state=State.FAILED, detail="not-public", next_at=None, ended_at=now)
        return True
    except Exception:  # ours, and of this message alone: the others go on
        log.exception("webhook message %s cannot be written", delivery.number)
        _failed(delivery, "unwritten", None)
        return True
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
        _failed(delivery, barred.code, None)
        return True
    except guard.CutOff as cut:
        _failed(delivery, str(cut), None)
    except OSError as error:
        _failed(delivery, type(error).__name__, None)
        _silent(delivery.webhook, clock.now())
        return False
    else:
        if status in DONE:
            tried = delivery.attempts + 1
            this.update(
                state=State.DONE, attempts=tried, detail="", status=status, next_at=None, ended_at=clock.now()
            )
        else:
            _failed(delivery, "answer", status)
    if delivery.webhook.silent_since is not None:
        Webhook.objects.filter(pk=delivery.webhook_id).update(silent_since=None, again_at=None)
    return True


def _due(now: datetime) -> QuerySet[Delivery]:
    """What waits to be told and may be: none to webhooks that ended or are left alone."""
    open_now = Q(webhook__again_at=None) | Q(webhook__again_at__lte=now)
    return Delivery.objects.filter(open_now, webhook__ended_at=None, state=State.WAITING, next_at__lte=now)


def _next(webhook: int, now: datetime) -> Delivery | None:
    """What is due to a webhook: first what was tried least, so that nothing stands in the way of the rest."""
    found = _due(now).filter(webhook=webhook).select_related("webhook__key")
    return found.order_by("attempts", "next_at", "pk").first()


@transaction.atomic
def _failed(delivery: Delivery, detail: str, status: int | None) -> None:
    """An attempt failed: the pause is that of its number, after the last the message is given up."""
    now = clock.now()
    this = (
        Delivery.objects.select_for_update(of=("self",)).filter(pk=delivery.pk, state=State.WAITING).first()
    )
    if this is None:
        return
    this.attempts += 1
    this.detail, this.status = detail[:80], status
    if this.attempts > len(PAUSES):
        this.state, this.next_at, this.ended_at = State.FAILED, None, now
        _tell(delivery.webhook, now)
    else:
        this.next_at = now + PAUSES[this.attempts - 1]
    this.save(update_fields=["attempts", "detail", "status", "state", "next_at", "ended_at"])


@transaction.atomic
def _silent(webhook: Webhook, now: datetime) -> None:
    """Nobody was there: leave the webhook alone for as long as this lasts already, within bounds.

    What waited through all of `GIVEN_UP` is given up, also what was never tried. A silence begins anew where
    nothing was tried for longer than the longest pause: while the office of the key was not held, say.
    """
    listened = webhook.again_at is not None and now - webhook.again_at <= PAUSES[-1]
    since = webhook.silent_since if webhook.silent_since is not None and listened else now
    pause = min(max(now - since, PAUSES[0]), LEFT_ALONE)
    Webhook.objects.filter(pk=webhook.pk).update(silent_since=since, again_at=now + pause)
    if now - since < GIVEN_UP:
        return
    old = Delivery.objects.filter(webhook=webhook, state=State.WAITING, happened_at__lte=now - GIVEN_UP)
    if old.update(state=State.FAILED, detail="silent", next_at=None, ended_at=now):
        _tell(webhook, now)


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
