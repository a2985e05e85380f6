"""The applicant's papers: send, describe, link to criteria, take out; and the file for who may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.evaluation import actions, papers, procedure, queries, rules, store, tasks
from ocop.evaluation.actions import EvidenceFacts
from ocop.evaluation.forms.filing import PaperForm, UploadForm
from ocop.evaluation.models import Dossier, Evidence
from ocop.evaluation.table import anchor
from ocop.evaluation.views.filing import PAGE, draft
from ocop.platform import clock
from ocop.platform.decisions import Conflict, require
from ocop.platform.files import PDF
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.web import ActorRequest, is_number, posted_version

if TYPE_CHECKING:
    from ocop.platform.files import CheckedFile


@require_http_methods(PAGE)
@signed_in
def evidence(request: ActorRequest, pk: int) -> HttpResponse:
    """The papers of a dossier, and the form that takes more."""
    dossier = draft(request, pk)
    criterion = request.POST.get("criterion") or request.GET.get("criterion", "")
    if criterion not in tasks.table(dossier).product_set.leaves:
        criterion = ""
    kinds = papers.kinds(dossier)
    form = UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()), kinds=kinds)
    failures: list[str] = []
    if request.method == "POST" and form.is_valid():
        taken, refused = _take(request, dossier, form, criterion)
        failures = [*form.failures, *refused]
        if taken:
            messages.success(request, _added(len(taken)))
            _tell_known(request, taken)
        if taken and not failures:
            return redirect(_after(dossier, taken))
        form = UploadForm(kinds=kinds) if taken else form
    return render(request, "evaluation/filing/evidence.html", _listed(dossier, form, criterion, failures))


@require_POST
@signed_in
def attach(request: ActorRequest, pk: int) -> HttpResponse:
    """Let a paper of the producer's store prove something here."""
    dossier = draft(request, pk)
    chosen, criterion = request.POST.get("paper", ""), request.POST.get("criterion", "")
    if not is_number(chosen):
        raise Conflict(_("Choose a paper of the store."), url=reverse("evaluation:evidence", args=[pk]))
    one = get_object_or_404(store.offered(dossier), pk=int(chosen))
    known = criterion in tasks.table(dossier).product_set.leaves
    added = actions.attach_paper(
        actor=request.actor,
        dossier_id=pk,
        paper_id=one.pk,
        criteria=[criterion] if known else [],
        now=clock.now(),
    )
    return redirect("evaluation:paper", pk, added.pk)


@require_http_methods(PAGE)
@signed_in
def paper(request: ActorRequest, pk: int, paper_id: int) -> HttpResponse:
    """What stands on one paper, and which criteria it proves."""
    dossier = draft(request, pk)
    one = get_object_or_404(dossier.evidence, pk=paper_id)
    linked = list(one.links.values_list("criterion", flat=True))
    initial = {name: getattr(one, name) for name in ("title", "number", "issuer", "issued_on", "expires_on")}
    form = PaperForm(
        typed(request),
        initial={**initial, "criteria": linked},
        criteria=_choices(dossier, one, linked),
        pages=dict(one.links.values_list("criterion", "page")) if one.media_type == PDF else {},
    )
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            actions.describe_evidence(
                actor=request.actor,
                evidence_id=one.pk,
                expected_version=posted_version(request),
                facts=form.facts(),
                criteria=form.cleaned_data["criteria"],
                pages=form.pages(),
                now=clock.now(),
            )
        if attempt.done:
            return redirect("evaluation:evidence", pk)
    context = {
        "dossier": dossier,
        "paper": one,
        "form": form,
        "stale": attempt.stale,
        "lapse": papers.lapse(one, clock.today()),
        "back_to": _section_link(dossier, request.GET.get("criterion", "")),
    }
    return render(request, "evaluation/filing/paper.html", context, status=attempt.status)


@require_POST
@signed_in
def remove(request: ActorRequest, pk: int, paper_id: int) -> HttpResponse:
    """Take a paper out."""
    dossier = draft(request, pk)
    one = get_object_or_404(dossier.evidence, pk=paper_id)
    actions.remove_evidence(
        actor=request.actor, evidence_id=one.pk, expected_version=posted_version(request), now=clock.now()
    )
    messages.success(request, _("The paper “%(title)s” was taken out.") % {"title": one.title})
    return redirect("evaluation:evidence", pk)


