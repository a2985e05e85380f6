"""Named reads: who is to be told, one's inbox, what is on its way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import translation

from ocop.notices import wording
from ocop.notices.channels import Channel
from ocop.notices.models import Choice, Delivery, Message, State
from ocop.notices.wording import Letter
from ocop.people.models import Appointment

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

    from ocop.people.models import User
    from ocop.places.models import Unit
    from ocop.platform.actors import Actor

# -- who is told ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Recipient:
    """Someone to be told, in an office where an office is told. `link` takes the place of the common one."""

    user_id: int
    appointment_id: int | None = None
    link: str = ""


def holders(roles: Iterable[str], unit: Unit, today: date) -> list[Recipient]:
    """Who holds one of these roles on this day at a unit whose present territory covers `unit`, each once."""
    steps = unit.scope.rstrip("/").split("/")
    covering = ["/".join(steps[: count + 1]) + "/" for count in range(len(steps))]
    found = Appointment.objects.filter(role__in=list(roles), unit__scope__in=covering)
    return _each_once(found, today)


def posted(roles: Iterable[str], unit: Unit, today: date) -> list[Recipient]:
    """Who holds one of these roles on this day at this very unit, not above or below it, each once."""
    return _each_once(Appointment.objects.filter(role__in=list(roles), unit__scope=unit.scope), today)


def in_role(user_ids: Iterable[int], role: str, today: date) -> list[Recipient]:
    """Those of these people who hold this role on this day, wherever it is, each once."""
    return _each_once(Appointment.objects.filter(user_id__in=list(user_ids), role=role), today)


def place_name(unit: Unit) -> str:
    """The name of a place as it is kept in a message: in Vietnamese, whoever acts."""
    with translation.override("vi"):
        return str(unit.full_name)


def _each_once(found: QuerySet[Appointment], today: date) -> list[Recipient]:
    current = Appointment.objects.filter(pk__in=found.values("pk")).current(today)
    rows = current.filter(user__is_active=True).order_by("user_id", "-from_on", "-pk")
    by_user: dict[int, Recipient] = {}
    for user_id, pk in rows.values_list("user_id", "pk"):
        by_user.setdefault(user_id, Recipient(user_id, pk))
    return list(by_user.values())


# -- the inbox ------------------------------------------------------------------------------------


def inbox(actor: Actor) -> QuerySet[Message]:
    """One's messages with `is_read` (0 or 1), the unread first, then the latest."""
    read = Case(When(read_at=None, then=Value(0)), default=Value(1), output_field=IntegerField())
    return Message.objects.visible_to(actor).annotate(is_read=read).order_by("is_read", "-created_at", "-pk")


def unread_of_the_person() -> Combinable:
    """How many messages an appointment's person has not read, as an expression beside the appointment."""
    unread = Message.objects.filter(user_id=OuterRef("user_id"), read_at=None).order_by().values("user_id")
    return Coalesce(Subquery(unread.annotate(count=Count("pk")).values("count")), 0)


def in_words(message: Message, language: str | None = None) -> Letter:
    """A message in the language given, else in that of the page."""
    return wording.letter(
        message.template, message.version, message.facts, language or wording.shown_language()
    )


def choices(user: User) -> dict[tuple[str, str], bool]:
    """What a person chose, by kind and channel; kinds without any choice are not there."""
    found = Choice.objects.filter(user=user).values_list("category", "channel", "wanted")
    return {(category, channel): wanted for category, channel, wanted in found}


# -- on the way -----------------------------------------------------------------------------------


def deliveries(actor: Actor, state: str = "", channel: str = "") -> QuerySet[Delivery]:
    """What is on its way or went, the latest first; of one state or channel where these are given."""
    found = Delivery.objects.visible_to(actor).select_related("message", "recorded").order_by("-pk")
    if state in State.values:
        found = found.filter(state=state)
    return found.filter(channel=channel) if channel in Channel.values else found


def counts(actor: Actor) -> dict[str, int]:
    """How many deliveries there are in each state."""
    rows = Delivery.objects.visible_to(actor).order_by().values("state").annotate(count=Count("pk"))
    return {row["state"]: row["count"] for row in rows}
