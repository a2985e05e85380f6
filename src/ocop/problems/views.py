"""Pages of the officers who look into what shoppers report."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.journal.history import told
from ocop.journal.queries import for_object
from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.pagination import page_of
from ocop.platform.personal import PurposeForm, masked, screen
from ocop.platform.web import ActorRequest, posted_version
from ocop.problems import actions, queries, rules
from ocop.problems.forms import HandleForm, StateFilter
from ocop.problems.models import OPEN, Problem

PAGE: Final = ["GET", "HEAD", "POST"]


@require_safe
@signed_in
def problems(request: ActorRequest) -> HttpResponse:
    """Reports on products of this place, the latest first."""
    require(rules.can_read(request.actor))
    form = StateFilter(request.GET)
    state = str(form.cleaned_data["state"]) if form.is_valid() else ""
    page = page_of(queries.problems(request.actor, state), request.GET, by=("-received_at", "-pk"))
    return render(request, "problems/problems.html", {"page": page, "form": form})


@require_http_methods(PAGE)
@signed_in
def problem(request: ActorRequest, pk: int) -> HttpResponse:
    """One report, and how far it has come."""
    one = _found(request, pk)
    form = HandleForm(typed(request))
    attempt = Attempt(form)
    if request.method == "POST":
        require(rules.can_handle(request.actor))
        if form.is_valid():
            with attempt:
                actions.handle(
                    actor=request.actor,
                    problem_id=pk,
                    expected_version=posted_version(request),
                    now=clock.now(),
                    **form.cleaned_data,
                )
            if attempt.done:
                return redirect("problems:problem", pk)
    return _page(request, one, form, stale=attempt.stale, status=attempt.status)


@require_POST
@signed_in
def show_contact(request: ActorRequest, pk: int) -> HttpResponse:
    """The same page with the shopper's contact in the clear, this once, after its reading was recorded."""
    one = _found(request, pk)
    require(rules.can_show_contact(request.actor))
    form = PurposeForm(request.POST)
    if not form.is_valid():
        return _page(request, one, HandleForm(), purpose=form)
    actions.show_contact(actor=request.actor, problem_id=pk, purpose=form.chosen(), now=clock.now())
    return _page(request, one, HandleForm(), is_open=True)


def _found(request: ActorRequest, pk: int) -> Problem:
    found = Problem.objects.visible_to(request.actor)
    return get_object_or_404(found.select_related("product__commune__parent__parent", "handled_by"), pk=pk)


def _page(
    request: ActorRequest,
    one: Problem,
    form: HandleForm,
    purpose: PurposeForm | None = None,
    *,
    is_open: bool = False,
    stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "one": one,
        "form": form,
        "stale": stale,
        "contact": one.contact if is_open else masked(one.contact),
        "screen": screen(
            url=reverse("problems:show_contact", args=[one.pk]),
            hides=bool(one.contact),
            may=rules.can_show_contact(request.actor),
            form=purpose,
            is_open=is_open,
        ),
        "may_handle": rules.can_handle(request.actor) if one.state in OPEN else None,
        "history": told(request.actor, for_object(one)),
    }
    return render(request, "problems/problem.html", context, status=status)
