"""What rooms above add to councils: links on a case, what hinders its closing, the stars a result counts for,
lines on the desks.

They register it from `AppConfig.ready()`; this room knows none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from ocop.platform.decisions import Conflict, Decision

if TYPE_CHECKING:
    from datetime import date

    from django_stubs_ext import StrOrPromise

    from ocop.evaluation.models import CouncilCase
    from ocop.evaluation.models import Result as StoredResult
    from ocop.law.scoring import Result
    from ocop.platform.actors import Actor
    from ocop.platform.display import Tag


@dataclass(frozen=True, slots=True)
class Line:
    """A line on a desk: words, a state, and where it leads."""

    words: StrOrPromise
    tag: Tag | None = None
    url: str = ""


Hindrance = Callable[["CouncilCase", "Result"], Decision]
"""Whether a case with this result may be closed now; a refusal says what is to be done first, and where."""
CaseLink = Callable[["Actor", "CouncilCase"], "tuple[StrOrPromise, str] | None"]
DeskLines = Callable[["Actor", "date"], Iterable[Line]]
Place = tuple[datetime, int]
"""Where a case stands on an agenda: when the session begins, and its place in the order of that day."""
Agenda = Callable[[Collection[int]], Mapping[int, Place]]

ON_NO_AGENDA: Final[Place] = (datetime.max.replace(tzinfo=UTC), 0)

StarsOf = Callable[["StoredResult"], int]
"""The stars a result counts for: those the council found, unless a level above found others since."""

_stars: list[StarsOf] = []
_hindrances: list[Hindrance] = []
_links: list[CaseLink] = []
_lines: list[DeskLines] = []
_agendas: list[Agenda] = []


def add_hindrance(hindrance: Hindrance) -> None:
    """Register what is asked before a case is closed, inside the act."""
    if hindrance not in _hindrances:
        _hindrances.append(hindrance)


def refuse_hindered(case: CouncilCase, result: Result) -> None:
    """Do nothing for a case that may be closed. Raises: Conflict with the first thing to do before."""
    for hindrance in _hindrances:
        if not (decision := hindrance(case, result)):
            raise Conflict(decision.reason, url=str(decision.url))


def count_stars(stars: StarsOf) -> None:
    """Register who knows the stars a result counts for; one room does."""
    _stars[:] = [stars]


def stars_of(result: StoredResult) -> int:
    """The stars a result counts for today."""
    return next((stars(result) for stars in _stars), result.stars)


def add_case_link(link: CaseLink) -> None:
    """Register a link (words, address) of the page of a case; None where the actor gets none."""
    if link not in _links:
        _links.append(link)


def links_of(actor: Actor, case: CouncilCase) -> list[tuple[StrOrPromise, str]]:
    """The links of other rooms that this actor gets on the page of a case."""
    return [found for link in _links if (found := link(actor, case)) is not None]


def add_desk_lines(lines: DeskLines) -> None:
    """Register lines on the desks."""
    if lines not in _lines:
        _lines.append(lines)


def desk_lines(actor: Actor, today: date) -> list[Line]:
    """The lines of other rooms on the desk of this actor."""
    return [line for lines in _lines for line in lines(actor, today)]


def add_agenda(agenda: Agenda) -> None:
    """Register where cases, given by their keys, stand on the agendas of the councils."""
    if agenda not in _agendas:
        _agendas.append(agenda)


def places(cases: Collection[int]) -> dict[int, Place]:
    """Where these cases stand on an agenda, by key; those on none are left out. One query."""
    return {key: place for agenda in _agendas if cases for key, place in agenda(cases).items()}
