"""From the sheets of a council to the law's arithmetic, and back to something that can be replayed."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from ocop.evaluation import procedure
from ocop.evaluation.models import Sheet
from ocop.evaluation.quorum import quorum_of
from ocop.law import scoring
from ocop.law.library import number_text
from ocop.law.rescoring import differences
from ocop.law.sheets import read_case
from ocop.registry.regimes import library

if TYPE_CHECKING:
    from ocop.evaluation.models import CouncilCase
    from ocop.law.scoring import Result as LawResult
    from ocop.law.words import Message

WITH_MARKS: Final = frozenset({"floor_missed"})
"""Reasons of the arithmetic that count sheets: told to those alone who read the sheets."""


def told(result: LawResult, *, with_marks: bool) -> tuple[Message, ...]:
    """The reasons of a result; without those that count sheets for whoever reads none."""
    return tuple(reason for reason in result.why if with_marks or reason.code not in WITH_MARKS)


def question_of(case: CouncilCase) -> dict[str, object]:
    """The case as a file for `ocop score`; members appear as "seat-N".

    Holds every sheet of the present round: the caller sees to it that they are revealed.
    """
    regulation = case.regulation
    rules, asks = regulation.rules, regulation.quorum is not None or regulation.quorum_percent is not None
    sheets = Sheet.objects.standing(case).order_by("seat_id").prefetch_related("answers", "parts")
    by_parts = procedure.is_by_parts(case.dossier)
    return {
        "regime": case.dossier.regime_id,
        "set": case.dossier.set_no,
        "rules": {
            "aggregate": rules.aggregate,
            "floor_test": rules.floor_test,
            "max_spread": None if rules.max_spread is None else str(rules.max_spread),
            "quorum": quorum_of(case).needed if asks else None,
            "rounding": rules.rounding,
        },
        "agreed": dict(case.agreed_options.order_by("criterion").values_list("criterion", "position")),
        "knockouts": list(case.knockouts.order_by("code").values_list("code", flat=True)),
        "sheets": [_body(sheet, by_parts=by_parts) for sheet in sheets],
    }


def _body(sheet: Sheet, *, by_parts: bool) -> dict[str, object]:
    """A sheet with its options, or with its points per part where single criteria are not known."""
    member = {"member": f"seat-{sheet.seat_id}"}
    if by_parts:
        return {**member, "parts": {one.part: number_text(one.points) for one in sheet.parts.all()}}
    return {**member, "answers": {answer.criterion: answer.position for answer in sheet.answers.all()}}


def reckon(question: dict[str, object]) -> LawResult:
    """The law's result for a case. Raises: sheets.Refused for one that cannot be taken."""
    return scoring.score(read_case(library(), question))


def canonical(value: dict[str, object]) -> str:
    """JSON that is the same text for the same facts."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(question: str, answer: str) -> str:
    """What pins a stored result: the SHA-256 of both texts, a newline between."""
    return sha256(f"{question}\n{answer}".encode()).hexdigest()


def replays(question: str, answer: str) -> bool:
    """Whether the law's arithmetic of today gives the stored answer again; sentences may be worded anew."""
    return not differences(json.loads(answer), scoring.as_json(reckon(json.loads(question))))
