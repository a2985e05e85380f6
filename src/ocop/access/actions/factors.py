"""Second factors are added, removed, and reset for who lost them."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.access import passkeys, rules, telling, totp
from ocop.access.actions.proving import recovery_digest
from ocop.access.models import Factor, FactorKind, Identity, RecoveryCode, Session
from ocop.access.queries import needs_factor, reachable
from ocop.journal.actions import record
from ocop.people.models import User
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, require

RECOVERY_CODES: Final = 10
# No letter or digit that is read as another.
LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"
RECOVERY_LENGTH: Final = 12


@transaction.atomic
def add_totp(*, actor: Actor, name: str, sealed: str, code: str, keep: str = "", now: datetime) -> Factor:
    """Add an app that shows codes, once it has shown a right one.

    The first second factor ends one's other sessions, which began without one; `keep` is the number of the
    session that stays.
    Raises: Denied when there already is a factor and the person did not just confirm who they are;
    ValidationError for a wrong code or a form that waited too long.
    """
    user = _own(actor)
    key = totp.offered(sealed, user.pk)
    if key is None:
        raise ValidationError(_("This page waited too long. Open it again and scan the new picture."))
    step = totp.step_of(key, "".join(code.split()), after=0, now=now)
    if step is None:
        raise ValidationError(
            {"code": _("This code is not right. Check the clock of your phone and write the newest code.")}
        )
    factor = Factor.objects.create(
        user=user,
        kind=FactorKind.TOTP,
        name=name,
        added_at=now,
        secret=totp.seal(key),
        last_step=step,
    )
    return _added(actor, factor, keep, now)


@transaction.atomic
def add_passkey(*, actor: Actor, name: str, answer: str, proof: str, keep: str = "", now: datetime) -> Factor:
    """Add a passkey that the browser has just made; the first one ends other sessions as an app does.

    Raises: Denied as for an app; ValidationError when the browser's answer is not right; Conflict when the
    passkey is there already.
    """
    user = _own(actor)
    made = passkeys.read_new(answer, proof, user)
    if made is None:
        raise ValidationError(_("The passkey could not be checked. Open the page again and repeat the step."))
    if Factor.objects.filter(credential_id=made.credential_id).exists():
        raise Conflict(_("This passkey has been added already."))
    factor = Factor.objects.create(
        user=user,
        kind=FactorKind.PASSKEY,
        name=name,
        added_at=now,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
    )
    return _added(actor, factor, keep, now)


@transaction.atomic
def remove_factor(*, actor: Actor, factor_id: int, now: datetime) -> None:
    """Take away one's own second factor; not the last one while an office asks for it.

    Raises: Denied without a fresh confirmation, Conflict, Factor.DoesNotExist.
    """
    factor: Factor = Factor.objects.visible_to(actor).for_update().get(pk=factor_id)
    require(rules.has_confirmed(actor))
    others = Factor.objects.filter(user_id=actor.user_id or 0).exclude(pk=factor.pk)
    if not others.exists():
        if needs_factor(factor.user, now):
            raise Conflict(
                _("Your role asks for a second factor and this is your last one. Add another one first.")
            )
        RecoveryCode.objects.filter(user_id=actor.user_id or 0).delete()
    before = {"kind": factor.kind, "name": factor.name}
    record(actor=actor, verb="factor.removed", obj=factor.user, before=before, after={}, now=now)
    factor.delete()
    telling.factor_removed(factor.user, now)


@transaction.atomic
def make_recovery_codes(*, actor: Actor, now: datetime) -> list[str]:
    """New recovery codes, shown this once; the former ones are void.

    Raises: Denied without a fresh confirmation when there are codes already; Conflict without a factor.
    """
    user = User.objects.visible_to(actor).for_update().get(pk=actor.user_id or 0)
    if not Factor.objects.filter(user=user).exists():
        raise Conflict(_("Recovery codes stand in for a second factor. Add one first."))
    former = RecoveryCode.objects.filter(user=user)
    if former.exists():
        require(rules.has_confirmed(actor))
        former.delete()
    codes = [
        "".join(secrets.choice(LETTERS) for _n in range(RECOVERY_LENGTH)) for _m in range(RECOVERY_CODES)
    ]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=recovery_digest(user.pk, code)) for code in codes
    )
    record(actor=actor, verb="recovery.made", obj=user, before={}, after={"count": len(codes)}, now=now)
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


@transaction.atomic
def reset_factors(*, actor: Actor, user_id: int, reason: str, now: datetime) -> User:
    """Take all second factors from a person who lost them, and end their sessions.

    Only an administrator in reach, after confirming again who they are. Raises: Denied,
    ValidationError without a reason, Conflict when there is none, User.DoesNotExist.
    """
    user = reachable(actor).select_for_update().get(pk=user_id)
    require(rules.can_remove_factors(actor, user, now))
    if not reason.strip():
        raise ValidationError({"reason": _("Write why: it stands in the journal.")})
    factors = Factor.objects.filter(user=user)
    before = {"factors": [[one.kind, one.name] for one in factors.order_by("pk")]}
    if not before["factors"]:
        raise Conflict(_("This person has no second factor."))
    factors.delete()
    RecoveryCode.objects.filter(user=user).delete()
    Identity.objects.filter(user=user).delete()
    Session.objects.filter(user=user).delete()
    record(actor=actor, verb="factor.reset", obj=user, before=before, after={}, reason=reason, now=now)
    telling.factors_reset(user, now)
    return user


def _own(actor: Actor) -> User:
    """The actor's own account, locked; a further factor needs a fresh confirmation."""
    user: User = User.objects.visible_to(actor).for_update().get(pk=actor.user_id or 0)
    if Factor.objects.filter(user=user).exists():
        require(rules.has_confirmed(actor))
    return user


def _added(actor: Actor, factor: Factor, keep: str, now: datetime) -> Factor:
    if not Factor.objects.filter(user_id=factor.user_id).exclude(pk=factor.pk).exists():
        # Whoever knows the password may sit in one of them, and could make recovery codes there.
        Session.objects.filter(user_id=factor.user_id).exclude(number=keep).delete()
    after = {"kind": factor.kind, "name": factor.name}
    record(actor=actor, verb="factor.added", obj=factor.user, before={}, after=after, now=now)
    return factor
