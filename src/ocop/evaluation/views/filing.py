"""The applicant's pages: the task list of a dossier, its forms, and the way to the commune."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.evaluation import (
    actions,
    checking,
    corrections,
    procedure,
    queries,
    rules,
    sections,
    states,
    tasks,
)
from ocop.evaluation.actions import SelfReportFacts
from ocop.evaluation.completeness import Incomplete
from ocop.evaluation.forms.filing import (
    ChangesForm,
    GeneralForm,
    PlanForm,
    RegistrationForm,
    ResultsForm,
    WithdrawForm,
)
from ocop.evaluation.models import SelfReport
from ocop.evaluation.table import anchor
from ocop.platform import clock
from ocop.platform.decisions import Stale, require
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.pagination import page_of
from ocop.platform.personal import PurposeForm
from ocop.platform.web import ActorRequest, posted_version
from ocop.registry.rules import can_show_personal, reads_personal

if TYPE_CHECKING:
    from ocop.evaluation.models import Dossier

PAGE: Final = ["GET", "HEAD", "POST"]
REPORT_PARTS: Final[dict[str, type[forms.Form]]] = {
    "general": GeneralForm,
    "business_results": ResultsForm,
    "future_plan": PlanForm,
    "changes": ChangesForm,
}


@require_safe
@signed_in
def dossiers(request: ActorRequest) -> HttpResponse:
    """Every dossier one may see, the latest change first."""
    page = page_of(queries.dossiers(request.actor), request.GET, by=("-changed_at", "-pk"))
    rows = [(one, states.of(one)) for one in page.items]
    return render(request, "evaluation/filing/dossiers.html", {"page": page, "rows": rows})


@require_POST
@signed_in
def start(request: ActorRequest, product_id: int) -> HttpResponse:
    """Begin a dossier for a product."""
    product = get_object_or_404(tasks.products(request.actor), pk=product_id)
    chosen = request.POST.get("set_no", "")
    try:
        dossier = actions.start_dossier(
            actor=request.actor,
            product_id=product.pk,
            kind=request.POST.get("kind", ""),
            set_no=int(chosen) if chosen.isascii() and chosen.isdigit() else None,
            now=clock.now(),
        )
    except ValidationError as error:
        raise Http404 from error
    return redirect("evaluation:fill", dossier.pk)


@require_safe
@signed_in
def fill(request: ActorRequest, pk: int) -> HttpResponse:
    """The task list."""
    dossier = draft(request, pk)
    return render(request, "evaluation/filing/fill.html", corrections.overview(dossier, clock.today()))


@require_POST
@signed_in
def change_regime(request: ActorRequest, pk: int) -> HttpResponse:
    """Go on under the rules in force."""
    dossier = draft(request, pk)
    chosen = request.POST.get("set_no", "")
    try:
        actions.move_to_present_regime(
            actor=request.actor,
            dossier_id=dossier.pk,
            expected_version=posted_version(request),
            set_no=int(chosen) if chosen.isascii() and chosen.isdigit() else 0,
            now=clock.now(),
        )
    except ValidationError:
        return redirect(f"{reverse('evaluation:fill', args=[pk])}#regime")
    return redirect("evaluation:fill", pk)


@require_http_methods(PAGE)
@signed_in
def registration(request: ActorRequest, pk: int) -> HttpResponse:
    """Form 01."""
    dossier = draft(request, pk)
    written = queries.registration(dossier)
    known = queries.registration_start(dossier)
    initial = {name: getattr(written, name) for name in [*known, "attachments_note"]} if written else known
    form = RegistrationForm(typed(request), initial=initial, regime=procedure.regime_of(dossier))
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            actions.save_registration(
                actor=request.actor,
                dossier_id=pk,
                expected_version=posted_version(request),
                facts=form.facts(),
                now=clock.now(),
            )
        if attempt.done:
            return redirect("evaluation:fill", pk)
    context = {
        "dossier": dossier,
        "form": form,
        "stale": attempt.stale,
        "first": written is None or written.carried,
    }
    return render(request, "evaluation/filing/registration.html", context, status=attempt.status)


@require_http_methods(PAGE)
@signed_in
def report(request: ActorRequest, pk: int, part: str) -> HttpResponse:
    """One part of form 02 other than the self-assessment."""
    dossier = draft(request, pk)
    if part not in REPORT_PARTS or part not in tasks.report_parts(dossier):
        raise Http404
    written = _written(dossier)
    form = REPORT_PARTS[part](typed(request), initial=asdict(written) | _known(dossier, written))
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            actions.save_self_report(
                actor=request.actor,
                dossier_id=pk,
                expected_version=posted_version(request),
                facts=SelfReportFacts(**{**asdict(written), **form.cleaned_data}),
                now=clock.now(),
            )
        if attempt.done:
            return redirect("evaluation:fill", pk)
    context = {
        "dossier": dossier,
        "form": form,
        "stale": attempt.stale,
        "title": tasks.report_parts(dossier)[part],
        "written_last": tasks.written_last(dossier, part),
    }
    return render(request, "evaluation/filing/report.html", context, status=attempt.status)


@require_http_methods(PAGE)
@signed_in
def section(request: ActorRequest, pk: int, number: str) -> HttpResponse:
    """One section of the self-assessment."""
    dossier = draft(request, pk)
    given = typed(request)
    page = sections.page(dossier, number, given)
    if page is None:
        raise Http404
    if page.wordless and given is not None:
        return render(
            request,
            "evaluation/filing/section.html",
            page.context(faults=sections.choose_first(page.wordless)),
        )
    if request.method == "POST":
        try:
            actions.save_self_answers(
                actor=request.actor,
                dossier_id=pk,
                expected_version=posted_version(request),
                answers=page.to_save,
                now=clock.now(),
            )
        except Stale:
            return render(request, "evaluation/filing/section.html", page.context(stale=True), status=409)
        except ValidationError as error:
            return render(request, "evaluation/filing/section.html", page.context(faults=error.messages))
        return redirect(page.onward(request.POST.get("then", "")))
    return render(request, "evaluation/filing/section.html", page.context(waited=given is not None))


@require_POST
@signed_in
def answer(request: ActorRequest, pk: int) -> HttpResponse:
    """Keep one answer as it is tapped, and show what it changes on the page."""
    dossier = draft(request, pk)
    criterion = request.POST.get("criterion", "")
    number = tasks.table(dossier).section_of(criterion)
    if not number:
        raise Http404
    given = sections.given(request.POST, [criterion]).get(criterion)
    if given is None or given.position is None:
        return _not_kept(request, criterion, sections.choose_first([criterion]))
    before = sections.page(dossier, number, None)
    closed_before = before.closed if before else frozenset()
    try:
        dossier = actions.answer_criterion(
            actor=request.actor, dossier_id=pk, criterion=criterion, answer=given, now=clock.now()
        )
    except ValidationError as error:
        return _not_kept(request, criterion, error.messages)
    page = sections.page(dossier, number, None)
    context = page.context(touched=criterion, closed_before=closed_before) if page else {}
    return render(request, "evaluation/filing/answered.html", context)


@require_http_methods(PAGE)
@signed_in
def check(request: ActorRequest, pk: int) -> HttpResponse:
    """Everything once more, what is missing, and the button that files the dossier."""
    dossier = draft(request, pk)
    status = 200
    if request.method == "POST":
        try:
            actions.file_dossier(
                actor=request.actor, dossier_id=pk, expected_version=posted_version(request), now=clock.now()
            )
        except Incomplete:
            status = 409
        else:
            return redirect("evaluation:filed", pk)
    return render(
        request, "evaluation/filing/check.html", checking.everything(dossier, clock.today()), status=status
    )


@require_safe
@signed_in
def filed(request: ActorRequest, pk: int) -> HttpResponse:
    """The receipt: its number, what happens next and by when. It can be kept as a bookmark."""
    dossier = get_object_or_404(queries.dossiers(request.actor), pk=pk)
    if not dossier.receipt_number:
        return redirect("evaluation:fill", pk)
    return render(request, "evaluation/filing/filed.html", checking.receipt(dossier))


@require_http_methods(PAGE)
@signed_in
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask once, then take the dossier back for good."""
    dossier = get_object_or_404(queries.dossiers(request.actor), pk=pk)
    step = procedure.step(dossier, procedure.WITHDRAW)
    require(rules.can_take(request.actor, dossier, step))
    procedure.expect(dossier, step)
    form = WithdrawForm(typed(request))
    if request.method == "POST" and form.is_valid():
        actions.withdraw_dossier(
            actor=request.actor,
            dossier_id=pk,
            expected_version=posted_version(request),
            reason=form.cleaned_data["reason"],
            now=clock.now(),
        )
        return redirect("registry:product", dossier.product_id)
    return render(request, "evaluation/filing/withdraw.html", {"dossier": dossier, "form": form})


