"""The stars that are left when the papers behind some criteria have lapsed."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ocop.demo.way import answers_for
from ocop.law.lapsing import stars_without, without
from ocop.law.library import opened
from ocop.law.regime import CouncilRules
from ocop.law.scoring import score
from ocop.law.sheets import Case, Sheet, check_answers

LIBRARY = opened()
REGIME = LIBRARY.regime("2026-26")
SET = LIBRARY.product_set("2026-26", 10)
BEST = answers_for(SET)
CASE = Case(REGIME, SET, (Sheet("one", BEST), Sheet("two", answers_for(SET, down=1))))
LEAVES = list(SET.leaves)


def test_nothing_lapsed_changes_nothing() -> None:
    assert without(CASE, []) == CASE
    assert stars_without(CASE, []) == score(CASE).stars


def test_a_criterion_with_a_floor_costs_the_star_whatever_was_agreed() -> None:
    best = replace(CASE, sheets=CASE.sheets[:1])
    floored = next(leaf for leaf in SET.leaves.values() if 5 in leaf.floors and 3 not in leaf.floors)
    agreed = replace(
        best,
        rules=CouncilRules(floor_test="agreed"),
        agreed={floored.no: BEST[floored.no]},
    )
    assert score(agreed).stars == 5
    assert stars_without(agreed, [floored.no]) < 5


def test_without_the_story_its_structure_does_not_count() -> None:
    told = next(leaf for leaf in SET.leaves.values() if leaf.story is not None)
    sheet = without(CASE, [told.story or ""]).sheets[0]
    assert told.no not in sheet.answers
    assert sheet.answers[told.story or ""] == 0


@given(gone=st.sets(st.sampled_from(LEAVES)), more=st.sets(st.sampled_from(LEAVES)))
def test_more_lapsed_papers_never_give_more_stars_and_the_sheets_stay_whole(
    gone: set[str], more: set[str]
) -> None:
    assert stars_without(CASE, gone | more) <= stars_without(CASE, gone) <= (score(CASE).stars or 0)
    for sheet in without(CASE, gone).sheets:
        answered: dict[object, object] = dict(sheet.answers.items())
        assert check_answers(SET, answered, "")[1] == []
    assert score(without(CASE, gone)).complete
