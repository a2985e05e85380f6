"""Pages of the map of the country, of its reforms and of the figures of its units."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.journal.history import told
from ocop.journal.queries import for_object
from ocop.places import actions, forms, queries, rules
from ocop.places.models import Flag, Level, Reform, ReformState, Region, Unit
from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.pagination import page_of
from ocop.platform.web import ActorRequest, posted_version

if TYPE_CHECKING:
    from django.forms import Form

PAGE = ["GET", "HEAD", "POST"]
BY_NAME = ("sort_key", "pk")


@require_safe
def country_map(request: ActorRequest) -> HttpResponse:
    """The provinces of a day's map, or the units found by an old or new name."""
    form, day = _day(request)
    words = request.GET.get("q", "").strip()
    regions = queries.regions_on(day)
    provinces = queries.as_of(day).filter(level=Level.PROVINCE).order_by(*BY_NAME)
    context = {
        "form": form,
        "day": day,
        "words": words,
        "hits": queries.find(words) if words else [],
        "provinces": [] if words else [(one, one.named_on(day), regions.get(one.pk)) for one in provinces],
        "may_reform": rules.can_reform(request.actor),
        "may_confirm": request.actor.may(rules.CONFIRM),
    }
    return render(request, "places/map.html", context)


@require_safe
def unit_of_code(request: ActorRequest, code: str) -> HttpResponse:
    """The page of the unit that has this code today, or last had it; of a day the one that had it then."""
    _form, day = _day(request)
    found = queries.as_of(day).filter(code=code).first() if "on" in request.GET else queries.latest(code)
    if found is None:
        raise Http404
    return redirect("places:unit", found.pk)


@require_safe
def unit(request: ActorRequest, pk: int) -> HttpResponse:
    """A unit of any time: what it was called, what came before and after it, what is inside, its figures."""
    one = _unit(request, pk)
    last = one.valid_to or clock.today()
    below = queries.as_of(last).filter(parent=one)
    actor = request.actor
    context = {
        "unit": one,
        "page": page_of(below, request.GET, by=BY_NAME),
        "earlier": [(state, state.own_name) for state in one.earlier.order_by("-to_on")],
        "successors": queries.successors(one),
        "predecessors": queries.predecessors(one),
        "region": queries.region_of(one, last),
        "baselines": queries.baselines(one),
        "flags": queries.flags(one),
        "wards": queries.rural_scope(one) if one.level == Level.PROVINCE else [],
        "history": told(actor, for_object(one)),
        "may_reform": one.is_current and one.level != Level.COUNTRY and rules.can_reform(actor),
        "may_confirm": not one.is_current and rules.can_confirm(actor, one),
        "may_keep": rules.can_keep_figures(actor, one),
    }
    return render(request, "places/unit.html", context)


@require_http_methods(PAGE)
@signed_in
def rename(request: ActorRequest, pk: int) -> HttpResponse:
    """Give a unit another name or kind."""
    one = _unit(request, pk)
    require(rules.can_reform(request.actor))
    form = forms.RenameForm(typed(request), unit=one, initial={"name": one.name, "kind": one.kind})
    return _act(
        request,
        form,
        lambda: actions.rename_unit(
            actor=request.actor,
            unit_id=pk,
            expected_version=posted_version(request),
            now=clock.now(),
            **form.cleaned_data,
        ),
        title=_("Rename the unit"),
        unit=one,
        version=one.version,
    )


@require_safe
@signed_in
def unconfirmed(request: ActorRequest) -> HttpResponse:
    """Former units of one's territory that were split, and nobody has confirmed how."""
    waiting = queries.unconfirmed(request.actor.unit_path)
    context = {"page": page_of(waiting, request.GET, by=BY_NAME), "may": request.actor.may(rules.CONFIRM)}
    return render(request, "places/unconfirmed.html", context)


@require_http_methods(PAGE)
@signed_in
def confirm(request: ActorRequest, pk: int) -> HttpResponse:
    """Say which units came after a former one."""
    one = _unit(request, pk)
    require(rules.can_confirm(request.actor, one))
    pairs = queries.successors(one)
    form = forms.ConfirmForm(typed(request), pairs=pairs)
    return _act(
        request,
        form,
        lambda: actions.confirm_succession(
            actor=request.actor,
            former_id=pk,
            expected_version=posted_version(request),
            now=clock.now(),
            **form.facts(),
        ),
        title=_("Confirm the successors"),
        unit=one,
        version=one.version,
        pairs=pairs,
    )


