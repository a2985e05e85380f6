"""Opening, closing and reopening accounts. A password is nobody's business but its owner's."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.people import rules
from ocop.people.actions import telling
from ocop.people.actions.offices import facts_of, give
from ocop.people.logins import normal_login
from ocop.people.models import User
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require

if TYPE_CHECKING:
    from ocop.people.actions.offices import Office
    from ocop.platform.actors import Actor


@transaction.atomic
def create_user(
    *, actor: Actor, login: str, full_name: str, password: str | None, language: str = "vi", now: datetime
) -> User:
    """Open an account; without a password it can't sign in until its owner chooses one.

    Only the program itself may give a password along, for a demonstration. Raises: Denied; ValidationError
    for a bad login, name or password; Conflict when the login is taken.
    """
    require(rules.can_create_user(actor))
    if password is not None:
        require(rules.can_choose_password_for(actor))
    user = _stored(login, full_name, password, language)
    record(actor=actor, verb="user.created", obj=user, before={}, after=_facts(user), now=now)
    return user


@transaction.atomic
def open_account(
    *, actor: Actor, login: str, full_name: str, office: Office, language: str = "vi", now: datetime
) -> User:
    """Open an account with its first office: one act, one entry. It has no password yet.

    Raises: Denied; ValidationError by field; Conflict when the login is taken.
    """
    require(rules.can_create_user(actor))
    user = _stored(login, full_name, None, language)
    appointment = give(actor, user, office)
    after = _facts(user) | facts_of(appointment)
    record(actor=actor, verb="user.created", obj=user, before={}, after=after, now=now)
    telling.given(appointment, now)
    return user


@transaction.atomic
def close_account(*, actor: Actor, user_id: int, reason: str, now: datetime) -> User:
    """Let a person sign in no more; offices stay as they are, and end separately.

    Raises: Denied, ValidationError without a reason, Conflict when it is closed, User.DoesNotExist.
    """
    user: User = User.objects.visible_to(actor).for_update().get(pk=user_id)
    require(rules.can_close(actor, user, local_day(now)))
    return _set_active(actor, user, active=False, reason=reason, now=now)


@transaction.atomic
def reopen_account(*, actor: Actor, user_id: int, reason: str, now: datetime) -> User:
    """Let a person sign in again.

    Raises: Denied, ValidationError without a reason, Conflict when it is open, User.DoesNotExist.
    """
    user: User = User.objects.visible_to(actor).for_update().get(pk=user_id)
    require(rules.can_reopen(actor, user, local_day(now)))
    return _set_active(actor, user, active=True, reason=reason, now=now)


@transaction.atomic
def choose_language(*, actor: Actor, user_id: int, language: str, now: datetime) -> User:
    """Set the language one's own pages start in. Raises: Denied, ValidationError, User.DoesNotExist."""
    user: User = User.objects.visible_to(actor).for_update().get(pk=user_id)
    require(rules.is_oneself(actor, user))
    if language not in dict(settings.LANGUAGES):
        raise ValidationError(_("Choose one of the languages offered."), code="language")
    before, user.language = user.language, language
    user.save(update_fields=["language"])
    record(
        actor=actor,
        verb="user.language_chosen",
        obj=user,
        before={"language": before},
        after={"language": language},
        now=now,
    )
    return user


def _stored(login: str, full_name: str, password: str | None, language: str) -> User:
    name = " ".join(full_name.split())
    if not name:
        raise ValidationError({"full_name": _("Write the full name.")})
    try:
        user = User(login=normal_login(login), full_name=name, language=language)
    except ValidationError as error:
        raise ValidationError({"login": error.messages}) from error
    if password is not None:
        validate_password(password, user)
    if User.objects.filter(login=user.login).exists():
        raise Conflict(_("There already is an account with this phone number or e-mail address."))
    user.set_password(password)
    user.save(force_insert=True)
    return user


def _set_active(actor: Actor, user: User, *, active: bool, reason: str, now: datetime) -> User:
    if not reason.strip():
        raise ValidationError({"reason": _("Write why.")})
    if user.is_active == active:
        raise Conflict(_("This account is open already.") if active else _("This account is closed already."))
    user.is_active = active
    user.save(update_fields=["is_active"])
    record(
        actor=actor,
        verb="user.reopened" if active else "user.closed",
        obj=user,
        before={"is_active": not active},
        after={"is_active": active},
        reason=reason.strip(),
        now=now,
    )
    return user


def _facts(user: User) -> dict[str, object]:
    return {"login": user.login, "full_name": user.full_name, "language": user.language}
