"""Who withdrew from a case finds nothing of it: no address, no list, no count, no message."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ocop.notices.models import Message
from tests.cast import browser_of
from tests.permissions.objects import STATES
from tests.permissions.table import TABLE
from tests.permissions.walking import ROWS, Walker

pytestmark = pytest.mark.django_db

JUDGED = STATES[STATES.index("scoring") :]
OF_THE_CASE = {*JUDGED, *(f"case.{state}" for state in JUDGED)} | {
    f"sheet.{state}" for state in ("open", "sealed", "revealed", "closed")
}
LISTS = (
    "evaluation:desk",
    "evaluation:declarations",
    "evaluation:council",
    "evaluation:councils",
    "notices:inbox",
)


def test_every_address_of_the_case_is_not_there(walker: Walker) -> None:
    wrong = []
    for row in TABLE:
        for method in ("GET", "POST"):
            if row.of in OF_THE_CASE and row.expected(method)["ngoc"] != "405":
                got = walker.open("ngoc", method, walker.path(row), None if method == "GET" else {})
                if got.outcome != "404" or got.verbs:
                    wrong.append((row.name, row.of, method, got.outcome))
    assert not wrong


def test_no_list_names_it(walker: Walker) -> None:
    words = walker.both.own.told
    for name in LISTS:
        page = walker.read("ngoc", ROWS[name])
        assert page.outcome == "200"
        assert not any(word in page.text for word in words)


def test_in_another_office_no_draft_decision_shows_it(walker: Walker) -> None:
    walker.browsers["ngoc_office"] = browser_of(walker.both.actors["ngoc_office"])
    for name, of in (("recognition:batch", "batch.open"), ("recognition:batch", "batch.handed")):
        path = walker.path(replace(ROWS[name], of=of))
        assert walker.open("hoa", "GET", path).outcome == "200"
        assert walker.open("ngoc_office", "GET", path).outcome == "404"
    listed = walker.open("ngoc_office", "GET", walker.path(ROWS["recognition:batches"]))
    assert listed.outcome == "200"
    assert not any(word in listed.text for word in walker.both.own.told)


def test_no_message_about_it_is_kept(walker: Walker) -> None:
    out = walker.both.actors["ngoc"].user_id or 0
    closed = [walker.both.own.kwargs[state]["pk"] for state in JUDGED]
    for pk in closed:
        assert not Message.objects.filter(user_id=out, reference__startswith=f"dossier:{pk}:").exists()
