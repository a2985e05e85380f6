"""The trainings of who holds a place in a council."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from ocop.evaluation import queries, rules, trainings
from ocop.evaluation.actions import trainings as actions
from ocop.evaluation.forms.trainings import RemovalForm, TrainingForm
from ocop.evaluation.models import Seat, Training
from ocop.evaluation.views.province import managed
from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.web import ActorRequest

PAGE = ["GET", "HEAD", "POST"]


@require_http_methods(PAGE)
@signed_in
def of_seat(request: ActorRequest, pk: int) -> HttpResponse:
    """A member's trainings, with a form for one more."""
    seat = _seat(request, pk)
    council = managed(request, seat.council_id)
    form = TrainingForm(typed(request))
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            actions.record_training(actor=request.actor, seat_id=pk, facts=form.facts(), now=clock.now())
        if attempt.done:
            return redirect("evaluation:trainings", pk)
    found = trainings.of_person(request.actor, seat.user_id)
    context = {
        "seat": seat,
        "council": council,
        "form": form,
        "tag": trainings.tag(found, clock.today()),
        "rows": [
            (one, one.counts_on(clock.today()), bool(rules.can_remove_training(request.actor, one)))
            for one in found
        ],
    }
    return render(request, "evaluation/desk/trainings.html", context, status=attempt.status)


@require_http_methods(PAGE)
@signed_in
def remove(request: ActorRequest, pk: int, training_id: int) -> HttpResponse:
    """Take out a training that was entered by mistake, with the reason."""
    seat = _seat(request, pk)
    managed(request, seat.council_id)
    visible = Training.objects.visible_to(request.actor).select_related("unit")
    training = get_object_or_404(visible, pk=training_id, user_id=seat.user_id)
    require(rules.can_remove_training(request.actor, training))
    form = RemovalForm(typed(request))
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            actions.remove_training(
                actor=request.actor,
                seat_id=pk,
                training_id=training_id,
                reason=form.cleaned_data["reason"],
                now=clock.now(),
            )
        if attempt.done:
            return redirect("evaluation:trainings", pk)
    context = {"seat": seat, "training": training, "form": form}
    return render(request, "evaluation/desk/training_remove.html", context, status=attempt.status)


def _seat(request: ActorRequest, pk: int) -> Seat:
    """A place in a council this actor may see. Raises: Http404."""
    seats = Seat.objects.select_related("user", "council")
    return get_object_or_404(seats, pk=pk, council__in=queries.councils(request.actor))
