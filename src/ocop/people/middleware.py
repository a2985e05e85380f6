"""Puts the actor on every request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import cast

from django.http import HttpRequest, HttpResponse

from ocop.people.models import User
from ocop.people.queries import actor_in, actor_without_office, current_appointments
from ocop.platform import clock
from ocop.platform.actors import PUBLIC, Actor

SESSION_KEY = "appointment_id"


class ActorRequest(HttpRequest):
    """A request that went through the middleware: what views take."""

    actor: Actor


class ActorMiddleware:
    """Sets `request.actor`. Stands after Django's AuthenticationMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        cast("ActorRequest", request).actor = actor_of(request, today=clock.today())
        return self.get_response(request)


def actor_of(request: HttpRequest, *, today: date) -> Actor:
    """Who is acting: the person signed in, in the office chosen for this session if it still holds today.

    When it no longer holds, in the highest office that does; without any, as a person without a role.
    A browser without a session is the public and costs no query.
    """
    user = request.user
    if not isinstance(user, User):
        return PUBLIC
    offices = current_appointments(user.pk, today)
    if not offices:
        return actor_without_office(user)
    chosen = request.session.get(SESSION_KEY)
    return actor_in(next((office for office in offices if office.pk == chosen), offices[0]))
