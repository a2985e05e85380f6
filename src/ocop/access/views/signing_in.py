"""Pages to sign in and to sign out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from ocop.access import passkeys, queries
from ocop.access.actions.proving import check_code, check_passkey
from ocop.access.actions.signing_in import check_password
from ocop.access.forms import CodeForm, PasskeyAnswerForm, SignInForm
from ocop.access.models import FactorKind
from ocop.access.web import address_of, enter
from ocop.people.models import User
from ocop.people.queries import actor_without_office
from ocop.platform import clock
from ocop.platform.keeping import is_waiting
from ocop.platform.web import ActorRequest, by_language, next_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE = ["GET", "HEAD", "POST"]
HALF_WAY: Final = "half_way"
TIME_FOR_SECOND: Final = timedelta(minutes=10)
ANY_PASSKEY: Final = "sign_in"


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(PAGE)
def sign_in(request: ActorRequest) -> HttpResponse:
    """Ask who is there; then for a second factor where there is one; then on to where they wanted to go."""
    if request.method != "POST" and request.actor.is_signed_in:
        return redirect(next_page(request))
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        now = clock.now()
        outcome = check_password(request=request, **form.cleaned_data, address=address_of(request), now=now)
        if outcome.user is not None:
            return proved(request, outcome.user, means="password", now=now)
        form.refuse(outcome.locked_until)
    return _sign_in_page(request, form)


@require_POST
def passkey_sign_in(request: ActorRequest) -> HttpResponse:
    """Sign in with a passkey alone: it is something one has, opened by something one knows or is."""
    form, now = PasskeyAnswerForm(request.POST), clock.now()
    if form.is_valid():
        user = check_passkey(
            answer=form.cleaned_data["credential"],
            proof=form.cleaned_data["proof"],
            purpose=ANY_PASSKEY,
            user=None,
            now=now,
        )
        if user is not None:
            enter(request, user, means="passkey", strong=True, now=now)
            return redirect(onward(request, user, next_page(request)))
    return _sign_in_page(request, SignInForm(), passkey_failed=True)


@never_cache
@require_http_methods(PAGE)
def second_step(request: ActorRequest) -> HttpResponse:
    """Ask who has proved one thing for the second: a code, or a passkey."""
    now = clock.now()
    user, means = _half_way(request, now)
    if user is None:
        return redirect(f"{reverse('access:sign_in')}?{urlencode({'next': next_page(request)})}")
    form = CodeForm(request.POST if request.method == "POST" and "proof" not in request.POST else None)
    if form.is_valid():
        actor = actor_without_office(user)
        taken = check_code(
            user=user, actor=actor, code=form.cleaned_data["code"], address=address_of(request), now=now
        )
        if taken.means:
            return _arrived(request, user, means=f"{means}+{taken.means}", now=now)
        form.refuse(taken.locked_until)
    answer = PasskeyAnswerForm(request.POST if "proof" in request.POST else None)
    if answer.is_valid() and _is_passkey_of(user, answer, now):
        return _arrived(request, user, means=f"{means}+passkey", now=now)
    factors = queries.factors_of(user)
    known = [factor for factor in factors if factor.kind == FactorKind.PASSKEY]
    context = {
        "form": form,
        "next": next_page(request),
        "has_codes": any(factor.kind == FactorKind.TOTP for factor in factors),
        "question": passkeys.ask(_purpose(user), known) if known else None,
        "passkey_failed": answer.is_bound,
    }
    return render(request, "access/second_step.html", context)


@require_POST
def sign_out(request: ActorRequest) -> HttpResponse:
    """End the session. What pages keep on this device, for use without a connection, goes with it."""
    logout(request)
    response = redirect("access:sign_in")
    response["Clear-Site-Data"] = '"storage"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD"])
def help_to_sign_in(request: ActorRequest) -> HttpResponse:
    """What to do without a password, or without the second factor."""
    return render(request, "access/help.html", {"days": settings.OCOP_INVITATION_DAYS})


def proved(
    request: HttpRequest, user: User, *, means: str, now: datetime, strong: bool = False, target: str = ""
) -> HttpResponse:
    """One proof was right. Who has a second factor gives it next; everybody else is in."""
    target = target or next_page(request)
    if strong or not queries.factors_of(user):
        enter(request, user, means=means, strong=strong, now=now)
        if not strong and target == resolve_url(settings.LOGIN_REDIRECT_URL) and queries.all_wait(user, now):
            target = reverse("access:mine")
        return redirect(onward(request, user, target))
    request.session[HALF_WAY] = {"user": user.pk, "at": now.isoformat(), "means": means}
    return redirect(f"{reverse('access:second_step')}?{urlencode({'next': target})}")


def onward(request: HttpRequest, user: User, target: str) -> str:
    """Where they wanted to go, by way of their language unless this browser already chose one."""
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    return target if chosen or user.language == settings.LANGUAGE_CODE else by_language(user.language, target)


def _sign_in_page(request: ActorRequest, form: SignInForm, *, passkey_failed: bool = False) -> HttpResponse:
    context = {
        "form": form,
        "next": next_page(request),
        "question": passkeys.ask(ANY_PASSKEY),
        "passkey_failed": passkey_failed,
        "typed_waits": is_waiting(request),
        "national_name": settings.OCOP_OIDC_NAME if settings.OCOP_OIDC_ISSUER else "",
    }
    return render(request, "access/sign_in.html", context)


def _half_way(request: HttpRequest, now: datetime) -> tuple[User | None, str]:
    """Who gave the first proof in this browser not long ago, and which."""
    kept = request.session.get(HALF_WAY)
    if not isinstance(kept, dict) or now - datetime.fromisoformat(kept["at"]) > TIME_FOR_SECOND:
        return None, ""
    return User.objects.filter(pk=kept["user"], is_active=True).first(), str(kept["means"])


def _arrived(request: HttpRequest, user: User, *, means: str, now: datetime) -> HttpResponse:
    del request.session[HALF_WAY]
    enter(request, user, means=means, strong=True, now=now)
    return redirect(onward(request, user, next_page(request)))


def _is_passkey_of(user: User, answer: PasskeyAnswerForm, now: datetime) -> bool:
    told = answer.cleaned_data
    found = check_passkey(
        answer=told["credential"], proof=told["proof"], purpose=_purpose(user), user=user, now=now
    )
    return found is not None


def _purpose(user: User) -> str:
    return f"second.{user.pk}"
