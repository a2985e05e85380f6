"""A second proof of who one is (code, recovery code, passkey), and the proof again before heavy acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.contrib.auth import authenticate
from django.db import transaction
from django.utils.crypto import salted_hmac

from ocop.access import passkeys, throttling, totp
from ocop.access.models import Factor, FactorKind, RecoveryCode, Spent
from ocop.journal.actions import record
from ocop.people.models import User
from ocop.platform.actors import Actor

DOOR = "factor"
CONFIRM_DOOR = "confirm"
"""Where the password of who is signed in is asked again; all guesses at it count together."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of a second proof: what proved it, or nothing; and until when trying again is useless."""

    means: str = ""
    locked_until: datetime | None = None


def check_code(*, user: User, actor: Actor, code: str, address: str, now: datetime) -> Proof:
    """Take a code of an app or a recovery code of this person, each once; wrong ones are counted."""
    locked_until = throttling.count(door=DOOR, login=user.login, address=address, now=now)
    if locked_until is not None:
        return Proof(locked_until=locked_until)
    typed = "".join(code.split()).replace("-", "").lower()
    if _take_totp(user, typed, now):
        means = FactorKind.TOTP.value
    elif _take_recovery_code(user, actor, typed, now):
        means = "recovery"
    else:
        return Proof()
    throttling.forgive(door=DOOR, login=user.login, address=address)
    return Proof(means=means)


@transaction.atomic
def check_passkey(*, answer: str, proof: str, purpose: str, user: User | None, now: datetime) -> User | None:
    """The person whose passkey signed this page's question, once; None when nothing is proved.

    `user` narrows it to one person's passkeys; without, any passkey tells whose it is. Closed accounts stay
    closed.
    """
    known = Factor.objects.for_update().filter(
        kind=FactorKind.PASSKEY, credential_id=passkeys.credential_of(answer), user__is_active=True
    )
    passkey = (known if user is None else known.filter(user=user)).select_related("user").first()
    if passkey is None:
        return None
    count = passkeys.new_count(answer, proof, purpose, passkey)
    if count is None or not _spend(proof, now):
        return None
    passkey.sign_count = count
    passkey.save(update_fields=["sign_count"])
    owner: User = passkey.user
    return owner


def confirm(*, user: User, actor: Actor, password: str, code: str, address: str, now: datetime) -> Proof:
    """Prove again who one is: the password, and a code where the person has a second factor."""
    locked_until = throttling.count(door=CONFIRM_DOOR, login=user.login, address=address, now=now)
    if locked_until is not None:
        return Proof(locked_until=locked_until)
    if authenticate(None, username=user.login, password=password) != user:
        return Proof()
    throttling.forgive(door=CONFIRM_DOOR, login=user.login, address=address)
    if not Factor.objects.filter(user=user).exists():
        return Proof(means="password")
    return check_code(user=user, actor=actor, code=code, address=address, now=now)


@transaction.atomic
def confirmed(*, user: User, actor: Actor, means: str, now: datetime) -> datetime:
    """Record that a person proved again who they are; returns until when that holds."""
    until = now + timedelta(minutes=settings.OCOP_CONFIRMED_MINUTES)
    record(
        actor=actor,
        verb="access.confirmed",
        obj=user,
        before={},
        after={"means": means, "until": until},
        now=now,
    )
    return until


def recovery_digest(user_id: int, code: str) -> str:
    """How a recovery code is kept. Codes are random and long, so that a keyed digest needs no slow hash."""
    return salted_hmac("ocop.access.recovery", f"{user_id}.{code}", algorithm="sha256").hexdigest()


@transaction.atomic
def _take_totp(user: User, code: str, now: datetime) -> bool:
    """Whether this is the present code of one of the person's apps; its step is not taken twice."""
    for factor in Factor.objects.for_update().filter(user=user, kind=FactorKind.TOTP).order_by("pk"):
        key = totp.unseal(factor.secret)
        step = totp.step_of(key, code, after=factor.last_step, now=now) if key else None
        if step is not None:
            factor.last_step = step
            factor.save(update_fields=["last_step"])
            return True
    return False


@transaction.atomic
def _take_recovery_code(user: User, actor: Actor, code: str, now: datetime) -> bool:
    digest = recovery_digest(user.pk, code)
    found = RecoveryCode.objects.for_update().filter(user=user, digest=digest, used_at=None).first()
    if found is None:
        return False
    found.used_at = now
    found.save(update_fields=["used_at"])
    left = RecoveryCode.objects.filter(user=user, used_at=None).count()
    record(actor=actor, verb="recovery.used", obj=user, before={}, after={"left": left}, now=now)
    return True


def _spend(proof: str, now: datetime) -> bool:
    """Whether this proof is taken for the first time."""
    Spent.objects.filter(until__lt=now).delete()
    digest = sha256(proof.encode()).hexdigest()
    _row, fresh = Spent.objects.get_or_create(
        digest=digest, defaults={"until": now + 2 * passkeys.TIME_TO_ANSWER}
    )
    return fresh
