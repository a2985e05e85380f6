"""A list as a file: chosen here, kept on the shelf."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.exchange import exports, lists, rules, storage
from ocop.exchange.columns import TITLES
from ocop.exchange.forms import ExportForm
from ocop.exchange.models import ExportFile, ExportState
from ocop.exchange.views.importing import kind_of, progress_of
from ocop.exchange.writing import MEDIA_TYPES, Format
from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.keeping import signed_in, typed
from ocop.platform.pagination import page_of
from ocop.platform.personal import Purpose
from ocop.platform.web import ActorRequest, is_htmx

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE_ONLY: Final = frozenset({"after", "before", "page"})
"""Fields of a list's address that say where one is in it, not what is in it."""


@require_safe
@signed_in
def shelf(request: ActorRequest) -> HttpResponse:
    """One's exports, the latest first."""
    require(rules.can_keep_exports(request.actor))
    page = page_of(ExportFile.objects.visible_to(request.actor), request.GET, by=("-asked_at", "-pk"))
    working = _working(page.items)
    if is_htmx(request) and not working:
        return HttpResponse(status=HTTPStatus.OK, headers={"HX-Refresh": "true"})
    context: dict[str, object] = {"page": page, "days": settings.OCOP_EXPORT_DAYS, "working": working}
    if working:
        context |= progress_of(working[-1].job)
    if is_htmx(request):
        return render(request, "exchange/parts/progress.html", context)
    context["kinds"] = [(kind, TITLES[kind]) for kind in TITLES if rules.can_export(request.actor, kind)]
    return render(request, "exchange/shelf.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def export(request: ActorRequest, kind: str) -> HttpResponse:
    """Choose how a list is written; its filter stands in the address."""
    actor, chosen = request.actor, kind_of(kind)
    require(rules.can_export(actor, chosen))
    query = _query(request)
    form = ExportForm(typed(request), asks_purpose=exports.asks_purpose(actor, chosen))
    if request.method == "POST" and form.is_valid():
        purpose = Purpose(form.cleaned_data["purpose"]) if form.cleaned_data.get("purpose") else None
        wanted = exports.Wanted(chosen, query, Format(form.cleaned_data["form"]), purpose)
        exports.ask(actor=actor, wanted=wanted, now=clock.now())
        return redirect("exchange:shelf")
    count = lists.chosen(actor, chosen, query).count()
    context = {"form": form, "title": TITLES[chosen], "count": count, "words": lists.in_words(chosen, query)}
    return render(request, "exchange/export.html", {**context, "large": count > exports.AT_ONCE})


@require_safe
@signed_in
def file(request: ActorRequest, pk: int) -> FileResponse:
    """One's export as a download."""
    require(rules.can_keep_exports(request.actor))
    mine = ExportFile.objects.visible_to(request.actor)
    made = get_object_or_404(mine, pk=pk, state=ExportState.DONE)
    return storage.send(made.stored, name=made.name, media_type=MEDIA_TYPES[Format(made.form)])


@require_POST
@signed_in
def remove(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Take an export off the shelf."""
    require(rules.can_keep_exports(request.actor))
    made = get_object_or_404(ExportFile.objects.visible_to(request.actor), pk=pk)
    exports.remove(actor=request.actor, export_id=made.pk)
    return redirect("exchange:shelf")


def _query(request: ActorRequest) -> str:
    given = request.GET.copy()
    for name in PAGE_ONLY & given.keys():
        del given[name]
    return given.urlencode()


def _working(found: Sequence[ExportFile]) -> list[ExportFile]:
    return [made for made in found if made.state == ExportState.WORKING]
