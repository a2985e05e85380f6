"""Pages of a producer's consents: the list, the slip to sign, and the end of one."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.platform import clock, files
from ocop.platform.decisions import Conflict, require
from ocop.platform.keeping import add_errors, signed_in
from ocop.platform.web import ActorRequest
from ocop.registry import actions, queries, rules
from ocop.registry import consents as texts
from ocop.registry.forms import ConsentForm
from ocop.registry.models import Consent, Producer

PAGE: Final = ["GET", "HEAD", "POST"]


@require_http_methods(PAGE)
@signed_in
def consents(request: ActorRequest, pk: int) -> HttpResponse:
    """What a producer agreed to; for officers the form for a further consent."""
    producer = get_object_or_404(queries.producers(request.actor), pk=pk)
    may_record = rules.can_record_consent(request.actor, producer)
    may_withdraw = rules.can_withdraw_consent(request.actor, producer)
    if not may_withdraw or request.method == "POST":
        require(may_record)
    form = consent_form(request)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_consent(
                actor=request.actor,
                producer_id=pk,
                facts=form.facts(),
                slip=form.cleaned_data["slip"],
                now=clock.now(),
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("registry:consents", pk)
    today = clock.today()
    context = {
        "producer": producer,
        "rows": [(one, one.holds_on(today)) for one in queries.consents_of(producer)],
        "form": form if may_record else None,
    }
    return render(request, "registry/consents.html", context)


def consent_form(request: ActorRequest) -> ConsentForm:
    """The form as sent, or as it begins: everything but filing, for a year."""
    today = clock.today()
    initial = {
        "given_on": today,
        "to_on": today + timedelta(days=365),
        "covers_products": True,
        "covers_papers": True,
    }
    if request.method == "POST":
        return ConsentForm(request.POST, request.FILES, initial=initial)
    return ConsentForm(initial=initial)


@require_safe
@signed_in
def blank_slip(request: ActorRequest, pk: int) -> HttpResponse:
    """The slip to sign, on one page of A4."""
    producer: Producer = get_object_or_404(queries.producers(request.actor), pk=pk)
    require(rules.can_withdraw_consent(request.actor, producer))
    context = {"producer": producer, "version": texts.TEXT_VERSION}
    return render(request, "registry/consent_slip.html", context)


@require_POST
@signed_in
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """End a consent."""
    try:
        ended = actions.withdraw_consent(
            actor=request.actor, consent_id=pk, reason=request.POST.get("reason", ""), now=clock.now()
        )
    except Consent.DoesNotExist as missing:
        raise Http404 from missing
    except ValidationError as error:
        raise Conflict(" ".join(error.messages)) from error
    return redirect("registry:consents", ended.producer_id)


@require_safe
@signed_in
def paper(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The signed slip, for the producer and the officers who may record one."""
    try:
        one = queries.consent(request.actor, pk)
    except Consent.DoesNotExist as missing:
        raise Http404 from missing
    require(rules.can_withdraw_consent(request.actor, one.producer))
    if not one.slip:
        raise Http404
    return files.send(one.slip, name=f"consent-{one.pk}", media_type=one.slip_type, in_page=True)
