from __future__ import annotations

import pytest

from ocop.programme.actions import load_lists
from tests.cast import NOW
from tests.world import world  # noqa: F401 - a fixture


@pytest.fixture
def lists(db: None) -> None:  # noqa: ARG001 - a fixture asks for what must stand before it
    """The programme's shared lists, as an installation begins with them."""
    load_lists(now=NOW)
