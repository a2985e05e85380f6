"""The day itself: who came, what producers explained, why two councils differ, and the end."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import procedure
from ocop.evaluation.moving import locked_case, opened_case_step, reason_given
from ocop.evaluation.relations import logs_blocks
from ocop.evaluation.rules import has_declared
from ocop.journal.actions import record
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.registry.columns import check_columns
from ocop.rounds import comparing, rules, telling
from ocop.rounds.models import Answer, Attendance, DifferenceNote, Presence, Session, Slot

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


@transaction.atomic
def answer_invitation(
    *, actor: Actor, slot_id: int, expected_version: int, answer: str, note: str = "", now: datetime
) -> Slot:
    """Say as the producer whether it comes. Raises: Denied, Stale, ValidationError, Slot.DoesNotExist."""
    slot = Slot.objects.visible_to(actor).for_update().select_related("session__council").get(pk=slot_id)
    require(rules.can_answer(actor, slot))
    slot.expect_version(expected_version)
    if answer not in Answer.values:
        raise ValidationError({"answer": _("Choose one of the answers listed.")})
    before = {"answer": slot.answer, "note": slot.answer_note}
    slot.answer, slot.answer_note, slot.answered_at = answer, clean_text(note), now
    check_columns(slot)
    _save_slot(slot, "answer", "answer_note", "answered_at")
    after = {"answer": slot.answer, "note": slot.answer_note}
    record(actor=actor, verb="slot.answered", obj=slot, before=before, after=after, now=now)
    return slot


@transaction.atomic
def note_arrival(
    *, actor: Actor, session_id: int, seat_id: int, remote: bool = False, now: datetime
) -> Attendance:
    """Note that a member came, or joined remotely; who is in the room already is not noted twice.

    Raises: Denied; Conflict before the session is convened, after its end, and for who is there;
    Session.DoesNotExist, Seat.DoesNotExist.
    """
    session = running(actor, session_id)
    seat = session.council.sitting.get(pk=seat_id)
    if Attendance.objects.filter(session=session, seat=seat, left_at=None).exists():
        raise Conflict(_("This member is noted as present already."), url=telling.session_page(session))
    stay = Attendance.objects.create(session=session, seat=seat, remote=remote, came_at=now)
    after = {"seat": seat.pk, "remote": remote}
    record(actor=actor, verb="session.member_came", obj=session, before={}, after=after, now=now)
    return stay


@transaction.atomic
def note_departure(*, actor: Actor, session_id: int, seat_id: int, now: datetime) -> Attendance:
    """Note that a member left. Raises: Denied; Conflict for who is not there; DoesNotExist."""
    session = running(actor, session_id)
    seat = session.council.sitting.get(pk=seat_id)
    stay = Attendance.objects.filter(session=session, seat=seat, left_at=None).first()
    if stay is None:
        raise Conflict(_("This member is not noted as present."), url=telling.session_page(session))
    stay.left_at = now
    stay.save(update_fields=["left_at"])
    record(actor=actor, verb="session.member_left", obj=session, before={}, after={"seat": seat.pk}, now=now)
    return stay


@transaction.atomic
def record_producer(
    *,
    actor: Actor,
    slot_id: int,
    expected_version: int,
    presence: str,
    explanation: str = "",
    remarks: str = "",
    now: datetime,
) -> Slot:
    """Record whether the producer took part in its slot, what it explained, and its remarks.

    Raises: Denied; Stale; Conflict before convening and after the end; ValidationError for an unknown
    presence, or words of who was absent; Slot.DoesNotExist.
    """
    session_id = Slot.objects.visible_to(actor).values_list("session_id", flat=True).get(pk=slot_id)
    session = running(actor, session_id)
    slot = Slot.objects.for_update().get(pk=slot_id, session=session)
    if slot.case is not None:
        require(has_declared(actor, slot.case))
    slot.expect_version(expected_version)
    words, said = clean_text(explanation, lines=True), clean_text(remarks, lines=True)
    if presence not in Presence.values:
        raise ValidationError({"presence": _("Choose whether the producer took part.")})
    if presence == Presence.ABSENT and (words or said):
        raise ValidationError(
            {"presence": _("Words are noted of a producer that took part, not of one absent.")}
        )
    before = _said(slot)
    came = presence != Presence.ABSENT
    slot.presence, slot.explanation, slot.remarks = presence, words, said
    slot.came_at = (slot.came_at or now) if came else None
    _save_slot(slot, "presence", "explanation", "remarks", "came_at")
    record(actor=actor, verb="slot.producer_recorded", obj=slot, before=before, after=_said(slot), now=now)
    return slot


@logs_blocks
@transaction.atomic
def explain_difference(
    *, actor: Actor, case_id: int, expected_version: int, words: str, now: datetime
) -> DifferenceNote:
    """Write why the result differs from the specialised council's. The version is the dossier's.

    Who closes the case writes it, once its sheets are revealed. Raises: Denied; Stale; Conflict in another
    state, and where no specialised council has closed the dossier; ValidationError without words;
    CouncilCase.DoesNotExist.
    """
    case = locked_case(actor, case_id)
    opened_case_step(actor, case, procedure.CLOSE, expected_version)
    if comparing.earlier_case(case) is None:
        raise Conflict(_("No specialised council has judged this dossier."))
    text = reason_given(words)
    stored = DifferenceNote.objects.filter(case=case).first()
    note = stored or DifferenceNote(case=case)
    before = {"words": stored.words if stored else ""}
    note.words, note.written_at, note.written_by_id = text, now, actor.user_id
    note.save()
    record(
        actor=actor,
        verb="case.difference_explained",
        obj=case.dossier,
        before=before,
        after={"case": case.pk, "words": text},
        regime=case.dossier.regime_id,
        now=now,
    )
    return note


@transaction.atomic
def end_session(
    *, actor: Actor, session_id: int, expected_version: int, unfinished: str = "", now: datetime
) -> Session:
    """End the day: whoever is still in the room leaves, and what is open is explained.

    Raises: Denied; Stale; Conflict before convening, after the end, and for open cases without a word on what
    becomes of them; Session.DoesNotExist.
    """
    session = running(actor, session_id)
    session.expect_version(expected_version)
    open_cases = session.slots.filter(case__closed_at=None).count()
    words = clean_text(unfinished, lines=True)
    if open_cases and not words:
        raise Conflict(
            _("Cases not closed yet: %(count)d. Close them, or write when the council goes on with them.")
            % {"count": open_cases}
        )
    session.attendances.filter(left_at=None).update(left_at=now)
    session.ended_at, session.unfinished = now, words if open_cases else ""
    session.version += 1
    session.save(update_fields=["ended_at", "unfinished", "version"])
    after = {"open": open_cases}
    record(actor=actor, verb="session.ended", obj=session, before={}, after=after, reason=words, now=now)
    return session


def running(actor: Actor, session_id: int) -> Session:
    """The session, locked, between convening and its end, for who runs it. Raises: Denied, Conflict."""
    # Two secretaries with one list: the second sees what the first has noted.
    visible = Session.objects.visible_to(actor).for_update()
    session = visible.select_related("round", "council__unit").get(pk=session_id)
    require(rules.can_run(actor, session))
    if session.convened_at is None:
        raise Conflict(_("This session has not been convened yet."))
    if session.ended_at is not None:
        raise Conflict(_("This session has ended."))
    return session


def _save_slot(slot: Slot, *columns: str) -> None:
    slot.version += 1
    slot.save(update_fields=[*columns, "version"])


def _said(slot: Slot) -> dict[str, object]:
    return {"presence": slot.presence, "explanation": slot.explanation, "remarks": slot.remarks}
