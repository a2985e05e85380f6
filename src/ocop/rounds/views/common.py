"""What the pages of this room share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from ocop.platform.decisions import Conflict, require
from ocop.platform.keeping import Attempt
from ocop.rounds import queries, rules

if TYPE_CHECKING:
    from django.db.models import Model
    from django.forms import Form

    from ocop.platform.web import ActorRequest
    from ocop.rounds.models import Round, Session

PAGE: Final = ["GET", "HEAD", "POST"]


@contextmanager
def found() -> Iterator[None]:
    """What is not there for this reader is a page that is not there."""
    try:
        yield
    except ObjectDoesNotExist as error:
        raise Http404 from error


def round_of(request: ActorRequest, pk: int) -> Round:
    """A round of one's territory. Raises: Http404."""
    with found():
        return queries.round_(request.actor, pk)


def kept_round(request: ActorRequest, pk: int) -> Round:
    """A round that this actor keeps. Raises: Http404, Denied."""
    one = round_of(request, pk)
    require(rules.can_keep(request.actor, one.unit))
    return one


def session_of(request: ActorRequest, pk: int) -> Session:
    """A session of one's councils. Raises: Http404."""
    with found():
        return queries.session(request.actor, pk)


def kept_session(request: ActorRequest, pk: int) -> Session:
    """A session that this actor plans. Raises: Http404, Denied."""
    one = session_of(request, pk)
    require(rules.can_keep(request.actor, one.council.unit))
    return one


def form_page(
    request: ActorRequest,
    form: Form,
    act: Callable[[], Model],
    *,
    template: str,
    back: str,
    to: str = "",
    **context: object,
) -> HttpResponse:
    """A page with one form: sent and right, `act` is done and leads on; else what was typed stays.

    It leads to `back`, or to the page named `to` of what the act made. A refusal of the act stands above the
    form; one that leads elsewhere has its own page.
    """
    attempt, status = Attempt(form), 200
    made: Model | None = None
    if request.method == "POST" and form.is_valid():
        try:
            with attempt, found():
                made = act()
        except Conflict as refusal:
            if refusal.url:
                raise
            form.add_error(None, str(refusal))
            status = 409
        if attempt.done:
            return redirect(to, made.pk) if to and made else redirect(back)
    context |= {"form": form, "back": back, "stale": attempt.stale}
    return render(request, template, context, status=max(status, attempt.status))
