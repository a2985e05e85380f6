"""Webhooks are asked for, get another secret, and end: by the system that holds the key."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.access.totp import seal
from ocop.api.models import Key, Webhook
from ocop.api.secrets_of_keys import actor_of
from ocop.api.webhooks import guard, signing
from ocop.api.webhooks.events import EVENTS
from ocop.journal.actions import record
from ocop.journal.models import Head
from ocop.platform.decisions import Conflict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django_stubs_ext import StrOrPromise

MOST: Final = 5
"""Webhooks of one key: our choice."""
BOTH: Final = timedelta(hours=24)
"""For so long the former secret signs beside the new one."""


@transaction.atomic
def subscribe(*, key: Key, url: str, events: Sequence[str], now: datetime) -> tuple[Webhook, str]:
    """Have public events told to an address from now on; the webhook and its secret.

    Raises: ValidationError by field; Conflict when the key has as many as it may.
    """
    locked = Key.objects.for_update().get(pk=key.pk)
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
    webhook.ended_at = now
    webhook.save(update_fields=["ended_at"])
    _record(key, webhook, "webhook.ended", {}, now)
    return webhook


def _record(key: Key, webhook: Webhook, verb: str, after: dict[str, object], now: datetime) -> None:
    told = after | {"key": webhook.key_id}
    record(actor=actor_of(key), verb=verb, obj=webhook, before={}, after=told, now=now)
