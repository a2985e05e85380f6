"""How the rooms above give the journal their words: it knows codes of places, and may not ask those rooms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple


class Place(NamedTuple):
    """Where an actor stood: the path of codes from the country down (empty in old entries), and its last."""

    path: str
    code: str


PlaceNames = Callable[[Mapping[Place, datetime]], Mapping[Place, str]]
PlacePaths = Callable[[str], Sequence[str]]
_place_paths: list[PlacePaths] = []
_offices: set[str] = set()
_place_names: list[PlaceNames] = []


def name_places(function: PlaceNames, paths: PlacePaths) -> None:
    """Register who names places as they were at a moment, and who finds them by what people type.

    Called once, from `ready()` of the room of places.
    """
    _place_names[:], _place_paths[:] = [function], [paths]


def place_paths(words: str) -> Sequence[str]:
    """The paths of places of this code or name; none when nobody knows them."""
    return _place_paths[0](words) if _place_paths else ()


def name_offices(roles: Iterable[str]) -> None:
    """Register the roles held in public office: they read who acted. Called once, by the room of people."""
    _offices.update(roles)


def is_office(role: str) -> bool:
    """Whether a role is held in public office."""
    return role in _offices


def place_names(places: Mapping[Place, datetime]) -> Mapping[Place, str]:
    """Names of these places at these moments, at the cost of one query; those nobody knows are left out."""
    wanted = {place: at for place, at in places.items() if place.code}
    return _place_names[0](wanted) if _place_names and wanted else {}
