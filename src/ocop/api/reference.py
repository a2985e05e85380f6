"""The description of the interface as a page shows it: in sections, in the language of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ocop.api.scopes import SCOPES
from ocop.api.v1.contract import description

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.api.scopes import Scope

TAGS: Final = {
    "catalogue": _("Catalogue"),
    "country": _("Units of the country"),
    "law": _("Rulebooks"),
    "figures": _("Figures"),
    "registry": _("Register (with a key)"),
    "imports": _("Lists (with a key)"),
    "webhooks": _("Webhooks (with a key)"),
    "interface": _("The interface itself"),
}


@dataclass(frozen=True, slots=True)
class Value:
    """A parameter of an operation, or a member of its body."""

    name: str
    kind: str
    needed: bool
    words: str


@dataclass(frozen=True, slots=True)
class Operation:
    """What can be asked at an address. `body` is the content type of what is sent, empty for nothing; `cost`
    the number of requests for which it counts.
    """

    id: str
    method: str
    path: str
    title: str
    words: str
    scope: Scope | None
    cost: int
    parameters: list[Value]
    body: str
    members: list[Value]
    answer: str
    statuses: list[str]


@dataclass(frozen=True, slots=True)
class Section:
    """Operations that belong together."""

    tag: str
    title: StrOrPromise
    operations: list[Operation]


def sections() -> list[Section]:
    """Every operation, in the order in which one learns them."""
    found = description()
    by_tag: dict[str, list[Operation]] = {tag: [] for tag in TAGS}
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            by_tag[operation["tags"][0]].append(_operation(found, path, method, operation))
    return [Section(tag, TAGS[tag], operations) for tag, operations in by_tag.items()]


def _operation(found: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> Operation:
    body, members = "", []
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        body, members = media, _members(found, content["schema"])
    success = next(one for status, one in operation["responses"].items() if status.startswith("2"))
    schemas = [content["schema"] for content in success.get("content", {}).values()]
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        title=_said(operation["summary"]),
        words=_said(operation.get("description", "")),
        scope=SCOPES.get(operation.get("x-scope", "")),
        cost=operation.get("x-cost", 1),
        parameters=[
            Value(
                one["name"],
                _kind(one["schema"]),
                one.get("required", False),
                _said(one.get("description") or one["schema"].get("description", "")),
            )
            for one in operation["parameters"]
        ],
        body=body,
        members=members,
        answer=_kind(schemas[0]) if schemas else "",
        statuses=sorted(operation["responses"]),
    )


def _members(found: dict[str, Any], schema: dict[str, Any]) -> list[Value]:
    shape = _resolved(found, schema)
    needed = set(shape.get("required", ()))
    return [
        Value(name, _kind(one), name in needed, _said(one.get("description", "")))
        for name, one in shape.get("properties", {}).items()
    ]


def _resolved(found: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    resolved: dict[str, Any] = found["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return resolved


def _kind(schema: dict[str, Any]) -> str:
    """What a value is, in the words of the description: "string (date)", "integer", "ProductLine[]"."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " | ".join(_kind(one) for one in schema["anyOf"] if one.get("type") != "null")
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"{_kind(schema.get('items', {}))}[]"
    kind = str(schema.get("type", ""))
    return f"{kind} ({schema['format']})" if "format" in schema else kind


def _said(text: str) -> str:
    return gettext(text) if text else ""
