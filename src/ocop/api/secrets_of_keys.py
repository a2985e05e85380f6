"""How a key looks, and how it is known again: ``ocop_PREFIX_SECRET``, of which only a digest is stored."""

from __future__ import annotations

import re
import secrets
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import OperationalError
from django.utils.crypto import constant_time_compare

from ocop.api import rules, scopes
from ocop.api.models import Key
from ocop.people.queries import actor_in
from ocop.platform.actors import PUBLIC
from ocop.platform.clock import local_day
from ocop.platform.db import without_waiting

if TYPE_CHECKING:
    from ocop.platform.actors import Actor

SHAPE: Final = re.compile(r"ocop_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")


class Secret(NamedTuple):
    """A fresh key: the whole of it, shown once, and what is stored of it."""

    text: str
    prefix: str
    digest: str


def fresh() -> Secret:
    """A key of 256 random bits: nothing to guess, so that a plain digest is enough."""
    prefix = secrets.token_hex(6)
    text = f"ocop_{prefix}_{secrets.token_urlsafe(32)}"
    return Secret(text, prefix, _digest(text))


def known(text: str, now: datetime) -> Key | None:
    """The key that this is, if it lets in: not revoked, not run out, its office still held. One query."""
    shaped = SHAPE.fullmatch(text)
    if shaped is None:
        return None
    found = Key.objects.select_related("appointment__user", "appointment__unit__parent__parent")
    key: Key | None = found.filter(prefix=shaped[1]).first()
    if key is None or not constant_time_compare(key.digest, _digest(text)):
        return None
    return key if lets_in(key, local_day(now)) else None


def lets_in(key: Key, today: date) -> bool:
    """Whether a key lets in on a day, and so whether its webhooks are told anything."""
    office = key.appointment
    holds = office is None or (
        office.user.is_active and office.is_current(today) and bool(rules.is_a_system(office))
    )
    return holds and key.holds_on(today)


def actor_of(key: Key | None) -> Actor:
    """Who acts: the office of the key with the rights its scopes leave; the public without one.

    A key without an office is the public under the system's name, for the journal.
    """
    if key is None:
        return PUBLIC
    if key.appointment is None:
        return replace(PUBLIC, name=key.name)
    actor = actor_in(key.appointment)
    return replace(actor, rights=actor.rights & scopes.rights_of(key.scopes))


def note_use(key: Key, now: datetime) -> None:
    """Remember the day on which it came: one write a day, left to the next request where others write."""
    today = local_day(now)
    if key.used_on != today:
        with suppress(OperationalError), without_waiting():
            Key.objects.filter(pk=key.pk).update(used_on=today)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
