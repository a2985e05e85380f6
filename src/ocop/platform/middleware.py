"""What every request passes through: language, one form of Unicode, and refusals turned into pages."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.utils import translation
from django.utils.cache import patch_vary_headers

from ocop.platform import errors
from ocop.platform.decisions import Conflict, Denied

if TYPE_CHECKING:
    from django.http.request import _ImmutableQueryDict

NUL = "\0"
GetResponse = Callable[[HttpRequest], HttpResponse]


def language(get_response: GetResponse) -> GetResponse:
    """Vietnamese unless this browser chose otherwise here.

    The browser's own preference is not asked: a phone set to English may well have an owner who reads none.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        code = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(code):
            response = get_response(request)
        if "Content-Language" not in response.headers:  # a page that chooses its language asks no cookie
            patch_vary_headers(response, ("Cookie",))
            response["Content-Language"] = code
        return response

    return middleware


def normal_text(get_response: GetResponse) -> GetResponse:
    """Bring everything typed to NFC: a name typed on one phone equals the same name typed on another.

    An address or field with a NUL, which nobody types and PostgreSQL does not take, is a bad request.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.GET = _normal(request.GET)
        if request.method == "POST":
            request.POST = _normal(request.POST)
        typed = (
            text for data in (request.GET, request.POST) for values in data.lists() for text in values[1]
        )
        if NUL in request.path_info or any(NUL in text for text in typed):
            raise BadRequest("a NUL in what was sent")
        return get_response(request)

    return middleware


class Refusals:
    """Turns `Denied` into a 403 page with its reason, `Conflict` and `Stale` into a 409 page.

    Django's answer to a method that an address does not take is empty; people get a page of ours.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            return errors.not_allowed(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer our own refusals; leave everything else to Django."""
        if isinstance(exception, Denied):
            return errors.denied(request, exception)
        if isinstance(exception, Conflict):
            return errors.conflict(request, exception)
        return None


def _normal(data: _ImmutableQueryDict) -> _ImmutableQueryDict:
    if all(unicodedata.is_normalized("NFC", text) for key, values in data.lists() for text in (key, *values)):
        return data
    fresh = QueryDict(mutable=True, encoding=data.encoding)
    for key, values in data.lists():
        fresh.setlist(
            unicodedata.normalize("NFC", key), [unicodedata.normalize("NFC", text) for text in values]
        )
    return cast("_ImmutableQueryDict", fresh)
