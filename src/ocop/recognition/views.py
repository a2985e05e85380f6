"""Decisions on results, certificates on screen and paper, and withdrawals."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import segno
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ocop.evaluation import procedure
from ocop.evaluation import queries as evaluation
from ocop.evaluation.display import level_back_to
from ocop.evaluation.models import CouncilCase, Dossier
from ocop.evaluation.rules import can_take
from ocop.journal.history import told
from ocop.platform import clock
from ocop.platform.decisions import Conflict, Stale, require
from ocop.platform.keeping import add_errors, signed_in, typed
from ocop.platform.pagination import page_of
from ocop.platform.web import ActorRequest, posted_version
from ocop.programme.periods import period_of
from ocop.recognition import actions, additions, deciding, display, issuing, queries, rules
from ocop.recognition.forms import DecisionForm, FilterForm, HandBackForm, WithdrawForm
from ocop.recognition.models import Certificate
from ocop.registry import panels, regimes

if TYPE_CHECKING:
    from django.forms import Form

PAGE: Final = ["GET", "HEAD", "POST"]
CONFIRMED: Final = "confirmed"
CHANGE: Final = "change"


@require_http_methods(PAGE)
@signed_in
def decide(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter the signed decision on a closed case: write it, look at it once more, record it."""
    case = _case(request, pk)
    deciding.require_office(request.actor, case.dossier)
    result = evaluation.result(request.actor, case.dossier_id)
    ways = deciding.ways(case.dossier, result) if result else []
    if not ways:
        return _nothing_open(request, case)
    form = DecisionForm(typed(request), ways=ways, initial={"decided_on": clock.today()})
    context: dict[str, object] = {"case": case, "result": result, "form": form, "ways": ways}
    if not _checked(request, form):
        return render(request, "recognition/decide.html", context)
    if CONFIRMED not in request.POST:
        context["way"] = next(way for way in ways if way.kind == form.cleaned_data["kind"])
        return render(request, "recognition/decide_confirm.html", context)
    try:
        _record(request, case, form)
    except ValidationError as error:
        add_errors(form, error)
        return render(request, "recognition/decide.html", context)
    except Stale:
        return render(request, "recognition/decide.html", {**context, "stale": True}, status=409)
    return redirect("recognition:decide", pk)


@require_http_methods(PAGE)
@signed_in
def hand_back(request: ActorRequest, pk: int) -> HttpResponse:
    """Give a forwarded dossier back to the level below, with the stars found and why."""
    try:
        dossier = evaluation.dossier(request.actor, pk)
    except Dossier.DoesNotExist as error:
        raise Http404 from error
    step = procedure.step(dossier, rules.HAND_BACK)
    require(can_take(request.actor, dossier, step))
    procedure.expect(dossier, step)
    result = evaluation.result(request.actor, pk)
    left = rules.stars_left(dossier, result) if result else ()
    form = HandBackForm(typed(request), stars=left)
    if request.method == "POST" and form.is_valid():
        actions.hand_back(
            actor=request.actor,
            dossier_id=pk,
            expected_version=posted_version(request),
            **form.cleaned_data,
            now=clock.now(),
        )
        return redirect("evaluation:dossier", pk)
    context: dict[str, object] = {"dossier": dossier, "form": form, "result": result, "left": left}
    own = result is not None and result.case.level == step.level
    context |= {"below": rules.recognised_below(dossier, left), "own": own, "back_to": level_back_to(dossier)}
    return render(request, "recognition/hand_back.html", context)


@require_safe
@signed_in
def certificates(request: ActorRequest) -> HttpResponse:
    """Certificates of one's own or of the territory, or of the whole country; the latest first."""
    today = clock.today()
    form = FilterForm(request.GET, stars=queries.stars_recognised(today))
    wanted = form.cleaned_data if form.is_valid() else {}
    found = queries.filtered(request.actor, wanted, today)
    page = page_of(found, request.GET, by=("-issued_on", "-pk"))
    rows = [(one, display.STATES[queries.status(one, today).state]) for one in page.items]
    context = {"page": page, "rows": rows, "filter": form}
    context["links"] = panels.list_links(request.actor, "certificates", request.GET.urlencode())
    return render(request, "recognition/certificates.html", context)


