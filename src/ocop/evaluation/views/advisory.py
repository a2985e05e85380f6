"""Advisory teams, and which dossier is reviewed by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.evaluation import actions, procedure, queries, relations, review_page, reviewing, rules
from ocop.evaluation.forms.advisory import AdviserSeatForm, AssignForm, ReasonForm, TeamForm, WantedForm
from ocop.evaluation.forms.council import DeclarationForm
from ocop.evaluation.models import AdvisoryRole, AdvisorySeat, AdvisoryTeam, Dossier, Review
from ocop.evaluation.models.advisory import ADVISES
from ocop.evaluation.review_page import ReviewPage
from ocop.evaluation.views.commune import FORM, heading
from ocop.evaluation.views.desk import seen
from ocop.journal.history import told
from ocop.journal.queries import for_object
from ocop.people.models import Appointment
from ocop.people.roles import holders
from ocop.places.models import Unit
from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.pagination import page_of
from ocop.platform.text import vi_sort_key
from ocop.platform.web import is_number, posted_version
from ocop.registry import regimes
from ocop.registry.sets import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ocop.people.models import User
    from ocop.platform.display import Tag
    from ocop.platform.web import ActorRequest


@dataclass(frozen=True, slots=True)
class Line:
    """A review as a row of a list."""

    review: Review
    tag: Tag


@require_safe
@signed_in
def reviews(request: ActorRequest) -> HttpResponse:
    """What is with the reviewers, the most urgent first; for the office also what waits to be given."""
    page = page_of(queries.reviews(request.actor), request.GET, by=queries.BY_WANTED)
    today = clock.today()
    context = {
        "page": page,
        "lines": [Line(one, review_page.state_tag(one, today)) for one in page.items],
        "unassigned": queries.to_review(request.actor),
        "may_manage": request.actor.may("council.manage"),
        "advises": request.actor.may(ADVISES),
    }
    return render(request, "evaluation/advisory/reviews.html", context)


@require_safe
@signed_in
def teams(request: ActorRequest) -> HttpResponse:
    """The teams one may see, latest first."""
    page = page_of(queries.teams(request.actor), request.GET, by=("-decided_on", "-pk"))
    context = {"page": page, "may_manage": request.actor.may("council.manage")}
    return render(request, "evaluation/advisory/teams.html", context)


@require_http_methods(FORM)
@signed_in
def new_team(request: ActorRequest) -> HttpResponse:
    """Form a team."""
    unit = Unit.objects.visible_to(request.actor).filter(code=request.actor.unit_code, valid_to=None).first()
    if unit is None:
        raise Http404
    require(rules.can_manage_councils(request.actor, unit))
    form = TeamForm(typed(request))
    if request.method == "POST" and form.is_valid():
        with Attempt(form) as attempt:
            made = actions.create_team(
                actor=request.actor, unit_code=unit.code, facts=form.facts(), now=clock.now()
            )
        if attempt.done:
            return redirect("evaluation:team", made.pk)
    return render(request, "evaluation/advisory/new_team.html", {"form": form, "unit": unit})


@require_http_methods(FORM)
@signed_in
def team(request: ActorRequest, pk: int) -> HttpResponse:
    """A team: who sits on it, who could, and what it reviews."""
    found = _team(request, pk)
    may_manage = bool(rules.can_manage_councils(request.actor, found.unit)) and found.ended_on is None
    form = _seat_form(request, found) if may_manage else None
    if request.method == "POST":
        require(rules.can_manage_councils(request.actor, found.unit))
    if request.method == "POST" and form is not None and form.is_valid():
        actions.seat_adviser(
            actor=request.actor,
            team_id=pk,
            expected_version=posted_version(request),
            now=clock.now(),
            **form.cleaned_data,
        )
        return redirect("evaluation:team", pk)
    context = {
        "team": found,
        "seats": found.seats.select_related("user").order_by("to_on", "role", "pk"),
        "form": form,
        "may_manage": may_manage,
        "history": told(request.actor, for_object(found)),
    }
    return render(request, "evaluation/advisory/team.html", context)


@require_POST
@signed_in
def end_team(request: ActorRequest, pk: int) -> HttpResponse:
    """End a team and its places."""
    found = _team(request, pk)
    require(rules.can_manage_councils(request.actor, found.unit))
    actions.end_team(
        actor=request.actor, team_id=found.pk, expected_version=posted_version(request), now=clock.now()
    )
    return redirect("evaluation:team", pk)


@require_POST
@signed_in
def end_seat(request: ActorRequest, pk: int) -> HttpResponse:
    """End someone's place in a team."""
    seat = get_object_or_404(AdvisorySeat, pk=pk, team__in=queries.teams(request.actor))
    require(rules.can_manage_councils(request.actor, _team(request, seat.team_id).unit))
    found = actions.end_adviser(
        actor=request.actor, seat_id=pk, expected_version=posted_version(request), now=clock.now()
    )
    return redirect("evaluation:team", found.pk)