@require_http_methods(PAGE)
@signed_in
def figures(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter or correct the figures of a unit for a year; the year is asked first."""
    one = _unit(request, pk)
    require(rules.can_keep_figures(request.actor, one))
    chosen = forms.YearForm(request.GET or None)
    if not chosen.is_valid():
        return render(request, "places/year.html", {"form": chosen, "unit": one})
    year = chosen.cleaned_data["year"]
    row = one.baselines.filter(year=year).first()
    initial = {} if row is None else {name: getattr(row, name) for name in forms.BaselineForm.base_fields}
    form = forms.BaselineForm(typed(request), initial=initial)
    return _act(
        request,
        form,
        lambda: actions.record_baseline(
            actor=request.actor,
            unit_id=pk,
            year=year,
            expected_version=posted_version(request),
            facts=form.facts(),
            now=clock.now(),
        ),
        title=_("Figures of the year %(year)s") % {"year": year},
        unit=one,
        version=0 if row is None else row.version,
    )


@require_http_methods(PAGE)
@signed_in
def flag(request: ActorRequest, pk: int) -> HttpResponse:
    """Put a flag on a unit."""
    one = _unit(request, pk)
    require(rules.can_keep_figures(request.actor, one))
    form = forms.FlagForm(typed(request))
    return _act(
        request,
        form,
        lambda: actions.set_flag(actor=request.actor, unit_id=pk, now=clock.now(), **form.cleaned_data),
        title=_("Record a feature of the area"),
        unit=one,
    )


@require_http_methods(PAGE)
@signed_in
def end_flag(request: ActorRequest, pk: int) -> HttpResponse:
    """End a flag."""
    visible = Unit.objects.visible_to(request.actor)
    found = get_object_or_404(Flag._default_manager.select_related("unit__parent"), pk=pk, unit__in=visible)
    require(rules.can_keep_figures(request.actor, found.unit))
    form = forms.EndForm(typed(request))
    return _act(
        request,
        form,
        lambda: actions.end_flag(actor=request.actor, flag_id=pk, now=clock.now(), **form.cleaned_data),
        title=_("End the feature of the area"),
        unit=found.unit,
    )


@require_http_methods(PAGE)
@signed_in
def wards(request: ActorRequest, pk: int) -> HttpResponse:
    """Let the wards of a province take part, or no longer."""
    one = get_object_or_404(_units(request), pk=pk, level=Level.PROVINCE)
    require(rules.can_keep_figures(request.actor, one))
    is_open = one.rural_scopes.filter(to_on=None).exists()
    form = forms.EndForm(typed(request)) if is_open else forms.StartForm(typed(request))
    act: Callable[..., object] = actions.close_wards if is_open else actions.open_wards
    return _act(
        request,
        form,
        lambda: act(actor=request.actor, province_id=pk, now=clock.now(), **form.cleaned_data),
        title=_("Let the wards take part no longer") if is_open else _("Let the wards take part"),
        unit=one,
    )


@require_http_methods(PAGE)
@signed_in
def region(request: ActorRequest, pk: int) -> HttpResponse:
    """Put a province into a region."""
    one = get_object_or_404(_units(request), pk=pk, level=Level.PROVINCE)
    require(rules.can_reform(request.actor))
    regions = Region.objects.visible_to(request.actor).order_by("position")
    form = forms.RegionForm(typed(request), regions=regions)

    def act() -> object:
        facts = {**form.cleaned_data}
        code = facts.pop("region")
        return actions.assign_region(
            actor=request.actor, province_id=pk, region_code=code, now=clock.now(), **facts
        )

    return _act(request, form, act, title=_("Put the province into a region"), unit=one)


@require_safe
def reforms(request: ActorRequest) -> HttpResponse:
    """The reforms carried out; for those who draft them, the drafts too."""
    page = page_of(queries.reforms(request.actor), request.GET, by=("-effective_on", "-pk"))
    return render(request, "places/reforms.html", {"page": page, "may": rules.can_reform(request.actor)})


@require_http_methods(PAGE)
@signed_in
def new_reform(request: ActorRequest) -> HttpResponse:
    """Begin a reform."""
    require(rules.can_reform(request.actor))
    form = forms.ReformForm(typed(request))
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            drafted = actions.draft_reform(actor=request.actor, now=clock.now(), **form.cleaned_data)
            return redirect("places:reform", drafted.pk)
    return _form_page(request, form, attempt, title=_("Draft a reform"))


@require_safe
def reform(request: ActorRequest, pk: int) -> HttpResponse:
    """A reform with its lines; a draft says what has to be put right first."""
    one = _reform(request, pk)
    plan = queries.Plan(one)
    is_draft = one.state == ReformState.DRAFT
    context = {
        "reform": one,
        "plan": plan,
        "is_draft": is_draft,
        "may": is_draft and rules.can_reform(request.actor),
        "defects": queries.defects(plan, clock.today()) if is_draft else [],
        "history": told(request.actor, for_object(one)),
    }
    return render(request, "places/reform.html", context)


@require_http_methods(PAGE)
@signed_in
def change_reform(request: ActorRequest, pk: int) -> HttpResponse:
    """Give a draft another title, document or day."""
    one = _reform(request, pk)
    names = forms.ReformForm.base_fields
    form = forms.ReformForm(typed(request), initial={name: getattr(one, name) for name in names})
    return _draft_act(
        request, pk, form, lambda: form.cleaned_data, actions.correct_reform, title=_("Correct the draft")
    )


@require_http_methods(PAGE)
@signed_in
def discard_reform(request: ActorRequest, pk: int) -> HttpResponse:
    """Give a draft up."""
    form = forms.DiscardForm(typed(request))
    return _draft_act(
        request,
        pk,
        form,
        lambda: form.cleaned_data,
        actions.discard_reform,
        title=_("Give the draft up"),
        danger=True,
    )


@require_http_methods(PAGE)
@signed_in
def set_up(request: ActorRequest, pk: int) -> HttpResponse:
    """Describe a unit that the reform sets up."""
    form = forms.SetUpForm(typed(request))
    return _draft_act(
        request, pk, form, lambda: {**form.facts()}, actions.set_up_unit, title=_("Set up a unit")
    )


@require_http_methods(PAGE)
@signed_in
def line(request: ActorRequest, pk: int) -> HttpResponse:
    """Let a part of a unit go to a new one."""
    form = forms.LineForm(typed(request))
    return _draft_act(request, pk, form, lambda: form.cleaned_data, actions.add_line, title=_("Split a unit"))


@require_http_methods(PAGE)
@signed_in
def move(request: ActorRequest, pk: int) -> HttpResponse:
    """Let a unit lie in another one."""
    form = forms.MoveForm(typed(request))
    return _draft_act(request, pk, form, lambda: form.cleaned_data, actions.move_unit, title=_("Move a unit"))


@require_POST
@signed_in
def remove(request: ActorRequest, pk: int, part: str, part_id: int) -> HttpResponse:
    """Take a part out of a draft."""
    one = _reform(request, pk)
    require(rules.can_reform(request.actor))
    model = actions.PARTS.get(part)
    if model is None:
        raise Http404
    get_object_or_404(model._default_manager, pk=part_id, reform=one)
    actions.remove_part(
        actor=request.actor,
        reform_id=pk,
        expected_version=posted_version(request),
        part=part,
        part_id=part_id,
        now=clock.now(),
    )
    return redirect("places:reform", pk)


@require_POST
@signed_in
def carry_out(request: ActorRequest, pk: int) -> HttpResponse:
    """Carry a reform out."""
    _reform(request, pk)
    actions.carry_out_reform(
        actor=request.actor, reform_id=pk, expected_version=posted_version(request), now=clock.now()
    )
    return redirect("places:reform", pk)


def _draft_act(
    request: ActorRequest,
    pk: int,
    form: Form,
    facts: Callable[[], dict[str, Any]],
    act: Callable[..., object],
    *,
    title: str,
    danger: bool = False,
) -> HttpResponse:
    """A form about a draft with its one action."""
    one = _reform(request, pk)
    require(rules.can_reform(request.actor))
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            act(
                actor=request.actor,
                reform_id=pk,
                expected_version=posted_version(request),
                now=clock.now(),
                **facts(),
            )
        if attempt.done:
            return redirect("places:reform", pk)
    return _form_page(request, form, attempt, title=title, reform=one, version=one.version, danger=danger)


def _act(
    request: ActorRequest, form: Form, act: Callable[[], object], *, title: str, unit: Unit, **context: Any
) -> HttpResponse:
    """A form about a unit with its one action."""
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            act()
        if attempt.done:
            return redirect("places:unit", unit.pk)
    return _form_page(request, form, attempt, title=title, unit=unit, **context)


def _form_page(request: ActorRequest, form: Form, attempt: Attempt, **context: Any) -> HttpResponse:
    context |= {"form": form, "stale": attempt.stale}
    return render(request, "places/act.html", context, status=attempt.status)


def _day(request: ActorRequest) -> tuple[forms.MapForm, date]:
    """The form with the day asked for; today for none or for what is no day, which the form says."""
    form = forms.MapForm(request.GET or None)
    asked = form.cleaned_data.get("on") if form.is_valid() else None
    return form, asked or clock.today()


def _units(request: ActorRequest) -> Any:
    return Unit.objects.visible_to(request.actor).select_related("parent__parent__parent")


def _unit(request: ActorRequest, pk: int) -> Unit:
    found: Unit = get_object_or_404(_units(request), pk=pk)
    return found


def _reform(request: ActorRequest, pk: int) -> Reform:
    return get_object_or_404(queries.reforms(request.actor), pk=pk)