@require_safe
@signed_in
def certificate(request: ActorRequest, pk: int) -> HttpResponse:
    """One certificate, ready for paper."""
    found = _certificate(request, pk)
    status = queries.status(found, clock.today())
    copies = queries.reissues(found)
    context = {
        "certificate": found,
        "status": status,
        "has_pdf": not issuing.is_signed_outside(found),
        "tag": display.STATES[status.state],
        "events": list(found.events.all()),
        "ground": display.ground(status.cause),
        "withdraws": status.holds and rules.can_withdraw(request.actor, found, clock.today()).allowed,
        "copies": copies,
        "last": copies[-1] if copies else None,
        "reads_void": rules.can_read_void(request.actor, found).allowed,
        "reissues_anew": status.holds and rules.can_reissue(request.actor, found, clock.today()).allowed,
        "trial": getattr(settings, "OCOP_TRIAL_DATA", False),
        "address": _address(found),
        "period": period_of(found.issued_on, found.commune.path.split("/")[1]),
        "history": told(request.actor, queries.history(found)),
        "notes": additions.notes_on(request.actor, found, clock.today()),
    }
    return render(request, "recognition/certificate.html", context)


@require_safe
def qr(request: HttpRequest, pk: int) -> HttpResponse:
    """The QR code of a certificate: it leads to the public page of the product."""
    try:
        found = Certificate.objects.select_related("product").get(pk=pk)
    except Certificate.DoesNotExist as error:
        raise Http404 from error
    picture = io.BytesIO()
    code = segno.make(_address(found), error="m", micro=False)
    code.save(picture, kind="svg", scale=8, border=4, xmldecl=False)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@require_http_methods(PAGE)
@signed_in
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Withdraw a certificate: write the decision, look at it once more, record it."""
    found = _certificate(request, pk)
    today = clock.today()
    require(rules.can_withdraw(request.actor, found, today))
    regime = regimes.regime_on(today)
    initial = {"decided_on": today, **additions.draft_of(request.actor, found)}
    form = WithdrawForm(typed(request), regime=regime, initial=initial)
    context = {"certificate": found, "form": form, "regime": regime}
    context["notes"] = additions.notes_on(request.actor, found, today)
    if not _checked(request, form):
        return render(request, "recognition/withdraw.html", context)
    if CONFIRMED not in request.POST:
        context["ground"] = dict(form.fields["ground"].choices)[form.cleaned_data["ground"]]  # type: ignore[attr-defined] # a choice field
        return render(request, "recognition/withdraw_confirm.html", context)
    try:
        actions.withdraw_certificate(
            actor=request.actor,
            certificate_id=pk,
            expected_version=posted_version(request),
            **form.cleaned_data,
            now=clock.now(),
        )
    except ValidationError as error:
        add_errors(form, error)
        return render(request, "recognition/withdraw.html", context)
    except Stale:
        return render(request, "recognition/withdraw.html", {**context, "stale": True}, status=409)
    return redirect("recognition:certificate", pk)


def _checked(request: ActorRequest, form: Form) -> bool:
    """Whether a form was sent, is right, and is not to be changed again."""
    return request.method == "POST" and form.is_valid() and CHANGE not in request.POST


def _record(request: ActorRequest, case: CouncilCase, form: DecisionForm) -> None:
    actions.record_decision(
        actor=request.actor,
        dossier_id=case.dossier_id,
        expected_version=posted_version(request),
        kind=form.cleaned_data["kind"],
        facts=form.facts(),
        certificate_number=form.cleaned_data.get("certificate_number", ""),
        now=clock.now(),
    )


def _nothing_open(request: ActorRequest, case: CouncilCase) -> HttpResponse:
    """What was decided already, or that nothing can be yet. Raises: Conflict for a form sent again."""
    if request.method == "POST":
        raise Conflict(
            _("Nothing is to be decided on this case now. Look at where it stands."),
            url=reverse("recognition:decide", args=[case.pk]),
        )
    context = {
        "case": case,
        "rulings": list(queries.rulings(case.dossier)),
        "certificate": Certificate.objects.visible_to(request.actor)
        .filter(dossier=case.dossier)
        .order_by("pk")
        .last(),
    }
    return render(request, "recognition/decided.html", context)


def _case(request: ActorRequest, pk: int) -> CouncilCase:
    try:
        return evaluation.case(request.actor, pk)
    except CouncilCase.DoesNotExist as error:
        raise Http404 from error


def _certificate(request: ActorRequest, pk: int) -> Certificate:
    try:
        return queries.certificate(request.actor, pk)
    except Certificate.DoesNotExist as error:
        raise Http404 from error


def _address(found: Certificate) -> str:
    return f"{settings.OCOP_BASE_URL}/p/{found.product.code}"
