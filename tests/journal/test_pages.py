"""Inspectors read the journal: their own territory's, narrowed, page by page, and take it away as a file."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from ocop.journal import queries, verify_export
from ocop.journal.actions import record
from ocop.journal.models import Entry
from ocop.places.models import Unit
from ocop.platform.actors import SYSTEM, Actor
from tests.cast import NOW, ClientOf, no_entry, one_entry

LIST = "/journal/entries/"


def note(unit: Unit, actor: Actor, *, verb: str = "units.loaded", reason: str = "", days: int = 0) -> Entry:
    return record(
        actor=actor, verb=verb, obj=unit, before={}, after={}, reason=reason, now=NOW + timedelta(days=days)
    )


@pytest.fixture
def three(ta_van: Unit, bac_ha: Unit, minh: Actor, binh: Actor) -> list[Entry]:
    return [
        note(ta_van, minh, reason="thứ nhất"),
        note(bac_ha, minh, verb="user.created", reason="thứ hai", days=1),
        note(bac_ha, binh, reason="thứ ba", days=2),
    ]


def found(reader: Actor, **wanted: Any) -> list[str]:
    return [entry.reason for entry in queries.entries(reader, wanted).order_by("seq")]


@pytest.mark.usefixtures("three")
def test_an_inspector_of_a_province_reads_only_its_own(client_of: ClientOf, an: Actor) -> None:
    page = client_of(an).get(LIST).content.decode()
    assert "thứ nhất" in page
    assert "thứ hai" in page
    assert "thứ ba" not in page
    assert "/journal/export/" not in page


@pytest.mark.usefixtures("three")
def test_the_administrator_reads_everything(client_of: ClientOf, quan: Actor) -> None:
    page = client_of(quan).get(LIST).content.decode()
    assert "thứ ba" in page
    assert "Vàng Văn Minh" in page
    assert "xã Tả Van" in page
    assert "/journal/export/" in page


@pytest.mark.parametrize("name", ["hoa", "lan", "thu", "mai"])
def test_others_are_refused_with_the_reason(
    client_of: ClientOf, name: str, request: pytest.FixtureRequest
) -> None:
    answer = client_of(request.getfixturevalue(name)).get(LIST)
    assert answer.status_code == 403
    assert "thanh tra viên" in answer.content.decode()


def test_entries_are_narrowed_by_what_is_asked(three: list[Entry], quan: Actor, minh: Actor) -> None:
    assert found(quan, verb="user.created") == ["thứ hai"]
    assert found(quan, person=minh.user_id) == ["thứ nhất", "thứ hai"]
    assert found(quan, kind="places.unit", object=three[0].object_id) == ["thứ nhất"]
    assert found(quan, day=date(2026, 11, 24)) == ["thứ hai"]
    assert found(quan, place="Tả Van") == found(quan, place="03037") == ["thứ nhất", "thứ hai"]
    assert found(quan, place="15") == ["thứ nhất", "thứ hai"]
    assert found(quan, place="Nơi nào đó") == []


@pytest.mark.usefixtures("three")
def test_narrowing_never_leads_out_of_the_territory(an: Actor, binh: Actor) -> None:
    assert found(an, place="04") == found(an, person=binh.user_id) == []


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    "query", ["?day=nonsense", "?person=x", "?verb=none", "?person=99999999999999999999999"]
)
def test_a_bad_question_is_no_fault(client_of: ClientOf, quan: Actor, query: str) -> None:
    assert client_of(quan).get(LIST + query).status_code == 200


def test_only_the_whole_journal_is_taken_away(client_of: ClientOf, an: Actor) -> None:
    with no_entry():
        assert client_of(an).post("/journal/export/").status_code == 403


def test_the_export_is_recorded_and_verifies(
    client_of: ClientOf, quan: Actor, three: list[Entry], tmp_path: Path
) -> None:
    browser = client_of(quan)
    with one_entry("journal.exported"):
        answer = browser.post("/journal/export/")
    file = tmp_path / "journal.jsonl"
    file.write_bytes(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    verdict = verify_export.check(lambda: verify_export.read_file(file))
    assert (verdict.entries, verdict.why) == (len(three) + 1, "")


@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_list_costs_the_same_however_long(
    ta_van: Unit,
    minh: Actor,
    client_of: ClientOf,
    quan: Actor,
    count: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _time in range(count):
        note(ta_van, minh)
    browser = client_of(quan)
    with django_assert_max_num_queries(9):
        browser.get(LIST)


PLANS: dict[str, dict[str, Any]] = {
    "journal_entry_of_verb": {"verb": "user.created"},
    "journal_entry_of_person": {"person": 7},
    "journal_entry_of_object": {"kind": "places.unit", "object": "1"},
    "journal_entry_of_day": {"day": date(2026, 11, 24)},
    "journal_entry_of_place": {"place": "03037"},
}


@pytest.mark.parametrize("index", PLANS)
@pytest.mark.usefixtures("places")
def test_every_question_has_its_index(quan: Actor, index: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads a small table whole")
    plan = queries.entries(quan, PLANS[index]).order_by("-seq")[:51].explain()
    assert index in plan


@pytest.mark.usefixtures("places")
def test_without_a_question_the_list_walks_from_the_end() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads a small table whole")
    plan = queries.entries(SYSTEM, {}).order_by("-seq")[:51].explain()
    assert "TEMP B-TREE" not in plan
