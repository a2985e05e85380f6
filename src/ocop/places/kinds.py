"""The kinds of unit that exist since July 2025, and the level each belongs to."""

from __future__ import annotations

from typing import Final

from ocop.places.models import Kind, Level

LEVEL_OF: Final[dict[str, Level]] = {
    Kind.PROVINCE: Level.PROVINCE,
    Kind.CITY: Level.PROVINCE,
    Kind.COMMUNE: Level.COMMUNE,
    Kind.WARD: Level.COMMUNE,
    Kind.SPECIAL_ZONE: Level.COMMUNE,
}
