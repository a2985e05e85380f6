"""The review before a council: which rule governs it, who may write it, what a council still waits for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ocop.evaluation import procedure
from ocop.evaluation.models import AdvisoryRole, Review, ReviewFinding, SiteSurvey
from ocop.evaluation.models.advisory import ADVISES, assigned_to
from ocop.evaluation.rules import helps
from ocop.people.roles import ROLES
from ocop.platform import clock
from ocop.platform.decisions import ALLOWED, Conflict, Decision, refuse
from ocop.registry import regimes
from ocop.registry.consents import Need, can_write_for, is_own
from ocop.registry.sets import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django_stubs_ext import StrOrPromise

    from ocop.evaluation.models import CouncilCase, Dossier
    from ocop.law.regime import ReviewRule
    from ocop.platform.actors import Actor

TEAM: Final = "advisory_team"
"""How a regime writes that the team reports, and no office."""


def rule_of(dossier: Dossier, level: str = "") -> ReviewRule | None:
    """How the dossier is reviewed at a level, its present one if none is given; None: nothing is said."""
    return procedure.regime_of(dossier).review(level or dossier.level, dossier.kind)


def review_of(dossier: Dossier) -> Review | None:
    """The review at the dossier's present level."""
    return Review.objects.filter(dossier=dossier, level=dossier.level).select_related("team").first()


def is_open(dossier: Dossier) -> bool:
    """Whether the dossier waits for a council, so that it can be reviewed."""
    return procedure.can_start(dossier, procedure.CONVENE)


def expect_open(review: Review) -> None:
    """Do nothing while a review can be written in. Raises: Conflict once sent, or past its time."""
    if review.is_sent:
        raise Conflict(_("The report has gone to the chair. Nothing in the review can be changed any more."))
    if not is_open(review.dossier):
        raise procedure.wrong_state(review.dossier)


# -- what a council waits for ------------------------------------------------------------------------------


def hindrance(dossier: Dossier) -> StrOrPromise:
    """Why the dossier cannot go before a council yet, with the article; empty when nothing is missing."""
    return hindrances([dossier])[dossier.pk]


def hindrances(dossiers: Sequence[Dossier]) -> dict[int, StrOrPromise]:
    """`hindrance` of many dossiers by their keys, in two queries."""
    sent = set(
        Review.objects.filter(dossier__in=dossiers).exclude(sent_at=None).values_list("dossier", "level")
    )
    seen = set(
        SiteSurvey.objects.filter(review__dossier__in=dossiers).values_list(
            "review__dossier", "review__level"
        )
    )
    found: dict[int, StrOrPromise] = {}
    for one in dossiers:
        key = (one.pk, one.level)
        found[one.pk] = lacking(one, rule_of(one), reported=key in sent, surveyed=key in seen)
    return found


def lacking(dossier: Dossier, rule: ReviewRule | None, *, reported: bool, surveyed: bool) -> StrOrPromise:
    """What the rule asks for that is not there, in words; empty when nothing is, or nothing is asked for."""
    if rule is None:
        return ""
    if dossier.set_no in rule.survey_first and not surveyed:
        return _("Products of this set are seen on site before the council meets (%(article)s).") % {
            "article": say(dossier.regime_id, rule.survey_article or rule.article)
        }
    if rule.required and not reported:
        words = (
            _("The advisory team has not sent its report to the chair yet (%(article)s).")
            if rule.report_by == TEAM
            else _("The office has not sent its report to the chair yet (%(article)s).")
        )
        return words % {"article": say(dossier.regime_id, rule.article)}
    return ""


# -- who may -------------------------------------------------------------------------------------------------


def can_open(actor: Actor, dossier: Dossier) -> Decision:
    """Who puts the dossier before a council also has it reviewed."""
    rule = rule_of(dossier)
    if rule is None:
        return refuse(_("The rules this dossier follows say nothing of a review before the council."))
    role = procedure.step(dossier, procedure.CONVENE).role
    if actor.role != role:
        return refuse(
            _("The review is arranged by: %(role)s.") % {"role": ROLES[role].name if role in ROLES else role}
        )
    return ALLOWED


