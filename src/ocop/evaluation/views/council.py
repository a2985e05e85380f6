"""A council's case: the seals, the reveal, what the council settles, the result and its minutes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.evaluation import actions, procedure, queries, reckoning, rules
from ocop.evaluation.forms.council import ClosingForm, RescoringForm
from ocop.evaluation.models import CouncilCase
from ocop.evaluation.settling import Settling
from ocop.people.middleware import ActorRequest
from ocop.platform import clock
from ocop.platform.decisions import Conflict, Stale, require
from ocop.platform.keeping import add_errors, signed_in, typed
from ocop.platform.web import posted_version

PAGE: Final = ["GET", "HEAD", "POST"]
CASE: Final = "evaluation/council/case.html"
AGAIN: Final = "evaluation/council/again.html"
CLOSE: Final = "evaluation/council/close.html"


@require_safe
@signed_in
def case(request: ActorRequest, pk: int) -> HttpResponse:
    """Where the case stands, for whoever may see the dossier."""
    return render(request, CASE, {"settling": Settling(request.actor, _case(request, pk))})


@require_POST
@signed_in
def reveal(request: ActorRequest, pk: int) -> HttpResponse:
    """Open all sheets to the council."""
    found = _case(request, pk)
    actions.reveal(
        actor=request.actor,
        dossier_id=found.dossier_id,
        expected_version=posted_version(request),
        now=clock.now(),
    )
    return redirect("evaluation:case", pk)


@require_POST
@signed_in
def options(request: ActorRequest, pk: int) -> HttpResponse:
    """Record the options the council agreed on."""
    found = _case(request, pk)
    page = Settling(request.actor, found, request.POST)
    return _recorded(
        request,
        page,
        lambda: actions.record_agreed_options(
            actor=request.actor,
            dossier_id=found.dossier_id,
            expected_version=posted_version(request),
            options=page.agreed_options(),
            now=clock.now(),
        ),
    )


@require_POST
@signed_in
def grounds(request: ActorRequest, pk: int) -> HttpResponse:
    """Record which grounds of exclusion stand, if only that none does."""
    found = _case(request, pk)
    page = Settling(request.actor, found, request.POST)
    return _recorded(
        request,
        page,
        lambda: actions.record_knockouts(
            actor=request.actor,
            dossier_id=found.dossier_id,
            expected_version=posted_version(request),
            found=page.found_grounds(),
            now=clock.now(),
        ),
    )


@require_http_methods(PAGE)
@signed_in
def again(request: ActorRequest, pk: int) -> HttpResponse:
    """Let the members score again."""
    found = _case(request, pk)
    require(rules.holds_seat(request.actor, found.dossier, frozenset({"secretary"})))
    procedure.expect(found.dossier, procedure.step(found.dossier, procedure.CLOSE))
    form = RescoringForm(typed(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen_sheets(
                actor=request.actor,
                dossier_id=found.dossier_id,
                expected_version=posted_version(request),
                discussion=form.cleaned_data["discussion"],
                now=clock.now(),
            )
        except ValidationError as error:
            add_errors(form, error)
        except Conflict as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            return redirect("evaluation:case", pk)
    return render(request, AGAIN, {"settling": Settling(request.actor, found), "form": form}, status=status)


@require_http_methods(PAGE)
@signed_in
def close(request: ActorRequest, pk: int) -> HttpResponse:
    """Look at the result once more and close the case."""
    found = _case(request, pk)
    require(rules.holds_seat(request.actor, found.dossier, frozenset({"secretary"})))
    procedure.expect(found.dossier, procedure.step(found.dossier, procedure.CLOSE))
    form = ClosingForm(typed(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_case(
                actor=request.actor,
                dossier_id=found.dossier_id,
                expected_version=posted_version(request),
                **form.cleaned_data,
                now=clock.now(),
            )
        except Conflict as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            return redirect("evaluation:case", pk)
    return render(request, CLOSE, {"settling": Settling(request.actor, found), "form": form}, status=status)


@require_safe
@signed_in
def minutes(request: ActorRequest, pk: int) -> HttpResponse:
    """The minutes, filled in, for A4."""
    page = Settling(request.actor, _case(request, pk))
    if not page.sees_sheets:
        raise Http404
    return render(request, "evaluation/council/minutes.html", {"settling": page})


@require_safe
@signed_in
def download(request: ActorRequest, pk: int) -> HttpResponse:
    """The case as the file that `ocop score` reads."""
    page = Settling(request.actor, _case(request, pk))
    if not page.sees_sheets:
        raise Http404
    question = json.loads(page.stored.question) if page.stored else reckoning.question_of(page.case)
    text = json.dumps(question, ensure_ascii=False, indent=2) + "\n"
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="case-{pk}.json"'
    return response


def _recorded(request: ActorRequest, page: Settling, record: Callable[[], object]) -> HttpResponse:
    """The case after an act of the council; the same page with what was typed when the act is refused."""
    try:
        record()
    except Stale:
        return render(request, CASE, {"settling": page, "stale": True}, status=409)
    except ValidationError as error:
        return render(request, CASE, {"settling": page, "faults": error.messages})
    return redirect("evaluation:case", page.case.pk)


def _case(request: ActorRequest, pk: int) -> CouncilCase:
    try:
        return queries.case(request.actor, pk)
    except CouncilCase.DoesNotExist as error:
        raise Http404 from error
