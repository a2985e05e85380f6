"""What pages tell to machines in the words of schema.org, as JSON-LD."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from ocop.platform.addresses import absolute

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Thing = dict[str, object]
"""A thing of schema.org."""

CONTEXT: Final = "https://schema.org"
UNSAFE: Final = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def written(thing: Mapping[str, object]) -> str:
    """The thing as JSON that no mark-up can be hidden in. Empty values are left out."""
    plain = _filled({"@context": CONTEXT, **thing})
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).translate(UNSAFE)


def crumbs(steps: Sequence[tuple[str, str]]) -> Thing:
    """The way to a page: names and paths, the home page first."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": absolute(path)}
            for number, (name, path) in enumerate(steps, start=1)
        ],
    }


def _filled(value: object) -> object:
    if isinstance(value, dict):
        kept = {name: _filled(one) for name, one in value.items()}
        return {name: one for name, one in kept.items() if one not in ("", None, [], {})}
    if isinstance(value, list | tuple):
        return [_filled(one) for one in value]
    return str(value) if type(value).__name__ == "__proxy__" else value
