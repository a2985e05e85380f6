"""Councils, the dossiers put before them, and the sheets their members fill under seal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop.evaluation.models.dossier import Dossier
from ocop.law.regime import CouncilRules
from ocop.people.roles import (
    COMMUNE_OFFICER,
    COUNCIL_MEMBER,
    INSPECTOR,
    PRODUCER,
    PROVINCE_LEADER,
    PROVINCE_OFFICER,
)
from ocop.places.models import Unit
from ocop.platform.db import ScopedQuerySet, Versioned
from ocop.registry.models import COUNTRY_READERS

if TYPE_CHECKING:
    from ocop.platform.actors import Actor

COUNCIL_READERS = frozenset({PROVINCE_OFFICER, PROVINCE_LEADER, INSPECTOR})
NEVER_SEE_SHEETS = frozenset({PRODUCER, COMMUNE_OFFICER})


class CouncilQuerySet(ScopedQuerySet["Council"]):
    def visible_to(self, actor: Actor) -> Self:
        """The councils one sits on; those of one's province for its offices; all for the ministry."""
        if actor.role in COUNTRY_READERS:
            return self.filter()
        if actor.role in COUNCIL_READERS and actor.unit_path:
            return self.filter(unit__path__startswith=actor.unit_path)
        if actor.role == COUNCIL_MEMBER and actor.user_id is not None:
            return self.filter(pk__in=Seat.objects.filter(user_id=actor.user_id).values("council_id"))
        return self.none()


class Council(Versioned):
    """A council with the rules it works by; they begin as the regime's defaults for its level.

    `max_spread` is in points, `quorum` in sheets, `rounding` in decimals; empty means no such rule.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=300)
    decision_number = models.CharField(max_length=60)
    decided_on = models.DateField()
    aggregate = models.CharField(max_length=20)
    floor_test = models.CharField(max_length=20)
    max_spread = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    quorum = models.PositiveSmallIntegerField(null=True)
    rounding = models.PositiveSmallIntegerField(null=True)

    objects = CouncilQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def rules(self) -> CouncilRules:
        """The rules as the law room takes them."""
        return CouncilRules(
            aggregate=self.aggregate,  # type: ignore[arg-type] # checked when the council is created
            floor_test=self.floor_test,  # type: ignore[arg-type] # as above
            max_spread=self.max_spread,
            quorum=self.quorum,
            rounding=self.rounding,
        )


class SeatRole(models.TextChoices):
    """What someone is in a council."""

    CHAIR = "chair", _("Chair")
    SECRETARY = "secretary", _("Secretary")
    MEMBER = "member", _("Member")


class Seat(models.Model):
    """A person's place in a council; `scores` says whether a sheet is expected from it."""

    scoped_by = "council"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=20, choices=SeatRole)
    scores = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "user"], name="evaluation_one_seat_per_person"),
            models.UniqueConstraint(
                fields=["council"], condition=models.Q(role="chair"), name="evaluation_one_chair_per_council"
            ),
            models.UniqueConstraint(
                fields=["council"],
                condition=models.Q(role="secretary"),
                name="evaluation_one_secretary_per_council",
            ),
        ]


class CouncilCase(Versioned):
    """A dossier before a council. `round_no` counts scorings: 2 after the first rescoring.

    `discussions` is what the council noted about sheets that lie too far apart, by the round they were of.
    `knockouts_decided_at` is set once the council said which grounds of exclusion stand, if only that none
    does.
    """

    scoped_by = "dossier"

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="case")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="cases")
    convened_on = models.DateField()
    round_no = models.PositiveSmallIntegerField(default=1)
    revealed_at = models.DateTimeField(null=True)
    knockouts_decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    discussions: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    chair_note = models.TextField(blank=True)

    @property
    def discussion(self) -> str:
        """What was noted last, of whichever round; empty when nothing was."""
        return self.discussions[max(self.discussions, key=int)] if self.discussions else ""

    @property
    def discussed_now(self) -> str:
        """What was noted about the sheets of the present round."""
        return self.discussions.get(str(self.round_no), "")

    def discussed(self, words: str) -> None:
        """Note what was said about the sheets of the present round."""
        self.discussions = {**self.discussions, str(self.round_no): words}


class Declaration(models.Model):
    """What a member said about own interests in a dossier, before its sheet opened; holds for every round."""

    scoped_by = "case"

    case = models.ForeignKey(CouncilCase, on_delete=models.PROTECT, related_name="declarations")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="declarations")
    has_interest = models.BooleanField()
    note = models.TextField(blank=True)
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "seat"], name="evaluation_one_declaration_per_seat")
        ]


class StandIn(models.Model):
    """Who took the place of a member that withdrew from one case, and what they are in it: `role`."""

    scoped_by = "case"

    case = models.ForeignKey(CouncilCase, on_delete=models.PROTECT, related_name="stand_ins")
    withdrawn = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="stands_in")
    role = models.CharField(max_length=20, choices=SeatRole)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "withdrawn"], name="evaluation_one_stand_in_per_seat")
        ]