@require_http_methods(FORM)
@signed_in
def open_review(request: ActorRequest, pk: int) -> HttpResponse:
    """Give a dossier to a team, or begin the office's own review."""
    dossier = seen(request.actor, pk)
    require(reviewing.can_open(request.actor, dossier))
    if reviewing.review_of(dossier) is not None or not reviewing.is_open(dossier):
        raise procedure.wrong_state(dossier)
    found = queries.fitting_teams(request.actor, dossier, dossier.level)
    chosen = _chosen(request, found)
    form = _assign_form(request, dossier, chosen, None, None)
    by_team = isinstance(form, AssignForm)
    if request.method == "POST" and form.is_valid() and (chosen or not by_team):
        with Attempt(form) as attempt:
            made = actions.open_review(
                actor=request.actor,
                dossier_id=pk,
                team_id=chosen.pk if chosen else None,
                tasks=form.tasks() if isinstance(form, AssignForm) else (),
                wanted_by=form.cleaned_data["wanted_by"],
                now=clock.now(),
            )
        if attempt.done:
            return redirect("evaluation:review", made.pk)
    context = {"form": form, "teams": found, "team": chosen, "by_team": by_team, **heading(dossier)}
    rule = reviewing.rule_of(dossier)
    context["article"] = say(dossier.regime_id, rule.article) if rule else ""
    return render(request, "evaluation/advisory/open.html", context)


@require_safe
@signed_in
def review(request: ActorRequest, pk: int) -> HttpResponse:
    """A review: for who writes it the list of what to do, for others what was found."""
    page = ReviewPage(request.actor, review_seen(request, pk))
    if page.is_writer and page.is_open and not page.declared:
        return redirect("evaluation:review_declare", pk)
    context = {
        "page": page,
        "review": page.review,
        "dossier": page.dossier,
        "tag": review_page.state_tag(page.review, clock.today()),
        "history": told(request.actor, for_object(page.review)) if request.actor.may("dossier.notes") else [],
    }
    return render(request, "evaluation/advisory/review.html", context)


@require_http_methods(FORM)
@signed_in
def assign(request: ActorRequest, pk: int) -> HttpResponse:
    """Change who reviews what, and by when."""
    found = review_seen(request, pk)
    require(reviewing.can_open(request.actor, found.dossier))
    reviewing.expect_open(found)
    form = _assign_form(request, found.dossier, found.team, queries.given(found), found)
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            actions.assign_review(
                actor=request.actor,
                review_id=pk,
                expected_version=posted_version(request),
                tasks=form.tasks() if isinstance(form, AssignForm) else (),
                wanted_by=form.cleaned_data["wanted_by"],
                now=clock.now(),
            )
        if attempt.done:
            return redirect("evaluation:review", pk)
    context = {
        "form": form,
        "review": found,
        "team": found.team,
        "by_team": found.team_id is not None,
        "stale": attempt.stale,
        **heading(found.dossier),
    }
    return render(request, "evaluation/advisory/open.html", context, status=attempt.status)


@require_http_methods(FORM)
@signed_in
def reopen(request: ActorRequest, pk: int) -> HttpResponse:
    """Give a sent report back, before a council has the dossier."""
    found = review_seen(request, pk)
    require(reviewing.can_open(request.actor, found.dossier))
    form = ReasonForm(typed(request))
    if request.method == "POST" and form.is_valid():
        actions.reopen_review(
            actor=request.actor,
            review_id=pk,
            expected_version=posted_version(request),
            reason=form.cleaned_data["reason"],
            now=clock.now(),
        )
        return redirect("evaluation:review", pk)
    return render(request, "evaluation/advisory/reopen.html", {"form": form, "review": found})


