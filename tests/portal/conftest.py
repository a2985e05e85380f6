import pytest
from django.core.cache import cache

from ocop.platform import clock
from tests.cast import NOW
from tests.world import world  # noqa: F401 - a fixture


@pytest.fixture(autouse=True)
def _in_the_world_of_the_cast(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the cast does happens today."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    cache.clear()
