"""What has to be completed: one item with its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from ocop.evaluation import actions, corrections, procedure, queries, rules
from ocop.evaluation.forms.corrections import AnswerForm
from ocop.evaluation.views.desk import seen
from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.web import posted_version

if TYPE_CHECKING:
    from ocop.platform.web import ActorRequest


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def correction(request: ActorRequest, pk: int, correction_id: int) -> HttpResponse:
    """What was asked, where it is put right, and what was done about it."""
    dossier = seen(request.actor, pk)
    require(rules.can_answer(request.actor, dossier))
    found = get_object_or_404(queries.open_corrections(dossier), pk=correction_id)
    form = AnswerForm(typed(request), initial={"answer": found.answer})
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            actions.answer_correction(
                actor=request.actor,
                dossier_id=pk,
                correction_id=found.pk,
                expected_version=posted_version(request),
                now=clock.now(),
                **form.cleaned_data,
            )
        if attempt.done:
            filing = procedure.can_start(dossier, procedure.FILE)
            return redirect("evaluation:fill" if filing else "evaluation:send_up", pk)
    context = {"form": form, "stale": attempt.stale, **corrections.page(dossier, found)}
    return render(request, "evaluation/filing/correction.html", context, status=attempt.status)