@require_http_methods(FORM)
@signed_in
def declare(request: ActorRequest, pk: int) -> HttpResponse:
    """Say whether one has an interest in the dossier before reviewing it."""
    found = review_seen(request, pk)
    require(reviewing.can_review(request.actor, found))
    form = DeclarationForm(typed(request))
    form.fields["note"].help_text = _("Only when you have one. The office reads it.")
    if request.method == "POST" and form.is_valid():
        withdrew = form.cleaned_data["interest"] == "yes"
        with Attempt(form) as attempt:
            actions.declare_for_review(
                actor=request.actor,
                review_id=pk,
                has_interest=withdrew,
                note=form.cleaned_data["note"],
                now=clock.now(),
            )
        if attempt.done and withdrew:
            messages.info(request, _("You declared an interest: the dossier is closed to you."))
            return redirect("evaluation:desk")
        if attempt.done:
            return redirect("evaluation:review", pk)
    return render(request, "evaluation/advisory/declare.html", {"form": form, "review": found})


def review_seen(request: ActorRequest, pk: int) -> Review:
    """A review this actor may see, with its dossier. Raises: Http404."""
    found = queries.reviews(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _team(request: ActorRequest, pk: int) -> AdvisoryTeam:
    """A team this actor may see. Raises: Http404."""
    found = queries.teams(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _seat_form(request: ActorRequest, found: AdvisoryTeam) -> AdviserSeatForm:
    """Whom of the territory can be seated: who holds an office that advises and has no place yet."""
    held = list(found.seats.filter(to_on=None).values_list("user_id", "role"))
    offices = Appointment.objects.visible_to(request.actor).current(clock.today())
    fitting = offices.filter(role__in=holders(ADVISES)).exclude(user_id__in=[user for user, _role in held])
    people: Mapping[int, User] = {one.user_id: one.user for one in fitting.select_related("user")}
    return AdviserSeatForm(
        typed(request),
        people=sorted(people.values(), key=lambda user: vi_sort_key(user.full_name)),
        taken=[role for _user, role in held],
    )


def _chosen(request: ActorRequest, found: list[AdvisoryTeam]) -> AdvisoryTeam | None:
    """The team named in the address or the form, else the latest; none where there is none.

    Raises: Http404 for one that does not review such a dossier, or is not one's own.
    """
    word = request.POST.get("team") or request.GET.get("team", "")
    if not word:
        return found[0] if found else None
    chosen = next((team for team in found if is_number(word) and team.pk == int(word)), None)
    if chosen is None:
        raise Http404
    return chosen


def _assign_form(
    request: ActorRequest,
    dossier: Dossier,
    chosen: AdvisoryTeam | None,
    given: Mapping[int, set[str]] | None,
    found: Review | None,
) -> AssignForm | WantedForm:
    """Who may be given what, head and secretary at first all; for an office's own review only the day."""
    rule = reviewing.rule_of(dossier)
    initial = {"wanted_by": found.wanted_by if found else None}
    if rule is None or rule.report_by != reviewing.TEAM:
        return WantedForm(typed(request), initial=initial)
    seats = queries.open_seats(chosen, clock.today()) if chosen else []
    if given is None:
        given = {seat.pk: {""} for seat in seats if seat.role != AdvisoryRole.MEMBER}
    tied = relations.ties([dossier], [seat.user_id for seat in seats])
    bars = relations.BARS[relations.REVIEW]
    kept = {
        seat.pk: relations.reason_of(why)
        for seat in seats
        if (why := [tie for tie in tied.get((dossier.pk, seat.user_id), []) if tie in bars])
    }
    table = regimes.product_set(dossier.regime_id, dossier.set_no)
    parts = [(part.code, f"{part.code}. {say(dossier.regime_id, part.name)}") for part in table.parts]
    return AssignForm(typed(request), seats=seats, parts=parts, tied=kept, given=given, initial=initial)
