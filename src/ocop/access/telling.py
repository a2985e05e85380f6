"""People are told when what proves who they are was changed: whoever did not do it finds out."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from ocop.notices.actions import notify
from ocop.notices.queries import Recipient
from ocop.platform.clock import local_day

if TYPE_CHECKING:
    from ocop.people.models import User


def password_set(user: User, now: datetime) -> None:
    """The password was set or changed."""
    _tell("password_set", user, now)


def link_made(user: User, now: datetime) -> None:
    """Somebody made a link to a new password for who has one."""
    _tell("link_made", user, now)


def factor_removed(user: User, now: datetime) -> None:
    """One's own second factor was removed."""
    _tell("factor_removed", user, now)


def factors_reset(user: User, now: datetime) -> None:
    """An administrator removed the second factors."""
    _tell("factors_reset", user, now)


def _tell(template: str, user: User, now: datetime) -> None:
    notify(
        [Recipient(user.pk)],
        template=template,
        reference=f"access:{user.pk}:{now.isoformat()}",
        facts={"on": local_day(now)},
        link=reverse("access:mine"),
        now=now,
    )
