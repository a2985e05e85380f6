"""Pages of accounts and offices, for those who keep them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ocop.journal.history import told
from ocop.journal.queries import for_objects
from ocop.people import actions, links, queries, rules
from ocop.people.forms import AccountForm, EndForm, HandOverForm, OfficeForm, ReasonForm, SearchForm
from ocop.people.models import Appointment, User
from ocop.people.roles import roles_given_by
from ocop.platform import clock
from ocop.platform.decisions import Decision, require
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.pagination import page_of
from ocop.platform.web import ActorRequest, posted_version

PAGE = ["GET", "HEAD", "POST"]


@require_safe
@signed_in
def accounts(request: ActorRequest) -> HttpResponse:
    """The accounts of one's territory, to search by name, login, role and unit."""
    require(rules.can_see_accounts(request.actor))
    form = SearchForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    wanted = queries.Wanted(given.get("q", ""), given.get("role", ""), given.get("unit", ""))
    found = queries.accounts(request.actor, wanted, clock.today())
    context = {
        "form": form,
        "page": page_of(found, request.GET, by=("name_key", "pk")),
        "may_open": rules.can_create_user(request.actor),
    }
    return render(request, "people/accounts.html", context)


@require_safe
@signed_in
def account(request: ActorRequest, pk: int) -> HttpResponse:
    """One account: offices now and before, what may be done with it, and its history."""
    require(rules.can_see_accounts(request.actor))
    actor, person, today = request.actor, _account(request, pk), clock.today()
    offices = queries.offices_of(actor, person)
    current = [one for one in offices if one.is_current(today)]
    toggle = rules.can_close(actor, person, today)
    context = {
        "person": person,
        "current": [(one, rules.can_end(actor, one)) for one in current],
        "others": [one for one in offices if one not in current],
        "may_appoint": actor.may("account.appoint") and rules.is_another(actor, person),
        "toggle": toggle,
        "links": [] if actor.user_id == person.pk else links.links_for(actor),
        "shows_login": actor.may("account.open"),
        "history": told(actor, for_objects([person, *offices])),
    }
    return render(request, "people/account.html", context)


@require_http_methods(PAGE)
@signed_in
def new_account(request: ActorRequest) -> HttpResponse:
    """Open an account with its first office."""
    actor = request.actor
    require(rules.can_create_user(actor))
    form = AccountForm(typed(request), actor=actor, roles=roles_given_by(actor.role), today=clock.today())
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            person = actions.open_account(
                actor=actor,
                login=form.cleaned_data["login"],
                full_name=form.cleaned_data["full_name"],
                office=form.office(),
                now=clock.now(),
            )
        if attempt.done:
            messages.success(request, _("The account is open. Now send the person a link for the password."))
            return redirect("people:account", person.pk)
    return render(request, "people/account_form.html", {"form": form}, status=attempt.status)


@require_http_methods(PAGE)
@signed_in
def appoint(request: ActorRequest, pk: int) -> HttpResponse:
    """Give a person a further office."""
    actor, person = request.actor, _account(request, pk)
    require(rules.can_give_offices(actor) & rules.is_another(actor, person))
    form = OfficeForm(typed(request), actor=actor, roles=roles_given_by(actor.role), today=clock.today())
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        office = form.office()
        with attempt:
            actions.appoint(
                actor=actor,
                user_id=person.pk,
                role=office.role,
                unit_code=office.unit_code,
                from_on=office.from_on,
                to_on=office.to_on,
                document=office.document,
                now=clock.now(),
            )
        if attempt.done:
            messages.success(request, _("The role is given."))
            return redirect("people:account", person.pk)
    return render(request, "people/office_form.html", {"form": form, "person": person}, status=attempt.status)


@require_http_methods(PAGE)
@signed_in
def end_office(request: ActorRequest, pk: int) -> HttpResponse:
    """Set the last day of an office."""
    office = _office(request, pk)
    require(rules.can_end(request.actor, office))
    form = EndForm(typed(request), initial={"to_on": clock.today()})
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            actions.end_appointment(
                actor=request.actor,
                appointment_id=pk,
                expected_version=posted_version(request),
                now=clock.now(),
                **form.cleaned_data,
            )
        if attempt.done:
            messages.success(request, _("The last day is set."))
            return redirect("people:account", office.user_id)
    context = {"form": form, "office": office, "stale": attempt.stale}
    return render(request, "people/end_office.html", context, status=attempt.status)


@require_http_methods(PAGE)
@signed_in
def hand_over(request: ActorRequest, pk: int) -> HttpResponse:
    """End an office and give it to the next holder, in one act."""
    office = _office(request, pk)
    require(rules.can_end(request.actor, office))
    form = HandOverForm(typed(request), initial={"from_on": clock.today()})
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with attempt:
            actions.hand_over(
                actor=request.actor,
                appointment_id=pk,
                expected_version=posted_version(request),
                successor_id=given["successor"],
                from_on=given["from_on"],
                document=given["document"],
                reason=given["reason"],
                now=clock.now(),
            )
        if attempt.done:
            messages.success(request, _("The role is handed over."))
            return redirect("people:account", office.user_id)
    context = {"form": form, "office": office, "stale": attempt.stale, "passing": links.passing_over(office)}
    return render(request, "people/hand_over.html", context, status=attempt.status)


@require_http_methods(PAGE)
@signed_in
def close_account(request: ActorRequest, pk: int) -> HttpResponse:
    """Close an account, or reopen a closed one, with a reason."""
    person = _account(request, pk)
    require(_may_toggle(request, person))
    form = ReasonForm(typed(request))
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        act = actions.reopen_account if request.POST.get("act") == "reopen" else actions.close_account
        with attempt:
            act(actor=request.actor, user_id=pk, reason=form.cleaned_data["reason"], now=clock.now())
        if attempt.done:
            opened = request.POST.get("act") == "reopen"
            done = _("The account is open again.") if opened else _("The account is closed.")
            messages.success(request, done)
            return redirect("people:account", pk)
    return render(
        request, "people/close_account.html", {"form": form, "person": person}, status=attempt.status
    )


def _may_toggle(request: ActorRequest, person: User) -> Decision:
    return rules.can_close(request.actor, person, clock.today())


def _account(request: ActorRequest, pk: int) -> User:
    return get_object_or_404(User.objects.visible_to(request.actor), pk=pk)


def _office(request: ActorRequest, pk: int) -> Appointment:
    visible = Appointment.objects.visible_to(request.actor).select_related("user", "unit__parent__parent")
    return get_object_or_404(visible, pk=pk)
