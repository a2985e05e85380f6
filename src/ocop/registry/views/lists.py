"""The lists of producers and of products, and the views of them that people keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.people.roles import Reach
from ocop.platform import clock
from ocop.platform.fields import TextField
from ocop.platform.keeping import add_errors, signed_in, typed
from ocop.platform.web import ActorRequest
from ocop.registry import filters, listing, panels, placing, queries, rows, saved_views
from ocop.registry.actions import saved_views as actions
from ocop.registry.models import SavedView

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.registry.filters import FilterForm

ADDRESSES: Final = {filters.PRODUCERS: "registry:producers", filters.PRODUCTS: "registry:products"}


class ViewForm(forms.Form):
    """The name of a view to keep."""

    name = TextField(
        label=_("Name of the view"),
        max_length=saved_views.LONGEST_NAME,
        help_text=_("For example: Certificates that expire this quarter."),
        error_messages={"required": _("Write a name of at most 100 characters.")},
    )


@require_safe
@signed_in
def producers(request: ActorRequest) -> HttpResponse:
    """One's own producers with their products; for officers, those of the territory."""
    if request.actor.reach == Reach.OWN:
        mine = [(one, list(queries.products_of(one))) for one in queries.producers(request.actor)]
        return render(request, "registry/mine.html", {"mine": mine})
    found, context = _listed(request, filters.PRODUCERS)
    context["lines"] = rows.of_producers(found.page.items, clock.today())
    context["waiting"] = placing.waits(request.actor)
    return render(request, "registry/producers.html", context)


@require_safe
@signed_in
def products(request: ActorRequest) -> HttpResponse:
    """The products of an officer's territory. Producers find their own with themselves."""
    if request.actor.reach == Reach.OWN:
        return redirect("registry:producers")
    found, context = _listed(request, filters.PRODUCTS)
    context["lines"] = rows.of_products(found.page.items, clock.today())
    return render(request, "registry/products.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def save_view(request: ActorRequest, page: str) -> HttpResponse:
    """Keep a list, filtered as the address says, under a name."""
    if page not in ADDRESSES:
        raise Http404
    query = request.GET.urlencode()
    form = ViewForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            view = actions.save_view(
                actor=request.actor, page=page, query=query, now=clock.now(), **form.cleaned_data
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect(_address(view))
    back = f"{reverse(ADDRESSES[page])}?{saved_views.plain_query(page, query)}"
    asked = filters.form_of(page, request.GET, clock.today())
    return render(request, "registry/save_view.html", {"form": form, "back": back, "asked": _asked(asked)})


@require_POST
@signed_in
def delete_view(request: ActorRequest, pk: int) -> HttpResponse:
    """Give up a view."""
    view = get_object_or_404(SavedView.objects.visible_to(request.actor), pk=pk)
    actions.delete_view(actor=request.actor, view_id=view.pk, now=clock.now())
    return redirect(ADDRESSES[view.page])


def _listed(request: ActorRequest, kind: str) -> tuple[listing.Listed[Any], dict[str, object]]:
    """A page of a list, and what every list page shows around it."""
    today = clock.today()
    form = filters.form_of(kind, request.GET, today)
    wanted = form.wanted()
    found = listing.search(request.actor, wanted, today).listed(request.GET)
    query = saved_views.plain_query(kind, request.GET.urlencode())
    return found, {
        "form": form,
        "found": found,
        "page": found.page,
        "wanted": wanted,
        "asked": _asked(form, query),
        "kind": kind,
        "query": query,
        "links": panels.list_links(request.actor, kind, query),
        "saved": [(view, _address(view)) for view in saved_views.views_of(request.actor, kind)],
    }


def _address(view: SavedView) -> str:
    return f"{reverse(ADDRESSES[view.page])}?{view.query}"


def _asked(form: FilterForm, query: str = "") -> list[tuple[StrOrPromise, str, str]]:
    """Each filter that was filled in: its label, its value in words, and the address's query without it."""
    form.is_valid()
    found = []
    for bound in form:
        value = form.cleaned_data.get(bound.name)
        if value in {None, ""} or bound.name == "sort":
            continue
        found.append((bound.label, filters.in_words(form, bound.name), filters.without(query, bound.name)))
    return found
