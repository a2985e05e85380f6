"""What a review holds: findings, the record of a site survey, tests asked for, the report (Điều 7.3.c)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import procedure, relations, reviewing, site, telling
from ocop.evaluation.actions.advisory import count, held
from ocop.evaluation.models import (
    AddedPaper,
    Conclusion,
    ExtraTest,
    RequestState,
    Review,
    ReviewFinding,
    SiteSurvey,
    SurveyAnswer,
    SurveyPhoto,
)
from ocop.evaluation.moving import locked, reason_given, write_for
from ocop.evaluation.relations import logs_blocks
from ocop.journal.actions import record
from ocop.law.regime import NONE_HOLDS
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, Stale, require
from ocop.platform.text import clean_text
from ocop.registry import regimes
from ocop.registry.columns import check_columns
from ocop.registry.consents import Need

if TYPE_CHECKING:
    from ocop.evaluation.models import Dossier
    from ocop.platform.actors import Actor
    from ocop.platform.files import CheckedFile

MOST_PHOTOS = 30


@dataclass(frozen=True, slots=True)
class ReviewFindingFacts:
    """What is found for a criterion; `position` is the option held reached, None for no proposal."""

    shown: str
    missing: str = ""
    position: int | None = None


@dataclass(frozen=True, slots=True)
class SurveyFacts:
    """What the record of a site survey says, its checklist apart; the names are those of the columns."""

    visited_on: date
    place: str
    people: str
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    conclusion: str = ""
    signers: str = ""


@dataclass(frozen=True, slots=True)
class SeenFacts:
    """What was seen of one item: it holds, it does not, or None where nobody looked."""

    holds: bool | None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """A test that is asked for; the names are those of the columns."""

    indicator: str
    reason: str
    asked_of: str
    due_on: date
    criterion: str = ""
    standard: str = ""


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """What stands on a paper handed in on request; the names are those of the columns."""

    title: str
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    result: str = ""


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What the report says beyond what it is assembled from; the names are those of the columns."""

    number: str = ""
    reported_on: date | None = None
    conclusion: str = ""
    summary: str = ""
    to_clear_up: str = ""


# -- findings --------------------------------------------------------------------------------------


@logs_blocks
@transaction.atomic
def save_finding(
    *,
    actor: Actor,
    review_id: int,
    criterion: str,
    expected_version: int,
    facts: ReviewFindingFacts,
    now: datetime,
) -> ReviewFinding:
    """Keep what is found for one criterion. The version is the finding's, 0 for a new one.

    Raises: Denied, BlockedAct, Stale; Conflict before the declaration, and once the report is sent;
    ValidationError; Review.DoesNotExist.
    """
    review = _written(actor, review_id)
    product_set = regimes.product_set(review.dossier.regime_id, review.dossier.set_no)
    leaf = product_set.leaves.get(criterion)
    if leaf is None:
        raise ValidationError(_("This is no criterion of the set: %(no)s.") % {"no": criterion})
    if product_set.part_of[criterion] not in reviewing.parts_of(actor, review):
        raise Conflict(_("This part of the dossier was given to somebody else of the team."))
    if facts.position not in {None, NONE_HOLDS, *leaf.by_position}:
        raise ValidationError({"position": _("Choose one of the options listed.")})
    finding = review.findings.filter(criterion=criterion).first()
    before = {} if finding is None else {name: getattr(finding, name) for name in asdict(facts)}
    finding = finding or ReviewFinding(review=review, criterion=criterion, version=0)
    _expect(finding, expected_version)
    finding.shown = clean_text(facts.shown, lines=True)
    finding.missing = clean_text(facts.missing, lines=True)
    finding.position, finding.written_by_id, finding.written_at = facts.position, actor.user_id, now
    finding.version += 1
    finding.save()
    after = {"criterion": criterion, **{name: getattr(finding, name) for name in asdict(facts)}}
    _note(actor, "review.finding_saved", review, before, after, now)
    return finding


