"""Pages on which offices write points of sale, events and news. The public's pages are in the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ocop.journal.history import told
from ocop.journal.queries import for_object
from ocop.platform import clock, thumbnails
from ocop.platform.decisions import require
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.pagination import page_of
from ocop.platform.web import ActorRequest, posted_version
from ocop.promotion import actions, queries, rules
from ocop.promotion.forms import FORMS, PostForm, ReasonForm
from ocop.promotion.models import KINDS, NAMES, Outlet, PostState

if TYPE_CHECKING:
    from ocop.promotion.models import Post

PAGE = ["GET", "HEAD", "POST"]


@require_safe
@signed_in
def posts(request: ActorRequest, noun: str) -> HttpResponse:
    """What the office writes of one kind, the latest first."""
    _known(noun)
    require(rules.can_write_something(request.actor))
    page = page_of(queries.own(request.actor, noun), request.GET, by=("-pk",))
    return render(request, "promotion/posts.html", {**_frame(noun), "page": page})


@require_safe
@signed_in
def post(request: ActorRequest, noun: str, pk: int) -> HttpResponse:
    """One of them as it stands, with what may be done."""
    one = _written(request, noun, pk)
    context = {**_frame(noun), "post": one, "history": told(request.actor, for_object(one))}
    if isinstance(one, Outlet):
        context["codes"] = list(one.stock.order_by("pk").values_list("product__code", "product__name"))
    return render(request, "promotion/post.html", context)


@require_http_methods(PAGE)
@signed_in
def new(request: ActorRequest, noun: str) -> HttpResponse:
    """Write a new draft."""
    _known(noun)
    require(rules.can_write_something(request.actor))
    form = FORMS[noun](typed(request), request.FILES or None, units=queries.units_of(request.actor))
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            one = actions.enter(
                actor=request.actor,
                unit_id=form.cleaned_data["unit"],
                facts=form.facts(),
                photo=form.cleaned_data["photo"],
                now=clock.now(),
            )
            return redirect("promotion:post", noun, one.pk)
    return _form_page(request, noun, form, attempt)


@require_http_methods(PAGE)
@signed_in
def change(request: ActorRequest, noun: str, pk: int) -> HttpResponse:
    """Correct one."""
    one = _written(request, noun, pk)
    form = FORMS[noun](typed(request), request.FILES or None, initial=_initial(one))
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            actions.change(
                actor=request.actor,
                pk=pk,
                expected_version=posted_version(request),
                facts=form.facts(),
                photo=form.cleaned_data["photo"],
                now=clock.now(),
            )
            return redirect("promotion:post", noun, pk)
    return _form_page(request, noun, form, attempt, one)


@require_http_methods(["POST"])
@signed_in
def publish(request: ActorRequest, noun: str, pk: int) -> HttpResponse:
    """Show it to everybody."""
    _written(request, noun, pk)
    seen = posted_version(request)
    actions.publish(actor=request.actor, noun=noun, pk=pk, expected_version=seen, now=clock.now())
    return redirect("promotion:post", noun, pk)


@require_http_methods(PAGE)
@signed_in
def take_back(request: ActorRequest, noun: str, pk: int) -> HttpResponse:
    """Show it no longer, with the reason."""
    one = _written(request, noun, pk)
    form = ReasonForm(typed(request))
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            actions.take_back(
                actor=request.actor,
                noun=noun,
                pk=pk,
                expected_version=posted_version(request),
                reason=form.cleaned_data["reason"],
                now=clock.now(),
            )
            return redirect("promotion:post", noun, pk)
    context = {**_frame(noun), "form": form, "post": one, "version": one.version, "stale": attempt.stale}
    return render(request, "promotion/take_back.html", context, status=attempt.status)


@require_safe
@signed_in
def photo(request: ActorRequest, noun: str, pk: int) -> HttpResponse:
    """The picture of one, for whoever writes it."""
    return thumbnails.send(_written(request, noun, pk).photo, thumbnails.LARGE)


def _form_page(
    request: ActorRequest, noun: str, form: PostForm, attempt: Attempt, one: Post | None = None
) -> HttpResponse:
    context = {
        **_frame(noun),
        "form": form,
        "post": one,
        "version": one.version if one else None,
        "stale": attempt.stale,
    }
    return render(request, "promotion/form.html", context, status=attempt.status)


def _initial(one: Post) -> dict[str, Any]:
    values = {field.name: getattr(one, field.attname) for field in one._meta.concrete_fields}
    if isinstance(one, Outlet):
        codes = one.stock.order_by("pk").values_list("product__code", flat=True)
        values["codes"] = "\n".join(codes)
    values["photo"] = None
    return values


def _written(request: ActorRequest, noun: str, pk: int) -> Post:
    """One that this office may write; a published one of another office is read in the portal, not here."""
    _known(noun)
    try:
        one = queries.post(request.actor, noun, pk)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    require(rules.can_write(request.actor, one.unit))
    return one


def _known(noun: str) -> None:
    if noun not in KINDS:
        raise Http404


def _frame(noun: str) -> dict[str, object]:
    return {
        "noun": noun,
        "heading": NAMES[noun],
        "nouns": list(NAMES.items()),
        "new_words": {
            "outlet": _("Enter a point of sale"),
            "event": _("Enter an event"),
            "article": _("Write a piece of news"),
        }[noun],
        "published": PostState.PUBLISHED,
    }
