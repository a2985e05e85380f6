"""Appeals against a council's result, and the written notice they are counted from (S14.12, Điều 7.3.g)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import additions, appeals, procedure, relations, rules, telling
from ocop.evaluation.actions.councils import open_case
from ocop.evaluation.models import (
    Appeal,
    AppealPaper,
    AppealPoint,
    AppealRules,
    AppealState,
    Council,
    CouncilCase,
    Dossier,
    Purpose,
    ResultNotice,
    Scope,
    SeatRole,
    SheetAnswer,
)
from ocop.evaluation.moving import locked, locked_case, locked_council, move, touch
from ocop.evaluation.relations import logs_blocks
from ocop.journal.actions import record
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.registry import regimes
from ocop.registry.columns import check_columns

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor
    from ocop.platform.files import CheckedFile

MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class AppealRuleFacts:
    """What the council's regulation says; the names are those of the columns of `AppealRules`."""

    citation: str
    appeal_days: int | None = None
    answer_days: int | None = None
    in_working_days: bool = False
    panel_decides: bool = False
    shows_total: bool = False


@transaction.atomic
def set_appeal_rules(
    *, actor: Actor, council_id: int, expected_version: int, facts: AppealRuleFacts, now: datetime
) -> AppealRules:
    """Enter what the council's regulation says of appeals and of the public list, with where it says so.

    The version is the council's. Raises: Denied, Stale, ValidationError by field, Council.DoesNotExist.
    """
    council = locked_council(actor, council_id)
    require(rules.can_manage_councils(actor, council.unit))
    council.expect_version(expected_version)
    citation = clean_text(facts.citation)
    faults: dict[str, StrOrPromise] = {}
    if not citation:
        faults["citation"] = _("Write where the council's regulation says so: number, day and article.")
    for name in ("appeal_days", "answer_days"):
        days = getattr(facts, name)
        if days is not None and not 0 < days <= MOST_DAYS:
            faults[name] = _("Write a number of days from 1 to %(most)d, or leave it empty.") % {
                "most": MOST_DAYS
            }
    if faults:
        raise ValidationError(dict(faults))
    known = AppealRules.objects.filter(council=council).first()
    before = {name: getattr(known, name) for name in asdict(facts)} if known else {}
    found = known or AppealRules(council=council)
    for name, value in {**asdict(facts), "citation": citation}.items():
        setattr(found, name, value)
    found.set_at, found.set_by_id = now, actor.user_id
    check_columns(found)
    found.save()
    council.version += 1
    council.save(update_fields=["version"])
    after = {**asdict(facts), "citation": citation}
    record(actor=actor, verb="council.appeal_rules_set", obj=council, before=before, after=after, now=now)
    return found


@transaction.atomic
def record_notice(*, actor: Actor, case_id: int, number: str, sent_on: date, now: datetime) -> ResultNotice:
    """Record that the written notice of a closed result went to commune and producer, once per case.

    Raises: Denied; Conflict before closing and where one is recorded; ValidationError by field; DoesNotExist.
    """
    case = locked_case(actor, case_id)
    require(rules.can_manage_councils(actor, case.council.unit))
    if case.closed_at is None or not appeals.result_counts(case):
        raise Conflict(_("A notice is written of a result that is closed."), url=_page(case.dossier))
    if ResultNotice.objects.filter(case=case).exists():
        raise Conflict(_("The notice of this result is recorded already."), url=_page(case.dossier))
    text = clean_text(number)
    faults: dict[str, StrOrPromise] = {}
    if not text:
        faults["number"] = _("Write the number of the letter.")
    if not local_day(case.closed_at) <= sent_on <= local_day(now):
        faults["sent_on"] = _("The letter was sent between the day of the result and today.")
    if faults:
        raise ValidationError(dict(faults))
    notice = ResultNotice(
        case=case, number=text, sent_on=sent_on, recorded_at=now, recorded_by_id=actor.user_id
    )
    check_columns(notice)
    notice.save(force_insert=True)
    after = {"case": case.pk, "number": text, "sent_on": sent_on}
    touch(case.dossier, now)
    _record(actor, "dossier.result_notified", case.dossier, after, now)
    telling.result_notified(actor, case.dossier, now)
    return notice


