"""A second look at a council's result: the producer's appeal, its panel, and the notice it counts from.

The law on OCOP has no such way ("not found" in Quyết định 26/2026): its days and what its panel's result is
worth are the council's own rules with their source, or what the office accepts, with its reason.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop.evaluation.models.council import Council, CouncilCase
from ocop.evaluation.models.dossier import Dossier
from ocop.platform.db import Versioned
from ocop.platform.files import StoredFile


class AppealRules(Versioned):
    """What a council's regulation says of appeals and of what is published, with its source (`citation`).

    `appeal_days` run from the written notice of the result, `answer_days` from the filing, as working or
    calendar days; empty means no such rule. `panel_decides`: the panel's result stands, otherwise it advises.
    `shows_total`: the public list shows the total beside its band.
    """

    scoped_by = "council"

    council = models.OneToOneField(Council, on_delete=models.PROTECT, related_name="appeal_rules")
    appeal_days = models.PositiveSmallIntegerField(null=True)
    answer_days = models.PositiveSmallIntegerField(null=True)
    in_working_days = models.BooleanField(default=False)
    panel_decides = models.BooleanField(default=False)
    shows_total = models.BooleanField(default=False)
    citation = models.CharField(max_length=300)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )


class ResultNotice(models.Model):
    """The written notice of a result to commune and producer (Điều 7.3.g, 26/2026), as it was sent."""

    scoped_by = "case"

    case = models.OneToOneField(CouncilCase, on_delete=models.PROTECT, related_name="result_notice")
    number = models.CharField(max_length=60)
    sent_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )


class AppealState(models.TextChoices):
    """How far an appeal is. Whether its panel has closed its case is read from the case."""

    FILED = "filed", _("Filed, waits for the office")
    REFUSED = "refused", _("Not admitted")
    ADMITTED = "admitted", _("Admitted, waits for a panel")
    CONVENED = "convened", _("Before a panel")
    ANSWERED = "answered", _("Answered")
    WITHDRAWN = "withdrawn", _("Withdrawn by the producer")


OPEN: Final = (AppealState.FILED, AppealState.ADMITTED, AppealState.CONVENED)


class Scope(models.TextChoices):
    """With what the panel's sheets begin; every criterion is scored all the same."""

    NAMED = "named", _("The criteria named; the others begin with what the first council settled")
    WHOLE = "whole", _("The whole dossier, on empty sheets")


class Appeal(Versioned):
    """A producer's appeal against the result of one `case`. While it is open the dossier moves nowhere.

    `answer_due_on` is the last day for the answer, empty where nothing sets one. `admitted_reason` says why
    it was admitted or not, and where the council has no rules also why the panel's result stands or advises
    (`panel_decides`). `before_stars` is what the result that stood was worth, of a dossier handed back the
    stars it was handed back with. `for_new_decision`: the product is recognised already and the result that
    stands now is worth other stars, so a new decision is needed.
    """

    scoped_by = "dossier"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="appeals")
    case = models.ForeignKey(CouncilCase, on_delete=models.PROTECT, related_name="appeals")
    panel = models.OneToOneField(CouncilCase, on_delete=models.PROTECT, null=True, related_name="appeal")
    state = models.CharField(max_length=10, choices=AppealState, default=AppealState.FILED)
    number = models.CharField(max_length=80)
    reasons = models.TextField()
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answer_due_on = models.DateField(null=True)
    admitted_at = models.DateTimeField(null=True)
    admitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    admitted_reason = models.TextField(blank=True)
    panel_decides = models.BooleanField(default=False)
    scope = models.CharField(max_length=10, choices=Scope, blank=True)
    scope_reason = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    before_stars = models.PositiveSmallIntegerField()
    for_new_decision = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=models.Q(state__in=["filed", "admitted", "convened"]),
                name="evaluation_one_open_appeal",
            ),
            models.UniqueConstraint(fields=["number"], name="evaluation_one_appeal_per_number"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether it still waits for its answer."""
        return self.state in OPEN

    @property
    def is_heard(self) -> bool:
        """Whether its panel has closed its case."""
        return self.panel is not None and self.panel.closed_at is not None


class AppealPoint(models.Model):
    """A criterion the producer appeals, and why."""

    scoped_by = "appeal"

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="points")
    criterion = models.CharField(max_length=20)
    reason = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appeal", "criterion"], name="evaluation_one_point_per_criterion")
        ]


class AppealPaper(StoredFile):
    """A file that goes with an appeal."""

    scoped_by = "appeal"

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="papers")
    added_at = models.DateTimeField()
