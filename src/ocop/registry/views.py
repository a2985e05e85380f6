"""Pages of producers and products."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ocop.people.middleware import ActorRequest
from ocop.people.roles import PRODUCER
from ocop.places import queries as places
from ocop.places.models import Level
from ocop.platform import clock, files
from ocop.platform.decisions import Denied, require
from ocop.platform.keeping import Attempt, add_errors, signed_in, typed
from ocop.platform.pagination import page_of
from ocop.platform.web import posted_version
from ocop.registry import actions, panels, queries, regimes, rules, sets
from ocop.registry.actions import ProducerFacts, ProductFacts
from ocop.registry.forms import PhotoForm, ProducerForm, ProductForm

if TYPE_CHECKING:
    from ocop.places.models import Unit
    from ocop.platform.actors import Actor
    from ocop.registry.models import Producer, Product

PAGE = ["GET", "HEAD", "POST"]


@require_safe
@signed_in
def producers(request: ActorRequest) -> HttpResponse:
    """One's own producers with their products; for officers, those of the territory."""
    words = request.GET.get("q", "").strip()
    found = queries.producers(request.actor, words)
    if request.actor.role == PRODUCER:
        mine = [(one, list(queries.products_of(one))) for one in found]
        return render(request, "registry/mine.html", {"mine": mine})
    page = page_of(found, request.GET, by=("name_key", "pk"))
    return render(request, "registry/producers.html", {"page": page, "words": words})


@require_http_methods(PAGE)
@signed_in
def new_producer(request: ActorRequest) -> HttpResponse:
    """Register a producer in one's commune, or as an officer in a commune of one's territory."""
    communes = _communes(request.actor)
    if not communes:
        raise Denied(rules.can_register_producer(request.actor, places.country()).reason)
    given = typed(request)
    form = ProducerForm(given, regime=regimes.regime_on(clock.today()), communes=communes)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data.get("commune") or communes[0].code
        try:
            producer = actions.register_producer(
                actor=request.actor, facts=form.facts(), commune_code=code, now=clock.now()
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("registry:producer", producer.pk)
    context = {
        "form": form,
        "commune": communes[0] if len(communes) == 1 else None,
        "title": _("Register a producer"),
    }
    return render(request, "registry/producer_form.html", context)


@require_safe
@signed_in
def producer(request: ActorRequest, pk: int) -> HttpResponse:
    """What is known of a producer, with its products."""
    one = _producer(request, pk)
    regime = regimes.regime_on(clock.today())
    kind = rules.kind_of(regime, one.kind)
    context = {
        "producer": one,
        "kind": sets.say(regime.id, kind.name) if kind else one.kind,
        "products": queries.products_of(one),
        "speakers": queries.representatives(one),
        "may_change": rules.can_change_producer(request.actor, one),
    }
    return render(request, "registry/producer.html", context)


@require_http_methods(PAGE)
@signed_in
def change_producer(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct what is written about a producer."""
    one = _producer(request, pk)
    require(rules.can_change_producer(request.actor, one))
    initial = {field.name: getattr(one, field.name) for field in fields(ProducerFacts)}
    form = ProducerForm(typed(request), initial=initial, regime=regimes.regime_on(clock.today()))
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            actions.update_producer(
                actor=request.actor,
                producer_id=pk,
                expected_version=posted_version(request),
                facts=form.facts(),
                now=clock.now(),
            )
        if attempt.done:
            return redirect("registry:producer", pk)
    context = {
        "form": form,
        "version": one.version,
        "stale": attempt.stale,
        "title": _("Correct the producer"),
    }
    return render(request, "registry/producer_form.html", context, status=attempt.status)


@require_http_methods(PAGE)
@signed_in
def new_product(request: ActorRequest) -> HttpResponse:
    """Register a product: first its set, then what it is."""
    regime = regimes.regime_on(clock.today())
    mine = list(queries.producers(request.actor)[:2]) if request.actor.role == PRODUCER else []
    wanted = request.GET.get("producer", "")
    one = _producer(request, int(wanted)) if _is_number(wanted) else mine[0] if len(mine) == 1 else None
    if one is None:
        return redirect("registry:producers")
    require(rules.can_change_producer(request.actor, one))
    chosen = request.POST.get("set_no") or request.GET.get("set", "")
    numbers = regimes.library().numbers(regime.id)
    if not _is_number(chosen) or int(chosen) not in numbers:
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
    fits = rules.may_apply(regimes.regime(regime_id), one.kind, chosen)
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
    return _product_page(request, _product(request, pk), PhotoForm())


def _product_page(request: ActorRequest, one: Product, form: PhotoForm, status: int = 200) -> HttpResponse:
    product_set = regimes.product_set(one.regime_id, one.set_no)
    context = {
        "product": one,
        "form": form,
        "set_name": sets.say(one.regime_id, product_set.name),
        "sector": sets.say(one.regime_id, product_set.sector),
        "panels": panels.shown(request.actor, one),
        "may_change": rules.can_change_producer(request.actor, one.producer),
    }
    return render(request, "registry/product.html", context, status=status)


@require_http_methods(PAGE)
@signed_in
def change_product(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct what is written about a product; its set only while it has no code."""
    one = _product(request, pk)
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
    one = _product(request, pk)
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


def _producer(request: ActorRequest, pk: int) -> Producer:
    return get_object_or_404(queries.producers(request.actor), pk=pk)


def _product(request: ActorRequest, pk: int) -> Product:
    return get_object_or_404(queries.products(request.actor), pk=pk)


def _communes(actor: Actor) -> list[Unit]:
    """The communes in which this actor may register producers."""
    if not actor.unit_path:
        return []
    inside = (
        places.current().filter(level=Level.COMMUNE, path__startswith=actor.unit_path).order_by("sort_key")
    )
    return [one for one in inside[:500] if rules.can_register_producer(actor, one)]


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) < 10
