"""A sheet that came on paper: typed by two people apart from each other, taken once both read the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import procedure, relations, reopening, rules
from ocop.evaluation.actions.sheets import require_complete, seal, sealed_as
from ocop.evaluation.answers import Answer, merge
from ocop.evaluation.models import (
    Declaration,
    Dossier,
    PaperEntry,
    PaperMark,
    PaperSheet,
    Sheet,
    SheetAnswer,
    SheetState,
)
from ocop.evaluation.moving import expect_case, locked
from ocop.evaluation.relations import logs_blocks
from ocop.journal.actions import record
from ocop.law import sheets
from ocop.platform.decisions import Conflict, require
from ocop.registry import regimes

if TYPE_CHECKING:
    from ocop.platform.actors import Actor
    from ocop.platform.files import CheckedFile

TYPISTS = 2
"""How many people read a sheet on paper before it counts."""


@logs_blocks
@transaction.atomic
def enter_paper_sheet(
    *,
    actor: Actor,
    sheet_id: int,
    answers: Mapping[str, int],
    declared: bool,
    scan: CheckedFile | None = None,
    now: datetime,
) -> PaperEntry | None:
    """Type a whole sheet from its paper, as the first or the second of two people.

    `declared`: the paper bears the member's word that there is no interest. The first brings the scan. Where
    both read the same, the sheet is filled in and sealed, and None returned; otherwise one's own entry, and
    nothing is taken. Raises: Denied; Conflict for a third person, a second entry of the same one, a sheet
    that is sealed or void, and under rules that give points per part; ValidationError for what is missing;
    Sheet.DoesNotExist.
    """
    sheet, dossier = _on_paper(actor, sheet_id)
    if sheet.paper_entries.filter(typist_id=actor.user_id).exists():
        raise Conflict(_("You have typed this sheet. Correct what you typed, where the two entries differ."))
    if sheet.paper_entries.count() >= TYPISTS:
        raise Conflict(_("Two others have typed this sheet already; they settle where they differ."))
    marks = _checked(dossier, {}, answers)
    if not declared:
        raise ValidationError(
            {
                "declared": _(
                    "Without the member's word on the paper that there is no interest it does not count."
                )
            }
        )
    if not PaperSheet.objects.filter(sheet=sheet).exists():
        _keep_scan(sheet, scan, now)
    entry = PaperEntry.objects.create(sheet=sheet, typist_id=actor.user_id or 0, typed_at=now)
    _write(entry, marks)
    return _taken_or_kept(actor, sheet, entry, "paper.entered", now)


@logs_blocks
@transaction.atomic
def correct_paper_entry(
    *, actor: Actor, sheet_id: int, expected_version: int, answers: Mapping[str, int], now: datetime
) -> PaperEntry | None:
    """Correct one's own entry after reading the paper again; the other's is corrected by the other.

    Only criteria on which the two differ are open. Where both now read the same, the sheet is sealed and None
    returned. Raises: Denied, Conflict, Stale, ValidationError, Sheet.DoesNotExist, PaperEntry.DoesNotExist.
    """
    sheet, dossier = _on_paper(actor, sheet_id)
    entry = PaperEntry.objects.visible_to(actor).for_update().get(sheet=sheet)
    entry.expect_version(expected_version)
    open_now = set(differing(entry))
    if closed := set(answers) - open_now:
        raise Conflict(
            _("The two entries do not differ on these criteria: %(numbers)s.")
            % {"numbers": ", ".join(sorted(closed))}
        )
    before = dict(entry.marks.values_list("criterion", "position"))
    _write(entry, _checked(dossier, before, answers))
    entry.version += 1
    entry.typed_at = now
    entry.save(update_fields=["version", "typed_at"])
    return _taken_or_kept(actor, sheet, entry, "paper.corrected", now)


def differing(entry: PaperEntry) -> list[str]:
    """The criteria on which the other entry of this sheet differs, by number; none while there is none.

    Which, and nothing of what the other read.
    """
    other = PaperEntry.objects.filter(sheet=entry.sheet_id).exclude(pk=entry.pk).first()
    if other is None:
        return []
    mine, theirs = (dict(one.marks.values_list("criterion", "position")) for one in (entry, other))
    return [number for number in mine.keys() | theirs.keys() if mine.get(number) != theirs.get(number)]


def _on_paper(actor: Actor, sheet_id: int) -> tuple[Sheet, Dossier]:
    """A sheet that may be typed in from paper, locked. Raises: Denied, Conflict, Sheet.DoesNotExist."""
    # Not `visible_to` of the sheet: whoever types it in may not read it. The dossier is what they may see.
    visible = Sheet.objects.filter(case__dossier__in=Dossier.objects.visible_to(actor))
    dossier = locked(actor, visible.values_list("case__dossier_id", flat=True).get(pk=sheet_id))
    sheet = visible.for_update().select_related("seat", "case__council__unit").get(pk=sheet_id)
    sheet.case.dossier = dossier
    require(rules.can_enter_paper(actor, sheet))
    relations.require_untied(actor, dossier, relations.SCORE)
    procedure.refuse_paper(dossier, reverse("evaluation:paper_sheets"))
    if sheet.state == SheetState.SEALED:
        raise Conflict(_("This sheet is sealed. Nothing in it can be changed any more."))
    withdrew = Declaration.objects.filter(case=sheet.case, seat=sheet.seat, has_interest=True).exists()
    if sheet.state == SheetState.VOID or withdrew:
        raise Conflict(_("This member withdrew because of an interest. The sheet counts no more."))
    if sheet.round_no != sheet.case.round_no:
        raise Conflict(_("This paper is of an earlier scoring. Print the sheet of the present one."))
    expect_case(sheet.case, procedure.step_at(dossier, procedure.SEAL, sheet.case.level))
    relations.require_untied_member(dossier, sheet.seat.user_id)
    return sheet, dossier


def _checked(dossier: Dossier, stored: Mapping[str, int], answers: Mapping[str, int]) -> dict[str, int]:
    """The marks of a whole sheet. Raises: ValidationError naming each criterion that has none."""
    product_set = regimes.product_set(dossier.regime_id, dossier.set_no)
    marks = merge(product_set, stored, {number: Answer(position) for number, position in answers.items()})
    if missing := sheets.missing(product_set, marks):
        raise ValidationError(
            _("Choose what stands on the paper for: %(numbers)s.") % {"numbers": ", ".join(missing)}
        )
    return marks


def _keep_scan(sheet: Sheet, scan: CheckedFile | None, now: datetime) -> None:
    if scan is None:
        raise ValidationError(
            {"scan": _("Add the scan or photo of the signed paper; it is kept with the sheet.")}
        )
    paper = PaperSheet(sheet=sheet, added_at=now)
    paper.take(scan)
    paper.save(force_insert=True)


def _write(entry: PaperEntry, marks: Mapping[str, int]) -> None:
    entry.marks.all().delete()
    PaperMark.objects.bulk_create(
        PaperMark(entry=entry, criterion=number, position=position) for number, position in marks.items()
    )


def _taken_or_kept(
    actor: Actor, sheet: Sheet, entry: PaperEntry, verb: str, now: datetime
) -> PaperEntry | None:
    """Seal the sheet where both entries read the same; else keep the entry. Either leaves one entry."""
    pair = list(PaperEntry.objects.filter(sheet=sheet).order_by("pk"))
    equal = len(pair) == TYPISTS and not differing(entry)
    before = dict(sheet.answers.values_list("criterion", "position"))
    if equal:
        _fill(sheet, pair, now)
    record(
        actor=actor,
        verb="sheet.sealed_from_paper" if equal else verb,
        obj=sheet,
        before=before if equal else {},
        after={**sealed_as(sheet), "typists": [one.typist_id for one in pair]}
        if equal
        else {"typist": entry.typist_id, "marks": dict(entry.marks.values_list("criterion", "position"))},
        regime=sheet.case.dossier.regime_id,
        now=now,
    )
    if not equal:
        return entry
    for one in pair:
        # The marks are in the sheet now; what was typed on the way there is kept nowhere.
        one.delete()
    return None


def _fill(sheet: Sheet, pair: list[PaperEntry], now: datetime) -> None:
    """Put what both read into the sheet, in place of what was begun on screen, and seal it."""
    Declaration.objects.get_or_create(
        case=sheet.case,
        seat=sheet.seat,
        defaults={"has_interest": False, "note": "", "declared_at": now},
    )
    marks = dict(pair[0].marks.values_list("criterion", "position"))
    before = dict(sheet.answers.values_list("criterion", "position"))
    reopening.require_open(sheet, [number for number in before if before[number] != marks.get(number)])
    sheet.answers.all().delete()
    SheetAnswer.objects.bulk_create(
        SheetAnswer(sheet=sheet, criterion=number, position=position, changed_at=now)
        for number, position in marks.items()
    )
    require_complete(sheet, on_paper=True)
    seal(sheet, now)
    paper = PaperSheet.objects.get(sheet=sheet)
    paper.first_id, paper.second_id = pair[0].typist_id, pair[1].typist_id
    paper.save(update_fields=["first", "second"])
