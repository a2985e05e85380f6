"""A day of the council as a page: every product with its state, what it waits for, and who is in the room.

A fixed number of queries for any number of products and members.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from ocop.evaluation import display
from ocop.evaluation.models import CouncilCase, Purpose
from ocop.evaluation.rules import still_scored
from ocop.law.calendar import BeyondCalendar
from ocop.platform.clock import local_day
from ocop.platform.display import Tag
from ocop.rounds import calendar, links, queries, rules
from ocop.rounds.models import DayRules, DifferenceNote, Presence, Slot

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.evaluation.models import Council
    from ocop.platform.actors import Actor
    from ocop.rounds.calendar import Papers
    from ocop.rounds.models import Session
    from ocop.rounds.queries import InRoom, Rate, Sealed

NOT_CONVENED: Final = Tag(pgettext_lazy("state of a case", "Not before the council yet"), "grey")
SCORING: Final = Tag(pgettext_lazy("state of a case", "Being scored"), "blue")
REVEALED: Final = Tag(pgettext_lazy("state of a case", "Sheets revealed"), "amber")
CLOSED: Final = Tag(pgettext_lazy("state of a case", "Closed"), "green")


@dataclass(frozen=True, slots=True)
class Line:
    """A product of the day. `act` is what leads to the case; `stars` only of a closed case one may know."""

    slot: Slot
    begins_at: datetime
    set_name: str
    tag: Tag
    sealed: Sealed | None
    waits_for: Sequence[StrOrPromise]
    act: StrOrPromise
    url: str
    stars: int | None

    @property
    def is_closed(self) -> bool:
        """Whether the council has finished with it."""
        return self.slot.case is not None and self.slot.case.closed_at is not None


@dataclass(frozen=True, slots=True)
class Group:
    """The products of one set that follow each other in the agenda."""

    name: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Sitting:
    """One session for one actor."""

    actor: Actor
    session: Session

    @property
    def council(self) -> Council:
        """The council whose day it is."""
        return self.session.council

    @cached_property
    def may_plan(self) -> bool:
        """Whether this actor keeps the agenda."""
        return self.session.ended_at is None and rules.can_keep(self.actor, self.council.unit).allowed

    @cached_property
    def may_run(self) -> bool:
        """Whether this actor notes who came and ends the day."""
        begun = self.session.convened_at is not None and self.session.ended_at is None
        return begun and rules.can_run(self.actor, self.session).allowed

    @cached_property
    def slots(self) -> list[Slot]:
        """The slots this actor may see."""
        return queries.slots(self.actor, self.session.pk)

    @cached_property
    def times(self) -> dict[int, datetime]:
        """When each slot begins."""
        return queries.times(self.session)

    @property
    def hidden(self) -> int:
        """How many products of the day are closed to this actor, for an interest or before convening."""
        return len(self.times) - len(self.slots)

    @property
    def ends_at(self) -> datetime:
        """When the day ends by its agenda."""
        minutes = sum(self.session.slots.values_list("minutes", flat=True))
        return self.session.starts_at + timedelta(minutes=minutes)

    @cached_property
    def lines(self) -> list[Line]:
        """The products in the order of the day."""
        return [self._line(slot) for slot in self.slots]

    @cached_property
    def groups(self) -> list[Group]:
        """The same by product set, as long as the agenda keeps a set together."""
        found: list[Group] = []
        run: list[Line] = []
        for line in self.lines:
            if run and run[-1].set_name != line.set_name:
                found.append(Group(run[-1].set_name, tuple(run)))
                run = []
            run.append(line)
        if run:
            found.append(Group(run[-1].set_name, tuple(run)))
        return found

    @property
    def closed_count(self) -> int:
        """How many products are finished."""
        return sum(1 for line in self.lines if line.is_closed)

    @property
    def next_line(self) -> Line | None:
        """The first product that is not finished."""
        return next((line for line in self.lines if not line.is_closed), None)

    @cached_property
    def room(self) -> list[InRoom]:
        """Every seat, with who is there."""
        return queries.in_room(self.session)

    @property
    def present(self) -> int:
        """How many members that score are in the room, remotely or not."""
        return sum(1 for one in self.room if one.now is not None and one.seat.scores)

    @cached_property
    def needed(self) -> int:
        """The fewest of them the council may decide with; of a case its own regulation says how many."""
        scoring = sum(1 for one in self.room if one.seat.scores)
        return self.council.regulation.needed(scoring)

    @property
    def has_quorum(self) -> bool:
        """Whether enough of them are there now."""
        return self.present >= self.needed

    @cached_property
    def rate(self) -> Rate:
        """How many producers took part."""
        return queries.attendance_rate([self.session.pk])

    @cached_property
    def papers(self) -> Papers | None:
        """Until when members have to get the papers; None where nothing says so."""
        try:
            return calendar.papers_due(
                local_day(self.session.starts_at), [one.dossier for one in self.slots], self.council
            )
        except BeyondCalendar:
            return None

    @property
    def samples(self) -> int:
        """How many samples the regimes ask for, of all products of the day that need any."""
        return sum(found[0] for one in self.slots if (found := display.samples(one.dossier)))

    @property
    def links(self) -> list[tuple[StrOrPromise, str]]:
        """What rooms above offer for a session."""
        return links.of_session(self.actor, self.session)

    @property
    def has_files(self) -> bool:
        """Whether cases are closed whose sheets this actor may read."""
        return self.actor.may("sheet.read") and any(line.stars is not None for line in self.lines)

    @cached_property
    def cases(self) -> list[CouncilCase]:
        """The cases of the day that the actor may see, in the order of the day."""
        return [slot.case for slot in self.slots if slot.case is not None]

    @cached_property
    def _sealed(self) -> dict[int, Sealed]:
        return queries.sealed(self.actor, self.cases)

    @cached_property
    def _unexplained(self) -> set[int]:
        """The dossiers that a specialised council judged and whose difference this council has to look at."""
        wanted = DayRules.objects.filter(council=self.council, explain_difference=True)
        if self.session.purpose != Purpose.OFFICIAL or not wanted.exists():
            return set()
        ids = [one.dossier_id for one in self.cases]
        judged = CouncilCase.objects.filter(dossier__in=ids, purpose=Purpose.SPECIALISED).exclude(
            closed_at=None
        )
        noted = DifferenceNote.objects.filter(case__in=self.cases).values_list("case__dossier_id", flat=True)
        return set(judged.values_list("dossier_id", flat=True)) - set(noted)

    @cached_property
    def _secret(self) -> set[int]:
        """The dossiers that a council of this member still scores; see `can_read_result`."""
        return still_scored(self.actor, [one.dossier_id for one in self.cases])

    def _line(self, slot: Slot) -> Line:
        case = slot.case
        sealed = self._sealed.get(case.pk) if case else None
        return Line(
            slot,
            self.times[slot.pk],
            display.set_name(slot.dossier),
            _tag(case),
            sealed,
            self._waits_for(slot, sealed),
            _act(case, sealed),
            reverse("evaluation:case", args=[case.pk]) if case else "",
            self._stars(case),
        )

    def _stars(self, case: CouncilCase | None) -> int | None:
        if case is None or case.closed_at is None or case.dossier_id in self._secret:
            return None
        return case.result.stars

    def _waits_for(self, slot: Slot, sealed: Sealed | None) -> list[StrOrPromise]:
        """What keeps the council from finishing this product, in the order in which it comes."""
        case = slot.case
        found: list[StrOrPromise] = []
        if case is None or case.closed_at is not None:
            return found
        if not slot.presence:
            found.append(_("The producer has not been noted yet"))
        if case.revealed_at is None and sealed is not None:
            if sealed.standing < case.regulation.needed(sealed.eligible):
                found.append(_("Fewer members score than the quorum: replace who withdrew"))
            if left := sealed.standing - sealed.sealed:
                words = ngettext("%(count)d sheet to be sealed", "%(count)d sheets to be sealed", left)
                found.append(words % {"count": left})
        if case.revealed_at is not None and case.dossier_id in self._unexplained:
            found.append(_("Compare with the specialised council; other stars have to be explained"))
        return found


def _tag(case: CouncilCase | None) -> Tag:
    if case is None:
        return NOT_CONVENED
    if case.closed_at is not None:
        return CLOSED
    return SCORING if case.revealed_at is None else REVEALED


def _act(case: CouncilCase | None, sealed: Sealed | None) -> StrOrPromise:
    """The words of the way to the case: what is to be done there next."""
    if case is None or case.closed_at is not None or sealed is None:
        return _("Open the case")
    if case.revealed_at is not None:
        return _("Settle and close")
    return _("Reveal the sheets") if sealed.sealed == sealed.standing else _("Open the case")


def presence_tag(slot: Slot) -> Tag | None:
    """Whether the producer took part, else what it answered; None where it said nothing."""
    if slot.presence:
        tone = "grey" if slot.presence == Presence.ABSENT else "green"
        return Tag(slot.get_presence_display(), tone)  # type: ignore[arg-type] # one of the tones
    return Tag(slot.get_answer_display(), "blue") if slot.answer else None
