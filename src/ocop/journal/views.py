"""Pages of the journal: its signed heads for everybody, its entries for inspectors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from ocop.journal import actions, queries, rules, signatures, verify_export
from ocop.journal.forms import EntryFilter
from ocop.journal.history import lines_of
from ocop.journal.verify_export import canonical
from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.keeping import signed_in
from ocop.platform.pagination import page_of
from ocop.platform.web import ActorRequest

if TYPE_CHECKING:
    from ocop.journal.heads import Facts

SHOWN = 31


@require_safe
def heads(request: ActorRequest) -> HttpResponse:
    """The latest signed heads and the keys, with how anybody checks them."""
    context = {
        "heads": queries.latest_heads(SHOWN),
        "keys": [(key, signatures.pem(key.public)) for key in queries.public_keys()],
        "may_read": rules.can_read(request.actor),
    }
    return render(request, "journal/heads.html", context)


@require_safe
def heads_file(_request: HttpRequest) -> HttpResponse:
    """Every signed head with the keys: the file to keep elsewhere."""
    held = queries.published()
    return _json({"format": 1, "keys": list(held.keys), "heads": list(held.heads)})


@require_safe
def keys_file(_request: HttpRequest) -> HttpResponse:
    """Every key that signs or signed, also in the form other programs read."""
    keys = queries.published().keys
    return _json({"format": 1, "keys": [key | {"pem": signatures.pem(str(key["public"]))} for key in keys]})


def _json(facts: Facts) -> HttpResponse:
    return JsonResponse(facts, json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_safe
def program(_request: HttpRequest) -> HttpResponse:
    """The page of Python that checks an export anywhere."""
    text = Path(verify_export.__file__).read_text(encoding="utf-8")
    response = HttpResponse(text, content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="verify_export.py"'
    return response


@require_safe
@signed_in
def entries(request: ActorRequest) -> HttpResponse:
    """Entries, the latest first: all for the country's inspectors, those of their territory for others."""
    require(rules.can_read(request.actor))
    form = EntryFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = queries.entries(request.actor, wanted)
    page = page_of(found, request.GET, by=("-seq",))
    context = {
        "filter": form,
        "page": page,
        "rows": list(zip(page.items, lines_of(request.actor, page.items), strict=True)),
        "narrowed": [name for name in ("person", "object") if wanted.get(name)],
        "may_export": rules.can_export(request.actor),
    }
    return render(request, "journal/entries.html", context)


@require_POST
@signed_in
def export(request: ActorRequest) -> HttpResponseBase:
    """The whole journal as a file, up to the entry that tells of this export."""
    last = actions.note_export(actor=request.actor, now=clock.now()).seq

    def lines() -> Iterator[bytes]:
        for row in queries.rows(to=last):
            yield canonical(row) + b"\n"

    response = StreamingHttpResponse(lines(), content_type="application/x-ndjson")
    response["Content-Disposition"] = 'attachment; filename="journal.jsonl"'
    return response
