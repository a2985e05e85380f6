"""Every change to people and their offices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.people import rules
from ocop.people.logins import normal_login
from ocop.people.models import Appointment, SignInFailures, User
from ocop.people.queries import actor_in, actor_without_office, current_appointments
from ocop.people.roles import ROLES
from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require

if TYPE_CHECKING:
    from django.http import HttpRequest


@transaction.atomic
def create_user(
    *, actor: Actor, login: str, full_name: str, password: str | None, language: str = "vi", now: datetime
) -> User:
    """Open an account; without a password it can't sign in until it gets one.

    Raises: Denied; ValidationError for a bad login, name or password; Conflict when the login is taken.
    """
    require(rules.can_create_user(actor))
    name = " ".join(full_name.split())
    if not name:
        raise ValidationError(_("Write the full name."), code="full_name")
    user = User(login=normal_login(login), full_name=name, language=language)
    if password is not None:
        validate_password(password, user)
    if User.objects.filter(login=user.login).exists():
        raise Conflict(_("There already is an account with this phone number or e-mail address."))
    user.set_password(password)
    user.save(force_insert=True)
    record(
        actor=actor,
        verb="user.created",
        obj=user,
        before={},
        after={"login": user.login, "full_name": user.full_name, "language": user.language},
        now=now,
    )
    return user


@transaction.atomic
def set_password(*, actor: Actor, user_id: int, password: str, now: datetime) -> User:
    """Change one's own password, or as an administrator anyone's.

    Raises: ValidationError, User.DoesNotExist.
    """
    user: User = User.objects.visible_to(actor).for_update().get(pk=user_id)
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    record(actor=actor, verb="user.password_set", obj=user, before={}, after={}, now=now)
    return user


@transaction.atomic
def choose_language(*, actor: Actor, user_id: int, language: str, now: datetime) -> User:
    """Set the language a person's pages start in. Raises: ValidationError, User.DoesNotExist."""
    user: User = User.objects.visible_to(actor).for_update().get(pk=user_id)
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


@transaction.atomic
def appoint(
    *,
    actor: Actor,
    user_id: int,
    role: str,
    unit_code: str,
    from_on: date,
    to_on: date | None = None,
    document: str = "",
    now: datetime,
) -> Appointment:
    """Give a person a role at a unit from a day on, to a last day if known.

    Raises: Denied; ValidationError when the role isn't held at that level or the days are reversed; Conflict
    when the person already holds that role there on one of those days; User.DoesNotExist, Unit.DoesNotExist.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    unit = Unit.objects.visible_to(actor).get(code=unit_code, valid_to=None)
    kind = ROLES.get(role)
    if kind is None or unit.level not in kind.levels:
        raise ValidationError(_("This role is not held at a unit of this level."), code="level")
    require(rules.can_appoint(actor, kind, unit))
    if to_on is not None and to_on < from_on:
        raise ValidationError(_("The last day lies before the first."), code="days")
    if _holds(user, role, unit, from_on, to_on):
        raise Conflict(_("This person already holds this role at this unit on these days."))
    appointment = Appointment.objects.create(
        user=user, role=role, unit=unit, from_on=from_on, to_on=to_on, document=document
    )
    record(
        actor=actor, verb="appointment.made", obj=appointment, before={}, after=_facts(appointment), now=now
    )
    return appointment


@transaction.atomic
def end_appointment(
    *, actor: Actor, appointment_id: int, expected_version: int, to_on: date, reason: str, now: datetime
) -> Appointment:
    """Set the last day of an appointment; the next request of that person already feels it.

    Raises: Denied, Stale, Conflict when it has ended already, ValidationError, Appointment.DoesNotExist.
    """
    appointment: Appointment = Appointment.objects.visible_to(actor).for_update().get(pk=appointment_id)
    require(rules.can_end(actor, appointment))
    appointment.expect_version(expected_version)
    if appointment.to_on is not None:
        raise Conflict(_("This appointment already has a last day."))
    if to_on < appointment.from_on:
        raise ValidationError(_("The last day lies before the first."), code="days")
    before = _facts(appointment)
    appointment.to_on = to_on
    appointment.version += 1
    appointment.save(update_fields=["to_on", "version"])
    record(
        actor=actor,
        verb="appointment.ended",
        obj=appointment,
        before=before,
        after=_facts(appointment),
        reason=reason,
        now=now,
    )
    return appointment


@dataclass(frozen=True, slots=True)
class SignIn:
    """What came of trying to sign in: a user, or the moment until which trying again is useless."""

    user: User | None = None
    locked_until: datetime | None = None


def sign_in(*, request: HttpRequest | None, login: str, password: str, now: datetime) -> SignIn:
    """Check a login and password, counting wrong ones in a row per login whether or not it exists.

    The attempt is counted before the password is looked at, so that many at once can't outrun the limit; the
    slow check itself holds no lock. The lock ends by itself: it slows guessing without shutting a person out.
    """
    digest = _digest_of(login)
    locked_until = _count_attempt(digest, now)
    if locked_until is not None:
        return SignIn(locked_until=locked_until)
    user = authenticate(request, username=login, password=password)
    if not isinstance(user, User):
        return SignIn()
    with transaction.atomic():
        SignInFailures.objects.filter(pk=digest).delete()
        offices = current_appointments(user.pk, local_day(now))
        if any(office.kind.official for office in offices):
            actor = actor_in(offices[0]) if offices else actor_without_office(user)
            record(actor=actor, verb="user.signed_in", obj=user, before={}, after={}, now=now)
    return SignIn(user=user)


@transaction.atomic
def _count_attempt(digest: str, now: datetime) -> datetime | None:
    """Count one attempt; the end of the lock when there were too many already."""
    limit: int = getattr(settings, "OCOP_SIGN_IN_FAILURES", 5)
    pause = timedelta(minutes=getattr(settings, "OCOP_SIGN_IN_LOCK_MINUTES", 15))
    tried, _fresh = SignInFailures.objects.select_for_update().get_or_create(
        pk=digest, defaults={"last_at": now}
    )
    if now - tried.last_at >= pause:
        tried.failures = 0
    if tried.failures >= limit:
        return tried.last_at + pause
    tried.failures += 1
    tried.last_at = now
    tried.save(update_fields=["failures", "last_at"])
    return None


def _digest_of(login: str) -> str:
    try:
        known = normal_login(login)
    except ValidationError:
        known = login.strip().lower()
    return salted_hmac("ocop.people.sign_in", known, algorithm="sha256").hexdigest()


def _holds(user: User, role: str, unit: Unit, from_on: date, to_on: date | None) -> bool:
    same = Appointment.objects.filter(user=user, role=role, unit=unit).exclude(to_on__lt=from_on)
    return (same if to_on is None else same.filter(from_on__lte=to_on)).exists()


def _facts(appointment: Appointment) -> dict[str, object]:
    return {
        "user": appointment.user_id,
        "role": appointment.role,
        "unit": appointment.unit.path,
        "from_on": appointment.from_on,
        "to_on": appointment.to_on,
        "document": appointment.document,
    }
