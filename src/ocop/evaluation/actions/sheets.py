"""A member's sheet: filled in alone, sealed once, never touched again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import procedure, rules
from ocop.evaluation.answers import Answer, merge
from ocop.evaluation.completeness import Incomplete, Missing
from ocop.evaluation.models import Declaration, Dossier, Sheet, SheetAnswer, SheetState
from ocop.evaluation.moving import locked
from ocop.journal.actions import record
from ocop.law import sheets
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.registry import regimes

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


@transaction.atomic
def declare_interest(
    *, actor: Actor, sheet_id: int, has_interest: bool, note: str = "", now: datetime
) -> Declaration:
    """Say whether one has an interest in the dossier; a sheet opens only to a member who has none.

    Who has one withdraws: the sheet is void and counts nowhere, also when it was begun. That a member has no
    interest can be taken back until the sheet is sealed; that one has an interest cannot. `note` says which.

    Raises: Denied; Conflict when it was said already or the sheet is sealed; ValidationError for an interest
    without words; Sheet.DoesNotExist.
    """
    sheet, dossier = _own(actor, sheet_id)
    words = clean_text(note, lines=True)
    if has_interest and not words:
        raise ValidationError(
            {"note": _("Write what your interest is; the chair and the secretary read it.")}
        )
    said = Declaration.objects.filter(case=sheet.case, seat=sheet.seat).first()
    if said is not None and said.has_interest == has_interest:
        raise Conflict(_("You said so already. Open the sheet to go on."))
    before = {} if said is None else {"has_interest": said.has_interest}
    declaration, _made = Declaration.objects.update_or_create(
        case=sheet.case,
        seat=sheet.seat,
        defaults={"has_interest": has_interest, "note": words, "declared_at": now},
    )
    if has_interest:
        sheet.state = SheetState.VOID
        sheet.version += 1
        sheet.save(update_fields=["state", "version"])
    record(
        actor=actor,
        verb="sheet.interest_declared" if has_interest else "sheet.no_interest_declared",
        obj=sheet,
        before=before,
        # What ties a member to a producer is personal: it enters the journal as a digest only.
        after={"has_interest": has_interest, "state": sheet.state, "note": words},
        regime=dossier.regime_id,
        now=now,
    )
    return declaration


@transaction.atomic
def answer_sheet(*, actor: Actor, sheet_id: int, criterion: str, answer: Answer, now: datetime) -> Sheet:
    """Keep one answer as it is chosen. The sheet returned carries the new version.

    There is no expected version: a sheet has one writer, and answers sent one after the other must not refuse
    each other. Raises: Denied, Conflict once sealed, ValidationError, Sheet.DoesNotExist.
    """
    sheet, _dossier = _writable(actor, sheet_id)
    _store(actor, sheet, {criterion: answer}, "sheet.criterion_answered", now)
    return sheet


@transaction.atomic
def save_sheet_answers(
    *,
    actor: Actor,
    sheet_id: int,
    expected_version: int,
    answers: Mapping[str, Answer],
    comment: str | None = None,
    now: datetime,
) -> Sheet:
    """Keep several answers at once, and the comment on the whole when one is given.

    Raises: Denied, Conflict once sealed, Stale, ValidationError, Sheet.DoesNotExist.
    """
    sheet, _dossier = _writable(actor, sheet_id)
    sheet.expect_version(expected_version)
    if comment is not None:
        sheet.comment = clean_text(comment, lines=True)
    _store(actor, sheet, answers, "sheet.saved", now)
    return sheet


@transaction.atomic
def seal_sheet(*, actor: Actor, sheet_id: int, expected_version: int, now: datetime) -> Sheet:
    """Seal a complete sheet: nobody changes it any more, and only its member reads it until all are revealed.

    Raises: Denied; Conflict when it is sealed already; completeness.Incomplete, listing criteria without an
    answer; Stale; Sheet.DoesNotExist.
    """
    sheet, dossier = _writable(actor, sheet_id)
    sheet.expect_version(expected_version)
    product_set = regimes.product_set(dossier.regime_id, dossier.set_no)
    answers = dict(sheet.answers.values_list("criterion", "position"))
    missing = [
        Missing("sheet", _("Criterion %(no)s has no answer yet.") % {"no": number}, number)
        for number in sheets.missing(product_set, answers)
    ]
    if missing:
        raise Incomplete(missing)
    sheet.state, sheet.sealed_at = SheetState.SEALED, now
    sheet.version += 1
    sheet.save(update_fields=["state", "sealed_at", "version"])
    record(
        actor=actor,
        verb="sheet.sealed",
        obj=sheet,
        before={"state": SheetState.DRAFT.value},
        after={"state": sheet.state, "round": sheet.round_no, "answers": answers},
        regime=dossier.regime_id,
        now=now,
    )
    return sheet


def _writable(actor: Actor, sheet_id: int) -> tuple[Sheet, Dossier]:
    """The sheet, locked, while its member may write in it. Raises: Denied, Conflict, Sheet.DoesNotExist."""
    sheet, dossier = _own(actor, sheet_id)
    if not Declaration.objects.filter(case=sheet.case, seat=sheet.seat, has_interest=False).exists():
        raise Conflict(
            _("Say first whether you have an interest in this dossier. The sheet opens after that.")
        )
    return sheet, dossier


def _own(actor: Actor, sheet_id: int) -> tuple[Sheet, Dossier]:
    """A member's own sheet that is neither sealed nor void; the dossier is locked first, as everywhere.

    Raises: Denied, Conflict, Sheet.DoesNotExist.
    """
    visible = Sheet.objects.visible_to(actor)
    dossier = locked(actor, visible.values_list("case__dossier_id", flat=True).get(pk=sheet_id))
    sheet = visible.for_update().select_related("seat", "case").get(pk=sheet_id)
    sheet.case.dossier = dossier
    require(rules.can_fill(actor, sheet))
    step = procedure.step(dossier, procedure.SEAL)
    if sheet.state == SheetState.SEALED:
        raise Conflict(_("This sheet is sealed. Nothing in it can be changed any more."))
    if sheet.state == SheetState.VOID:
        raise Conflict(_("You withdrew from this dossier because of an interest. Your sheet counts no more."))
    procedure.expect(dossier, step)
    return sheet, dossier


def _store(actor: Actor, sheet: Sheet, given: Mapping[str, Answer], verb: str, now: datetime) -> None:
    dossier = sheet.case.dossier
    product_set = regimes.product_set(dossier.regime_id, dossier.set_no)
    before = dict(sheet.answers.values_list("criterion", "position"))
    after = merge(product_set, before, given)
    sheet.answers.exclude(criterion__in=after).delete()
    SheetAnswer.objects.bulk_create(
        [
            SheetAnswer(
                sheet=sheet,
                criterion=number,
                position=after[number],
                comment=clean_text(answer.text, lines=True),
            )
            for number, answer in given.items()
            if number in after
        ],
        update_conflicts=True,
        unique_fields=["sheet", "criterion"],
        update_fields=["position", "comment"],
    )
    sheet.version += 1
    sheet.save(update_fields=["comment", "version"])
    touched = sorted(set(given) | (before.keys() - after.keys()))
    record(
        actor=actor,
        verb=verb,
        obj=sheet,
        before={number: before.get(number) for number in touched},
        after={number: after.get(number) for number in touched},
        regime=dossier.regime_id,
        now=now,
    )
