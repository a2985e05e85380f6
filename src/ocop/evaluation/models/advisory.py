"""The review before a council: the advisory team, what it finds, sees and asks for, and its report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ocop.evaluation.models.council import DECIDING, CouncilCase, undeclared_cases
from ocop.evaluation.models.dossier import Dossier
from ocop.people.reach import reached
from ocop.people.roles import Reach
from ocop.places.models import Unit
from ocop.platform import clock
from ocop.platform.db import ScopedQuerySet, Versioned
from ocop.platform.files import StoredFile

if TYPE_CHECKING:
    from datetime import date

    from ocop.platform.actors import Actor

ADVISES: Final = "council.advise"
"""The right of who sits on an advisory team."""


class AdvisoryTeamQuerySet(ScopedQuerySet["AdvisoryTeam"]):
    def visible_to(self, actor: Actor) -> Self:
        """The teams one sits or sat on; those of the territory for the offices that read councils."""
        if actor.may(ADVISES):
            seated = AdvisorySeat.objects.filter(user_id=actor.user_id or 0)
            return self.filter(pk__in=seated.values("team_id"))
        return self.filter(reached(actor, "council.read", through="unit"))


class AdvisoryTeam(Versioned):
    """An advisory team (tổ tư vấn) of a unit for one level of the regime, formed and ended by decision."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=20)
    name = models.CharField(max_length=300)
    decision_number = models.CharField(max_length=60)
    decided_on = models.DateField()
    ended_on = models.DateField(null=True)

    objects = AdvisoryTeamQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "decision_number", "decided_on", "name"],
                name="evaluation_one_team_per_decision",
            )
        ]

    def __str__(self) -> str:
        return self.name


class AdvisoryRole(models.TextChoices):
    """What someone is in an advisory team."""

    HEAD = "head", _("Head of the team")
    SECRETARY = "secretary", _("Secretary")
    MEMBER = "member", _("Member")


class AdvisorySeat(models.Model):
    """A person's place in a team from a day to a day, both inclusive."""

    scoped_by = "team"

    team = models.ForeignKey(AdvisoryTeam, on_delete=models.PROTECT, related_name="seats")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="advisory_seats"
    )
    role = models.CharField(max_length=20, choices=AdvisoryRole)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "user"],
                condition=models.Q(to_on=None),
                name="evaluation_one_open_advisory_seat",
            ),
            models.UniqueConstraint(
                fields=["team"],
                condition=models.Q(to_on=None, role="head"),
                name="evaluation_one_head_per_team",
            ),
            models.UniqueConstraint(
                fields=["team"],
                condition=models.Q(to_on=None, role="secretary"),
                name="evaluation_one_secretary_per_team",
            ),
            models.CheckConstraint(
                condition=models.Q(to_on=None) | models.Q(to_on__gte=models.F("from_on")),
                name="evaluation_advisory_seat_ends_after_it_begins",
            ),
        ]

    def holds_on(self, day: date) -> bool:
        """Whether the place is held on that day."""
        return self.from_on <= day and (self.to_on is None or self.to_on >= day)


class Conclusion(models.TextChoices):
    """What a report says of a dossier."""

    READY = "ready", _("Ready for the council")
    NOT_READY = "not_ready", _("Not ready: points to clear up first")


def assigned_to(user_id: int | None) -> models.QuerySet[ReviewAssignment]:
    """The work on reviews that a person has today and did not give back because of an interest."""
    held = models.Q(seat__to_on=None) | models.Q(seat__to_on__gte=clock.today())
    own = ReviewAssignment.objects.filter(held, seat__user_id=user_id or 0)
    gone = ReviewDeclaration.objects.filter(user_id=user_id or 0, has_interest=True)
    return own.exclude(review__in=gone.values("review_id"))


def _cases(**which: object) -> models.QuerySet[CouncilCase]:
    """The cases of the dossier at the level of a review, for a subquery."""
    same = {"dossier": models.OuterRef("dossier"), "level": models.OuterRef("level")}
    return CouncilCase.objects.filter(purpose__in=DECIDING, **same, **which)


class ReviewQuerySet(ScopedQuerySet["Review"]):
    def visible_to(self, actor: Actor) -> Self:
        """The team: the dossiers assigned. The offices of the territory: all of it.

        The council that has the dossier: once the report is sent, and one declared no interest. Its producer:
        nothing before the result.
        """
        if actor.role == "system":
            return self.filter()
        if actor.may(ADVISES):
            return self.filter(pk__in=assigned_to(actor.user_id).values("review_id"))
        seen = self.filter(dossier__in=Dossier.objects.visible_to(actor)).exclude(
            dossier__in=undeclared_cases(actor).values("dossier_id")
        )
        if actor.reach == Reach.OWN and actor.may("dossier.read"):
            return seen.exclude(sent_at=None).filter(models.Exists(_cases(result__isnull=False)))
        if not actor.may("council.read"):
            return seen.none()
        if actor.reach == Reach.COUNCIL:
            own = _cases(council__seats__user_id=actor.user_id or 0)
            return seen.exclude(sent_at=None).filter(models.Exists(own))
        return seen.filter(models.Q(team=None) | models.Q(team__in=AdvisoryTeam.objects.visible_to(actor)))