# -- on site ---------------------------------------------------------------------------------------


@logs_blocks
@transaction.atomic
def save_survey(
    *,
    actor: Actor,
    review_id: int,
    survey_id: int | None = None,
    expected_version: int,
    facts: SurveyFacts,
    seen: Mapping[str, SeenFacts],
    now: datetime,
) -> SiteSurvey:
    """Write the record of a site survey with its checklist; the version is the survey's, 0 for a new one.

    Raises: Denied, BlockedAct, Stale; Conflict before the declaration, and once the report is sent;
    ValidationError by field; Review.DoesNotExist, SiteSurvey.DoesNotExist.
    """
    review = _written(actor, review_id)
    if facts.visited_on > local_day(now):
        raise ValidationError({"visited_on": _("This day has not come yet.")})
    if review.dossier.filed_on and facts.visited_on < review.dossier.filed_on:
        raise ValidationError({"visited_on": _("This day lies before the day the dossier was filed.")})
    if (facts.latitude is None) != (facts.longitude is None):
        raise ValidationError({"latitude": _("Write both numbers of the position, or none.")})
    survey = SiteSurvey(review=review, version=0) if survey_id is None else review.surveys.get(pk=survey_id)
    _expect(survey, expected_version)
    before = {} if survey_id is None else {name: getattr(survey, name) for name in asdict(facts)}
    for name, value in asdict(facts).items():
        setattr(survey, name, value)
    survey.place = clean_text(facts.place)
    for name in ("people", "conclusion", "signers"):
        setattr(survey, name, clean_text(getattr(facts, name), lines=True))
    if not survey.place or not survey.people:
        raise ValidationError(_("Write where the survey was and who took part."))
    survey.written_by_id = actor.user_id
    survey.version += 1
    check_columns(survey)
    survey.save()
    survey.answers.all().delete()
    nothing = SeenFacts(None)
    answers = [
        SurveyAnswer(
            survey=survey,
            code=item.code,
            label=item.label,
            criteria=", ".join(item.criteria)[:300],
            holds=seen.get(item.code, nothing).holds,
            remark=clean_text(seen.get(item.code, nothing).remark, lines=True),
        )
        for item in site.checklist(review.dossier)
    ]
    SurveyAnswer.objects.bulk_create(answers)
    after = {"survey": survey.pk, **{name: getattr(survey, name) for name in asdict(facts)}}
    after["seen"] = {one.code: one.holds for one in answers}
    _note(actor, "review.survey_saved", review, before, after, now)
    return survey


@logs_blocks
@transaction.atomic
def add_survey_photo(
    *, actor: Actor, survey_id: int, file: CheckedFile, caption: str = "", now: datetime
) -> SurveyPhoto:
    """Add a photo taken on site. Raises: Denied, BlockedAct, Conflict, SiteSurvey.DoesNotExist."""
    survey, review = _survey(actor, survey_id)
    if survey.photos.filter(sha256=file.sha256).exists():
        raise Conflict(_("This photo is in the record already."))
    if survey.photos.count() >= MOST_PHOTOS:
        raise Conflict(_("A record holds %(most)d photos at most.") % {"most": MOST_PHOTOS})
    photo = SurveyPhoto(survey=survey, caption=clean_text(caption), added_at=now)
    photo.take(file)
    if not photo.is_picture:
        raise ValidationError(
            {"photos": _("Only photos are taken here. Send other papers as a test's answer.")}
        )
    check_columns(photo)
    photo.save(force_insert=True)
    after = {"survey": survey.pk, "sha256": photo.sha256, "caption": photo.caption}
    _note(actor, "review.photo_added", review, {}, after, now)
    return photo


