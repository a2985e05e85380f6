"""The general law on complaints: its days, where they were read, and what nobody could check."""

from __future__ import annotations

from datetime import date, timedelta

from ocop.law.complaints import general_law


def test_the_days_are_those_of_the_articles_that_were_read() -> None:
    found = {(one.code, one.case): (one.count, one.article) for one in general_law().limits}
    assert found == {
        ("complaint", ""): (90, "Điều 9 Luật Khiếu nại 2011"),
        ("complaint_taken_up", ""): (10, "Điều 27 Luật Khiếu nại 2011"),
        ("complaint_answer", ""): (30, "Điều 28 Luật Khiếu nại 2011"),
        ("complaint_answer", "complex"): (45, "Điều 28 Luật Khiếu nại 2011"),
        ("complaint_answer", "remote"): (45, "Điều 28 Luật Khiếu nại 2011"),
        ("complaint_answer", "remote_complex"): (60, "Điều 28 Luật Khiếu nại 2011"),
    }
    assert all(one.verified and one.read_in for one in general_law().limits)


def test_a_law_that_nobody_read_in_full_leaves_a_doubt_from_its_first_day() -> None:
    [amendment] = general_law().amendments
    assert general_law().doubts(date(2026, 7, 1)) == (amendment,)
    assert general_law().doubts(date(2026, 7, 1) - timedelta(days=1)) == ()
