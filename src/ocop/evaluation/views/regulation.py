"""The council's regulation, line by line with its source, and the renewal of its members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ocop.evaluation import actions, queries, rules
from ocop.evaluation import regulation as lines_of
from ocop.evaluation.forms.regulation import RegulationForm, RenewalForm
from ocop.evaluation.models import Seat
from ocop.evaluation.views.commune import FORM
from ocop.evaluation.views.province import free_members, managed, seen_council
from ocop.journal.history import told
from ocop.journal.queries import for_object
from ocop.platform import clock
from ocop.platform.decisions import Conflict, Stale
from ocop.platform.keeping import add_errors, signed_in, typed
from ocop.platform.web import posted_version
from ocop.registry import regimes

if TYPE_CHECKING:
    from ocop.platform.web import ActorRequest


@require_safe
@signed_in
def regulation(request: ActorRequest, pk: int) -> HttpResponse:
    """The regulation as it stands, for everybody who sees the council; made to be printed."""
    council = seen_council(request, pk)
    versions = council.regulations.select_related("council__unit", "set_by").order_by("-no")
    present = versions.prefetch_related("sources", "methods")[0]
    context = {
        "council": council,
        "regulation": present,
        "lines": lines_of.lines(present),
        "versions": versions,
        "may_manage": bool(rules.can_manage_councils(request.actor, council.unit)),
        "history": told(request.actor, for_object(council)),
    }
    return render(request, "evaluation/desk/regulation.html", context)


@require_http_methods(FORM)
@signed_in
def change_regulation(request: ActorRequest, pk: int) -> HttpResponse:
    """Change the regulation; cases convened before keep the one they were convened under."""
    council = managed(request, pk)
    present = council.regulation
    regime = regimes.regime_on(clock.today())
    form = RegulationForm(typed(request), present=present, lines=lines_of.lines(present), regime=regime)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            _set(request, pk, form)
        except ValidationError as error:
            add_errors(form, error)
        except Stale:
            raise
        except Conflict as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            return redirect("evaluation:regulation", pk)
    context = {"form": form, "council": council}
    return render(request, "evaluation/desk/change_regulation.html", context, status=status)


@require_http_methods(FORM)
@signed_in
def renew(request: ActorRequest, pk: int) -> HttpResponse:
    """Put someone else in a place of the council for good."""
    seat = get_object_or_404(Seat, pk=pk, left_on=None, council__in=queries.councils(request.actor))
    council = managed(request, seat.council_id)
    sitting = set(council.members.values_list("user_id", flat=True))
    form = RenewalForm(typed(request), people=free_members(request, sitting))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.renew_seat(
                actor=request.actor,
                seat_id=pk,
                expected_version=posted_version(request),
                facts=form.facts(),
                now=clock.now(),
            )
        except ValidationError as error:
            add_errors(form, error)
        except Stale:
            raise
        except Conflict as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            return redirect("evaluation:council", council.pk)
    context = {"form": form, "council": council, "seat": seat}
    return render(request, "evaluation/desk/renew.html", context, status=status)


def _set(request: ActorRequest, pk: int, form: RegulationForm) -> None:
    actions.set_regulation(
        actor=request.actor,
        council_id=pk,
        expected_version=posted_version(request),
        given=form.given(),
        sources=form.sources(),
        methods=form.methods(),
        now=clock.now(),
    )
    messages.info(request, _("The regulation was changed. Cases convened from now on follow it."))
