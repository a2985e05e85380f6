"""What the worker does for this room at each turn: links that were asked for go out, old sessions go."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from ocop.access.actions import passwords
from ocop.access.models import LinkRequest, Session
from ocop.notices.carriers import direct_carrier
from ocop.notices.channels import NotCarried, Parcel, Postponed
from ocop.people.models import User
from ocop.platform.addresses import absolute

AGAIN: Final = timedelta(minutes=1)
GIVEN_UP: Final = timedelta(minutes=30)
"""Who waited this long for a link has asked somebody, or asks again."""
PURGED_AT_ONCE: Final = 500


def turn(now: datetime) -> None:
    """One turn of the worker."""
    send_links(now)
    purge_sessions(now)


def send_links(now: datetime) -> int:
    """Send the links that were asked for; how many went out."""
    LinkRequest.objects.filter(asked_at__lt=now - GIVEN_UP).update(next_at=None)
    due = LinkRequest.objects.filter(next_at__lte=now, user__is_active=True).select_related("user")
    return sum(_send(request, now) for request in due.order_by("next_at", "pk"))


def purge_sessions(now: datetime) -> int:
    """Delete sessions that ran out, some at a time; how many."""
    old = list(Session.objects.filter(expire_date__lt=now).values_list("pk", flat=True)[:PURGED_AT_ONCE])
    if old:
        Session.objects.filter(pk__in=old).delete()
    return len(old)


def _send(request: LinkRequest, now: datetime) -> bool:
    found = direct_carrier(request.user.login)
    answered = passwords.answer_request(request=request, now=now) if found else None
    if found is None or answered is None:
        return False
    carrier, to = found
    token, made = answered
    try:
        carrier.carry(_parcel(request.user, to, token))
    except Postponed:
        passwords.try_again(request=request, made=made, next_at=now + AGAIN)
        return False
    except (NotCarried, OSError):
        return False
    return True


def _parcel(user: User, to: str, token: str) -> Parcel:
    with translation.override(user.language):
        return Parcel(
            key=uuid.uuid4().hex,
            to=to,
            subject=_("OCOP: choose a new password"),
            body=_("OCOP: Open the link to choose a new password. If you did not ask for it, do nothing."),
            link=absolute(reverse("access:invitation", args=[token])),
            language=user.language,
        )
