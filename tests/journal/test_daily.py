"""The head of each day is signed by the process that sends notices, without anybody's doing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from ocop.journal.actions import record
from ocop.journal.daily import sign_today
from ocop.journal.models import SignedHead
from ocop.notices import delivering
from ocop.places.models import Unit
from ocop.platform import housekeeping
from ocop.platform.actors import SYSTEM
from tests.cast import NOW, no_entry, one_entry

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def key_file(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A key of the test alone, and nothing else to do than to sign."""
    settings.OCOP_JOURNAL_KEY = tmp_path / "journal-key"
    monkeypatch.setattr("ocop.notices.reminders._reminders", {})
    monkeypatch.setattr(housekeeping, "_tasks", {"journal.sign": housekeeping.tasks()["journal.sign"]})
    return tmp_path / "journal-key"


def note(unit: Unit) -> None:
    record(actor=SYSTEM, verb="unit.noted", obj=unit, before={}, after={}, now=NOW)


def test_the_room_asks_for_it_by_itself() -> None:
    assert housekeeping.tasks()["journal.sign"] is sign_today


def test_the_process_beside_the_pages_signs_each_day_once(ta_van: Unit) -> None:
    note(ta_van)
    with one_entry("journal.head_signed"):
        delivering.work("me", lambda: NOW)
    with no_entry():
        delivering.work("me", lambda: NOW + timedelta(hours=2))
    with one_entry("journal.head_signed"):
        delivering.work("me", lambda: NOW + DAY)
    assert SignedHead.objects.count() == 2


def test_what_a_person_signed_already_is_left(ta_van: Unit) -> None:
    note(ta_van)
    sign_today(NOW)
    with no_entry():
        assert sign_today(NOW + timedelta(hours=1))


def test_an_empty_journal_waits_and_is_signed_later_that_day(ta_van: Unit) -> None:
    with no_entry():
        delivering.work("me", lambda: NOW)
    note(ta_van)
    with no_entry():
        delivering.work("me", lambda: NOW + timedelta(minutes=30))
    with one_entry("journal.head_signed"):
        delivering.work("me", lambda: NOW + timedelta(hours=1))


def test_a_key_that_cannot_be_used_stops_neither_notices_nor_later_attempts(
    ta_van: Unit, key_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    note(ta_van)
    key_file.write_text("no key", encoding="utf-8")
    with no_entry():
        assert delivering.work("me", lambda: NOW) is not None
    assert "not signed" in caplog.text
    key_file.unlink()
    with one_entry("journal.head_signed"):
        delivering.work("me", lambda: NOW + timedelta(hours=1))
