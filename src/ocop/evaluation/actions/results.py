"""What the council does with the sheets once all are sealed, up to the result."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import additions, appeals, closing, procedure, reckoning, telling
from ocop.evaluation.answers import Answer, merge
from ocop.evaluation.models import (
    AgreedOption,
    CouncilCase,
    FoundKnockout,
    OpenedCriterion,
    Rescored,
    Result,
    Seat,
    Sheet,
    SheetAnswer,
    SheetPart,
    SheetState,
)
from ocop.evaluation.moving import locked_case, move_case, opened_case_step, reason_given, touch
from ocop.evaluation.quorum import quorum_of
from ocop.evaluation.relations import logs_blocks
from ocop.journal.actions import record
from ocop.law import scoring
from ocop.law.regime import NONE_HOLDS
from ocop.platform.decisions import Conflict
from ocop.platform.text import clean_text
from ocop.registry import regimes

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ocop.law.scoring import Result as LawResult
    from ocop.platform.actors import Actor


@logs_blocks
@transaction.atomic
def reveal(*, actor: Actor, case_id: int, expected_version: int, now: datetime) -> CouncilCase:
    """Open all sheets of the round to the council, once every one is sealed. The version is the dossier's.

    Raises: Denied; Conflict in another state, while a sheet is not sealed, without saying whose, and when
    withdrawals left fewer sheets than the quorum; Stale; CouncilCase.DoesNotExist.
    """
    case = locked_case(actor, case_id)
    step = opened_case_step(actor, case, procedure.REVEAL, expected_version)
    sheets = Sheet.objects.standing(case)
    left = sheets.exclude(state=SheetState.SEALED).count()
    if left:
        raise Conflict(_("Sheets not sealed yet: %(count)d. Wait until all are sealed.") % {"count": left})
    if words := quorum_of(case).words:
        raise Conflict(words)
    sheets.update(revealed_at=now)
    case.revealed_at = now
    case.version += 1
    case.save(update_fields=["revealed_at", "version"])
    facts = {"round": case.round_no}
    move_case(actor=actor, case=case, step=step, verb="dossier.revealed", now=now, facts=facts)
    return case


@logs_blocks
@transaction.atomic
def record_agreed_options(
    *, actor: Actor, case_id: int, expected_version: int, options: Mapping[str, int], now: datetime
) -> CouncilCase:
    """Record what the council agreed on for criteria with star floors; replaces what was recorded before.

    The version is the case's. Raises: Denied; Stale; Conflict before revealing and after closing;
    ValidationError for a criterion without floors or a position it does not have; CouncilCase.DoesNotExist.
    """
    case = _revealed(actor, case_id, expected_version)
    dossier = case.dossier
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


@logs_blocks
@transaction.atomic
def record_discussion(
    *, actor: Actor, case_id: int, expected_version: int, words: Mapping[str, str], now: datetime
) -> CouncilCase:
    """Record what was discussed about the sheets of this round, by criterion; the key "" is the whole.

    Empty words take back what was recorded. The version is the case's. Raises: Denied; Stale; Conflict before
    revealing and after closing; ValidationError for a criterion the set does not have, and by criterion where
    nothing is written and nothing taken back; DoesNotExist.
    """
    case = _revealed(actor, case_id, expected_version)
    leaves = regimes.product_set(case.dossier.regime_id, case.dossier.set_no).leaves
    if unknown := words.keys() - leaves.keys() - {""}:
        raise ValidationError(
            _("The rulebook has no such criteria: %(numbers)s.") % {"numbers": ", ".join(sorted(unknown))}
        )
    of_round = case.discussions.filter(round_no=case.round_no)
    before = dict(of_round.filter(criterion__in=list(words)).values_list("criterion", "words"))
    clean = {number: clean_text(text, lines=True) for number, text in words.items()}
    if not before and not any(clean.values()):
        raise ValidationError({"": _("Write what was discussed, on the whole or on one criterion.")})
    of_round.filter(criterion__in=[number for number, text in clean.items() if not text]).delete()
    for number, text in clean.items():
        if text and text != before.get(number):
            case.discussed(text, now, number)
    _save(case)
    _record(actor, "case.discussion_recorded", case, {"words": before}, {"words": clean}, now)
    return case


@dataclass(frozen=True, slots=True)
class VoteFacts:
    """A vote of the council: on an option (`position`) of a criterion, or, without one, that a ground stands.

    `chair_for` is what the chair decided where the votes are split evenly.
    """

    subject: str
    position: int | None
    in_favour: int
    against: int
    chair_for: bool | None = None


@logs_blocks
@transaction.atomic
def record_vote(
    *, actor: Actor, case_id: int, expected_version: int, facts: VoteFacts, now: datetime
) -> CouncilCase:
    """Record a vote of this round; an option that carries becomes the agreed one. Replaces an earlier vote.

    Raises: Denied; Stale; Conflict before revealing and after closing, and for an even split that the
    regulation lets nobody decide; ValidationError for a subject that is none, for more votes than members
    take part, and for an even split without the chair's word; DoesNotExist.
    """
    case = _revealed(actor, case_id, expected_version)
    _check_subject(case, facts)
    members = Sheet.objects.standing(case).count()
    if not 0 < facts.in_favour + facts.against <= members or min(facts.in_favour, facts.against) < 0:
        raise ValidationError(
            _("Votes cast: from 1 to %(members)d, as many as members take part.") % {"members": members}
        )
    even = facts.in_favour == facts.against
    if even and not case.regulation.casting_vote:
        raise Conflict(
            _("The votes are split evenly, and the regulation gives nobody the casting vote. Vote again.")
        )
    if even and facts.chair_for is None:
        raise ValidationError(
            _("The votes are split evenly. Record whether the chair is for it or against it.")
        )
    carried = bool(facts.chair_for) if even else facts.in_favour > facts.against
    told = {
        "position": facts.position,
        "in_favour": facts.in_favour,
        "against": facts.against,
        "chair_decided": even,
        "carried": carried,
    }
    case.votes.update_or_create(
        round_no=case.round_no, subject=facts.subject, defaults={**told, "noted_at": now}
    )
    if carried and facts.position is not None:
        case.agreed_options.update_or_create(criterion=facts.subject, defaults={"position": facts.position})
    elif facts.position is not None:
        case.agreed_options.filter(criterion=facts.subject, position=facts.position).delete()
    _save(case)
    _record(actor, "case.vote_recorded", case, {}, {"subject": facts.subject, **told}, now)
    return case


def _check_subject(case: CouncilCase, facts: VoteFacts) -> None:
    """Raises: ValidationError for what is neither an option of a criterion with minimums nor a ground."""
    product_set = regimes.product_set(case.dossier.regime_id, case.dossier.set_no)
    leaf = product_set.leaves.get(facts.subject)
    if facts.position is None:
        fits = facts.subject in product_set.knockout_codes
    else:
        fits = leaf is not None and bool(leaf.floors) and facts.position in {NONE_HOLDS, *leaf.by_position}
    if not fits:
        raise ValidationError(
            _("Votes are taken on an option of a criterion with a star minimum, or on a ground of exclusion.")
        )


@logs_blocks
@transaction.atomic
def record_knockouts(
    *, actor: Actor, case_id: int, expected_version: int, found: Mapping[str, str], now: datetime
) -> CouncilCase:
    """Record which grounds of exclusion stand, each with the council's words; an empty `found` says: none.

    The version is the case's. Raises: Denied; Stale; Conflict before revealing and after closing;
    ValidationError for an unknown code, and by code for one without words; CouncilCase.DoesNotExist.
    """
    case = _revealed(actor, case_id, expected_version)
    dossier = case.dossier
    known = regimes.product_set(dossier.regime_id, dossier.set_no).knockout_codes
    notes = {code: clean_text(note, lines=True) for code, note in found.items()}
    if unknown := notes.keys() - known.keys():
        raise ValidationError(
            _("These are no grounds of exclusion of this set: %(codes)s.")
            % {"codes": ", ".join(sorted(unknown))}
        )
    if wordless := [code for code, note in notes.items() if not note]:
        raise ValidationError(dict.fromkeys(wordless, _("Write for each ground what the council found.")))
    before = dict(case.knockouts.values_list("code", "note"))
    case.knockouts.all().delete()
    FoundKnockout.objects.bulk_create(
        FoundKnockout(case=case, code=code, note=note) for code, note in notes.items()
    )
    case.knockouts_decided_at = now
    _save(case, "knockouts_decided_at")
    _record(actor, "case.knockouts_recorded", case, {"knockouts": before}, {"knockouts": notes}, now)
    return case


@logs_blocks
@transaction.atomic
def reopen_sheets(
    *,
    actor: Actor,
    case_id: int,
    expected_version: int,
    discussion: str,
    criteria: Collection[str] = (),
    now: datetime,
) -> CouncilCase:
    """Score again because the totals lie further apart than the council's limit, or because a sheet taken
    out after the reveal left too few: the office then puts somebody in the place. Earlier sheets are kept.

    Where the regulation opens only chosen criteria, `criteria` names them, and every other answer stays.
    Each member gets a new sheet that begins with the answers of the last one; who took a scoring place since
    the reveal gets an empty one. What the council agreed on and found on the earlier sheets falls away: it is
    settled anew on the new ones. `discussion` is what was talked over. The version is the dossier's.
    Raises: Denied; Conflict before the sheets are revealed, after closing, and where enough sheets lie within
    the limit; Stale; ValidationError without words; DoesNotExist.
    """
    case = _case_to_settle(actor, case_id)
    dossier = case.dossier
    dossier.expect_version(expected_version)
    text = reason_given(discussion)
    quorum, limit = quorum_of(case), case.regulation.max_spread
    enough = quorum.reached and quorum.standing > 1
    spread = _reckoned(case).spread if enough else None
    if spread is not None and (limit is None or spread <= limit):
        raise Conflict(_("The totals lie within the council's limit; there is nothing to score again."))
    opened = _opened(case, criteria) if enough else []
    settled = {
        "options": dict(case.agreed_options.values_list("criterion", "position")),
        "knockouts": dict(case.knockouts.values_list("code", "note")),
    }
    case.agreed_options.all().delete()
    case.knockouts.all().delete()
    last = list(Sheet.objects.standing(case).prefetch_related("answers", "parts").order_by("seat_id"))
    case.discussed(text, now)
    case.round_no += 1
    case.revealed_at = case.knockouts_decided_at = None
    _save(case, "round_no", "revealed_at", "knockouts_decided_at")
    OpenedCriterion.objects.bulk_create(
        OpenedCriterion(case=case, round_no=case.round_no, criterion=number) for number in opened
    )
    for earlier in last:
        sheet = Sheet.objects.create(case=case, seat_id=earlier.seat_id, round_no=case.round_no)
        SheetAnswer.objects.bulk_create(
            SheetAnswer(
                sheet=sheet, criterion=answer.criterion, position=answer.position, comment=answer.comment
            )
            for answer in earlier.answers.all()
        )
        SheetPart.objects.bulk_create(
            SheetPart(sheet=sheet, part=one.part, points=one.points) for one in earlier.parts.all()
        )
    for seat in _without_sheet(case):
        Sheet.objects.create(case=case, seat=seat, round_no=case.round_no)
    before = dossier.state
    if case.is_official:
        dossier.state = procedure.step_at(dossier, procedure.REVEAL, case.level).before[0]
    touch(dossier, now, ("state",))
    record(
        actor=actor,
        verb="dossier.sheets_reopened",
        obj=dossier,
        before={"state": before, "round": case.round_no - 1, **settled},
        after={
            "state": dossier.state,
            "case": case.pk,
            "round": case.round_no,
            "spread": spread,
            "criteria": opened,
        },
        reason=text,
        regime=dossier.regime_id,
        now=now,
    )
    telling.reopened(actor, case, now)
    return case


def _without_sheet(case: CouncilCase) -> QuerySet[Seat]:
    """Who took a scoring place when it was too late for a sheet, and takes part in the round that begins."""
    gone = case.declarations.filter(has_interest=True).values("seat")
    return (
        Seat.objects.filter(pk__in=case.stand_ins.filter(scores=True).values("seat"))
        .exclude(pk__in=gone)
        .exclude(pk__in=case.absences.values("seat"))
        .exclude(pk__in=case.sheets.filter(round_no=case.round_no).values("seat"))
        .order_by("pk")
    )


@logs_blocks
@transaction.atomic
def close_case(
    *,
    actor: Actor,
    case_id: int,
    expected_version: int,
    chair_note: str = "",
    discussion: str = "",
    now: datetime,
) -> Result:
    """Compute the result and close the case. The version is the dossier's.

    Of a case that counts the result stands for the dossier from then on (a panel's where it decides). Raises:
    Denied; Stale; CouncilCase.DoesNotExist; Conflict in another state, and for what a room above asks for
    first (`additions`); closing.NotReady, a Conflict with every rule that is unmet: see `closing.unmet`.
    """
    case = locked_case(actor, case_id)
    step = opened_case_step(actor, case, procedure.CLOSE, expected_version)
    words = clean_text(discussion, lines=True)
    case.chair_note = clean_text(chair_note, lines=True)
    question = reckoning.question_of(case)
    reckoned = reckoning.reckon(question)
    if left := closing.unmet(case, reckoned, discussed=bool(words)):
        raise closing.NotReady(left)
    additions.refuse_hindered(case, reckoned)
    if words:
        case.discussed(words, now)
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
    _save(case, "closed_at", "chair_note")
    counts = appeals.result_counts(case)
    if counts:
        case.dossier.standing_case = case
    facts = {"total": result.total_exact, "stars": result.stars, "digest": result.digest}
    move_case(actor=actor, case=case, step=step, verb="dossier.closed", now=now, facts=facts)
    if counts:
        telling.closed(actor, case.dossier, now)
    return result


def _opened(case: CouncilCase, criteria: Collection[str]) -> list[str]:
    """The criteria opened for the next round; none where all are. Raises: ValidationError."""
    leaves = regimes.product_set(case.dossier.regime_id, case.dossier.set_no).leaves
    if case.regulation.rescored == Rescored.ALL:
        return []
    chosen = [number for number in leaves if number in set(criteria)]
    if not chosen or set(criteria) - leaves.keys():
        raise ValidationError({"criteria": _("Choose the criteria that are scored again.")})
    return chosen


def _case_to_settle(actor: Actor, case_id: int) -> CouncilCase:
    """The case between revealing and closing, for whoever closes it.

    Raises: Denied, Conflict, CouncilCase.DoesNotExist.
    """
    case = locked_case(actor, case_id)
    opened_case_step(actor, case, procedure.CLOSE, None)
    return case


def _revealed(actor: Actor, case_id: int, expected_version: int) -> CouncilCase:
    case = _case_to_settle(actor, case_id)
    case.expect_version(expected_version)
    return case


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
