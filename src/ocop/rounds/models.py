"""Rounds of evaluation, the sessions of a council in them, and who comes to which slot of the day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ocop.evaluation.models import Council, CouncilCase, Dossier, Purpose, Seat
from ocop.people.reach import nothing, reached
from ocop.people.roles import Reach
from ocop.places.models import Unit
from ocop.platform.db import ScopedQuerySet, Versioned

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


class RoundQuerySet(ScopedQuerySet["Round"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of one's territory, for who reads its councils. The calendar has every round: `published`."""
        return self.filter(reached(actor, "council.read", through="unit"))

    def published(self) -> Self:
        """All: the calendar of the rounds is public, without the dossiers in them."""
        return self.filter()


class Round(Versioned):
    """A round (đợt) of one unit's council: `no` of `year` at the regime's `level`.

    `proposals_before` and `results_before` are as printed: the day itself is late. A round beyond those of
    the regime names the regulation of the council that allows it (`citation`) and the evaluation plan
    (`plan`); both are empty for the regime's own.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=20)
    regime_id = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    no = models.PositiveSmallIntegerField()
    since = models.DateField()
    proposals_before = models.DateField()
    results_before = models.DateField()
    article = models.CharField(max_length=200, blank=True)
    citation = models.CharField(max_length=300, blank=True)
    plan = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "level", "year", "no"], name="rounds_one_round_per_number"
            ),
            models.CheckConstraint(
                condition=models.Q(proposals_before__lt=models.F("results_before"))
                & models.Q(since__lt=models.F("proposals_before")),
                name="rounds_proposals_then_results",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Round %(no)d of %(year)d") % {"no": self.no, "year": self.year})

    @property
    def is_extra(self) -> bool:
        """Whether it stands in the council's regulation and a plan only, not in the regime."""
        return bool(self.citation)

    @property
    def last_day(self) -> date:
        """The last day on which a proposal is in time."""
        return self.proposals_before - timedelta(days=1)


class Move(models.Model):
    """A dossier taken into another round than its day says, and why; the latest of a dossier holds."""

    scoped_by = "dossier"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="round_moves")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="moves")
    reason = models.TextField()
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )


class DayRules(Versioned):
    """How a council holds its days, as its regulation has it: `citation` says where.

    `minutes` are of one product. `specialised_first`: nothing comes to the official council before the
    specialised one has closed it. `explain_difference`: stars that differ from the specialised council's are
    explained before the case is closed. When members get the papers is a line of the council's regulation.
    """

    scoped_by = "council"

    council = models.OneToOneField(Council, on_delete=models.PROTECT, related_name="day_rules")
    minutes = models.PositiveSmallIntegerField()
    specialised_first = models.BooleanField(default=False)
    explain_difference = models.BooleanField(default=False)
    citation = models.CharField(max_length=300)


class Mode(models.TextChoices):
    """Where the council meets. The rules are the same in each."""

    PLACE = "place", pgettext_lazy("way to meet", "In one place")
    REMOTE = "remote", pgettext_lazy("way to meet", "Remotely")
    BOTH = "both", pgettext_lazy("way to meet", "In one place, some remotely")


class SessionQuerySet(ScopedQuerySet["Session"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of the councils one may see; a producer sees its own slot only, not the day."""
        return self.filter(council__in=Council.objects.visible_to(actor))


class Session(Versioned):
    """A day of a council (phiên): when, where, and for what it judges its agenda.

    `convened_at` is when every dossier of the agenda was put before the council, which is also when the
    members got the papers; `late_reason` says why that was later than the rules allow. `invited_at` is when
    the producers were told their slots. `unfinished` says what becomes of dossiers left open at the end.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="sessions")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="sessions")
    purpose = models.CharField(max_length=20, choices=Purpose, default=Purpose.OFFICIAL)
    starts_at = models.DateTimeField()
    mode = models.CharField(max_length=10, choices=Mode)
    place = models.CharField(max_length=300, blank=True)
    link = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    convened_at = models.DateTimeField(null=True)
    late_reason = models.TextField(blank=True)
    invited_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    unfinished = models.TextField(blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(convened_at__isnull=False),
                name="rounds_convened_then_ended",
            )
        ]
        indexes = [models.Index(fields=["council", "starts_at"], name="rounds_session_of_council")]


class Answer(models.TextChoices):
    """What a producer said to its invitation."""

    COMING = "coming", pgettext_lazy("answer to an invitation", "Coming")
    REMOTE = "remote", pgettext_lazy("answer to an invitation", "Taking part remotely")
    NOT_COMING = "not_coming", pgettext_lazy("answer to an invitation", "Not coming")


class Presence(models.TextChoices):
    """Whether somebody took part in the day."""

    PRESENT = "present", pgettext_lazy("presence", "Present")
    REMOTE = "remote", pgettext_lazy("presence", "Present remotely")
    ABSENT = "absent", pgettext_lazy("presence", "Absent")


class SlotQuerySet(ScopedQuerySet["Slot"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of the dossiers one may see, in sessions of one's councils; one's own once invited."""
        mine = self.filter(dossier__in=Dossier.objects.visible_to(actor))
        if actor.reach == Reach.OWN:
            return mine.filter(session__invited_at__isnull=False)
        if not actor.may("council.read"):
            return self.filter(nothing())
        return mine.filter(session__council__in=Council.objects.visible_to(actor))


class Slot(Versioned):
    """A dossier's place in the agenda, with what its producer answered, explained and remarked."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="slots")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="slots")
    position = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    case = models.OneToOneField(CouncilCase, on_delete=models.PROTECT, null=True, related_name="slot")
    answer = models.CharField(max_length=12, choices=Answer, blank=True)
    answer_note = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)
    presence = models.CharField(max_length=10, choices=Presence, blank=True)
    came_at = models.DateTimeField(null=True)
    explanation = models.TextField(blank=True)
    remarks = models.TextField(blank=True)

    objects = SlotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "dossier"], name="rounds_one_slot_per_dossier"),
        ]


class Attendance(models.Model):
    """A stay of a member in a session; who comes back has a second one."""

    scoped_by = "session"

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="attendances")
    remote = models.BooleanField(default=False)
    came_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "seat"],
                condition=models.Q(left_at=None),
                name="rounds_one_open_stay_per_seat",
            )
        ]


class DifferenceNote(models.Model):
    """Why the official council's result differs from the specialised one's, in the council's words."""

    scoped_by = "case"

    case = models.OneToOneField(CouncilCase, on_delete=models.PROTECT, related_name="difference_note")
    words = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
