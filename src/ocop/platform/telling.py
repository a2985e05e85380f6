"""How a room below the notices tells people something: it names whom and what, the notices tell.

    telling.tell([user.pk], template="appointment_given", reference="...", facts={...}, now=now)

Rooms above the notices call `notices.actions.notify` themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol


class Teller(Protocol):
    """Tells these people, each once for this template and reference, in the transaction of the act."""

    def __call__(
        self,
        user_ids: Collection[int],
        *,
        template: str,
        reference: str,
        facts: Mapping[str, object],
        link: str,
        now: datetime,
    ) -> object: ...


_tellers: list[Teller] = []


def tell_by(teller: Teller) -> None:
    """Say who does the telling. Called once, from the `ready()` of the room that owns the notices."""
    _tellers[:] = [teller]


def tell(
    user_ids: Collection[int],
    *,
    template: str,
    reference: str,
    facts: Mapping[str, object],
    link: str = "",
    now: datetime,
) -> None:
    """Tell these people; nothing happens in a program without notices."""
    for teller in _tellers:
        teller(user_ids, template=template, reference=reference, facts=facts, link=link, now=now)
