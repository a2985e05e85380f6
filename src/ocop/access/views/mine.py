"""Pages about one's own access: second factors, recovery codes, password, sessions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.access import passkeys, queries, rules, throttling, totp
from ocop.access.actions import factors as factor_actions
from ocop.access.actions import passwords, proving, sessions
from ocop.access.forms import (
    ChangePasswordForm,
    ConfirmForm,
    PasskeyAnswerForm,
    PasskeyForm,
    TotpForm,
    pause,
)
from ocop.access.models import Factor, FactorKind, Session
from ocop.access.standing import Standing
from ocop.access.web import address_of, means_in_words
from ocop.people.models import User
from ocop.platform import clock
from ocop.platform.decisions import Denied
from ocop.platform.keeping import Attempt, signed_in
from ocop.platform.web import ActorRequest, next_page

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

PAGE = ["GET", "HEAD", "POST"]


@require_safe
@signed_in
def mine(request: ActorRequest) -> HttpResponse:
    """What proves who one is, and what to add."""
    user, now = _myself(request), clock.now()
    context = {
        "person": user,
        "factors": list(queries.own_factors(request.actor)),
        "codes_left": queries.recovery_codes_left(user),
        "needed": queries.needs_factor(user, now),
        "only_offered": settings.OCOP_SECOND_FACTOR == "offered",
        "identity": queries.own_identity(request.actor, settings.OCOP_OIDC_ISSUER),
        "national_name": settings.OCOP_OIDC_NAME if settings.OCOP_OIDC_ISSUER else "",
    }
    return render(request, "access/mine.html", context)


@require_http_methods(PAGE)
@signed_in
def add_app(request: ActorRequest) -> HttpResponse:
    """Add an app that shows codes: scan a picture, write the code."""
    user, now = _myself(request), clock.now()
    _confirmed_for_more(request)
    form = TotpForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with (attempt := Attempt(form)):
            factor_actions.add_totp(
                actor=request.actor, **form.cleaned_data, keep=Standing.of(request.session).number, now=now
            )
        if attempt.done:
            return _added(request, FactorKind.TOTP)
    key = totp.offered(form.data.get("sealed", ""), user.pk) if form.is_bound else None
    if key is None:
        key = totp.new_key()
        form = TotpForm(initial={"sealed": totp.offer(key, user.pk)})
        if request.method == "POST":
            messages.warning(request, _("The page waited too long. Scan this new picture."))
    picture = totp.picture(key, user.login)
    return render(
        request, "access/add_app.html", {"form": form, "picture": picture, "key": totp.readable(key)}
    )


@require_http_methods(PAGE)
@signed_in
def add_passkey(request: ActorRequest) -> HttpResponse:
    """Add a passkey: the browser makes it."""
    user, now = _myself(request), clock.now()
    _confirmed_for_more(request)
    form = PasskeyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        told = form.cleaned_data
        with (attempt := Attempt(form)):
            factor_actions.add_passkey(
                actor=request.actor,
                name=told["name"],
                answer=told["credential"],
                proof=told["proof"],
                keep=Standing.of(request.session).number,
                now=now,
            )
        if attempt.done:
            return _added(request, FactorKind.PASSKEY)
    question = passkeys.ask_for_new(user, queries.passkeys_of(user))
    return render(request, "access/add_passkey.html", {"form": form, "question": question})


@require_http_methods(PAGE)
@signed_in
def remove_factor(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a second factor away, after asking."""
    factor = get_object_or_404(Factor.objects.visible_to(request.actor), pk=pk)
    if request.method == "POST":
        factor_actions.remove_factor(actor=request.actor, factor_id=pk, now=clock.now())
        messages.success(request, _("The second factor was removed."))
        return redirect("access:mine")
    return render(request, "access/remove_factor.html", {"factor": factor})


@require_http_methods(PAGE)
@signed_in
def recovery_codes(request: ActorRequest) -> HttpResponse:
    """New recovery codes, shown this once."""
    codes: list[str] = []
    if request.method == "POST":
        codes = factor_actions.make_recovery_codes(actor=request.actor, now=clock.now())
    left = queries.recovery_codes_left(_myself(request))
    return render(request, "access/recovery_codes.html", {"codes": codes, "left": left})


@sensitive_post_parameters("present", "password")
@require_http_methods(PAGE)
@signed_in
def password(request: ActorRequest) -> HttpResponse:
    """Choose another password; all other sessions end. Guesses at the present one are counted."""
    form = ChangePasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _may_guess(request, form):
        keep = Standing.of(request.session).number
        with (attempt := Attempt(form)):
            user = passwords.change_password(
                actor=request.actor, **form.cleaned_data, keep=keep, now=clock.now()
            )
            _keep_this_session(request, user)
        if "present" not in form.errors:
            throttling.forgive(
                door=proving.CONFIRM_DOOR, login=_myself(request).login, address=address_of(request)
            )
        if attempt.done:
            messages.success(request, _("The password was changed. Your other sessions have ended."))
            return redirect("access:mine")
    return render(request, "access/password.html", {"form": form})


