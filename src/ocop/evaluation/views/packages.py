"""What goes up with a dossier, what was filed with it, and all of it as one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ocop.evaluation import actions, booklet, exporting, packages, rules
from ocop.evaluation.forms.packages import PackagePaperForm
from ocop.evaluation.views.commune import heading
from ocop.evaluation.views.desk import seen
from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.documents import pdf
from ocop.platform.files import PDF
from ocop.platform.keeping import add_errors, signed_in, typed
from ocop.registry.sets import say

if TYPE_CHECKING:
    from ocop.platform.web import ActorRequest


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def package(request: ActorRequest, pk: int) -> HttpResponse:
    """The checklist of what this office sends up, and the numbers of papers kept elsewhere."""
    dossier = seen(request.actor, pk)
    kind = packages.kind_for(request.actor, dossier)
    if kind is None:
        raise Http404
    may_enter = packages.can_enter(request.actor, dossier, kind)
    parts = [(part.code, say(dossier.regime_id, part.name)) for part in packages.by_hand(dossier, kind)]
    form = PackagePaperForm(typed(request), parts=parts)
    if request.method == "POST":
        require(may_enter)
        if form.is_valid() and _entered(request, pk, form):
            return redirect("evaluation:package", pk)
    context = {
        "form": form if may_enter and parts else None,
        "kind_of_package": say(dossier.regime_id, kind.name),
        "article": say(dossier.regime_id, kind.article),
        "lines": packages.lines(dossier, kind, clock.today()),
        **heading(dossier),
    }
    return render(request, "evaluation/desk/package.html", context)


@require_safe
@signed_in
def export(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The whole dossier as one file: index, forms, evidence, history, digests."""
    dossier = seen(request.actor, pk)
    require(rules.can_read_claims(request.actor, dossier))
    return exporting.response(request.actor, dossier, clock.now())


@require_safe
@signed_in
def export_pdf(request: ActorRequest, pk: int) -> HttpResponse:
    """The dossier as one PDF with a table of contents, for a file on paper; for whom the ZIP is."""
    dossier = seen(request.actor, pk)
    require(rules.can_read_claims(request.actor, dossier))
    made = pdf.bind(booklet.booklet(request.actor, dossier, clock.now()))
    response = HttpResponse(made, content_type=PDF)
    response["Content-Disposition"] = f'inline; filename="{exporting.file_name(dossier)}.pdf"'
    return response


def _entered(request: ActorRequest, pk: int, form: PackagePaperForm) -> bool:
    try:
        actions.enter_package_paper(actor=request.actor, dossier_id=pk, now=clock.now(), **form.cleaned_data)
    except ValidationError as error:
        add_errors(form, error)
        return False
    return True