@transaction.atomic
def file_appeal(
    *,
    actor: Actor,
    dossier_id: int,
    expected_version: int,
    reasons: str,
    points: Mapping[str, str],
    files: Sequence[CheckedFile] = (),
    now: datetime,
) -> Appeal:
    """Appeal the result that stands, on these criteria with a reason each. The dossier then stays as it is.

    Raises: Denied; Conflict without a result, after the last day, while one is open or after one was heard;
    Stale, so that of an appeal and a decision at the same moment one wins; ValidationError; DoesNotExist.
    """
    dossier = locked(actor, dossier_id)
    require(rules.can_appeal(actor))
    today = local_day(now)
    open_to = appeals.open_to(dossier, today)
    if not open_to:
        raise Conflict(open_to.reason, url=_page(dossier))
    dossier.expect_version(expected_version)
    case = CouncilCase.objects.select_related("council", "result").get(pk=dossier.standing_case_id or 0)
    words, named = _checked_points(dossier, reasons, points)
    of_council = appeals.rules_of(case.council)
    days = of_council.answer_days if of_council else None
    appeal = Appeal.objects.create(
        dossier=dossier,
        case=case,
        number=f"{dossier.receipt_number}/KN{dossier.appeals.count() + 1}",
        reasons=words,
        filed_at=now,
        filed_by_id=actor.user_id,
        answer_due_on=appeals.due(days, today, working=of_council.in_working_days)
        if of_council and days
        else None,
        before_stars=additions.stars_of(case.result),
    )
    AppealPoint.objects.bulk_create(
        AppealPoint(appeal=appeal, criterion=number, reason=reason) for number, reason in named.items()
    )
    for file in files:
        paper = AppealPaper(appeal=appeal, added_at=now)
        paper.take(file)
        paper.save(force_insert=True)
    touch(dossier, now)
    after = {
        "appeal": appeal.number,
        "case": case.pk,
        "criteria": sorted(named),
        "files": [file.sha256 for file in files],
        "answer_due_on": appeal.answer_due_on,
    }
    _record(actor, "appeal.filed", dossier, after, now)
    telling.appeal_filed(actor, appeal, now)
    return appeal


@transaction.atomic
def withdraw_appeal(*, actor: Actor, appeal_id: int, expected_version: int, now: datetime) -> Appeal:
    """Take an appeal back before a panel has it. The version is the dossier's.

    Raises: Denied, Conflict, Stale, Appeal.DoesNotExist.
    """
    appeal = _locked(actor, appeal_id)
    require(rules.can_appeal(actor))
    _expect(appeal, expected_version, AppealState.FILED, AppealState.ADMITTED)
    appeal.state, appeal.answered_at = AppealState.WITHDRAWN, now
    _save(appeal, "state", "answered_at")
    touch(appeal.dossier, now)
    _record(actor, "appeal.withdrawn", appeal.dossier, {"appeal": appeal.number}, now)
    telling.appeal_withdrawn(actor, appeal, now)
    return appeal


@logs_blocks
@transaction.atomic
def admit_appeal(
    *,
    actor: Actor,
    appeal_id: int,
    expected_version: int,
    admitted: bool,
    reason: str = "",
    panel_decides: bool | None = None,
    answer_due_on: date | None = None,
    now: datetime,
) -> Appeal:
    """Admit an appeal, or say why it is not. The version is the dossier's.

    Where the council has no rules the office says what the panel's result is worth and, if it likes, until
    when it answers, with its reason; where it has them they hold. Raises: Denied; Conflict once it is
    checked; Stale; ValidationError by field; Appeal.DoesNotExist.
    """
    appeal = _locked(actor, appeal_id)
    _require_office(actor, appeal)
    _expect(appeal, expected_version, AppealState.FILED)
    of_council = appeals.rules_of(appeal.case.council)
    words = clean_text(reason, lines=True)
    faults: dict[str, StrOrPromise] = {}
    if not words and not (admitted and of_council):
        faults["reason"] = _("Write the reason; it is shown to whoever has to act on it.")
    if admitted and of_council is None:
        if panel_decides is None:
            faults["panel_decides"] = _("Say what the panel's result is worth: no rule of the council does.")
        if answer_due_on is not None and answer_due_on < local_day(now):
            faults["answer_due_on"] = _("This day has passed already.")
    if faults:
        raise ValidationError(dict(faults))
    appeal.state = AppealState.ADMITTED if admitted else AppealState.REFUSED
    appeal.admitted_at, appeal.admitted_by_id, appeal.admitted_reason = now, actor.user_id, words
    if admitted:
        appeal.panel_decides = of_council.panel_decides if of_council else bool(panel_decides)
        if of_council is None:
            appeal.answer_due_on = answer_due_on
    _save(
        appeal,
        "state",
        "admitted_at",
        "admitted_by",
        "admitted_reason",
        "panel_decides",
        "answer_due_on",
    )
    after = {
        "appeal": appeal.number,
        "panel_decides": appeal.panel_decides,
        "answer_due_on": appeal.answer_due_on,
        "by_rules": of_council.citation if of_council else "",
    }
    touch(appeal.dossier, now)
    verb = "appeal.admitted" if admitted else "appeal.refused"
    _record(actor, verb, appeal.dossier, after, now, reason=words)
    telling.appeal_moved(actor, appeal, now)
    return appeal


