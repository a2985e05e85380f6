"""Small helpers for views."""

from typing import Final, TypedDict
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from ocop.platform.actors import PUBLIC, Actor
from ocop.platform.decisions import Conflict

LONGEST_NUMBER: Final = 10


class ActorRequest(HttpRequest):
    """A request that knows who is acting: what views take. The room that signs people in sets `actor`."""

    actor: Actor


class Chrome(TypedDict):
    """What the frame around every page needs."""

    actor: Actor
    trial_data: bool
    sign_in_url: str
    sign_out_url: str
    role_switch_url: str
    inbox_url: str


def chrome(request: HttpRequest) -> Chrome:
    """Context processor of the base page; `request.actor` is set by the room that signs people in."""
    return {
        "actor": getattr(request, "actor", PUBLIC),
        "trial_data": settings.OCOP_TRIAL_DATA,
        "sign_in_url": _address(settings.LOGIN_URL),
        "sign_out_url": _address(settings.OCOP_SIGN_OUT_URL),
        "role_switch_url": _address(settings.OCOP_ROLE_SWITCH_URL),
        "inbox_url": _address(settings.OCOP_INBOX_URL),
    }


def is_htmx(request: HttpRequest) -> bool:
    """Whether the request asks for a part of a page."""
    return request.headers.get("HX-Request") == "true"


def next_page(request: HttpRequest) -> str:
    """The page asked for by `next`, if it is one of ours; otherwise the start page of the signed in."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def by_language(language: str, target: str) -> str:
    """The address that chooses a language for this browser and goes on to `target`."""
    return f"{reverse('platform:language', args=[language])}?{urlencode({'next': target})}"


def posted_version(request: HttpRequest, field: str = "version") -> int:
    """The version of the object the form was opened with, from its hidden field.

    Raises: Conflict when the field is missing or is not a number.
    """
    word = request.POST.get(field, "")
    if not (word.isascii() and word.isdigit()):
        raise Conflict(_("This form is incomplete. Open the page again and repeat the step."))
    return int(word)


def is_number(word: str) -> bool:
    """Whether a word of an address or a form can be a key or a number: short plain digits."""
    return word.isascii() and word.isdigit() and len(word) < LONGEST_NUMBER


def _address(url_name: str) -> str:
    # The frame also stands around pages of a site without people, such as an error page in a test.
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""
