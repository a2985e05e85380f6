"""Links that rooms above add to the page of a session, from `AppConfig.ready()`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor
    from ocop.rounds.models import Session

Link = Callable[["Actor", "Session"], "tuple[StrOrPromise, str] | None"]

_links: list[Link] = []


def add_session_link(link: Link) -> None:
    """Register a link (words, address) of a session's page; None where the actor gets none."""
    if link not in _links:
        _links.append(link)


def of_session(actor: Actor, session: Session) -> list[tuple[StrOrPromise, str]]:
    """The links that this actor gets on the page of a session."""
    return [found for link in _links if (found := link(actor, session)) is not None]
