"""Two offices propose the same withdrawal, or one drops what another decides, at the same moment."""

from __future__ import annotations

import pytest

from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict
from ocop.recognition.models import Certificate
from ocop.supervision.models import WithdrawalProposal
from tests.evaluation.test_races import at_once
from tests.supervision.conftest import drop, propose, state

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_proposals_at_once_one_stands(certificate: Certificate, minh: Actor, hoa: Actor) -> None:
    outcome = at_once(lambda: propose(certificate, minh), lambda: propose(certificate, hoa))
    assert outcome == ["Conflict", "done"]
    assert WithdrawalProposal.objects.count() == 1


def test_a_double_click_drops_once(certificate: Certificate, minh: Actor, lan: Actor, cuc: Actor) -> None:
    proposal = propose(certificate, minh)
    assert at_once(lambda: drop(proposal, minh), lambda: drop(proposal, cuc)) == ["Conflict", "done"]
    with pytest.raises(Conflict):
        state(proposal, lan)
