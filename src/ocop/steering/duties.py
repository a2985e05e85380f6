"""The duties of each level of government and the usual share of work among sectors, from `data/`."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from ocop.programme.periods import Words

if TYPE_CHECKING:
    from ocop.places.models import Unit

DATA: Final = Path(__file__).parent / "data"
YEAR_END: Final = (12, 31)


class Duty(msgspec.Struct, frozen=True):
    """A duty of a level. `source`: where it says more than its list; `first`: the day it begins, if later."""

    code: str
    title: Words
    source: str = ""
    first: date | None = None


class DutyList(msgspec.Struct, frozen=True):
    """The duties by level from a day to a day, both inclusive; `last` None: still so."""

    code: str
    first: date
    last: date | None
    name: Words
    source: str
    levels: dict[str, tuple[Duty, ...]]

    def holds(self, day: date) -> bool:
        """Whether the list holds on this day."""
        return self.first <= day and (self.last is None or day <= self.last)


class UsualTask(msgspec.Struct, frozen=True):
    """What a sector usually does."""

    sector: str
    text: Words


class _Duties(msgspec.Struct, frozen=True):
    lists: tuple[DutyList, ...]


class _Tasks(msgspec.Struct, frozen=True):
    source: str
    tasks: tuple[UsualTask, ...]


@lru_cache(maxsize=1)
def duty_lists() -> tuple[DutyList, ...]:
    """Every list, oldest first."""
    read = msgspec.json.decode((DATA / "duties.json").read_bytes(), type=_Duties).lists
    return tuple(sorted(read, key=lambda one: one.first))


@lru_cache(maxsize=1)
def usual_tasks() -> tuple[UsualTask, ...]:
    """The share of work a year's matrix begins with."""
    return msgspec.json.decode((DATA / "sector-tasks.json").read_bytes(), type=_Tasks).tasks


def list_for(unit: Unit, year: int) -> DutyList | None:
    """The list a unit answers to in a year: that of the last day it stood in it; None when it had none."""
    day = last_day(unit, year)
    return None if day is None else next((one for one in duty_lists() if one.holds(day)), None)


def duties_of(unit: Unit, year: int) -> tuple[Duty, ...]:
    """The duties of a unit in a year; none for a level without duties and for years before the lists."""
    found, day = list_for(unit, year), last_day(unit, year)
    if found is None or day is None:
        return ()
    return tuple(one for one in found.levels.get(unit.level, ()) if one.first is None or one.first <= day)


def last_day(unit: Unit, year: int) -> date | None:
    """The last day of the year on which the unit stood; None when it did not stand in that year."""
    if not MINYEAR <= year <= MAXYEAR:
        return None
    end = date(year, *YEAR_END)
    day = end if unit.valid_to is None else min(unit.valid_to, end)
    return day if day.year == year and _began(unit.valid_from, day) else None


def _began(valid_from: date | None, day: date) -> bool:
    """A unit whose first day is unknown began long ago."""
    return valid_from is None or valid_from <= day


def first_year() -> int:
    """The first year that has duties."""
    return duty_lists()[0].first.year
