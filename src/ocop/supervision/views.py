"""Pages of a withdrawal: the list, the proposal, the producer's answer, dropping it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ocop.journal.history import told
from ocop.journal.queries import for_object
from ocop.platform import clock
from ocop.platform.decisions import Conflict, Stale, require
from ocop.platform.keeping import add_errors, signed_in, typed
from ocop.platform.pagination import page_of
from ocop.platform.web import ActorRequest, posted_version
from ocop.recognition import queries as recognition
from ocop.recognition.display import say
from ocop.recognition.models import Certificate
from ocop.recognition.removing import refuse_ended
from ocop.registry import regimes
from ocop.registry.consents import is_own
from ocop.supervision import actions, queries, rules, showing
from ocop.supervision.forms import ALL, DropForm, FilterForm, ProposalForm, StatementForm
from ocop.supervision.models import ProposalPaper, ProposalState, WithdrawalProposal
from ocop.supervision.telling import page as page_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form

PAGE: Final = ["GET", "HEAD", "POST"]


@require_safe
@signed_in
def proposals(request: ActorRequest) -> HttpResponse:
    """The proposals that wait for a decision, the most urgent first; or all, the latest first."""
    require(rules.can_list(request.actor))
    form = FilterForm(request.GET)
    everything = form.is_valid() and form.cleaned_data["show"] == ALL
    found = queries.proposals(request.actor) if everything else queries.waiting(request.actor)
    page = page_of(found, request.GET, by=queries.BY_PROPOSAL if everything else queries.BY_LAST_DAY)
    rows = [(one, showing.STATES[one.state]) for one in page.items]
    context = {"page": page, "rows": rows, "filter": form, "everything": everything, "today": clock.today()}
    return render(request, "supervision/proposals.html", context)


@require_http_methods(PAGE)
@signed_in
def propose(request: ActorRequest, pk: int) -> HttpResponse:
    """Propose that a certificate be withdrawn."""
    certificate, today = _certificate(request, pk), clock.today()
    require(rules.can_propose(request.actor, certificate))
    refuse_ended(certificate, today)
    actions.refuse_proposed(certificate)
    regime = regimes.regime_on(today)
    form = ProposalForm(typed(request), request.FILES or None, regime=regime)
    if request.method == "POST" and form.is_valid():
        try:
            made = _propose(request, pk, form)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("supervision:proposal", made.pk)
    limit = next((one for one in regime.limits if one.code == actions.LIMIT), None)
    context = {"certificate": certificate, "form": form, "limit": limit}
    context["article"] = say(regime.id, limit.article) if limit else ""
    return render(request, "supervision/propose.html", context)


@require_safe
@signed_in
def proposal(request: ActorRequest, pk: int) -> HttpResponse:
    """A proposal: what was found, what the producer says, until when it is decided, and what can be done."""
    found, today = _proposal(request, pk), clock.today()
    regime, actor, is_open = regimes.regime(found.regime_id), request.actor, found.state == ProposalState.OPEN
    ground = next((one for one in regime.revocations if one.code == found.ground), None)
    limit = next((one for one in regime.limits if one.code == actions.LIMIT), None)
    context = {
        "proposal": found,
        "certificate": found.certificate,
        "tag": showing.STATES[found.state],
        "ground": say(regime.id, ground.label) if ground else found.ground,
        "ground_article": say(regime.id, ground.article) if ground else "",
        "limit_article": say(regime.id, limit.article) if limit else "",
        "is_open": is_open,
        "late": is_open and found.due_on is not None and found.due_on < today,
        "events": found.certificate.events.all(),
        "own": is_own(actor),
        "states": is_open and rules.can_state(actor, found).allowed,
        "drops": is_open and rules.can_drop(actor, found, today).allowed,
        "decides": is_open and rules.can_decide(actor, found, today).allowed,
        "history": told(actor, for_object(found)),
    }
    return render(request, "supervision/proposal.html", context)


@require_http_methods(PAGE)
@signed_in
def state(request: ActorRequest, pk: int) -> HttpResponse:
    """The producer answers, or an office notes what the producer told it."""
    found = _open(request, pk, lambda one: require(rules.can_state(request.actor, one)))
    own = is_own(request.actor)
    initial = {"said_on": clock.today()}
    form = StatementForm(typed(request), request.FILES or None, own=own, initial=initial)
    if request.method == "POST" and _taken(form, lambda: _state(request, pk, form)):
        return redirect("supervision:proposal", pk)
    return render(request, "supervision/state.html", {"proposal": found, "form": form, "own": own})


@require_http_methods(PAGE)
@signed_in
def drop(request: ActorRequest, pk: int) -> HttpResponse:
    """Drop a proposal; the certificate stands."""
    today = clock.today()
    found = _open(request, pk, lambda one: require(rules.can_drop(request.actor, one, today)))
    form = DropForm(typed(request))
    stale = False
    try:
        if request.method == "POST" and _taken(form, lambda: _drop(request, pk, form)):
            return redirect("supervision:proposal", pk)
    except Stale:
        stale = True
    context = {"proposal": found, "form": form, "stale": stale}
    return render(request, "supervision/drop.html", context, status=409 if stale else 200)


@require_safe
@signed_in
def paper(request: ActorRequest, pk: int) -> HttpResponseBase:
    """A file that goes with a proposal or with what the producer says to it."""
    visible = WithdrawalProposal.objects.visible_to(request.actor)
    found = get_object_or_404(ProposalPaper, pk=pk, proposal__in=visible)
    return found.response(in_page=request.GET.get("view") == "1")


def _taken(form: Form, act: Callable[[], object]) -> bool:
    """Whether the form was good and the act was taken; what is wrong stands on the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except ValidationError as error:
        add_errors(form, error)
        return False
    return True


def _propose(request: ActorRequest, pk: int, form: ProposalForm) -> WithdrawalProposal:
    return actions.propose_withdrawal(
        actor=request.actor,
        certificate_id=pk,
        facts=form.facts(),
        files=form.cleaned_data["papers"] or (),
        now=clock.now(),
    )


def _state(request: ActorRequest, pk: int, form: StatementForm) -> object:
    data = form.cleaned_data
    return actions.state_on_proposal(
        actor=request.actor,
        proposal_id=pk,
        words=data["words"],
        said_on=data.get("said_on") or clock.today(),
        said_by=data.get("said_by", ""),
        files=data["papers"] or (),
        now=clock.now(),
    )


def _drop(request: ActorRequest, pk: int, form: DropForm) -> object:
    return actions.drop_proposal(
        actor=request.actor,
        proposal_id=pk,
        expected_version=posted_version(request),
        reason=form.cleaned_data["reason"],
        now=clock.now(),
    )


def _open(
    request: ActorRequest, pk: int, allow: Callable[[WithdrawalProposal], object]
) -> WithdrawalProposal:
    """A proposal on which this actor acts. Raises: Http404, Denied, Conflict once it is settled."""
    found = _proposal(request, pk)
    allow(found)
    if found.state != ProposalState.OPEN:
        raise Conflict(_("This proposal is settled already."), url=page_address(found))
    return found


def _proposal(request: ActorRequest, pk: int) -> WithdrawalProposal:
    try:
        return queries.proposal(request.actor, pk)
    except WithdrawalProposal.DoesNotExist as error:
        raise Http404 from error


def _certificate(request: ActorRequest, pk: int) -> Certificate:
    try:
        return recognition.certificate(request.actor, pk)
    except Certificate.DoesNotExist as error:
        raise Http404 from error
