"""What the page of a council says of its members' trainings: a warning where one has none, never a bar.

No rule of law demands a training ("Văn bản không nêu").
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ocop.evaluation.models import Seat, Training
from ocop.platform.display import Tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from ocop.platform.actors import Actor


@dataclass(frozen=True, slots=True)
class Trained:
    """A place with the trainings of who holds it, the latest first, and what they come to."""

    seat: Seat
    trainings: Sequence[Training]
    tag: Tag

    @property
    def last(self) -> Training | None:
        """The latest one."""
        return self.trainings[0] if self.trainings else None


def of_person(actor: Actor, user_id: int) -> list[Training]:
    """The trainings of a person that this actor may see, the latest first."""
    found = Training.objects.visible_to(actor).filter(user_id=user_id)
    return list(found.select_related("unit").order_by("-held_on", "-pk"))


def of_seats(actor: Actor, seats: Iterable[Seat], today: date) -> list[Trained]:
    """Places with what is known of their holders' trainings, in one query."""
    sitting = list(seats)
    found = Training.objects.visible_to(actor).filter(user__in=[seat.user_id for seat in sitting])
    by_person: dict[int, list[Training]] = defaultdict(list)
    for one in found.order_by("-held_on", "-pk"):
        by_person[one.user_id].append(one)
    return [Trained(seat, by_person[seat.user_id], tag(by_person[seat.user_id], today)) for seat in sitting]


def tag(trainings: Sequence[Training], today: date) -> Tag:
    """Whether somebody is trained on a day, in words."""
    if not trainings:
        return Tag(_("No training entered"), "amber")
    if not any(one.counts_on(today) for one in trainings):
        return Tag(_("Training has lapsed"), "amber")
    return Tag(_("Trained"), "green")
