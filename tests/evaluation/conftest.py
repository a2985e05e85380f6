from tests.levels import levels  # noqa: F401 - a fixture
from tests.world import world  # noqa: F401 - a fixture
