"""The frame of all operations: one description, one form of errors."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import NON_FIELD_ERRORS, BadRequest, ObjectDoesNotExist
from django.core.exceptions import ValidationError as FormError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from ocop.api import problems
from ocop.api.problems import Fault, Problem
from ocop.platform.decisions import Conflict, Denied, Stale

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.core.exceptions import ValidationError as DjangoError

    from ocop.api.middleware import ProgramRequest
    from ocop.api.models import Key

VERSION: Final = "1.0.0"


class Renderer(JSONRenderer):
    """JSON with Vietnamese as it is written."""

    json_dumps_params = {"ensure_ascii": False}


class Strict(Parser):
    """JSON as the standard has it: no NaN, and no half of a pair of characters, which nothing can store."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Raises: ValueError, which becomes 400."""
        found: dict[str, Any] = json.loads(request.body, parse_constant=_no_number)
        json.dumps(found, ensure_ascii=False).encode()
        return found


def _no_number(word: str) -> None:
    raise ValueError(word)


api: Final = NinjaAPI(
    title="OCOP",
    version=VERSION,
    urls_namespace="api-v1",
    openapi_url=None,
    docs_url=None,
    renderer=Renderer(),
    parser=Strict(),
)

MEDIA: Final = {"body": "application/json", "file": "multipart/form-data"}
"""The type of what is sent, by where the library finds it."""
WORDS: Final = {
    "missing": gettext_lazy("This value is needed."),
    "extra_forbidden": gettext_lazy("There is no such value here."),
    "string_too_short": gettext_lazy("Write at least %(min_length)s characters."),
    "string_too_long": gettext_lazy("Write at most %(max_length)s characters."),
    "string_pattern_mismatch": gettext_lazy("This does not have the form %(pattern)s."),
    "string_type": gettext_lazy("This must be a text."),
    "string_unicode": gettext_lazy("This text holds characters that are none."),
    "int_type": gettext_lazy("This must be a whole number."),
    "int_parsing": gettext_lazy("This must be a whole number."),
    "int_from_float": gettext_lazy("This must be a whole number."),
    "greater_than_equal": gettext_lazy("This must be %(ge)s or more."),
    "less_than_equal": gettext_lazy("This must be %(le)s or less."),
    "bool_type": gettext_lazy("This must be true or false."),
    "bool_parsing": gettext_lazy("This must be true or false."),
    "date_parsing": gettext_lazy("Write the day as 2026-11-23."),
    "date_from_datetime_parsing": gettext_lazy("Write the day as 2026-11-23."),
    "date_type": gettext_lazy("Write the day as 2026-11-23."),
    "literal_error": gettext_lazy("Choose one of %(expected)s."),
    "enum": gettext_lazy("Choose one of %(expected)s."),
    "list_type": gettext_lazy("This must be a list."),
    "too_short": gettext_lazy("Give at least %(min_length)s."),
    "too_long": gettext_lazy("Give at most %(max_length)s."),
    "dict_type": gettext_lazy("The body must be a JSON object."),
    "model_type": gettext_lazy("The body must be a JSON object."),
    "model_attributes_type": gettext_lazy("The body must be a JSON object."),
}
"""What is wrong with a value, by what the library calls it."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What an operation takes: query parameters by name, a body of this type, a key with this scope."""

    parameters: frozenset[str]
    media: str
    scope: str


def view_of(callback: Callable[..., HttpResponse], name: str) -> Callable[..., HttpResponse]:
    """The view of an address: the key, the type of the body, the names of parameters, then the operation."""
    shapes = _shapes()[name]

    def view(request: ProgramRequest, **words: Any) -> HttpResponse:
        shape = shapes.get(request.method or "")
        try:
            if shape is not None:
                _require(request, shape)
        except Problem as problem:
            return problems.answer(problem)
        return callback(request, **words)

    return view


def _require(request: ProgramRequest, shape: Shape) -> None:
    """Raises: Problem. A parameter that is not known is refused: a slip in a name would be lost."""
    if shape.scope:
        key_of(request, shape.scope)
    if shape.media and request.content_type != shape.media:
        raise Problem(problems.MEDIA)
    unknown = sorted(set(request.GET) - shape.parameters)
    if unknown:
        faults = [Fault(_("There is no such parameter here."), parameter=one) for one in unknown]
        raise Problem(problems.INVALID, errors=faults)


