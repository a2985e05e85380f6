"""What the rooms above do with papers of the store: they tell where one is used, and hear of a newer one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from ocop.platform.actors import Actor
    from ocop.registry.models import Paper


@dataclass(frozen=True, slots=True)
class Use:
    """Where a paper proves something: what it is called, its page, and whether it is still open."""

    name: str
    url: str
    is_open: bool


class Uses(Protocol):
    """What a room above registers from its `AppConfig.ready()`."""

    def uses_of(self, paper: Paper) -> list[Use]:
        """Where the room uses this paper, the latest first. The caller saw the paper's producer."""
        ...

    def renewed(self, actor: Actor, old: Paper, new: Paper, now: datetime) -> None:
        """Tell whom it concerns that a newer paper took the place of one, in the transaction of the act."""
        ...


_rooms: list[Uses] = []


def add(room: Uses) -> None:
    """Register a room; one already there is not added twice."""
    if room not in _rooms:
        _rooms.append(room)


def uses_of(paper: Paper) -> list[Use]:
    """Everywhere the paper is used."""
    return [use for room in _rooms for use in room.uses_of(paper)]


def tell_renewed(actor: Actor, old: Paper, new: Paper, now: datetime) -> None:
    """Let every room tell its people."""
    for room in _rooms:
        room.renewed(actor, old, new, now)
