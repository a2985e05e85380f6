"""Which unit a code means on a day: all units of all times, read once."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

from ocop.places.models import EarlierState, Level, Unit
from ocop.places.queries import Boundaries

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor

DAY = "%d/%m/%Y"


class Place(NamedTuple):
    """A unit as a row of values."""

    pk: int
    code: str
    level: str
    name: str
    parent: int | None
    begun: date | None
    ended: date | None
    path: str
    scope: str

    def is_there(self, day: date) -> bool:
        """Whether it is on the map of this day."""
        return (self.begun is None or self.begun <= day) and (self.ended is None or day <= self.ended)


class Answer(NamedTuple):
    """The unit that was meant, or why none: the key of the cell to blame, a code, the reason in words."""

    place: Place | None
    blamed: str = ""
    code: str = ""
    reason: StrOrPromise = ""


class Country:
    """Every unit of every time, in two queries; answers are remembered, files name few places often."""

    def __init__(self) -> None:
        columns = ("pk", "code", "level", "name", "parent_id", "valid_from", "valid_to", "path", "scope")
        self.by_pk = {row[0]: Place(*row) for row in Unit.objects.order_by("pk").values_list(*columns)}
        self.by_code: dict[str, list[Place]] = {}
        days: set[date] = set()
        for place in self.by_pk.values():
            self.by_code.setdefault(place.code, []).append(place)
            days |= {day for day in (place.begun, place.ended and place.ended + timedelta(days=1)) if day}
        moves = EarlierState.objects.values_list("to_on", flat=True).distinct().order_by("to_on")
        self._changes = sorted(days | {day + timedelta(days=1) for day in moves})
        self._communes: dict[tuple[str, str | None, date], Answer] = {}
        self._maps: dict[int, Boundaries] = {}

    def code(self, pk: object) -> str:
        """The code of a unit by its key."""
        return self.by_pk[pk].code if isinstance(pk, int) and pk in self.by_pk else ""

    def reaches(self, actor: Actor, place: Place) -> bool:
        """Whether a unit belongs today to the actor's territory."""
        return actor.role == "system" or (bool(actor.unit_path) and place.scope.startswith(actor.unit_path))

    def commune(self, code: str, district: str | None, day: date) -> Answer:
        """The commune of this code on this day; the district, while there were any, must be its own."""
        asked = (code, district, day)
        if asked not in self._communes:
            self._communes[asked] = self._commune(code, district, day)
        return self._communes[asked]

    def on(self, code: str, day: date) -> Place | None:
        """The unit of any level that had this code on a day."""
        for place in self.by_code.get(code, ()):
            if place.is_there(day):
                return place
        return None

    def lies_in(self, place: Place, above: Place) -> bool:
        """Whether a unit is another one or lies below it, by the parents of its own time."""
        at: Place | None = place
        while at is not None and at.pk != above.pk:
            at = self.by_pk[at.parent] if at.parent is not None else None
        return at is not None

    def era(self, day: date) -> int:
        """The number of the map that held on a day: between two changes the map is the same."""
        return bisect_right(self._changes, day)

    def then(self, pk: int, day: date) -> list[Place]:
        """The commune that this one was on a day, or those that became it; empty where that is not known."""
        place = self.by_pk[pk]
        if place.is_there(day):
            return [place]
        era = self.era(day)
        if era not in self._maps:
            self._maps[era] = Boundaries(day)
        return [self.by_pk[one] for one in sorted(self._maps[era].candidates(pk, Level.COMMUNE))]

    def _commune(self, code: str, district: str | None, day: date) -> Answer:
        named = self.by_code.get(code, [])
        place = self.on(code, day)
        if place is None:
            return Answer(None, "commune_code", *self._missing(named, day))
        if place.level != Level.COMMUNE:
            reason = _("This is the code of a %(level)s. Write the code of a commune, with 5 digits.")
            return Answer(None, "commune_code", "unit_level", reason % {"level": Level(place.level).label})
        return self._in_district(place, district, day)

    def _in_district(self, place: Place, district: str | None, day: date) -> Answer:
        above = self.by_pk[place.parent] if place.parent is not None else None
        if district is None or (above is not None and above.code == district):
            return Answer(place)
        facts = {"day": day.strftime(DAY), "code": place.code, "district": above.code if above else ""}
        if above is None or above.level != Level.DISTRICT:
            reason = _("On %(day)s there were no districts any more. Leave this cell empty.")
            return Answer(None, "district_code", "district", reason % facts)
        reason = _(
            "On %(day)s the commune %(code)s lay in district %(district)s. Correct one of the two codes."
        )
        return Answer(None, "district_code", "district", reason % facts)

    def _missing(self, named: list[Place], day: date) -> tuple[str, StrOrPromise]:
        if not named:
            reason = _("No unit has this code. Write the official code as text, with its zeros.")
            return "unit_unknown", reason
        latest = max(named, key=lambda place: place.ended or date.max)
        facts = {"name": latest.name, "day": day.strftime(DAY)}
        if latest.ended is not None and latest.ended < day:
            now = next((place for place in self.by_pk.values() if place.path == latest.scope), latest)
            facts |= {"ended": latest.ended.strftime(DAY), "now": now.code}
            return "unit_date", _(
                "%(name)s had this code until %(ended)s. For %(day)s write the code of the unit that answers "
                "for it: %(now)s."
            ) % facts
        facts |= {"begun": latest.begun.strftime(DAY) if latest.begun else ""}
        return "unit_date", _(
            "%(name)s has this code since %(begun)s. For %(day)s write the code that held then."
        ) % facts
