"""The result of a dossier at every level, its weak points and its letter; and appeals against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.evaluation import (
    actions,
    appeals,
    display,
    outlook,
    procedure,
    queries,
    relations,
    rules,
    weak_points,
)
from ocop.evaluation.forms.appeals import (
    AdmitForm,
    AnswerForm,
    AppealForm,
    AppealRulesForm,
    NoticeForm,
    PanelForm,
)
from ocop.evaluation.models import Appeal, AppealPaper, AppealState, Council, CouncilCase, Dossier
from ocop.evaluation.views.desk import seen
from ocop.law.complaints import general_law
from ocop.platform import clock
from ocop.platform.decisions import Conflict, Stale, require
from ocop.platform.keeping import add_errors, signed_in, typed
from ocop.platform.web import ActorRequest, posted_version
from ocop.registry import regimes
from ocop.registry.sets import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form

PAGE: Final = ["GET", "HEAD", "POST"]
MOST_SHOWN: Final = 500
RULES: Final = ("citation", "appeal_days", "answer_days", "in_working_days", "panel_decides", "shows_total")


@require_safe
@signed_in
def result(request: ActorRequest, pk: int) -> HttpResponse:
    """What every council found, what the result that stands lacks, and what can be done about it."""
    dossier = seen(request.actor, pk)
    case = _standing(dossier)
    require(rules.can_read_claims(request.actor, dossier) & rules.can_read_results(request.actor, pk))
    today = clock.today()
    context = {
        "dossier": dossier,
        "chain": weak_points.chain(request.actor, dossier),
        "outlook": outlook.outlook(dossier, today, appeals.open_one(dossier)),
        "tag": display.state_tag(dossier),
        "report": weak_points.of(case),
        "case": case,
        "appeals": _of(dossier),
        "undecided": procedure.is_open(dossier),
        "may_appeal": bool(rules.can_appeal(request.actor)) and bool(appeals.open_to(dossier, today)),
        "why_no_appeal": appeals.open_to(dossier, today).reason,
        "last_day": appeals.last_day(case),
        "of_council": appeals.rules_of(case.council),
        **_general(),
        "notice": getattr(case, "result_notice", None),
        "keeps": bool(rules.can_manage_councils(request.actor, case.council.unit)),
    }
    return render(request, "evaluation/appeals/result.html", context)


@require_safe
@signed_in
def open_appeals(request: ActorRequest) -> HttpResponse:
    """The appeals that wait for their answer."""
    found = queries.open_appeals(request.actor)[:MOST_SHOWN]
    return render(request, "evaluation/appeals/appeals.html", {"appeals": found, "today": clock.today()})


@require_http_methods(PAGE)
@signed_in
def notice(request: ActorRequest, pk: int) -> HttpResponse:
    """The letter on the result, for paper; its office records that it was sent."""
    dossier = seen(request.actor, pk)
    case = _standing(dossier)
    require(rules.can_read_claims(request.actor, dossier) & rules.can_read_results(request.actor, pk))
    keeps = rules.can_manage_councils(request.actor, case.council.unit)
    if request.method == "POST":
        require(keeps)
    form = NoticeForm(typed(request), initial={"sent_on": clock.today()})
    taken = request.method == "POST" and _taken(
        form,
        lambda: actions.record_notice(
            actor=request.actor, case_id=case.pk, now=clock.now(), **form.cleaned_data
        ),
    )
    if taken:
        return redirect("evaluation:result", pk)
    known = getattr(case, "result_notice", None)
    level = regimes.regime(dossier.regime_id).level(case.level)
    context = {
        "dossier": dossier,
        "case": case,
        "report": weak_points.of(case),
        "form": form,
        "may_record": bool(keeps) and known is None,
        "notice": known,
        "level": say(dossier.regime_id, level.name),
        "last_day": appeals.last_day(case),
        "of_council": appeals.rules_of(case.council),
        "today": clock.today(),
    }
    return render(request, "evaluation/appeals/notice.html", context)


@require_http_methods(PAGE)
@signed_in
def file_appeal(request: ActorRequest, pk: int) -> HttpResponse:
    """Appeal the result that stands."""
    dossier = seen(request.actor, pk)
    case = _standing(dossier)
    require(rules.can_appeal(request.actor))
    open_to = appeals.open_to(dossier, clock.today())
    if not open_to:
        raise Conflict(open_to.reason, url=dossier.get_absolute_url())
    product_set = regimes.product_set(dossier.regime_id, dossier.set_no)
    criteria = [(leaf.no, say(dossier.regime_id, leaf.name)) for leaf in product_set.leaves.values()]
    form = AppealForm(typed(request), request.FILES or None, criteria=criteria)
    stale = False
    if request.method == "POST":
        try:
            if _taken(form, lambda: _file(request, pk, form)):
                return redirect("evaluation:result", pk)
        except Stale:
            stale = True
    context = {
        "dossier": dossier,
        "case": case,
        "form": form,
        "stale": stale,
        "last_day": appeals.last_day(case),
        "of_council": appeals.rules_of(case.council),
        **_general(),
    }
    return render(request, "evaluation/appeals/file.html", context, status=409 if stale else 200)


@require_safe
@signed_in
def appeal(request: ActorRequest, pk: int) -> HttpResponse:
    """An appeal: what is asked, how far it is, and what comes next."""
    found = _appeal(request, pk)
    require(rules.can_read_claims(request.actor, found.dossier))
    require(rules.can_read_results(request.actor, found.dossier_id))
    panel = found.panel if found.panel and found.panel.closed_at else None
    if panel:
        panel.dossier = found.dossier
    context = {
        "appeal": found,
        "points": _points(found),
        "undecided": procedure.is_open(found.dossier),
        "papers": found.papers.order_by("pk"),
        "report": weak_points.of(panel) if panel else None,
        "of_council": appeals.rules_of(found.case.council),
        **_general(),
        "keeps": bool(rules.can_manage_councils(request.actor, found.case.council.unit)),
        "withdraws": bool(rules.can_appeal(request.actor))
        and found.state in {AppealState.FILED, AppealState.ADMITTED},
    }
    return render(request, "evaluation/appeals/appeal.html", context)


@require_safe
@signed_in
def paper(request: ActorRequest, pk: int) -> HttpResponseBase:
    """A file that goes with an appeal."""
    visible = Dossier.objects.visible_to(request.actor)
    found = get_object_or_404(AppealPaper, pk=pk, appeal__dossier__in=visible)
    require(rules.can_read_papers(request.actor, found.appeal.dossier))
    return found.response(in_page=request.GET.get("view") == "1")


@require_POST
@signed_in
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Take an appeal back."""
    found = _appeal(request, pk)
    require(rules.can_appeal(request.actor))
    actions.withdraw_appeal(
        actor=request.actor, appeal_id=pk, expected_version=posted_version(request), now=clock.now()
    )
    return redirect("evaluation:result", found.dossier_id)


