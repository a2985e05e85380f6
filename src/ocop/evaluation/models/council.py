"""Councils, the dossiers put before them, and the sheets their members fill under seal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop.evaluation.models.dossier import Dossier
from ocop.evaluation.models.regulation import Method, Regulation
from ocop.people.reach import reached
from ocop.people.roles import Reach
from ocop.places.models import Unit
from ocop.platform.db import ScopedQuerySet, Versioned

if TYPE_CHECKING:
    from datetime import datetime

    from ocop.law.regime import CouncilRules
    from ocop.platform.actors import Actor


class CouncilQuerySet(ScopedQuerySet["Council"]):
    def visible_to(self, actor: Actor) -> Self:
        """The councils one sits on; those of one's province for its offices; all for the ministry."""
        if actor.reach == Reach.COUNCIL and actor.may("council.read") and actor.user_id is not None:
            return self.filter(
                pk__in=Seat.objects.filter(user_id=actor.user_id, left_on=None).values("council_id")
            )
        return self.filter(reached(actor, "council.read", through="unit"))


class Council(Versioned):
    """A council, formed by a decision for a term; what it works by is its regulation.

    `term_to` is the last day of the term, empty where the decision sets none.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=300)
    decision_number = models.CharField(max_length=60)
    decided_on = models.DateField()
    term_to = models.DateField(null=True)

    objects = CouncilQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def regulation(self) -> Regulation:
        """The regulation as it stands now; a case has its own, see `CouncilCase.regulation`."""
        return self.regulations.prefetch_related("sources", "methods").latest("no")

    @property
    def rules(self) -> CouncilRules:
        """The rules of the present regulation as the law room takes them."""
        return self.regulation.rules

    @property
    def sitting(self) -> models.QuerySet[Seat]:
        """The seats of those who sit on the council now, with their people."""
        return self.seats.filter(left_on=None).select_related("user")

    @property
    def members(self) -> models.QuerySet[Seat]:
        """Of these, without who is there only to stand in for somebody in single cases."""
        return self.sitting.filter(only_stands_in=False)


class SeatRole(models.TextChoices):
    """What someone is in a council."""

    CHAIR = "chair", _("Chair")
    DEPUTY = "deputy", _("Deputy chair")
    MEMBER = "member", _("Member")
    OBSERVER = "observer", _("Invited expert, without a vote")
    SECRETARY = "secretary", _("Secretary")


class Seat(models.Model):
    """A person's place in a council; `scores` says whether a sheet is expected from it.

    `from_on` and `left_on` are the days on which someone joined or left a council that sat already, by the
    decision `decision_number`; `replaces` is the place they took over. `represents` counts the lines of the
    rulebook's composition of such a council, from 1. Who `only_stands_in` was never made a member: they have
    a part in the cases that name them, and none in what concerns the council as a whole.
    """

    scoped_by = "council"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=20, choices=SeatRole)
    scores = models.BooleanField()
    represents = models.PositiveSmallIntegerField(null=True)
    from_on = models.DateField(null=True)
    left_on = models.DateField(null=True)
    decision_number = models.CharField(max_length=60, blank=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    only_stands_in = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council", "user"],
                condition=models.Q(left_on=None),
                name="evaluation_one_seat_per_person",
            ),
            models.UniqueConstraint(
                fields=["council"],
                condition=models.Q(role="chair", left_on=None),
                name="evaluation_one_chair_per_council",
            ),
            models.UniqueConstraint(
                fields=["council"],
                condition=models.Q(role="secretary", left_on=None),
                name="evaluation_one_secretary_per_council",
            ),
        ]


class Purpose(models.TextChoices):
    """What a council judges a dossier for."""

    OFFICIAL = "official", _("Evaluation")
    SPECIALISED = "specialised", _("Evaluation by a specialised council, before the official one")
    APPEAL = "appeal", _("Second look after an appeal")
    RESCORING = "rescoring", _("Scored again, as a sample, by the supervising level")


DECIDING: Final = (Purpose.OFFICIAL, Purpose.APPEAL)
"""The purposes whose result stands for the dossier; the others are kept beside it."""


class CouncilCase(Versioned):
    """A dossier before a council, at the regime's `level`. `round_no` counts scorings: 2 after a rescoring.

    An `official` case goes with the dossier's state; of every other purpose only its own days say how far it
    is. A dossier has one open case of a purpose at a level.
    `method` is how the council decides on it; `opinions_due_on` the last day for written opinions.
    `regulation` is the one it was convened under: a later change of the council's does not touch it.
    `knockouts_decided_at` is set once the council said which grounds of exclusion stand, if only that none
    does.
    """

    scoped_by = "dossier"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="cases")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="cases")
    level = models.CharField(max_length=20)
    purpose = models.CharField(max_length=20, choices=Purpose, default=Purpose.OFFICIAL)
    regulation = models.ForeignKey(Regulation, on_delete=models.PROTECT, related_name="cases")
    method = models.CharField(max_length=20, choices=Method, default=Method.MEETING)
    convened_on = models.DateField()
    opinions_due_on = models.DateField(null=True)
    round_no = models.PositiveSmallIntegerField(default=1)
    revealed_at = models.DateTimeField(null=True)
    knockouts_decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    chair_note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "level", "purpose"],
                condition=models.Q(closed_at=None),
                name="evaluation_one_open_case_per_purpose",
            )
        ]

    @property
    def is_official(self) -> bool:
        """Whether the dossier's state goes with this case."""
        return self.purpose == Purpose.OFFICIAL

    @property
    def is_written(self) -> bool:
        """Whether the council decides by written opinion."""
        return self.method == Method.WRITTEN

    @property
    def discussion(self) -> str:
        """What was noted last about the whole, of whichever round; empty when nothing was."""
        last = self.discussions.filter(criterion="").order_by("-round_no").first()
        return last.words if last else ""

    @property
    def discussed_now(self) -> bool:
        """Whether anything was noted about the sheets of the present round."""
        return self.discussions.filter(round_no=self.round_no).exists()

    def discussed(self, words: str, now: datetime, criterion: str = "") -> None:
        """Note what was said about the sheets of the present round."""
        self.discussions.update_or_create(
            round_no=self.round_no, criterion=criterion, defaults={"words": words, "noted_at": now}
        )


