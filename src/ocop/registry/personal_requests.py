"""Requests of a person about their own data: to see it, to have it corrected, to have it deleted.

The days for an answer stand with their source in `data/personal_requests.json`. What the law orders to be
kept (dossiers, decisions, the chain of the journal) is kept; what deleting takes is said on the page.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from ocop.people.models import User
from ocop.registry.models import (
    Producer,
    Representative,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ocop.platform.actors import Actor

FILE: Final = Path(__file__).parent / "data" / "personal_requests.json"
Source = Callable[["Actor"], "QuerySet[Any]"]
_sources: list[Source] = [Producer.objects.visible_to]


def also_read_in(source: Source) -> None:
    """Let the page "My data" tell who read personal data in these objects, too; called by rooms above."""
    _sources.append(source)


def sources() -> tuple[Source, ...]:
    """Where personal data of a person stands, as query sets of what this actor sees."""
    return tuple(_sources)


class Days(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many days there are for each kind of request. `confirmed`: read in the text of the law itself."""

    source: str
    confirmed: bool
    days: dict[str, int]


@cache
def days() -> Days:
    """The days for an answer. Raises: msgspec.ValidationError for a broken file."""
    return msgspec.json.decode(FILE.read_bytes(), type=Days)


def held_by(person: User) -> list[Representative]:
    """Every representation of a person, with its producer, the present ones first."""
    found = Representative.objects.filter(user=person).select_related("producer__commune__parent")
    return sorted(found, key=lambda one: (one.to_on is not None, one.pk))
