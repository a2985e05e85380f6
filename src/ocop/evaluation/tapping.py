"""Answers as a device sends them: a queue of taps, each judged by itself, and where the sheet stands then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final
from uuid import UUID

import msgspec
from django.core.exceptions import BadRequest, ValidationError
from django.template.loader import render_to_string

from ocop.evaluation import actions
from ocop.evaluation.actions import AnsweredElsewhere, Tapped
from ocop.evaluation.answers import Answer
from ocop.evaluation.ballot import Ballot
from ocop.platform.decisions import Refusal

if TYPE_CHECKING:
    from ocop.evaluation.models import Sheet, SheetAnswer
    from ocop.platform.actors import Actor

MOST_AT_ONCE: Final = 200
"""Taps in one request; a device sends the rest in the next."""
LONGEST_NOTE: Final = 2000

KEPT, ELSEWHERE, REFUSED, CLOSED = "kept", "elsewhere", "refused", "closed"
"""What becomes of a tap: stored; told back as another device answered; no possible answer; too late."""


class Sent(msgspec.Struct, frozen=True):
    """One tap. `over`: the change of the answer that was on the page; `at`: by the clock of the device."""

    key: UUID
    criterion: Annotated[str, msgspec.Meta(max_length=20)]
    position: Annotated[int, msgspec.Meta(ge=0, le=9999)]
    text: Annotated[str, msgspec.Meta(max_length=LONGEST_NOTE)] = ""
    over: UUID | None = None
    at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class Queue(msgspec.Struct, frozen=True):
    """What a device sends, and for whom: on a shared tablet somebody else may be signed in by now."""

    person: int
    taps: Annotated[list[Sent], msgspec.Meta(max_length=MOST_AT_ONCE)]


_decoder: Final = msgspec.json.Decoder(Queue)


def read(body: bytes) -> Queue:
    """The taps of a request. Raises: BadRequest for anything else."""
    try:
        return _decoder.decode(body)
    except msgspec.DecodeError as error:
        raise BadRequest("not a queue of taps") from error


def take(actor: Actor, sheet: Sheet, sent: Sequence[Sent], now: datetime) -> list[dict[str, object]]:
    """Take the taps in their order; what became of each.

    After a refusal that concerns the whole sheet, only taps that were taken before are still looked at: one
    refusal for a tie leaves one entry in the journal.
    """
    before = set(sheet.taps.filter(key__in=[one.key for one in sent]).values_list("key", flat=True))
    told: list[dict[str, object]] = []
    over = ""
    for one in sent:
        if over and one.key not in before:
            told.append(_outcome(one, CLOSED, reason=over))
            continue
        told.append(_take_one(actor, sheet, one, now))
        if told[-1]["outcome"] == CLOSED:
            over = str(told[-1]["reason"])
    return told


def standing(sheet: Sheet, *, open_: bool, token: str) -> dict[str, object]:
    """Where a sheet stands: its answers with the change each has, and what a page shows beside them."""
    ballot = Ballot(sheet, {})
    stored = {answer.criterion: answer for answer in sheet.answers.all()}
    questions = [one for part in ballot.parts for section in part.sections for one in section.questions]
    return {
        "version": sheet.version,
        "open": open_,
        "state": sheet.state,
        "token": token,
        "answers": {number: _answer(answer) for number, answer in stored.items()},
        "bar": render_to_string("evaluation/council/parts/bar.html", {"ballot": ballot}),
        "claims": {
            one.line.number: render_to_string("evaluation/council/parts/claim.html", {"question": one})
            for one in questions
            if one.claim
        },
        "whys": {
            one.line.number: render_to_string("evaluation/advisory/on_sheet_why.html", {"question": one})
            for one in questions
            if one.review
        },
    }


def _take_one(actor: Actor, sheet: Sheet, one: Sent, now: datetime) -> dict[str, object]:
    try:
        actions.answer_sheet(
            actor=actor,
            sheet_id=sheet.pk,
            criterion=one.criterion,
            answer=Answer(one.position, one.text),
            tapped=Tapped(one.key, one.over, one.at),
            now=now,
        )
    except AnsweredElsewhere as refusal:
        return _outcome(one, ELSEWHERE, reason=str(refusal), theirs=_answer(refusal.stored))
    except ValidationError as error:
        return _outcome(one, REFUSED, reason=" ".join(error.messages))
    except Refusal as refusal:
        outcome = REFUSED if isinstance(refusal, actions.KeyTaken) else CLOSED
        return _outcome(one, outcome, reason=str(refusal))
    return _outcome(one, KEPT)


def _outcome(one: Sent, outcome: str, **more: object) -> dict[str, object]:
    return {"key": str(one.key), "criterion": one.criterion, "outcome": outcome, **more}


def _answer(answer: SheetAnswer) -> Mapping[str, object]:
    return {
        "position": answer.position,
        "text": answer.comment,
        "change": str(answer.change or ""),
        "at": answer.changed_at,
    }
