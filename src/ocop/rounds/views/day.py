"""The day: the secretary's page, a product's slot, invitations, letters, minutes, two councils compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.evaluation import queries as evaluation
from ocop.evaluation.case_files import zipped
from ocop.evaluation.rules import can_read_papers
from ocop.journal.history import told
from ocop.journal.queries import for_object
from ocop.platform import clock
from ocop.platform.decisions import refuse, require
from ocop.platform.keeping import signed_in, typed
from ocop.platform.web import posted_version
from ocop.rounds import actions, queries, rules
from ocop.rounds.comparing import compared
from ocop.rounds.forms import AnswerForm, DifferenceForm, EndForm, ProducerForm, whole
from ocop.rounds.minutes import Minutes
from ocop.rounds.sitting import Sitting, presence_tag
from ocop.rounds.views.common import PAGE, form_page, found, kept_session, session_of

if TYPE_CHECKING:
    from ocop.platform.web import ActorRequest
    from ocop.rounds.models import Slot


@require_safe
@signed_in
def session(request: ActorRequest, pk: int) -> HttpResponse:
    """The day of a council: every product, who is in the room, what is next."""
    one = session_of(request, pk)
    sitting = Sitting(request.actor, one)
    context = {"session": one, "sitting": sitting, "history": told(request.actor, for_object(one))}
    return render(request, "rounds/session.html", context)


@require_POST
@signed_in
def attendance(request: ActorRequest, pk: int) -> HttpResponse:
    """Note that a member came, joined remotely, or left."""
    one = session_of(request, pk)
    require(rules.can_run(request.actor, one))
    act, seat_id, now = request.POST.get("act", ""), whole(request.POST.get("seat", "")), clock.now()
    with found():
        if act == "left":
            actions.note_departure(actor=request.actor, session_id=pk, seat_id=seat_id, now=now)
        else:
            actions.note_arrival(
                actor=request.actor, session_id=pk, seat_id=seat_id, remote=act == "remote", now=now
            )
    return redirect(f"{reverse('rounds:session', args=[pk])}#room")


@require_http_methods(PAGE)
@signed_in
def slot(request: ActorRequest, pk: int) -> HttpResponse:
    """A product of the day: who came for it, what was explained, and the way to its neighbours."""
    require(rules.can_read(request.actor))
    one = _slot(request, pk)
    sitting = Sitting(request.actor, one.session)
    if request.method == "POST":
        require(rules.can_run(request.actor, one.session))
    form = ProducerForm(typed(request), initial=_noted(one))
    before, after = _neighbours(sitting, pk)
    return form_page(
        request,
        form,
        lambda: actions.record_producer(
            actor=request.actor,
            slot_id=pk,
            expected_version=posted_version(request),
            now=clock.now(),
            **form.cleaned_data,
        ),
        template="rounds/slot.html",
        back=reverse("rounds:slot", args=[(after or one).pk if "next" in request.POST else pk]),
        slot=one,
        sitting=sitting,
        line=next((line for line in sitting.lines if line.slot.pk == pk), None),
        before=before,
        after=after,
        tag=presence_tag(one),
        declared=can_read_papers(request.actor, one.dossier),
        declares=request.actor.may("council.sit"),
    )


@require_http_methods(PAGE)
@signed_in
def invitation(request: ActorRequest, pk: int) -> HttpResponse:
    """The producer's slot of the day, and its answer."""
    one = _slot(request, pk)
    if request.method == "POST":
        require(rules.can_answer(request.actor, one))
    form = AnswerForm(typed(request), initial={"answer": one.answer, "note": one.answer_note})
    return form_page(
        request,
        form,
        lambda: actions.answer_invitation(
            actor=request.actor,
            slot_id=pk,
            expected_version=posted_version(request),
            now=clock.now(),
            **form.cleaned_data,
        ),
        template="rounds/invitation.html",
        back=reverse("rounds:invitation", args=[pk]),
        slot=one,
        begins_at=queries.times(one.session)[one.pk],
        may_answer=bool(rules.can_answer(request.actor, one)),
    )


@require_safe
@signed_in
def letters(request: ActorRequest, pk: int) -> HttpResponse:
    """The invitations of all producers for paper, one a page, by commune or by set."""
    one = kept_session(request, pk)
    sitting = Sitting(request.actor, one)
    by_set = request.GET.get("by") == "set"
    lines = (
        sitting.lines
        if by_set
        else sorted(sitting.lines, key=lambda line: line.slot.dossier.commune.full_name)
    )
    return render(request, "rounds/letters.html", {"session": one, "lines": lines, "by_set": by_set})


@require_safe
@signed_in
def minutes(request: ActorRequest, pk: int) -> HttpResponse:
    """The minutes of the whole day, for A4."""
    one = session_of(request, pk)
    if one.convened_at is None:
        raise Http404
    return render(request, "rounds/minutes.html", {"session": one, "minutes": Minutes(request.actor, one)})


@require_safe
@signed_in
def case_files(request: ActorRequest, pk: int) -> HttpResponse:
    """The closed cases of the day with their sheets and results, for `ocop rescore`."""
    one = session_of(request, pk)
    cases = Sitting(request.actor, one).cases
    content = zipped(request.actor, cases, clock.now())
    if not content:
        require(refuse(_("No case of this day is closed whose sheets you may read.")))
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="cases-{pk}.zip"'
    return response


@require_http_methods(PAGE)
@signed_in
def end(request: ActorRequest, pk: int) -> HttpResponse:
    """End the day."""
    one = session_of(request, pk)
    require(rules.can_run(request.actor, one))
    form = EndForm(typed(request))
    return form_page(
        request,
        form,
        lambda: actions.end_session(
            actor=request.actor,
            session_id=pk,
            expected_version=posted_version(request),
            now=clock.now(),
            **form.cleaned_data,
        ),
        template="rounds/end.html",
        back=reverse("rounds:session", args=[pk]),
        session=one,
        sitting=Sitting(request.actor, one),
    )


@require_http_methods(PAGE)
@signed_in
def comparison(request: ActorRequest, pk: int) -> HttpResponse:
    """The official council's case beside the specialised one's, and why they differ."""
    with found():
        case = evaluation.case(request.actor, pk)
    both = compared(request.actor, case)
    if both is None:
        raise Http404
    require(both.may_read)
    form = DifferenceForm(typed(request), initial={"words": both.note.words if both.note else ""})
    return form_page(
        request,
        form,
        lambda: actions.explain_difference(
            actor=request.actor,
            case_id=pk,
            expected_version=posted_version(request),
            now=clock.now(),
            **form.cleaned_data,
        ),
        template="rounds/comparison.html",
        back=reverse("rounds:comparison", args=[pk]),
        case=case,
        both=both,
    )


def _slot(request: ActorRequest, pk: int) -> Slot:
    with found():
        return queries.slot(request.actor, pk)


def _noted(one: Slot) -> dict[str, str]:
    return {"presence": one.presence, "explanation": one.explanation, "remarks": one.remarks}


def _neighbours(sitting: Sitting, pk: int) -> tuple[Slot | None, Slot | None]:
    """The slots before and after this one that the reader may see."""
    order = sitting.slots
    place = next(number for number, one in enumerate(order) if one.pk == pk)
    return order[place - 1] if place else None, order[place + 1] if place + 1 < len(order) else None