@require_safe
@signed_in
def my_sessions(request: ActorRequest) -> HttpResponse:
    """Where one is signed in."""
    own = list(queries.own_sessions(request.actor, clock.now()))
    rows = [(session, means_in_words(session.means)) for session in own]
    return render(
        request, "access/sessions.html", {"rows": rows, "present": Standing.of(request.session).number}
    )


@require_POST
@signed_in
def end_session(request: ActorRequest, number: str) -> HttpResponse:
    """End one session."""
    try:
        sessions.end_session(actor=request.actor, number=number, now=clock.now())
    except Session.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, _("The session has ended. That browser is signed out."))
    return redirect("access:sessions")


@require_POST
@signed_in
def end_other_sessions(request: ActorRequest) -> HttpResponse:
    """End all sessions but this one."""
    keep = Standing.of(request.session).number
    sessions.end_other_sessions(actor=request.actor, keep=keep, now=clock.now())
    messages.success(request, _("All your other sessions have ended."))
    return redirect("access:sessions")


@sensitive_post_parameters("password")
@require_http_methods(PAGE)
@signed_in
def confirm(request: ActorRequest) -> HttpResponse:
    """Prove again who one is, then back to the act that asked for it."""
    user, now = _myself(request), clock.now()
    known = queries.factors_of(user)
    by_passkey = "proof" in request.POST
    form = ConfirmForm(
        request.POST if request.method == "POST" and not by_passkey else None, with_code=bool(known)
    )
    if form.is_valid():
        told = {"password": form.cleaned_data["password"], "code": form.cleaned_data.get("code", "")}
        taken = proving.confirm(user=user, actor=request.actor, **told, address=address_of(request), now=now)
        if taken.means:
            return _confirmed(request, user, taken.means, now)
        form.refuse(taken.locked_until)
    answer = PasskeyAnswerForm(request.POST if by_passkey else None)
    if answer.is_valid():
        told = {"answer": answer.cleaned_data["credential"], "proof": answer.cleaned_data["proof"]}
        if proving.check_passkey(**told, purpose=_purpose(user), user=user, now=now):
            return _confirmed(request, user, "passkey", now)
    own = [factor for factor in known if factor.kind == FactorKind.PASSKEY]
    context = {
        "form": form,
        "next": next_page(request),
        "question": passkeys.ask(_purpose(user), own) if own else None,
        "passkey_failed": by_passkey,
        "minutes": settings.OCOP_CONFIRMED_MINUTES,
    }
    return render(request, "access/confirm.html", context)


def _myself(request: ActorRequest) -> User:
    return User.objects.visible_to(request.actor).get(pk=request.actor.user_id or 0)


def _confirmed_for_more(request: ActorRequest) -> None:
    """Who has a factor confirms before the page of the next one, not after filling it in."""
    decision = rules.has_confirmed(request.actor)
    if not decision and queries.own_factors(request.actor).exists():
        raise Denied(decision.reason, url=decision.url)


def _added(request: HttpRequest, kind: FactorKind) -> HttpResponse:
    """The session is strong from now on, under a new key; recovery codes come next."""
    standing = Standing.of(request.session)
    if not standing.strong:
        request.session.cycle_key()
        replace(standing.strengthened(), means=f"{standing.means}+{kind.value}").store(request.session)
    messages.success(request, _("The second factor was added."))
    return redirect("access:recovery_codes")


def _confirmed(request: ActorRequest, user: User, means: str, now: datetime) -> HttpResponse:
    until = proving.confirmed(user=user, actor=request.actor, means=means, now=now)
    Standing.of(request.session).elevated(until).store(request.session)
    return redirect(next_page(request))


def _may_guess(request: ActorRequest, form: ChangePasswordForm) -> bool:
    """Whether the present password is looked at; after too many wrong ones the form says until when not."""
    locked_until = throttling.count(
        door=proving.CONFIRM_DOOR, login=_myself(request).login, address=address_of(request), now=clock.now()
    )
    if locked_until is not None:
        form.add_error(None, pause(locked_until))
    return locked_until is None


def _keep_this_session(request: HttpRequest, user: User) -> None:
    """The session goes on under the new password, with a new key."""
    update_session_auth_hash(request, user)


def _purpose(user: User) -> str:
    return f"confirm.{user.pk}"