@require_http_methods(PAGE)
@signed_in
def print_form(request: ActorRequest, pk: int, code: str) -> HttpResponse:
    """Form 01 or 02 as it is signed on paper, in the language of the law.

    Sent a purpose, it shows personal data in the clear this once, after its reading was recorded.
    """
    actor, dossier = request.actor, get_object_or_404(queries.dossiers(request.actor), pk=pk)
    if code not in checking.forms_printed(dossier):
        raise Http404
    require(rules.can_read_papers(actor, dossier))
    if code in checking.WITH_CLAIMS:
        require(rules.can_read_claims(actor, dossier))
    form, is_open = PurposeForm(), False
    if request.method == "POST":
        require(can_show_personal(actor))
        form = PurposeForm(request.POST)
        is_open = form.is_valid()
    if is_open:
        actions.show_personal(actor=actor, dossier_id=pk, purpose=form.chosen(), now=clock.now())
    context = checking.printed(dossier, code, clear=is_open or reads_personal(actor))
    screen = checking.screen_of(actor, dossier, request.path, form, is_open=is_open)
    return render(request, checking.PRINTED[code], {**context, "screen": screen})


def draft(request: ActorRequest, pk: int) -> Dossier:
    """The dossier, while this actor may write in it. Raises: Http404, Denied, Conflict."""
    dossier = get_object_or_404(queries.dossiers(request.actor), pk=pk)
    require(rules.can_edit(request.actor, dossier))
    procedure.expect(dossier, procedure.step(dossier, procedure.FILE))
    return dossier


def _written(dossier: Dossier) -> SelfReportFacts:
    """Form 02 as it stands, without its part III."""
    found = SelfReport.objects.filter(dossier=dossier).first() or SelfReport()
    return SelfReportFacts(**{field.name: getattr(found, field.name) for field in fields(SelfReportFacts)})


def _known(dossier: Dossier, written: SelfReportFacts) -> dict[str, str]:
    """What the registry knows already, where form 02 does not say it yet."""
    producer = dossier.product.producer
    return {
        "representative_gender": written.representative_gender or producer.representative_gender,
        "representative_ethnicity": written.representative_ethnicity or producer.representative_ethnicity,
    }


def _not_kept(request: ActorRequest, criterion: str, reasons: Sequence[str]) -> HttpResponse:
    """Say it beside the question, where the eyes are."""
    response = render(request, "evaluation/filing/not_kept.html", {"reasons": reasons}, status=422)
    response["HX-Retarget"], response["HX-Reswap"] = f"#{anchor(criterion)}-told", "innerHTML"
    return response
