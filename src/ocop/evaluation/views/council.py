"""A council's case: the seals, the reveal, what the council settles, the result and its minutes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.evaluation import actions, case_files, procedure, queries, rules
from ocop.evaluation.board import Board
from ocop.evaluation.closing import NotReady
from ocop.evaluation.forms.council import (
    AbsenceForm,
    ClosingForm,
    DeclarationForm,
    MeetingForm,
    RescoringForm,
    VoidForm,
    VoteForm,
)
from ocop.evaluation.minutes import minutes_of
from ocop.evaluation.models import CouncilCase
from ocop.evaluation.moving import expect_case
from ocop.evaluation.settling import Settling
from ocop.journal.history import told
from ocop.platform import clock
from ocop.platform.decisions import Conflict, Stale, require
from ocop.platform.keeping import add_errors, signed_in, typed
from ocop.platform.web import ActorRequest, posted_version

if TYPE_CHECKING:
    from django.forms import Form

    from ocop.law.regime import Step

PAGE: Final = ["GET", "HEAD", "POST"]
CASE: Final = "evaluation/council/case.html"
AGAIN: Final = "evaluation/council/again.html"
CLOSE: Final = "evaluation/council/close.html"


@require_safe
@signed_in
def case(request: ActorRequest, pk: int) -> HttpResponse:
    """Where the case stands, for whoever may see the dossier."""
    return _case_page(request, Settling(request.actor, _case(request, pk)))


@require_http_methods(PAGE)
@signed_in
def declare(request: ActorRequest, pk: int) -> HttpResponse:
    """Say whether one has an interest, as someone who has a place in the council and no sheet in the case."""
    found = _case(request, pk)
    require(rules.can_declare(request.actor, found))
    form = DeclarationForm(typed(request))
    if request.method == "POST" and form.is_valid():
        withdraws = form.cleaned_data["interest"] == "yes"
        try:
            actions.declare_in_case(
                actor=request.actor,
                case_id=pk,
                has_interest=withdraws,
                note=form.cleaned_data["note"],
                now=clock.now(),
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            if not withdraws:
                return redirect("evaluation:case", pk)
            messages.info(request, _("You declared an interest and withdrew: the dossier is closed to you."))
            return redirect("evaluation:desk")
    return render(request, "evaluation/council/declare_place.html", {"case": found, "form": form})


@require_POST
@signed_in
def reveal(request: ActorRequest, pk: int) -> HttpResponse:
    """Open all sheets to the council."""
    _taken_by(request, pk, procedure.REVEAL)
    actions.reveal(
        actor=request.actor,
        case_id=pk,
        expected_version=posted_version(request),
        now=clock.now(),
    )
    return redirect("evaluation:case", pk)


@require_POST
@signed_in
def options(request: ActorRequest, pk: int) -> HttpResponse:
    """Record the options the council agreed on."""
    found = _taken_by(request, pk, procedure.CLOSE)
    page = Settling(request.actor, found, request.POST)
    return _recorded(
        request,
        page,
        lambda: actions.record_agreed_options(
            actor=request.actor,
            case_id=pk,
            expected_version=posted_version(request),
            options=page.agreed_options(),
            now=clock.now(),
        ),
    )


@require_POST
@signed_in
def grounds(request: ActorRequest, pk: int) -> HttpResponse:
    """Record which grounds of exclusion stand, if only that none does."""
    found = _taken_by(request, pk, procedure.CLOSE)
    page = Settling(request.actor, found, request.POST)
    return _recorded(
        request,
        page,
        lambda: actions.record_knockouts(
            actor=request.actor,
            case_id=pk,
            expected_version=posted_version(request),
            found=page.found_grounds(),
            now=clock.now(),
        ),
        field="note-",
    )


@require_POST
@signed_in
def discussion(request: ActorRequest, pk: int) -> HttpResponse:
    """Record what was discussed, on the whole and criterion by criterion."""
    found = _taken_by(request, pk, procedure.CLOSE)
    page = Settling(request.actor, found, request.POST)
    words = {key[5:]: str(text) for key, text in request.POST.items() if key.startswith("talk-")}
    return _recorded(
        request,
        page,
        lambda: actions.record_discussion(
            actor=request.actor,
            case_id=pk,
            expected_version=posted_version(request),
            words=words,
            now=clock.now(),
        ),
        field="talk-",
    )


@require_http_methods(PAGE)
@signed_in
def vote(request: ActorRequest, pk: int) -> HttpResponse:
    """Record a vote of the council, and what the chair decided where it was split evenly."""
    found = _taken_by(request, pk, procedure.CLOSE)
    expect_case(found, _step(found, procedure.CLOSE))
    page = Settling(request.actor, found)
    form = VoteForm(typed(request), motions=page.motions)
    return _sent(
        request,
        form,
        lambda: actions.record_vote(
            actor=request.actor,
            case_id=pk,
            expected_version=posted_version(request),
            facts=form.facts(),
            now=clock.now(),
        ),
        "evaluation/council/vote.html",
        page,
    )


@require_http_methods(PAGE)
@signed_in
def absent(request: ActorRequest, pk: int) -> HttpResponse:
    """Note that a member takes no part in the case."""
    found = _taken_by(request, pk, procedure.REVEAL)
    expect_case(found, _step(found, procedure.REVEAL))
    page = Settling(request.actor, found)
    form = AbsenceForm(typed(request), members=[(one.seat_id, one.member) for one in page.excusable])
    return _sent(
        request,
        form,
        lambda: actions.excuse_member(
            actor=request.actor,
            case_id=pk,
            expected_version=posted_version(request),
            **form.cleaned_data,
            now=clock.now(),
        ),
        "evaluation/council/absent.html",
        page,
    )


@require_http_methods(PAGE)
@signed_in
def void(request: ActorRequest, pk: int) -> HttpResponse:
    """Take the sheet of a member who may not judge out of the case, also a sealed one."""
    found = _case(request, pk)
    require(rules.can_manage_councils(request.actor, found.council.unit))
    page = Settling(request.actor, found)
    members = [(seat.pk, f"{seat.user.full_name}: {reason}") for seat, reason in page.tied]
    form = VoidForm(typed(request), members=members)
    return _sent(
        request,
        form,
        lambda: actions.void_sheet(
            actor=request.actor,
            case_id=pk,
            expected_version=posted_version(request),
            **form.cleaned_data,
            now=clock.now(),
        ),
        "evaluation/council/void.html",
        page,
    )


@require_http_methods(PAGE)
@signed_in
def meeting(request: ActorRequest, pk: int) -> HttpResponse:
    """Let the council meet on a case that was to be decided by written opinion."""
    found = _case(request, pk)
    require(rules.can_call_meeting(request.actor, found))
    form = MeetingForm(typed(request))
    return _sent(
        request,
        form,
        lambda: actions.call_meeting(
            actor=request.actor,
            case_id=pk,
            expected_version=posted_version(request),
            **form.cleaned_data,
            now=clock.now(),
        ),
        "evaluation/council/meeting.html",
        Settling(request.actor, found),
    )


def _asked_again(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let a browser keep what has a tag and ask whether it changed: the wall shows it to the room anyhow."""

    @wraps(view)
    def kept(*args: object, **kwargs: object) -> HttpResponseBase:
        response = view(*args, **kwargs)
        if response.has_header("ETag"):
            response["Cache-Control"] = "private, no-cache"
            response.headers.pop("Expires", None)
        return response

    return kept


