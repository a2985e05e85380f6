"""Two people, or two clicks, at the same moment: one wins, the other is told; nothing is written twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from ocop.evaluation import actions
from ocop.evaluation.models import Dossier
from ocop.journal import queries as journal
from ocop.journal.models import Entry
from ocop.platform.decisions import Conflict
from ocop.recognition.actions import record_decision
from ocop.recognition.models import Certificate
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run the acts in threads of their own, together; what became of each: "done" or the refusal's name."""
    together = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        together.wait()
        try:
            act()
        except Conflict as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(max_workers=len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_a_double_click_files_once(world: World) -> None:
    dossier = world.filled(world.dossier("draft"))
    now = world.later()

    def click() -> object:
        return actions.file_dossier(
            actor=world.producer, dossier_id=dossier.pk, expected_version=dossier.version, now=now
        )

    assert at_once(click, click, click) == ["Conflict", "Conflict", "done"]
    assert Entry.objects.filter(verb="dossier.filed").count() == 1
    assert world.fresh(dossier).receipt_number.startswith("01-")
    assert journal.verify().why == ""


def test_returning_and_sending_up_at_once_takes_one_way(world: World) -> None:
    dossier = world.with_report(world.dossier("filed"))
    now = world.later()
    outcome = at_once(
        lambda: actions.return_dossier(
            actor=world.commune,
            dossier_id=dossier.pk,
            expected_version=dossier.version,
            reason="Thiếu",
            now=now,
        ),
        lambda: actions.send_up(
            actor=world.commune, dossier_id=dossier.pk, expected_version=dossier.version, now=now
        ),
    )
    assert outcome == ["Conflict", "done"]
    assert world.fresh(dossier).state in {"returned", "sent_up"}


def test_dossiers_of_a_commune_filed_at_once_get_numbers_without_gap(world: World) -> None:
    drafts = [world.filled(world.dossier("draft", product=world.a_product(name=f"Ớt {n}"))) for n in range(3)]
    now = world.later()

    def filing(dossier: Dossier) -> Callable[[], object]:
        return lambda: actions.file_dossier(
            actor=world.producer, dossier_id=dossier.pk, expected_version=dossier.version, now=now
        )

    assert at_once(*map(filing, drafts)) == ["done"] * 3
    assert sorted(world.fresh(dossier).receipt_number[:2] for dossier in drafts) == ["01", "02", "03"]
    assert journal.verify().why == ""


def test_a_decision_entered_twice_issues_one_certificate(world: World) -> None:
    dossier = world.dossier("closed")
    facts, now = world.decision(), world.later()

    def enter() -> object:
        return record_decision(
            actor=world.leader,
            dossier_id=dossier.pk,
            expected_version=dossier.version,
            kind="recognise",
            facts=facts,
            now=now,
        )

    assert at_once(enter, enter) == ["Conflict", "done"]
    assert Certificate.objects.count() == 1
