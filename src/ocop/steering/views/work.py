"""Pages of the sector tasks and the yearly duties."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.journal.history import told
from ocop.journal.queries import for_object, for_objects
from ocop.places.models import Level, Unit
from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.keeping import signed_in, typed
from ocop.platform.web import ActorRequest, posted_version
from ocop.steering import duties, queries, rules
from ocop.steering.actions import work as actions
from ocop.steering.forms import DutyForm, TaskForm
from ocop.steering.models import DutyCheck, DutyEvidence, Sector, TaskState
from ocop.steering.views.common import PAGE, form_page, found, year_asked

if TYPE_CHECKING:
    from ocop.steering.models import SectorTask

TASK_FIELDS = ("sector", "text", "owner", "due_on", "state", "result")


@require_safe
@signed_in
def tasks(request: ActorRequest) -> HttpResponse:
    """What each sector has to do in a year, in the own province or at the ministry."""
    require(rules.can_read(request.actor))
    form, year = year_asked(request)
    unit = _office(request)
    today = clock.today()
    listed = list(queries.tasks(request.actor, unit, year))
    matrix = [
        (Sector(sector).label, [(one, TaskState(one.state).label, one.is_late(today)) for one in group])
        for sector, group in groupby(listed, key=lambda one: one.sector)
    ]
    context = {
        "form": form,
        "year": year,
        "unit": unit,
        "matrix": matrix,
        "may_manage": rules.can_manage(request.actor, unit),
    }
    return render(request, "steering/tasks.html", context)


@require_POST
@signed_in
def lay_out(request: ActorRequest, year: int) -> HttpResponse:
    """Begin a year's matrix with the usual share of work."""
    unit = _office(request)
    actions.lay_out_tasks(actor=request.actor, unit_id=unit.pk, year=year, now=clock.now())
    return redirect(_tasks_of(year))


@require_http_methods(PAGE)
@signed_in
def new_task(request: ActorRequest, year: int) -> HttpResponse:
    """Give a sector a task."""
    unit = _office(request)
    require(rules.can_manage(request.actor, unit))
    form = TaskForm(typed(request), initial={"state": TaskState.OPEN})
    return form_page(
        request,
        form,
        lambda: actions.add_task(
            actor=request.actor, unit_id=unit.pk, year=year, facts=form.facts(), now=clock.now()
        ),
        title=_("Add a task"),
        button=_("Save the task"),
        back=_tasks_of(year),
        lead=f"{unit.full_name}, {year}",
    )


@require_safe
@signed_in
def task(request: ActorRequest, pk: int) -> HttpResponse:
    """One task with its history."""
    one = _task(request, pk)
    context = {
        "task": one,
        "late": one.is_late(clock.today()),
        "may_manage": rules.can_manage(request.actor, one.unit),
        "back": _tasks_of(one.year),
        "history": told(request.actor, for_object(one)),
    }
    return render(request, "steering/task.html", context)


@require_http_methods(PAGE)
@signed_in
def change_task(request: ActorRequest, pk: int) -> HttpResponse:
    """Say how far a task is, or correct it."""
    one = _task(request, pk)
    require(rules.can_manage(request.actor, one.unit))
    form = TaskForm(typed(request), initial={name: getattr(one, name) for name in TASK_FIELDS})
    return form_page(
        request,
        form,
        lambda: actions.change_task(
            actor=request.actor,
            task_id=pk,
            expected_version=posted_version(request),
            facts=form.facts(),
            now=clock.now(),
        ),
        title=_("Bring the task up to date"),
        button=_("Save the task"),
        back=reverse("steering:task", args=[pk]),
        lead=f"{one.unit.full_name}, {one.year}",
        version=one.version,
    )


@require_safe
@signed_in
def my_duties(request: ActorRequest) -> HttpResponse:
    """To the duties of one's own unit in a year."""
    require(rules.can_read(request.actor))
    _form, year = year_asked(request)
    unit = get_object_or_404(Unit.objects.visible_to(request.actor), path=request.actor.unit_path)
    if unit.level == Level.COUNTRY:
        return redirect("steering:standings", unit.pk, year)
    return redirect("steering:duties", unit.pk, year)


