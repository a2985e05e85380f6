from datetime import timedelta

import pytest
from django.core.exceptions import BadRequest
from pytest_django import DjangoAssertNumQueries

from ocop.access.models import Session
from ocop.platform.clock import now
from ocop.platform.pagination import Page, page_of

ORDER = ("-expire_date", "pk")
pytestmark = pytest.mark.django_db


@pytest.fixture
def rows() -> list[str]:
    """Seven rows; some share a moment, so that the second column has to decide."""
    start = now()
    for place in range(7):
        Session.objects.create(
            session_key=f"s{place}", session_data="", expire_date=start - timedelta(hours=place // 3)
        )
    return [f"s{place}" for place in range(7)]


def keys(page: Page[Session]) -> list[str]:
    return [row.session_key for row in page.items]


def test_pages_follow_each_other_without_gap_or_repeat(rows: list[str]) -> None:
    seen: list[str] = []
    query: dict[str, str] = {}
    while True:
        page = page_of(Session.objects.all(), query, by=ORDER, size=3)
        seen += keys(page)
        if not page.next:
            break
        query = {"after": page.next}
    assert seen == rows


def test_going_back_shows_the_page_before(rows: list[str]) -> None:
    first = page_of(Session.objects.all(), {}, by=ORDER, size=3)
    second = page_of(Session.objects.all(), {"after": first.next}, by=ORDER, size=3)
    back = page_of(Session.objects.all(), {"before": second.previous}, by=ORDER, size=3)
    assert keys(back) == keys(first) == rows[:3]
    assert back.previous == ""
    assert back.next == first.next


def test_the_first_page_has_nothing_before_and_the_last_nothing_after(rows: list[str]) -> None:
    whole = page_of(Session.objects.all(), {}, by=ORDER, size=7)
    assert keys(whole) == rows
    assert (whole.previous, whole.next) == ("", "")


def test_an_empty_list_is_one_empty_page() -> None:
    assert page_of(Session.objects.all(), {}, by=ORDER) == Page([], "", "")


@pytest.mark.usefixtures("rows")
def test_a_page_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    first = page_of(Session.objects.all(), {}, by=ORDER, size=3)
    with django_assert_num_queries(1):
        page_of(Session.objects.all(), {"after": first.next}, by=ORDER, size=3)


@pytest.mark.parametrize("cursor", ["x", "!!!", "bnVsbA", "W10", "WyJ4IiwieSJd", "é"])
def test_a_damaged_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(BadRequest):
        page_of(Session.objects.all(), {"after": cursor}, by=ORDER)
