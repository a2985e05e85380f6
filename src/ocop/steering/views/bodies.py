"""Pages of bodies, their members, localities, working rules and log."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ocop.journal.history import told
from ocop.journal.queries import for_object
from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.pagination import page_of
from ocop.platform.web import ActorRequest, posted_version
from ocop.programme.periods import period
from ocop.steering import queries, rules
from ocop.steering.actions import bodies as actions
from ocop.steering.forms import (
    ActivityForm,
    BodyForm,
    EndForm,
    FilterForm,
    LocalitiesForm,
    MemberForm,
    RulesForm,
)
from ocop.steering.views.common import PAGE, form_page, found

if TYPE_CHECKING:
    from ocop.steering.models import Body, Member

BODY_FIELDS = (
    "kind",
    "agency_type",
    "name",
    "document",
    "document_on",
    "from_on",
    "to_on",
    "period",
    "tasks",
)


@require_safe
@signed_in
def bodies(request: ActorRequest) -> HttpResponse:
    """The bodies of the territory and above it, with those that have done nothing for long."""
    require(rules.can_read(request.actor))
    form = FilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    day = wanted.get("on") or clock.today()
    since = wanted.get("since") or date(day.year, 1, 1)
    listed = queries.bodies(request.actor, kind=wanted.get("kind", ""), day=day)
    page = page_of(listed, request.GET, by=("-from_on", "-pk"))
    context = {
        "form": form,
        "page": page,
        "day": day,
        "since": since,
        "rows": [(one, queries.is_quiet(one, since, day)) for one in page.items],
        "agencies": queries.agency_counts(request.actor, day),
        "may_manage": rules.can_keep_something(request.actor),
    }
    return render(request, "steering/bodies.html", context)


@require_safe
@signed_in
def body(request: ActorRequest, pk: int) -> HttpResponse:
    """One body with its members, who answer for which localities, its rules and its log."""
    one = _body(request, pk)
    today = clock.today()
    members = queries.members(one)
    context = {
        "body": one,
        "period": period(one.period),
        "members": [member for member in members if member.to_on is None or member.to_on >= today],
        "past": [member for member in members if member.to_on is not None and member.to_on < today],
        "groups": queries.groups(request.actor, one),
        "rules": queries.working_rules(one),
        "activity": queries.activity(one)[:50],
        "may_manage": rules.can_manage(request.actor, one.unit),
        "may_log": rules.can_log(request.actor, one),
        "holds": one.holds_on(today),
        "history": told(request.actor, for_object(one)),
    }
    return render(request, "steering/body.html", context)


@require_http_methods(PAGE)
@signed_in
def new_body(request: ActorRequest) -> HttpResponse:
    """Enter a body."""
    require(rules.can_keep_something(request.actor))
    units = queries.units_of(request.actor)
    form = BodyForm(typed(request), units=units, committees=queries.committees(request.actor, clock.today()))
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt, found():
            given = form.cleaned_data
            one = actions.found_body(
                actor=request.actor,
                unit_id=given["unit"],
                parent_id=given["parent"],
                facts=form.facts(),
                now=clock.now(),
            )
            return redirect("steering:body", one.pk)
    context = {
        "form": form,
        "title": _("Enter a committee, group or agency"),
        "button": _("Save the body"),
        "back": reverse("steering:bodies"),
    }
    return render(request, "steering/form.html", context)


@require_http_methods(PAGE)
@signed_in
def change_body(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct what is written about a body."""
    one = _managed(request, pk)
    form = BodyForm(typed(request), initial={name: getattr(one, name) for name in BODY_FIELDS})
    return form_page(
        request,
        form,
        lambda: actions.change_body(
            actor=request.actor,
            body_id=pk,
            expected_version=posted_version(request),
            facts=form.facts(),
            now=clock.now(),
        ),
        title=_("Correct the body"),
        button=_("Save the body"),
        back=reverse("steering:body", args=[pk]),
        lead=one.name,
        version=one.version,
    )


@require_http_methods(PAGE)
@signed_in
def end_body(request: ActorRequest, pk: int) -> HttpResponse:
    """End a body and with it the places in it."""
    one = _managed(request, pk)
    form = EndForm(typed(request))
    return form_page(
        request,
        form,
        lambda: actions.end_body(
            actor=request.actor,
            body_id=pk,
            expected_version=posted_version(request),
            now=clock.now(),
            **form.cleaned_data,
        ),
        title=_("End the body"),
        button=_("End the body"),
        back=reverse("steering:body", args=[pk]),
        lead=one.name,
        version=one.version,
        danger=True,
    )


