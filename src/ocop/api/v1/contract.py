"""The description of the interface (OpenAPI 3.1): what the types say, and what they leave out.

It does not say how requests fail. Every failure is a problem document, so it stands in `components` once and
each operation names those that can happen to it.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Final

from ocop.api import limits, problems
from ocop.api.v1.base import api
from ocop.api.v1.schemas import ProblemOut

BEARER: Final = "key"
ALWAYS: Final = (400, 406, 422, 429, 500)
OF_CHANGES: Final = (409, 413, 415)
HEADERS: Final = {
    "RateLimit-Limit": (
        "integer",
        "Requests that are answered in a minute; an operation with x-cost counts for so many.",
    ),
    "RateLimit-Remaining": ("integer", "Requests left in this minute."),
    "RateLimit-Reset": ("integer", "Seconds until the minute ends."),
}
LINK: Final = {"description": "The first and the next page (RFC 8288).", "schema": {"type": "string"}}
ETAG: Final = {"description": "For If-None-Match, or If-Match.", "schema": {"type": "string"}}
ABOUT: Final = (
    "Recognised products of the programme One Commune One Product of Viet Nam, their certificates and "
    "producers, the rulebooks, the units of the country and figures, for everybody; the register for systems "
    "with a key. Answers are JSON; failures are problem documents (RFC 9457), in Vietnamese or English by "
    "Accept-Language."
)


@cache
def description() -> dict[str, Any]:
    """The whole description as plain data, in English."""
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="api/v1")))
    found["info"]["description"] = ABOUT
    found["info"]["license"] = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
    found["servers"] = [{"url": "/"}]
    components = found["components"]
    components["securitySchemes"] = {BEARER: {"type": "http", "scheme": "bearer"}}
    problem = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    components["schemas"] |= problem.pop("$defs") | {"ProblemOut": problem}
    components["headers"] = {
        name: {"description": words, "schema": {"type": kind}} for name, (kind, words) in HEADERS.items()
    }
    components["responses"] = {f"Problem{status}": _problem(status) for status in _statuses()}
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            _complete(path, method, operation)
    return found


def text() -> str:
    """The description as it is served and as it stands in the repository."""
    return json.dumps(description(), indent=2, ensure_ascii=False) + "\n"


def _statuses() -> list[int]:
    return sorted({kind.status for kind in problems.KINDS.values()})


def _problem(status: int) -> dict[str, Any]:
    kinds = [kind for kind in problems.KINDS.values() if kind.status == status]
    return {
        "description": "; ".join(f"{kind.code}" for kind in kinds),
        "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}},
    }


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    """Add to one operation what the types do not say."""
    for one in operation["parameters"]:
        one["schema"] = _without_null(one["schema"])
    if cost := limits.COSTS.get(path.removeprefix("/api/v1/")):
        operation["x-cost"] = cost
    named = {one["name"] for one in operation["parameters"]}
    if method == "get":
        operation["responses"]["304"] = {"description": "Not changed since the ETag in If-None-Match."}
    operation["security"] = [{BEARER: []}] if "x-scope" in operation else [{}, {BEARER: []}]
    for status, response in operation["responses"].items():
        headers: dict[str, Any] = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS}
        if "cursor" in named and status == "200":
            headers["Link"] = LINK
        if status == "200" and method == "get":
            headers["ETag"] = ETAG
        response["headers"] = headers
    for status in sorted(_failures(path, method, operation, named)):
        operation["responses"][str(status)] = {"$ref": f"#/components/responses/Problem{status}"}


def _failures(path: str, method: str, operation: dict[str, Any], named: set[str]) -> set[int]:
    """The statuses with which an operation can fail."""
    found = {*ALWAYS, 401}
    if method != "get":
        found.update(OF_CHANGES)
    if "x-scope" in operation:
        found.add(403)
    if "{" in path or operation["operationId"] == "register_producer":
        found.add(404)
    if "If-Match" in named:
        found.update((412, 428))
    return found


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter is left out, it is not null."""
    if "anyOf" not in schema:
        return schema
    left = [one for one in schema["anyOf"] if one.get("type") != "null"]
    rest = {name: value for name, value in schema.items() if name not in {"anyOf", "default"}}
    return {**rest, **left[0]} if len(left) == 1 else schema
