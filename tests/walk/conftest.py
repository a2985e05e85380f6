"""The site of the walk: served at a real address, on a Monday morning, to whoever arrives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from time import monotonic

import pytest
from playwright.sync_api import Browser, ViewportSize
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from ocop.platform import clock
from tests.cast import NOW
from tests.walk.steps import DESKTOP, Person, arrive
from tests.world import world

__all__ = ["world"]
Arrive = Callable[..., Person]


@pytest.fixture
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time passes as it does, beginning on the Monday morning of the cast."""
    begun = monotonic()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=20, seconds=monotonic() - begun))


@pytest.fixture
def arriving(
    browser: Browser,
    live_server: LiveServer,
    settings: Settings,
    monday: None,  # noqa: ARG001 - the clock is set before anybody comes
) -> Iterator[Arrive]:
    """Call it for a new person with a window of their own; a script error fails the test."""
    settings.OCOP_BASE_URL = live_server.url
    settings.OCOP_TRIAL_DATA = True
    settings.OCOP_SECOND_FACTOR = "offered"
    here: list[Person] = []
    faults: list[str] = []

    def one(size: ViewportSize = DESKTOP, *, script: bool = True) -> Person:
        person = arrive(browser, live_server.url, size=size, script=script)
        person.context.on("weberror", lambda error: faults.append(str(error.error)))
        here.append(person)
        return person

    yield one
    for person in here:
        person.context.close()
    assert not faults
