"""The commune's part: return for completion, the report (form 03), and up to the province."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ocop.evaluation import actions, corrections, display, packages, procedure, queries, rules
from ocop.evaluation.completeness import COMMUNE, missing_for_sending_up
from ocop.evaluation.forms.corrections import CorrectionsForm
from ocop.evaluation.forms.desk import ReportForm
from ocop.evaluation.views.desk import seen
from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.web import posted_version

if TYPE_CHECKING:
    from ocop.evaluation.models import Dossier
    from ocop.platform.web import ActorRequest

FORM = ["GET", "HEAD", "POST"]


def open_step(request: ActorRequest, pk: int, code: str) -> Dossier:
    """The dossier, once this actor may take the step now. Raises: Http404, Denied, Conflict."""
    dossier = seen(request.actor, pk)
    step = procedure.step(dossier, code)
    require(rules.can_take(request.actor, dossier, step))
    procedure.expect(dossier, step)
    return dossier


@require_http_methods(FORM)
@signed_in
def return_to_producer(request: ActorRequest, pk: int) -> HttpResponse:
    """Say what the producer has to complete, item by item, and give the dossier back."""
    dossier = open_step(request, pk, procedure.RETURN)
    passed = list(queries.asked_from_above(dossier))
    form = CorrectionsForm(typed(request), parts=corrections.choices(dossier), passed=passed)
    if request.method == "POST" and form.is_valid():
        actions.return_dossier(
            actor=request.actor,
            dossier_id=pk,
            expected_version=posted_version(request),
            items=form.items(),
            now=clock.now(),
        )
        messages.info(request, _("The dossier was returned to the producer, with your words."))
        return redirect("evaluation:dossier", pk)
    return render(
        request, "evaluation/desk/return.html", {"form": form, "passed": passed, **heading(dossier)}
    )


@require_http_methods(FORM)
@signed_in
def report(request: ActorRequest, pk: int) -> HttpResponse:
    """Write form 03; it may be left unfinished and taken up again."""
    dossier = open_step(request, pk, procedure.SEND_UP)
    stored = queries.commune_report(dossier)
    form = ReportForm(typed(request), topics=display.topics(dossier), report=stored)
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            _save(request, pk, form)
        if attempt.done:
            return redirect(
                "evaluation:send_up" if "onward" in request.POST else "evaluation:commune_report", pk
            )
    context = {"form": form, "stored": stored, "stale": attempt.stale, **heading(dossier)}
    return render(request, "evaluation/desk/report.html", context, status=attempt.status)


@require_safe
@signed_in
def report_print(request: ActorRequest, pk: int) -> HttpResponse:
    """Form 03 as it is printed and signed."""
    dossier = seen(request.actor, pk)
    require(rules.can_report(request.actor, dossier))
    stored = queries.commune_report(dossier)
    context = {
        "report": stored,
        "findings": display.findings(dossier, stored),
        "registration": queries.registration(dossier),
        **heading(dossier),
    }
    return render(request, "evaluation/desk/report_print.html", context)


@require_http_methods(FORM)
@signed_in
def send_up(request: ActorRequest, pk: int) -> HttpResponse:
    """Check what goes to the province, then send it."""
    dossier = open_step(request, pk, procedure.SEND_UP)
    if request.method == "POST":
        actions.send_up(
            actor=request.actor, dossier_id=pk, expected_version=posted_version(request), now=clock.now()
        )
        return redirect("evaluation:sent_up", pk)
    stored = queries.commune_report(dossier)
    context = {
        "report": stored,
        "findings": display.findings(dossier, stored),
        "missing": missing_for_sending_up(dossier, clock.today()),
        "lines": packages.to_send(dossier, COMMUNE, clock.today()),
        "asked": queries.open_corrections(dossier),
        **heading(dossier),
    }
    return render(request, "evaluation/desk/send_up.html", context)


@require_safe
@signed_in
def sent_up(request: ActorRequest, pk: int) -> HttpResponse:
    """What was sent, under which product number, and what happens next."""
    dossier = seen(request.actor, pk)
    if procedure.can_start(dossier, procedure.SEND_UP) or not dossier.product.code:
        return redirect("evaluation:dossier", pk)
    context = {"samples": display.samples(dossier), **heading(dossier)}
    return render(request, "evaluation/desk/sent_up.html", context)


def heading(dossier: Dossier) -> dict[str, object]:
    """What every page about one dossier begins with."""
    return {
        "dossier": dossier,
        "clock": display.clock(dossier, clock.today()),
        "kind": display.kind_name(dossier),
        "set_name": display.set_name(dossier),
    }


def _save(request: ActorRequest, pk: int, form: ReportForm) -> None:
    data = form.cleaned_data
    actions.save_commune_report(
        actor=request.actor,
        dossier_id=pk,
        expected_version=posted_version(request),
        findings=form.findings(),
        conclusion=data["conclusion"],
        number=data["number"],
        reported_on=data["reported_on"],
        meeting_held_on=data["meeting_held_on"],
        proposal_number=data["proposal_number"],
        now=clock.now(),
    )
    messages.info(request, _("The report is saved. It can be changed until it is sent up."))
