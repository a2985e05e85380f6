"""The page on which a sector gives its opinion on a product."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.web import ActorRequest
from ocop.registry import queries, rules
from ocop.registry.actions import opinions
from ocop.registry.forms import OpinionForm


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def opinion(request: ActorRequest, pk: int) -> HttpResponse:
    """Record an opinion on a product, or support given to it."""
    product = get_object_or_404(queries.products(request.actor), pk=pk)
    require(rules.can_record_opinion(request.actor))
    form = OpinionForm(typed(request), initial={"given_on": clock.today()})
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            opinions.record_opinion(actor=request.actor, product_id=pk, now=clock.now(), **form.cleaned_data)
        if attempt.done:
            return redirect("registry:product", pk)
    context = {"form": form, "product": product}
    return render(request, "registry/opinion_form.html", context, status=attempt.status)
