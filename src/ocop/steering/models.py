"""Who carries the programme: bodies and their members, posts, officers, tasks and yearly duties."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ocop.places.models import Unit, within
from ocop.platform.db import ScopedQuerySet, Versioned
from ocop.platform.files import StoredFile

if TYPE_CHECKING:
    from ocop.platform.actors import Actor

READ = "steering.read"
MANAGE = "steering.manage"
NAME_LENGTH = 300


def on_day(day: date, prefix: str = "") -> models.Q:
    """Condition on rows that hold on a day; both ends are inclusive, an empty end is open."""
    ends = models.Q(**{f"{prefix}to_on": None}) | models.Q(**{f"{prefix}to_on__gte": day})
    return ends & models.Q(**{f"{prefix}from_on__lte": day})


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    """No row ends before it begins."""
    return models.CheckConstraint(
        condition=models.Q(to_on=None) | models.Q(to_on__gte=models.F("from_on")), name=name
    )


def readable(actor: Actor, through: str = "unit") -> models.Q | None:
    """Rows of the territory, and of the units above it: who answers for a commune sits in the province.

    None for an actor who may read nothing here.
    """
    if actor.role == "system":
        return models.Q()
    if not actor.may(READ) or not actor.unit_path:
        return None
    codes = actor.unit_path.rstrip("/").split("/")
    above = ["/".join(codes[:length]) + "/" for length in range(1, len(codes))]
    return within(actor.unit_path, through=through) | models.Q(**{f"{through}__scope__in": above})


def in_territory(actor: Actor, through: str = "unit") -> models.Q | None:
    """Rows of the territory alone; None for an actor who may read nothing here."""
    if actor.role == "system":
        return models.Q()
    if not actor.may(READ) or not actor.unit_path:
        return None
    return within(actor.unit_path, through=through)


class BodyKind(models.TextChoices):
    """What kind of body it is."""

    COMMITTEE = "committee", _("Steering committee")
    GROUP = "group", _("Working group")
    AGENCY = "agency", _("Standing agency")
    OFFICE = "office", _("OCOP office")
    COUNCIL_OFFICE = "council_office", _("Office of the evaluation council")


class AgencyType(models.TextChoices):
    """Which agency is the standing one: the kinds that provinces and districts have chosen."""

    COORDINATION = "coordination", _("Coordination office for new rural areas")
    SUBDEPARTMENT = "subdepartment", _("Sub-department of rural development")
    ECONOMIC = "economic", _("Economic division")
    AGRICULTURE = "agriculture", _("Division of agriculture and rural development")
    OTHER = "other", pgettext_lazy("standing agency", "Another agency")


class BodyQuerySet(ScopedQuerySet["Body"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of the territory and above it for officers; for everybody those one sits in."""
        allowed = readable(actor)
        own = (
            models.Q(pk__in=Member.objects.filter(user_id=actor.user_id or 0).values("body_id"))
            if actor.is_signed_in
            else models.Q(pk__in=[])
        )
        return self.filter(own if allowed is None else allowed | own if allowed else allowed)

    def on(self, day: date) -> Self:
        """Those that exist on this day."""
        return self.filter(on_day(day))


