"""Named reads: bodies, localities, posts and gaps, tasks, duties."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet

from ocop.evaluation import states
from ocop.evaluation.models import Dossier
from ocop.people.models import Appointment, User
from ocop.places.models import Level, Unit, within
from ocop.recognition.models import Certificate
from ocop.recognition.queries import in_state
from ocop.registry.models import Product
from ocop.steering import duties
from ocop.steering.models import (
    POSITION_ORDER,
    ActivityNote,
    AgencyType,
    Body,
    BodyKind,
    DutyCheck,
    DutyState,
    LocalityDuty,
    Member,
    OfficerProfile,
    Post,
    SectorTask,
    WorkingRules,
    on_day,
)

if TYPE_CHECKING:
    from ocop.platform.actors import Actor
    from ocop.platform.display import Tag
    from ocop.steering.duties import Duty

NOT_OPEN = frozenset({"draft", "recognised", "not_recognised", "withdrawn"})
"""States in which nobody has to do anything with a dossier."""


# Bodies


def bodies(actor: Actor, *, kind: str = "", day: date | None = None) -> QuerySet[Body]:
    """Bodies this actor may see, the latest first, with their place and the day of their last activity."""
    found = Body.objects.visible_to(actor).select_related("unit__parent__parent", "parent")
    if kind:
        found = found.filter(kind=kind)
    if day is not None:
        found = found.on(day)
    return found.annotate(last_activity=Max("activity__on")).order_by("-from_on", "-pk")


def body(actor: Actor, pk: int) -> Body:
    """One body with its place. Raises: Body.DoesNotExist."""
    return Body.objects.visible_to(actor).select_related("unit__parent__parent", "parent").get(pk=pk)


def is_quiet(one: Body, since: date, day: date) -> bool:
    """Whether a committee or group that stood all the time did nothing from `since` to `day`."""
    last: date | None = getattr(one, "last_activity", None)
    watched = one.kind in {BodyKind.COMMITTEE, BodyKind.GROUP} and one.holds_on(day)
    return watched and one.from_on <= since and (last is None or last < since)


def members(one: Body) -> list[Member]:
    """Members of today and before, heads first, each with `open_localities`.

    The caller got the body through `visible_to`.
    """
    localities = LocalityDuty.objects.filter(to_on=None).select_related("unit").order_by("unit__sort_key")
    found = Member.objects.filter(body=one).prefetch_related(
        Prefetch("localities", localities, to_attr="open_localities")
    )
    return sorted(found.order_by("pk"), key=lambda member: POSITION_ORDER[member.position])


def member(actor: Actor, pk: int) -> Member:
    """One member with the body. Raises: Member.DoesNotExist."""
    visible = Body.objects.visible_to(actor)
    return Member.objects.select_related("body__unit__parent__parent").get(pk=pk, body__in=visible)


def localities(one: Member) -> QuerySet[LocalityDuty]:
    """What a member answers or answered for. The caller got the member through its body."""
    return one.localities.select_related("unit__parent__parent").order_by("to_on", "unit__sort_key", "pk")


def locality(actor: Actor, pk: int) -> LocalityDuty:
    """One assignment. Raises: LocalityDuty.DoesNotExist."""
    visible = Body.objects.visible_to(actor)
    found = LocalityDuty.objects.select_related("member__body__unit", "unit__parent__parent")
    return found.get(pk=pk, member__body__in=visible)


def working_rules(one: Body) -> QuerySet[WorkingRules]:
    """The versions of a body's regulation, latest first. The caller got the body through `visible_to`."""
    return one.rules.order_by("-number")


def rules_file(actor: Actor, pk: int) -> WorkingRules:
    """One version. Raises: WorkingRules.DoesNotExist."""
    return WorkingRules.objects.get(pk=pk, body__in=Body.objects.visible_to(actor))


def activity(one: Body) -> QuerySet[ActivityNote]:
    """The log of a body, latest first. The caller got the body through `visible_to`."""
    return one.activity.select_related("written_by").order_by("-on", "-pk")


def groups(actor: Actor, one: Body) -> QuerySet[Body]:
    """The bodies that work under a committee."""
    return Body.objects.visible_to(actor).filter(parent=one).order_by("from_on", "pk")


def committees(actor: Actor, day: date) -> QuerySet[Body]:
    """The committees that a new group may work under."""
    found = Body.objects.visible_to(actor).on(day).filter(kind=BodyKind.COMMITTEE)
    return found.select_related("unit__parent__parent").order_by("unit__path", "pk")


def agency_counts(actor: Actor, day: date) -> list[tuple[str, int]]:
    """How many provinces have which standing agency on a day; one query."""
    found = Body.objects.visible_to(actor).on(day).filter(kind=BodyKind.AGENCY, unit__level=Level.PROVINCE)
    counts = Counter(found.values_list("agency_type", flat=True))
    return [(str(one.label), counts[one.value]) for one in AgencyType]