@require_http_methods(PAGE)
@signed_in
def admit(request: ActorRequest, pk: int) -> HttpResponse:
    """Say whether an appeal is admitted."""
    found = _kept(request, pk, AppealState.FILED)
    of_council = appeals.rules_of(found.case.council)
    form = AdmitForm(typed(request), has_rules=of_council is not None)
    taken = request.method == "POST" and _taken(
        form,
        lambda: actions.admit_appeal(
            actor=request.actor,
            appeal_id=pk,
            expected_version=posted_version(request),
            now=clock.now(),
            **form.facts(),
        ),
        panel_decides="worth",
    )
    if taken:
        return redirect("evaluation:appeal", pk)
    context = {
        "appeal": found,
        "points": _points(found),
        "form": form,
        "of_council": of_council,
        **_general(),
    }
    return render(request, "evaluation/appeals/admit.html", context)


@require_http_methods(PAGE)
@signed_in
def panel(request: ActorRequest, pk: int) -> HttpResponse:
    """Name the panel and put the appeal before it."""
    found = _kept(request, pk, AppealState.ADMITTED)
    councils = list(
        queries.councils(request.actor)
        .filter(unit=found.case.council.unit_id)
        .exclude(pk=found.case.council_id)
    )
    tied = [
        (seat.pk, f"{seat.user.full_name}: {why} ({council.name})")
        for council in councils
        for seat, why in queries.conflicts_of_interest(found.dossier, council)
    ]
    form = PanelForm(typed(request), councils=councils, tied=tied)
    status = 200
    if request.method == "POST":
        try:
            if _taken(form, lambda: _convene(request, pk, form)):
                return redirect("evaluation:appeal", pk)
        except (Stale, relations.BlockedAct):
            raise
        except Conflict as refusal:
            if refusal.url:
                raise
            form.add_error("council", str(refusal))
            status = 409
    context = {"appeal": found, "points": _points(found), "form": form, "councils": councils}
    return render(request, "evaluation/appeals/panel.html", context, status=status)


@require_http_methods(PAGE)
@signed_in
def answer(request: ActorRequest, pk: int) -> HttpResponse:
    """Answer an appeal that was heard."""
    found = _kept(request, pk, AppealState.CONVENED)
    if not found.is_heard or found.panel is None:
        raise Conflict(_("The panel has not closed its case yet."), url=found.dossier.get_absolute_url())
    form = AnswerForm(typed(request))
    taken = request.method == "POST" and _taken(
        form,
        lambda: actions.answer_appeal(
            actor=request.actor,
            appeal_id=pk,
            expected_version=posted_version(request),
            now=clock.now(),
            **form.cleaned_data,
        ),
    )
    if taken:
        return redirect("evaluation:appeal", pk)
    found.panel.dossier = found.dossier
    context = {"appeal": found, "form": form, "report": weak_points.of(found.panel)}
    return render(request, "evaluation/appeals/answer.html", context)


