"""The inbox, what one wants to be told, and what administrators see of the sending."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings as django_settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.notices import actions, queries, rules, wording
from ocop.notices.channels import Channel, address_of
from ocop.notices.forms import ChoicesForm, FilterForm
from ocop.notices.models import STATE_TAGS, Delivery, Message, State
from ocop.people.models import User
from ocop.people.queries import CHOSEN_OFFICE
from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.pagination import page_of
from ocop.platform.web import ActorRequest

INBOX_SIZE = 20
BY_UNREAD = ("is_read", "-created_at", "-pk")


@require_safe
@signed_in
def inbox(request: ActorRequest) -> HttpResponse:
    """One's messages, the unread first."""
    page = page_of(queries.inbox(request.actor), request.GET, by=BY_UNREAD, size=INBOX_SIZE)
    rows = [(message, queries.in_words(message)) for message in page.items]
    return render(request, "notices/inbox.html", {"page": page, "rows": rows})


@require_safe
@signed_in
def message(request: ActorRequest, pk: int) -> HttpResponse:
    """One message in full; links in messages outside lead here."""
    one = _own(request, pk)
    return render(request, "notices/message.html", {"message": one, "letter": queries.in_words(one)})


@require_POST
@signed_in
def open_matter(request: ActorRequest, pk: int) -> HttpResponse:
    """Mark a message as read and go to the page of its matter, in the office in which one was told."""
    _own(request, pk)
    one = actions.mark_read(actor=request.actor, message_id=pk, now=clock.now())
    if not url_has_allowed_host_and_scheme(one.link, allowed_hosts=None):
        return redirect("notices:message", pk)
    if one.appointment is not None and one.appointment.holds_on(clock.today()):
        request.session[CHOSEN_OFFICE] = one.appointment.pk
    return redirect(one.link)


@require_POST
@signed_in
def read(request: ActorRequest, pk: int) -> HttpResponse:
    """Mark a message as read."""
    _own(request, pk)
    actions.mark_read(actor=request.actor, message_id=pk, now=clock.now())
    return redirect("notices:inbox")


@require_POST
@signed_in
def read_all(request: ActorRequest) -> HttpResponse:
    """Mark all messages as read."""
    actions.mark_all_read(actor=request.actor, now=clock.now())
    return redirect("notices:inbox")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def settings(request: ActorRequest) -> HttpResponse:
    """By which channels one is told, and in which language."""
    person = User.objects.get(pk=request.actor.user_id or 0)
    reached_by = [channel for channel in Channel.values if address_of(person, channel)]
    form = ChoicesForm(
        typed(request), reached_by=reached_by, initial=_chosen(person) | {"language": person.language}
    )
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        attempt = Attempt(form)
        with attempt:
            actions.save_choices(
                actor=request.actor, wanted=form.wanted(), language=language, now=clock.now()
            )
        if attempt.done:
            return redirect(_in_language(language, reverse("notices:inbox")))
    return render(request, "notices/settings.html", {"form": form, "person": person})


@require_safe
@signed_in
def deliveries(request: ActorRequest) -> HttpResponse:
    """What was sent, what waits, and what failed, without the words of the inbox."""
    require(rules.can_manage(request.actor))
    form = FilterForm(request.GET)
    found = queries.deliveries(request.actor, request.GET.get("state", ""), request.GET.get("channel", ""))
    counted = queries.counts(request.actor)
    context = {
        "page": page_of(found, request.GET, by=("-pk",)),
        "filter": form,
        "counts": [(STATE_TAGS[state], counted.get(state, 0)) for state in State],
        "trial": django_settings.OCOP_TRIAL_DATA,
    }
    return render(request, "notices/deliveries.html", context)


@require_POST
@signed_in
def again(request: ActorRequest, pk: int) -> HttpResponse:
    """Let a message that failed for good be tried once more."""
    try:
        actions.send_again(actor=request.actor, delivery_id=pk, now=clock.now())
    except Delivery.DoesNotExist as error:
        raise Http404 from error
    return redirect("notices:deliveries")


@require_safe
@signed_in
def texts(request: ActorRequest) -> HttpResponse:
    """Every text the program may send."""
    require(rules.can_manage(request.actor))
    rows = [(code, wording.wording(code)) for code in wording.codes()]
    return render(request, "notices/texts.html", {"rows": [_row(code, one) for code, one in rows]})


@require_safe
@signed_in
def text(request: ActorRequest, code: str) -> HttpResponse:
    """One text in both languages, with every version it had."""
    require(rules.can_manage(request.actor))
    try:
        one = wording.wording(code)
    except wording.Unknown as error:
        raise Http404 from error
    versions = [
        (version, [(language, wording.sample(code, version.version, language)) for language in ("vi", "en")])
        for version in reversed(one.versions)
    ]
    return render(request, "notices/text.html", {"row": _row(code, one), "versions": versions})


def _in_language(language: str, target: str) -> str:
    """The address that goes on to `target` in this language."""
    return f"{reverse('platform:language', args=[language])}?{urlencode({'next': target})}"


def _own(request: ActorRequest, pk: int) -> Message:
    try:
        return Message.objects.visible_to(request.actor).get(pk=pk)
    except Message.DoesNotExist as error:
        raise Http404 from error


def _chosen(person: User) -> dict[str, list[str]]:
    """What stands ticked: what was chosen, else the channel that would be used."""
    kept = queries.choices(person)
    chosen: dict[str, list[str]] = {}
    for kind in wording.Category.values:
        known = {channel: wanted for (category, channel), wanted in kept.items() if category == kind}
        chosen[kind] = (
            [channel for channel, wanted in known.items() if wanted]
            if known
            else actions.channels_of(person, None)
        )
    return chosen


def _row(code: str, one: wording.Wording) -> dict[str, object]:
    language = wording.shown_language()
    return {
        "code": code,
        "category": one.category.label,
        "audience": one.audience[language],
        "version": one.latest.version,
        "subject": wording.sample(code, one.latest.version, language).subject,
        "title": _("Text %(code)s") % {"code": code},
    }
