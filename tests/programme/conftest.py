import pytest

from ocop.platform import clock
from ocop.programme.actions import load_lists
from tests.cast import NOW
from tests.world import world  # noqa: F401 - a fixture


@pytest.fixture(autouse=True)
def _on_the_day_of_the_cast(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the cast does happens today."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def lists(db: None) -> int:  # noqa: ARG001 - it must stand before
    """The shipped lists, loaded."""
    return load_lists(now=NOW)
