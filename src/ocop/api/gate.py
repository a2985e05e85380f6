"""The way from an address to its operations: loads `v1` when the first program comes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

if TYPE_CHECKING:
    from collections.abc import Callable

    from ocop.api.middleware import ProgramRequest


def operation(name: str) -> Callable[..., HttpResponse]:
    """A view for the address of this name. No cookie lets anybody in, so no forgery token is asked."""

    @csrf_exempt
    def view(request: HttpRequest, **words: Any) -> HttpResponse:
        asked = cast("ProgramRequest", request)
        is_head = asked.method == "HEAD"
        with translation.override(asked.api_language):
            asked.method = "GET" if is_head else asked.method
            response = _views()[name](asked, **words)
            asked.method = "HEAD" if is_head else asked.method
        return response

    return cast("Callable[..., HttpResponse]", view)


@cache
def _views() -> dict[str, Callable[..., HttpResponse]]:
    from ocop.api import v1  # noqa: PLC0415 - half a second

    return v1.views()
