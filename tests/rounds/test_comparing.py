"""Two councils on one dossier: the official one learns of the other after its own reveal."""
# ruff: noqa: ARG001 - a fixture asks for what must stand before it

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from ocop.evaluation.actions import CouncilFacts, close_case, create_council, reveal, seat_member
from ocop.evaluation.models import Council, CouncilCase, Dossier, Purpose
from ocop.evaluation.settling import Settling
from ocop.people.roles import COUNCIL_MEMBER
from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied
from ocop.registry import regimes
from ocop.rounds import actions
from ocop.rounds.actions import RuleFacts
from ocop.rounds.comparing import Comparison, compared
from ocop.rounds.models import DayRules, DifferenceNote, Round
from tests.cast import ClientOf, one_entry, person
from tests.rounds.conftest import a_session, convened, facts, the_round
from tests.world import World, answers_for

WANTS = RuleFacts(20, specialised_first=False, explain_difference=True, citation="Điều 5 Quy chế")


@pytest.fixture
def experts(lao_cai: Unit) -> list[Actor]:
    """The people of the specialised council: chair, secretary."""
    names = ("Đào Thị Xuân", "Lò Văn Hặc")
    return [
        person(f"09120007{number:02}", name, COUNCIL_MEMBER, lao_cai) for number, name in enumerate(names)
    ]


def special_council(world: World, experts: list[Actor]) -> Council:
    council = create_council(
        actor=world.province,
        unit_code=world.province.unit_code,
        facts=CouncilFacts("Hội đồng chuyên ngành", "340/QĐ-UBND", world.today),
        now=world.later(),
    )
    for number, (actor, role) in enumerate(zip(experts, ("chair", "secretary"), strict=True)):
        seat_member(
            actor=world.province,
            council_id=council.pk,
            expected_version=1 + number,
            user_id=actor.user_id or 0,
            role=role,
            scores=True,
            now=world.later(),
        )
    return council


def judged(world: World, experts: list[Actor], dossier: Dossier, down: int) -> CouncilCase:
    """The dossier closed by the specialised council in a session of its own."""
    council = special_council(world, experts)
    session = actions.plan_session(
        actor=world.province,
        round_id=the_round(world).pk,
        council_id=council.pk,
        facts=facts(),
        purpose=Purpose.SPECIALISED,
        now=world.later(),
    )
    convened(world, session)
    theirs = World(
        producer=world.producer,
        commune=world.commune,
        province=world.province,
        leader=world.leader,
        members=[(experts[0], "chair", True), (experts[1], "secretary", True)],
        now=world.now,
    )
    world.fresh(dossier)
    theirs.sealed(dossier, theirs.same_sheets(dossier, down))
    case = world.case_of(dossier)
    secretary = experts[1]
    for act in (reveal, close_case):
        act(
            actor=secretary,
            case_id=case.pk,
            expected_version=world.fresh(dossier).version,
            now=theirs.later(),
        )
    world.now = theirs.now
    case.refresh_from_db()
    return case


@pytest.fixture
def official(world: World, experts: list[Actor]) -> CouncilCase:
    """A dossier of five stars to the specialised council, and of three on the official sheets."""
    dossier = world.dossier("accepted")
    judged(world, experts, dossier, 0)
    actions.set_day_rules(
        actor=world.province,
        council_id=world.a_council().pk,
        expected_version=0,
        facts=WANTS,
        now=world.later(),
    )
    session = actions.plan_session(
        actor=world.province,
        round_id=a_round(world),
        council_id=world.a_council().pk,
        facts=facts(),
        now=world.later(),
    )
    convened(world, session)
    world.fresh(dossier)
    world.sealed(dossier, [answers_for_three(dossier) for _actor, _role, scores in world.members if scores])
    return world.case_of(dossier)


def a_round(world: World) -> int:
    return Round.objects.get(unit__code=world.province.unit_code).pk


