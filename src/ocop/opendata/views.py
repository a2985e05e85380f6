"""Open data for everybody: the page of the tables, the files, and what is known of one thing. No cookies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import msgspec
from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from ocop.opendata import datasets, keeping, linked, queries, serving
from ocop.opendata.licences import licence
from ocop.platform import clock
from ocop.platform.reading import in_readers_language

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from ocop.opendata.datasets import Dataset
    from ocop.opendata.dcat import File
    from ocop.opendata.models import Dump

SHOWN_DAYS: Final = 60
FORMS: Final = ((".csv", "CSV"), (".jsonld", "JSON-LD"), (".parquet", "Parquet"))


@dataclass(frozen=True, slots=True)
class Listed:
    """A table as the page lists it, with its files by form; no files before the first dump."""

    dataset: Dataset
    files: list[tuple[str, File]]


@require_safe
@in_readers_language
def home(request: HttpRequest) -> HttpResponse:
    """The tables of the latest dump with their files, licence, and how to cite them."""
    return _page(request)


@require_safe
@in_readers_language
def of_day(request: HttpRequest, day: date) -> HttpResponse:
    """The same of one day: the address that a citation names, also once its files were removed."""
    return _page(request, day)


def _page(request: HttpRequest, of: date | None = None) -> HttpResponse:
    dumps = list(queries.dumps())
    kept = [one for one in dumps if queries.is_whole(one)]
    dump = next((one for one in (dumps if of else kept) if of in {None, one.day}), None)
    if of is not None and dump is None:
        raise Http404
    day = dump.day if dump else None
    files = keeping.files(day) if day else {}
    listed = [
        Listed(one, [(form, files[f"{one.name}{end}"]) for end, form in FORMS if f"{one.name}{end}" in files])
        for one in datasets.all_of_them()
    ]
    others = [
        file for name, file in files.items() if name.startswith(("changes", "catalog", "csv-", "journal"))
    ]
    context = {
        **_frame(),
        "day": day,
        "dump": dump,
        "removed": dump is not None and dump not in kept,
        "listed": listed,
        "others": others,
        "sums": keeping.SUMS,
        "days": [one for one in dumps if one != dump][:SHOWN_DAYS],
        "kept": {dump.day for dump in kept},
        "licence": licence(),
        "publisher": settings.OCOP_OPEN_DATA_PUBLISHER,
        "address": f"{linked.base()}{day.isoformat()}/" if day else linked.base(),
    }
    return render(request, "opendata/home.html", context)


@require_safe
@in_readers_language
def terms(request: HttpRequest) -> HttpResponse:
    """Every column of every table, each under an address of its own."""
    return render(request, "opendata/terms.html", {**_frame(), "datasets": datasets.all_of_them()})


@require_safe
def file(request: HttpRequest, day: date, name: str) -> HttpResponseBase:
    """A file of a day's dump. That of this day may be published again; what is over never changes."""
    dump = queries.dump(day)
    if dump is None or not queries.is_whole(dump):
        raise Http404
    return _sent(request, dump, name, kept_for=serving.YEAR if day < clock.today() else 0)


@require_safe
def latest(_request: HttpRequest, name: str) -> HttpResponse:
    """To the file of this name in the latest dump: an address that programs may keep."""
    dump = next(queries.whole(), None)
    if dump is None or name not in {*keeping.files(dump.day), keeping.SUMS}:
        raise Http404
    response = HttpResponseRedirect(reverse("opendata:file", args=[dump.day, name]))
    response["Cache-Control"] = "no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def catalogue(request: HttpRequest, end: str) -> HttpResponseBase:
    """The catalogue of the latest dump, at an address that stays."""
    dump = next(queries.whole(), None)
    if dump is None:
        raise Http404
    return _sent(request, dump, f"catalog.{end}", kept_for=0)


@require_safe
def context(_request: HttpRequest) -> HttpResponse:
    """The context of all our linked data, at the address that the files name."""
    return _linked(linked.context())


@require_safe
def thing(_request: HttpRequest, table: str, key: str) -> HttpResponse:
    """What is known today of a certificate, producer, decision or unit, as linked data."""
    record = queries.record(table, key, clock.today())
    if record is None:
        raise Http404
    answer = _linked(linked.node(table, record))
    answer["Cache-Control"] = "no-cache"  # what a certificate is worth may change at any moment
    return answer


def _sent(request: HttpRequest, dump: Dump, name: str, *, kept_for: int) -> HttpResponseBase:
    found = keeping.file(dump.day, name)
    if found is None:
        raise Http404
    answer = serving.send(request, keeping.folder(dump.day) / name, found, kept_for=kept_for)
    if name.endswith(".csv"):
        here = reverse("opendata:file", args=[dump.day, f"{name}-metadata.json"])
        answer["Link"] = f'<{here}>; rel="describedby"; type="application/csvm+json"'
    return answer


def _linked(node: dict[str, object]) -> HttpResponse:
    response = HttpResponse(msgspec.json.encode(node), content_type="application/ld+json")
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=300"
    return response


def _frame() -> dict[str, object]:
    here = (get_language() or "vi")[:2]
    return {"languages": [(key, name) for key, name in settings.LANGUAGES if key != here]}
