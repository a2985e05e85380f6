"""What the producer reads of a result: weak points, the way up, and nothing that shows a member's mark."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from ocop.evaluation import appeals, weak_points
from ocop.evaluation.models import CouncilCase, Dossier, Result
from ocop.evaluation.weak_points import WeakPoints
from ocop.platform.actors import Actor
from ocop.registry import regimes
from tests.cast import ClientOf
from tests.world import World

pytestmark = pytest.mark.django_db


def report(dossier: Dossier) -> WeakPoints:
    found = weak_points.of(
        CouncilCase.objects.select_related("dossier").get(pk=dossier.standing_case_id or 0)
    )
    assert found is not None
    return found


def with_sheets(dossier: Dossier, *marks: int, criterion: str = "1.1") -> WeakPoints:
    """The result as it would be had the members chosen these options for one criterion."""
    result = Result.objects.get(case=dossier.standing_case_id)
    question = json.loads(result.question)
    first = question["sheets"][0]["answers"]
    question["agreed"].pop(criterion, None)
    question["sheets"] = [
        {"member": f"seat-{number}", "answers": {**first, criterion: mark}}
        for number, mark in enumerate(marks)
    ]
    result.question = json.dumps(question)
    result.save(update_fields=["question"])
    return report(dossier)


def test_points_missing_are_told_by_criterion_with_the_next_option(world: World) -> None:
    found = report(world.dossier("closed"))
    leaves = regimes.product_set(found.dossier.regime_id, found.dossier.set_no).leaves
    assert found.shows_criteria
    assert found.weak
    assert found.full + len(found.weak) == len(leaves)
    for point in found.weak:
        assert point.points < point.most
        assert point.next_option
        assert point.next_gain > 0
    assert [point.lost for point in found.weak] == sorted((one.lost for one in found.weak), reverse=True)


def test_the_shortest_way_leads_to_the_next_star_that_is_recognised(world: World) -> None:
    found = report(world.dossier("closed"))
    assert found.target == found.stored.stars + 1
    assert found.way is not None
    assert found.way.feasible
    assert found.raises


def test_the_own_count_is_set_beside_the_council_s(world: World) -> None:
    found = report(world.dossier("closed"))
    assert found.claimed_total is not None
    assert found.difference == found.result.total - Fraction(found.claimed_total)


@pytest.mark.parametrize("marks", [(1,), (1, 2)])
def test_with_fewer_than_three_sheets_no_criterion_is_shown(world: World, marks: tuple[int, ...]) -> None:
    found = with_sheets(world.dossier("closed"), *marks)
    assert not found.shows_criteria
    assert (found.points, found.floors, found.way, found.raises) == ([], [], None, [])
    assert found.parts


def test_whether_a_member_differed_and_which_cannot_be_told(world: World) -> None:
    dossier = world.dossier("closed")
    told = [with_sheets(dossier, *marks).points for marks in ((2, 2, 2), (1, 2, 2), (2, 2, 1), (2, 1, 2, 2))]
    assert told[0] == told[1] == told[2] == told[3]


def test_of_options_chosen_equally_often_the_lower_one_is_shown(world: World) -> None:
    dossier = world.dossier("closed")
    found = with_sheets(dossier, 1, 2, 1, 2)
    leaf = found.table.product_set.leaves["1.1"]
    low = min((1, 2), key=leaf.points_at)
    assert appeals.settled_positions(found.stored, found.table.product_set)["1.1"] == low


def test_no_reason_counts_sheets(world: World) -> None:
    found = report(world.dossier("closed"))
    assert not any("phiếu" in reason.lower() for reason in found.why)


def test_producer_and_commune_read_the_page_without_a_member_s_name(
    world: World, lan: Actor, minh: Actor, client_of: ClientOf
) -> None:
    dossier = world.dossier("closed")
    for reader in (lan, minh):
        for page in ("result", "result/letter"):
            text = client_of(reader).get(f"/dossiers/{dossier.pk}/{page}/").content.decode()
            assert dossier.product.name in text
            assert not any(member.name in text for member, _role, _scores in world.members)
            assert "seat-" not in text


def test_a_dossier_without_a_result_has_no_such_page(world: World, lan: Actor, client_of: ClientOf) -> None:
    dossier = world.dossier("revealed")
    assert client_of(lan).get(f"/dossiers/{dossier.pk}/result/").status_code == 404
