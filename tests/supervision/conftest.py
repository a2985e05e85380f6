"""A certificate of Lan's product, ten days later, and the acts of its withdrawal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from ocop.platform import clock
from ocop.platform.actors import Actor
from ocop.recognition.models import Certificate
from ocop.supervision import actions
from ocop.supervision.actions import ProposalFacts
from ocop.supervision.models import Statement, WithdrawalProposal
from tests.cast import NOW, TODAY
from tests.world import World, a_file, world  # noqa: F401 - a fixture

LATER = NOW + timedelta(days=10)
"""3 December 2026."""
CONCLUDED = TODAY + timedelta(days=8)
FACTS = ProposalFacts("law_breach", "27/KL-CCQLCL", CONCLUDED, "Nhãn không ghi số lô.")


@pytest.fixture(autouse=True)
def _ten_days_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)


@pytest.fixture
def certificate(world: World) -> Certificate:  # noqa: F811 - the fixture above
    return world.certificate()


def propose(
    certificate: Certificate, actor: Actor, *, now: datetime = LATER, **changed: str | date
) -> WithdrawalProposal:
    return actions.propose_withdrawal(
        actor=actor,
        certificate_id=certificate.pk,
        facts=replace(FACTS, **changed),  # type: ignore[arg-type] # the keys are those of the facts
        files=[a_file("ket-luan.pdf")],
        now=now,
    )


def state(
    proposal: WithdrawalProposal,
    actor: Actor,
    *,
    words: str = "Đã in lại nhãn.",
    said_by: str = "",
    said_on: date = TODAY + timedelta(days=10),
    now: datetime = LATER,
) -> Statement:
    return actions.state_on_proposal(
        actor=actor,
        proposal_id=proposal.pk,
        words=words,
        said_by=said_by,
        said_on=said_on,
        files=[a_file("nhan-moi.pdf")],
        now=now,
    )


def drop(
    proposal: WithdrawalProposal, actor: Actor, *, reason: str = "Đã khắc phục.", version: int | None = None
) -> WithdrawalProposal:
    proposal.refresh_from_db()
    return actions.drop_proposal(
        actor=actor,
        proposal_id=proposal.pk,
        expected_version=proposal.version if version is None else version,
        reason=reason,
        now=LATER,
    )