class Declaration(models.Model):
    """What someone of the council said about own interests in a dossier, before it opened to them.

    It holds for every round.

    `found`: the office left the member out when it convened the council, because of what `relations` found.
    """

    scoped_by = "case"

    case = models.ForeignKey(CouncilCase, on_delete=models.PROTECT, related_name="declarations")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="declarations")
    has_interest = models.BooleanField()
    found = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "seat"], name="evaluation_one_declaration_per_seat")
        ]


class StandIn(models.Model):
    """Who took the place of a member that withdrew from one case, and what they are in it: `role`.

    `scores` says whether a sheet is expected from the place, whoever holds it by now.
    """

    scoped_by = "case"

    case = models.ForeignKey(CouncilCase, on_delete=models.PROTECT, related_name="stand_ins")
    withdrawn = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="stands_in")
    role = models.CharField(max_length=20, choices=SeatRole)
    scores = models.BooleanField()
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "withdrawn"], name="evaluation_one_stand_in_per_seat")
        ]


class SheetState(models.TextChoices):
    """A sheet is written by its member until it is sealed, and by nobody after that.

    A void one belongs to a member who declared an interest, one laid aside to a member who takes no part:
    neither counts anywhere.
    """

    DRAFT = "draft", _("Being filled in")
    SEALED = "sealed", _("Sealed")
    VOID = "void", _("Void: the member withdrew")
    ABSENT = "absent", _("Laid aside: the member takes no part")


UNCOUNTED: Final = (SheetState.VOID, SheetState.ABSENT)
"""The sheets that count nowhere."""


def seats_of(actor: Actor) -> models.QuerySet[Seat]:
    """The places this person holds in councils now: who left a council holds none in it.

    Whatever is asked of who sits on a council is asked here, so that all pages know the same members.
    """
    return Seat.objects.filter(user_id=actor.user_id or 0, left_on=None)


def undeclared_cases(actor: Actor) -> models.QuerySet[CouncilCase]:
    """The open cases of councils one sits on of which one has not said whether one has an interest.

    Every place is asked: who scores, a chair without a sheet, the secretary, an observer; until then the
    dossier stays shut to the person, in whichever office. A closed case asks nobody: who comes to a council
    later reads what it did before.
    """
    said = Declaration.objects.filter(case=models.OuterRef("pk"), seat__user_id=actor.user_id or 0)
    councils = seats_of(actor).values("council_id")
    return CouncilCase.objects.filter(~models.Exists(said), council__in=councils, closed_at=None)


