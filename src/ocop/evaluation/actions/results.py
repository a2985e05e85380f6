"""What the council does with the sheets once all are sealed, up to the result."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import procedure, reckoning
from ocop.evaluation.answers import Answer, in_words, merge
from ocop.evaluation.models import (
    AgreedOption,
    CouncilCase,
    Dossier,
    FoundKnockout,
    Result,
    Sheet,
    SheetAnswer,
    SheetState,
)
from ocop.evaluation.moving import locked, move, opened_step, reason_given
from ocop.journal.actions import record
from ocop.law import scoring
from ocop.platform.decisions import Conflict
from ocop.platform.text import clean_text
from ocop.registry import regimes

if TYPE_CHECKING:
    from ocop.law.scoring import Result as LawResult
    from ocop.platform.actors import Actor

SPREAD = "spread"
QUORUM = "quorum"
ZERO_INDICATOR = "zero_indicator"


@transaction.atomic
def reveal(*, actor: Actor, dossier_id: int, expected_version: int, now: datetime) -> CouncilCase:
    """Open all sheets of the round to the council, once every one is sealed.

    Raises: Denied; Conflict in another state, while a sheet is not sealed, without saying whose, and when
    withdrawals left fewer sheets than the quorum; Stale; Dossier.DoesNotExist.
    """
    dossier = locked(actor, dossier_id)
    step = opened_step(actor, dossier, procedure.REVEAL, expected_version)
    case = _case(dossier)
    sheets = Sheet.objects.standing(case)
    left = sheets.exclude(state=SheetState.SEALED).count()
    if left:
        raise Conflict(_("Sheets not sealed yet: %(count)d. Wait until all are sealed.") % {"count": left})
    if sheets.count() < max(case.council.quorum or 1, 1):
        raise Conflict(
            _("Only %(count)d members still score; the council needs %(quorum)d. Members withdrew.")
            % {"count": sheets.count(), "quorum": max(case.council.quorum or 1, 1)}
        )
    sheets.update(revealed_at=now)
    case.revealed_at = now
    case.version += 1
    case.save(update_fields=["revealed_at", "version"])
    move(
        actor=actor,
        dossier=dossier,
        step=step,
        verb="dossier.revealed",
        now=now,
        facts={"round": case.round_no},
    )
    return case


@transaction.atomic
def record_agreed_options(
    *, actor: Actor, dossier_id: int, expected_version: int, options: Mapping[str, int], now: datetime
) -> CouncilCase:
    """Record what the council agreed on for criteria with star floors; replaces what was recorded before.

    The version is the case's. Raises: Denied; Stale; Conflict before revealing and after closing;
    ValidationError for a criterion without floors or a position it does not have; Dossier.DoesNotExist.
    """
    dossier, case = _revealed(actor, dossier_id, expected_version)
    product_set = regimes.product_set(dossier.regime_id, dossier.set_no)
    without_floor = [
        number
        for number in options
        if number not in product_set.leaves or not product_set.leaves[number].floors
    ]
    if without_floor:
        raise ValidationError(
            _("No star minimum hangs on: %(numbers)s. Options are agreed only where one does.")
            % {"numbers": ", ".join(sorted(without_floor))}
        )
    merge(product_set, {}, {number: Answer(position) for number, position in options.items()})
    before = dict(case.agreed_options.values_list("criterion", "position"))
    case.agreed_options.all().delete()
    AgreedOption.objects.bulk_create(
        AgreedOption(case=case, criterion=number, position=position) for number, position in options.items()
    )
    _save(case)
    _record(actor, "case.options_agreed", case, {"options": before}, {"options": dict(options)}, now)
    return case


@transaction.atomic
def record_knockouts(
    *, actor: Actor, dossier_id: int, expected_version: int, found: Mapping[str, str], now: datetime
) -> CouncilCase:
    """Record which grounds of exclusion stand, each with the council's words; an empty `found` says: none.

    The version is the case's. Raises: Denied; Stale; Conflict before revealing and after closing;
    ValidationError for an unknown code or one without words; Dossier.DoesNotExist.
    """
    dossier, case = _revealed(actor, dossier_id, expected_version)
    known = regimes.product_set(dossier.regime_id, dossier.set_no).knockout_codes
    notes = {code: clean_text(note, lines=True) for code, note in found.items()}
    if unknown := notes.keys() - known.keys():
        raise ValidationError(
            _("These are no grounds of exclusion of this set: %(codes)s.")
            % {"codes": ", ".join(sorted(unknown))}
        )
    if not all(notes.values()):
        raise ValidationError(_("Write for each ground what the council found."))
    before = dict(case.knockouts.values_list("code", "note"))
    case.knockouts.all().delete()
    FoundKnockout.objects.bulk_create(
        FoundKnockout(case=case, code=code, note=note) for code, note in notes.items()
    )
    case.knockouts_decided_at = now
    _save(case, "knockouts_decided_at")
    _record(actor, "case.knockouts_recorded", case, {"knockouts": before}, {"knockouts": notes}, now)
    return case


@transaction.atomic
def reopen_sheets(
    *, actor: Actor, dossier_id: int, expected_version: int, discussion: str, now: datetime
) -> CouncilCase:
    """Score again because the totals lie further apart than the council's limit; earlier sheets are kept.

    Each member gets a new sheet that begins with the answers of the last one. What the council agreed on and
    found on the earlier sheets falls away: it is settled anew on the new ones. `discussion` is what was
    talked over. The version is the dossier's. Raises: Denied; Conflict before the sheets are revealed, after
    closing, and where the totals are within the limit; Stale; ValidationError without words; DoesNotExist.
    """
    dossier = locked(actor, dossier_id)
    case = _case_to_settle(actor, dossier)
    dossier.expect_version(expected_version)
    text = reason_given(discussion)
    spread = _reckoned(case).spread
    limit = case.council.max_spread
    if limit is None or spread <= limit:
        raise Conflict(_("The totals lie within the council's limit; there is nothing to score again."))
    settled = {
        "options": dict(case.agreed_options.values_list("criterion", "position")),
        "knockouts": dict(case.knockouts.values_list("code", "note")),
    }
    case.agreed_options.all().delete()
    case.knockouts.all().delete()
    last = list(Sheet.objects.standing(case).prefetch_related("answers").order_by("seat_id"))
    case.discussed(text)
    case.round_no += 1
    case.revealed_at = case.knockouts_decided_at = None
    _save(case, "round_no", "revealed_at", "knockouts_decided_at", "discussions")
    for earlier in last:
        sheet = Sheet.objects.create(case=case, seat_id=earlier.seat_id, round_no=case.round_no)
        SheetAnswer.objects.bulk_create(
            SheetAnswer(
                sheet=sheet, criterion=answer.criterion, position=answer.position, comment=answer.comment
            )
            for answer in earlier.answers.all()
        )
    revealing = procedure.step(dossier, procedure.REVEAL)
    dossier.state = revealing.before[0]
    dossier.changed_at = now
    dossier.version += 1
    dossier.save(update_fields=["state", "changed_at", "version"])
    record(
        actor=actor,
        verb="dossier.sheets_reopened",
        obj=dossier,
        before={"state": revealing.after, "round": case.round_no - 1, **settled},
        after={"state": dossier.state, "round": case.round_no, "spread": spread},
        reason=text,
        regime=dossier.regime_id,
        now=now,
    )
    return case


@transaction.atomic
def close_case(
    *,
    actor: Actor,
    dossier_id: int,
    expected_version: int,
    chair_note: str = "",
    discussion: str = "",
    now: datetime,
) -> Result:
    """Compute the result and close the case. The version is the dossier's.

    Raises: Denied; Stale; Dossier.DoesNotExist; Conflict in another state and while a rule of the council is
    unmet: fewer sheets than the quorum; totals too far apart with no word on what was discussed in this
    round; a 0 for an indicator that may exclude, before the council said whether it does
    (`record_knockouts`).
    """
    dossier = locked(actor, dossier_id)
    step = opened_step(actor, dossier, procedure.CLOSE, expected_version)
    case = _case(dossier)
    if words := clean_text(discussion, lines=True):
        case.discussed(words)
    case.chair_note = clean_text(chair_note, lines=True)
    question = reckoning.question_of(case)
    reckoned = reckoning.reckon(question)
    _refuse_unmet(case, reckoned)
    asked, answered = reckoning.canonical(question), reckoning.canonical(scoring.as_json(reckoned))
    result = Result.objects.create(
        case=case,
        total_exact=str(reckoned.total),
        total_2=scoring.half_up(reckoned.total, 2),
        stars=reckoned.stars or scoring.NO_STARS,
        stars_by_points=reckoned.stars_by_points,
        question=asked,
        answer=answered,
        digest=reckoning.digest(asked, answered),
        computed_at=now,
    )
    case.closed_at = now
    _save(case, "closed_at", "discussions", "chair_note")
    move(
        actor=actor,
        dossier=dossier,
        step=step,
        verb="dossier.closed",
        now=now,
        facts={"total": result.total_exact, "stars": result.stars, "digest": result.digest},
    )
    return result


def _refuse_unmet(case: CouncilCase, reckoned: LawResult) -> None:
    """Raises: Conflict with the first rule of the council that is unmet."""
    if not reckoned.complete:
        raise Conflict(_("A sheet has criteria without an answer."))
    for flag in reckoned.flags:
        words = in_words([flag.detail])[0]
        if flag.code == QUORUM:
            raise Conflict(words)
        if flag.code == SPREAD and not case.discussed_now:
            raise Conflict(
                _("%(finding)s Let the members score again, or write what the council discussed.")
                % {"finding": words}
            )
        if flag.code == ZERO_INDICATOR and case.knockouts_decided_at is None:
            raise Conflict(words)


def _case(dossier: Dossier) -> CouncilCase:
    case = CouncilCase.objects.select_related("council").get(dossier=dossier)
    case.dossier = dossier
    return case


def _case_to_settle(actor: Actor, dossier: Dossier) -> CouncilCase:
    """The case between revealing and closing, for whoever closes it. Raises: Denied, Conflict."""
    opened_step(actor, dossier, procedure.CLOSE, None)
    return _case(dossier)


def _revealed(actor: Actor, dossier_id: int, expected_version: int) -> tuple[Dossier, CouncilCase]:
    dossier = locked(actor, dossier_id)
    case = _case_to_settle(actor, dossier)
    case.expect_version(expected_version)
    return dossier, case


def _reckoned(case: CouncilCase) -> LawResult:
    return reckoning.reckon(reckoning.question_of(case))


def _save(case: CouncilCase, *columns: str) -> None:
    case.version += 1
    case.save(update_fields=[*columns, "version"])


def _record(
    actor: Actor,
    verb: str,
    case: CouncilCase,
    before: Mapping[str, object],
    after: Mapping[str, object],
    now: datetime,
) -> None:
    dossier = case.dossier
    record(actor=actor, verb=verb, obj=dossier, before=before, after=after, regime=dossier.regime_id, now=now)
