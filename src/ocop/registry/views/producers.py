"""Pages of producers."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.journal.history import told
from ocop.journal.queries import for_object
from ocop.places import queries as places
from ocop.places.models import Level
from ocop.platform import clock
from ocop.platform.decisions import Denied, require
from ocop.platform.keeping import Attempt, add_errors, signed_in, typed
from ocop.platform.personal import PurposeForm, screen
from ocop.platform.web import ActorRequest, posted_version
from ocop.registry import (
    actions,
    codes,
    consents,
    holding,
    panels,
    placing,
    queries,
    regimes,
    restricted,
    rules,
    selfcheck,
    sets,
    timeline,
)
from ocop.registry.actions import ProducerFacts
from ocop.registry.consents import Need
from ocop.registry.forms import ChangeForm, ConsentForm, ProducerForm
from ocop.registry.views.consents import consent_form
from ocop.registry.views.finding import PAGE, found_producer

if TYPE_CHECKING:
    from datetime import date

    from django.forms import Form

    from ocop.places.models import Unit
    from ocop.platform.actors import Actor
    from ocop.registry.models import Producer


@require_http_methods(PAGE)
@signed_in
def new_producer(request: ActorRequest) -> HttpResponse:
    """Register a producer in one's commune, or as an officer in a commune of one's territory."""
    communes = _communes(request.actor)
    if not communes:
        raise Denied(rules.can_register_producer(request.actor, places.country()).reason)
    form = ProducerForm(typed(request), regime=regimes.regime_on(clock.today()), communes=communes)
    consent = None if consents.is_own(request.actor) else consent_form(request)
    if request.method == "POST" and _all_right(form, consent):
        code = form.cleaned_data.get("commune") or communes[0].code
        try:
            producer = actions.register_producer(
                actor=request.actor,
                facts=form.facts(),
                commune_code=code,
                consent=consent.facts() if consent else None,
                slip=consent.cleaned_data["slip"] if consent else None,
                now=clock.now(),
            )
        except ValidationError as error:
            add_errors(_named_in(error, form, consent), error)
        else:
            return redirect("registry:producer", producer.pk)
    context = {
        "form": form,
        "consent": consent,
        "commune": communes[0] if len(communes) == 1 else None,
        "title": _("Register a producer"),
    }
    return render(request, "registry/producer_form.html", context)


@require_safe
@signed_in
def producer(request: ActorRequest, pk: int) -> HttpResponse:
    """What is known of a producer, with its products. Personal data is masked but to the producer itself."""
    return _producer_page(request, found_producer(request, pk))


@require_POST
@signed_in
def show_personal(request: ActorRequest, pk: int) -> HttpResponse:
    """The same page with personal data in the clear, this once, after its reading was recorded."""
    one = found_producer(request, pk)
    require(rules.can_show_personal(request.actor))
    form = PurposeForm(request.POST)
    if not form.is_valid():
        return _producer_page(request, one, form)
    one = actions.show_personal(actor=request.actor, producer_id=pk, purpose=form.chosen(), now=clock.now())
    return _producer_page(request, one, is_open=True)


def _producer_page(
    request: ActorRequest, one: Producer, form: PurposeForm | None = None, *, is_open: bool = False
) -> HttpResponse:
    regime = regimes.regime_on(clock.today())
    kind = rules.kind_of(regime, one.kind)
    own = rules.reads_personal(request.actor)
    today = clock.today()
    facts = vars(one) | {
        "representative_gender": one.get_representative_gender_display(),
        "representative_disabled": timeline.YES_NO[one.representative_disabled] or None,
    }
    may_change = rules.can_change_producer(request.actor, one)
    context = {
        "producer": one,
        "shown": facts if own or is_open else restricted.hidden("registry.producer", facts, one.kind),
        "screen": screen(
            url=reverse("registry:show_personal", args=[one.pk]),
            hides=not own and bool(restricted.personal("registry.producer", facts, one.kind)),
            may=rules.can_show_personal(request.actor),
            form=form,
            is_open=is_open,
        ),
        "kind": sets.say(regime.id, kind.name) if kind else one.kind,
        "products": queries.products_of(one),
        "speakers": queries.representatives(one),
        "may_change": may_change,
        "may_add": may_change and consents.can_write_for(request.actor, one, Need.PRODUCTS, today),
        "may_end": rules.can_take_over(request.actor, one),
        "gaps": selfcheck.gaps(one, regime, today) if may_change else [],
        "moments": timeline.moments(one, regime, in_the_clear=own or is_open),
        "held": holding.held_before(one),
        **_business(one, today),
        "split": not one.commune.is_current and len(placing.choices(one.commune)) > 1,
        "may_consent": rules.can_withdraw_consent(request.actor, one),
        "links": panels.links_of(request.actor, one),
        "history": told(request.actor, for_object(one)),
    }
    return render(request, "registry/producer.html", context)


def _business(one: Producer, today: date) -> dict[str, object]:
    """What the producer tells of its business, with the words of its codes."""
    traits, linkages = codes.words(codes.TRAITS), codes.words(codes.LINKAGES)
    standards = codes.words(codes.STANDARDS)
    return {
        "ended_reason": codes.words(codes.ENDS).get(one.ended_reason, one.ended_reason)
        if one.ended_on
        else "",
        "years": [row for _year, row in queries.years_of(one, today.year) if row is not None][:3],
        "traits": [(row, traits.get(row.code, row.code)) for row in queries.open_first(one.traits.all())],
        "linkages": [
            (row, linkages.get(row.kind, row.kind)) for row in queries.open_first(one.linkages.all())
        ],
        "areas": [
            (row, standards.get(row.standard, row.standard))
            for row in queries.open_first(one.areas.select_related("commune__parent__parent"))
        ],
    }


@require_http_methods(PAGE)
@signed_in
def change_producer(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct what is written about a producer, or write down what changed on a day."""
    one = found_producer(request, pk)
    require(rules.can_change_producer(request.actor, one))
    initial = {field.name: getattr(one, field.name) for field in fields(ProducerFacts)}
    form = ChangeForm(typed(request), initial=initial, regime=regimes.regime_on(clock.today()))
    if not rules.reads_personal(request.actor):
        form.keep_masked(one)
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            act = actions.update_producer if form.change is None else actions.change_producer
            act(
                actor=request.actor,
                producer_id=pk,
                expected_version=posted_version(request),
                facts=form.facts(),
                **form.change or {},
                now=clock.now(),
            )
        if attempt.done:
            return redirect("registry:producer", pk)
    context = {
        "form": form,
        "version": one.version,
        "stale": attempt.stale,
        "title": _("Correct or change the producer"),
    }
    return render(request, "registry/producer_form.html", context, status=attempt.status)


def _all_right(form: ProducerForm, consent: ConsentForm | None) -> bool:
    """Both forms are looked at, so that every fault is told at once."""
    faults = [not form.is_valid(), consent is not None and not consent.is_valid()]
    return not any(faults)


def _named_in(error: ValidationError, form: ProducerForm, consent: ConsentForm | None) -> Form:
    """The form that a refusal of the action speaks of."""
    named = set(error.message_dict) if hasattr(error, "error_dict") else set()
    return consent if consent is not None and not named & set(form.fields) else form


def _communes(actor: Actor) -> list[Unit]:
    """The communes in which this actor may register producers."""
    if not actor.unit_path:
        return []
    inside = (
        places.current().filter(level=Level.COMMUNE, path__startswith=actor.unit_path).order_by("sort_key")
    )
    return [one for one in inside[:500] if rules.can_register_producer(actor, one)]
