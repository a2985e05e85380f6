"""What the supervising level sees of how councils judge, and who sees nothing of it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from django.urls import reverse

from ocop.evaluation.models import Council
from ocop.insight import fairness
from ocop.platform.actors import Actor
from ocop.registry import regimes
from tests.cast import ClientOf
from tests.evaluation.test_rescoring import draw, ministry_council, scored_again
from tests.evaluation.test_rescoring import judges as judges  # noqa: PLC0414 - a fixture
from tests.world import World, answers_for
from tests.world import world as world  # noqa: PLC0414 - a fixture

pytestmark = pytest.mark.django_db
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def closed(world: World) -> Council:
    """A case in which the chair gave the most and the three others the same."""
    best, lower = (answers_for(regimes.product_set("2026-26", 10), down=down) for down in (0, 1))
    world.dossier("closed", sheets=[best, lower, lower, lower])
    return world.a_council()


def test_a_lenient_member_stands_out_among_those_of_the_same_council(world: World, thu: Actor) -> None:
    council = closed(world)
    found = fairness.judging(thu, council.pk, *YEAR)
    assert (found.cases, found.members[0].name) == (1, world.members[0][0].name)
    offset = found.members[0].found.offset
    assert offset > 0
    assert [line.found.offset for line in found.members[1:]] == [-offset / 3] * 3
    assert found.sets[0].set_no == 10
    assert {one.used for one in found.sets[0].criteria} <= {1, 2}


def test_councils_are_shown_side_by_side(world: World, thu: Actor) -> None:
    council = closed(world)
    (line,) = fairness.councils(thu, *YEAR)
    assert (line.council, line.found.cases, line.found.offset) == (council, 1, Fraction(0))
    assert fairness.councils(thu, YEAR[1], YEAR[1]) == []


def test_nobody_sees_how_the_councils_of_their_own_level_judge(
    world: World, hoa: Actor, thu: Actor, client_of: ClientOf
) -> None:
    council = closed(world)
    assert fairness.councils(hoa, *YEAR) == []
    with pytest.raises(Council.DoesNotExist):
        fairness.judging(hoa, council.pk, *YEAR)
    assert client_of(hoa).get(reverse("insight:judging", args=[council.pk])).status_code == 404
    assert client_of(thu).get(reverse("insight:judging", args=[council.pk])).status_code == 200


def test_a_sample_shows_the_gap_between_the_two_councils(
    world: World,
    thu: Actor,
    judges: list[Actor],
    client_of: ClientOf,
) -> None:
    closed(world)
    council = ministry_council(world, thu, judges)
    sample = draw(world, thu, council)
    assert fairness.compare(sample).done == 0
    case = scored_again(world, sample, judges)
    found = fairness.compare(sample)
    local = found.gaps[0].item.local.result
    assert found.mean == Fraction(case.result.total_exact) - Fraction(local.total_exact)
    page = client_of(thu).get(reverse("insight:sample", args=[sample.pk])).content.decode()
    assert sample.seed in page
    assert str(case.result.total_2).replace(".", ",") in page


def test_a_sample_is_drawn_on_the_page_and_a_refusal_keeps_what_was_typed(
    world: World,
    thu: Actor,
    judges: list[Actor],
    client_of: ClientOf,
) -> None:
    closed(world)
    council = ministry_council(world, thu, judges)
    client, address = client_of(thu), reverse("insight:samples")
    typed = {"council": council.pk, "first": "01/01/2026", "last": "31/12/2026", "size": "7"}
    refused = client.post(address, typed)
    assert refused.status_code == 200
    assert 'value="7"' in refused.content.decode()
    drawn = client.post(address, {**typed, "size": "1"}, follow=True)
    assert drawn.redirect_chain
    assert "Chưa chấm lại" in drawn.content.decode()


def test_the_page_of_a_council_takes_as_many_queries_for_three_cases_as_for_one(
    world: World, thu: Actor, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    council = closed(world)
    for number in (1, 2):
        world.dossier("closed", product=world.a_product(name=f"Ớt số {number}"))
    with django_assert_num_queries(5):  # type: ignore[operator] # pytest-django's own fixture
        assert fairness.judging(thu, council.pk, *YEAR).cases == 3
