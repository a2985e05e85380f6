"""What upper rooms add to the page of an account and to the handing over of an office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.people.models import Appointment
    from ocop.platform.actors import Actor


@dataclass(frozen=True, slots=True)
class AccountLink:
    """A page about one account, opened by its key; shown to who has the right."""

    label: StrOrPromise
    url_name: str
    right: str


@dataclass(frozen=True, slots=True)
class Pending:
    """What waits for the holder of an office and passes to the next one; `count` says how many."""

    label: StrOrPromise
    count: Callable[[Appointment], int]


_links: list[AccountLink] = []
_pending: list[Pending] = []


def add_link(link: AccountLink) -> None:
    """Register a page; one already there is not added twice."""
    if link not in _links:
        _links.append(link)


def add_pending(pending: Pending) -> None:
    """Register what passes over with an office; called once from `AppConfig.ready()`."""
    if pending not in _pending:
        _pending.append(pending)


def links_for(actor: Actor) -> list[AccountLink]:
    """The pages this actor may open about an account it manages."""
    return [link for link in _links if actor.may(link.right)]


def passing_over(appointment: Appointment) -> list[tuple[StrOrPromise, int]]:
    """What passes to the successor, with its numbers; what is empty is left out."""
    counted = [(one.label, one.count(appointment)) for one in _pending]
    return [(label, number) for label, number in counted if number]
