"""National accounts: recognised, linked to an account of ours, unlinked."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.access import rules
from ocop.access.models import Factor, Identity
from ocop.journal.actions import record
from ocop.people.actions import create_user
from ocop.people.logins import normal_login
from ocop.people.models import User
from ocop.people.queries import actor_without_office
from ocop.platform.actors import SYSTEM, Actor
from ocop.platform.decisions import ALLOWED, Conflict, Decision, require

if TYPE_CHECKING:
    from ocop.access.oidc import Claims


@transaction.atomic
def recognise(*, claims: Claims, now: datetime) -> User | None:
    """The account of who came back from the provider: linked before, or proved by a verified phone or e-mail.

    An account is opened only where the setting allows it, and never an office. None when there is none, or it
    is closed.
    """
    known = Identity.objects.filter(issuer=settings.OCOP_OIDC_ISSUER, subject=claims.subject)
    linked = known.select_related("user").first()
    if linked is not None:
        return linked.user if linked.user.is_active else None
    logins = [login for login in map(_login, (claims.phone, claims.email)) if login]
    user = User.objects.select_for_update().filter(login__in=logins, is_active=True).order_by("pk").first()
    if user is not None:
        if Identity.objects.filter(issuer=settings.OCOP_OIDC_ISSUER, user=user).exists():
            return None
        _link(user, claims, actor_without_office(user), now)
        return user
    if not settings.OCOP_OIDC_OPENS_ACCOUNTS or not logins or not claims.name.strip():
        return None
    if User.objects.filter(login__in=logins).exists():
        return None
    opened = create_user(actor=SYSTEM, login=logins[0], full_name=claims.name, password=None, now=now)
    Identity.objects.create(
        user=opened, issuer=settings.OCOP_OIDC_ISSUER, subject=claims.subject, linked_at=now
    )
    return opened


@transaction.atomic
def link(*, actor: Actor, claims: Claims, now: datetime) -> None:
    """Link the national account of who came back to the account that is signed in.

    Raises: Denied for who has a second factor and did not just confirm; Conflict when one is linked already.
    """
    user: User = User.objects.visible_to(actor).for_update().get(pk=actor.user_id or 0)
    require(can_link(actor))
    issuer = settings.OCOP_OIDC_ISSUER
    if Identity.objects.filter(issuer=issuer, subject=claims.subject).exists():
        raise Conflict(_("This national account is linked already."))
    if Identity.objects.filter(issuer=issuer, user=user).exists():
        raise Conflict(_("Your account is linked to another national account. Unlink that one first."))
    _link(user, claims, actor, now)


def can_link(actor: Actor) -> Decision:
    """A further way in is added as a second factor is: who has one confirms first who they are."""
    if Factor.objects.filter(user_id=actor.user_id or 0).exists():
        return rules.has_confirmed(actor)
    return ALLOWED


@transaction.atomic
def unlink(*, actor: Actor, now: datetime) -> None:
    """Unlink one's own national account. Raises: Conflict when there is none."""
    own = Identity.objects.visible_to(actor).for_update().filter(issuer=settings.OCOP_OIDC_ISSUER)
    found = own.select_related("user").first()
    if found is None:
        raise Conflict(_("No national account is linked."))
    record(
        actor=actor,
        verb="identity.unlinked",
        obj=found.user,
        before={"subject": found.subject},
        after={},
        now=now,
    )
    found.delete()


def _link(user: User, claims: Claims, actor: Actor, now: datetime) -> None:
    issuer = settings.OCOP_OIDC_ISSUER
    Identity.objects.create(user=user, issuer=issuer, subject=claims.subject, linked_at=now)
    after = {"issuer": issuer, "subject": claims.subject}
    record(actor=actor, verb="identity.linked", obj=user, before={}, after=after, now=now)


def _login(text: str) -> str:
    try:
        return normal_login(text)
    except ValidationError:
        return ""