@logs_blocks
@transaction.atomic
def convene_panel(
    *,
    actor: Actor,
    appeal_id: int,
    council_id: int,
    expected_version: int,
    scope: str,
    scope_reason: str,
    convened_on: date | None = None,
    recused: Collection[int] = (),
    now: datetime,
) -> CouncilCase:
    """Put an admitted appeal before another panel: every scoring seat gets a sheet for all criteria.

    With the scope `named` the criteria that were not appealed begin with what the first council settled on
    them. Raises: Denied; Conflict for a council of another unit, one whose scoring members sat in the first
    case (they are named), and as `councils.convene` says; Stale; ValidationError by field; DoesNotExist.
    """
    council = locked_council(actor, council_id)
    appeal = _locked(actor, appeal_id)
    _require_office(actor, appeal)
    _expect(appeal, expected_version, AppealState.ADMITTED)
    dossier, first = appeal.dossier, appeal.case
    if scope not in Scope.values:
        raise ValidationError({"scope": _("Choose one of the two.")})
    if not (why := clean_text(scope_reason, lines=True)):
        raise ValidationError({"scope_reason": _("Write why; it is kept with the appeal.")})
    _refuse_same_panel(first, council)
    day = convened_on or local_day(now)
    if day < max(council.decided_on, local_day(appeal.filed_at)):
        raise ValidationError(
            {"convened_on": _("The panel meets after it was formed and the appeal was filed.")}
        )
    case, scoring = open_case(
        dossier, council, Purpose.APPEAL, day, frozenset(recused), now, level=first.level
    )
    begun = appeals.prefilled(appeal, first) if scope == Scope.NAMED else {}
    SheetAnswer.objects.bulk_create(
        SheetAnswer(sheet=sheet, criterion=number, position=position)
        for sheet in case.sheets.order_by("pk")
        for number, position in begun.items()
    )
    appeal.state, appeal.panel, appeal.scope, appeal.scope_reason = AppealState.CONVENED, case, scope, why
    _save(appeal, "state", "panel", "scope", "scope_reason")
    touch(dossier, now)
    after = {
        "appeal": appeal.number,
        "case": case.pk,
        "council": council.pk,
        "seats": [seat.pk for seat in scoring],
        "recused": sorted(recused),
        "scope": scope,
        "begun": begun,
    }
    _record(actor, "appeal.panel_convened", dossier, after, now, reason=why)
    seats = council.members.order_by("pk")
    telling.convened(actor, case, telling.invited(seats, scoring, frozenset(recused)), now)
    telling.appeal_moved(actor, appeal, now)
    return case


@logs_blocks
@transaction.atomic
def answer_appeal(
    *, actor: Actor, appeal_id: int, expected_version: int, answer: str, now: datetime
) -> Appeal:
    """Answer an appeal whose panel has closed its case; with that it ends.

    Where the panel's result stands, the dossier goes back to whoever decides: a product that was not
    recognised and now has a star that is, and a recognised one whose result has other stars now. The
    certificate of the latter holds until the new decision. Raises: Denied; Conflict before; Stale;
    ValidationError; Appeal.DoesNotExist.
    """
    appeal = _locked(actor, appeal_id)
    _require_office(actor, appeal)
    _expect(appeal, expected_version, AppealState.CONVENED)
    dossier = appeal.dossier
    if appeal.panel is None or appeal.panel.closed_at is None:
        raise Conflict(_("The panel has not closed its case yet."), url=_page(dossier))
    words = clean_text(answer, lines=True)
    if not words:
        raise ValidationError({"answer": _("Write the answer; the producer reads it.")})
    stars = appeal.panel.result.stars
    stands = dossier.standing_case_id == appeal.panel_id
    appeal.state, appeal.answer = AppealState.ANSWERED, words
    appeal.answered_at, appeal.answered_by_id = now, actor.user_id
    recognised = procedure.follows(dossier, procedure.RECOGNISE)
    appeal.for_new_decision = stands and recognised and stars != appeal.before_stars
    _save(appeal, "state", "answer", "answered_at", "answered_by", "for_new_decision")
    after = {
        "appeal": appeal.number,
        "stars": stars,
        "stands": stands,
        "for_new_decision": appeal.for_new_decision,
    }
    again = appeal.for_new_decision or (stands and _is_recognised_now(dossier, stars))
    if again and procedure.can_start(dossier, procedure.RECONSIDER):
        step = procedure.step(dossier, procedure.RECONSIDER)
        move(
            actor=actor,
            dossier=dossier,
            step=step,
            verb="appeal.answered",
            now=now,
            reason=words,
            facts=after,
        )
    else:
        touch(dossier, now)
        _record(actor, "appeal.answered", dossier, after, now, reason=words)
    telling.appeal_moved(actor, appeal, now)
    return appeal


