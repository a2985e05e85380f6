"""Pages that are the same for everybody: in the language of their reader, and kept for a while."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


def in_readers_language(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The language of ``?lang=``, else of the browser: a shopper has no place here to have chosen one."""

    @wraps(view)
    def answer(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        code = _language(request)
        with translation.override(code):
            response = view(request, *args, **kwargs)
        response["Content-Language"] = code
        response["Cache-Control"] = "no-cache"
        patch_vary_headers(response, ("Accept-Language",))
        return response

    return answer


def _language(request: HttpRequest) -> str:
    known = dict(settings.LANGUAGES)
    asked = request.GET.get("lang", "")
    if asked in known:
        return asked
    wished = (
        tag.split("-")[0]
        for tag, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    )
    return next((code for code in wished if code in known), settings.LANGUAGE_CODE)