def open_sheets(actor: Actor, prefix: str = "") -> models.Q:
    """The secrecy of the ballot: one's own sheet; others' sheets once revealed, within what one may see.

    That is the councils one sits on or keeps; a province does not read the sheets of the ministry's.
    Where the regulation keeps sheets nameless, of the members only chair and secretary open others' sheets.
    Producers and commune officers see the result, never single sheets. A member who withdrew from the case
    because of an interest sees none, not even the own void one; who has still to declare in a case of the
    dossier sees no others'. `prefix` leads from the table to the sheet.
    """
    if not actor.may("sheet.read") or not actor.is_signed_in:
        return models.Q(pk__in=[])
    within = models.Q(
        **{
            f"{prefix}case__dossier__in": Dossier.objects.visible_to(actor),
            f"{prefix}case__council__in": Council.objects.visible_to(actor),
        }
    )
    declared = ~models.Q(**{f"{prefix}case__dossier__in": undeclared_cases(actor).values("dossier_id")})
    revealed = models.Q(**{f"{prefix}revealed_at__isnull": False}) & within & declared
    if actor.reach != Reach.COUNCIL:
        return revealed
    own = models.Q(**{f"{prefix}seat__user_id": actor.user_id}) & ~models.Q(
        **{f"{prefix}state__in": UNCOUNTED}
    )
    keeping = {"user_id": actor.user_id, "role__in": (SeatRole.CHAIR, SeatRole.SECRETARY), "left_on": None}
    standing_in = StandIn.objects.filter(
        seat__user_id=actor.user_id or 0, role__in=(SeatRole.CHAIR, SeatRole.SECRETARY)
    )
    named = (
        models.Q(**{f"{prefix}case__regulation__names_at_reveal": True})
        | models.Q(**{f"{prefix}case__council__in": Seat.objects.filter(**keeping).values("council_id")})
        | models.Q(**{f"{prefix}case__in": standing_in.values("case_id")})
    )
    return own | (revealed & named)


def are_open(actor: Actor, case: CouncilCase) -> bool:
    """Whether a case's sheets are open to this actor now: what `open_sheets` says, without asking each."""
    if case.revealed_at is None or not actor.may("sheet.read") or not actor.is_signed_in:
        return False
    if not Council.objects.visible_to(actor).filter(pk=case.council_id).exists():
        return False
    if undeclared_cases(actor).filter(dossier=case.dossier_id).exists():
        return False
    withdrew = case.declarations.filter(seat__user_id=actor.user_id or 0, has_interest=True)
    return actor.reach != Reach.COUNCIL or not withdrew.exists()


class SheetQuerySet(ScopedQuerySet["Sheet"]):
    def visible_to(self, actor: Actor) -> Self:
        """Before the sheets are revealed only the member's own; see `open_sheets`."""
        return self.filter(open_sheets(actor))

    def standing(self, case: CouncilCase) -> Self:
        """The sheets that count in the present round of a case."""
        return self.filter(case=case, round_no=case.round_no).exclude(state__in=UNCOUNTED)


class Sheet(Versioned):
    """One member's sheet in one round of scoring.

    `digest` is the SHA-256 of what was sealed (`evaluation/receipts.py`); empty before the seal, and on
    sheets sealed before receipts bore one.
    """

    case = models.ForeignKey(CouncilCase, on_delete=models.PROTECT, related_name="sheets")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="sheets")
    round_no = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=SheetState, default=SheetState.DRAFT)
    sealed_at = models.DateTimeField(null=True)
    revealed_at = models.DateTimeField(null=True)
    comment = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)

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
    """The option a member chose for one criterion. 0: none of the options holds.

    `change` names the act that left it so: the member's devices say by it which answer they saw. It is empty
    for an answer that was taken over from the sheet of an earlier round.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="answers")
    criterion = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    comment = models.TextField(blank=True)
    change = models.UUIDField(null=True)
    changed_at = models.DateTimeField(null=True)

    objects = SheetAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="evaluation_one_answer_per_criterion")
        ]


class Tap(models.Model):
    """An answer that a device sent and that was taken, by the number the device gave it: it counts once.

    `tapped_at` is by the clock of the device, which may go wrong; `taken_at` by ours.
    """

    scoped_by = "sheet"

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="taps")
    key = models.UUIDField()
    criterion = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    tapped_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "key"], name="evaluation_a_tap_counts_once")]


class SheetPartQuerySet(ScopedQuerySet["SheetPart"]):
    def visible_to(self, actor: Actor) -> Self:
        """Where the sheet is; see `open_sheets`."""
        return self.filter(open_sheets(actor, "sheet__"))


class SheetPart(models.Model):
    """The points a member gave for a part of the table, where the points of single criteria are not known."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="parts")
    part = models.CharField(max_length=10)
    points = models.DecimalField(max_digits=5, decimal_places=2)

    objects = SheetPartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "part"], name="evaluation_one_number_per_part"),
            models.CheckConstraint(condition=models.Q(points__gte=0), name="evaluation_part_not_negative"),
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
