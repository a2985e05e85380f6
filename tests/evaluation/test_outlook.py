"""What comes next for a dossier whose result is appealed or refused, and by when."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from ocop.evaluation import actions
from ocop.evaluation.actions import AppealRuleFacts
from ocop.evaluation.outlook import outlook
from ocop.platform.actors import Actor
from tests.cast import ClientOf
from tests.evaluation.test_appeals import appealed
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def rules(world: World) -> None:
    """A regulation that sets days to appeal and to answer."""
    council = world.a_council()
    council.refresh_from_db()
    actions.set_appeal_rules(
        actor=world.province,
        council_id=council.pk,
        expected_version=council.version,
        facts=AppealRuleFacts(citation="Điều 12 Quy chế", appeal_days=10, answer_days=15),
        now=world.later(),
    )


def words(world: World, state: str) -> str:
    with translation.override("en"):
        found = outlook(world.dossier(state), world.today, None)
        return "" if found is None else f"{found.words}; {found.day_words} {found.last_day}"


def test_an_appeal_is_answered_by_the_day_of_the_regulation(world: World, rules: None) -> None:  # noqa: ARG001
    appeal = appealed(world, world.dossier("closed"))
    found = outlook(appeal.dossier, world.today, appeal)
    assert found is not None
    assert found.last_day == appeal.answer_due_on == date(2026, 12, 8)


def test_a_refused_product_may_appeal_or_begin_anew_by_the_next_round(world: World) -> None:
    assert words(world, "not_recognised") == (
        "The producer may appeal this result, or improve the product and file a new dossier; "
        "The commune proposes for the next round until: 2027-04-29"
    )


def test_a_refused_product_sees_the_last_day_to_appeal(world: World, rules: None) -> None:  # noqa: ARG001
    dossier = world.dossier("not_recognised")
    case = world.case_of(dossier)
    actions.record_notice(
        actor=world.province, case_id=case.pk, number="9/TB", sent_on=world.today, now=world.later()
    )
    found = outlook(world.fresh(dossier), world.today, None)
    assert found is not None
    assert found.last_day == date(2026, 12, 3)


def test_a_withdrawn_dossier_can_be_filed_anew(world: World) -> None:
    assert words(world, "withdrawn").startswith("The producer can file a new dossier at any time")


def test_a_recognised_dossier_waits_for_nothing(world: World) -> None:
    assert not words(world, "recognised")


def test_the_producer_reads_it_on_the_dossier(world: World, client_of: ClientOf, lan: Actor) -> None:
    dossier = world.dossier("not_recognised")
    page = client_of(lan).get(dossier.get_absolute_url()).content.decode()
    assert "Chủ thể có thể kiến nghị về kết quả này" in page
    assert "29/04/2027" in page
