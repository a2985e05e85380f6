"""Working days and time limits.

Which days are off is a dated table (``holidays.json``), read year by year from the Government's notices:
holidays, the days given in lieu of holidays on a weekend, and working days swapped with a Saturday. A year
that has not been announced is marked ``computed``; nothing beyond the table is guessed.

How limits are counted (decisions 0013 and 0015): the day of the event does not count; a limit in working
days ends on a working day; a limit in days or months whose last day is a day off ends on the next working day
(Điều 147 and 148, Bộ luật Dân sự 2015).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final, Literal

import msgspec

from ocop.law.regime import Limit, Value
from ocop.law.validity import add_months

TABLE: Final = Path(__file__).parent / "holidays.json"
SATURDAY: Final = 5
ONE_DAY: Final = timedelta(days=1)

Status = Literal["announced", "computed"]


class BeyondCalendar(LookupError):
    """A day that the table of holidays does not cover. The message says what to do."""

    def __init__(self, day: date, first: date, last: date) -> None:
        super().__init__(
            f"{day.isoformat()} lies outside the table of holidays, "
            f"{first.isoformat()} to {last.isoformat()}: add the year to {TABLE.name} "
            "from the Government's notice, then try again"
        )
        self.day = day


class DayOff(Value, frozen=True):
    """A day off: a holiday, a day in lieu of one on a weekend, or a working day swapped with a Saturday."""

    on: date
    name: str
    kind: Literal["holiday", "in_lieu", "swapped"]


class WorkedDay(Value, frozen=True, rename={"instead_of": "for"}):
    """A Saturday or Sunday that is worked, and the day off that it makes up for."""

    on: date
    instead_of: date


class Year(Value, frozen=True):
    """One year of the table, with the notice it was read from."""

    year: int
    status: Status
    source: str
    off: tuple[DayOff, ...]
    worked: tuple[WorkedDay, ...] = ()
    note: str | None = None


class WorkingCalendar(Value, frozen=True):
    """Consecutive years of days off and worked weekend days."""

    years: tuple[Year, ...]
    about: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        numbers = [year.year for year in self.years]
        if not numbers or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
            raise ValueError("the years of the table must follow one another without a gap")

    @cached_property
    def first(self) -> date:
        """The first day covered."""
        return date(self.years[0].year, 1, 1)

    @cached_property
    def last(self) -> date:
        """The last day covered."""
        return date(self.years[-1].year, 12, 31)

    @cached_property
    def days_off(self) -> dict[date, DayOff]:
        """The listed days off, weekends apart, by date."""
        return {day.on: day for year in self.years for day in year.off}

    @cached_property
    def working_days(self) -> tuple[date, ...]:
        """Every working day covered, in order."""
        worked = {day.on for year in self.years for day in year.worked}
        span = (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))
        return tuple(
            day for day in span if day in worked or (day.weekday() < SATURDAY and day not in self.days_off)
        )

    @cached_property
    def _worked(self) -> frozenset[date]:
        return frozenset(self.working_days)

    def status(self, day: date) -> Status:
        """Whether that day's year was announced or is computed; raises :class:`BeyondCalendar`."""
        self._check(day)
        return self.years[day.year - self.years[0].year].status

    def is_working_day(self, day: date) -> bool:
        """Whether public offices work on that day; raises :class:`BeyondCalendar`."""
        self._check(day)
        return day in self._worked

    def add_working_days(self, start: date, count: int) -> date:
        """The last day of ``count`` working days that begin the day after ``start``.

        A negative ``count`` counts back the same way; 0 is ``start`` itself. Raises :class:`BeyondCalendar`.
        """
        self._check(start)
        if count == 0:
            return start
        days = self.working_days
        index = count + (bisect_right(days, start) - 1 if count > 0 else bisect_left(days, start))
        if not 0 <= index < len(days):
            beyond = self.last + ONE_DAY if count > 0 else self.first - ONE_DAY
            raise BeyondCalendar(beyond, self.first, self.last)
        return days[index]

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative when ``end`` comes first."""
        self._check(start)
        self._check(end)
        return bisect_right(self.working_days, end) - bisect_right(self.working_days, start)

    def next_working_day(self, day: date) -> date:
        """That day when it is worked, else the next working day; raises :class:`BeyondCalendar`."""
        return day if self.is_working_day(day) else self.add_working_days(day, 1)

    def due(self, limit: Limit, start: date) -> date:
        """The last day of ``limit`` when its event is on ``start``; for a notice, the last day to give it.

        Raises :class:`BeyondCalendar`.
        """
        count = -limit.count if limit.before else limit.count
        if limit.unit == "working_days":
            return self.add_working_days(start, count)
        end = add_months(start, count) if limit.unit == "months" else start + timedelta(days=count)
        return end if limit.before else self.next_working_day(end)

    def _check(self, day: date) -> None:
        if not self.first <= day <= self.last:
            raise BeyondCalendar(day, self.first, self.last)


@lru_cache(maxsize=4)
def opened(path: Path = TABLE) -> WorkingCalendar:
    """The calendar of that file, read once; msgspec.ValidationError when it does not fit the format."""
    return msgspec.json.decode(path.read_bytes(), type=WorkingCalendar)


def is_working_day(day: date) -> bool:
    """:meth:`WorkingCalendar.is_working_day` of the shipped table."""
    return opened().is_working_day(day)


def add_working_days(start: date, count: int) -> date:
    """:meth:`WorkingCalendar.add_working_days` of the shipped table."""
    return opened().add_working_days(start, count)


def working_days_between(start: date, end: date) -> int:
    """:meth:`WorkingCalendar.working_days_between` of the shipped table."""
    return opened().working_days_between(start, end)


def due(limit: Limit, start: date) -> date:
    """:meth:`WorkingCalendar.due` of the shipped table."""
    return opened().due(limit, start)
