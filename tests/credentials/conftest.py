"""A certificate of the small cast, with keys and places as the daily work leaves them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ocop.credentials import daily, queries
from ocop.credentials.verify_certificate import Verdict, check
from ocop.recognition.actions import withdraw_certificate
from ocop.recognition.models import Certificate
from tests.world import World, world  # noqa: F401 - a fixture

__all__ = ["certificate", "record", "verdict", "withdraw"]


@pytest.fixture
def certificate(world: World) -> Certificate:  # noqa: F811 - the fixture above
    found = world.certificate()
    daily.prepare(world.now)
    return found


def record(certificate: Certificate) -> str:
    """Its signed record as it is now."""
    return queries.signed_records([certificate.pk])[certificate.pk]


def verdict(text: str, world: World, *, days: int = 0) -> Verdict:  # noqa: F811 - as above
    """What a record is worth by today's keys and lists, so many days from now."""
    lists = [queries.signed_list(number, world.now) for number in queries.lists()]
    return check(text, queries.jwks(), lists, world.now + timedelta(days=days))


def withdraw(world: World, certificate: Certificate) -> None:  # noqa: F811 - as above
    """The leader withdraws it today."""
    certificate.refresh_from_db()
    withdraw_certificate(
        actor=world.leader,
        certificate_id=certificate.pk,
        expected_version=certificate.version,
        ground="production_stopped",
        decision_number="702/QĐ-UBND",
        decided_on=world.today,
        reason="Dùng nhãn của sản phẩm khác.",
        now=world.later(),
    )
