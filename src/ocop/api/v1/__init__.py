"""Version 1 of the interface: what is asked and answered. Loaded by the first request of a program (`gate`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocop.api.v1 import catalogue, hooks, law, lists, places, registry  # noqa: F401 - each adds its operations
from ocop.api.v1.base import api, view_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse


def views() -> dict[str, Callable[..., HttpResponse]]:
    """What answers at each address, by the name in `urls.ROUTES`."""
    return {
        str(pattern.name): view_of(pattern.callback, str(pattern.name))
        for pattern in api.urls[0]
        if getattr(pattern, "name", None) != "api-root"
    }