class Body(Versioned):
    """A committee, group, agency or office at a unit from a day to a day, by a founding document.

    `parent` is the committee that a group works under. `agency_type` only for a standing agency. `period` is
    the code of a programme period; empty for none.
    """

    kind = models.CharField(max_length=20, choices=BodyKind)
    agency_type = models.CharField(max_length=20, choices=AgencyType, blank=True)
    name = models.CharField(max_length=NAME_LENGTH)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="groups")
    document = models.CharField(max_length=200)
    document_on = models.DateField(null=True)
    tasks = models.TextField(blank=True)
    period = models.CharField(max_length=40, blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    objects = BodyQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_it_begins("steering_body_ends_after_it_begins"),
            models.CheckConstraint(
                condition=models.Q(kind=BodyKind.AGENCY) & ~models.Q(agency_type="")
                | ~models.Q(kind=BodyKind.AGENCY) & models.Q(agency_type=""),
                name="steering_agency_has_its_type",
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=models.Q(kind=BodyKind.AGENCY, to_on=None),
                name="steering_one_standing_agency",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def holds_on(self, day: date) -> bool:
        """Whether the body exists on this day."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


class Position(models.TextChoices):
    """The place a member has in a body."""

    CHAIR = "chair", pgettext_lazy("steering body", "Head")
    DEPUTY = "deputy", pgettext_lazy("steering body", "Deputy head")
    STANDING = "standing", pgettext_lazy("steering body", "Standing member")
    MEMBER = "member", pgettext_lazy("steering body", "Member")
    SECRETARY = "secretary", pgettext_lazy("steering body", "Secretary")


POSITION_ORDER = {code: place for place, code in enumerate(Position.values)}


class Member(models.Model):
    """A person in a body from a day to a day. `user` is empty for who has no account."""

    scoped_by = "body"

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="steering_seats"
    )
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=200, blank=True)
    position = models.CharField(max_length=20, choices=Position)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            ends_after_it_begins("steering_member_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["body"],
                condition=models.Q(position=Position.CHAIR, to_on=None),
                name="steering_one_head",
            ),
            models.UniqueConstraint(
                fields=["body", "user"], condition=models.Q(to_on=None), name="steering_one_open_seat"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LocalityDuty(models.Model):
    """A member answers for a locality from a day to a day."""

    scoped_by = "member"

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="localities")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            ends_after_it_begins("steering_locality_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["member", "unit"], condition=models.Q(to_on=None), name="steering_one_open_locality"
            ),
        ]


class WorkingRules(StoredFile):
    """A version of a body's working regulation; the next one replaces it from its first day."""

    scoped_by = "body"

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="rules")
    title = models.CharField(max_length=NAME_LENGTH)
    document = models.CharField(max_length=200)
    number = models.PositiveSmallIntegerField()
    effective_from = models.DateField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "number"], name="steering_one_rules_per_number")
        ]


class ActivityKind(models.TextChoices):
    """What a body did."""

    MEETING = "meeting", _("Meeting")
    VISIT = "visit", _("Visit to a locality")
    PLAN = "plan", pgettext_lazy("activity of a body", "Plan or document issued")
    REPORT = "report", pgettext_lazy("activity of a body", "Report")
    OTHER = "other", pgettext_lazy("activity of a body", "Other work")


class ActivityNote(models.Model):
    """What a body did on a day: its log. Never changed; a mistake is told in a further note."""

    scoped_by = "body"

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="activity")
    kind = models.CharField(max_length=20, choices=ActivityKind)
    on = models.DateField()
    text = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")


class Hours(models.TextChoices):
    """How much of an officer's work the programme has."""

    FULL = "full", _("Full-time")
    PART = "part", _("Beside other work")


class PostQuerySet(ScopedQuerySet["Post"]):
    def visible_to(self, actor: Actor) -> Self:
        """Posts of the territory and above it for officers, and one's own."""
        allowed = readable(actor)
        own = models.Q(user_id=actor.user_id) if actor.is_signed_in else models.Q(pk__in=[])
        return self.filter(own if allowed is None else allowed | own if allowed else allowed)

    def on(self, day: date) -> Self:
        """Those that are filled on this day."""
        return self.filter(on_day(day))


class Post(Versioned):
    """An officer in charge of the programme at a unit, from a day to a day, by a document."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="posts"
    )
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=200, blank=True)
    hours = models.CharField(max_length=10, choices=Hours)
    document = models.CharField(max_length=200, blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_it_begins("steering_post_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["unit", "user"], condition=models.Q(to_on=None), name="steering_one_open_post"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Background(models.TextChoices):
    """What an officer studied; economics is preferred for this work."""

    ECONOMICS = "economics", _("Economics, business")
    AGRICULTURE = "agriculture", _("Agriculture, rural development")
    TECHNOLOGY = "technology", _("Technology, engineering")
    SOCIETY = "society", _("Law, society, administration")
    OTHER = "other", pgettext_lazy("studies", "Other studies")


class ProfileQuerySet(ScopedQuerySet["OfficerProfile"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, and those of officers with a post in the territory for who manages posts there."""
        if actor.role == "system":
            return self.filter()
        own = models.Q(user_id=actor.user_id) if actor.is_signed_in else models.Q(pk__in=[])
        if not actor.may(MANAGE) or not actor.unit_path:
            return self.filter(own)
        theirs = Post.objects.filter(within(actor.unit_path, through="unit")).values("user_id")
        return self.filter(own | models.Q(user_id__in=theirs))


