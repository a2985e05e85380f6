"""What every page of the public portal has in common: its language, its address, how long it may be kept.

Such a page is the same for everybody who is not signed in. It sets no cookie and needs no script.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from ocop.platform.actors import PUBLIC
from ocop.platform.addresses import absolute

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrOrPromise

    from ocop.portal.structured import Thing

KEPT_FOR: Final = 300
"""Seconds for which a page may be shown again; a withdrawal shows on the page behind the QR code at once."""

LONGEST_DESCRIPTION: Final = 200
PICTURE: Final = "ocop/icon-512.png"
"""What a shared link shows where the page has no picture of its own."""

SECTIONS: Final[tuple[tuple[StrOrPromise, str, tuple[str, ...]], ...]] = (
    (_("Products"), "portal:catalogue", ("portal:catalogue", "portal:goods", "portal:maker")),
    (_("Places"), "portal:provinces", ("portal:provinces", "portal:province", "portal:commune")),
    (_("Points of sale"), "portal:outlets", ("portal:outlets", "portal:outlet")),
    (_("Events"), "portal:events", ("portal:events", "portal:event")),
    (_("News"), "portal:news", ("portal:news", "portal:article")),
    (_("How it works"), "portal:how", ("portal:how",)),
    (_("Figures"), "portal:public_figures", ("portal:public_figures",)),
)
"""The menu of the portal: the words, the address, and the pages that belong to the entry."""


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for everybody: read only, packed, kept for a while, in the language of `?lang=` if one is asked.

    Nothing on it is secret and it takes no form, so that packing it gives nothing away.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        asked = request.GET.get("lang", "")
        code = asked if asked in dict(settings.LANGUAGES) else translation.get_language()
        with translation.override(code):
            response = view(request, *args, **kwargs)
        response["Content-Language"] = code
        own = getattr(request, "actor", PUBLIC).is_signed_in
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = f"{'private' if own else 'public'}, max-age={KEPT_FOR}"
        return response

    return require_safe(gzip_page(answer))


@dataclass(frozen=True, slots=True)
class About:
    """What a page tells of itself to machines: search engines, messengers that show a preview.

    `path` is its one address, without what only turns pages; `picture` the path of a picture, empty for none.
    """

    description: str = ""
    path: str = ""
    picture: str = ""
    kind: str = "website"
    things: tuple[Thing, ...] = ()
    hidden: bool = False


def show(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object],
    about: About | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The page inside the frame of the portal."""
    told = about or About()
    path = told.path or request.path
    frame = {
        "about": told,
        "description": shortened(told.description),
        "page_url": absolute(path),
        "translations": [(code, f"{absolute(path)}?lang={code}") for code, _name in settings.LANGUAGES],
        "picture_url": absolute(told.picture) if told.picture else "",
        "sections": _sections(request),
    }
    return render(request, template, {**frame, **context}, status=status)


def shortened(text: str) -> str:
    """A text on one line, cut after a word where it is long."""
    plain = " ".join(text.split())
    if len(plain) <= LONGEST_DESCRIPTION:
        return plain
    return plain[:LONGEST_DESCRIPTION].rsplit(" ", 1)[0] + "\N{HORIZONTAL ELLIPSIS}"


def _sections(request: HttpRequest) -> list[dict[str, object]]:
    here = request.resolver_match.view_name if request.resolver_match else ""
    return [{"label": label, "url": reverse(name), "here": here in pages} for label, name, pages in SECTIONS]
