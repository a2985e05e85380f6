"""Sessions are ended: one, or all others, or all of a person."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.access.models import Session
from ocop.journal.actions import record
from ocop.people.models import User
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict


@transaction.atomic
def end_session(*, actor: Actor, number: str, now: datetime) -> None:
    """End one of one's own sessions; its browser is signed out at its next request.

    Raises: Session.DoesNotExist.
    """
    session = Session.objects.visible_to(actor).for_update().select_related("user").get(number=number)
    person = session.user
    before = {"number": number, "device": session.device}
    session.delete()
    record(actor=actor, verb="session.ended", obj=_known(person), before=before, after={}, now=now)


@transaction.atomic
def end_other_sessions(*, actor: Actor, keep: str, now: datetime) -> int:
    """End all one's sessions but the one in use. Returns how many; Raises: Conflict when there are none."""
    user = User.objects.visible_to(actor).for_update().get(pk=actor.user_id or 0)
    others = Session.objects.visible_to(actor).exclude(number=keep)
    count = others.count()
    if not count:
        raise Conflict(_("You have no other session."))
    others.delete()
    record(actor=actor, verb="session.ended", obj=user, before={"count": count}, after={}, now=now)
    return count


def _known(user: User | None) -> User:
    if user is None:  # a session that somebody may see belongs to them
        raise Session.DoesNotExist
    return user
