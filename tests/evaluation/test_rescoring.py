"""Results of lower levels scored again by lot: who may, what is drawn, and that nothing changes by it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from ocop.evaluation import actions, queries
from ocop.evaluation.actions import CouncilFacts
from ocop.evaluation.actions.rescoring import drawn_by
from ocop.evaluation.models import Council, CouncilCase, Dossier, Purpose, RescoringSample, SeatRole, Sheet
from ocop.journal.models import Entry
from ocop.people.roles import COUNCIL_MEMBER
from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.platform.decisions import Denied
from tests.cast import no_entry, person
from tests.world import World

pytestmark = pytest.mark.django_db
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def judges(places: Unit) -> list[Actor]:
    """Chair and secretary of the ministry's council."""
    return [
        person("0912000091", "Vi Thị Nga", COUNCIL_MEMBER, places),
        person("0912000092", "Hà Văn Đức", COUNCIL_MEMBER, places),
    ]


@pytest.fixture
def council(world: World, thu: Actor, judges: list[Actor]) -> Council:
    """The ministry's council, which both of them score in."""
    return ministry_council(world, thu, judges)


def ministry_council(world: World, thu: Actor, judges: list[Actor]) -> Council:
    facts = CouncilFacts("Hội đồng trung ương", "9/QĐ-BNNMT", world.today)
    made = actions.create_council(actor=thu, unit_code=thu.unit_code, facts=facts, now=world.later())
    for judge, role in zip(judges, (SeatRole.CHAIR, SeatRole.SECRETARY), strict=True):
        made.refresh_from_db()
        actions.seat_member(
            actor=thu,
            council_id=made.pk,
            expected_version=made.version,
            user_id=judge.user_id or 0,
            role=role,
            scores=True,
            now=world.later(),
        )
    return made


def draw(world: World, actor: Actor, council: Council, size: int = 1) -> RescoringSample:
    return actions.draw_sample(
        actor=actor, council_id=council.pk, first=YEAR[0], last=YEAR[1], size=size, now=world.later()
    )


def scored_again(world: World, sample: RescoringSample, judges: list[Actor], down: int = 2) -> CouncilCase:
    """The sample's first case sealed by all, revealed and closed by its secretary."""
    case = CouncilCase.objects.get(rescores__sample=sample)
    dossier = world.fresh(case.dossier)
    world.members = [(judge, "member", True) for judge in judges]
    world.sealed(dossier, world.same_sheets(dossier, down))
    for act in (actions.reveal, actions.close_case):
        world.fresh(dossier)
        act(actor=judges[1], case_id=case.pk, expected_version=dossier.version, now=world.later())
    case.refresh_from_db()
    return case


def test_a_sample_puts_closed_results_before_a_council_of_the_level_above(
    world: World, thu: Actor, judges: list[Actor]
) -> None:
    dossier = world.dossier("closed")
    council = ministry_council(world, thu, judges)
    before = Entry.objects.count()
    sample = draw(world, thu, council)
    case = CouncilCase.objects.get(rescores__sample=sample)
    assert (case.dossier, case.purpose, case.level) == (dossier, Purpose.RESCORING, "centre")
    assert case.sheets.count() == 2
    assert (sample.population, sample.size) == (1, 1)
    assert Entry.objects.count() == before + 1
    assert Entry.objects.latest("pk").verb == "sample.drawn"


def test_scoring_again_changes_neither_the_state_nor_the_result_that_stands(
    world: World, thu: Actor, judges: list[Actor]
) -> None:
    dossier = world.dossier("closed")
    first = world.case_of(dossier)
    council = ministry_council(world, thu, judges)
    case = scored_again(world, draw(world, thu, council), judges)
    dossier.refresh_from_db()
    assert case.closed_at is not None
    assert (dossier.state, dossier.level, dossier.standing_case) == ("closed", "province", first)
    assert case.result.total_exact != first.result.total_exact


def test_the_province_reads_no_sheet_of_the_level_above(
    world: World, thu: Actor, hoa: Actor, mai: Actor, judges: list[Actor]
) -> None:
    world.dossier("closed")
    council = ministry_council(world, thu, judges)
    case = scored_again(world, draw(world, thu, council), judges)
    assert Sheet.objects.visible_to(thu).filter(case=case).count() == 2
    for other in (hoa, mai):
        assert not Sheet.objects.visible_to(other).filter(case=case).exists()
        assert not queries.samples(other).exists()


def test_a_result_is_drawn_once(world: World, thu: Actor, judges: list[Actor]) -> None:
    world.dossier("closed")
    council = ministry_council(world, thu, judges)
    draw(world, thu, council)
    with no_entry(), pytest.raises(ValidationError):
        draw(world, thu, council)


def test_the_lot_can_be_drawn_again_by_anybody() -> None:
    cases = list(range(1, 41))
    assert drawn_by("ab" * 32, cases, 5) == drawn_by("ab" * 32, cases, 5)
    assert len(set(drawn_by("ab" * 32, cases, 5))) == 5
    assert drawn_by("cd" * 32, cases, 5) != drawn_by("ab" * 32, cases, 5)


@pytest.mark.parametrize("size", [0, 2])
def test_no_more_is_drawn_than_there_is(world: World, thu: Actor, judges: list[Actor], size: int) -> None:
    world.dossier("closed")
    council = ministry_council(world, thu, judges)
    with no_entry(), pytest.raises(ValidationError) as refusal:
        draw(world, thu, council, size)
    assert "size" in refusal.value.message_dict


def test_a_period_has_its_end_after_its_beginning(world: World, thu: Actor, council: Council) -> None:
    with no_entry(), pytest.raises(ValidationError) as refusal:
        actions.draw_sample(
            actor=thu, council_id=council.pk, first=YEAR[1], last=YEAR[0], size=1, now=world.later()
        )
    assert "last" in refusal.value.message_dict


def test_only_the_level_above_draws(world: World, hoa: Actor, thu: Actor, council: Council) -> None:
    own = world.a_council()
    with no_entry(), pytest.raises(ValidationError):
        draw(world, hoa, own)  # a province has no level below that scores
    with no_entry(), pytest.raises(Council.DoesNotExist):
        draw(world, hoa, council)
    with no_entry(), pytest.raises(Denied):
        draw(world, thu, own)


def test_who_is_tied_to_a_dossier_does_not_score_it_again(
    world: World, thu: Actor, judges: list[Actor]
) -> None:
    dossier: Dossier = world.dossier("closed")
    council = ministry_council(world, thu, judges)
    actions.declare_tie(
        actor=judges[0],
        producer_id=dossier.product.producer_id,
        kind="family",
        note="Em gái là thành viên.",
        now=world.later(),
    )
    draw(world, thu, council)
    case = CouncilCase.objects.get(purpose=Purpose.RESCORING)
    assert list(case.sheets.values_list("seat__user_id", flat=True)) == [judges[1].user_id]
    assert not Dossier.objects.visible_to(judges[0]).exists()
