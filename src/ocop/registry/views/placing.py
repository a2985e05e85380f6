"""Pages on which records of a split commune are placed in one of its successors."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.fields import TextField
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.pagination import page_of
from ocop.platform.web import ActorRequest, posted_version
from ocop.registry import placing, queries, restricted, rules
from ocop.registry.actions.placing import place_producer
from ocop.registry.models import Producer


class PlaceForm(forms.Form):
    """Which of the communes that followed is meant, and what shows it."""

    unit = forms.TypedChoiceField(
        label=_("Commune today"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the commune.")},
    )
    document = TextField(
        label=_("What shows it"),
        help_text=_("For example the address on the business registration, or the number of a decision."),
        max_length=200,
        error_messages={"required": _("Write what shows it, such as an address or a decision.")},
    )

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = choices  # type: ignore[attr-defined] # a choice field


@require_safe
@signed_in
def waiting(request: ActorRequest) -> HttpResponse:
    """Producers of the territory whose commune was split and who are not placed yet."""
    page = page_of(placing.waiting(request.actor), request.GET, by=("name_key", "pk"))
    rows = [(one, _address(request, one)) for one in page.items]
    return render(request, "registry/waiting.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def place(request: ActorRequest, pk: int) -> HttpResponse:
    """Say where a producer of a split commune lies today."""
    producer = get_object_or_404(queries.producers(request.actor), pk=pk)
    require(rules.can_change_producer(request.actor, producer))
    choices = [(unit.pk, unit.full_name) for unit in placing.choices(producer.commune)]
    form = PlaceForm(typed(request), choices=choices)
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            place_producer(
                actor=request.actor,
                producer_id=pk,
                expected_version=posted_version(request),
                unit_id=form.cleaned_data["unit"],
                document=form.cleaned_data["document"],
                now=clock.now(),
            )
        if attempt.done:
            return redirect("registry:producer", pk)
    context = {
        "producer": producer,
        "address": _address(request, producer),
        "products": producer.products.filter(commune=producer.commune).order_by("name_key", "pk"),
        "form": form,
        "split": len(choices) > 1,
        "stale": attempt.stale,
    }
    return render(request, "registry/place.html", context, status=attempt.status)


def _address(request: ActorRequest, producer: Producer) -> object:
    """Its address, which of a household is masked; the page of the producer shows it to those in charge."""
    if rules.reads_personal(request.actor):
        return producer.address
    return restricted.hidden("registry.producer", vars(producer), producer.kind)["address"]
