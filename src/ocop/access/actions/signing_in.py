"""Coming in: a password is checked, and the arrival of those in public office is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth import authenticate
from django.db import transaction

from ocop.access import throttling
from ocop.journal.actions import record
from ocop.people.models import User
from ocop.people.queries import actor_in, actor_without_office, current_appointments
from ocop.platform.clock import local_day

if TYPE_CHECKING:
    from django.http import HttpRequest

    from ocop.people.models import Appointment

DOOR = "sign_in"


@dataclass(frozen=True, slots=True)
class SignIn:
    """What came of trying to sign in: a user, or the moment until which trying again is useless."""

    user: User | None = None
    locked_until: datetime | None = None


def check_password(
    *, request: HttpRequest | None, login: str, password: str, address: str = "", now: datetime
) -> SignIn:
    """Check a login and password, counting wrong ones per login, real or not, and per network address.

    The slow check itself holds no lock.
    """
    locked_until = throttling.count(door=DOOR, login=login, address=address, now=now)
    if locked_until is not None:
        return SignIn(locked_until=locked_until)
    user = authenticate(request, username=login, password=password)
    if not isinstance(user, User):
        return SignIn()
    throttling.forgive(door=DOOR, login=login, address=address)
    return SignIn(user=user)


@transaction.atomic
def arrive(*, user: User, means: str, strong: bool, now: datetime) -> list[Appointment]:
    """A person has proved who they are; for public office this leaves an entry. Returns the offices held."""
    offices = current_appointments(user.pk, local_day(now))
    if any(office.kind.official for office in offices):
        record(
            actor=actor_in(offices[0]) if offices else actor_without_office(user),
            verb="user.signed_in",
            obj=user,
            before={},
            after={"means": means, "strong": strong},
            now=now,
        )
    return offices
