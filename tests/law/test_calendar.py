"""Working days and time limits, on the dates of the Government's notices."""

from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.law import calendar
from ocop.law.calendar import Year
from ocop.law.regime import Limit, Unit

CALENDAR = calendar.opened()
CULTURE_DAY = "Ngày Văn hóa Việt Nam"
COVERED = st.dates(date(2019, 3, 1), date(2027, 10, 1))


def limit(count: int, unit: Unit, *, before: bool = False) -> Limit:
    return Limit(code="x", count=count, unit=unit, starts="", article="", before=before)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-21", False),  # Saturday
        ("2026-11-22", False),  # Sunday
        ("2026-11-23", True),
        ("2026-11-24", False),  # Culture Day, from 2026
        ("2025-11-24", True),
        ("2026-01-02", False),  # swapped
        ("2026-01-10", True),  # the Saturday that pays for it
        ("2026-04-27", False),  # in lieu of the Hùng Kings' day on a Sunday
        ("2026-08-22", True),
        ("2026-08-31", False),
        ("2026-09-03", True),
        ("2025-04-26", True),
        ("2025-05-02", False),
        ("2024-05-04", True),
        ("2023-09-04", False),
        ("2020-09-03", True),  # National Day had one day until 2020
        ("2019-01-05", True),  # pays for 31/12/2018
    ],
)
def test_a_day_is_worked_or_not_as_that_years_notice_says(day: str, works: bool) -> None:
    assert calendar.is_working_day(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-02-02", "2026-03-02"),  # over Tết: 14 to 22 February are off
        ("2026-04-20", "2026-05-14"),  # over 27/4, 30/4 and 1/5
        ("2025-12-31", "2026-01-22"),  # 2/1 off, Saturday 10/1 worked
        ("2026-08-19", "2026-09-11"),  # Saturday 22/8 worked, 31/8 to 2/9 off
        ("2026-11-23", "2026-12-15"),  # 24/11 off
        ("2026-06-01", "2026-06-22"),  # three plain weeks
        ("2026-06-06", "2026-06-26"),  # received on a Saturday: counts from Monday
    ],
)
def test_the_commune_has_fifteen_working_days(received: str, due: str) -> None:
    assert calendar.due(limit(15, "working_days"), date.fromisoformat(received)) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("unit", "count", "start", "due"),
    [
        ("days", 15, "2026-06-01", "2026-06-16"),
        ("days", 15, "2026-01-30", "2026-02-23"),  # ends on Saturday 14/2, the first day of Tết
        ("days", 45, "2026-06-01", "2026-07-16"),
        ("days", 60, "2026-05-22", "2026-07-21"),  # when 148 and 1489 lapse
        ("months", 3, "2026-11-30", "2027-03-01"),  # 28/2/2027 is a Sunday
    ],
)
def test_a_limit_in_days_that_ends_on_a_day_off_moves_to_the_next_working_day(
    unit: Unit, count: int, start: str, due: str
) -> None:
    assert calendar.due(limit(count, unit), date.fromisoformat(start)) == date.fromisoformat(due)


def test_a_notice_is_counted_back_from_the_sitting() -> None:
    assert calendar.due(limit(2, "working_days", before=True), date(2026, 2, 24)) == date(2026, 2, 13)
    assert calendar.due(limit(3, "days", before=True), date(2026, 2, 24)) == date(2026, 2, 21)


def test_the_day_of_the_event_does_not_count() -> None:
    monday = date(2026, 11, 16)
    assert calendar.add_working_days(monday, 0) == monday
    assert calendar.add_working_days(monday, 1) == date(2026, 11, 17)


def test_a_day_beyond_the_table_is_refused_with_the_remedy() -> None:
    with pytest.raises(calendar.BeyondCalendar, match=r"2028-01-01 .* add the year to holidays\.json"):
        calendar.is_working_day(date(2028, 1, 1))
    with pytest.raises(calendar.BeyondCalendar):
        calendar.add_working_days(date(2027, 12, 30), 15)
    with pytest.raises(calendar.BeyondCalendar):
        calendar.add_working_days(date(2019, 1, 2), -2)
    with pytest.raises(calendar.BeyondCalendar):
        calendar.working_days_between(date(2018, 12, 31), date(2019, 1, 2))


