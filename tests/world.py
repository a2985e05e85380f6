"""A dossier in any state, built by the actions themselves.

    def test_something(world: World) -> None:
        dossier = world.dossier("scoring")

The fixture has the cast's people: mai chairs, phuc is the secretary without a sheet.
"""

from __future__ import annotations

import pytest

from ocop.demo.way import CHILLI, STATES, World, a_file, answers_for, producer_facts, product_facts
from ocop.platform.actors import Actor
from tests.cast import NOW

__all__ = ["CHILLI", "STATES", "World", "a_file", "answers_for", "producer_facts", "product_facts"]


@pytest.fixture
def world(  # noqa: PLR0917 - the whole cast
    lan: Actor,
    minh: Actor,
    hoa: Actor,
    cuc: Actor,
    mai: Actor,
    phuc: Actor,
    tuan: Actor,
    ngoc: Actor,
    son: Actor,
) -> World:
    """The cast of Lào Cai, ready for a dossier."""
    members = [(mai, "chair", True), (phuc, "secretary", False)]
    members += [(actor, "member", True) for actor in (tuan, ngoc, son)]
    return World(producer=lan, commune=minh, province=hoa, leader=cuc, members=members, now=NOW)
