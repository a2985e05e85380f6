"""Pages with which people are helped in: invitations, and second factors that were lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ocop.access import queries, rules, throttling
from ocop.access.actions import factors, passwords
from ocop.access.forms import AskLinkForm, NewPasswordForm, ReasonForm, pause
from ocop.access.web import address_of
from ocop.notices.carriers import direct_carrier
from ocop.platform import clock
from ocop.platform.addresses import absolute
from ocop.platform.decisions import require
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.web import ActorRequest

if TYPE_CHECKING:
    from django.http import HttpResponse

PAGE = ["GET", "HEAD", "POST"]
_NO_WAY = gettext_lazy(
    "This system cannot send a link to it by itself. Ask the officer who opened your account for one."
)


@never_cache
@require_http_methods(PAGE)
@signed_in
def invite(request: ActorRequest, user_id: int) -> HttpResponse:
    """Make a link for a person; it is shown here once, to be handed over."""
    person = get_object_or_404(queries.reachable(request.actor), pk=user_id)
    link = ""
    if request.method == "POST":
        token = passwords.invite(actor=request.actor, user_id=user_id, now=clock.now())
        link = absolute(reverse("access:invitation", args=[token]))
    else:
        require(rules.can_invite(request.actor, person, clock.now()))
    context = {"person": person, "link": link, "days": settings.OCOP_INVITATION_DAYS}
    return render(request, "access/invite.html", context)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(PAGE)
def invitation(request: ActorRequest, token: str) -> HttpResponse:
    """Choose a password with a link; then sign in with it."""
    now, door = clock.now(), "invitation"
    person = passwords.invited(token=token, now=now)
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        locked_until = throttling.count(door=door, address=address_of(request), now=now)
        if locked_until is not None:
            form.add_error(None, pause(locked_until))
        elif person is not None:
            with (attempt := Attempt(form)):
                person = passwords.accept(token=token, password=form.cleaned_data["password"], now=now)
            if attempt.done and person is not None:
                throttling.forgive(door=door, address=address_of(request))
                messages.success(request, _("Your password is set. Sign in with it now."))
                return redirect("access:sign_in")
    if person is None:
        return render(request, "access/invitation_over.html", status=404)
    return render(request, "access/invitation.html", {"form": form, "person": person})


@never_cache
@require_http_methods(PAGE)
def ask_link(request: ActorRequest) -> HttpResponse:
    """Ask for a link to a new password; the answer is the same whether or not there is such an account."""
    form, asked = AskLinkForm(request.POST if request.method == "POST" else None), False
    if form.is_valid():
        login, now = form.cleaned_data["login"], clock.now()
        locked_until = throttling.count(door="ask_link", login=login, address=address_of(request), now=now)
        if locked_until is not None:
            form.add_error(None, pause(locked_until))
        elif direct_carrier(login) is None:
            form.add_error("login", _NO_WAY)
        else:
            passwords.ask_for_link(login=login, now=now)
            asked = True
    return render(request, "access/ask_link.html", {"form": form, "asked": asked})


@require_http_methods(PAGE)
@signed_in
def reset_factors(request: ActorRequest, user_id: int) -> HttpResponse:
    """Take lost second factors from a person, with a reason."""
    person = get_object_or_404(queries.reachable(request.actor), pk=user_id)
    now = clock.now()
    require(rules.can_remove_factors(request.actor, person, now))
    form = ReasonForm(typed(request))
    if request.method == "POST" and form.is_valid():
        with (attempt := Attempt(form)):
            factors.reset_factors(actor=request.actor, user_id=user_id, **form.cleaned_data, now=now)
        if attempt.done:
            messages.success(request, _("The second factors were removed. Tell the person so."))
            return redirect("access:reset_factors", user_id)
    return render(
        request,
        "access/reset_factors.html",
        {"form": form, "person": person, "factors": queries.factors_of(person)},
    )
