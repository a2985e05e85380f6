"""Pages of what ties people to producers: one's own interests, and the advisers of a producer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from ocop.evaluation import actions, rules
from ocop.evaluation.forms.relations import AdviserForm, TieForm
from ocop.evaluation.models import Advice, Interest
from ocop.journal.history import told
from ocop.journal.queries import for_objects
from ocop.platform import clock
from ocop.platform.decisions import Conflict, require
from ocop.platform.keeping import add_errors, signed_in, typed
from ocop.registry import queries as registry

if TYPE_CHECKING:
    from ocop.platform.web import ActorRequest

PAGE: Final = ["GET", "HEAD", "POST"]


@require_http_methods(PAGE)
@signed_in
def interests(request: ActorRequest) -> HttpResponse:
    """One's own interests in producers, and the form for a further one."""
    form = TieForm(typed(request), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            actions.declare_tie(
                actor=request.actor,
                producer_id=form.cleaned_data["producer"],
                kind=form.cleaned_data["kind"],
                note=form.cleaned_data["note"],
                now=clock.now(),
            )
        except ValidationError as error:
            add_errors(form, error)
        except Conflict as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("evaluation:interests")
    own = Interest.objects.visible_to(request.actor).filter(user_id=request.actor.user_id or 0)
    rows = own.select_related("producer__commune__parent").order_by(F("to_on").desc(nulls_first=True), "-pk")
    context = {"form": form, "interests": rows, "history": told(request.actor, for_objects(own))}
    return render(request, "evaluation/relations/interests.html", context)


@require_POST
@signed_in
def end_interest(request: ActorRequest, pk: int) -> HttpResponse:
    """Say that an own interest ended today."""
    try:
        actions.end_tie(actor=request.actor, interest_id=pk, now=clock.now())
    except Interest.DoesNotExist as missing:
        raise Http404 from missing
    return redirect("evaluation:interests")


@require_http_methods(PAGE)
@signed_in
def advisers(request: ActorRequest, pk: int) -> HttpResponse:
    """Who advises a producer, and the form for a further one."""
    producer = get_object_or_404(registry.producers(request.actor), pk=pk)
    require(rules.can_record_advice(request.actor, producer))
    form = AdviserForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_advice(actor=request.actor, producer_id=pk, **form.facts(), now=clock.now())
        except ValidationError as error:
            add_errors(form, error)
        except Conflict as refusal:
            form.add_error("login", str(refusal))
        else:
            return redirect("evaluation:advisers", pk)
    found = producer.advisers.select_related("user").order_by(F("to_on").desc(nulls_first=True), "-pk")
    context = {"form": form, "producer": producer, "advisers": found}
    return render(request, "evaluation/relations/advisers.html", context)


@require_POST
@signed_in
def end_advice(request: ActorRequest, pk: int) -> HttpResponse:
    """End an adviser's work today."""
    try:
        ended = actions.end_advice(actor=request.actor, advice_id=pk, now=clock.now())
    except Advice.DoesNotExist as missing:
        raise Http404 from missing
    return redirect("evaluation:advisers", ended.producer_id)
