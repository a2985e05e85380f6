"""Pages about the interface: its reference, kinds of problems, and the keys of systems."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ocop.api import actions, problems, queries, rules, secrets_of_keys
from ocop.api.forms import KeyForm, RevokeForm
from ocop.api.webhooks.events import EVENTS
from ocop.journal.history import told
from ocop.journal.queries import for_object
from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.pagination import page_of
from ocop.platform.web import ActorRequest

PAGE = ["GET", "HEAD", "POST"]


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """The interface described for people, from the same description that programs read."""
    from ocop.api.reference import sections  # noqa: PLC0415 - half a second, for this page only

    context = {"sections": sections(), "problems": problems.KINDS.values(), "events": EVENTS.items()}
    return render(request, "api/reference.html", context)


@require_safe
def problem(request: HttpRequest, code: str) -> HttpResponse:
    """What a kind of problem means and what to do about it: where its `type` points to."""
    if code not in problems.KINDS:
        raise Http404
    return render(request, "api/problem.html", {"kind": problems.KINDS[code]})


@require_safe
@signed_in
def keys(request: ActorRequest) -> HttpResponse:
    """The keys of the territory, the latest first."""
    require(rules.can_see_keys(request.actor))
    page = page_of(queries.keys(request.actor), request.GET, by=("-issued_at", "-pk"))
    today = clock.today()
    rows = [(one, one.state_tag(today)) for one in page.items]
    return render(request, "api/keys.html", {"page": page, "rows": rows})


@require_http_methods(PAGE)
@never_cache
@signed_in
def new_key(request: ActorRequest) -> HttpResponse:
    """Issue a key; its secret stands on the answer to the form, and nowhere else ever again."""
    actor, today = request.actor, clock.today()
    require(rules.can_see_keys(actor))
    form = KeyForm(typed(request), offices=queries.offices_for_systems(actor, today), today=today)
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            key, secret = actions.issue_key(actor=actor, facts=form.facts(), now=clock.now())
            return render(request, "api/issued.html", {"key": key, "secret": secret})
    return render(request, "api/new_key.html", {"form": form}, status=attempt.status)


@require_safe
@signed_in
def key(request: ActorRequest, pk: int) -> HttpResponse:
    """One key: what it may do, its webhooks and what was told to them, its history."""
    require(rules.can_see_keys(request.actor))
    found = get_object_or_404(queries.keys(request.actor), pk=pk)
    context = {
        "key": found,
        "state": found.state_tag(clock.today()),
        "webhooks": list(found.webhooks.order_by("-pk")),
        "holds": found.holds_on(clock.today()),
        "lets_in": secrets_of_keys.lets_in(found, clock.today()),
        "page": page_of(queries.deliveries(found), request.GET, by=("-pk",), size=20),
        "events": EVENTS,
        "form": RevokeForm(),
        "history": told(request.actor, for_object(found)),
    }
    return render(request, "api/key.html", context)


@require_http_methods(PAGE)
@signed_in
def revoke(request: ActorRequest, pk: int) -> HttpResponse:
    """End a key at once."""
    require(rules.can_see_keys(request.actor))
    found = get_object_or_404(queries.keys(request.actor), pk=pk)
    form = RevokeForm(typed(request))
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            actions.revoke_key(
                actor=request.actor, key_id=pk, reason=form.cleaned_data["reason"], now=clock.now()
            )
            return redirect("api:key", pk)
    return render(request, "api/revoke.html", {"form": form, "key": found}, status=attempt.status)
