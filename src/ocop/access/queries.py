"""Named reads of what proves who one is."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from ocop.access import rules
from ocop.access.models import Factor, FactorKind, Identity, RecoveryCode, Session
from ocop.people.models import Appointment, User
from ocop.people.queries import current_appointments
from ocop.platform.actors import Actor
from ocop.platform.clock import local_day


def factors_of(user: User) -> list[Factor]:
    """A person's second factors, oldest first; for the sign-in itself, before there is an actor."""
    return list(Factor.objects.filter(user=user).order_by("added_at", "pk"))


def passkeys_of(user: User) -> list[Factor]:
    """A person's passkeys."""
    return [factor for factor in factors_of(user) if factor.kind == FactorKind.PASSKEY]


def own_factors(actor: Actor) -> QuerySet[Factor]:
    """One's own second factors, oldest first."""
    return Factor.objects.visible_to(actor).order_by("added_at", "pk")


def recovery_codes_left(user: User) -> int:
    """How many recovery codes can still be used."""
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def needs_factor(user: User, now: datetime) -> bool:
    """Whether an office that this person holds today is only acted in after a second factor."""
    return any(rules.asks_for_factor(office) for office in current_appointments(user.pk, local_day(now)))


def all_wait(user: User, now: datetime) -> bool:
    """Whether this person holds offices, and none that could be acted in without a second factor."""
    offices = current_appointments(user.pk, local_day(now))
    return bool(offices) and all(rules.asks_for_factor(office) for office in offices)


def own_sessions(actor: Actor, now: datetime) -> QuerySet[Session]:
    """One's own open sessions, latest first."""
    return Session.objects.visible_to(actor).filter(expire_date__gt=now).order_by("-begun_at", "session_key")


def own_identity(actor: Actor, issuer: str) -> Identity | None:
    """One's account at the national identity provider."""
    return Identity.objects.visible_to(actor).filter(issuer=issuer).first()


def reachable(actor: Actor) -> QuerySet[User]:
    """The people whose account or office this actor may know of."""
    offices = Appointment.objects.visible_to(actor).values("user_id")
    own = User.objects.visible_to(actor).values("pk")
    return User.objects.filter(Q(pk__in=own) | Q(pk__in=offices))
