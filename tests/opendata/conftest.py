"""A folder for dumps, and one built from a recognised product."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from django.conf import settings

from ocop.opendata import actions
from ocop.opendata.building import Built
from ocop.opendata.models import Dump
from ocop.platform.actors import SYSTEM
from ocop.recognition.models import Certificate
from tests.world import World
from tests.world import world as world  # noqa: PLC0414 - a fixture

Publish = Callable[..., Built]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """Where dumps are kept. Set without the fixture of settings, after which no world would be kept."""
    usual = settings.OCOP_OPEN_DATA_FOLDER
    settings.OCOP_OPEN_DATA_FOLDER = tmp_path / "open-data"
    yield tmp_path / "open-data"
    settings.OCOP_OPEN_DATA_FOLDER = usual


@pytest.fixture
def certificate(world: World, place: Path) -> Certificate:
    """A recognised product, and the dump of its day; the files are built once and then copied."""
    found = world.certificate()
    if not _built:
        kept = Path(mkdtemp(prefix="open-data-"))
        atexit.register(shutil.rmtree, kept)
        actions.publish(actor=SYSTEM, now=world.later())
        shutil.copytree(place, kept, symlinks=True, dirs_exist_ok=True)
        _built.append((kept, {**Dump.objects.values().get()}))
        return found
    kept, row = _built[0]
    shutil.copytree(kept, place, symlinks=True, dirs_exist_ok=True)
    Dump.objects.create(**row)
    return found


_built: list[tuple[Path, dict[str, Any]]] = []
"""What this process has built of the day of the recognised product."""


@pytest.fixture
def publish(place: Path) -> Publish:  # noqa: ARG001 - the folder must be set
    """Publish the dump of the day of a moment."""

    def published(now: datetime, *, again: bool = False) -> Built:
        built = actions.publish(actor=SYSTEM, now=now, again=again)
        assert built is not None
        return built

    return published
