from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import translation

from ocop.evaluation.models import Dossier, Purpose
from ocop.rounds import actions
from ocop.rounds.actions import DayFacts
from ocop.rounds.models import Round, Session
from tests.cast import NOW
from tests.world import World, world  # noqa: F401 - a fixture

DAY = NOW + timedelta(days=7)
"""The day of the session: a week after the world begins, 9 in the morning."""


def the_round(world: World) -> Round:  # noqa: F811 - the same name as the fixture
    """Round 1 of 2027, which takes what is proposed on the day of the world."""
    return actions.open_round(
        actor=world.province, unit_code=world.province.unit_code, year=2027, no=1, now=world.later()
    )


def facts(at: datetime = DAY, **changed: str) -> DayFacts:
    """A day in the hall of the province's committee."""
    return DayFacts(at, **{"mode": "place", "place": "Hội trường UBND tỉnh", "link": "", **changed})


def a_session(world: World, found: Round | None = None, purpose: str = Purpose.OFFICIAL) -> Session:  # noqa: F811 - as above
    """A session of the world's council with every dossier that waits."""
    return actions.plan_session(
        actor=world.province,
        round_id=(found or the_round(world)).pk,
        council_id=world.a_council().pk,
        facts=facts(),
        purpose=purpose,
        now=world.later(),
    )


def convened(world: World, session: Session) -> Session:  # noqa: F811 - as above
    """The session with its agenda before the council, whose chair and secretary have no interest in it."""
    session = actions.convene_session(
        actor=world.province,
        session_id=session.pk,
        expected_version=fresh(session).version,
        recused={},
        now=world.later(),
    )
    for slot in session.slots.exclude(case=None):
        for actor, role, _scores in world.members:
            if role in {"chair", "secretary"} and slot.case is not None:
                world.without_interest(actor, slot.case)
    return session


def fresh(session: Session) -> Session:
    """The session as it is now."""
    session.refresh_from_db()
    return session


def some_dossiers(world: World, count: int = 2, state: str = "accepted") -> list[Dossier]:  # noqa: F811 - as above
    """Dossiers of products of one set."""
    return [world.dossier(state) for _number in range(count)]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Refusals are read in English here; pages come in the language of their reader."""
    with translation.override("en"):
        yield


@pytest.fixture
def dossiers(world: World) -> list[Dossier]:  # noqa: F811 - as above
    return some_dossiers(world)
