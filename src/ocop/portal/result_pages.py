"""Results as they are published: decisions, and the products that each recognised. No sign-in, no cookies."""

from __future__ import annotations

import csv
import io
from functools import wraps
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ocop.exchange.reading.texts import guarded
from ocop.platform.pagination import page_of
from ocop.platform.reading import in_readers_language
from ocop.portal import books
from ocop.portal.frame import KEPT_FOR
from ocop.recognition import published

if TYPE_CHECKING:
    from collections.abc import Callable

    from ocop.recognition.published import CountedDecision, Published


def kept(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same page for everybody, kept for a while by whoever fetched it."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = f"public, max-age={KEPT_FOR}"
        return response

    return answer


@require_safe
@kept
@in_readers_language
def decisions(request: HttpRequest) -> HttpResponse:
    """The decisions on results, the latest first."""
    asked = request.GET.get("year", "")
    known = published.years()
    year = next((one for one in known if str(one) == asked), None)
    page = page_of(published.decisions(year), request.GET, by=("-decided_on", "-pk"))
    context = {**_frame(), "page": page, "years": known, "year": year}
    return render(request, "portal/published.html", context)


@require_safe
@kept
@in_readers_language
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """The products that one decision recognised, by commune."""
    found = _decision(int(pk))
    context = {**_frame(), "decision": found, "rows": published.products(found)}
    return render(request, "portal/published_decision.html", context)


@require_safe
@kept
@in_readers_language
def download(request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG001 - a view
    """The same as a file for a spreadsheet."""
    found = _decision(int(pk))
    rows = published.products(found)
    text = io.StringIO()
    writer = csv.writer(text)
    totals = any(row.total is not None for row in rows)
    heads = [_("Commune"), _("Product"), _("Producer"), _("Stars"), _("Points from"), _("Points below")]
    heads += [_("Decision"), _("Day of the decision")]
    writer.writerow([*heads, *([_("Total")] if totals else [])])
    for row in rows:
        writer.writerow([_cell(value) for value in _values(row, found)] + ([row.total] if totals else []))
    response = HttpResponse(f"\ufeff{text.getvalue()}", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="ocop-results-{found.pk}.csv"'
    return response


def _values(row: Published, found: CountedDecision) -> list[object]:
    one, band = row.certificate, row.band
    return [
        one.commune_name,
        one.product_name,
        one.producer_name,
        one.stars,
        band.at_least if band else "",
        band.below if band and band.below is not None else "",
        found.number,
        found.decided_on.isoformat(),
    ]


def _cell(value: object) -> object:
    return guarded(value) if isinstance(value, str) else value


def _decision(pk: int) -> CountedDecision:
    found = published.decisions().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _frame() -> dict[str, object]:
    here = books.language()
    return {"languages": [(key, name) for key, name in settings.LANGUAGES if key != here]}
