"""A member's sheet: filled in alone, sealed once, never touched again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import procedure, receipts, relations, reopening, reviewing, rules, telling
from ocop.evaluation.answers import Answer, in_words, merge
from ocop.evaluation.completeness import Incomplete, Missing
from ocop.evaluation.models import (
    CouncilCase,
    Declaration,
    Dossier,
    Seat,
    Sheet,
    SheetAnswer,
    SheetPart,
    SheetState,
    Tap,
)
from ocop.evaluation.moving import expect_case, locked, told_of, touch_case
from ocop.evaluation.relations import logs_blocks
from ocop.journal.actions import record
from ocop.law import sheets
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.registry import regimes

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


@dataclass(frozen=True, slots=True)
class Tapped:
    """Where an answer comes from: a tap on a device of the member.

    `key`: the number the device gave the tap; sent again, it counts once. `over`: the change of the answer
    that the device showed when it was tapped, None for none. `at`: by the clock of the device.
    """

    key: UUID
    over: UUID | None = None
    at: datetime | None = None


class AnsweredElsewhere(Conflict):
    """Another device of the member changed the answer that was tapped over; `stored` is what stands now."""

    def __init__(self, stored: SheetAnswer) -> None:
        super().__init__(
            _("Criterion %(no)s was answered otherwise on another device. Choose which answer holds.")
            % {"no": stored.criterion}
        )
        self.stored = stored


class KeyTaken(Conflict):
    """The number of a tap is that of another one, which was taken before."""


@logs_blocks
@transaction.atomic
def declare_interest(
    *, actor: Actor, sheet_id: int, has_interest: bool, note: str = "", now: datetime
) -> Declaration:
    """Say whether one has an interest in the dossier; a sheet opens only to a member who has none.

    Who has one withdraws: the sheet is void and counts nowhere, also when it was begun, and until the case is
    closed when it was sealed or revealed (`void`). That one has an interest cannot be taken back. `note` says
    which.

    Raises: Denied; Conflict when it was said already, for a sealed sheet without an interest or of a closed
    case; ValidationError for an interest without words; Sheet.DoesNotExist.
    """
    sheet, dossier = _own(actor, sheet_id, sealed_too=has_interest)
    if not has_interest:
        relations.require_untied(actor, dossier, relations.SCORE)
    words = _interest(note, has_interest=has_interest)
    before = _said_before(sheet.case, sheet.seat, has_interest=has_interest)
    declaration, _made = Declaration.objects.update_or_create(
        case=sheet.case,
        seat=sheet.seat,
        defaults={"has_interest": has_interest, "note": words, "declared_at": now},
    )
    if has_interest:
        before |= void(sheet)
        telling.silenced(sheet.case, sheet.seat)
        if sheet.case.revealed_at is not None:
            touch_case(sheet.case, now)
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


def void(sheet: Sheet) -> dict[str, object]:
    """Take a sheet out of its case, as its member has an interest; the caller holds the lock and writes the
    entry. What stood before.

    The sheet is kept as it was sealed and opened to nobody. What the council settled on the revealed sheets
    falls away: it is settled anew without this member. Raises: Conflict for the last revealed sheet that
    counts, as nothing could be reckoned without it.
    """
    case = sheet.case
    if case.revealed_at is not None and Sheet.objects.standing(case).count() == 1:
        raise Conflict(
            _("No other sheet of this case counts any more. Let the secretary open the sheets again first."),
            url=reverse("evaluation:case_again", args=[case.pk]),
        )
    before: dict[str, object] = {"state": sheet.state}
    if case.revealed_at is not None:
        votes = case.votes.filter(round_no=case.round_no)
        before |= {
            "options": dict(case.agreed_options.values_list("criterion", "position")),
            "knockouts": dict(case.knockouts.values_list("code", "note")),
            "votes": list(votes.order_by("pk").values_list("subject", flat=True)),
        }
        for settled in (case.agreed_options.all(), case.knockouts.all(), votes):
            settled.delete()
        case.knockouts_decided_at = None
        case.version += 1
        case.save(update_fields=["knockouts_decided_at", "version"])
    sheet.state, sheet.revealed_at = SheetState.VOID, None
    sheet.version += 1
    sheet.save(update_fields=["state", "revealed_at", "version"])
    return before


@logs_blocks
@transaction.atomic
def declare_in_case(
    *, actor: Actor, case_id: int, has_interest: bool, note: str = "", now: datetime
) -> Declaration:
    """The same for someone who sits on the council and has no sheet in the case: a chair who does not score,
    the secretary, an observer. The dossier opens to them once they have none; who has one gives up the place.

    Raises: Denied for who has a sheet or no place; Conflict once the case is closed, and when it was said
    already; ValidationError for an interest without words; CouncilCase.DoesNotExist.
    """
    visible = CouncilCase.objects.filter(dossier__in=Dossier.objects.visible_to(actor))
    dossier = locked(actor, visible.values_list("dossier_id", flat=True).get(pk=case_id))
    case = CouncilCase.objects.select_related("council").get(pk=case_id)
    case.dossier = dossier
    require(rules.can_declare(actor, case))
    if case.closed_at is not None:
        raise Conflict(_("The council has closed this case."), url=dossier.get_absolute_url())
    if not has_interest:
        relations.require_untied(actor, dossier, procedure.REVEAL)
    words = _interest(note, has_interest=has_interest)
    seat = case.council.sitting.get(user_id=actor.user_id or 0)
    said = _said_before(case, seat, has_interest=has_interest)
    declaration, _made = Declaration.objects.update_or_create(
        case=case, seat=seat, defaults={"has_interest": has_interest, "note": words, "declared_at": now}
    )
    if has_interest:
        # Who may not judge counts no more among those who may; who only stays away does.
        case.sheets.filter(seat=seat, round_no=case.round_no).update(state=SheetState.VOID)
        telling.silenced(case, seat)
    record(
        actor=actor,
        verb="case.interest_declared" if has_interest else "case.no_interest_declared",
        obj=told_of(case),
        before=said,
        after={"seat": seat.pk, "has_interest": has_interest, "note": words},
        regime=dossier.regime_id,
        now=now,
    )
    return declaration


def _interest(note: str, *, has_interest: bool) -> str:
    """Which interest it is, in clean words. Raises: ValidationError for one without words."""
    words = clean_text(note, lines=True)
    if has_interest and not words:
        raise ValidationError(
            {"note": _("Write what your interest is; the chair and the secretary read it.")}
        )
    return words


def _said_before(case: CouncilCase, seat: Seat, *, has_interest: bool) -> dict[str, object]:
    """What was said in a case before, for the journal.

    Raises: Conflict when it was the same, or an interest, which cannot be taken back.
    """
    said = Declaration.objects.filter(case=case, seat=seat).first()
    if said is None:
        return {}
    if said.has_interest:
        raise Conflict(_("You are out of this dossier already because of an interest."))
    if not has_interest:
        raise Conflict(_("You said so already: this dossier is open to you."))
    return {"has_interest": False}


@logs_blocks
@transaction.atomic
def answer_sheet(
    *,
    actor: Actor,
    sheet_id: int,
    criterion: str,
    answer: Answer,
    tapped: Tapped | None = None,
    now: datetime,
) -> Sheet:
    """Keep one answer as it is chosen. The sheet returned carries the new version.

    There is no expected version: answers sent one after the other must not refuse each other. A tap that was
    taken before changes nothing and is no error, whatever became of the sheet since. Raises: Denied; Conflict
    once sealed, and for the number of another tap; AnsweredElsewhere when the device had not seen what stands
    there now; ValidationError; Sheet.DoesNotExist.
    """
    if tapped is not None and (taken := _taken_before(actor, sheet_id, criterion, answer, tapped)):
        return taken
    sheet, _dossier = _writable(actor, sheet_id)
    if tapped is not None:
        # Asked again under the lock: the same tap may have been sent twice at the same moment.
        if taken := _taken_before(actor, sheet_id, criterion, answer, tapped):
            return taken
        stored = sheet.answers.filter(criterion=criterion).first()
        if stored is not None and stored.change != tapped.over and not _same(stored, answer):
            raise AnsweredElsewhere(stored)
    _store(actor, sheet, {criterion: answer}, "sheet.criterion_answered", now, tapped)
    return sheet


@logs_blocks
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


@logs_blocks
@transaction.atomic
def save_sheet_parts(
    *,
    actor: Actor,
    sheet_id: int,
    expected_version: int,
    points: Mapping[str, str | Decimal],
    comment: str | None = None,
    now: datetime,
) -> Sheet:
    """Keep the points per part, under rules whose criteria are not known point by point; parts that are not
    in `points` stay as they are, an empty text takes the number away.

    Raises: Denied; Conflict once sealed, and under rules that score criterion by criterion; Stale;
    ValidationError by part, for what is no number from 0 to the part's maximum with at most two decimals;
    Sheet.DoesNotExist.
    """
    sheet, dossier = _writable(actor, sheet_id)
    sheet.expect_version(expected_version)
    if not procedure.is_by_parts(dossier):
        raise Conflict(_("Under the rules of this dossier a sheet is filled in criterion by criterion."))
    given = {part: str(value).strip().replace(",", ".") for part, value in points.items()}
    kept = _checked_parts(dossier, {part: value for part, value in given.items() if value})
    if comment is not None:
        sheet.comment = clean_text(comment, lines=True)
    before = dict(sheet.parts.values_list("part", "points"))
    sheet.parts.filter(part__in=given.keys() - kept.keys()).delete()
    SheetPart.objects.bulk_create(
        [SheetPart(sheet=sheet, part=part, points=value) for part, value in kept.items()],
        update_conflicts=True,
        unique_fields=["sheet", "part"],
        update_fields=["points"],
    )
    sheet.version += 1
    sheet.save(update_fields=["comment", "version"])
    record(
        actor=actor,
        verb="sheet.saved",
        obj=sheet,
        before={part: before.get(part) for part in sorted(given)},
        after={part: kept.get(part) for part in sorted(given)},
        regime=dossier.regime_id,
        now=now,
    )
    return sheet


def _checked_parts(dossier: Dossier, given: Mapping[str, str]) -> dict[str, Decimal]:
    """The points by part. Raises: ValidationError by part."""
    product_set = regimes.product_set(dossier.regime_id, dossier.set_no)
    kept: dict[str, Decimal] = {}
    faults: dict[str, list[str]] = {}
    for part, value in given.items():
        found, reasons = sheets.check_parts(product_set, {part: value}, part)
        column = SheetPart._meta.get_field("points")
        if reasons:
            faults[part] = in_words(reasons)
        elif (rounded := round(found[part], column.decimal_places)) != found[part]:
            faults[part] = [str(_("Give at most two decimals."))]
        else:
            kept[part] = rounded
    if faults:
        raise ValidationError(faults)
    return kept


@logs_blocks
@transaction.atomic
def seal_sheet(*, actor: Actor, sheet_id: int, expected_version: int, now: datetime) -> Sheet:
    """Seal a complete sheet: nobody changes it any more, and only its member reads it until all are revealed.

    Raises: Denied, also to a member who did not prove just before who they are; Conflict when it is sealed
    already; completeness.Incomplete, listing criteria or parts without an answer, and criteria far from what
    the review proposes without a word of why; Stale; Sheet.DoesNotExist.
    """
    sheet, dossier = _writable(actor, sheet_id)
    sheet.expect_version(expected_version)
    require_complete(sheet)
    require(rules.can_seal(actor, sheet))
    seal(sheet, now)
    record(
        actor=actor,
        verb="sheet.sealed",
        obj=sheet,
        before={"state": SheetState.DRAFT.value},
        after=sealed_as(sheet),
        regime=dossier.regime_id,
        now=now,
    )
    return sheet


def require_complete(sheet: Sheet, *, on_paper: bool = False) -> None:
    """Do nothing when every criterion has its answer, and its note where one is owed.

    Notes written on paper stay on the scan. Raises: completeness.Incomplete.
    """
    dossier = sheet.case.dossier
    product_set = regimes.product_set(dossier.regime_id, dossier.set_no)
    if procedure.is_by_parts(dossier):
        given = set(sheet.parts.values_list("part", flat=True))
        missing = [
            Missing("sheet", _("Part %(code)s has no points yet.") % {"code": part.code}, part.code)
            for part in product_set.parts
            if part.code not in given
        ]
    else:
        answers = dict(sheet.answers.values_list("criterion", "position"))
        missing = [
            Missing("sheet", _("Criterion %(no)s has no answer yet.") % {"no": number}, number)
            for number in sheets.missing(product_set, answers)
        ]
    if not on_paper:
        written = sheet.answers.values_list("criterion", "position", "comment")
        missing += [
            Missing(
                "sheet",
                _("Criterion %(no)s lies far from what the review proposes: write why.") % {"no": no},
                no,
            )
            for no in reviewing.unexplained(sheet.case, written)
        ]
    if missing:
        raise Incomplete(missing)


def seal(sheet: Sheet, now: datetime) -> None:
    """Close a complete sheet under its digest; the caller holds the lock and writes the entry."""
    sheet.state, sheet.sealed_at = SheetState.SEALED, now
    sheet.digest = receipts.digest_of(sheet)
    sheet.version += 1
    sheet.save(update_fields=["state", "sealed_at", "digest", "version"])


def sealed_as(sheet: Sheet) -> dict[str, object]:
    """What the journal keeps, as a digest, of a sheet that was sealed."""
    return {
        "state": sheet.state,
        "round": sheet.round_no,
        "answers": dict(sheet.answers.values_list("criterion", "position")),
        "parts": dict(sheet.parts.values_list("part", "points")),
        "digest": sheet.digest,
    }


def _writable(actor: Actor, sheet_id: int) -> tuple[Sheet, Dossier]:
    """The sheet, locked, while its member may write in it. Raises: Denied, Conflict, Sheet.DoesNotExist."""
    sheet, dossier = _own(actor, sheet_id)
    if not Declaration.objects.filter(case=sheet.case, seat=sheet.seat, has_interest=False).exists():
        raise Conflict(
            _("Say first whether you have an interest in this dossier. The sheet opens after that.")
        )
    relations.require_untied(actor, dossier, relations.SCORE)
    return sheet, dossier


def _own(actor: Actor, sheet_id: int, *, sealed_too: bool = False) -> tuple[Sheet, Dossier]:
    """A member's own sheet that is neither sealed nor void; the dossier is locked first, as everywhere.

    `sealed_too`: also the sealed one of the present round, until the case is closed.

    Raises: Denied, Conflict, Sheet.DoesNotExist.
    """
    visible = Sheet.objects.visible_to(actor)
    dossier = locked(actor, visible.values_list("case__dossier_id", flat=True).get(pk=sheet_id))
    sheet = visible.for_update().select_related("seat", "case").get(pk=sheet_id)
    sheet.case.dossier = dossier
    require(rules.can_fill(actor, sheet))
    step = procedure.step_at(dossier, procedure.SEAL, sheet.case.level)
    sealed = sheet.state == SheetState.SEALED
    if sealed and not (sealed_too and sheet.round_no == sheet.case.round_no):
        raise Conflict(_("This sheet is sealed. Nothing in it can be changed any more."))
    if sheet.state == SheetState.ABSENT:
        raise Conflict(_("It was noted that you take no part in this case. Ask the council's secretary."))
    if sheet.state == SheetState.VOID:
        raise Conflict(_("You withdrew from this dossier because of an interest. Your sheet counts no more."))
    if not sealed:
        expect_case(sheet.case, step)
    elif sheet.case.closed_at is not None:
        raise Conflict(_("The council has closed this case."), url=dossier.get_absolute_url())
    return sheet, dossier


def _taken_before(
    actor: Actor, sheet_id: int, criterion: str, answer: Answer, tapped: Tapped
) -> Sheet | None:
    """The sheet when this tap of its member was taken before; None for a new one.

    Raises: Denied; KeyTaken for a number that another tap bears; Sheet.DoesNotExist.
    """
    sheet = Sheet.objects.visible_to(actor).select_related("seat").get(pk=sheet_id)
    require(rules.can_fill(actor, sheet))
    taken = sheet.taps.filter(key=tapped.key).first()
    if taken is None:
        return None
    if (taken.criterion, taken.position) != (criterion, answer.position):
        raise KeyTaken(_("Another answer was sent under this number. Open the sheet again and choose anew."))
    return sheet


def _same(stored: SheetAnswer, answer: Answer) -> bool:
    return (stored.position, stored.comment) == (answer.position, clean_text(answer.text, lines=True))


def _store(
    actor: Actor,
    sheet: Sheet,
    given: Mapping[str, Answer],
    verb: str,
    now: datetime,
    tapped: Tapped | None = None,
) -> None:
    """Lay answers over those that are stored. One that says the same as before is left as it is."""
    dossier = sheet.case.dossier
    product_set = regimes.product_set(dossier.regime_id, dossier.set_no)
    stored = {one.criterion: one for one in sheet.answers.all()}
    before = {number: one.position for number, one in stored.items()}
    after = merge(product_set, before, given)
    moved = [number for number, position in before.items() if position != after.get(number)]
    reopening.require_open(sheet, moved)
    sheet.answers.exclude(criterion__in=after).delete()
    changed = {
        number: answer
        for number, answer in given.items()
        if number in after and not (number in stored and _same(stored[number], answer))
    }
    change = tapped.key if tapped else uuid4()
    SheetAnswer.objects.bulk_create(
        [
            SheetAnswer(
                sheet=sheet,
                criterion=number,
                position=after[number],
                comment=clean_text(answer.text, lines=True),
                change=change,
                changed_at=now,
            )
            for number, answer in changed.items()
        ],
        update_conflicts=True,
        unique_fields=["sheet", "criterion"],
        update_fields=["position", "comment", "change", "changed_at"],
    )
    if tapped is not None:
        Tap.objects.bulk_create(
            Tap(
                sheet=sheet,
                key=tapped.key,
                criterion=number,
                position=answer.position or 0,
                tapped_at=tapped.at,
                taken_at=now,
            )
            for number, answer in given.items()
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
