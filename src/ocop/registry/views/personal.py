"""Pages about one's own data, and of those who carry out requests about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ocop.journal.history import lines_of, told
from ocop.journal.models import Entry
from ocop.journal.queries import for_object
from ocop.people.models import Appointment, User
from ocop.people.roles import Reach
from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.fields import TextField
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.pagination import page_of
from ocop.platform.web import ActorRequest, posted_version
from ocop.registry import personal_requests, rules
from ocop.registry.actions import personal_requests as actions
from ocop.registry.models import Outcome, PersonalDataRequest, RequestKind

if TYPE_CHECKING:
    from ocop.platform.actors import Actor

PAGE: Final = ["GET", "HEAD", "POST"]
MOST_READINGS: Final = 50


class AskForm(forms.Form):
    """What a person wants to be done with their data."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What do you ask for?"),
        choices=RequestKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you ask for.")},
    )
    text = TextField(
        label=gettext_lazy("In your words"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("For example which data is wrong and what is right."),
    )


class AnswerForm(forms.Form):
    """The answer to a request."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose whether the request is granted.")},
    )
    text = TextField(
        label=gettext_lazy("Answer to the person"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("What was done; or which rule orders the data to be kept, and who can help."),
        error_messages={"required": gettext_lazy("Write the answer to the person.")},
    )


@require_http_methods(PAGE)
@signed_in
def my_data(request: ActorRequest) -> HttpResponse:
    """What the program holds about the person who looks, who read it, and a way to ask."""
    actor = request.actor
    person = get_object_or_404(User.objects.visible_to(actor), pk=actor.user_id)
    form = AskForm(typed(request))
    if request.method == "POST" and form.is_valid():
        attempt = Attempt(form)
        with attempt:
            actions.ask(actor=actor, now=clock.now(), **form.cleaned_data)
        if attempt.done:
            messages.success(request, _("Your request was received."))
            return redirect("registry:my_data")
    context = {
        "person": person,
        "offices": Appointment.objects.filter(user=person).select_related("unit").order_by("-from_on", "pk"),
        "spoken_for": personal_requests.held_by(person),
        "acts": Entry.objects.filter(actor_id=person.pk).count(),
        "readings": _readings(actor),
        "requests": PersonalDataRequest.objects.filter(person=person).order_by("-pk"),
        "days": personal_requests.days(),
        "form": form,
    }
    return render(request, "registry/my_data.html", context)


@require_safe
@signed_in
def personal_data_requests(request: ActorRequest) -> HttpResponse:
    """Every request about personal data; those that wait come first, the earliest last day before others."""
    require(rules.can_keep_requests(request.actor))
    found = (
        PersonalDataRequest.objects.visible_to(request.actor)
        .select_related("person")
        .annotate(is_answered=Q(answered_on__isnull=False))
    )
    page = page_of(found, request.GET, by=("is_answered", "due_on", "pk"))
    context = {"page": page, "today": clock.today(), "days": personal_requests.days()}
    return render(request, "registry/personal_requests.html", context)


@require_http_methods(PAGE)
@signed_in
def personal_data_request(request: ActorRequest, pk: int) -> HttpResponse:
    """One request, and its answer."""
    one = get_object_or_404(
        PersonalDataRequest.objects.visible_to(request.actor).select_related("person", "answered_by"), pk=pk
    )
    require(rules.can_keep_requests(request.actor))
    form = AnswerForm(typed(request))
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            actions.answer(
                actor=request.actor,
                request_id=pk,
                expected_version=posted_version(request),
                now=clock.now(),
                **form.cleaned_data,
            )
        if attempt.done:
            return redirect("registry:personal_request", pk)
    context = {
        "one": one,
        "form": form,
        "stale": attempt.stale,
        "deletes": one.kind == RequestKind.DELETE,
        "spoken_for": personal_requests.held_by(one.person),
        "days": personal_requests.days(),
        "history": told(request.actor, for_object(one)),
    }
    return render(request, "registry/personal_request.html", context, status=attempt.status)


def _readings(actor: Actor) -> list[object]:
    """Who was shown personal data of what is one's own, the latest first; nothing for officers."""
    if actor.reach != Reach.OWN:
        return []
    found = Entry.objects.none()
    for source in personal_requests.sources():
        kind = source(actor).model._meta.label_lower
        keys = [str(pk) for pk in source(actor).values_list("pk", flat=True)]
        found |= Entry.objects.filter(verb="personal.read", object_type=kind, object_id__in=keys)
    return list(lines_of(actor, found.select_related("erasable").order_by("-seq")[:MOST_READINGS]))
