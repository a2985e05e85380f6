"""Rounds: the list, opening and closing, the dossiers in one, and a dossier's other round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.evaluation import display
from ocop.journal.history import told
from ocop.journal.queries import for_object
from ocop.places.models import Unit
from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.keeping import signed_in, typed
from ocop.platform.pagination import page_of
from ocop.platform.web import posted_version
from ocop.rounds import actions, calendar, queries, rules
from ocop.rounds.forms import ExtraRoundForm, MoveForm, whole
from ocop.rounds.views.common import PAGE, form_page, kept_round, round_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from ocop.platform.web import ActorRequest


@require_safe
@signed_in
def rounds(request: ActorRequest) -> HttpResponse:
    """The rounds of the territory, and for who keeps them those that can be opened."""
    require(rules.can_read(request.actor))
    today, unit = clock.today(), _own_unit(request)
    keeps = unit is not None and bool(rules.can_keep(request.actor, unit))
    page = page_of(queries.rounds(request.actor), request.GET, by=("-proposals_before", "-pk"))
    context = {
        "page": page,
        "rows": [(one, calendar.state_tag(one.proposals_before, today, one)) for one in page.items],
        "may_keep": keeps,
        "unit": unit,
        "ahead": calendar.to_open(unit, today) if unit and keeps else [],
    }
    return render(request, "rounds/rounds.html", context)


@require_POST
@signed_in
def open_round(request: ActorRequest) -> HttpResponse:
    """Open a round of the regime, from the list."""
    unit = _unit_or_404(request)
    opened = actions.open_round(
        actor=request.actor,
        unit_code=unit.code,
        year=whole(request.POST.get("year", "")),
        no=whole(request.POST.get("no", "")),
        now=clock.now(),
    )
    return redirect("rounds:round", opened.pk)


@require_http_methods(PAGE)
@signed_in
def extra(request: ActorRequest) -> HttpResponse:
    """Open a round beyond those of the regime."""
    unit = _unit_or_404(request)
    require(rules.can_keep(request.actor, unit))
    form = ExtraRoundForm(typed(request))
    return form_page(
        request,
        form,
        lambda: actions.open_extra_round(
            actor=request.actor, unit_code=unit.code, facts=form.facts(), now=clock.now()
        ),
        template="rounds/extra.html",
        back=reverse("rounds:rounds"),
        to="rounds:round",
    )


@require_safe
@signed_in
def round_page(request: ActorRequest, pk: int) -> HttpResponse:
    """A round with the dossiers in it and its sessions."""
    one = round_of(request, pk)
    rows = queries.entered(request.actor, one)
    context = {
        "round": one,
        "tag": calendar.state_tag(one.proposals_before, clock.today(), one),
        "rows": [(row, display.state_tag(row.dossier), display.set_name(row.dossier)) for row in rows],
        "sessions": queries.sessions(request.actor).filter(round=one),
        "rate": queries.attendance_rate(list(one.sessions.values_list("pk", flat=True))),
        "may_keep": one.closed_at is None and bool(rules.can_keep(request.actor, one.unit)),
        "history": told(request.actor, for_object(one)),
    }
    return render(request, "rounds/round.html", context)


@require_POST
@signed_in
def close_round(request: ActorRequest, pk: int) -> HttpResponse:
    """Close a round whose sessions have all ended."""
    kept_round(request, pk)
    actions.close_round(
        actor=request.actor, round_id=pk, expected_version=posted_version(request), now=clock.now()
    )
    return redirect("rounds:round", pk)


@require_http_methods(PAGE)
@signed_in
def move(request: ActorRequest, pk: int, dossier_id: int) -> HttpResponse:
    """Take a dossier of this round into another."""
    one = kept_round(request, pk)
    row = next((row for row in queries.entered(request.actor, one) if row.dossier.pk == dossier_id), None)
    if row is None:
        raise Http404
    others = (
        queries.rounds(request.actor).filter(unit=one.unit, level=one.level, closed_at=None).exclude(pk=pk)
    )
    form = MoveForm(typed(request), rounds=list(others))
    return form_page(
        request,
        form,
        lambda: actions.move_dossier(
            actor=request.actor, dossier_id=dossier_id, now=clock.now(), **form.cleaned_data
        ),
        template="rounds/move.html",
        back=reverse("rounds:round", args=[pk]),
        round=one,
        row=row,
    )


def _own_unit(request: ActorRequest) -> Unit | None:
    return Unit.objects.visible_to(request.actor).filter(path=request.actor.unit_path, valid_to=None).first()


def _unit_or_404(request: ActorRequest) -> Unit:
    unit = _own_unit(request)
    if unit is None:
        raise Http404
    return unit