@require_safe
@signed_in
def duty_list(request: ActorRequest, unit_id: int, year: int) -> HttpResponse:
    """The checklist of a unit in a year."""
    unit = _unit(request, unit_id)
    one = duties.list_for(unit, year)
    lines = queries.duty_lines(request.actor, unit, year)
    context = {
        "unit": unit,
        "year": year,
        "list": one,
        "lines": lines,
        "may_answer": rules.can_answer_duties(request.actor, unit),
        "years": range(duties.first_year(), clock.today().year + 1),
        "has_units_below": unit.level == Level.PROVINCE,
        "history": told(request.actor, for_objects(line.answer for line in lines if line.answer)),
    }
    return render(request, "steering/duties.html", context)


@require_http_methods(PAGE)
@signed_in
def answer_duty(request: ActorRequest, unit_id: int, year: int, code: str) -> HttpResponse:
    """Say how a duty stands, with a note and a paper."""
    unit = _unit(request, unit_id)
    lines = {line.duty.code: line for line in queries.duty_lines(request.actor, unit, year)}
    if code not in lines:
        raise Http404
    require(rules.can_answer_duties(request.actor, unit))
    said = lines[code].answer
    initial = {"state": said.state, "note": said.note} if said else {}
    files = request.FILES if request.method == "POST" else None
    form = DutyForm(typed(request), files, initial=initial)
    return form_page(
        request,
        form,
        lambda: actions.answer_duty(
            actor=request.actor,
            unit_id=unit.pk,
            year=year,
            code=code,
            expected_version=posted_version(request),
            now=clock.now(),
            **form.cleaned_data,
        ),
        title=str(lines[code].duty.title),
        button=_("Save the answer"),
        back=reverse("steering:duties", args=[unit.pk, year]),
        lead=f"{unit.full_name}, {year}",
        version=said.version if said else 0,
    )


@require_safe
@signed_in
def evidence(request: ActorRequest, pk: int) -> HttpResponseBase:
    """A paper that shows what was done for a duty."""
    answers = DutyCheck.objects.visible_to(request.actor)
    return get_object_or_404(DutyEvidence.objects.all(), pk=pk, check_row__in=answers).response()


@require_safe
@signed_in
def standings(request: ActorRequest, unit_id: int, year: int) -> HttpResponse:
    """How the units below stand with their duties in a year."""
    unit = _unit(request, unit_id)
    if unit.level not in {Level.COUNTRY, Level.PROVINCE}:
        raise Http404
    context = {
        "unit": unit,
        "year": year,
        "standings": queries.duty_standings(request.actor, unit, year),
        "years": range(duties.first_year(), clock.today().year + 1),
    }
    return render(request, "steering/standings.html", context)


def _office(request: ActorRequest) -> Unit:
    """The unit whose tasks an actor sees: the own province, or the country for the country's offices."""
    codes = request.actor.unit_path.split("/")
    path = "/".join(codes[:2]) + "/" if len(codes) > 2 else request.actor.unit_path
    units = Unit.objects.visible_to(request.actor).select_related("parent")
    return get_object_or_404(units, path=path, valid_to=None)


def _unit(request: ActorRequest, unit_id: int) -> Unit:
    """A unit of the territory. Its duties are nobody else's business."""
    require(rules.can_read(request.actor))
    units = Unit.objects.visible_to(request.actor).select_related("parent__parent")
    one = get_object_or_404(units, pk=unit_id)
    if not one.lies_in(request.actor.unit_path):
        raise Http404
    return one


def _task(request: ActorRequest, pk: int) -> SectorTask:
    with found():
        return queries.task(request.actor, pk)


def _tasks_of(year: int) -> str:
    return f"{reverse('steering:tasks')}?year={year}"
