"""Processes beside the pages: started again when they end, gone when the pages are."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ocop.cli import beside

pytestmark = pytest.mark.slow
CODE = "import sys; open(sys.argv[1], 'a').write('x')"


def waited_for(true: Callable[[], bool]) -> bool:
    until = time.monotonic() + 30
    while not true() and time.monotonic() < until:
        time.sleep(0.05)
    return true()


def test_one_that_ends_is_started_again_until_the_pages_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "AGAIN_SECONDS", 0.1)
    starts = tmp_path / "starts"
    starts.touch()
    with beside.kept_running([sys.executable, "-c", CODE, str(starts)]):
        assert waited_for(lambda: len(starts.read_text(encoding="ascii")) > 1)
    count = len(starts.read_text(encoding="ascii"))
    time.sleep(0.5)
    assert len(starts.read_text(encoding="ascii")) == count


def test_one_that_runs_is_ended_with_the_pages() -> None:
    began = time.monotonic()
    with beside.kept_running([sys.executable, "-c", "import time; time.sleep(60)"]):
        pass
    assert time.monotonic() - began < 20
