"""A folder for dumps, and one built from a recognised product."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from ocop.opendata import actions
from ocop.opendata.building import Built
from ocop.platform.actors import SYSTEM
from tests.world import World
from tests.world import world as world  # noqa: PLC0414 - a fixture

Publish = Callable[..., Built]


@pytest.fixture
def place(world: World, settings: Settings, tmp_path: Path) -> Path:  # noqa: ARG001 - rows come first
    """Where dumps are kept."""
    settings.OCOP_OPEN_DATA_FOLDER = tmp_path / "open-data"
    return tmp_path / "open-data"


@pytest.fixture
def publish(place: Path) -> Publish:  # noqa: ARG001 - the folder must be set
    """Publish the dump of the day of a moment."""

    def published(now: datetime, *, again: bool = False) -> Built:
        built = actions.publish(actor=SYSTEM, now=now, again=again)
        assert built is not None
        return built

    return published