class OfficerProfile(Versioned):
    """What an officer has learned, to plan training by: for the officer and who manages the post alone."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="officer_profile"
    )
    background = models.CharField(max_length=20, choices=Background, blank=True)
    studies = models.CharField(max_length=NAME_LENGTH, blank=True)
    mobility = models.CharField(max_length=NAME_LENGTH, blank=True)

    objects = ProfileQuerySet.as_manager()


class NoteKind(models.TextChoices):
    """What is entered in an officer's profile."""

    COURSE = "course", pgettext_lazy("officer's profile", "Course")
    VISIT = "visit", pgettext_lazy("officer's profile", "Field visit")
    SUBJECT = "subject", pgettext_lazy("officer's profile", "Producer followed")


class ProfileNote(models.Model):
    """A course taken, a visit made or a producer followed."""

    scoped_by = "profile"

    profile = models.ForeignKey(OfficerProfile, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=20, choices=NoteKind)
    on = models.DateField()
    text = models.CharField(max_length=NAME_LENGTH)


class Sector(models.TextChoices):
    """The sectors that share the work."""

    AGRICULTURE = "agriculture", _("Agriculture and environment")
    TRADE = "trade", _("Industry and trade")
    SCIENCE = "science", _("Science and technology")
    HEALTH = "health", _("Health")
    CULTURE = "culture", _("Culture, sports and tourism")
    LABOUR = "labour", _("Labour and vocational training")
    COOPERATIVES = "cooperatives", _("Cooperative alliance")


class TaskState(models.TextChoices):
    """How far a task is."""

    OPEN = "open", pgettext_lazy("task", "Not begun")
    UNDER_WAY = "under_way", pgettext_lazy("task", "Under way")
    DONE = "done", pgettext_lazy("task", "Done")
    DROPPED = "dropped", pgettext_lazy("task", "Dropped")


ENDED_TASKS = frozenset({TaskState.DONE, TaskState.DROPPED})


class SectorTaskQuerySet(ScopedQuerySet["SectorTask"]):
    def visible_to(self, actor: Actor) -> Self:
        """Tasks of the territory and above it for officers."""
        allowed = readable(actor)
        return self.none() if allowed is None else self.filter(allowed)


class SectorTask(Versioned):
    """A task that a sector has in a year at a unit, with who answers for it and by when."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    sector = models.CharField(max_length=20, choices=Sector)
    text = models.CharField(max_length=NAME_LENGTH)
    owner = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=20, choices=TaskState, default=TaskState.OPEN)
    result = models.TextField(blank=True)

    objects = SectorTaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "sector", "text"], name="steering_one_task_per_text"
            )
        ]

    def __str__(self) -> str:
        return self.text

    def is_late(self, today: date) -> bool:
        """Whether its day has passed before it ended."""
        return self.due_on is not None and self.due_on < today and self.state not in ENDED_TASKS


class DutyState(models.TextChoices):
    """Whether a duty was fulfilled. A duty nobody answered has no row."""

    DONE = "done", pgettext_lazy("duty", "Done")
    PARTLY = "partly", pgettext_lazy("duty", "Partly done")
    NOT_DONE = "not_done", pgettext_lazy("duty", "Not done")


class DutyCheckQuerySet(ScopedQuerySet["DutyCheck"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of the territory: a province sees how its communes stand, a commune only itself."""
        allowed = in_territory(actor)
        return self.none() if allowed is None else self.filter(allowed)


class DutyCheck(Versioned):
    """What a unit says of one of its duties in a year. `code` is a duty of `duties.py`."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    state = models.CharField(max_length=20, choices=DutyState)
    note = models.TextField(blank=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    objects = DutyCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "code"], name="steering_one_answer_per_duty")
        ]


class DutyEvidence(StoredFile):
    """A paper that shows what was done for a duty."""

    scoped_by = "check_row"

    check_row = models.ForeignKey(DutyCheck, on_delete=models.PROTECT, related_name="evidence")
    added_at = models.DateTimeField()
