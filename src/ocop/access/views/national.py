"""Pages of the sign-in with a national account."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from ocop.access import oidc, throttling
from ocop.access.actions import identities
from ocop.access.forms import pause
from ocop.access.views.signing_in import proved
from ocop.access.web import address_of
from ocop.platform import clock
from ocop.platform.addresses import absolute
from ocop.platform.decisions import require
from ocop.platform.keeping import signed_in
from ocop.platform.web import ActorRequest, next_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

WAITING: Final = "national"
DOOR: Final = "national"
log = logging.getLogger(__name__)


@require_POST
def national(request: ActorRequest) -> HttpResponse:
    """Send the browser to the provider, to sign in or to link the account."""
    _only_if_set_up()
    if request.actor.is_signed_in:
        # Asked before the way there: what comes back is good once.
        require(identities.can_link(request.actor))
    try:
        url, kept = oidc.begin(_back(), _person(request), clock.now())
    except oidc.OidcFailure as failure:
        log.warning("The identity provider cannot be reached: %s", failure)
        return _failed(request, _("The national account cannot be reached at present. Use your password."))
    request.session[WAITING] = kept | {"next": next_page(request)}
    return redirect(url)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def national_back(request: ActorRequest) -> HttpResponse:
    """Back from the provider: the page sends on what it was given, since opening a page changes nothing."""
    _only_if_set_up()
    if request.method != "POST":
        told = {"code": request.GET.get("code", ""), "state": request.GET.get("state", "")}
        return render(request, "access/national_back.html", told)
    now, address = clock.now(), address_of(request)
    locked_until = throttling.count(door=DOOR, address=address, now=now)
    if locked_until is not None:
        return _failed(request, pause(locked_until))
    kept = request.session.pop(WAITING, None)
    try:
        claims = oidc.finish(
            code=request.POST.get("code", ""),
            state=request.POST.get("state", ""),
            kept=kept,
            redirect_uri=_back(),
            person=_person(request),
            now=now,
        )
    except oidc.OidcFailure as failure:
        log.warning("A sign-in with the national account was refused: %s", failure)
        return _failed(request, _("The sign-in with the national account did not work. Begin again."))
    throttling.forgive(door=DOOR, address=address)
    if request.actor.is_signed_in:
        identities.link(actor=request.actor, claims=claims, now=now)
        messages.success(request, _("The national account is linked. You can sign in with it from now on."))
        return redirect("access:mine")
    user = identities.recognise(claims=claims, now=now)
    if user is None:
        words = _(
            "No account here belongs to this national account yet. Sign in with your password and link it on "
            "the page “My access”, or ask the officer of your commune to open an account."
        )
        return _failed(request, words)
    return proved(request, user, means="oidc", strong=claims.strong, now=now, target=str(kept["next"]))


@require_POST
@signed_in
def national_unlink(request: ActorRequest) -> HttpResponse:
    """Unlink the national account."""
    _only_if_set_up()
    identities.unlink(actor=request.actor, now=clock.now())
    messages.success(request, _("The national account is no longer linked."))
    return redirect("access:mine")


def _only_if_set_up() -> None:
    if not settings.OCOP_OIDC_ISSUER:
        raise Http404


def _back() -> str:
    return absolute(reverse("access:national_back"))


def _person(request: ActorRequest) -> str:
    """Who is signed in, by their key; empty for nobody."""
    return str(request.actor.user_id or "")


def _failed(request: HttpRequest, words: str) -> HttpResponse:
    return render(request, "access/national_failed.html", {"words": words}, status=403)