def can_review(actor: Actor, review: Review) -> Decision:
    """The team reviews what was assigned to it; an office what the regime gives to it."""
    if review.team_id is None:
        rule = rule_of(review.dossier, review.level)
        if rule is not None and actor.role == rule.report_by:
            return ALLOWED
        return refuse(_("This review is written by the office that keeps the councils."))
    if actor.may(ADVISES) and assigned_to(actor.user_id).filter(review=review).exists():
        return ALLOWED
    return refuse(_("This review is written by the members of the team it was assigned to."))


def has_declared(actor: Actor, review: Review) -> bool:
    """Whether the actor said that there is no interest; an office passes on and is asked nothing."""
    if review.team_id is None:
        return True
    return review.declarations.filter(user_id=actor.user_id or 0, has_interest=False).exists()


def parts_of(actor: Actor, review: Review) -> frozenset[str]:
    """The parts of the score table whose findings this actor writes."""
    every = frozenset(
        part.code for part in regimes.product_set(review.dossier.regime_id, review.dossier.set_no).parts
    )
    if review.team_id is None or leads(actor, review):
        return every
    own = frozenset(assigned_to(actor.user_id).filter(review=review).values_list("part", flat=True))
    return every if "" in own else own


def leads(actor: Actor, review: Review) -> bool:
    """Whether the actor answers for the report: head or secretary, or who is there where neither is."""
    if review.team_id is None:
        return bool(can_review(actor, review))
    led = {AdvisoryRole.HEAD, AdvisoryRole.SECRETARY}
    gone = review.declarations.filter(has_interest=True).values("user_id")
    working = review.assignments.exclude(seat__user_id__in=gone)
    mine = set(working.filter(seat__user_id=actor.user_id or 0).values_list("seat__role", flat=True))
    if mine & led:
        return True
    return bool(mine) and not working.filter(seat__role__in=led).exists()


def can_send(actor: Actor, review: Review) -> Decision:
    """Head or secretary of the team send the report; where neither works on the dossier, any member does."""
    may = can_review(actor, review)
    if not may or leads(actor, review):
        return may
    return refuse(_("The report is sent by the head or the secretary of the team."))


def can_answer(actor: Actor, dossier: Dossier) -> Decision:
    """The producer answers what the review asks for; the commune for it where it agreed to that."""
    if is_own(actor) and actor.may("dossier.file"):
        return ALLOWED
    if helps(actor):
        return can_write_for(actor, dossier.product.producer, Need.PAPERS, clock.today())
    return refuse(_("What a review asks for is answered by the producer of the product."))


# -- what the council reads ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the review found for a criterion, for a member's sheet."""

    finding: ReviewFinding
    option: str
    is_far: bool = False


def sent_findings(case: CouncilCase) -> dict[str, ReviewFinding]:
    """The findings of the report that went to the chair of the case's council, by criterion."""
    found = ReviewFinding.objects.filter(
        review__dossier=case.dossier_id, review__level=case.level, review__sent_at__isnull=False
    )
    return {one.criterion: one for one in found}


def is_far(case: CouncilCase, findings: Mapping[str, ReviewFinding], criterion: str, position: int) -> bool:
    """Whether an option lies so far from the proposed one that the rule asks for a reason."""
    dossier = case.dossier
    rule, found = rule_of(dossier, case.level), findings.get(criterion)
    if rule is None or rule.comment_from is None or found is None or found.position is None:
        return False
    leaf = regimes.product_set(dossier.regime_id, dossier.set_no).leaves[criterion]
    steps = sorted({leaf.points_at(option) for option in (0, *leaf.by_position)})
    place = steps.index
    apart = abs(place(leaf.points_at(position)) - place(leaf.points_at(found.position)))
    return apart >= rule.comment_from


def unexplained(case: CouncilCase, answers: Iterable[tuple[str, int, str]]) -> list[str]:
    """The criteria whose option lies far from the proposed one and says nothing of why."""
    findings = sent_findings(case)
    return [
        criterion
        for criterion, position, words in answers
        if not words.strip() and is_far(case, findings, criterion, position)
    ]
