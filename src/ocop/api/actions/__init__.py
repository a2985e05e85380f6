"""Every change to keys of systems and to webhooks."""

from ocop.api.actions.keys import KeyFacts, issue_key, revoke_key
from ocop.api.actions.webhooks import end_webhook, end_with_its_key, renew_secret, subscribe

__all__ = [
    "KeyFacts",
    "end_webhook",
    "end_with_its_key",
    "issue_key",
    "renew_secret",
    "revoke_key",
    "subscribe",
]
