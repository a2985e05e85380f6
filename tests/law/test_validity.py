"""How long a certificate holds and what it is worth on any day (Điều 4, 7, 8 and 12, 26/2026/QĐ-TTg)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.law.library import opened
from ocop.law.regime import Renewal
from ocop.law.validity import (
    HOLDING,
    STATES,
    Event,
    Issued,
    Removed,
    RenewalDecided,
    RenewalFiled,
    Replaced,
    State,
    Status,
    Withdrawn,
    add_months,
    expiry,
    renewal_window,
    status,
)

REGIME = opened().regime("2026-26")
RENEWAL = REGIME.renewal
assert RENEWAL is not None
WINDOW_RULE: Renewal = RENEWAL
ISSUED_ON = date(2023, 11, 22)
EXPIRES_ON = date(2026, 11, 22)
ISSUED = Issued(ISSUED_ON, EXPIRES_ON)
DAY = timedelta(days=1)
WEIGHT: list[State] = ["withdrawn", "removed", "replaced", "upgraded"]
"""What an event leads to, the weightiest first; of the last two, the earlier event counts."""


def on(day: date, *events: Event, renewal: Renewal | None = RENEWAL) -> Status:
    return status([ISSUED, *events], day, renewal=renewal)


@pytest.mark.parametrize(
    ("issued", "expires"),
    [
        ("2026-11-22", "2029-11-22"),
        ("2026-08-31", "2029-08-31"),
        ("2024-02-29", "2027-02-28"),
        ("2025-02-28", "2028-02-28"),  # not stretched to 29/2
        ("2026-12-31", "2029-12-31"),
    ],
)
def test_a_certificate_holds_thirty_six_calendar_months(issued: str, expires: str) -> None:
    assert expiry(REGIME.validity, date.fromisoformat(issued)) == date.fromisoformat(expires)


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        ("2026-10-31", 1, "2026-11-30"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2027-12-31", 2, "2028-02-29"),
        ("2026-01-31", -1, "2025-12-31"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-12-15", 0, "2026-12-15"),
    ],
)
def test_months_end_on_the_same_number_or_the_last_day(day: str, months: int, result: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(result)


def test_the_renewal_window_is_180_to_120_days_before_expiry() -> None:
    assert renewal_window(WINDOW_RULE, EXPIRES_ON) == (date(2026, 5, 26), date(2026, 7, 25))


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (ISSUED_ON - DAY, "not_yet"),
        (ISSUED_ON, "valid"),
        (date(2026, 5, 25), "valid"),
        (date(2026, 5, 26), "expiring"),
        (date(2026, 7, 26), "expiring"),
        (EXPIRES_ON, "expiring"),
        (EXPIRES_ON + DAY, "expired"),
    ],
)
def test_left_alone_a_certificate_runs_its_course(day: date, state: State) -> None:
    assert on(day).state == state


@pytest.mark.parametrize("filed_on", [date(2026, 6, 1), date(2026, 10, 1), EXPIRES_ON])
def test_with_a_renewal_filed_it_is_kept_at_most_180_days_past_expiry(filed_on: date) -> None:
    filed = RenewalFiled(filed_on)
    assert on(EXPIRES_ON + DAY, filed).state == "kept"
    assert on(EXPIRES_ON + DAY, filed).kept_to == EXPIRES_ON + 180 * DAY
    assert on(EXPIRES_ON + 180 * DAY, filed).state == "kept"
    assert on(EXPIRES_ON + 181 * DAY, filed).state == "expired"


def test_a_lapsed_certificate_does_not_revive() -> None:
    late = RenewalFiled(EXPIRES_ON + DAY)
    assert on(EXPIRES_ON + DAY, late).state == "expired"
    assert on(EXPIRES_ON + 30 * DAY, late).state == "expired"


def test_a_refused_renewal_ends_the_keeping_but_not_the_months_left() -> None:
    filed = RenewalFiled(date(2026, 6, 1))
    assert on(date(2026, 8, 1), filed, RenewalDecided(date(2026, 7, 15), granted=False)).state == "expiring"
    refused = RenewalDecided(EXPIRES_ON + 10 * DAY, granted=False)
    assert on(EXPIRES_ON + 9 * DAY, filed, refused).state == "kept"
    assert on(EXPIRES_ON + 10 * DAY, filed, refused).state == "expired"


def test_a_granted_renewal_holds_until_the_new_certificate_replaces_it() -> None:
    events: list[Event] = [
        RenewalFiled(date(2026, 6, 1)),
        RenewalDecided(EXPIRES_ON + 5 * DAY, granted=True),
        Replaced(EXPIRES_ON + 8 * DAY),
    ]
    assert on(EXPIRES_ON + 7 * DAY, *events).state == "kept"
    assert on(EXPIRES_ON + 8 * DAY, *events).state == "replaced"


def test_a_second_renewal_after_a_refusal_counts() -> None:
    events: list[Event] = [
        RenewalFiled(date(2026, 6, 1)),
        RenewalDecided(date(2026, 7, 1), granted=False),
        RenewalFiled(date(2026, 7, 20)),
    ]
    assert on(EXPIRES_ON + DAY, *events).state == "kept"


def test_on_one_day_a_decision_answers_the_renewal_filed() -> None:
    day = date(2026, 7, 1)
    assert not on(EXPIRES_ON, RenewalFiled(day), RenewalDecided(day, granted=False)).renewal_pending


def test_withdrawal_outweighs_everything() -> None:
    withdrawn = Withdrawn(date(2025, 1, 10), "law_breach")
    assert on(date(2025, 1, 9), withdrawn).state == "valid"
    assert on(date(2025, 1, 10), withdrawn).state == "withdrawn"
    later = on(date(2030, 1, 1), Replaced(date(2024, 6, 1)), withdrawn, Removed(date(2024, 7, 1)))
    assert (later.state, later.cause) == ("withdrawn", withdrawn)
    before = on(date(2025, 1, 9), Replaced(date(2024, 6, 1)), withdrawn, Removed(date(2024, 7, 1)))
    assert before.state == "removed"
    assert on(ISSUED_ON, Withdrawn(ISSUED_ON, "other")).state == "withdrawn"


def test_what_left_the_register_was_removed_and_not_withdrawn() -> None:
    found = on(date(2025, 1, 10), Removed(date(2025, 1, 10), "stopped"))
    assert (found.state, found.holds) == ("removed", False)
    assert found.cause == Removed(date(2025, 1, 10), "stopped")


def test_a_certificate_of_more_stars_upgrades_and_any_other_replaces() -> None:
    day = date(2025, 1, 10)
    assert on(day, Replaced(day, upgraded=True)).state == "upgraded"
    assert on(day, Replaced(day)).state == "replaced"
    assert on(day, Replaced(day), Replaced(day, upgraded=True)).state == "upgraded"
    assert on(day, Replaced(day - DAY), Replaced(day, upgraded=True)).state == "replaced"


def test_without_a_renewal_rule_there_is_no_window_and_nothing_is_kept() -> None:
    assert opened().regime("2019-1048").renewal is None
    assert on(EXPIRES_ON, renewal=None).state == "valid"
    assert on(EXPIRES_ON + DAY, RenewalFiled(EXPIRES_ON), renewal=None).state == "expired"


def test_nothing_issued_is_not_yet_and_two_issues_are_refused() -> None:
    assert status([], ISSUED_ON).state == "not_yet"
    assert status([ISSUED, ISSUED], ISSUED_ON).state == "valid"
    with pytest.raises(ValueError, match="issued once"):
        status([ISSUED, Issued(ISSUED_ON + DAY, EXPIRES_ON)], EXPIRES_ON)


DAYS = st.dates(date(2023, 11, 1), date(2027, 12, 31))
EVENTS: st.SearchStrategy[list[Event]] = st.lists(
    st.one_of(
        st.builds(RenewalFiled, DAYS),
        st.builds(RenewalDecided, DAYS, st.booleans()),
        st.builds(Replaced, DAYS, st.booleans()),
        st.builds(Withdrawn, DAYS, st.sampled_from([ground.code for ground in REGIME.revocations])),
        st.builds(Removed, DAYS, st.sampled_from(["stopped", "no_potential"])),
    ),
    max_size=6,
)


@given(events=EVENTS, day=DAYS, data=st.data())
def test_the_order_in_which_events_are_written_does_not_matter(
    events: list[Event], day: date, data: st.DataObject
) -> None:
    everything: list[Event] = [ISSUED, *events]
    shuffled = data.draw(st.permutations(everything))
    assert status(everything, day, renewal=RENEWAL) == status(shuffled, day, renewal=RENEWAL)


@given(events=EVENTS, day=DAYS)
def test_what_happens_later_does_not_change_the_past(events: list[Event], day: date) -> None:
    known = [event for event in events if event.on <= day]
    assert on(day, *events) == on(day, *known)


@given(events=EVENTS, day=DAYS, later=DAYS)
def test_what_has_ended_stays_ended(events: list[Event], day: date, later: date) -> None:
    earlier, later = sorted((day, later))
    before, after = on(earlier, *events).state, on(later, *events).state
    if before not in HOLDING and before != "not_yet":
        assert after not in HOLDING
    if before in WEIGHT:
        assert WEIGHT.index(after) <= WEIGHT.index(before)


@given(events=EVENTS, day=DAYS)
def test_it_never_holds_after_the_last_day_it_can_be_kept(events: list[Event], day: date) -> None:
    found = on(day, *events)
    if found.holds:
        assert ISSUED_ON <= day <= EXPIRES_ON + 180 * DAY
    assert (found.cause is not None) == (found.state in WEIGHT)


@given(events=EVENTS, later=EVENTS, day=DAYS)
def test_what_is_learned_of_later_days_never_changes_the_answer(
    events: list[Event], later: list[Event], day: date
) -> None:
    assert on(day, *events) == on(day, *events, *(one for one in later if one.on > day))


# One event of each kind on a day in the middle of the window, and what each leads to by itself that day.
MIDDLE = date(2026, 7, 1)
ALONE: dict[str, tuple[Event, State]] = {
    "filed": (RenewalFiled(MIDDLE), "expiring"),
    "granted": (RenewalDecided(MIDDLE, granted=True), "expiring"),
    "refused": (RenewalDecided(MIDDLE, granted=False), "expiring"),
    "replaced": (Replaced(MIDDLE), "replaced"),
    "upgraded": (Replaced(MIDDLE, upgraded=True), "upgraded"),
    "withdrawn": (Withdrawn(MIDDLE, "law_breach"), "withdrawn"),
    "removed": (Removed(MIDDLE, "stopped"), "removed"),
}
ORDER: list[State] = ["withdrawn", "removed", "upgraded", "replaced", "expiring"]
"""The state of two events of one day: the first of their two in this list."""


@pytest.mark.parametrize("first", ALONE)
@pytest.mark.parametrize("second", ALONE)
def test_of_two_events_of_one_day_the_weightier_gives_the_state(first: str, second: str) -> None:
    one, other = ALONE[first], ALONE[second]
    assert on(MIDDLE, one[0], other[0]).state == min(one[1], other[1], key=ORDER.index)


@pytest.mark.parametrize("first", ALONE)
@pytest.mark.parametrize("second", ALONE)
def test_past_the_last_day_two_events_keep_it_only_with_a_renewal_not_refused(
    first: str, second: str
) -> None:
    pair = {first, second}
    ended = [ALONE[name][1] for name in pair if ALONE[name][1] != "expiring"]
    kept = "filed" in pair and "refused" not in pair
    expected = min(ended, key=ORDER.index) if ended else "kept" if kept else "expired"
    assert on(EXPIRES_ON + DAY, ALONE[first][0], ALONE[second][0]).state == expected


def test_every_state_is_reached() -> None:
    days = (ISSUED_ON - DAY, ISSUED_ON, MIDDLE, EXPIRES_ON + DAY)
    single: list[list[Event]] = [[], *([event] for event, _state in ALONE.values())]
    assert {on(day, *events).state for day in days for events in single} == set(STATES)


@given(day=st.dates(date(2019, 1, 1), date(2060, 1, 1)), months=st.integers(0, 120))
def test_months_keep_the_order_of_days(day: date, months: int) -> None:
    assert add_months(day, months) <= add_months(day + DAY, months)
    assert add_months(day, months).day in {day.day, 28, 29, 30}