def test_a_year_that_is_not_announced_says_so() -> None:
    assert CALENDAR.status(date(2026, 12, 31)) == "announced"
    assert CALENDAR.status(date(2027, 1, 1)) == "computed"


def test_a_table_with_a_gap_is_refused(tmp_path: Path) -> None:
    table = msgspec.json.decode(calendar.TABLE.read_bytes())
    del table["years"][3]
    path = tmp_path / "holidays.json"
    path.write_bytes(msgspec.json.encode(table))
    with pytest.raises(msgspec.ValidationError, match="without a gap"):
        calendar.opened(path)


@pytest.mark.parametrize("year", CALENDAR.years, ids=lambda year: str(year.year))
def test_each_year_has_the_holidays_of_the_law(year: Year) -> None:
    """Điều 112, Bộ luật Lao động: 1, 5, 1, 1, 1 and (from 2021) 2 days; Nghị quyết 28/2026/QH16: 24/11."""
    by_name: dict[str, int] = {}
    for day in year.off:
        by_name[day.name] = by_name.get(day.name, 0) + (day.kind == "holiday")
    expected = {
        "Tết Dương lịch": 1,
        "Tết Nguyên đán": 5,
        "Giỗ Tổ Hùng Vương": 1,
        "Ngày Chiến thắng": 1,
        "Quốc tế Lao động": 1,
        "Quốc khánh": 2 if year.year >= 2021 else 1,
    }
    assert by_name == expected | ({CULTURE_DAY: 1} if year.year >= 2026 else {})


@pytest.mark.parametrize("year", CALENDAR.years, ids=lambda year: str(year.year))
def test_each_holiday_on_a_weekend_is_given_back_and_each_swap_is_paid_for(year: Year) -> None:
    weekend = [d for d in year.off if d.kind == "holiday" and d.on.weekday() >= 5 and d.name != CULTURE_DAY]
    in_lieu = [d for d in year.off if d.kind == "in_lieu"]
    assert sorted(d.name for d in weekend) == sorted(d.name for d in in_lieu)
    swapped = {d.on for d in year.off if d.kind == "swapped"}
    assert swapped == {d.instead_of for d in year.worked if d.instead_of.year == year.year}
    assert all(d.on.weekday() < 5 for d in in_lieu)
    assert all(day.weekday() < 5 for day in swapped)
    assert all(d.on.weekday() >= 5 for d in year.worked)
    assert {d.on.year for d in year.off} | {d.on.year for d in year.worked} == {year.year}
    assert [d.on for d in year.off] == sorted({d.on for d in year.off})


@given(start=COVERED, count=st.integers(1, 40))
def test_a_limit_ends_on_a_working_day_after_exactly_so_many(start: date, count: int) -> None:
    end = calendar.add_working_days(start, count)
    assert calendar.is_working_day(end)
    assert calendar.working_days_between(start, end) == count
    walked = sum(calendar.is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
    assert walked == count


@given(start=COVERED, first=st.integers(1, 20), second=st.integers(1, 20))
def test_limits_add_up(start: date, first: int, second: int) -> None:
    in_two_steps = calendar.add_working_days(calendar.add_working_days(start, first), second)
    assert in_two_steps == calendar.add_working_days(start, first + second)


@given(start=COVERED, count=st.integers(1, 40))
def test_a_notice_leaves_that_many_working_days(start: date, count: int) -> None:
    given_on = calendar.add_working_days(start, -count)
    assert calendar.is_working_day(given_on)
    assert given_on < start
    span = range((start - given_on).days)
    assert sum(calendar.is_working_day(given_on + timedelta(days=n)) for n in span) == count


@given(a=COVERED, b=COVERED)
def test_counting_back_is_the_negative(a: date, b: date) -> None:
    assert calendar.working_days_between(a, b) == -calendar.working_days_between(b, a)


@given(start=COVERED, count=st.integers(0, 60), unit=st.sampled_from(["days", "working_days"]))
def test_a_later_event_never_has_an_earlier_limit(start: date, count: int, unit: Unit) -> None:
    assert calendar.due(limit(count, unit), start) <= calendar.due(
        limit(count, unit), start + timedelta(days=1)
    )
