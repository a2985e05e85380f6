"""Pages by which whole lists are brought in: send, look at what it would do, one button."""

from __future__ import annotations

from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, Final

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.exchange import reports, rules, runs, storage
from ocop.exchange.columns import TITLES, Kind
from ocop.exchange.differences import LABELS, Status
from ocop.exchange.forms import SendForm
from ocop.exchange.models import ImportRun
from ocop.exchange.templates import write_template
from ocop.journal import history
from ocop.journal.models import Entry
from ocop.platform import clock, jobs
from ocop.platform.decisions import require
from ocop.platform.files import XLSX
from ocop.platform.keeping import signed_in, typed
from ocop.platform.pagination import page_of
from ocop.platform.web import ActorRequest, is_htmx, is_number

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PHASES: Final[dict[str, StrOrPromise]] = {
    "": _("It begins."),
    "reading": _("The file is being read."),
    "checking": _("The rows are being checked."),
    "telling": _("What was found is being written down."),
    "writing": _("The rows are being written."),
    "exporting": _("The rows are being written into the file."),
}
PER_PAGE: Final = 50
COMPARED: Final = (Status.NEW, Status.CHANGED, Status.UNCHANGED)


@require_safe
@signed_in
def imports(request: ActorRequest) -> HttpResponse:
    """The imports of one's office, the latest first, with the templates to begin from."""
    require(rules.can_import(request.actor, Kind.PRODUCERS))
    found = ImportRun.objects.visible_to(request.actor).select_related("user")
    page = page_of(found, request.GET, by=("-asked_at", "-pk"))
    kinds = [(kind, TITLES[kind]) for kind in rules.kinds_to_import(request.actor)]
    return render(request, "exchange/imports.html", {"page": page, "kinds": kinds})


@require_safe
@signed_in
def template(request: ActorRequest, kind: str) -> FileResponse:
    """The empty workbook of a list."""
    chosen = kind_of(kind)
    require(rules.can_import(request.actor, chosen))
    out = BytesIO()
    write_template(chosen, out)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"ocop-{chosen}.xlsx", content_type=XLSX)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_import(request: ActorRequest) -> HttpResponse:
    """Send a list; it is checked, and nothing is written yet."""
    require(rules.can_import(request.actor, Kind.PRODUCERS))
    kinds = rules.kinds_to_import(request.actor)
    initial = {"kind": request.GET.get("kind")}
    form = SendForm(typed(request), request.FILES or None, kinds=kinds, initial=initial)
    if request.method == "POST" and form.is_valid():
        kind, sent = Kind(form.cleaned_data["kind"]), form.cleaned_data["file"]
        run = runs.send(actor=request.actor, kind=kind, sent=sent, now=clock.now())
        return _go_to(request, run)
    page = "exchange/parts/send.html" if is_htmx(request) else "exchange/new_import.html"
    return render(request, page, {"form": form, "kinds": [(one, TITLES[one]) for one in kinds]})


@require_safe
@signed_in
def one_import(request: ActorRequest, pk: int) -> HttpResponse:
    """One import: how far it is, what was found, what came of it."""
    run = seen(request, pk)
    if is_htmx(request) and not run.is_busy:
        return HttpResponse(status=HTTPStatus.OK, headers={"HX-Refresh": "true"})
    context: dict[str, object] = {"run": run, "report": reports.load(run)}
    if run.is_busy:
        context |= progress_of(run.job)
        if is_htmx(request):
            return render(request, "exchange/parts/progress.html", context)
    if run.entry:
        entries = Entry.objects.filter(seq=run.entry)
        context["history"] = history.told(request.actor, entries)
    return render(request, "exchange/import.html", context)


@require_safe
@signed_in
def import_rows(request: ActorRequest, pk: int, status: str) -> HttpResponse:
    """The rows that are new, changed or unchanged, with before and after."""
    run = seen(request, pk)
    report = reports.load(run)
    if status not in COMPARED or report is None:
        raise Http404
    rows = report.of(status)
    number, pages = page_number(request.GET.get("page", ""), len(rows)), -(-len(rows) // PER_PAGE)
    context = {"run": run, "status": status, "label": LABELS[Status(status)], "total": len(rows)}
    context |= {"number": number, "pages": pages, "rows": rows[(number - 1) * PER_PAGE : number * PER_PAGE]}
    return render(request, "exchange/rows.html", context)


@require_safe
@signed_in
def marked(request: ActorRequest, pk: int) -> FileResponse:
    """The own file with what is wrong in its cells."""
    run = seen(request, pk)
    if not run.marked:
        raise Http404
    stem, word = run.file_name.rpartition(".")[0] or run.file_name, gettext("errors")
    return storage.send(run.marked, name=f"{stem}-{word}.xlsx", media_type=XLSX)


@require_POST
@signed_in
def again(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Check the stored file once more."""
    seen(request, pk)
    return redirect("exchange:import", runs.check_again(actor=request.actor, run_id=pk, now=clock.now()).pk)


@require_POST
@signed_in
def confirm(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Import the list as it was shown."""
    seen(request, pk)
    run = runs.confirm(actor=request.actor, run_id=pk, digest=request.POST.get("digest", ""))
    return redirect("exchange:import", run.pk)


def seen(request: ActorRequest, pk: int) -> ImportRun:
    """An import of one's office. Raises: Denied; Http404."""
    require(rules.can_import(request.actor, Kind.PRODUCERS))
    return get_object_or_404(ImportRun.objects.visible_to(request.actor).select_related("user"), pk=pk)


def kind_of(word: str) -> Kind:
    """The list of this name. Raises: Http404."""
    if word not in set(Kind):
        raise Http404
    return Kind(word)


def progress_of(job: object) -> dict[str, object]:
    """What a page says of a job that goes on."""
    standing = jobs.standing(str(job) if job else None)
    return {
        "standing": standing,
        "phase": PHASES.get(standing.phase, PHASES[""]),
        "nobody_works": standing.state == jobs.State.WAITING and not jobs.is_anybody_working(),
    }


def page_number(word: str, count: int) -> int:
    """The page asked for, within what there is."""
    last = max(-(-count // PER_PAGE), 1)
    return max(min(int(word), last), 1) if is_number(word) else 1


def _go_to(request: ActorRequest, run: ImportRun) -> HttpResponse:
    """On to the page of the run; a form sent by script goes there as a whole page."""
    response = redirect("exchange:import", run.pk)
    if is_htmx(request):
        return HttpResponse(headers={"HX-Redirect": response.url})
    return response
