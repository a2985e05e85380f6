"""Version 1 of the interface: what is asked and answered. Loaded by the first request (`gate`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.urls import URLPattern

from ocop.api.v1 import catalogue, hooks, law, lists, places, registry  # noqa: F401 - each adds its operations
from ocop.api.v1.base import api, view_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse


def views() -> dict[str, Callable[..., HttpResponse]]:
    """What answers at each address, by the name in `urls.ROUTES`."""
    found = [one for one in api.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"]
    return {
        str(one.name): view_of(cast("Callable[..., HttpResponse]", one.callback), str(one.name))
        for one in found
    }
