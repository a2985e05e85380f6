"""Who takes part in a case, and whether the council meets on it or writes."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import procedure, relations, rules, telling
from ocop.evaluation.actions.sheets import void
from ocop.evaluation.models import Absence, CouncilCase, Method, Sheet, SheetState
from ocop.evaluation.moving import locked_case, opened_case_step, reason_given, told_of, touch_case
from ocop.evaluation.relations import logs_blocks
from ocop.journal.actions import record
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


@logs_blocks
@transaction.atomic
def excuse_member(
    *,
    actor: Actor,
    case_id: int,
    seat_id: int,
    expected_version: int,
    reason: str = "",
    now: datetime,
) -> Absence:
    """Note that a member takes no part in a case: the open sheet is laid aside, the quorum counted anew.

    The version is the dossier's. Taken by whoever reveals the sheets. Raises: Denied; Stale; Conflict once
    they are revealed, for who withdrew, is noted already or has sealed: a sealed sheet counts (`void_sheet`);
    CouncilCase.DoesNotExist, Seat.DoesNotExist.
    """
    case = locked_case(actor, case_id)
    opened_case_step(actor, case, procedure.REVEAL, expected_version)
    # Also a member who left the council since, and whose sheet nobody else could lay aside.
    there = Q(left_on=None) | Q(pk__in=case.sheets.values("seat_id"))
    seat = case.council.seats.filter(there).get(pk=seat_id)
    if case.absences.filter(seat=seat).exists() or rules.withdrawals(case).filter(seat=seat).exists():
        raise Conflict(_("This member takes no part already."))
    sheet = case.sheets.filter(seat=seat, round_no=case.round_no).first()
    if sheet is not None:
        if sheet.state == SheetState.SEALED:
            raise Conflict(_("This member has sealed the sheet; it counts."))
        sheet.state = SheetState.ABSENT
        sheet.version += 1
        sheet.save(update_fields=["state", "version"])
    absence = Absence.objects.create(case=case, seat=seat, reason=clean_text(reason), noted_at=now)
    touch_case(case, now)
    record(
        actor=actor,
        verb="case.member_absent",
        obj=told_of(case),
        before={},
        # Why somebody stays away can be personal: it enters the journal as a digest only.
        after={"case": case.pk, "seat": seat.pk, "round": case.round_no, "reason": absence.reason},
        regime=case.dossier.regime_id,
        now=now,
    )
    return absence


@logs_blocks
@transaction.atomic
def void_sheet(
    *, actor: Actor, case_id: int, seat_id: int, expected_version: int, reason: str, now: datetime
) -> Sheet:
    """Take the sheet of a member whom a tie keeps from scoring out of a case before it closes, sealed or not.

    The member is out of the case; the sheet is kept and counts nowhere, the quorum is counted anew. `reason`
    goes into the minutes. The version is the dossier's. Taken by the office that keeps the council. Raises:
    Denied; Stale; Conflict once the case is closed, for a member without a sheet that counts, and for one
    whom nothing ties; ValidationError without a reason; CouncilCase.DoesNotExist, Seat.DoesNotExist.
    """
    case = locked_case(actor, case_id)
    dossier = case.dossier
    require(rules.can_manage_councils(actor, case.council.unit))
    relations.require_untied(actor, dossier, procedure.CONVENE)
    dossier.expect_version(expected_version)
    if case.closed_at is not None:
        raise Conflict(_("The council has closed this case."), url=dossier.get_absolute_url())
    seat = case.council.seats.get(pk=seat_id)
    sheet = Sheet.objects.standing(case).for_update().filter(seat=seat).first()
    if sheet is None:
        raise Conflict(_("This member has no sheet that counts in this case."))
    kept = relations.barring(dossier, seat.user_id, relations.SCORE)
    if not kept:
        raise Conflict(
            _("Nothing is known that ties this member to the dossier. Only the member can say so.")
        )
    text = reason_given(reason)
    sheet.case = case
    before = void(sheet)
    case.declarations.update_or_create(
        seat=seat, defaults={"has_interest": True, "found": True, "note": text, "declared_at": now}
    )
    telling.silenced(case, seat)
    touch_case(case, now)
    record(
        actor=actor,
        verb="case.sheet_voided",
        obj=told_of(case),
        before=before,
        # What ties a member to a producer is personal: it enters the journal as a digest only.
        after={
            "case": case.pk,
            "seat": seat.pk,
            "round": case.round_no,
            "ties": [str(tie) for tie in kept],
            "reason": text,
        },
        regime=dossier.regime_id,
        now=now,
    )
    return sheet


@logs_blocks
@transaction.atomic
def call_meeting(
    *, actor: Actor, case_id: int, expected_version: int, meets_on: date, reason: str, now: datetime
) -> CouncilCase:
    """Let the council meet on a case it was to decide by written opinion; sheets and seals stay.

    The version is the case's. Taken by the secretary and by the office that keeps the council. Raises:
    Denied; Stale; Conflict once the case is closed, and where the council meets anyhow; ValidationError for a
    day before the opinions were asked for and without a reason; CouncilCase.DoesNotExist.
    """
    case = locked_case(actor, case_id)
    require(rules.can_call_meeting(actor, case))
    relations.require_untied(actor, case.dossier, procedure.CLOSE)
    case.expect_version(expected_version)
    if case.closed_at is not None:
        raise Conflict(_("The council has closed this case."), url=case.dossier.get_absolute_url())
    if not case.is_written:
        raise Conflict(_("The council meets on this case already."))
    if meets_on < case.convened_on:
        raise ValidationError({"meets_on": _("This day lies before the opinions were asked for.")})
    text = reason_given(reason)
    before = {"method": case.method, "convened_on": case.convened_on}
    case.method, case.convened_on = Method.MEETING, meets_on
    case.version += 1
    case.save(update_fields=["method", "convened_on", "version"])
    record(
        actor=actor,
        verb="case.meeting_called",
        obj=told_of(case),
        before=before,
        after={"case": case.pk, "method": case.method, "convened_on": meets_on},
        reason=text,
        regime=case.dossier.regime_id,
        now=now,
    )
    touch_case(case, now)
    standing = [sheet.seat for sheet in Sheet.objects.standing(case).select_related("seat")]
    telling.convened(actor, case, standing, now)
    return case
