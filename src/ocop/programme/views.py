"""Pages of the programme's periods and shared lists."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ocop.journal.history import told
from ocop.journal.queries import for_object
from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.web import ActorRequest, posted_version
from ocop.programme import actions, queries, rules
from ocop.programme.forms import AsOfForm, CloseForm, ValueForm
from ocop.programme.models import CodeList, ListValue
from ocop.programme.periods import periods

if TYPE_CHECKING:
    from django.forms import Form

PAGE = ["GET", "HEAD", "POST"]


@require_safe
def all_periods(request: ActorRequest) -> HttpResponse:
    """The periods of the programme, latest first, each with its documents."""
    today = clock.today()
    shown = [(one, one.holds(today), queries.labels("capital_source", one.capital)) for one in periods()]
    return render(request, "programme/periods.html", {"periods": shown[::-1]})


@require_safe
def lists(request: ActorRequest) -> HttpResponse:
    """The shared lists, and those the rulebook of the day owns."""
    form, day = _day(request)
    context = {
        "form": form,
        "day": day,
        "lists": queries.lists(request.actor, day),
        "rulebook": queries.rulebook_lists(day),
    }
    return render(request, "programme/lists.html", context)


@require_safe
def code_list(request: ActorRequest, code: str) -> HttpResponse:
    """One list as of a day."""
    one = _list(request, code)
    form, day = _day(request)
    context = {
        "list": one,
        "form": form,
        "day": day,
        "values": queries.values(one, day),
        "past": queries.past_values(one, day),
        "may_keep": rules.can_keep_lists(request.actor),
        "history": told(request.actor, for_object(one)),
    }
    return render(request, "programme/list.html", context)


@require_http_methods(PAGE)
@signed_in
def add_value(request: ActorRequest, code: str) -> HttpResponse:
    """Open a value of a list, or give a code new words."""
    one = _list(request, code)
    require(rules.can_keep_lists(request.actor))
    form = ValueForm(typed(request))
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            actions.add_value(
                actor=request.actor,
                list_code=one.code,
                expected_version=posted_version(request),
                facts=form.facts(),
                now=clock.now(),
            )
        if attempt.done:
            return redirect("programme:list", one.code)
    return _form_page(request, one, form, attempt)


@require_http_methods(PAGE)
@signed_in
def close_value(request: ActorRequest, pk: int) -> HttpResponse:
    """Close a value of a list."""
    visible = CodeList.objects.visible_to(request.actor)
    value = get_object_or_404(ListValue.objects.select_related("code_list"), pk=pk, code_list__in=visible)
    require(rules.can_keep_lists(request.actor))
    form = CloseForm(typed(request))
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            actions.close_value(
                actor=request.actor,
                value_id=pk,
                expected_version=posted_version(request),
                now=clock.now(),
                **form.cleaned_data,
            )
        if attempt.done:
            return redirect("programme:list", value.code_list.code)
    return _form_page(request, value.code_list, form, attempt, value)


def _form_page(
    request: ActorRequest, one: CodeList, form: Form, attempt: Attempt, value: ListValue | None = None
) -> HttpResponse:
    context = {"list": one, "form": form, "value": value, "stale": attempt.stale, "version": one.version}
    return render(request, "programme/value_form.html", context, status=attempt.status)


def _list(request: ActorRequest, code: str) -> CodeList:
    return get_object_or_404(CodeList.objects.visible_to(request.actor), code=code)


def _day(request: ActorRequest) -> tuple[AsOfForm, date]:
    """The day the address asks for; today without one, and beside the error when it is none."""
    form = AsOfForm(request.GET if request.GET.get("on") else None)
    asked = form.cleaned_data["on"] if form.is_bound and form.is_valid() else None
    return form, asked or clock.today()
