import pytest

from ocop.programme.actions import load_lists
from tests.cast import NOW
from tests.exchange.files import Committed
from tests.world import world  # noqa: F401 - a fixture


@pytest.fixture
def lists(db: None) -> None:  # noqa: ARG001 - a fixture
    """The shared lists of codes as they are shipped."""
    load_lists(now=NOW)


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Committed) -> Committed:
    """What is done once a transaction is committed: `with committed(execute=True):`."""
    return django_capture_on_commit_callbacks
