"""Pages on which an officer records that a producer is taken over, ends, or takes part again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.pagination import page_of
from ocop.platform.web import ActorRequest, is_number, posted_version
from ocop.registry import actions, filters, queries, rules
from ocop.registry.forms import EndProducerForm, ResumeForm, TakeoverForm
from ocop.registry.views.finding import PAGE, found_producer

if TYPE_CHECKING:
    from ocop.registry.models import Producer


@require_http_methods(PAGE)
@signed_in
def take_over(request: ActorRequest, pk: int) -> HttpResponse:
    """Hand on what a producer has: first to whom, then what and since when."""
    former = found_producer(request, pk)
    require(rules.can_take_over(request.actor, former))
    wanted = request.POST.get("successor") or request.GET.get("to", "")
    if not is_number(wanted) or int(wanted) == pk:
        return _choose(request, former)
    successor = found_producer(request, int(wanted))
    require(rules.can_take_over(request.actor, successor))
    return _details(request, former, successor)


@require_http_methods(PAGE)
@signed_in
def end(request: ActorRequest, pk: int) -> HttpResponse:
    """Record that a producer takes part no more."""
    producer = found_producer(request, pk)
    require(rules.can_take_over(request.actor, producer))
    form = EndProducerForm(typed(request), today=clock.today())
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            actions.end_producer(
                actor=request.actor,
                producer_id=pk,
                expected_version=posted_version(request),
                now=clock.now(),
                **form.cleaned_data,
            )
        if attempt.done:
            return redirect("registry:producer", pk)
    lead = _(
        "Its products and certificates stay as they are. If another producer goes on with them, record that."
    )
    return _page(request, producer, attempt, _("End the participation"), lead)


@require_http_methods(PAGE)
@signed_in
def resume(request: ActorRequest, pk: int) -> HttpResponse:
    """Take back an end that was a mistake."""
    producer = found_producer(request, pk)
    require(rules.can_take_over(request.actor, producer))
    form = ResumeForm(typed(request))
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            actions.resume_producer(
                actor=request.actor,
                producer_id=pk,
                expected_version=posted_version(request),
                now=clock.now(),
                **form.cleaned_data,
            )
        if attempt.done:
            return redirect("registry:producer", pk)
    lead = _("Products that another producer took over do not come back by this: record a take-over back.")
    return _page(request, producer, attempt, _("Take back the end"), lead)


def _choose(request: ActorRequest, former: Producer) -> HttpResponse:
    """Producers to whom something may go, found by name or code."""
    if request.method == "POST":
        raise Http404
    words = request.GET.get("q", "").strip()
    found = queries.filtered(request.actor, filters.PRODUCERS, {"q": words}).exclude(pk=former.pk)
    context = {"producer": former, "words": words, "page": page_of(found, request.GET, by=("name_key", "pk"))}
    return render(request, "registry/takeover_choose.html", context)


def _details(request: ActorRequest, former: Producer, successor: Producer) -> HttpResponse:
    form = TakeoverForm(
        typed(request),
        products=queries.products_of(former),
        speakers=queries.representatives(former),
    )
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            actions.take_over(
                actor=request.actor,
                former_id=former.pk,
                successor_id=successor.pk,
                facts=form.facts(),
                former_version=posted_version(request),
                successor_version=posted_version(request, "successor_version"),
                now=clock.now(),
            )
        if attempt.done:
            return redirect("registry:producer", successor.pk)
    context = {"producer": former, "successor": successor, "form": form, "stale": attempt.stale}
    return render(request, "registry/takeover.html", context, status=attempt.status)


def _page(request: ActorRequest, producer: Producer, attempt: Attempt, title: str, lead: str) -> HttpResponse:
    context = {
        "producer": producer,
        "form": attempt.form,
        "stale": attempt.stale,
        "title": title,
        "lead": lead,
        "version": producer.version,
        "back": reverse("registry:producer", args=[producer.pk]),
    }
    return render(request, "registry/producer_part.html", context, status=attempt.status)