def units_of(actor: Actor) -> list[Unit]:
    """The units an actor keeps: for the ministry the country and its provinces, for a province also its
    communes and the districts it had.
    """
    codes = actor.unit_path.rstrip("/").split("/")
    levels = [Level.COUNTRY, Level.PROVINCE] if len(codes) == 1 else list(Level)
    found = (
        Unit.objects.visible_to(actor)
        .filter(scope__startswith=actor.unit_path or "-", level__in=levels)
        .filter(Q(valid_to=None) | Q(level=Level.DISTRICT))
    )
    return list(found.select_related("parent__parent").order_by("valid_to", "path"))


def units_below(actor: Actor, unit: Unit) -> list[Unit]:
    """The localities a member of a body of this unit can answer for."""
    level = Level.PROVINCE if unit.level == Level.COUNTRY else Level.COMMUNE
    found = Unit.objects.visible_to(actor).filter(level=level, valid_to=None)
    return list(
        found.filter(path__startswith=unit.scope).select_related("parent__parent").order_by("sort_key")
    )


def accounts_in(actor: Actor, unit: Unit, day: date) -> list[User]:
    """People with an office at this unit or below it, to be named in a body or a post."""
    offices = Appointment.objects.visible_to(actor).current(day).filter(within(unit.scope, through="unit"))
    officials = offices.exclude(role__in=["producer", "producer_staff"])
    return list(User.objects.filter(pk__in=officials.values("user_id"), is_active=True).order_by("full_name"))


# Localities of a member


@dataclass(slots=True)
class Locality:
    """How a locality stands today."""

    duty: LocalityDuty
    products: int = 0
    dossiers: dict[str, int] = field(default_factory=dict)
    certificates: dict[int, int] = field(default_factory=dict)
    overdue: int = 0
    expiring: int = 0

    @property
    def dossier_tags(self) -> list[tuple[Tag, int]]:
        """The states of dossiers in words, each with its count."""
        return [(states.tag(state), count) for state, count in self.dossiers.items()]

    @property
    def stars(self) -> list[tuple[int, int]]:
        """Valid certificates by stars, the highest first."""
        return sorted(self.certificates.items(), reverse=True)

    @property
    def open_issues(self) -> int:
        """What somebody has to act on: answers that are late and certificates about to expire."""
        return self.overdue + self.expiring


def my_localities(actor: Actor, today: date) -> list[Locality]:
    """The localities one answers for today, with counts, in a fixed number of queries.

    Counts only: the assignment itself is the ground to know them. What a list behind a count shows is
    another question, which that list asks.
    """
    mine = (
        LocalityDuty.objects.filter(member__user_id=actor.user_id or 0)
        .filter(on_day(today) & on_day(today, "member__") & on_day(today, "member__body__"))
        .select_related("unit__parent__parent", "member__body")
        .order_by("unit__sort_key", "pk")
    )
    found = [Locality(one) for one in mine]
    if found:
        _count(found, today)
    return found


def _count(found: list[Locality], today: date) -> None:
    inside = reduce(or_, (within(one.duty.unit.scope) for one in found))
    dossiers = Dossier.objects.filter(inside).exclude(state="draft")
    late = dossiers.filter(answer_due_on__lt=today).exclude(state__in=NOT_OPEN)
    certificates = Certificate.objects.filter(inside)
    expiring = in_state(certificates, "expiring", today)
    for one, _key, count in _sums(found, _by_scope(_taking_part(inside, today))):
        one.products += count
    for one, key, count in _sums(found, _by_scope(dossiers, "state")):
        one.dossiers[key] = one.dossiers.get(key, 0) + count
    for one, _key, count in _sums(found, _by_scope(late)):
        one.overdue += count
    for one, _key, count in _sums(found, _by_scope(expiring)):
        one.expiring += count
    for valid in (in_state(certificates, "valid", today), expiring):
        for one, key, count in _sums(found, _by_scope(valid, "stars")):
            one.certificates[key] = one.certificates.get(key, 0) + count


def _taking_part(inside: Q, today: date) -> QuerySet[Product]:
    """The products in the programme, each once."""
    return Product.objects.filter(inside, Q(ended_on=None) | Q(ended_on__gte=today), merged_into=None)


def _by_scope(rows: QuerySet[Any], key: str = "commune_id") -> list[tuple[str, Any, int]]:
    """How many rows there are by place and by `key`."""
    counted = rows.values_list("commune__scope", key).annotate(rows=Count("pk")).order_by(key)
    return [(scope, value, count) for scope, value, count in counted]


def _sums(
    found: Iterable[Locality], counted: list[tuple[str, Any, int]]
) -> Iterable[tuple[Locality, Any, int]]:
    """Each count with the localities that hold its place."""
    for scope, key, count in counted:
        for one in found:
            if scope.startswith(one.duty.unit.scope):
                yield one, key, count


# Posts


def posts(actor: Actor, day: date) -> QuerySet[Post]:
    """The posts filled on a day that this actor may see, by place, with `place` to page by."""
    found = Post.objects.visible_to(actor).on(day).select_related("unit__parent__parent", "user")
    return found.order_by("pk")