def answers_for_three(dossier: Dossier) -> dict[str, int]:
    return answers_for(regimes.product_set(dossier.regime_id, dossier.set_no), down=1)


def both_of(actor: Actor, case: CouncilCase) -> Comparison:
    found = compared(actor, CouncilCase.objects.select_related("council", "dossier").get(pk=case.pk))
    assert found is not None
    return found


def test_the_specialised_result_is_kept_and_does_not_stand(world: World, official: CouncilCase) -> None:
    special = CouncilCase.objects.get(dossier=official.dossier, purpose=Purpose.SPECIALISED)
    assert special.result.stars == 5
    assert world.fresh(official.dossier).standing_case_id is None


def test_before_its_reveal_the_official_council_reads_nothing_of_it(
    world: World, official: CouncilCase, client_of: ClientOf, mai: Actor, tuan: Actor, hoa: Actor
) -> None:
    special = CouncilCase.objects.get(dossier=official.dossier, purpose=Purpose.SPECIALISED)
    for member in (mai, tuan):
        assert Settling(member, special).stored is None
        page = client_of(member).get(reverse("evaluation:case", args=[special.pk])).content.decode()
        assert "OCOP 5 sao" not in page
        assert client_of(member).get(reverse("rounds:comparison", args=[official.pk])).status_code == 403
    # The office judges nothing and reads it at once.
    assert Settling(hoa, special).stored is not None


def test_after_its_reveal_the_two_stand_side_by_side(
    world: World, official: CouncilCase, mai: Actor, phuc: Actor
) -> None:
    world.revealed(official.dossier)
    both = both_of(mai, official)
    assert both.may_read
    assert (both.specialised.stars, both.official.stars, both.stars_differ) == (5, 3, True)
    assert sum(row.difference for row in both.rows) == both.official.total - both.specialised.total
    assert both.differing[0].difference < 0
    assert not both.may_explain
    assert both_of(phuc, official).may_explain


def test_different_stars_are_explained_before_closing(
    world: World, official: CouncilCase, phuc: Actor, mai: Actor
) -> None:
    dossier = world.revealed(official.dossier)
    with pytest.raises(Conflict, match="came to 5 stars and this one to 3"):
        world.closed(dossier)
    given = {"case_id": official.pk, "expected_version": dossier.version}
    with pytest.raises(Denied):
        actions.explain_difference(actor=mai, words="Khác", now=world.later(), **given)
    with pytest.raises(ValidationError):
        actions.explain_difference(actor=phuc, words=" ", now=world.later(), **given)
    with one_entry("case.difference_explained"):
        actions.explain_difference(actor=phuc, words="Thiếu phiếu kiểm nghiệm.", now=world.later(), **given)
    assert world.closed(dossier).state == "closed"
    assert world.fresh(dossier).standing_case_id == official.pk
    assert DifferenceNote.objects.get().words == "Thiếu phiếu kiểm nghiệm."


def test_where_the_regulation_does_not_ask_nothing_hinders(world: World, official: CouncilCase) -> None:
    DayRules.objects.update(explain_difference=False)
    assert world.closed(world.revealed(official.dossier)).state == "closed"


def test_without_a_specialised_council_there_is_nothing_to_compare(world: World, phuc: Actor) -> None:
    dossier = world.dossier("revealed")
    assert compared(phuc, world.case_of(dossier)) is None
    with pytest.raises(Conflict, match="No specialised council"):
        actions.explain_difference(
            actor=phuc,
            case_id=world.case_of(dossier).pk,
            expected_version=dossier.version,
            words="Khác",
            now=world.later(),
        )


def test_a_session_of_one_council_in_a_round_still_leaves_the_other_its_dossiers(world: World) -> None:
    world.dossier("accepted")
    found = the_round(world)
    assert a_session(world, found, Purpose.SPECIALISED).slots.count() == 1
    assert a_session(world, found).slots.count() == 1