def _shapes() -> dict[str, dict[str, Shape]]:
    """What every operation takes, by the name of its address and the method."""
    found: dict[str, dict[str, Shape]] = {}
    for bound in api._get_bound_routers():  # noqa: SLF001 - the library has no public way to its operations
        for path_view in bound.path_operations.values():
            for operation in path_view.operations:
                sources = {model.__ninja_param_source__: model for model in operation.models}
                query = sources.get("query")
                names = frozenset(query.__ninja_flatten_map__ if query is not None else ())
                media = next((MEDIA[source] for source in MEDIA if source in sources), "")
                shape = Shape(names, media, str((operation.openapi_extra or {}).get("x-scope", "")))
                found.setdefault(str(operation.url_name), {}).update(dict.fromkeys(operation.methods, shape))
    return found


def key_of(request: HttpRequest, scope: str) -> Key:
    """The key a request came with, which must have this scope. Raises: Problem."""
    key: Key | None = getattr(request, "api_key", None)
    if key is None:
        raise Problem(problems.NO_KEY)
    if not key.has(scope):
        raise Problem(problems.MISSING_SCOPE, _("This asks for the scope “%(scope)s”.") % {"scope": scope})
    return key


@api.exception_handler(Problem)
def _problem(_request: HttpRequest, problem: Problem) -> HttpResponse:
    return problems.answer(problem)


@api.exception_handler(ValidationError)
def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What the description of an operation does not admit."""
    if any(_loc(one)[:2] == ("header", "If-Match") and one["type"] == "missing" for one in error.errors):
        return problems.answer(Problem(problems.NO_VERSION))
    faults = [_fault(one) for one in error.errors]
    return problems.answer(Problem(problems.INVALID, errors=faults))


@api.exception_handler(FormError)
def _refused(_request: HttpRequest, error: DjangoError) -> HttpResponse:
    """What an action refuses, by field."""
    if not hasattr(error, "error_dict"):
        return problems.answer(Problem(problems.INVALID, " ".join(error.messages)))
    faults = [
        Fault(words, pointer="#" if name == NON_FIELD_ERRORS else f"#/{name}")
        for name, messages in error.message_dict.items()
        for words in messages
    ]
    return problems.answer(Problem(problems.INVALID, errors=faults))


@api.exception_handler(HttpError)
def _http(_request: HttpRequest, error: HttpError) -> HttpResponse:
    return problems.answer(problems.from_status(error.status_code))


@api.exception_handler(BadRequest)
def _bad(_request: HttpRequest, _error: BadRequest) -> HttpResponse:
    return problems.answer(Problem(problems.BAD_REQUEST))


@api.exception_handler(Http404)
def _missing(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return problems.answer(Problem(problems.NOT_FOUND))


@api.exception_handler(ObjectDoesNotExist)
def _unknown(_request: HttpRequest, _error: ObjectDoesNotExist) -> HttpResponse:
    return problems.answer(Problem(problems.NOT_FOUND))


@api.exception_handler(Denied)
def _denied(_request: HttpRequest, refusal: Denied) -> HttpResponse:
    return problems.answer(Problem(problems.DENIED, str(refusal)))


@api.exception_handler(Stale)
def _stale(_request: HttpRequest, refusal: Stale) -> HttpResponse:
    return problems.answer(Problem(problems.STALE, str(refusal)))


@api.exception_handler(Conflict)
def _conflict(_request: HttpRequest, refusal: Conflict) -> HttpResponse:
    return problems.answer(Problem(problems.CONFLICT, str(refusal)))


def _loc(error: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(part) for part in error["loc"])


def _fault(error: Mapping[str, Any]) -> Fault:
    """One complaint of the library, in the language of the request."""
    source, *rest = _loc(error)
    words = WORDS.get(error["type"])
    detail = _("This value can't be taken.") if words is None else str(words) % error.get("ctx", {})
    if source in {"body", "form", "file"}:
        # The first part is the name the function gives to the body as a whole.
        inside = rest[1:] if source == "body" else rest
        return Fault(detail, pointer="/".join(["#", *map(_escaped, inside)]))
    return Fault(detail, parameter=_parameter(rest) if rest else source)


def _parameter(loc: Sequence[str]) -> str:
    """The name of what was given, also where one of several values of a name is wrong."""
    named = [part for part in loc if not part.isdigit()]
    return (named or loc)[-1]


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")
