"""The portal on a phone's home screen: the worker that keeps pages looked at, and what is shown offline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from ocop.portal.frame import About, public_page, show

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SCRIPT: Final = "text/javascript; charset=utf-8"
PARTS: Final = (
    "ocop/app.css",
    "ocop/mark.svg",
    "portal/public.css",
    "portal/install.js",
    "places/map.css",
)
"""What pages of the portal are drawn with."""


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The worker. It keeps public pages that were looked at, and nothing else."""
    context = {
        "parts": [static(part) for part in PARTS],
        "offline": reverse("portal:offline"),
        "static_url": settings.STATIC_URL,
        "words": [(code, _in(code)) for code, _name in settings.LANGUAGES],
    }
    response = render(request, "portal/worker.js", context, content_type=SCRIPT)
    response["Cache-Control"] = "no-cache"
    return response


def _in(language: str) -> str:
    """What a page from the device says, in this language; the worker puts the moment in."""
    with translation.override(language):
        return gettext(
            "A copy kept on this device, as the page was on {when}. It may have changed since: open it again "
            "with a connection."
        )


@public_page
def offline(request: HttpRequest) -> HttpResponse:
    """What is shown where there is no connection and the page was never looked at."""
    return show(request, "portal/offline.html", {}, About(hidden=True))