@require_safe
@_asked_again
@signed_in
def projector(request: ActorRequest, pk: int) -> HttpResponse:
    """The case for the wall of the room: big, read only, and nothing of what is under seal."""
    found = _case(request, pk)
    require(rules.can_project(request.actor, found))
    page = Settling(request.actor, found)
    context = {"settling": page, "board": Board(page)}
    if request.GET.get("part") != "board":
        return render(request, "evaluation/council/projector.html", context)
    board = render(request, "evaluation/council/parts/board.html", context)
    tag = f'"{sha256(board.content).hexdigest()[:32]}"'
    board["ETag"] = tag
    return get_conditional_response(request, etag=tag, response=board) or board


@require_http_methods(PAGE)
@signed_in
def again(request: ActorRequest, pk: int) -> HttpResponse:
    """Let the members score again."""
    found = _case(request, pk)
    step = _step(found, procedure.CLOSE)
    require(rules.can_take_in(request.actor, found, step))
    expect_case(found, step)
    settling = Settling(request.actor, found)
    form = RescoringForm(typed(request), choices=settling.reopenable)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen_sheets(
                actor=request.actor,
                case_id=pk,
                expected_version=posted_version(request),
                discussion=form.cleaned_data["discussion"],
                criteria=form.cleaned_data.get("criteria", ()),
                now=clock.now(),
            )
        except ValidationError as error:
            add_errors(form, error)
        except Conflict as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            return redirect("evaluation:case", pk)
    return render(request, AGAIN, {"settling": settling, "form": form}, status=status)