@require_safe
@signed_in
def file(request: ActorRequest, pk: int, paper_id: int) -> HttpResponseBase:
    """The file of a paper: a download, or with `?view=1` shown by the browser when its type is harmless."""
    visible = Dossier.objects.visible_to(request.actor)
    one = get_object_or_404(Evidence, pk=paper_id, dossier_id=pk, dossier__in=visible)
    require(rules.can_read_papers(request.actor, one.dossier))
    return one.response(in_page=request.GET.get("view") == "1")


def _take(
    request: ActorRequest, dossier: Dossier, form: UploadForm, criterion: str
) -> tuple[list[Evidence], list[str]]:
    """Add the good files one by one: what is wrong with one doesn't keep the others out."""
    files: list[CheckedFile] = form.cleaned_data["papers"]
    taken: list[Evidence] = []
    refused: list[str] = []
    for one in files:
        title = form.cleaned_data["kind"] or one.name.rsplit(".", 1)[0]
        try:
            taken.append(
                actions.add_evidence(
                    actor=request.actor,
                    dossier_id=dossier.pk,
                    facts=EvidenceFacts(title=title),
                    file=one,
                    criteria=[criterion] if criterion else [],
                    now=clock.now(),
                )
            )
        except Conflict as refusal:
            refused.append(f"{one.name}: {refusal}")
    return taken, refused


def _tell_known(request: ActorRequest, taken: list[Evidence]) -> None:
    """Say which of the files the store knew before: nothing need be typed twice."""
    for one in taken:
        if one.paper is not None and one.paper.added_at < one.added_at:
            words = _("The store knew this file already, as “%(title)s”. Next time attach it from there.")
            messages.info(request, words % {"title": one.paper.title})


def _listed(dossier: Dossier, form: UploadForm, criterion: str, failures: list[str]) -> dict[str, object]:
    today = clock.today()
    found = tasks.table(dossier)
    leaf = found.product_set.leaves.get(criterion)
    return {
        "dossier": dossier,
        "form": form,
        "failures": failures,
        "criterion": criterion,
        "criterion_name": f"{leaf.no}. {found.say(leaf.name)}" if leaf else "",
        "back_to": _section_link(dossier, criterion),
        "offered": store.offered(dossier),
        "renewed": store.renewed_in(dossier),
        "papers": [
            (one, papers.lapse(one, today), [link.criterion for link in one.links.all()])
            for one in queries.evidence(dossier)
        ],
    }


def _after(dossier: Dossier, taken: list[Evidence]) -> str:
    """One paper is described next; several are listed, each with what it still lacks."""
    if len(taken) == 1:
        return reverse("evaluation:paper", args=[dossier.pk, taken[0].pk])
    return reverse("evaluation:evidence", args=[dossier.pk])


def _choices(dossier: Dossier, one: Evidence, linked: list[str]) -> list[tuple[object, object]]:
    """Every criterion: first those ticked already or usually proved by such a paper, then the rest."""
    found = tasks.table(dossier)
    leaves = found.product_set.leaves
    likely = papers.suggested(procedure.regime_of(dossier), found, one.title)
    first = [number for number in leaves if number in linked or number in likely]
    groups: list[tuple[object, object]] = []
    if first:
        groups.append(
            (_("Suggested for such a paper"), [(no, f"{no}. {found.say(leaves[no].name)}") for no in first])
        )
    for part in found.product_set.parts:
        rest = [
            (leaf.no, f"{leaf.no}. {found.say(leaf.name)}") for leaf in part.leaves() if leaf.no not in first
        ]
        groups.append((f"{part.code}. {found.say(part.name)}", rest))
    return groups


def _section_link(dossier: Dossier, criterion: str) -> str:
    section = tasks.table(dossier).section_of(criterion)
    return (
        f"{reverse('evaluation:section', args=[dossier.pk, section])}#{anchor(criterion)}" if section else ""
    )


def _added(count: int) -> str:
    return ngettext("%(count)d paper added.", "%(count)d papers added.", count) % {"count": count}
