"""An appeal and a decision at the same moment: one of them wins, and nothing is half done."""

from __future__ import annotations

import pytest

from ocop.evaluation import actions, appeals
from ocop.evaluation.models import Appeal
from ocop.recognition.actions import record_decision
from ocop.recognition.models import Certificate, RulingKind
from tests.evaluation.test_races import at_once
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_appeal_and_a_decision_at_once_take_one_way(world: World) -> None:
    dossier = world.dossier("closed")
    seen, facts, now = dossier.version, world.decision(), world.later()
    outcome = at_once(
        lambda: actions.file_appeal(
            actor=world.producer,
            dossier_id=dossier.pk,
            expected_version=seen,
            reasons="Xem lại",
            points={"1.1": "Có hợp đồng"},
            now=now,
        ),
        lambda: record_decision(
            actor=world.leader,
            dossier_id=dossier.pk,
            expected_version=seen,
            kind=RulingKind.RECOGNISE,
            facts=facts,
            now=now,
        ),
    )
    assert outcome in (["Conflict", "done"], ["Stale", "done"])
    world.fresh(dossier)
    decided = dossier.state == "recognised"
    assert (Certificate.objects.count(), Appeal.objects.count()) == ((1, 0) if decided else (0, 1))
    assert appeals.is_open(dossier) is not decided


def test_a_double_click_files_one_appeal(world: World) -> None:
    dossier = world.dossier("closed")
    seen, now = dossier.version, world.later()

    def click() -> object:
        return actions.file_appeal(
            actor=world.producer,
            dossier_id=dossier.pk,
            expected_version=seen,
            reasons="Xem lại",
            points={"1.1": "Có hợp đồng"},
            now=now,
        )

    assert at_once(click, click) == ["Conflict", "done"]
    assert Appeal.objects.count() == 1
