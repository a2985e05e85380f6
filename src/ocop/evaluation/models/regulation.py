"""The council's regulation (quy chế): what the law leaves to the council, each line with its source."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop.law.regime import CouncilRules


class AfterSpread(models.TextChoices):
    """What follows when the totals of two sheets lie too far apart."""

    DISCUSS = "discuss", _("The council discusses; what it discussed is recorded before closing")
    RESCORE = "rescore", _("The members score again, and what was discussed is recorded")
    FLAG = "flag", _("It is shown, and nothing follows")


class Rescored(models.TextChoices):
    """What the members score again."""

    ALL = "all", _("Every criterion")
    CHOSEN = "chosen", _("Only the criteria the council names")


class Method(models.TextChoices):
    """How the council decides on a dossier."""

    MEETING = "meeting", _("At a meeting")
    WRITTEN = "written_opinion", _("By written opinion")


class Rule(models.TextChoices):
    """The lines of a regulation, each of which has its source."""

    AGGREGATE = "aggregate", _("How sheets become one total")
    ROUNDING = "rounding", _("Decimals the average is rounded to")
    FLOOR_TEST = "floor_test", _("When a minimum for a star holds")
    QUORUM = "quorum", _("How many must take part")
    SPREAD = "spread", _("Sheets that lie too far apart")
    SCORES = "scores", _("Who fills in a sheet")
    CASTING = "casting", _("The chair's casting vote")
    METHOD = "method", _("Meeting or written opinion")
    NAMES = "names", _("Where members stand by name")
    CLAIMS = "claims", _("What the producer claims")
    PAPERS = "papers", _("When members get the papers")


WHOLE: Final = Decimal(100)


class Regulation(models.Model):
    """A council's regulation as it stood from `set_at` on. A case keeps the one it was convened under.

    A row never changes: a change is a new row with the next `no`. `max_spread` is in points, `quorum` in
    sheets, `quorum_percent` in hundredths of the members that may judge, `rounding` in decimals,
    `hides_claims`: a member reads what the producer claims for a criterion after the own choice only.
    `papers_days` in working days before the meeting; empty means no such rule.
    """

    scoped_by = "council"

    council = models.ForeignKey("evaluation.Council", on_delete=models.PROTECT, related_name="regulations")
    no = models.PositiveSmallIntegerField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    aggregate = models.CharField(max_length=20)
    floor_test = models.CharField(max_length=20)
    max_spread = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    quorum = models.PositiveSmallIntegerField(null=True)
    rounding = models.PositiveSmallIntegerField(null=True)
    quorum_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    chair_present = models.BooleanField(default=False)
    after_spread = models.CharField(max_length=20, choices=AfterSpread, default=AfterSpread.DISCUSS)
    rescored = models.CharField(max_length=20, choices=Rescored, default=Rescored.ALL)
    chair_scores = models.BooleanField(default=True)
    secretary_scores = models.BooleanField(default=False)
    members_score = models.BooleanField(default=True)
    casting_vote = models.BooleanField(default=False)
    names_at_reveal = models.BooleanField(default=True)
    names_in_minutes = models.BooleanField(default=True)
    names_on_projector = models.BooleanField(default=False)
    hides_claims = models.BooleanField(default=True)
    papers_days = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "no"], name="evaluation_regulations_in_order")
        ]

    @property
    def rules(self) -> CouncilRules:
        """The rules as the law room takes them."""
        return CouncilRules(
            aggregate=self.aggregate,  # type: ignore[arg-type] # checked when it is set
            floor_test=self.floor_test,  # type: ignore[arg-type] # as above
            max_spread=self.max_spread,
            quorum=self.quorum,
            rounding=self.rounding,
        )

    def needed(self, eligible: int) -> int:
        """The fewest sheets the council may decide with, where `eligible` members may judge."""
        share = (self.quorum_percent or Decimal(0)) * eligible / WHOLE
        return max(self.quorum or 1, int(share.to_integral_value(ROUND_CEILING)), 1)


class RuleSource(models.Model):
    """Where a line of a regulation is written. Lines without a source are defaults of the rulebook."""

    scoped_by = "regulation"

    regulation = models.ForeignKey(Regulation, on_delete=models.PROTECT, related_name="sources")
    rule = models.CharField(max_length=20, choices=Rule)
    citation = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["regulation", "rule"], name="evaluation_one_source_per_rule")
        ]


class KindMethod(models.Model):
    """How the council decides on a kind of dossier, where its regulation says otherwise than the rulebook."""

    scoped_by = "regulation"

    regulation = models.ForeignKey(Regulation, on_delete=models.PROTECT, related_name="methods")
    kind = models.CharField(max_length=40)
    method = models.CharField(max_length=20, choices=Method)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["regulation", "kind"], name="evaluation_one_method_per_kind")
        ]


class Absence(models.Model):
    """A member who takes no part in a case without having an interest in it: no sheet is expected."""

    scoped_by = "case"

    case = models.ForeignKey("evaluation.CouncilCase", on_delete=models.PROTECT, related_name="absences")
    seat = models.ForeignKey("evaluation.Seat", on_delete=models.PROTECT, related_name="absences")
    reason = models.CharField(max_length=300, blank=True)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "seat"], name="evaluation_one_absence_per_seat")
        ]


class Discussion(models.Model):
    """What the council discussed about the sheets of one round: on one criterion, or ("") on the whole."""

    scoped_by = "case"

    case = models.ForeignKey("evaluation.CouncilCase", on_delete=models.PROTECT, related_name="discussions")
    round_no = models.PositiveSmallIntegerField()
    criterion = models.CharField(max_length=20, blank=True)
    words = models.TextField()
    noted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "round_no", "criterion"], name="evaluation_one_discussion_per_criterion"
            )
        ]


class OpenedCriterion(models.Model):
    """A criterion that may be answered anew in a round, where only those chosen are scored again."""

    scoped_by = "case"

    case = models.ForeignKey(
        "evaluation.CouncilCase", on_delete=models.PROTECT, related_name="opened_criteria"
    )
    round_no = models.PositiveSmallIntegerField()
    criterion = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "round_no", "criterion"], name="evaluation_a_criterion_opened_once"
            )
        ]


class Vote(models.Model):
    """A vote of the council in one round: that an option holds for a criterion, or that a ground stands.

    `subject` is the criterion or the code of the ground; `position` the option voted on, empty for a ground.
    `chair_decided`: the votes were split evenly, and the chair's casting vote carried or lost the motion.
    """

    scoped_by = "case"

    case = models.ForeignKey("evaluation.CouncilCase", on_delete=models.PROTECT, related_name="votes")
    round_no = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(null=True)
    in_favour = models.PositiveSmallIntegerField()
    against = models.PositiveSmallIntegerField()
    chair_decided = models.BooleanField(default=False)
    carried = models.BooleanField()
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "round_no", "subject"], name="evaluation_one_vote_per_subject"
            )
        ]