@logs_blocks
@transaction.atomic
def remove_survey_photo(*, actor: Actor, photo_id: int, now: datetime) -> SiteSurvey:
    """Take a photo out; the journal keeps its digest. Raises: as `add_survey_photo`."""
    visible = Review.objects.visible_to(actor)
    photo = SurveyPhoto.objects.get(pk=photo_id, survey__review__in=visible)
    survey, review = _survey(actor, photo.survey_id)
    before = {"survey": survey.pk, "sha256": photo.sha256, "caption": photo.caption}
    photo.delete()
    _note(actor, "review.photo_removed", review, before, {}, now)
    return survey


# -- tests asked for -------------------------------------------------------------------------------


@logs_blocks
@transaction.atomic
def ask_test(*, actor: Actor, review_id: int, facts: RequestFacts, now: datetime) -> ExtraTest:
    """Ask for a further test or paper; the producer is told. No limit of the law stands still for it.

    Raises: Denied, BlockedAct; Conflict before the declaration, and once the report is sent; ValidationError
    by field; Review.DoesNotExist.
    """
    review = _written(actor, review_id)
    today = local_day(now)
    leaves = regimes.product_set(review.dossier.regime_id, review.dossier.set_no).leaves
    if facts.criterion and facts.criterion not in leaves:
        raise ValidationError(
            {"criterion": _("This is no criterion of the set: %(no)s.") % {"no": facts.criterion}}
        )
    if facts.due_on < today:
        raise ValidationError({"due_on": _("This day has passed.")})
    test = ExtraTest(review=review, asked_on=today, asked_by_id=actor.user_id, **asdict(facts))
    for name in ("indicator", "standard", "asked_of"):
        setattr(test, name, clean_text(getattr(facts, name)))
    test.reason = clean_text(facts.reason, lines=True)
    check_columns(test)
    test.save(force_insert=True)
    _tell(actor, "dossier.test_asked", review.dossier, {}, {"test": test.pk, **asdict(facts)}, now)
    telling.test_asked(actor, test, now)
    return test


@transaction.atomic
def answer_test(
    *,
    actor: Actor,
    test_id: int,
    expected_version: int,
    facts: AnswerFacts,
    file: CheckedFile,
    now: datetime,
) -> AddedPaper:
    """Answer with a paper, which stays apart from the dossier as filed. Further ones may follow.

    Raises: Denied, Stale; Conflict when nothing waits for an answer or the file is there already;
    ValidationError; ExtraTest.DoesNotExist.
    """
    test, dossier = _asked(actor, test_id, expected_version)
    why = write_for(actor, dossier, Need.PAPERS, now)
    if test.state not in {RequestState.ASKED, RequestState.ANSWERED}:
        raise Conflict(_("This test was refused or is no longer asked for."))
    title = clean_text(facts.title)
    if not title:
        raise ValidationError({"title": _("Write what this paper is.")})
    if test.papers.filter(sha256=file.sha256).exists():
        raise Conflict(_("This file is there already."))
    paper = AddedPaper(
        test=test,
        title=title,
        number=clean_text(facts.number),
        issuer=clean_text(facts.issuer),
        issued_on=facts.issued_on,
        added_at=now,
        added_by_id=actor.user_id,
    )
    paper.take(file)
    check_columns(paper)
    paper.save(force_insert=True)
    before = {"test": test.pk, "state": test.state}
    test.result = clean_text(facts.result, lines=True) or test.result
    _answered(test, RequestState.ANSWERED, now)
    after = {"test": test.pk, "state": test.state, "title": title, "sha256": paper.sha256}
    _tell(actor, "dossier.test_answered", dossier, before, after, now, reason=why)
    telling.test_answered(actor, test, now)
    return paper


@transaction.atomic
def refuse_test(
    *, actor: Actor, test_id: int, expected_version: int, reason: str, now: datetime
) -> ExtraTest:
    """Say that the test will not be made, and why. Raises: as `answer_test`."""
    test, dossier = _asked(actor, test_id, expected_version)
    why = write_for(actor, dossier, Need.PAPERS, now)
    if test.state != RequestState.ASKED:
        raise Conflict(_("This test was answered already."))
    test.result = reason_given(reason)
    before = {"test": test.pk, "state": test.state}
    _answered(test, RequestState.REFUSED, now)
    after = {"test": test.pk, "state": test.state, "reason": test.result}
    _tell(actor, "dossier.test_refused", dossier, before, after, now, reason=why)
    telling.test_answered(actor, test, now)
    return test


