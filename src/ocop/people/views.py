"""Pages to sign in, to sign out, and about oneself."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from ocop.people import actions
from ocop.people.forms import LanguageForm, SignInForm
from ocop.people.middleware import SESSION_KEY, ActorRequest
from ocop.people.models import User
from ocop.people.queries import current_appointments, past_appointments
from ocop.platform import clock


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: ActorRequest) -> HttpResponse:
    """Ask who is there; then on to where they wanted to go."""
    if request.method != "POST" and request.actor.is_signed_in:
        return redirect(_destination(request))
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        outcome = actions.sign_in(request=request, **form.cleaned_data, now=clock.now())
        if outcome.user is not None:
            login(request, outcome.user)
            return redirect(_in_own_language(request, outcome.user.language, _destination(request)))
        form.refuse(outcome.locked_until)
    return render(request, "people/sign_in.html", {"form": form, "next": _destination(request)})


@require_POST
def sign_out(request: ActorRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("people:sign_in")


@require_http_methods(["GET", "HEAD", "POST"])
def switch_role(request: ActorRequest) -> HttpResponse:
    """Go on in another office held today; others' and ended ones are not there. A link shows the choice."""
    if request.method != "POST":
        return redirect("people:me")
    offices = current_appointments(request.actor.user_id or 0, clock.today())
    chosen = next((office for office in offices if str(office.pk) == request.POST.get("appointment")), None)
    if chosen is None:
        raise Http404
    request.session[SESSION_KEY] = chosen.pk
    return redirect(_destination(request))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: ActorRequest) -> HttpResponse:
    """One's name, offices and language."""
    if request.actor.user_id is None:
        return redirect(f"{reverse('people:sign_in')}?{urlencode({'next': request.path})}")
    user = User.objects.visible_to(request.actor).get(pk=request.actor.user_id)
    form = LanguageForm(
        request.POST if request.method == "POST" else None, initial={"language": user.language}
    )
    if form.is_valid():
        language = form.cleaned_data["language"]
        actions.choose_language(actor=request.actor, user_id=user.pk, language=language, now=clock.now())
        return redirect(_language_url(language, request.path))
    today = clock.today()
    offices = {"offices": current_appointments(user.pk, today), "past": past_appointments(user.pk, today)}
    return render(request, "people/me.html", {"person": user, "form": form, **offices})


def _destination(request: HttpRequest) -> str:
    """The page asked for by `next`, if it is one of ours; otherwise the start page of the signed in."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def _in_own_language(request: HttpRequest, language: str, target: str) -> str:
    """By way of the person's language, unless this browser already chose one."""
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    return target if chosen or language == settings.LANGUAGE_CODE else _language_url(language, target)


def _language_url(language: str, target: str) -> str:
    return f"{reverse('platform:language', args=[language])}?{urlencode({'next': target})}"