def _is_recognised_now(dossier: Dossier, stars: int) -> bool:
    """Whether a product that was refused has stars that some level recognises."""
    return (
        procedure.follows(dossier, procedure.REFUSE)
        and procedure.regime_of(dossier).recognising_level(stars) is not None
    )


def _refuse_same_panel(first: CouncilCase, council: Council) -> None:
    """Raises: Conflict for another unit's council, or one that people of the first case lead or score in."""
    if council.unit_id != first.council.unit_id:
        raise Conflict(_("The panel is a council of the same unit as the first one."))
    leads = Q(scores=True) | Q(role=SeatRole.CHAIR)
    again = council.members.filter(leads, user_id__in=appeals.sat_in(first))
    if names := [seat.user.full_name for seat in again.order_by("pk")]:
        raise Conflict(
            _("These people sat in the first case and may not score the appeal: %(names)s.")
            % {"names": ", ".join(names)}
        )


def _checked_points(dossier: Dossier, reasons: str, points: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The reasons cleaned. Raises: ValidationError."""
    words = clean_text(reasons, lines=True)
    faults: dict[str, StrOrPromise] = {}
    if not words:
        faults["reasons"] = _("Write what you ask for and why.")
    leaves = regimes.product_set(dossier.regime_id, dossier.set_no).leaves
    named = {number: clean_text(reason, lines=True) for number, reason in points.items()}
    named = {number: reason for number, reason in named.items() if reason}
    if unknown := named.keys() - leaves.keys():
        faults["points"] = _("The product set has no such criterion: %(numbers)s.") % {
            "numbers": ", ".join(sorted(unknown))
        }
    elif leaves and not named:
        faults["points"] = _("Name at least one criterion: write beside it why it is worth more.")
    if faults:
        raise ValidationError(dict(faults))
    return words, named


def _locked(actor: Actor, appeal_id: int) -> Appeal:
    """The appeal, its dossier locked. Raises: Appeal.DoesNotExist."""
    visible = Appeal.objects.filter(dossier__in=Dossier.objects.visible_to(actor))
    dossier = locked(actor, visible.values_list("dossier_id", flat=True).get(pk=appeal_id))
    appeal = Appeal.objects.select_related("case__council__unit", "case__result", "panel__result").get(
        pk=appeal_id
    )
    appeal.dossier = dossier
    return appeal


def _expect(appeal: Appeal, expected_version: int, *states: AppealState) -> None:
    """Do nothing for an appeal in one of these states, seen as it is. Raises: Conflict, Stale."""
    if appeal.state not in states:
        raise Conflict(
            _("This step is not open, or was taken already. The appeal is now: %(state)s.")
            % {"state": AppealState(appeal.state).label},
            url=_page(appeal.dossier),
        )
    appeal.dossier.expect_version(expected_version)


def _require_office(actor: Actor, appeal: Appeal) -> None:
    """Raises: Denied, also for an officer with an interest of the own."""
    require(rules.can_manage_councils(actor, appeal.case.council.unit))
    relations.require_untied(actor, appeal.dossier, procedure.CONVENE)


def _page(dossier: Dossier) -> str:
    return dossier.get_absolute_url()


def _save(appeal: Appeal, *columns: str) -> None:
    appeal.version += 1
    appeal.save(update_fields=[*columns, "version"])


def _record(
    actor: Actor, verb: str, dossier: Dossier, after: Mapping[str, object], now: datetime, reason: str = ""
) -> None:
    record(
        actor=actor,
        verb=verb,
        obj=dossier,
        before={},
        after=after,
        reason=reason,
        regime=dossier.regime_id,
        now=now,
    )
