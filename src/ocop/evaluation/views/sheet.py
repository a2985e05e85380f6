"""A member's sheet: the declaration, scoring criterion by criterion, the seal and the receipt."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec

import segno
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.evaluation import actions, ballot, procedure, queries, receipts, rules
from ocop.evaluation.answers import Answer
from ocop.evaluation.ballot import Ballot
from ocop.evaluation.completeness import Incomplete
from ocop.evaluation.forms.council import DeclarationForm, PartsForm
from ocop.evaluation.models import PaperSheet, Sheet, SheetState
from ocop.journal.history import told
from ocop.journal.queries import for_object
from ocop.platform import clock
from ocop.platform.decisions import Conflict, Stale, require
from ocop.platform.elevation import proved_lately
from ocop.platform.keeping import Attempt, add_errors, signed_in, typed
from ocop.platform.web import ActorRequest, posted_version

P = ParamSpec("P")
PAGE: Final = ["GET", "HEAD", "POST"]
FORM: Final = "evaluation/council/sheet.html"
SEALED: Final = "evaluation/council/sealed.html"


def kept_on_device(
    view: Callable[Concatenate[ActorRequest, P], HttpResponse],
) -> Callable[Concatenate[ActorRequest, P], HttpResponse]:
    """Let the worker on the member's device keep the page; the header says for whom alone."""

    @wraps(view)
    def marked(request: ActorRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Ocop-Person"] = str(request.actor.user_id)
        return response

    return marked  # type: ignore[return-value]  # `wraps` forgets that the request has no name


@require_http_methods(PAGE)
@signed_in
@kept_on_device
def sheet(request: ActorRequest, pk: int) -> HttpResponse:
    """One's own sheet to fill in, or a sealed one to read."""
    found = opened_sheet(request, pk) if request.method == "POST" else found_sheet(request, pk)
    if request.method != "POST" and _template(request, found) != FORM:
        return _shown(request, found)
    if procedure.is_by_parts(found.case.dossier):
        return _by_parts(request, found)
    given = typed(request)
    leaves = Ballot(found, {}).table.product_set.leaves
    page = Ballot(found, {} if given is None else ballot.read(leaves, given))
    if request.method == "POST":
        if faults := _loose(page):
            return render(request, FORM, {"ballot": page, "sheet": found, "faults": faults})
        try:
            _save(request, pk, page)
        except Stale:
            found = found_sheet(request, pk)
            page = Ballot(found, page.given)
            return render(request, FORM, {"ballot": page, "sheet": found, "stale": True}, status=409)
        except ValidationError as error:
            return render(request, FORM, {"ballot": page, "sheet": found, "faults": error.messages})
        return redirect(_onward(request, pk))
    return render(request, FORM, {"ballot": page, "sheet": found, "waited": given is not None})


def _by_parts(request: ActorRequest, found: Sheet) -> HttpResponse:
    """A sheet with points per part: three numbers instead of the questions."""
    given = typed(request)
    form = PartsForm(given, ballot=Ballot(found, {}))
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            actions.save_sheet_parts(
                actor=request.actor,
                sheet_id=found.pk,
                expected_version=posted_version(request),
                points=form.points(),
                comment=form.cleaned_data["comment"],
                now=clock.now(),
            )
        if attempt.done:
            return redirect(_onward(request, found.pk))
        found = found_sheet(request, found.pk)
    context = {"ballot": Ballot(found, {}), "sheet": found, "form": form, "stale": attempt.stale}
    context["waited"] = request.method != "POST" and given is not None
    return render(request, "evaluation/council/parts_sheet.html", context, status=attempt.status)


@require_http_methods(PAGE)
@signed_in
def declare(request: ActorRequest, pk: int) -> HttpResponse:
    """Say whether one has an interest in the dossier."""
    found = found_sheet(request, pk)
    require(rules.can_fill(request.actor, found))
    form = DeclarationForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.declare_interest(
                actor=request.actor,
                sheet_id=pk,
                has_interest=form.cleaned_data["interest"] == "yes",
                note=form.cleaned_data["note"],
                now=clock.now(),
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _declared(request, found, withdrew=form.cleaned_data["interest"] == "yes")
    return render(request, "evaluation/council/declare.html", {"sheet": found, "form": form})


@require_safe
@signed_in
def check(request: ActorRequest, pk: int) -> HttpResponse:
    """The whole sheet once more before it is sealed."""
    found = found_sheet(request, pk)
    if _template(request, found) != FORM:
        return redirect("evaluation:sheet", pk)
    page = Ballot(found, {})
    context = {
        "ballot": page,
        "sheet": found,
        "proved": proved_lately(request.actor),
        "here": request.path,
    }
    return render(request, "evaluation/council/check.html", context)


@require_POST
@signed_in
def seal(request: ActorRequest, pk: int) -> HttpResponse:
    """Seal the sheet."""
    found = found_sheet(request, pk)
    try:
        actions.seal_sheet(
            actor=request.actor, sheet_id=pk, expected_version=posted_version(request), now=clock.now()
        )
    except Incomplete:
        return redirect("evaluation:sheet_check", pk)
    return redirect("evaluation:sheet", found.pk)


@require_safe
@signed_in
def paper(request: ActorRequest, pk: int) -> HttpResponse:
    """The sheet as a form of the annex, for A4; a sealed one as it was filled in."""
    found = found_sheet(request, pk)
    if found.state != SheetState.SEALED:
        procedure.refuse_paper(found.case.dossier, reverse("evaluation:sheet", args=[pk]))
    page = Ballot(found, {}, is_blank=queries.declaration(found) is None)
    context = {"ballot": page, "sheet": found, "code": drawn(receipts.code_of(found))}
    return render(request, "evaluation/council/paper.html", context)


def drawn(code: str) -> str:
    """A sheet's code as a square that a scanner reads, as the address of a picture."""
    picture: str = segno.make(code, error="m", micro=False).svg_data_uri(scale=3, border=2, light="white")
    return picture


def found_sheet(request: ActorRequest, pk: int) -> Sheet:
    """The sheet, for whoever may read it now. Raises: Http404."""
    try:
        return queries.sheet(request.actor, pk)
    except Sheet.DoesNotExist as error:
        raise Http404 from error


def opened_sheet(request: ActorRequest, pk: int) -> Sheet:
    """One's own sheet, once declared free of interest. Raises: Http404, Denied, Conflict."""
    found = found_sheet(request, pk)
    require(rules.can_fill(request.actor, found))
    if queries.declaration(found) is None:
        raise Conflict(
            _("Say first whether you have an interest in this dossier. The sheet opens after that."),
            url=reverse("evaluation:sheet", args=[pk]),
        )
    return found


def _template(request: ActorRequest, found: Sheet) -> str:
    """What there is to see of a sheet: the form, the question about interests, or the sealed sheet."""
    own = rules.can_fill(request.actor, found).allowed
    if found.state == SheetState.SEALED or not own:
        return SEALED
    said = queries.declaration(found)
    return FORM if said is not None and not said.has_interest else "evaluation/council/declare.html"


def _declared(request: ActorRequest, found: Sheet, *, withdrew: bool) -> HttpResponse:
    """The sheet; for who withdrew the desk, since nothing of the dossier is theirs to see any more."""
    if not withdrew:
        return redirect("evaluation:sheet", found.pk)
    messages.info(request, _("You declared an interest and withdrew: the dossier is closed to you."))
    return redirect("evaluation:desk")


def _shown(request: ActorRequest, found: Sheet) -> HttpResponse:
    """A sheet that is not to be filled in now."""
    context: dict[str, object] = {
        "sheet": found,
        "holds": receipts.holds(found),
        "paper": PaperSheet.objects.visible_to(request.actor)
        .filter(sheet=found, first__isnull=False)
        .select_related("first", "second")
        .first(),
        "ballot": Ballot(found, {}),
        "form": DeclarationForm(),
        "own": rules.can_fill(request.actor, found).allowed,
        "history": told(request.actor, for_object(found)),
    }
    template = _template(request, found)
    if template == SEALED and context["own"]:
        context["next"] = queries.next_sheet(request.actor, found)
    return render(request, template, context)


def _save(request: ActorRequest, pk: int, page: Ballot) -> None:
    """Keep a whole form. A tap that is saved while the form is on its way is no other hand's change.

    Raises: what the action raises; Stale when something stored says other than the form.
    """
    answers = ballot.counting(page.table.product_set, page.given)
    version = posted_version(request)
    try:
        actions.save_sheet_answers(
            actor=request.actor, sheet_id=pk, expected_version=version, answers=answers, now=clock.now()
        )
    except Stale:
        fresh = found_sheet(request, pk)
        if any(
            page.given.get(one.criterion) != Answer(one.position, one.comment) for one in fresh.answers.all()
        ):
            raise
        actions.save_sheet_answers(
            actor=request.actor, sheet_id=pk, expected_version=fresh.version, answers=answers, now=clock.now()
        )


def _loose(page: Ballot) -> list[str]:
    """What to say about notes on criteria that have no choice yet."""
    return [
        _("Choose one of the boxes of criterion %(no)s; its note is kept together with it.") % {"no": number}
        for number in ballot.loose_notes(page.given)
    ]


def _onward(request: ActorRequest, pk: int) -> str:
    """Where saving leads: the last look before the seal, or back to the section whose button was pressed."""
    then = request.POST.get("then", "")
    if then == "check":
        return reverse("evaluation:sheet_check", args=[pk])
    return f"{reverse('evaluation:sheet', args=[pk])}#{f'sc-{then}' if then else 'main'}"
