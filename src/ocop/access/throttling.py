"""Attempts at a door are counted before they are looked at, so that many at once can't outrun the limit."""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from ocop.access.models import Tries
from ocop.journal.actions import record
from ocop.people.logins import normal_login
from ocop.platform.actors import PUBLIC

PAUSE_OVER: Final = timedelta(days=1)
KEY_LENGTH: Final = 40


class Limits(NamedTuple):
    """How many attempts of one login, and of one address, come before a pause."""

    login: int
    address: int


def login_key(door: str, login: str) -> str:
    """Names one login at one door, whether or not the account exists, without telling which it is."""
    try:
        known = normal_login(login)
    except ValidationError:
        known = login.strip().lower()
    return _digest(door, "login", known)


def address_key(door: str, address: str) -> str:
    """Names one network address at one door; of a long address the part that names the household."""
    try:
        place = ipaddress.ip_address(address)
    except ValueError:
        return _digest(door, "address", address)
    if place.version == 4:
        return _digest(door, "address", str(place))
    return _digest(door, "address", str(ipaddress.ip_network((int(place), 64), strict=False)))


@transaction.atomic
def count(
    *, door: str, login: str = "", address: str = "", now: datetime, limits: Limits | None = None
) -> datetime | None:
    """Count one attempt; the end of the pause when there were too many already.

    Without `limits` those of signing in hold. A door where nobody signs in counts what stands for a login.

    The first attempt beyond a limit leaves one entry in the journal. A pause ends by itself: it slows
    guessing without shutting a person out.
    """
    most = limits or Limits(settings.OCOP_SIGN_IN_FAILURES, settings.OCOP_ADDRESS_FAILURES)
    keys = []
    if login:
        keys.append((login_key(door, login), most.login))
    if address:
        keys.append((address_key(door, address), most.address))
    pauses = [_count(door, key, limit, now) for key, limit in keys]
    return max(filter(None, pauses), default=None)


@transaction.atomic
def forgive(*, door: str, login: str = "", address: str = "") -> None:
    """Take back a right attempt: the login begins anew, the address keeps its wrong ones."""
    if login:
        Tries.objects.filter(pk=login_key(door, login)).delete()
    if address:
        tried = Tries.objects.for_update().filter(pk=address_key(door, address)).first()
        if tried is not None and tried.count:
            tried.count -= 1
            tried.save(update_fields=["count"])


def _count(door: str, key: str, limit: int, now: datetime) -> datetime | None:
    pause = timedelta(minutes=settings.OCOP_SIGN_IN_LOCK_MINUTES)
    tried, fresh = Tries.objects.select_for_update().get_or_create(pk=key, defaults={"last_at": now})
    if fresh:
        Tries.objects.filter(last_at__lt=now - PAUSE_OVER).delete()
    if now - tried.last_at >= pause:
        tried.count = 0
    if tried.count < limit:
        tried.count += 1
        tried.last_at = now
        tried.save(update_fields=["count", "last_at"])
        return None
    if tried.count == limit:
        tried.count += 1
        tried.save(update_fields=["count"])
        record(
            actor=PUBLIC,
            verb="access.locked",
            obj=tried,
            before={},
            after={"door": door, "until": tried.last_at + pause},
            reason=_("Too many attempts in a row."),
            now=now,
        )
    return tried.last_at + pause


def _digest(door: str, kind: str, value: str) -> str:
    return salted_hmac(f"ocop.access.{door}.{kind}", value, algorithm="sha256").hexdigest()[:KEY_LENGTH]