def post(actor: Actor, pk: int) -> Post:
    """One post with its place. Raises: Post.DoesNotExist."""
    return Post.objects.visible_to(actor).select_related("unit__parent__parent", "user").get(pk=pk)


@dataclass(frozen=True, slots=True)
class Staffing:
    """How a province is staffed on a day: whether it has officers itself, and how many communes have one."""

    province: Unit
    own: bool
    communes: int
    staffed: int

    @property
    def without(self) -> int:
        """Communes without an officer."""
        return self.communes - self.staffed


def standing_on(day: date) -> Q:
    """Condition on units that stood on a day."""
    ends = Q(valid_to=None) | Q(valid_to__gte=day)
    return ends & (Q(valid_from=None) | Q(valid_from__lte=day))


def staffing(actor: Actor, day: date) -> list[Staffing]:
    """Each province of the territory with its gaps on a day; two queries.

    Below the province it counts the lowest level that stood then.
    """
    filled = Post.objects.on(day).filter(Q(unit_id=OuterRef("pk")) | Q(unit__scope=OuterRef("path")))
    units = Unit.objects.visible_to(actor).filter(standing_on(day)).annotate(filled=Exists(filled))
    code = actor.unit_path.split("/")[1] if actor.unit_path.count("/") > 1 else ""
    provinces = units.filter(level=Level.PROVINCE)
    communes = units.filter(level=Level.COMMUNE)
    if code:
        provinces = provinces.filter(scope__startswith=actor.unit_path[: len("VN/") + len(code) + 1])
        communes = communes.filter(scope__startswith=actor.unit_path)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for path, has_officer in communes.values_list("path", "filled"):
        count = counts[path.split("/")[1]]
        count[0] += 1
        count[1] += has_officer
    return [
        Staffing(one, bool(getattr(one, "filled", False)), *counts[one.path.split("/")[1]])
        for one in provinces.select_related("parent").order_by("sort_key")
    ]


def unstaffed(actor: Actor, province: Unit, day: date) -> QuerySet[Unit]:
    """The communes of a province without an officer on a day, in Vietnamese order."""
    filled = Post.objects.on(day).filter(Q(unit_id=OuterRef("pk")) | Q(unit__scope=OuterRef("path")))
    communes = Unit.objects.visible_to(actor).filter(
        standing_on(day), level=Level.COMMUNE, path__startswith=province.path
    )
    return communes.exclude(Exists(filled)).select_related("parent__parent").order_by("sort_key", "pk")


def profile(actor: Actor, user_id: int) -> OfficerProfile:
    """A profile with its notes, latest first. Raises: OfficerProfile.DoesNotExist."""
    found = OfficerProfile.objects.visible_to(actor).select_related("user")
    return found.prefetch_related("notes").get(user_id=user_id)


# Tasks and duties


def tasks(actor: Actor, unit: Unit, year: int) -> QuerySet[SectorTask]:
    """The tasks of a unit in a year, by sector."""
    found = SectorTask.objects.visible_to(actor).filter(unit=unit, year=year)
    return found.order_by("sector", "due_on", "pk")


def task(actor: Actor, pk: int) -> SectorTask:
    """One task with its place. Raises: SectorTask.DoesNotExist."""
    return SectorTask.objects.visible_to(actor).select_related("unit__parent__parent").get(pk=pk)


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty with what the unit says of it; `answer` None: nothing yet."""

    duty: Duty
    answer: DutyCheck | None


def duty_lines(actor: Actor, unit: Unit, year: int) -> list[DutyLine]:
    """The checklist of a unit in a year; two queries."""
    answers = {
        one.code: one
        for one in DutyCheck.objects.visible_to(actor)
        .filter(unit=unit, year=year)
        .select_related("said_by")
        .prefetch_related("evidence")
    }
    return [DutyLine(one, answers.get(one.code)) for one in duties.duties_of(unit, year)]


@dataclass(frozen=True, slots=True)
class DutyStanding:
    """How the duties of a unit stand in a year."""

    unit: Unit
    done: int
    partly: int
    not_done: int
    open: int


def duty_standings(actor: Actor, unit: Unit, year: int) -> list[DutyStanding]:
    """How the units right below the own level stand, in Vietnamese order; two queries."""
    level = Level.PROVINCE if unit.level == Level.COUNTRY else Level.COMMUNE
    below = (
        Unit.objects.visible_to(actor)
        .filter(level=level, scope__startswith=unit.scope)
        .select_related("parent__parent")
        .order_by("sort_key", "pk")
    )
    standing = [one for one in below if one.lies_in(actor.unit_path) and duties.duties_of(one, year)]
    said: dict[int, Counter[str]] = defaultdict(Counter)
    answers = DutyCheck.objects.visible_to(actor).filter(year=year, unit__level=level)
    for unit_id, state in answers.values_list("unit_id", "state"):
        said[unit_id][state] += 1
    return [
        DutyStanding(
            one,
            said[one.pk][DutyState.DONE],
            said[one.pk][DutyState.PARTLY],
            said[one.pk][DutyState.NOT_DONE],
            len(duties.duties_of(one, year)) - said[one.pk].total(),
        )
        for one in standing
    ]
