"""From revealed sheets to a closed result: agreed options, grounds of exclusion, rescoring, replay."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from ocop.evaluation import actions, queries, reckoning
from ocop.evaluation.models import Dossier, Result, Sheet
from ocop.journal.models import Entry
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.registry import regimes
from tests.cast import no_entry, one_entry
from tests.world import World, answers_for

pytestmark = pytest.mark.django_db


def close(world: World, dossier: Dossier, **told: str) -> Result:
    world.fresh(dossier)
    return actions.close_case(
        actor=world.secretary,
        case_id=world.case_of(dossier).pk,
        expected_version=dossier.version,
        now=world.later(),
        **told,
    )


def agree(world: World, dossier: Dossier, options: Mapping[str, int]) -> None:
    actions.record_agreed_options(
        actor=world.secretary,
        case_id=world.case_of(dossier).pk,
        expected_version=world.case_of(dossier).version,
        options=options,
        now=world.later(),
    )


def exclude(world: World, dossier: Dossier, found: Mapping[str, str]) -> None:
    actions.record_knockouts(
        actor=world.secretary,
        case_id=world.case_of(dossier).pk,
        expected_version=world.case_of(dossier).version,
        found=found,
        now=world.later(),
    )


def apart(world: World) -> Dossier:
    """A revealed case whose totals lie 38 points apart, over a limit of 10."""
    world.rules = {"max_spread": "10"}
    best, lower = (answers_for(regimes.product_set("2026-26", 10), down=down) for down in (0, 1))
    return world.dossier("revealed", sheets=[best, lower, lower, lower])


# -- closing


def test_the_result_is_exact_and_can_be_replayed(world: World) -> None:
    best, lower = (answers_for(regimes.product_set("2026-26", 10), down=down) for down in (0, 1))
    result = close(world, world.agreed(world.dossier("revealed", sheets=[best, lower, lower, lower])))
    assert (result.total_exact, str(result.total_2), result.stars) == ("143/2", "71.50", 3)
    assert result.stars_by_points == 4
    assert reckoning.replays(result.question, result.answer)
    assert reckoning.digest(result.question, result.answer) == result.digest
    answer = json.loads(result.answer)
    reworded, other = {**answer, "why": []}, {**answer, "total_exact": "715/10"}
    assert reckoning.replays(result.question, reckoning.canonical(reworded))
    assert not reckoning.replays(result.question, reckoning.canonical(other))
    assert (answer["stars"], answer["total_exact"]) == (3, "143/2")
    assert {sheet["member"][:5] for sheet in answer["sheets"]} == {"seat-"}


def test_only_the_secretary_closes(world: World, mai: Actor, tuan: Actor, hoa: Actor) -> None:
    dossier = world.dossier("revealed")
    for other in (mai, tuan, hoa):
        with no_entry(), pytest.raises(Denied):
            actions.close_case(
                actor=other,
                case_id=world.case_of(dossier).pk,
                expected_version=dossier.version,
                now=world.later(),
            )


def test_nothing_is_left_when_closing_breaks_in_the_middle(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = world.dossier("revealed")
    last = Entry.objects.count()

    def power_cut(**_facts: object) -> None:
        raise IntegrityError("the power went")

    monkeypatch.setattr("ocop.evaluation.moving.record", power_cut)
    with pytest.raises(IntegrityError):
        close(world, dossier, chair_note="Nhất trí.")
    world.fresh(dossier)
    case = world.case_of(dossier)
    assert (dossier.state, case.closed_at, case.chair_note) == ("revealed", None, "")
    assert not Result.objects.exists()
    assert Entry.objects.count() == last
    monkeypatch.undo()
    assert close(world, dossier).stars == 3


def test_totals_too_far_apart_are_not_closed_without_a_word(world: World) -> None:
    dossier = world.agreed(apart(world))
    with no_entry(), pytest.raises(Conflict, match="38"):
        close(world, dossier)
    with one_entry("dossier.closed"):
        close(world, dossier, discussion="Thành viên thứ nhất giữ ý kiến về vùng nguyên liệu.")
    assert world.case_of(dossier).discussion.startswith("Thành viên")


# -- agreed options


def test_an_agreed_option_decides_a_star_floor(world: World) -> None:
    sheets = [answers_for(regimes.product_set("2026-26", 10), down=0)] * 4
    dossier = world.dossier("revealed", sheets=sheets)
    product_set = regimes.product_set("2026-26", 10)
    floor = next(leaf for leaf in product_set.leaves.values() if 5 in leaf.floors)
    short = max(position for position in floor.by_position if floor.points_at(position) < floor.floors[5])
    with one_entry("case.options_agreed"):
        agree(world, dossier, {floor.no: short})
    result = close(world, dossier)
    assert (result.stars_by_points, result.stars) == (5, 4)


def test_options_are_agreed_only_where_a_star_hangs_on_them(world: World) -> None:
    dossier = world.dossier("revealed")
    product_set = regimes.product_set("2026-26", 10)
    plain = next(leaf.no for leaf in product_set.leaves.values() if not leaf.floors)
    floor = next(leaf.no for leaf in product_set.leaves.values() if leaf.floors)
    for wrong in ({plain: 1}, {"99.9": 1}, {floor: 99}):
        with no_entry(), pytest.raises(ValidationError):
            agree(world, dossier, wrong)


def test_options_agreed_again_replace_those_before(world: World) -> None:
    dossier = world.dossier("revealed")
    floors = [leaf.no for leaf in regimes.product_set("2026-26", 10).leaves.values() if leaf.floors][:2]
    agree(world, dossier, dict.fromkeys(floors, 1))
    agree(world, dossier, {floors[1]: 2})
    case = world.case_of(dossier)
    assert dict(case.agreed_options.values_list("criterion", "position")) == {floors[1]: 2}


def test_nothing_is_agreed_before_the_sheets_are_revealed_or_after_closing(world: World) -> None:
    for state in ("scoring", "closed"):
        dossier = world.dossier(state, product=world.a_product())
        with no_entry(), pytest.raises(Conflict):
            agree(world, dossier, {})


def test_what_the_council_records_has_its_own_version(world: World, tuan: Actor) -> None:
    dossier = world.dossier("revealed")
    stale = world.case_of(dossier).version
    agree(world, dossier, {})
    for actor, version, refusal in ((world.secretary, stale, Stale), (tuan, stale + 1, Denied)):
        with no_entry(), pytest.raises(refusal):
            actions.record_agreed_options(
                actor=actor,
                case_id=world.case_of(dossier).pk,
                expected_version=version,
                options={},
                now=world.later(),
            )


# -- grounds of exclusion


def test_a_ground_that_stands_leaves_no_star(world: World) -> None:
    dossier = world.dossier("revealed", down=0)
    with one_entry("case.knockouts_recorded"):
        exclude(world, dossier, {"contamination": "Có dị vật trong hai mẫu."})
    result = close(world, dossier)
    assert (result.stars_by_points, result.stars) == (5, 0)


def test_a_ground_needs_its_code_and_words(world: World) -> None:
    dossier = world.dossier("revealed")
    for wrong in ({"bad-luck": "Không may."}, {"contamination": "  "}):
        with no_entry(), pytest.raises(ValidationError):
            exclude(world, dossier, wrong)


def test_a_zero_that_may_exclude_must_be_decided_first(world: World) -> None:
    product_set = regimes.product_set("2026-26", 16)
    zero = next(knockout.zero_of for knockout in product_set.knockouts if knockout.zero_of)
    sheet = answers_for(product_set, down=0) | {zero[0]: 0}
    product = world.a_product(name="Nước khoáng Mường Hoa", set_no=16)
    dossier = world.dossier("revealed", product=product, sheets=[sheet] * 4)
    with no_entry(), pytest.raises(Conflict):
        close(world, dossier)
    exclude(world, dossier, {})
    assert close(world, dossier).stars > 0


# -- scoring again


def reopen(world: World, dossier: Dossier, now: datetime) -> None:
    world.fresh(dossier)
    actions.reopen_sheets(
        actor=world.secretary,
        case_id=world.case_of(dossier).pk,
        expected_version=dossier.version,
        discussion="Thống nhất cách hiểu tiêu chí liên kết.",
        now=now,
    )
    world.fresh(dossier)


def test_scoring_again_keeps_the_earlier_sheets_and_hides_the_new_ones(
    world: World, mai: Actor, tuan: Actor
) -> None:
    dossier = apart(world)
    with one_entry("dossier.sheets_reopened"):
        reopen(world, dossier, world.later())
    case = world.case_of(dossier)
    assert (dossier.state, case.round_no, case.revealed_at) == ("scoring", 2, None)
    assert len(queries.revealed_sheets(tuan, case, round_no=1)) == 4
    assert queries.revealed_sheets(tuan, case) == []
    assert not Sheet.objects.visible_to(tuan).filter(pk=world.sheet_of(dossier, mai).pk).exists()

    begun = dict(world.sheet_of(dossier, mai).answers.values_list("criterion", "position"))
    assert begun == answers_for(regimes.product_set("2026-26", 10), down=0)
    world.sealed(dossier, world.same_sheets(dossier))
    result = close(world, world.revealed(dossier))
    assert result.total_exact == "62"
    assert case.sheets.count() == 8


def test_every_scoring_needs_its_own_words(world: World) -> None:
    dossier = apart(world)
    reopen(world, dossier, world.later())
    best, lower = (answers_for(regimes.product_set("2026-26", 10), down=down) for down in (0, 1))
    world.sealed(dossier, [best, lower, lower, lower])
    world.agreed(world.revealed(dossier))
    with no_entry(), pytest.raises(Conflict, match="38"):
        close(world, dossier)
    with no_entry(), pytest.raises(Conflict, match="38"):
        close(world, dossier, discussion="  ")
    close(world, dossier, discussion="Hội đồng giữ các phiếu lần hai.")
    assert dict(world.case_of(dossier).discussions.values_list("round_no", "words")) == {
        1: "Thống nhất cách hiểu tiêu chí liên kết.",
        2: "Hội đồng giữ các phiếu lần hai.",
    }


def test_what_was_settled_on_the_earlier_sheets_is_settled_anew(world: World) -> None:
    dossier = apart(world)
    floor = next(leaf.no for leaf in regimes.product_set("2026-26", 10).leaves.values() if leaf.floors)
    agree(world, dossier, {floor: 1})
    exclude(world, dossier, {"contamination": "Có dị vật trong hai mẫu."})
    reopen(world, dossier, world.later())
    case = world.case_of(dossier)
    assert not case.agreed_options.exists()
    assert not case.knockouts.exists()
    assert case.knockouts_decided_at is None


def test_totals_within_the_limit_are_not_scored_again(world: World) -> None:
    world.rules = {"max_spread": "10"}
    dossier = world.dossier("revealed")
    with no_entry(), pytest.raises(Conflict):
        reopen(world, dossier, world.later())


def test_scoring_again_needs_words_on_what_was_discussed(world: World) -> None:
    dossier = apart(world)
    with no_entry(), pytest.raises(ValidationError):
        actions.reopen_sheets(
            actor=world.secretary,
            case_id=world.case_of(dossier).pk,
            expected_version=dossier.version,
            discussion=" ",
            now=world.later(),
        )