@logs_blocks
@transaction.atomic
def drop_test(*, actor: Actor, test_id: int, expected_version: int, now: datetime) -> ExtraTest:
    """Ask for a test no longer. Raises: Denied, BlockedAct, Stale, Conflict, ExtraTest.DoesNotExist."""
    visible = ExtraTest.objects.visible_to(actor)
    review = _written(actor, visible.values_list("review_id", flat=True).get(pk=test_id))
    test = review.tests.get(pk=test_id)
    test.expect_version(expected_version)
    if test.state != RequestState.ASKED:
        raise Conflict(_("This test was answered already."))
    _answered(test, RequestState.DROPPED, now)
    after = {"test": test.pk, "state": test.state}
    _tell(actor, "dossier.test_dropped", review.dossier, {"test": test.pk}, after, now)
    return test


# -- the report ------------------------------------------------------------------------------------


@logs_blocks
@transaction.atomic
def save_report(
    *, actor: Actor, review_id: int, expected_version: int, facts: ReportFacts, now: datetime
) -> Review:
    """Keep the draft of the report. The version is the review's.

    Raises: Denied, BlockedAct, Stale, Conflict, ValidationError, Review.DoesNotExist.
    """
    review = _written(actor, review_id, sends=True)
    review.expect_version(expected_version)
    before = {name: getattr(review, name) for name in asdict(facts)}
    _take(review, facts)
    count(review, tuple(asdict(facts)))
    _note(actor, "review.report_saved", review, before, asdict(facts), now)
    return review


@logs_blocks
@transaction.atomic
def send_report(
    *, actor: Actor, review_id: int, expected_version: int, facts: ReportFacts, now: datetime
) -> Review:
    """Send the report to the chair: from here on nothing in the review changes. The version is the review's.

    Raises: Denied, BlockedAct, Stale, Conflict; ValidationError for a report without number, day or
    conclusion, and for one that is not ready without points to clear up; Review.DoesNotExist.
    """
    review = _written(actor, review_id, sends=True)
    review.expect_version(expected_version)
    _take(review, facts)
    faults: dict[str, object] = {}
    if not review.number:
        faults["number"] = _("Write the number of the report.")
    if review.reported_on is None:
        faults["reported_on"] = _("Write the day of the report.")
    elif not review.opened_on <= review.reported_on <= local_day(now):
        faults["reported_on"] = _("The report is of a day from the beginning of the review to today.")
    if not review.conclusion:
        faults["conclusion"] = _("Say whether the dossier is ready for the council.")
    if review.conclusion == Conclusion.NOT_READY and not review.to_clear_up:
        faults["to_clear_up"] = _("Write what is to be cleared up first.")
    if faults:
        raise ValidationError(faults)
    review.sent_at, review.sent_by_id = now, actor.user_id
    count(review, (*asdict(facts), "sent_at", "sent_by"))
    _tell(
        actor,
        "dossier.review_reported",
        review.dossier,
        {},
        {
            "review": review.pk,
            "level": review.level,
            "number": review.number,
            "conclusion": review.conclusion,
        },
        now,
    )
    telling.review_reported(actor, review, now)
    return review


