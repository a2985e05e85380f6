"""Small helpers for views."""

from typing import TypedDict

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from ocop.platform.actors import PUBLIC, Actor
from ocop.platform.decisions import Conflict


class Chrome(TypedDict):
    """What the frame around every page needs."""

    actor: Actor
    trial_data: bool
    sign_in_url: str
    sign_out_url: str
    role_switch_url: str


def chrome(request: HttpRequest) -> Chrome:
    """Context processor of the base page; `request.actor` is set by the room that signs people in."""
    return {
        "actor": getattr(request, "actor", PUBLIC),
        "trial_data": settings.OCOP_TRIAL_DATA,
        "sign_in_url": _address(settings.LOGIN_URL),
        "sign_out_url": _address(settings.OCOP_SIGN_OUT_URL),
        "role_switch_url": _address(settings.OCOP_ROLE_SWITCH_URL),
    }


def is_htmx(request: HttpRequest) -> bool:
    """Whether the request asks for a part of a page."""
    return request.headers.get("HX-Request") == "true"


def posted_version(request: HttpRequest) -> int:
    """The version of the object the form was opened with, from its hidden field `version`.

    Raises: Conflict when the field is missing or is not a number.
    """
    word = request.POST.get("version", "")
    if not (word.isascii() and word.isdigit()):
        raise Conflict(_("This form is incomplete. Open the page again and repeat the step."))
    return int(word)


def _address(url_name: str) -> str:
    # The frame also stands around pages of a site without people, such as an error page in a test.
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""
