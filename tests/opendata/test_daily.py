"""The dump of a day is asked for once, built by the worker, and asked for again when that broke."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from ocop.opendata import actions, daily
from ocop.opendata.models import Dump
from ocop.platform import clock, housekeeping, jobs
from ocop.platform.jobs import Fault, Progress
from tests.cast import NOW
from tests.opendata.conftest import Publish
from tests.world import World

pytestmark = pytest.mark.django_db


def test_it_is_part_of_the_work_of_a_day() -> None:
    assert housekeeping.tasks()["opendata.build"] is daily.ask_today


def test_a_dump_is_asked_for_once_until_it_is_there(world: World, publish: Publish) -> None:
    world.certificate()
    assert not daily.ask_today(world.now)
    assert not daily.ask_today(world.now)
    assert DBTaskResult.objects.count() == 1
    assert jobs.is_asked(daily.BUILD, world.today.toordinal())
    publish(world.later())
    assert daily.ask_today(world.now)


def test_none_is_asked_for_where_none_is_wanted(world: World, settings: Settings) -> None:
    settings.OCOP_OPEN_DATA = False
    assert daily.ask_today(world.now)
    assert not DBTaskResult.objects.exists()


@pytest.mark.usefixtures("place")
def test_the_worker_builds_the_dump_of_the_day_and_none_of_a_day_that_is_over(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.certificate()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1))
    today = clock.today()
    daily.build(today.toordinal() - 1, Progress("test"))
    assert not Dump.objects.exists()
    monkeypatch.setattr(Progress, "tell", lambda *_told: None)
    daily.build(today.toordinal(), Progress("test"))
    assert actions.is_published(today)


def test_one_that_broke_is_told_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        daily.broken(NOW.date().toordinal(), Fault.FAILED)
    assert f"{NOW.date()}" in caplog.text
