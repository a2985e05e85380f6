"""Sheets that came on paper: found by their code, typed by two people apart, resolved where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ocop.evaluation import actions, ballot, procedure, queries, receipts, relations, rules
from ocop.evaluation.forms.council import PaperCodeForm, PaperEntryForm
from ocop.evaluation.models import PaperEntry, PaperSheet, Sheet, SheetState
from ocop.evaluation.transcript import Transcript
from ocop.platform import clock
from ocop.platform.decisions import Stale, require
from ocop.platform.keeping import add_errors, signed_in, typed
from ocop.platform.web import ActorRequest, posted_version

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE: Final = ["GET", "HEAD", "POST"]


@require_http_methods(PAGE)
@signed_in
def find(request: ActorRequest) -> HttpResponse:
    """Type or scan the code of a sheet; and one's own entries that wait."""
    require(rules.may_enter_paper(request.actor))
    form = PaperCodeForm(typed(request))
    if request.method == "POST" and form.is_valid():
        sheet = queries.sheet_on_paper_by_code(request.actor, form.cleaned_data["code"])
        if sheet is not None:
            return redirect("evaluation:paper_sheet", sheet.pk)
        form.add_error(
            "code", _("There is no sheet of your council with this code. Look at the paper again.")
        )
    waiting = queries.own_paper_entries(request.actor)
    return render(request, "evaluation/council/paper_sheets.html", {"form": form, "waiting": waiting})


@require_http_methods(PAGE)
@signed_in
def enter(request: ActorRequest, pk: int) -> HttpResponse:
    """Type one sheet, or correct one's own entry where the two differ."""
    sheet = _sheet(request, pk)
    require(rules.can_enter_paper(request.actor, sheet))
    relations.require_untied(request.actor, sheet.case.dossier, relations.SCORE)
    procedure.refuse_paper(sheet.case.dossier, reverse("evaluation:paper_sheets"))
    own = PaperEntry.objects.visible_to(request.actor).filter(sheet=sheet).first()
    return _first(request, sheet) if own is None else _again(request, sheet, own)


@require_safe
@signed_in
def scan(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The scan of the paper that a sheet was taken from, for whoever may read the sheet now."""
    taken = PaperSheet.objects.visible_to(request.actor).filter(first__isnull=False)
    return get_object_or_404(taken, sheet_id=pk).response(in_page=True)


def _first(request: ActorRequest, sheet: Sheet) -> HttpResponse:
    page = Transcript(sheet, _marks(request, sheet))
    form = PaperEntryForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        needs_scan=not PaperSheet.objects.filter(sheet=sheet).exists(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            entry = actions.enter_paper_sheet(
                actor=request.actor,
                sheet_id=sheet.pk,
                answers=page.marks,
                **form.cleaned_data,
                now=clock.now(),
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _onward(request, sheet, entry)
    context = {"page": page, "sheet": sheet, "form": form, "first_time": True}
    return render(request, "evaluation/council/paper_entry.html", context)


def _again(request: ActorRequest, sheet: Sheet, own: PaperEntry) -> HttpResponse:
    differing = actions.differing(own)
    page = Transcript(
        sheet, {**dict(own.marks.values_list("criterion", "position")), **_marks(request, sheet)}, differing
    )
    faults: list[str] = []
    stale = False
    if request.method == "POST":
        try:
            entry = actions.correct_paper_entry(
                actor=request.actor,
                sheet_id=sheet.pk,
                expected_version=posted_version(request),
                answers=_marks(request, sheet),
                now=clock.now(),
            )
        except ValidationError as error:
            faults = error.messages
        except Stale:
            stale = True
        else:
            return _onward(request, sheet, entry)
    context = {"page": page, "sheet": sheet, "own": own, "faults": faults, "stale": stale}
    return render(request, "evaluation/council/paper_entry.html", context, status=409 if stale else 200)


def _onward(request: ActorRequest, sheet: Sheet, entry: PaperEntry | None) -> HttpResponse:
    code = receipts.code_of(sheet)
    if entry is not None:
        return redirect("evaluation:paper_sheet", sheet.pk)
    messages.success(
        request,
        _("Both of you read the same on sheet %(code)s: it is filled in and sealed.") % {"code": code},
    )
    return redirect("evaluation:paper_sheets")


def _marks(request: ActorRequest, sheet: Sheet) -> Mapping[str, int]:
    """The boxes that were sent."""
    given = ballot.read(Transcript(sheet, {}).table.product_set.leaves, typed(request) or {})
    return {number: answer.position for number, answer in given.items() if answer.position is not None}


def _sheet(request: ActorRequest, pk: int) -> Sheet:
    sheet = queries.sheet_on_paper(request.actor, pk)
    if sheet is None or sheet.state == SheetState.VOID:
        raise Http404
    return sheet
