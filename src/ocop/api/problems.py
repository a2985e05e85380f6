"""What can go wrong with a request of a program, as `application/problem+json` (RFC 9457) in two languages.

Each kind has a page of its own, which its `type` points to.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ocop.platform.addresses import absolute

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django_stubs_ext import StrOrPromise

MEDIA_TYPE: Final = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem. `advice` says what the one who wrote the program does about it."""

    code: str
    status: int
    title: StrOrPromise
    advice: StrOrPromise


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in what was sent, and where: a JSON pointer into the body, or a parameter's name."""

    detail: StrOrPromise
    pointer: str = ""
    parameter: str = ""

    def as_json(self) -> dict[str, str]:
        """The members that say something."""
        where = {"parameter": self.parameter} if self.parameter else {"pointer": self.pointer or "#"}
        return {**where, "detail": str(self.detail)}


BAD_REQUEST: Final = "bad-request"
BAD_CURSOR: Final = "bad-cursor"
UNKNOWN_KEY: Final = "unknown-key"
NO_KEY: Final = "no-key"
DENIED: Final = "denied"
MISSING_SCOPE: Final = "missing-scope"
NOT_FOUND: Final = "not-found"
NOT_ALLOWED: Final = "method-not-allowed"
NOT_ACCEPTABLE: Final = "not-acceptable"
CONFLICT: Final = "conflict"
STALE: Final = "changed-meanwhile"
TOO_LARGE: Final = "too-large"
MEDIA: Final = "unsupported-media-type"
INVALID: Final = "invalid"
REUSED: Final = "idempotency-key-reused"
NO_VERSION: Final = "version-needed"
TOO_MANY: Final = "too-many-requests"
INTERNAL: Final = "internal-error"

KINDS: Final = {
    one.code: one
    for one in (
        Kind(
            BAD_REQUEST,
            400,
            _("The request can't be understood"),
            _("Correct the request. The body is JSON in UTF-8; texts hold no control characters."),
        ),
        Kind(
            BAD_CURSOR,
            400,
            _("The cursor was not made for this list"),
            _("Take the cursor from the answer before, unchanged, with the same filters; or begin anew."),
        ),
        Kind(
            NO_KEY,
            401,
            _("A key is needed"),
            _("Send the header “Authorization: Bearer” with the key of the system."),
        ),
        Kind(
            UNKNOWN_KEY,
            401,
            _("The key lets in no more, or never did"),
            _("Check the key. Ask the administrator for another one if it ran out or was revoked."),
        ),
        Kind(
            DENIED,
            403,
            _("The office of the system may not do this"),
            _("Read the detail: it says what is missing and who can help."),
        ),
        Kind(
            MISSING_SCOPE,
            403,
            _("The key lacks a scope"),
            _("Ask the administrator for a key with the scope that the detail names."),
        ),
        Kind(
            NOT_FOUND,
            404,
            _("There is nothing here"),
            _("Check the address and the code. What a key may not see is not there for it."),
        ),
        Kind(
            NOT_ALLOWED,
            405,
            _("The address does not take this method"),
            _("Use one of the methods in the header Allow."),
        ),
        Kind(
            NOT_ACCEPTABLE,
            406,
            _("The answer is JSON only"),
            _("Send “Accept: application/json”, or no such header."),
        ),
        Kind(
            CONFLICT,
            409,
            _("The present state does not allow this"),
            _("Read the object again, then decide what to do."),
        ),
        Kind(
            STALE,
            412,
            _("Someone changed it meanwhile"),
            _("Read the object again, apply your change to it, and send its new version in If-Match."),
        ),
        Kind(
            TOO_LARGE,
            413,
            _("What was sent is too large"),
            _("Send less at a time."),
        ),
        Kind(
            MEDIA,
            415,
            _("The body is of a type that is not taken here"),
            _("Send the content type that the description of the operation names."),
        ),
        Kind(
            INVALID,
            422,
            _("Some values can't be taken"),
            _("Correct what “errors” names; each entry points to one value."),
        ),
        Kind(
            REUSED,
            422,
            _("The Idempotency-Key was used for another request"),
            _("Use a fresh key for every request; send the same one again only with the same body."),
        ),
        Kind(
            NO_VERSION,
            428,
            _("The version is missing"),
            _("Send the ETag of the object as you read it in the header If-Match."),
        ),
        Kind(
            TOO_MANY,
            429,
            _("Too many requests"),
            _("Wait as long as Retry-After says. With a key more requests are answered."),
        ),
        Kind(
            INTERNAL,
            500,
            _("Something went wrong on this side"),
            _("Try again later; with an Idempotency-Key nothing is done twice. Tell the operator."),
        ),
    )
}
OF_STATUS: Final = {
    400: BAD_REQUEST,
    401: NO_KEY,
    403: DENIED,
    404: NOT_FOUND,
    405: NOT_ALLOWED,
    406: NOT_ACCEPTABLE,
    409: CONFLICT,
    413: TOO_LARGE,
    415: MEDIA,
    422: INVALID,
    429: TOO_MANY,
}
"""What an answer that is no problem document yet becomes, by its status."""


class Problem(Exception):
    """Ends a request with a problem of this kind."""

    def __init__(
        self,
        code: str,
        detail: StrOrPromise = "",
        *,
        errors: Sequence[Fault] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code, self.detail, self.errors = code, detail, tuple(errors)
        self.headers = headers or {}


@dataclass(slots=True)
class Document:
    """A problem as it is sent, in the language of the request."""

    code: str
    detail: StrOrPromise = ""
    errors: Sequence[Fault] = field(default_factory=tuple)

    def as_json(self) -> dict[str, object]:
        """The members of RFC 9457, and `errors` where single values are wrong."""
        kind = KINDS[self.code]
        found: dict[str, object] = {
            "type": type_of(self.code),
            "title": str(kind.title),
            "status": kind.status,
            "detail": str(self.detail or kind.advice),
        }
        if self.errors:
            found["errors"] = [one.as_json() for one in self.errors]
        return found


def type_of(code: str) -> str:
    """The address that names a kind of problem, where it is explained."""
    return absolute(reverse("api:problem", args=[code]))


def answer(problem: Problem) -> JsonResponse:
    """A problem as a response."""
    document = Document(problem.code, problem.detail, problem.errors)
    response = JsonResponse(
        document.as_json(),
        status=KINDS[problem.code].status,
        content_type=MEDIA_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )
    for name, value in problem.headers.items():
        response[name] = value
    if response.status_code == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def from_status(status: int) -> Problem:
    """What an answer of the framework with this status says, as a problem."""
    return Problem(OF_STATUS.get(status, INTERNAL if status >= 500 else BAD_REQUEST))