@require_http_methods(PAGE)
@signed_in
def close(request: ActorRequest, pk: int) -> HttpResponse:
    """Look at the result once more and close the case."""
    found = _case(request, pk)
    step = _step(found, procedure.CLOSE)
    require(rules.can_take_in(request.actor, found, step))
    expect_case(found, step)
    form = ClosingForm(typed(request))
    status, left = 200, None
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_case(
                actor=request.actor,
                case_id=pk,
                expected_version=posted_version(request),
                **form.cleaned_data,
                now=clock.now(),
            )
        except NotReady as refusal:
            status, left = 409, refusal.unmet
        except Conflict as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            return redirect("evaluation:case", pk)
    settling = Settling(request.actor, found)
    context = {"settling": settling, "form": form, "unmet": settling.unmet if left is None else left}
    return render(request, CLOSE, context, status=status)


@require_safe
@signed_in
def minutes(request: ActorRequest, pk: int) -> HttpResponse:
    """The minutes, filled in, for A4."""
    page = Settling(request.actor, _case(request, pk))
    if not page.sees_sheets:
        raise Http404
    return render(request, "evaluation/council/minutes.html", {"settling": page, "minutes": minutes_of(page)})


@require_safe
@signed_in
def download(request: ActorRequest, pk: int) -> HttpResponse:
    """The case as the file that `ocop score` and `ocop rescore` read."""
    found = _case(request, pk)
    if not case_files.may_have(request.actor, found):
        raise Http404
    response = HttpResponse(case_files.text_of(found), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{case_files.name_of(found)}"'
    return response


def _sent(
    request: ActorRequest, form: Form, act: Callable[[], object], template: str, page: Settling
) -> HttpResponse:
    """The case after an act with a form of its own; the form again when it is refused."""
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except ValidationError as error:
            add_errors(form, error)
        except Stale:
            raise
        except Conflict as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            return redirect("evaluation:case", page.case.pk)
    return render(request, template, {"settling": page, "form": form}, status=status)


def _recorded(
    request: ActorRequest, page: Settling, record: Callable[[], object], *, field: str = ""
) -> HttpResponse:
    """The case after an act of the council; the same page with what was typed when the act is refused.

    What is wrong with a criterion or ground stands at its field, whose name begins with `field`.
    """
    try:
        record()
    except Stale:
        return _case_page(request, page, status=409, stale=True)
    except ValidationError as error:
        if not field or not hasattr(error, "error_dict"):
            return _case_page(request, page, faults=error.messages)
        named = {f"{field}{key}": " ".join(words) for key, words in error.message_dict.items()}
        return _case_page(request, replace(page, faults=named))
    return redirect("evaluation:case", page.case.pk)


def _case_page(
    request: ActorRequest, page: Settling, *, status: int = 200, **told_too: object
) -> HttpResponse:
    """The case with the history of its dossier, as far as this reader may know it."""
    history = told(request.actor, queries.history(request.actor, page.case.dossier))
    return render(request, CASE, {"settling": page, "history": history, **told_too}, status=status)


def _case(request: ActorRequest, pk: int) -> CouncilCase:
    try:
        return queries.case(request.actor, pk)
    except CouncilCase.DoesNotExist as error:
        raise Http404 from error


def _taken_by(request: ActorRequest, pk: int, code: str) -> CouncilCase:
    """The case, once this actor is who takes the step. Raises: Http404, Denied."""
    found = _case(request, pk)
    require(rules.can_take_in(request.actor, found, _step(found, code)))
    return found


def _step(case: CouncilCase, code: str) -> Step:
    return procedure.step_at(case.dossier, code, case.level)
