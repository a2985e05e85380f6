"""Dossiers under way when a later regime came into force (Điều 12, 26/2026)."""

from __future__ import annotations

from datetime import date

import pytest

from ocop.law.library import opened
from ocop.law.transitions import Pending, pending

FILED = date(2026, 3, 2)


def rule(kind: str, filed_on: date = FILED, today: date = date(2026, 6, 1)) -> Pending | None:
    shelf = opened()
    return pending(kind, filed_on, today, [shelf.regime(code) for code in shelf.ids()])


@pytest.mark.parametrize("kind", ["first", "upgrade"])
def test_a_first_dossier_has_sixty_days(kind: str) -> None:
    found = rule(kind)
    assert found is not None
    assert (found.regime_id, found.article, found.last_day) == ("2026-26", "Điều 12", date(2026, 7, 21))


def test_a_renewal_has_thirty_days_and_moves_past_a_sunday() -> None:
    found = rule("renewal")
    assert found is not None
    assert found.last_day == date(2026, 6, 22)


def test_nothing_is_pending_under_the_regime_of_its_own_day_or_before_the_later_one() -> None:
    assert rule("first", date(2026, 5, 22)) is None
    assert rule("first", today=date(2026, 5, 21)) is None
