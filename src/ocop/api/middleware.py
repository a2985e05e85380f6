"""What every request of a program passes through (language, key, limits) and what every answer gets: one form
of errors, ETag, caching, who may read it across sites.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, cast

from django.http import HttpRequest, HttpResponse
from django.http.request import MediaType
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from ocop.access.web import address_of
from ocop.api import limits, problems
from ocop.api.problems import MEDIA_TYPE, Problem
from ocop.platform import clock

if TYPE_CHECKING:
    from datetime import datetime

    from ocop.api.models import Key
    from ocop.platform.web import ActorRequest

    class ProgramRequest(ActorRequest):
        """A request of a program: with the key it came with, and the language of its answers."""

        api_key: Key | None
        api_language: str


ROOT: Final = "/api/v1/"
PUBLIC_FOR: Final = "public, max-age=60"
PUBLIC_NOW: Final = "public, no-cache"
PRIVATE: Final = "private, no-cache"
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
READING: Final = frozenset({"GET", "HEAD"})
OPEN_HEADERS: Final = "Accept, Accept-Language, Authorization, If-None-Match"
SHOWN_HEADERS: Final = "ETag, Link, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After"
JSON: Final = "application/json"
CONTRACT: Final = f"{ROOT}openapi.json"
"""The description of the interface is written in English."""
PRIVATE_ROOTS: Final = tuple(f"{ROOT}{part}" for part in ("registry", "imports", "webhooks"))
"""What only a key reads: never open across sites, never kept by others."""
TRUE_NOW: Final = (f"{ROOT}status/", f"{ROOT}products/")
"""What a certificate is worth is asked anew each time: a withdrawal shows within a second."""


class Interface:
    """Stands before the session: a browser's session plays no part here, so that no other site can use it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request of a program; hand every other one on."""
        if not request.path_info.startswith(ROOT):
            return self.get_response(request)
        asked = cast("ProgramRequest", request)
        asked.COOKIES = {}
        asked.api_language = language_of(request)
        with translation.override(asked.api_language):
            response = self._answered(asked)
            return _finished(asked, response)

    def _answered(self, request: ProgramRequest) -> HttpResponse:
        if is_preflight(request):
            return _preflight()
        now = clock.now()
        try:
            request.api_key = _key(request, now)
            cost = limits.COSTS.get(request.path_info.removeprefix(ROOT), 1)
            standing = limits.count(request.api_key, address_of(request), now, cost)
        except Problem as problem:
            request.api_key = None
            standing = limits.count(None, address_of(request), now)
            response: HttpResponse = problems.answer(problem)
        else:
            response = HttpResponse() if standing.over else self._passed(request)
        if standing.over:
            response = problems.answer(Problem(problems.TOO_MANY))
        for name, value in standing.headers.items():
            response[name] = value
        return response

    def _passed(self, request: ProgramRequest) -> HttpResponse:
        if not _takes_json(request):
            return problems.answer(Problem(problems.NOT_ACCEPTABLE))
        response = self.get_response(request)
        if response.status_code >= 400 and not _is_problem(response):
            problem = problems.from_status(response.status_code)
            if "Allow" in response:
                problem.headers["Allow"] = response["Allow"]
            response = problems.answer(problem)
        return response


def language_of(request: HttpRequest) -> str:
    """The first language of Accept-Language that there is; Vietnamese where it names none."""
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500]):
        if code.partition("-")[0] in {"vi", "en"}:
            return code.partition("-")[0]
    return "vi"


def is_preflight(request: HttpRequest) -> bool:
    """Whether a browser asks what a page of another site may do here."""
    return request.method == "OPTIONS"


def _key(request: HttpRequest, now: datetime) -> Key | None:
    from ocop.api import secrets_of_keys  # noqa: PLC0415 - middleware is loaded before the models

    given = request.headers.get("Authorization")
    if given is None:
        return None
    scheme, _space, text = given.partition(" ")
    key = secrets_of_keys.known(text.strip(), now) if scheme.lower() == "bearer" else None
    if key is None:
        raise Problem(problems.UNKNOWN_KEY)
    secrets_of_keys.note_use(key, now)
    return key


def _takes_json(request: HttpRequest) -> bool:
    given = request.headers.get("Accept", "").strip()
    if not given:
        return True
    types = [MediaType(part) for part in given.split(",") if part.strip()]
    return any(one.match(JSON) or one.match(MEDIA_TYPE) for one in types)


def _is_problem(response: HttpResponse) -> bool:
    return response.get("Content-Type", "").startswith(MEDIA_TYPE)


def _preflight() -> HttpResponse:
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Methods"] = "GET, HEAD"
    response["Access-Control-Allow-Headers"] = OPEN_HEADERS
    response["Access-Control-Max-Age"] = "86400"
    response["Allow"] = "GET, HEAD, OPTIONS"
    return response


def _finished(request: ProgramRequest, response: HttpResponse) -> HttpResponse:
    """The headers every answer has; 304 without a body where the caller has it already."""
    del response["Vary"]
    patch_vary_headers(response, ("Accept", "Accept-Language", "Authorization"))
    response["Content-Language"] = "en" if request.path_info == CONTRACT else request.api_language
    response["X-Content-Type-Options"] = "nosniff"
    public = request.method in SAFE and not request.path_info.startswith(PRIVATE_ROOTS)
    if public:
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = SHOWN_HEADERS
    if request.method not in READING or response.status_code != 200:
        response["Cache-Control"] = "no-store"
        return response
    with_key = getattr(request, "api_key", None) is not None
    kept_for = PUBLIC_NOW if request.path_info.startswith(TRUE_NOW) else PUBLIC_FOR
    response["Cache-Control"] = kept_for if public and not with_key else PRIVATE
    if "ETag" not in response:
        response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    kept = {name: response[name] for name in response.headers if name.startswith(("RateLimit-", "Access-"))}
    found = get_conditional_response(request, response["ETag"], None, response) or response
    if found.status_code == HTTPStatus.PRECONDITION_FAILED:
        found = problems.answer(Problem(problems.STALE))
        found["Cache-Control"] = "no-store"
    for name, value in kept.items():
        found[name] = value
    return found