@transaction.atomic
def reopen_review(
    *, actor: Actor, review_id: int, expected_version: int, reason: str, now: datetime
) -> Review:
    """Give a sent report back to be completed, while no council has the dossier; for the office alone.

    Raises: Denied, Stale; Conflict when it is not sent or a council has the dossier; ValidationError without
    a reason; Review.DoesNotExist.
    """
    review = held(actor, review_id)
    require(reviewing.can_open(actor, review.dossier))
    if not review.is_sent:
        raise Conflict(_("The report is not sent yet."))
    if not reviewing.is_open(review.dossier):
        raise procedure.wrong_state(review.dossier)
    review.expect_version(expected_version)
    why = reason_given(reason)
    review.sent_at = review.sent_by = None
    count(review, ("sent_at", "sent_by"))
    _tell(actor, "dossier.review_reopened", review.dossier, {}, {"review": review.pk}, now, reason=why)
    telling.review_given(actor, review, [one.seat for one in review.assignments.select_related("seat")], now)
    return review


# -- in common -------------------------------------------------------------------------------------


def _written(actor: Actor, review_id: int, *, sends: bool = False) -> Review:
    """The review, locked, for who may write in it now, or `sends` its report. Raises: Denied, BlockedAct,
    Conflict.
    """
    review = held(actor, review_id)
    require(reviewing.can_review(actor, review))
    if sends:
        require(reviewing.can_send(actor, review))
    relations.require_untied(actor, review.dossier, relations.REVIEW)
    reviewing.expect_open(review)
    if not reviewing.has_declared(actor, review):
        raise Conflict(
            _("Say first whether you have an interest in this dossier. The review opens after that.")
        )
    return review


def _survey(actor: Actor, survey_id: int) -> tuple[SiteSurvey, Review]:
    visible = Review.objects.visible_to(actor)
    review = _written(actor, SiteSurvey.objects.get(pk=survey_id, review__in=visible).review_id)
    return review.surveys.get(pk=survey_id), review


def _asked(actor: Actor, test_id: int, expected_version: int) -> tuple[ExtraTest, Dossier]:
    """A test that waits for its producer, locked. Raises: Denied, Stale, Conflict, ExtraTest.DoesNotExist."""
    visible = ExtraTest.objects.visible_to(actor)
    dossier = locked(actor, visible.values_list("review__dossier_id", flat=True).get(pk=test_id))
    test = visible.for_update().select_related("review").get(pk=test_id)
    test.review.dossier = dossier
    require(reviewing.can_answer(actor, dossier))
    reviewing.expect_open(test.review)
    test.expect_version(expected_version)
    return test, dossier


def _answered(test: ExtraTest, state: RequestState, now: datetime) -> None:
    test.state, test.answered_on = state, local_day(now)
    test.version += 1
    test.save(update_fields=["state", "answered_on", "result", "version"])


def _expect(row: ReviewFinding | SiteSurvey, seen: int) -> None:
    if row.version != seen:
        raise Stale(_("Someone changed this record after you opened it. Open it again to see what changed."))


def _take(review: Review, facts: ReportFacts) -> None:
    if facts.conclusion not in {"", *Conclusion.values}:
        raise ValidationError({"conclusion": _("Choose one of the answers listed.")})
    review.number, review.reported_on = clean_text(facts.number), facts.reported_on
    review.conclusion = facts.conclusion
    review.summary = clean_text(facts.summary, lines=True)
    review.to_clear_up = clean_text(facts.to_clear_up, lines=True)
    check_columns(review)


def _note(
    actor: Actor,
    verb: str,
    review: Review,
    before: Mapping[str, object],
    after: Mapping[str, object],
    now: datetime,
) -> None:
    """The entry of an act inside the review, which its producer does not read."""
    regime = review.dossier.regime_id
    record(actor=actor, verb=verb, obj=review, before=before, after=after, regime=regime, now=now)


def _tell(
    actor: Actor,
    verb: str,
    dossier: Dossier,
    before: Mapping[str, object],
    after: Mapping[str, object],
    now: datetime,
    *,
    reason: str = "",
) -> None:
    """The entry of an act that belongs to the dossier's own history."""
    record(
        actor=actor,
        verb=verb,
        obj=dossier,
        before=before,
        after=after,
        reason=reason,
        regime=dossier.regime_id,
        now=now,
    )
