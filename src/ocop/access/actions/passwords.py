"""Passwords are chosen by their owners alone: by who knows the present one, or with an invitation."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from ocop.access import rules, telling
from ocop.access.models import Invitation, LinkRequest, Session
from ocop.access.queries import reachable
from ocop.journal.actions import record
from ocop.people.actions import appoint, create_user
from ocop.people.logins import normal_login
from ocop.people.models import Appointment, User
from ocop.people.queries import actor_without_office, current_appointments
from ocop.people.roles import ADMIN
from ocop.platform.actors import SYSTEM, Actor
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require

COUNTRY: Final = "VN"
ASKED_LINK_HOLDS: Final = timedelta(hours=1)
"""A link that somebody asked for by themselves is opened at once, or asked for again."""


@transaction.atomic
def change_password(*, actor: Actor, present: str, password: str, keep: str = "", now: datetime) -> User:
    """Change one's own password; one's other sessions end. `keep` is the number of the session that stays.

    Raises: ValidationError when the present password is wrong or the new one too weak.
    """
    user: User = User.objects.visible_to(actor).for_update().get(pk=actor.user_id or 0)
    if not user.check_password(present):
        raise ValidationError({"present": _("This is not your present password.")})
    _set(user, password)
    Session.objects.filter(user=user).exclude(number=keep).delete()
    record(actor=actor, verb="user.password_set", obj=user, before={}, after={}, now=now)
    telling.password_set(user, now)
    return user


@transaction.atomic
def invite(*, actor: Actor, user_id: int, now: datetime) -> str:
    """Make a link with which a person chooses a password, good once and for some days; earlier ones are void.

    Returns the secret part of the link, which is kept nowhere. Raises: Denied, Conflict for a closed account,
    User.DoesNotExist.
    """
    user = reachable(actor).select_for_update().get(pk=user_id)
    require(rules.can_invite(actor, user, now))
    if not user.is_active:
        raise Conflict(_("This account is closed. Open it again before you send a link."))
    Invitation.objects.filter(user=user).delete()
    token, made = _made(user, timedelta(days=settings.OCOP_INVITATION_DAYS), now)
    record(actor=actor, verb="invitation.sent", obj=user, before={}, after={"until": made.until}, now=now)
    if user.has_usable_password():
        telling.link_made(user, now)
    return token


@transaction.atomic
def ask_for_link(*, login: str, now: datetime) -> None:
    """Note that somebody asked for a link to a new password; the worker sends it.

    Nothing tells whether there is such an account. Who asked not long ago gets no second link.
    """
    user = User.objects.filter(login=login, is_active=True).first()
    if user is None:
        return
    pause = timedelta(minutes=settings.OCOP_SIGN_IN_LOCK_MINUTES)
    asked, _fresh = LinkRequest.objects.select_for_update().get_or_create(
        user=user, defaults={"asked_at": now, "next_at": now}
    )
    if asked.asked_at <= now - pause:
        asked.asked_at, asked.next_at = now, now
        asked.save(update_fields=["asked_at", "next_at"])


@transaction.atomic
def answer_request(*, request: LinkRequest, now: datetime) -> tuple[str, Invitation] | None:
    """Make the link that a person asked for; others stay good, so that nobody can spoil them by asking.

    Returns the secret part, which is kept nowhere, with its row; None when it is settled already.
    """
    found = LinkRequest.objects.for_update().filter(pk=request.pk, next_at__lte=now).first()
    if found is None:
        return None
    found.next_at = None
    found.save(update_fields=["next_at"])
    user = request.user
    token, made = _made(user, ASKED_LINK_HOLDS, now)
    record(actor=SYSTEM, verb="invitation.asked", obj=user, before={}, after={"until": made.until}, now=now)
    return token, made


@transaction.atomic
def try_again(*, request: LinkRequest, made: Invitation, next_at: datetime) -> None:
    """The link did not go out: it is void, and a fresh one is tried later."""
    made.delete()
    LinkRequest.objects.filter(pk=request.pk).update(next_at=next_at)


@transaction.atomic
def invite_administrator(*, name: str, login: str, now: datetime) -> str:
    """For whoever runs the machine: a link for an administrator, whose account is opened when it is absent.

    Raises: ValidationError for a bad name or login; Conflict when the account is another's or closed.
    """
    known = User.objects.filter(login=normal_login(login)).first()
    user = known or create_user(actor=SYSTEM, login=login, full_name=name, password=None, now=now)
    held = current_appointments(user.pk, local_day(now))
    if known is not None and not any(office.role == ADMIN for office in held):
        raise Conflict(_("This account belongs to somebody who is not an administrator."))
    if known is None:
        appoint(actor=SYSTEM, user_id=user.pk, role=ADMIN, unit_code=COUNTRY, from_on=local_day(now), now=now)
    return invite(actor=SYSTEM, user_id=user.pk, now=now)


def invited(*, token: str, now: datetime) -> User | None:
    """Whose invitation this is, if it still holds. A link is too long to be guessed."""
    found = _valid(token, now)
    return found.user if found else None


@transaction.atomic
def accept(*, token: str, password: str, now: datetime) -> User | None:
    """Choose a password with an invitation, which is used up; all sessions of the person end.

    None when the invitation is not there, used, too old, or from before the person's latest office.
    Raises: ValidationError for a weak password.
    """
    found = _valid(token, now, lock=True)
    if found is None:
        return None
    user: User = found.user
    _set(user, password)
    found.used_at = now
    found.save(update_fields=["used_at"])
    Invitation.objects.filter(user=user, used_at=None).delete()
    Session.objects.filter(user=user).delete()
    actor = actor_without_office(user)
    record(actor=actor, verb="user.password_set", obj=user, before={}, after={"by": "invitation"}, now=now)
    telling.password_set(user, now)
    return user


def _made(user: User, holds: timedelta, now: datetime) -> tuple[str, Invitation]:
    token = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        user=user,
        digest=token_digest(token),
        made_at=now,
        until=now + holds,
        last_office=_last_office(user),
    )
    return token, made


def token_digest(token: str) -> str:
    """How the secret part of a link is kept."""
    return salted_hmac("ocop.access.invitation", token, algorithm="sha256").hexdigest()


def _valid(token: str, now: datetime, *, lock: bool = False) -> Invitation | None:
    invitations = Invitation.objects.for_update() if lock else Invitation.objects.all()
    found = (
        invitations.filter(digest=token_digest(token), used_at=None, until__gt=now, user__is_active=True)
        .select_related("user")
        .first()
    )
    return found if found and _last_office(found.user) == found.last_office else None


def _last_office(user: User) -> int:
    """The key of the office given last; whoever made a link for less could not open what came after it."""
    latest: int | None = Appointment.objects.filter(user=user).aggregate(latest=Max("pk"))["latest"]
    return latest or 0


def _set(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    user.set_password(password)
    user.save(update_fields=["password"])
