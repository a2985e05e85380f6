"""The pages of product samples: those of a dossier, their labels, and the list of the office."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import segno
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ocop.evaluation import actions, rules, samples
from ocop.evaluation.forms.samples import HandleForm, LotForm
from ocop.evaluation.views.desk import seen
from ocop.platform import clock
from ocop.platform.addresses import absolute
from ocop.platform.decisions import require
from ocop.platform.keeping import add_errors, signed_in, typed
from ocop.platform.pagination import page_of

if TYPE_CHECKING:
    from ocop.evaluation.models import Dossier
    from ocop.platform.web import ActorRequest

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
@signed_in
def of_dossier(request: ActorRequest, pk: int) -> HttpResponse:
    """The samples of a dossier with their chain of custody, and what may be done with them."""
    dossier = seen(request.actor, pk)
    require(rules.can_read_papers(request.actor, dossier))
    found = samples.of_dossier(dossier)
    acts = samples.open_acts(request.actor, dossier, found)
    form = HandleForm(typed(request), found=found, acts=acts)
    if request.method == "POST":
        require(samples.can_handle_any(request.actor, dossier))
        if form.is_valid() and _handled(request, dossier, form):
            return redirect("evaluation:samples", pk)
    context = {"form": form, **samples.page(request.actor, dossier, found, clock.today())}
    return render(request, "evaluation/samples/dossier.html", context)


@require_http_methods(FORM)
@signed_in
def register(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter samples of one lot."""
    dossier = seen(request.actor, pk)
    require(samples.can_register(request.actor, dossier))
    form = LotForm(typed(request), initial={"count": samples.still_to_enter(dossier)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.register_samples(
                actor=request.actor,
                dossier_id=pk,
                count=form.cleaned_data["count"],
                facts=form.facts(),
                now=clock.now(),
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("evaluation:samples", pk)
    return render(request, "evaluation/samples/register.html", {"form": form, "dossier": dossier})


@require_safe
@signed_in
def labels(request: ActorRequest, pk: int) -> HttpResponse:
    """The labels of the samples that are still with somebody, to be printed on A4."""
    dossier = seen(request.actor, pk)
    require(rules.can_read_papers(request.actor, dossier))
    found = [one for one in samples.of_dossier(dossier) if one.state not in samples.ENDED]
    return render(request, "evaluation/samples/labels.html", {"dossier": dossier, "samples": found})


@require_safe
@signed_in
def qr(request: ActorRequest, pk: int, no: int) -> HttpResponse:
    """The QR code of a label: it leads to the samples of the dossier, for who may see them."""
    dossier = seen(request.actor, pk)
    require(rules.can_read_papers(request.actor, dossier))
    sample = get_object_or_404(dossier.samples, no=no)
    address = f"{absolute(reverse('evaluation:samples', args=[pk]))}#s-{sample.no}"
    picture = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(picture, kind="svg", scale=4, border=2, xmldecl=False)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@require_safe
@signed_in
def office(request: ActorRequest) -> HttpResponse:
    """Where every sample is that one may see, and which expire before their session."""
    where = request.GET.get("where", "")
    where = where if where in samples.FILTERS else next(iter(samples.FILTERS))
    rows = samples.seen_by(request.actor).filter(state__in=samples.FILTERS[where][1])
    page = page_of(rows, request.GET, by=("dossier_id", "no", "pk"))
    context = {
        "page": page,
        "where": where,
        "filters": samples.FILTERS.items(),
        "lines": samples.lines(page.items, clock.today()),
    }
    return render(request, "evaluation/samples/office.html", context)


def _handled(request: ActorRequest, dossier: Dossier, form: HandleForm) -> bool:
    data = form.cleaned_data
    try:
        actions.handle_samples(
            actor=request.actor,
            dossier_id=dossier.pk,
            act=data["act"],
            numbers=data["sample"],
            place=data["place"],
            note=data["note"],
            now=clock.now(),
        )
    except ValidationError as error:
        add_errors(form, error)
        return False
    messages.info(request, _("Written down in the chain of custody."))
    return True
