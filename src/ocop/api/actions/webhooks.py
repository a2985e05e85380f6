"""Webhooks are asked for, get another secret, and end: by the system that holds the key."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ocop.access.totp import seal
from ocop.api.models import Delivery, Key, State, Webhook
from ocop.api.secrets_of_keys import actor_of
from ocop.api.webhooks import guard, signing
from ocop.api.webhooks.events import EVENTS
from ocop.journal.actions import record
from ocop.journal.models import Head
from ocop.notices.actions import tell
from ocop.platform.actors import SYSTEM
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

MOST: Final = 5
"""Webhooks of one key: our choice."""
BOTH: Final = timedelta(hours=24)
"""For so long the former secret signs beside the new one."""


@transaction.atomic
def subscribe(*, key: Key, url: str, events: Sequence[str], now: datetime) -> tuple[Webhook, str]:
    """Have public events told to an address from now on; the webhook and its secret.

    Raises: ValidationError by field; Conflict when the key has as many as it may, or was revoked meanwhile.
    """
    locked = Key.objects.for_update().get(pk=key.pk)
    if locked.revoked_at is not None:
        raise Conflict(_("This key was revoked already."))
    if locked.webhooks.filter(ended_at=None).count() >= MOST:
        raise Conflict(_("A key has at most %(most)d webhooks. End one first.") % {"most": MOST})
    faults: dict[str, StrOrPromise] = {}
    try:
        guard.check_address(url)
    except guard.Barred as barred:
        faults["url"] = barred.words
    if not events or any(one not in EVENTS for one in events):
        faults["events"] = _("Choose events among: %(events)s.") % {"events": ", ".join(EVENTS)}
    if faults:
        raise ValidationError(dict(faults))
    secret = signing.fresh()
    head = Head.objects.first()
    webhook = Webhook.objects.create(
        key=locked,
        url=url,
        events=" ".join(dict.fromkeys(events)),
        secret=seal(secret),
        seen=head.seq if head else 0,
        made_at=now,
    )
    _record(key, webhook, "webhook.made", {"url": url, "events": webhook.events}, now)
    return webhook, secret


@transaction.atomic
def renew_secret(*, key: Key, webhook_id: int, now: datetime) -> tuple[Webhook, str]:
    """Give a webhook another secret; the former signs beside it for a day. Raises: Webhook.DoesNotExist."""
    webhook = key.webhooks.select_for_update().get(pk=webhook_id, ended_at=None)
    secret = signing.fresh()
    webhook.former, webhook.former_until, webhook.secret = webhook.secret, now + BOTH, seal(secret)
    webhook.save(update_fields=["former", "former_until", "secret"])
    _record(key, webhook, "webhook.secret_renewed", {}, now)
    return webhook, secret


@transaction.atomic
def end_webhook(*, key: Key, webhook_id: int, now: datetime) -> Webhook:
    """Tell this address nothing any more. Raises: Webhook.DoesNotExist."""
    webhook = key.webhooks.select_for_update().get(pk=webhook_id, ended_at=None)
    stop(key.webhooks.filter(pk=webhook_id), now)
    _record(key, webhook, "webhook.ended", {}, now)
    return webhook


@transaction.atomic
def end_with_its_key(*, webhook_id: int, now: datetime) -> bool:
    """End a webhook whose key ended, in the name of the system; whether it ended now.

    Whoever issued the key is told, once for all its webhooks.
    """
    found = Webhook.objects.select_for_update(of=("self",)).select_related("key")
    webhook = found.filter(pk=webhook_id, ended_at=None).first()
    if webhook is None or webhook.key.holds_on(local_day(now)):
        return False
    stop(Webhook.objects.filter(pk=webhook_id), now)
    record(
        actor=SYSTEM,
        verb="webhook.ended",
        obj=webhook,
        before={},
        after={"key": webhook.key_id},
        reason=_("Its key lets in no more."),
        now=now,
    )
    tell_issuer(webhook.key, "webhook_ended", {"day": webhook.key.until.isoformat()}, now)
    return True


def stop(webhooks: QuerySet[Webhook], now: datetime) -> int:
    """Tell these nothing more, nor what waits; how many ended.

    Inside the transaction of an act, which records it.
    """
    # Locked first: what another process makes of new entries is there when the waiting ones end.
    ended = list(webhooks.select_for_update(of=("self",)).values_list("pk", flat=True))
    Webhook.objects.filter(pk__in=ended).update(ended_at=now)
    waiting = Delivery.objects.filter(webhook__in=ended, state=State.WAITING)
    waiting.update(state=State.FAILED, detail="ended", next_at=None, ended_at=now)
    return len(ended)


def tell_issuer(key: Key, template: str, facts: dict[str, object], now: datetime) -> None:
    """Whoever issued a key learns that its webhooks ended, once for all of them."""
    if key.issued_by_id is not None:
        tell(
            [key.issued_by_id],
            template=template,
            reference=f"key:{key.pk}:ended",
            facts={"system": key.name, **facts},
            link=reverse("api:key", args=[key.pk]),
            now=now,
        )


def _record(key: Key, webhook: Webhook, verb: str, after: dict[str, object], now: datetime) -> None:
    told = after | {"key": webhook.key_id}
    record(actor=actor_of(key), verb=verb, obj=webhook, before={}, after=told, now=now)