class SheetState(models.TextChoices):
    """A sheet is written by its member until it is sealed, and by nobody after that.

    A void one belongs to a member who declared an interest: it counts nowhere.
    """

    DRAFT = "draft", _("Being filled in")
    SEALED = "sealed", _("Sealed")
    VOID = "void", _("Void: the member withdrew")


def open_sheets(actor: Actor, prefix: str = "") -> models.Q:
    """The secrecy of the ballot: one's own sheet; others' sheets once revealed, within what one may see.

    Producers and commune officers see the result, never single sheets; nor does a member who withdrew from
    the case because of an interest see others' sheets. `prefix` leads from the table to the sheet.
    """
    if actor.role in NEVER_SEE_SHEETS or not actor.is_signed_in:
        return models.Q(pk__in=[])
    within = models.Q(**{f"{prefix}case__dossier__in": Dossier.objects.visible_to(actor)})
    revealed = models.Q(**{f"{prefix}revealed_at__isnull": False}) & within
    if actor.role != COUNCIL_MEMBER:
        return revealed
    withdrew = Declaration.objects.filter(seat__user_id=actor.user_id or 0, has_interest=True)
    revealed &= ~models.Q(**{f"{prefix}case__in": withdrew.values("case")})
    return models.Q(**{f"{prefix}seat__user_id": actor.user_id}) | revealed


def are_open(actor: Actor, case: CouncilCase) -> bool:
    """Whether a case's sheets are open to this actor now: what `open_sheets` says, without asking each."""
    if case.revealed_at is None or actor.role in NEVER_SEE_SHEETS or not actor.is_signed_in:
        return False
    withdrew = case.declarations.filter(seat__user_id=actor.user_id or 0, has_interest=True)
    return actor.role != COUNCIL_MEMBER or not withdrew.exists()


class SheetQuerySet(ScopedQuerySet["Sheet"]):
    def visible_to(self, actor: Actor) -> Self:
        """Before the sheets are revealed only the member's own; see `open_sheets`."""
        return self.filter(open_sheets(actor))

    def standing(self, case: CouncilCase) -> Self:
        """The sheets that count in the present round of a case."""
        return self.filter(case=case, round_no=case.round_no).exclude(state=SheetState.VOID)


class Sheet(Versioned):
    """One member's sheet in one round of scoring."""

    case = models.ForeignKey(CouncilCase, on_delete=models.PROTECT, related_name="sheets")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="sheets")
    round_no = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=SheetState, default=SheetState.DRAFT)
    sealed_at = models.DateTimeField(null=True)
    revealed_at = models.DateTimeField(null=True)
    comment = models.TextField(blank=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "seat", "round_no"], name="evaluation_one_sheet_per_seat"
            ),
            models.CheckConstraint(
                condition=models.Q(revealed_at=None) | models.Q(state="sealed"),
                name="evaluation_sealed_then_revealed",
            ),
        ]


class SheetAnswerQuerySet(ScopedQuerySet["SheetAnswer"]):
    def visible_to(self, actor: Actor) -> Self:
        """Where the sheet is; see `open_sheets`."""
        return self.filter(open_sheets(actor, "sheet__"))


class SheetAnswer(models.Model):
    """The option a member chose for one criterion. 0: none of the options holds."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="answers")
    criterion = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    comment = models.TextField(blank=True)

    objects = SheetAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="evaluation_one_answer_per_criterion")
        ]


class AgreedOption(models.Model):
    """The option the council agreed on for a criterion with star floors."""

    scoped_by = "case"

    case = models.ForeignKey(CouncilCase, on_delete=models.PROTECT, related_name="agreed_options")
    criterion = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "criterion"], name="evaluation_one_agreed_option_per_criterion"
            )
        ]


class FoundKnockout(models.Model):
    """A ground of exclusion that the council found to stand; `code` is one of the product set's."""

    scoped_by = "case"

    case = models.ForeignKey(CouncilCase, on_delete=models.PROTECT, related_name="knockouts")
    code = models.CharField(max_length=60)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "code"], name="evaluation_one_knockout_per_code")
        ]


class Result(models.Model):
    """What the law's arithmetic made of the sheets when the council closed the case.

    `total_exact` is the average as a fraction ("239/3"), `total_2` the same with two decimals. `question` and
    `answer` are the input and the output of `ocop score`, as canonical JSON, so that anyone can replay them;
    `digest` is the SHA-256 of both, a newline between. Members appear as "seat-N".
    """

    scoped_by = "case"

    case = models.OneToOneField(CouncilCase, on_delete=models.PROTECT, related_name="result")
    total_exact = models.CharField(max_length=60)
    total_2 = models.DecimalField(max_digits=6, decimal_places=2)
    stars = models.PositiveSmallIntegerField()
    stars_by_points = models.PositiveSmallIntegerField()
    question = models.TextField()
    answer = models.TextField()
    digest = models.CharField(max_length=64)
    computed_at = models.DateTimeField()