@require_http_methods(PAGE)
@signed_in
def appeal_rules(request: ActorRequest, pk: int) -> HttpResponse:
    """What a council's regulation says of appeals and of the public list."""
    council = get_object_or_404(Council.objects.visible_to(request.actor).select_related("unit"), pk=pk)
    require(rules.can_manage_councils(request.actor, council.unit))
    known = appeals.rules_of(council)
    initial = {name: getattr(known, name) for name in RULES} if known else {}
    form = AppealRulesForm(typed(request), initial=initial)
    taken = request.method == "POST" and _taken(
        form,
        lambda: actions.set_appeal_rules(
            actor=request.actor,
            council_id=pk,
            expected_version=posted_version(request),
            facts=form.facts(),
            now=clock.now(),
        ),
    )
    if taken:
        return redirect("evaluation:council", pk)
    context = {"council": council, "form": form, **_general()}
    return render(request, "evaluation/appeals/rules.html", context)


def _general() -> dict[str, object]:
    """The general law on complaints, and which of its changes nobody could check."""
    law = general_law()
    return {"general_law": law, "general_law_doubts": law.doubts(clock.today())}


def _taken(form: Form, act: Callable[[], object], **renamed: str) -> bool:
    """Whether the form was good and the act was taken; what is wrong stands on the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except ValidationError as error:
        if renamed and hasattr(error, "error_dict"):
            named = {renamed.get(name, name): words for name, words in error.message_dict.items()}
            error = ValidationError(dict(named))
        add_errors(form, error)
        return False
    return True


def _file(request: ActorRequest, pk: int, form: AppealForm) -> Appeal:
    return actions.file_appeal(
        actor=request.actor,
        dossier_id=pk,
        expected_version=posted_version(request),
        reasons=form.cleaned_data["reasons"],
        points=form.points(),
        files=form.cleaned_data["papers"] or (),
        now=clock.now(),
    )


def _convene(request: ActorRequest, pk: int, form: PanelForm) -> CouncilCase:
    data = form.cleaned_data
    seats = Council.objects.get(pk=data["council"]).seats.values_list("pk", flat=True)
    return actions.convene_panel(
        actor=request.actor,
        appeal_id=pk,
        council_id=data["council"],
        expected_version=posted_version(request),
        scope=data["scope"],
        scope_reason=data["scope_reason"],
        convened_on=data["convened_on"],
        recused=[seat for seat in data.get("recused", []) if seat in set(seats)],
        now=clock.now(),
    )


def _standing(dossier: Dossier) -> CouncilCase:
    """The case whose result stands. Raises: Http404 before there is one."""
    case = (
        CouncilCase.objects.select_related("council__unit", "result", "result_notice")
        .filter(pk=dossier.standing_case_id or 0)
        .first()
    )
    if case is None:
        raise Http404
    case.dossier = dossier
    return case


def _of(dossier: Dossier) -> list[Appeal]:
    return list(dossier.appeals.select_related("panel").order_by("pk"))


def _appeal(request: ActorRequest, pk: int) -> Appeal:
    """An appeal of a dossier this actor may see. Raises: Http404."""
    visible = queries.dossiers(request.actor)
    found = Appeal.objects.select_related("case__council__unit", "case__result", "panel__council")
    appeal = get_object_or_404(found, pk=pk, dossier__in=visible.values("pk"))
    appeal.dossier = visible.get(pk=appeal.dossier_id)
    return appeal


def _kept(request: ActorRequest, pk: int, state: AppealState) -> Appeal:
    """An appeal this actor handles, in this state. Raises: Http404, Denied, Conflict."""
    found = _appeal(request, pk)
    require(rules.can_manage_councils(request.actor, found.case.council.unit))
    if found.state != state:
        raise Conflict(
            _("This step is not open, or was taken already. The appeal is now: %(state)s.")
            % {"state": AppealState(found.state).label},
            url=found.dossier.get_absolute_url(),
        )
    return found


def _points(appeal: Appeal) -> list[tuple[str, str, str]]:
    """Number, name and reason of every criterion appealed."""
    dossier = appeal.dossier
    leaves = regimes.product_set(dossier.regime_id, dossier.set_no).leaves
    return [
        (point.criterion, say(dossier.regime_id, leaves[point.criterion].name), point.reason)
        for point in appeal.points.order_by("pk")
    ]
