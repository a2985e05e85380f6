"""A member's sheets on a device of their own: the queue of taps, the worker that keeps pages, and the app."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ocop.evaluation import queries, tapping
from ocop.evaluation.models import SheetState
from ocop.evaluation.views.sheet import found_sheet, kept_on_device, opened_sheet
from ocop.platform import clock
from ocop.platform.keeping import signed_in
from ocop.platform.web import ActorRequest

if TYPE_CHECKING:
    from django.http import HttpRequest

SCRIPT: Final = "text/javascript; charset=utf-8"
MANIFEST: Final = "application/manifest+json"
PARTS: Final = (
    "ocop/app.css",
    "ocop/app.js",
    "ocop/leaving.js",
    "ocop/mark.svg",
    "django_htmx/htmx-2.min.js",
    "evaluation/council.css",
    "evaluation/sheet.js",
)
"""What the page of a sheet is drawn with."""
ICONS: Final = (192, 512)
"""The sides of the icons in pixels that installing an app asks for; tools/icons.py draws them."""


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def answers(request: ActorRequest, pk: int) -> HttpResponse:
    """Take the taps a device has kept, and tell what became of each and where the sheet stands."""
    if request.method == "POST" and request.content_type != "application/json":
        found_sheet(request, pk)
        raise BadRequest("taps come as JSON")
    queue = tapping.read(request.body) if request.method == "POST" else None
    if queue is not None and queue.person != request.actor.user_id:
        return JsonResponse({"person": request.actor.user_id}, status=HTTPStatus.UNAUTHORIZED)
    sheet = opened_sheet(request, pk)
    outcomes: list[dict[str, object]] = []
    if queue is not None:
        outcomes = tapping.take(request.actor, sheet, queue.taps, clock.now())
        sheet = found_sheet(request, pk)
    told = tapping.standing(sheet, open_=sheet.state == SheetState.DRAFT, token=get_token(request))
    return JsonResponse({"person": request.actor.user_id, "outcomes": outcomes, "sheet": told})


@require_safe
@signed_in
@kept_on_device
def sheets(request: ActorRequest) -> HttpResponse:
    """A member's own sheets: where the app on a tablet begins."""
    mine = queries.by_agenda(queries.my_sheets(request.actor))
    context = {"sheets": sorted(mine, key=lambda one: one.state)}
    return render(request, "evaluation/council/sheets.html", context)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The worker that keeps the pages of sheets on the device; it stands where they are, and no higher."""
    context = {
        "parts": [static(name) for name in PARTS],
        "static_url": settings.STATIC_URL,
        "nothing": render_to_string("evaluation/council/nothing.html"),
    }
    response = render(request, "evaluation/council/worker.js", context, content_type=SCRIPT)
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(_request: HttpRequest) -> JsonResponse:
    """What makes the sheets installable as an app of their own."""
    start = reverse("evaluation:sheets")
    return JsonResponse(
        {
            "id": start,
            "name": _("OCOP evaluation sheets"),
            "short_name": _("OCOP sheets"),
            "lang": get_language(),
            "start_url": start,
            "scope": "/",
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#14532d",
            "icons": [
                {"src": static("ocop/mark.svg"), "sizes": "any", "type": "image/svg+xml"},
                *(
                    {"src": static(f"ocop/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
                    for size in ICONS
                ),
            ],
        },
        content_type=MANIFEST,
    )
