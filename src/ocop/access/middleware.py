"""Puts the actor on every request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ocop.access import rules
from ocop.access.standing import Standing
from ocop.people.models import User
from ocop.people.queries import CHOSEN_OFFICE, actor_in, actor_without_office, current_appointments
from ocop.platform import clock
from ocop.platform.actors import PUBLIC, Actor, OtherOffice
from ocop.platform.web import ActorRequest


class AccessRequest(ActorRequest):
    """A request that also knows whether an office waits for a second factor."""

    wants_factor: bool


class ActorMiddleware:
    """Sets `request.actor`. Stands after Django's AuthenticationMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find out who acts, once per request."""
        known = cast("AccessRequest", request)
        known.actor, known.wants_factor = actor_of(request, now=clock.now())
        return self.get_response(request)


def actor_of(request: HttpRequest, *, now: datetime) -> tuple[Actor, bool]:
    """Who is acting: the person signed in, in the office chosen for this session if it still holds today.

    When it no longer holds, in the highest office that does; without any, as a person without a role. An
    office that asks for a second factor is not acted in before one was given; the second value tells that one
    is held back. A browser without a session is the public and costs no query.
    """
    user = request.user
    if not isinstance(user, User):
        return PUBLIC, False
    standing = Standing.of(request.session)
    held = current_appointments(user.pk, clock.local_day(now))
    usable = [office for office in held if standing.strong or not rules.asks_for_factor(office)]
    chosen = request.session.get(CHOSEN_OFFICE)
    office = next((office for office in usable if office.pk == chosen), usable[0] if usable else None)
    actor = actor_in(office) if office else actor_without_office(user)
    others = (OtherOffice(one.pk, one.role, one.unit.full_name) for one in usable if one is not office)
    actor = replace(actor, others=tuple(others))
    if standing.is_elevated(now):
        actor = replace(actor, elevated=True)
    if standing.is_fresh(now, timedelta(minutes=settings.OCOP_CONFIRMED_MINUTES)):
        actor = replace(actor, fresh=True)
    return actor, len(usable) < len(held)
