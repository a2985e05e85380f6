"""A committee of Lào Cai with Tuấn in it, and Minh in his post at Tả Van."""

from __future__ import annotations

from datetime import date

import pytest

from ocop.people.roles import STEERING_MEMBER
from ocop.places.models import Unit
from ocop.platform import clock
from ocop.platform.actors import Actor
from ocop.steering.actions import bodies, staffing
from ocop.steering.actions.bodies import BodyFacts, MemberFacts
from ocop.steering.actions.staffing import PostFacts
from ocop.steering.models import Body, Member, Post
from tests.cast import NOW, in_office, user_of
from tests.world import world  # noqa: F401 - a fixture

SINCE = date(2025, 7, 15)


@pytest.fixture(autouse=True)
def _on_the_day_of_the_cast(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the cast does happens today."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def body_facts(**changed: object) -> BodyFacts:
    given: dict[str, object] = {
        "kind": "committee",
        "name": "Ban Chỉ đạo Chương trình OCOP tỉnh Lào Cai",
        "document": "512/QĐ-UBND",
        "from_on": SINCE,
        "period": "2021-2025",
        **changed,
    }
    return BodyFacts(**given)  # type: ignore[arg-type]  # a test may write a wrong thing


@pytest.fixture
def committee(hoa: Actor, lao_cai: Unit) -> Body:
    return bodies.found_body(actor=hoa, unit_id=lao_cai.pk, facts=body_facts(), now=NOW)


@pytest.fixture
def steerer(tuan: Actor, lao_cai: Unit) -> Actor:
    """Tuấn as a member of the steering committee."""
    return in_office(user_of(tuan), STEERING_MEMBER, lao_cai)


@pytest.fixture
def seat(hoa: Actor, committee: Body, steerer: Actor) -> Member:
    facts = MemberFacts("member", SINCE, user=steerer.user_id, title="Sở Công Thương")
    member = bodies.seat_member(
        actor=hoa, body_id=committee.pk, expected_version=committee.version, facts=facts, now=NOW
    )
    committee.refresh_from_db()
    return member


@pytest.fixture
def minhs_post(hoa: Actor, minh: Actor, ta_van: Unit) -> Post:
    facts = PostFacts("part", SINCE, user=minh.user_id, document="15/QĐ-UBND")
    return staffing.fill_post(actor=hoa, unit_id=ta_van.pk, facts=facts, now=NOW)
