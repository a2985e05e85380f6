"""A member's sheet: the declaration, scoring criterion by criterion, the seal and the receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.evaluation import actions, ballot, queries, rules
from ocop.evaluation.answers import Answer
from ocop.evaluation.ballot import Ballot
from ocop.evaluation.completeness import Incomplete
from ocop.evaluation.forms.council import DeclarationForm
from ocop.evaluation.models import Sheet, SheetState
from ocop.people.middleware import ActorRequest
from ocop.platform import clock
from ocop.platform.decisions import Conflict, Stale, require
from ocop.platform.keeping import add_errors, signed_in, typed
from ocop.platform.web import posted_version

if TYPE_CHECKING:
    from collections.abc import Mapping


PAGE: Final = ["GET", "HEAD", "POST"]
FORM: Final = "evaluation/council/sheet.html"


@require_http_methods(PAGE)
@signed_in
def sheet(request: ActorRequest, pk: int) -> HttpResponse:
    """One's own sheet to fill in, or a sealed one to read."""
    found = _sheet(request, pk)
    if request.method != "POST" and _template(request, found) != FORM:
        return _shown(request, found)
    given = typed(request)
    leaves = Ballot(found, {}).table.product_set.leaves
    page = Ballot(found, {} if given is None else ballot.read(leaves, given))
    if request.method == "POST":
        if faults := _loose(page):
            return render(request, FORM, {"ballot": page, "sheet": found, "faults": faults})
        try:
            _save(request, pk, page)
        except Stale:
            found = _sheet(request, pk)
            page = Ballot(found, page.given)
            return render(request, FORM, {"ballot": page, "sheet": found, "stale": True}, status=409)
        except ValidationError as error:
            return render(request, FORM, {"ballot": page, "sheet": found, "faults": error.messages})
        return redirect(_onward(request, pk))
    return render(request, FORM, {"ballot": page, "sheet": found, "waited": given is not None})


@require_http_methods(PAGE)
@signed_in
def declare(request: ActorRequest, pk: int) -> HttpResponse:
    """Say whether one has an interest in the dossier."""
    found = _sheet(request, pk)
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
            return redirect("evaluation:sheet", pk)
    return render(request, "evaluation/council/declare.html", {"sheet": found, "form": form})


@require_POST
@signed_in
def answer(request: ActorRequest, pk: int) -> HttpResponse:
    """Keep one answer as it is tapped; the answer holds what it changes on the page."""
    found = _sheet(request, pk)
    number = request.POST.get("criterion", "")
    given = ballot.read([number], request.POST)
    before = Ballot(found, {})
    if number not in before.table.product_set.leaves:
        raise Http404
    if number not in given or given[number].position is None:
        raise Conflict(_("Choose one of the boxes first; the note is kept together with it."))
    closed_before = before.closed_by(number)
    try:
        actions.answer_sheet(
            actor=request.actor, sheet_id=pk, criterion=number, answer=given[number], now=clock.now()
        )
    except ValidationError as error:
        raise Conflict(" ".join(error.messages)) from error
    fresh = _sheet(request, pk)
    page = Ballot(fresh, {})
    context = {
        "ballot": page,
        "sheet": fresh,
        "question": page.question(number),
        # The others stay as they are on the page: the next answer may be chosen in them already.
        "dependents": [
            one for one in page.dependents(number) if one.line.closed != (one.line.number in closed_before)
        ],
    }
    return render(request, "evaluation/council/parts/answered.html", context)


@require_safe
@signed_in
def check(request: ActorRequest, pk: int) -> HttpResponse:
    """The whole sheet once more before it is sealed."""
    found = _sheet(request, pk)
    if _template(request, found) != FORM:
        return redirect("evaluation:sheet", pk)
    return render(request, "evaluation/council/check.html", {"ballot": Ballot(found, {}), "sheet": found})


@require_POST
@signed_in
def seal(request: ActorRequest, pk: int) -> HttpResponse:
    """Seal the sheet."""
    found = _sheet(request, pk)
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
    """The sheet as a form of the annex, for A4."""
    found = _sheet(request, pk)
    return render(request, "evaluation/council/paper.html", {"ballot": Ballot(found, {}), "sheet": found})


def _sheet(request: ActorRequest, pk: int) -> Sheet:
    try:
        return queries.sheet(request.actor, pk)
    except Sheet.DoesNotExist as error:
        raise Http404 from error


def _template(request: ActorRequest, found: Sheet) -> str:
    """What there is to see of a sheet: the form, the question about interests, or the sealed sheet."""
    own = rules.can_fill(request.actor, found).allowed
    if found.state == SheetState.VOID:
        return "evaluation/council/withdrawn.html"
    if found.state == SheetState.SEALED or not own:
        return "evaluation/council/sealed.html"
    said = queries.declaration(found)
    return FORM if said is not None and not said.has_interest else "evaluation/council/declare.html"


def _shown(request: ActorRequest, found: Sheet) -> HttpResponse:
    """A sheet that is not to be filled in now."""
    context: Mapping[str, object] = {
        "sheet": found,
        "ballot": Ballot(found, {}),
        "form": DeclarationForm(),
        "own": rules.can_fill(request.actor, found).allowed,
    }
    return render(request, _template(request, found), context)


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
        fresh = _sheet(request, pk)
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