@require_http_methods(PAGE)
@signed_in
def seat(request: ActorRequest, pk: int) -> HttpResponse:
    """Give somebody a place in a body."""
    one = _managed(request, pk)
    people = queries.accounts_in(request.actor, one.unit, clock.today())
    form = MemberForm(typed(request), people=people)
    return form_page(
        request,
        form,
        lambda: actions.seat_member(
            actor=request.actor,
            body_id=pk,
            expected_version=posted_version(request),
            facts=form.facts(),
            now=clock.now(),
        ),
        title=_("Add a member"),
        button=_("Add the member"),
        back=reverse("steering:body", args=[pk]),
        lead=one.name,
        version=one.version,
    )


@require_http_methods(PAGE)
@signed_in
def end_member(request: ActorRequest, pk: int) -> HttpResponse:
    """End a membership and the localities that go with it."""
    one = _member(request, pk)
    form = EndForm(typed(request))
    return form_page(
        request,
        form,
        lambda: actions.end_member(actor=request.actor, member_id=pk, now=clock.now(), **form.cleaned_data),
        title=_("End the membership"),
        button=_("End the membership"),
        back=reverse("steering:body", args=[one.body_id]),
        lead=one.name,
        danger=True,
    )


@require_http_methods(PAGE)
@signed_in
def localities(request: ActorRequest, pk: int) -> HttpResponse:
    """The localities a member answers for, and a form to assign more."""
    one = _member(request, pk)
    form = LocalitiesForm(typed(request), units=queries.units_below(request.actor, one.body.unit))
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            actions.assign_localities(
                actor=request.actor,
                member_id=pk,
                unit_ids=form.cleaned_data["units"],
                from_on=form.cleaned_data["from_on"],
                now=clock.now(),
            )
        if attempt.done:
            return redirect("steering:localities", pk)
    context = {"form": form, "member": one, "localities": queries.localities(one)}
    return render(request, "steering/localities.html", context)


@require_http_methods(PAGE)
@signed_in
def end_locality(request: ActorRequest, pk: int) -> HttpResponse:
    """End a member's duty for a locality."""
    with found():
        one = queries.locality(request.actor, pk)
    require(rules.can_manage(request.actor, one.member.body.unit))
    form = EndForm(typed(request))
    return form_page(
        request,
        form,
        lambda: actions.end_locality(
            actor=request.actor, locality_id=pk, now=clock.now(), **form.cleaned_data
        ),
        title=_("End the duty for a locality"),
        button=_("End the duty"),
        back=reverse("steering:localities", args=[one.member_id]),
        lead=f"{one.member.name}: {one.unit.full_name}",
        danger=True,
    )


@require_http_methods(PAGE)
@signed_in
def new_rules(request: ActorRequest, pk: int) -> HttpResponse:
    """Store the next version of a working regulation."""
    one = _managed(request, pk)
    files = request.FILES if request.method == "POST" else None
    form = RulesForm(typed(request), files)
    return form_page(
        request,
        form,
        lambda: actions.enter_rules(
            actor=request.actor,
            body_id=pk,
            expected_version=posted_version(request),
            now=clock.now(),
            **form.cleaned_data,
        ),
        title=_("Add working rules"),
        button=_("Save the rules"),
        back=reverse("steering:body", args=[pk]),
        lead=one.name,
        version=one.version,
    )


@require_safe
@signed_in
def rules_file(request: ActorRequest, pk: int) -> HttpResponseBase:
    """A version of a working regulation as a file."""
    with found():
        return queries.rules_file(request.actor, pk).response()


@require_http_methods(PAGE)
@signed_in
def note_activity(request: ActorRequest, pk: int) -> HttpResponse:
    """Write down what a body did."""
    one = _body(request, pk)
    require(rules.can_log(request.actor, one))
    form = ActivityForm(typed(request))
    return form_page(
        request,
        form,
        lambda: actions.note_activity(actor=request.actor, body_id=pk, now=clock.now(), **form.cleaned_data),
        title=_("Note an activity"),
        button=_("Save the note"),
        back=reverse("steering:body", args=[pk]),
        lead=one.name,
    )


@require_safe
@signed_in
def my_localities(request: ActorRequest) -> HttpResponse:
    """The localities one answers for, and how each stands today."""
    context = {"localities": queries.my_localities(request.actor, clock.today())}
    return render(request, "steering/my_localities.html", context)


def _body(request: ActorRequest, pk: int) -> Body:
    with found():
        return queries.body(request.actor, pk)


def _managed(request: ActorRequest, pk: int) -> Body:
    one = _body(request, pk)
    require(rules.can_manage(request.actor, one.unit))
    return one


def _member(request: ActorRequest, pk: int) -> Member:
    with found():
        one = queries.member(request.actor, pk)
    require(rules.can_manage(request.actor, one.body.unit))
    return one
