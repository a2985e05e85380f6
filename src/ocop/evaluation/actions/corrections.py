"""What has to be completed: asked item by item when a dossier goes back, answered item by item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.evaluation import display, procedure, rules
from ocop.evaluation.models import Correction, CorrectionRound, Dossier, Evidence
from ocop.evaluation.moving import locked, opened_step, reason_given, touch, write_for
from ocop.evaluation.queries import asked_from_above, open_corrections
from ocop.journal.actions import record
from ocop.platform.clock import local_day
from ocop.platform.decisions import require
from ocop.platform.text import clean_text
from ocop.registry.consents import Need

if TYPE_CHECKING:
    from ocop.platform.actors import Actor

MOST_ITEMS: Final = 50
"""Items of one round; more than any office writes."""


@dataclass(frozen=True, slots=True)
class CorrectionFacts:
    """One thing to put right: a part of the dossier or a criterion's number, or a piece of evidence.

    `passed_from` is the key of the item of the office above that is passed on with it.
    """

    reason: str
    part: str = display.WHOLE
    paper_id: int | None = None
    passed_from: int | None = None


@transaction.atomic
def answer_correction(
    *, actor: Actor, dossier_id: int, correction_id: int, expected_version: int, answer: str, now: datetime
) -> Correction:
    """Say what was done about one item, by whoever has the dossier; it can be said anew until it goes on.

    Raises: Denied, Conflict in another state, Stale, ValidationError without words, Dossier.DoesNotExist,
    Correction.DoesNotExist for an item that is not open.
    """
    dossier = locked(actor, dossier_id)
    filing = procedure.can_start(dossier, procedure.FILE)
    if not filing and not procedure.can_start(dossier, procedure.SEND_UP):
        require(rules.can_edit(actor, dossier) or rules.can_report(actor, dossier))
        raise procedure.wrong_state(dossier)
    step = procedure.FILE if filing else procedure.SEND_UP
    opened_step(actor, dossier, step, expected_version, local_day(now))
    one: Correction = open_corrections(dossier).get(pk=correction_id)
    text = clean_text(answer, lines=True)
    if not text:
        raise ValidationError({"answer": _("Write what you did, or why it cannot be done.")})
    why = write_for(actor, dossier, Need.PAPERS, now) if filing else ""
    before = {"answer": one.answer}
    one.answer, one.answered_at, one.answered_by_id = text, now, actor.user_id
    one.save(update_fields=["answer", "answered_at", "answered_by"])
    touch(dossier, now)
    record(
        actor=actor,
        verb="dossier.correction_answered",
        obj=dossier,
        before=before,
        after={"round": one.round.no, "part": one.part, "answer": text},
        reason=why,
        regime=dossier.regime_id,
        now=now,
    )
    return one


def ask(
    actor: Actor,
    dossier: Dossier,
    items: Sequence[CorrectionFacts],
    *,
    to_producer: bool,
    now: datetime,
) -> CorrectionRound:
    """Open a round with these items, for the action that gives the dossier back; it stops the term.

    Raises: ValidationError without an item, for an item without a reason, or for an unknown part.
    """
    if not items:
        raise ValidationError({"reason": _("Name at least one thing that has to be completed.")})
    if len(items) > MOST_ITEMS:
        raise ValidationError(
            {"reason": _("Ask for at most %(count)d things at once.") % {"count": MOST_ITEMS}}
        )
    papers = {one.pk: one for one in dossier.evidence.all()}
    above = set(asked_from_above(dossier).values_list("pk", flat=True))
    found = CorrectionRound.objects.create(
        dossier=dossier,
        no=dossier.correction_rounds.count() + 1,
        to_producer=to_producer,
        asked_at=now,
        asked_by_id=actor.user_id,
        last_day=dossier.answer_due_on,
    )
    Correction.objects.bulk_create(_item(dossier, found, one, papers, above) for one in items)
    return found


def close(dossier: Dossier, now: datetime, *, to_producer: bool) -> dict[str, object]:
    """End the open rounds, for the action by which the dossier goes on; what it says in the journal.

    What the producer answered is the answer, too, to the item of the office above that was passed on.
    """
    rounds = dossier.correction_rounds.filter(answered_at=None, to_producer=to_producer)
    numbers = sorted(rounds.values_list("no", flat=True))
    if not numbers:
        return {}
    passed = Correction.objects.filter(round__in=rounds, passed_from__answered_at=None)
    for one in passed.exclude(passed_from=None).select_related("passed_from").order_by("pk"):
        above = one.passed_from
        if above is not None:
            above.answer, above.answered_at = one.answer, one.answered_at
            above.answered_by_id = one.answered_by_id
            above.save(update_fields=["answer", "answered_at", "answered_by"])
    rounds.update(answered_at=now)
    return {"corrections_answered": numbers}


def in_words(dossier: Dossier, found: CorrectionRound) -> str:
    """What was asked, for the journal and the notice: each reason, with its part where there are several."""
    items = list(found.items.order_by("pk"))
    if len(items) == 1:
        return items[0].reason
    return "\n".join(
        f"{number}. {one.about or display.part_name(dossier, one.part)}: {one.reason}"
        for number, one in enumerate(items, start=1)
    )


def listed(found: CorrectionRound) -> dict[str, object]:
    """The items of a round as the journal keeps them."""
    rows = found.items.order_by("pk").values_list("part", "about", "reason")
    return {"round": found.no, "items": [list(row) for row in rows]}


def _item(
    dossier: Dossier,
    found: CorrectionRound,
    facts: CorrectionFacts,
    papers: dict[int, Evidence],
    above: set[int],
) -> Correction:
    parts, criteria = display.part_choices(dossier, report=True)
    known = {code for code, _name in [*parts, *criteria]}
    paper = papers.get(facts.paper_id or 0)
    if (facts.paper_id is not None and paper is None) or facts.part not in known:
        raise ValidationError({"part": gettext_lazy("Choose one of the parts listed.")})
    return Correction(
        round=found,
        part="evidence" if paper else facts.part,
        paper=paper,
        about=paper.title if paper else "",
        reason=reason_given(facts.reason),
        passed_from_id=facts.passed_from if facts.passed_from in above else None,
    )