class Review(Versioned):
    """The review of one dossier at one level, which ends with the report to the chair of the council.

    `team` is empty where the regime lets an office write the report. Once `sent_at` is set nothing in it
    changes. `wanted_by` is the day by which the office asked for it, not a limit of the law.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="reviews")
    level = models.CharField(max_length=20)
    team = models.ForeignKey(AdvisoryTeam, on_delete=models.PROTECT, null=True, related_name="reviews")
    opened_on = models.DateField()
    wanted_by = models.DateField(null=True)
    number = models.CharField(max_length=60, blank=True)
    reported_on = models.DateField(null=True)
    conclusion = models.CharField(max_length=20, choices=Conclusion, blank=True)
    summary = models.TextField(blank=True)
    to_clear_up = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "level"], name="evaluation_one_review_per_level"),
            models.CheckConstraint(
                condition=models.Q(sent_at=None) | (~models.Q(number="") & ~models.Q(conclusion="")),
                name="evaluation_a_sent_report_concludes",
            ),
        ]
        indexes = [models.Index(fields=["sent_at", "wanted_by"], name="evaluation_review_queue")]

    def __str__(self) -> str:
        return self.number or str(self.dossier)

    def get_absolute_url(self) -> str:
        """The page of the review."""
        return reverse("evaluation:review", args=[self.pk])

    @property
    def is_sent(self) -> bool:
        """Whether the report has gone to the chair."""
        return self.sent_at is not None


class ReviewAssignment(models.Model):
    """A seat of the team works on a dossier: on one part of the score table, on all where it is empty."""

    scoped_by = "review"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="assignments")
    seat = models.ForeignKey(AdvisorySeat, on_delete=models.PROTECT, related_name="assignments")
    part = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "seat", "part"], name="evaluation_one_assignment_per_part"
            )
        ]


class ReviewDeclaration(models.Model):
    """What someone said about own interests in a dossier before reviewing it."""

    scoped_by = "review"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="declarations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    has_interest = models.BooleanField()
    note = models.TextField(blank=True)
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "user"], name="evaluation_one_declaration_per_reviewer")
        ]


class ReviewFinding(Versioned):
    """What the papers show for one criterion and what is missing.

    `position` is the option the team would hold reached: proposed, never a mark, part of no average; empty
    where it proposes none. 0: none of the options holds.
    """

    scoped_by = "review"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="findings")
    criterion = models.CharField(max_length=20)
    shown = models.TextField(blank=True)
    missing = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(null=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "criterion"], name="evaluation_one_finding_per_criterion"
            )
        ]


class SiteSurvey(Versioned):
    """The record of a look at the place where a product is made (biên bản kiểm tra thực tế).

    `people` and `signers` hold one person a line. The position is written down or taken from a device by
    consent of who holds it, in degrees; both numbers or none.
    """

    scoped_by = "review"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="surveys")
    visited_on = models.DateField()
    place = models.CharField(max_length=300)
    people = models.TextField()
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    conclusion = models.TextField(blank=True)
    signers = models.TextField(blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                name="evaluation_a_position_has_two_numbers",
            )
        ]


class SurveyAnswer(models.Model):
    """One line of the checklist: an item of the regime, or a place of the producer; `holds` None: not seen.

    `label` keeps the words as they were asked; `criteria` names those it bears on, for the reader.
    """

    scoped_by = "survey"

    survey = models.ForeignKey(SiteSurvey, on_delete=models.CASCADE, related_name="answers")
    code = models.CharField(max_length=40)
    label = models.CharField(max_length=300)
    criteria = models.CharField(max_length=300, blank=True)
    holds = models.BooleanField(null=True)
    remark = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "code"], name="evaluation_one_answer_per_survey_item")
        ]


class SurveyPhoto(StoredFile):
    """A photo taken on site."""

    scoped_by = "survey"

    survey = models.ForeignKey(SiteSurvey, on_delete=models.PROTECT, related_name="photos")
    caption = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField()


class RequestState(models.TextChoices):
    """Where a test that was asked for stands."""

    ASKED = "asked", pgettext_lazy("state of a request", "Asked for")
    ANSWERED = "answered", _("Answered with a paper")
    REFUSED = "refused", pgettext_lazy("state of a request", "Refused")
    DROPPED = "dropped", _("No longer asked for")


class ExtraTestQuerySet(ScopedQuerySet["ExtraTest"]):
    def visible_to(self, actor: Actor) -> Self:
        """Whoever may see the dossier: its producer has to answer, and the papers are evidence for all."""
        return self.filter(review__dossier__in=Dossier.objects.visible_to(actor))


class ExtraTest(Versioned):
    """A test or paper that the review asks for beyond the dossier as filed: why, of whom, by when.

    `standard` is what the figure is to be held against; `result` what came out, in words or figures.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="tests")
    criterion = models.CharField(max_length=20, blank=True)
    indicator = models.CharField(max_length=300)
    standard = models.CharField(max_length=200, blank=True)
    reason = models.TextField()
    asked_of = models.CharField(max_length=200)
    asked_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.ASKED)
    result = models.TextField(blank=True)
    answered_on = models.DateField(null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = ExtraTestQuerySet.as_manager()


class AddedPaper(StoredFile):
    """A paper handed in on request after the dossier was filed; it stands beside the filed version, apart."""

    scoped_by = "test"

    test = models.ForeignKey(ExtraTest, on_delete=models.PROTECT, related_name="papers")
    title = models.CharField(max_length=300)
    number = models.CharField(max_length=100, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    issued_on = models.DateField(null=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
