"""Records, keys and lists for programs anywhere, and the page that checks a record. Nothing is written."""

from __future__ import annotations

import hashlib
import json
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from ocop.credentials import offline_page, queries, records, signing, verify_certificate, words
from ocop.credentials.keys import KeyUnusable
from ocop.credentials.models import StatusList
from ocop.platform import clock

if TYPE_CHECKING:
    from collections.abc import Callable

MOST: Final = 20_000
MOST_KEY: Final = 2**63 - 1
"""Characters of a record that the page takes; a real one has about 1,300."""


def for_anybody(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Open to programs of any site, asked for anew each time, but sent only when it changed."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except KeyUnusable:
            text = "The signing key of this installation cannot be read. Its operator has to put it back.\n"
            return HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")
        response["Access-Control-Allow-Origin"] = "*"
        response["Cache-Control"] = "no-cache"
        response["ETag"] = tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        return get_conditional_response(request, etag=tag, response=response) or response

    return answer


@require_safe
@for_anybody
def keys(_request: HttpRequest) -> HttpResponse:
    """Every key as a JWK set."""
    return _json(queries.jwks(), "application/jwk-set+json")


@require_safe
@for_anybody
def context(_request: HttpRequest) -> HttpResponse:
    """What the terms of a record mean, as JSON-LD."""
    return _json(records.ours(), "application/ld+json")


@require_safe
@for_anybody
def record(_request: HttpRequest, pk: int) -> HttpResponse:
    """The signed record of a certificate."""
    found = queries.signed_records([pk]).get(pk) if pk <= MOST_KEY else None
    if found is None:
        raise Http404
    return HttpResponse(found, content_type=signing.MEDIA_TYPE)


@require_safe
@for_anybody
def status_list(_request: HttpRequest, number: int) -> HttpResponse:
    """Which certificates ended, as of now."""
    try:
        found = queries.signed_list(number, clock.now())
    except StatusList.DoesNotExist:
        raise Http404 from None
    return HttpResponse(found, content_type=signing.MEDIA_TYPE)


@csrf_exempt  # it only reads, and a cookie for its token would follow whoever checks a paper
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Check a record: in the browser, or here where it runs no script."""
    text = request.POST.get("record", "")[:MOST]
    page: dict[str, object] = {"text": text, "words": words.WORDS, "facts": words.FACTS}
    if request.method == "POST":
        verdict = _verdict(text)
        page |= {
            "word": words.word(verdict.why),
            "said": words.facts(verdict),
            "address": words.address(verdict),
        }
    page |= {"languages": settings.LANGUAGES, "lists": queries.lists()}
    response = render(request, "credentials/verify.html", page)
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The same page as one file with the keys and lists of today, in the language of `?lang=`."""
    asked = request.GET.get("lang", "")
    with translation.override(asked if asked in dict(settings.LANGUAGES) else translation.get_language()):
        try:
            text = offline_page.written(clock.now())
        except KeyUnusable:
            return HttpResponse(_("The signing key cannot be read."), status=503)
    response = HttpResponse(text, content_type="text/html; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="ocop-verify.html"'
    return response


@require_safe
def program(_request: HttpRequest) -> HttpResponse:
    """The page of Python that checks a record anywhere."""
    text = Path(verify_certificate.__file__).read_text(encoding="utf-8")
    response = HttpResponse(text, content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="verify_certificate.py"'
    return response


def _verdict(text: str) -> verify_certificate.Verdict:
    now = clock.now()
    try:
        lists = [queries.signed_list(number, now) for number in queries.lists()]
    except (KeyUnusable, StatusList.DoesNotExist):
        lists = []
    return verify_certificate.check(text, queries.jwks(), lists, now)


def _json(value: object, media_type: str) -> HttpResponse:
    return HttpResponse(json.dumps(value, ensure_ascii=False, indent=1), content_type=media_type)
