"""Pages of products."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ocop.journal.history import told
from ocop.journal.queries import for_object
from ocop.people.roles import Reach
from ocop.platform import clock, files
from ocop.platform.decisions import require
from ocop.platform.keeping import Attempt, add_errors, signed_in, typed
from ocop.platform.web import ActorRequest, is_number, posted_version
from ocop.programme.periods import period_of
from ocop.registry import actions, consents, panels, queries, regimes, rules, sets
from ocop.registry.actions import ProductFacts
from ocop.registry.consents import Need
from ocop.registry.forms import PhotoForm, ProductForm
from ocop.registry.views.finding import PAGE, found_producer, found_product

if TYPE_CHECKING:
    from ocop.registry.models import Producer, Product


@require_http_methods(PAGE)
@signed_in
def new_product(request: ActorRequest) -> HttpResponse:
    """Register a product: first its set, then what it is."""
    regime = regimes.regime_on(clock.today())
    mine = list(queries.producers(request.actor)[:2]) if request.actor.reach == Reach.OWN else []
    wanted = request.GET.get("producer", "")
    one = found_producer(request, int(wanted)) if is_number(wanted) else mine[0] if len(mine) == 1 else None
    if one is None:
        return redirect("registry:producers")
    require(rules.can_change_producer(request.actor, one))
    require(consents.can_write_for(request.actor, one, Need.PRODUCTS, clock.today()))
    chosen = request.POST.get("set_no") or request.GET.get("set", "")
    numbers = regimes.library().numbers(regime.id)
    if not is_number(chosen) or int(chosen) not in numbers:
        words = request.GET.get("q", "").strip()
        context = {
            "producer": one,
            "words": words,
            "sectors": sets.by_sector(regime.id, words),
            "count": len(numbers),
        }
        return render(request, "registry/choose_set.html", context)
    return _product_details(request, one, regime.id, int(chosen))


def _product_details(request: ActorRequest, one: Producer, regime_id: str, chosen: int) -> HttpResponse:
    fits = rules.may_apply(regimes.regime(regime_id), one, chosen)
    form = ProductForm(typed(request), regime_id=regime_id, chosen=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            product = actions.register_product(
                actor=request.actor, producer_id=one.pk, facts=form.facts(), now=clock.now()
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("registry:product", product.pk)
    context = {
        "form": form,
        "producer": one,
        "set_no": chosen,
        "set_name": sets.name_of(regime_id, chosen),
        "refusal": "" if fits else fits.reason,
        "title": _("Register a product"),
    }
    return render(request, "registry/product_form.html", context)


@require_safe
@signed_in
def product(request: ActorRequest, pk: int) -> HttpResponse:
    """A product: what it is, and what other rooms know of it."""
    return _product_page(request, found_product(request, pk), PhotoForm())


def _product_page(request: ActorRequest, one: Product, form: PhotoForm, status: int = 200) -> HttpResponse:
    product_set = regimes.product_set(one.regime_id, one.set_no)
    context = {
        "product": one,
        "form": form,
        "set_name": sets.say(one.regime_id, product_set.name),
        "sector": sets.say(one.regime_id, product_set.sector),
        "period": period_of(one.entered_on, one.commune.path.split("/")[1]),
        "panels": panels.shown(request.actor, one),
        "may_change": one.merged_into_id is None and rules.can_change_producer(request.actor, one.producer),
        "history": told(request.actor, for_object(one)),
    }
    return render(request, "registry/product.html", context, status=status)


@require_http_methods(PAGE)
@signed_in
def change_product(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct what is written about a product; its set only while it has no code."""
    one = found_product(request, pk)
    require(rules.can_change_producer(request.actor, one.producer))
    initial = {field.name: getattr(one, field.name) for field in fields(ProductFacts)}
    fixed = one.set_no if one.code else None
    form = ProductForm(typed(request), initial=initial, regime_id=one.regime_id, chosen=fixed)
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            actions.update_product(
                actor=request.actor,
                product_id=pk,
                expected_version=posted_version(request),
                facts=form.facts(),
                now=clock.now(),
            )
        if attempt.done:
            return redirect("registry:product", pk)
    context = {
        "form": form,
        "product": one,
        "version": one.version,
        "stale": attempt.stale,
        "title": _("Correct the product"),
    }
    return render(request, "registry/product_form.html", context, status=attempt.status)


@require_http_methods(PAGE)
@signed_in
def photo(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The picture of a product; sent here, it takes the place of the one before."""
    one = found_product(request, pk)
    if request.method != "POST":
        if not one.photo:
            raise Http404
        return files.send(one.photo, name=f"{pk}", media_type=one.photo_type, in_page=True)
    return _take_photo(request, one)


def _take_photo(request: ActorRequest, one: Product) -> HttpResponse:
    require(rules.can_change_producer(request.actor, one.producer))
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.set_photo(
                actor=request.actor,
                product_id=one.pk,
                expected_version=posted_version(request),
                photo=form.cleaned_data["photo"],
                now=clock.now(),
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("registry:product", one.pk)
    return _product_page(request, one, form)
