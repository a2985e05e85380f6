"""Sessions before they begin: planned, their agenda, convened as a whole, producers invited."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.evaluation import queries as evaluation
from ocop.platform import clock
from ocop.platform.actors import Actor
from ocop.platform.decisions import require
from ocop.platform.keeping import signed_in, typed
from ocop.platform.pagination import page_of
from ocop.platform.web import posted_version
from ocop.rounds import actions, queries, rules
from ocop.rounds.forms import ConveneForm, DayRulesForm, NewSessionForm, SessionForm, whole
from ocop.rounds.models import DayRules
from ocop.rounds.sitting import Sitting
from ocop.rounds.table import TieTable
from ocop.rounds.views.common import PAGE, form_page, found, kept_round, kept_session

if TYPE_CHECKING:
    from django.http import HttpResponse

    from ocop.platform.web import ActorRequest


class Given(TypedDict):
    """What every change to a slot is given."""

    actor: Actor
    slot_id: int
    expected_version: int
    now: datetime


@require_safe
@signed_in
def sessions(request: ActorRequest) -> HttpResponse:
    """The sessions of one's councils, the latest first."""
    require(rules.can_read(request.actor))
    page = page_of(queries.sessions(request.actor), request.GET, by=("-starts_at", "-pk"))
    return render(request, "rounds/sessions.html", {"page": page})


@require_http_methods(PAGE)
@signed_in
def new_session(request: ActorRequest, pk: int) -> HttpResponse:
    """Plan a session of a round; its agenda is built from the dossiers that wait."""
    one = kept_round(request, pk)
    councils = list(evaluation.councils(request.actor).filter(unit=one.unit))
    form = NewSessionForm(typed(request), councils=councils)
    return form_page(
        request,
        form,
        lambda: actions.plan_session(
            actor=request.actor,
            round_id=pk,
            council_id=form.cleaned_data["council_id"],
            purpose=form.cleaned_data["purpose"],
            facts=form.facts(),
            now=clock.now(),
        ),
        template="rounds/new_session.html",
        back=reverse("rounds:round", args=[pk]),
        to="rounds:session",
        round=one,
    )


@require_http_methods(PAGE)
@signed_in
def change(request: ActorRequest, pk: int) -> HttpResponse:
    """Change when or where the council meets."""
    one = kept_session(request, pk)
    form = SessionForm(typed(request), session=one)
    return form_page(
        request,
        form,
        lambda: actions.change_session(
            actor=request.actor,
            session_id=pk,
            expected_version=posted_version(request),
            facts=form.facts(),
            now=clock.now(),
        ),
        template="rounds/change_session.html",
        back=reverse("rounds:session", args=[pk]),
        session=one,
    )


@require_http_methods(PAGE)
@signed_in
def agenda(request: ActorRequest, pk: int) -> HttpResponse:
    """The agenda to be put in order, and the dossiers that could be added."""
    one = kept_session(request, pk)
    if request.method == "POST":
        ids = [whole(word) for word in request.POST.getlist("dossier")]
        actions.add_dossiers(
            actor=request.actor,
            session_id=pk,
            expected_version=posted_version(request),
            dossier_ids=ids,
            now=clock.now(),
        )
        return redirect("rounds:agenda", pk)
    free = [] if one.convened_at else queries.waiting(request.actor, one.round, one.purpose)
    context = {"session": one, "sitting": Sitting(request.actor, one), "free": free}
    return render(request, "rounds/agenda.html", context)


@require_POST
@signed_in
def change_slot(request: ActorRequest, pk: int) -> HttpResponse:
    """Move a dossier up or down the agenda, give it other minutes, or take it off."""
    with found():
        slot = queries.slot(request.actor, pk)
    kept_session(request, slot.session_id)
    act = request.POST.get("act", "")
    given = Given(actor=request.actor, slot_id=pk, expected_version=posted_version(request), now=clock.now())
    match act:
        case "up" | "down":
            actions.move_slot(up=act == "up", **given)
        case "drop":
            actions.drop_slot(**given)
        case _:
            actions.set_minutes(minutes=whole(request.POST.get("minutes", "")), **given)
    return redirect(f"{reverse('rounds:agenda', args=[slot.session_id])}#slot-{pk}")


@require_http_methods(PAGE)
@signed_in
def convene(request: ActorRequest, pk: int) -> HttpResponse:
    """Who may not judge what, then the whole agenda before the council at once."""
    one = kept_session(request, pk)
    slots = queries.slots(request.actor, pk)
    form = ConveneForm(typed(request), dossiers=[slot.dossier_id for slot in slots])
    return form_page(
        request,
        form,
        lambda: actions.convene_session(
            actor=request.actor,
            session_id=pk,
            expected_version=posted_version(request),
            recused=form.left_out,
            late_reason=form.cleaned_data["late_reason"],
            now=clock.now(),
        ),
        template="rounds/convene.html",
        back=reverse("rounds:session", args=[pk]),
        session=one,
        table=TieTable(one, slots, form.left_out if form.is_bound else None),
        sitting=Sitting(request.actor, one),
        today=clock.today(),
    )


@require_POST
@signed_in
def invite(request: ActorRequest, pk: int) -> HttpResponse:
    """Tell every producer its slot."""
    kept_session(request, pk)
    actions.invite_producers(
        actor=request.actor, session_id=pk, expected_version=posted_version(request), now=clock.now()
    )
    return redirect("rounds:session", pk)


@require_http_methods(PAGE)
@signed_in
def day_rules(request: ActorRequest, pk: int) -> HttpResponse:
    """How a council holds its days."""
    council = evaluation.councils(request.actor).filter(pk=pk).first()
    if council is None:
        raise Http404
    require(rules.can_keep(request.actor, council.unit))
    stored = DayRules.objects.filter(council=council).first()
    names = actions.RuleFacts.__slots__
    form = DayRulesForm(
        typed(request), initial={name: getattr(stored, name) for name in names} if stored else {}
    )
    return form_page(
        request,
        form,
        lambda: actions.set_day_rules(
            actor=request.actor,
            council_id=pk,
            expected_version=posted_version(request),
            facts=form.facts(),
            now=clock.now(),
        ),
        template="rounds/day_rules.html",
        back=reverse("evaluation:council", args=[pk]),
        council=council,
        version=stored.version if stored else 0,
    )
