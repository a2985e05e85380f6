"""Pages of posts, their gaps, and officers' profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ocop.journal.history import told
from ocop.journal.queries import for_object
from ocop.places.models import Level, Unit
from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.keeping import signed_in, typed
from ocop.platform.pagination import page_of
from ocop.platform.web import ActorRequest, posted_version
from ocop.steering import queries, rules
from ocop.steering.actions import staffing as actions
from ocop.steering.forms import EndForm, PostForm, ProfileForm, ProfileNoteForm
from ocop.steering.models import OfficerProfile
from ocop.steering.views.common import PAGE, day_asked, form_page, found

if TYPE_CHECKING:
    from ocop.steering.models import Post


@require_safe
@signed_in
def staffing(request: ActorRequest) -> HttpResponse:
    """Who is in charge where on a day, and which units have nobody."""
    require(rules.can_read(request.actor))
    form, day = day_asked(request)
    context = {
        "form": form,
        "day": day,
        "provinces": queries.staffing(request.actor, day),
        "page": page_of(queries.posts(request.actor, day), request.GET, by=("pk",)),
        "may_manage": rules.can_keep_something(request.actor),
    }
    return render(request, "steering/staffing.html", context)


@require_safe
@signed_in
def gaps(request: ActorRequest, pk: int) -> HttpResponse:
    """The communes of a province without an officer on a day."""
    require(rules.can_read(request.actor))
    province = get_object_or_404(
        Unit.objects.visible_to(request.actor), pk=pk, level=Level.PROVINCE, scope__startswith=_reach(request)
    )
    form, day = day_asked(request)
    page = page_of(queries.unstaffed(request.actor, province, day), request.GET, by=("sort_key", "pk"))
    return render(
        request, "steering/gaps.html", {"form": form, "day": day, "province": province, "page": page}
    )


@require_safe
@signed_in
def post(request: ActorRequest, pk: int) -> HttpResponse:
    """One post with its history."""
    one = _post(request, pk)
    context = {
        "post": one,
        "may_manage": rules.can_manage(request.actor, one.unit),
        "has_profile": bool(one.user_id)
        and OfficerProfile.objects.visible_to(request.actor).filter(user_id=one.user_id or 0).exists(),
        "history": told(request.actor, for_object(one)),
    }
    return render(request, "steering/post.html", context)


@require_http_methods(PAGE)
@signed_in
def new_post(request: ActorRequest) -> HttpResponse:
    """Enter the officer in charge at a unit."""
    require(rules.can_keep_something(request.actor))
    units = queries.units_of(request.actor)
    people = queries.accounts_in(request.actor, _own_unit(request), clock.today())
    form = PostForm(typed(request), units=units, people=people)
    return form_page(
        request,
        form,
        lambda: actions.fill_post(
            actor=request.actor,
            unit_id=form.cleaned_data["unit"],
            facts=form.facts(),
            now=clock.now(),
        ),
        title=_("Enter an officer in charge"),
        button=_("Save the post"),
        back=reverse("steering:staffing"),
    )


@require_http_methods(PAGE)
@signed_in
def end_post(request: ActorRequest, pk: int) -> HttpResponse:
    """End a post."""
    one = _post(request, pk)
    require(rules.can_manage(request.actor, one.unit))
    form = EndForm(typed(request))
    return form_page(
        request,
        form,
        lambda: actions.end_post(
            actor=request.actor,
            post_id=pk,
            expected_version=posted_version(request),
            now=clock.now(),
            **form.cleaned_data,
        ),
        title=_("End the post"),
        button=_("End the post"),
        back=reverse("steering:post", args=[pk]),
        lead=f"{one.name}, {one.unit.full_name}",
        version=one.version,
        danger=True,
    )


@require_safe
@signed_in
def profile(request: ActorRequest, user_id: int) -> HttpResponse:
    """The profile of an officer: for the officer and who manages the post."""
    with found():
        one = queries.profile(request.actor, user_id)
    context = {
        "profile": one,
        "notes": sorted(one.notes.all(), key=lambda note: (note.on, note.pk), reverse=True),
        "may_write": rules.can_write_profile(request.actor, one),
        "history": told(request.actor, for_object(one)),
    }
    return render(request, "steering/profile.html", context)


@require_http_methods(PAGE)
@signed_in
def my_profile(request: ActorRequest) -> HttpResponse:
    """Write one's own profile."""
    own = _own_profile(request)
    initial = {"background": own.background, "studies": own.studies, "mobility": own.mobility} if own else {}
    form = ProfileForm(typed(request), initial=initial)
    return form_page(
        request,
        form,
        lambda: actions.write_profile(
            actor=request.actor,
            expected_version=posted_version(request),
            now=clock.now(),
            **form.cleaned_data,
        ),
        title=_("My profile as an officer"),
        button=_("Save the profile"),
        back=reverse("steering:profile", args=[request.actor.user_id]),
        lead=_("You and who manages your post see it, to plan training. Nobody else."),
        version=own.version if own else 0,
    )


@require_http_methods(PAGE)
@signed_in
def add_profile_note(request: ActorRequest) -> HttpResponse:
    """Enter a course, a visit or a producer followed in one's own profile."""
    own = _own_profile(request)
    form = ProfileNoteForm(typed(request))
    return form_page(
        request,
        form,
        lambda: actions.add_profile_note(
            actor=request.actor,
            expected_version=posted_version(request),
            now=clock.now(),
            **form.cleaned_data,
        ),
        title=_("Add to my profile"),
        button=_("Save the entry"),
        back=reverse("steering:profile", args=[request.actor.user_id]),
        version=own.version if own else 0,
    )


@require_safe
@signed_in
def own_profile(request: ActorRequest) -> HttpResponse:
    """To one's own profile, or to where it is begun."""
    if _own_profile(request) is None:
        return redirect("steering:my_profile")
    return redirect("steering:profile", request.actor.user_id)


def _own_profile(request: ActorRequest) -> OfficerProfile | None:
    own = OfficerProfile.objects.visible_to(request.actor).filter(user_id=request.actor.user_id or 0).first()
    if own is None:
        require(rules.can_begin_profile(request.actor))
    return own


def _post(request: ActorRequest, pk: int) -> Post:
    with found():
        return queries.post(request.actor, pk)


def _own_unit(request: ActorRequest) -> Unit:
    own = Unit.objects.visible_to(request.actor).filter(path=request.actor.unit_path).first()
    if own is None:
        raise Http404
    return own


def _reach(request: ActorRequest) -> str:
    """The province one's unit lies in; everything for the country's offices."""
    codes = request.actor.unit_path.split("/")
    return "/".join(codes[:2]) + "/" if len(codes) > 2 else request.actor.unit_path
