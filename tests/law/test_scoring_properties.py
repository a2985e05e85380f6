"""What holds for any sheets whatever: exactness, monotone stars, no matter the order, the same on replay."""

import json
from fractions import Fraction
from random import Random
from typing import get_args, get_type_hints

from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from ocop.law.regime import CouncilRules, ProductSet
from ocop.law.rescoring import differences
from ocop.law.scoring import Result, as_json, score
from ocop.law.sheets import Case, Sheet
from tests.law.builders import LIBRARY

SETS = [
    product_set
    for regime_id in ("2026-26", "2019-1048")
    for product_set in LIBRARY.sets(regime_id)
    if product_set.is_scorable
]
FLOOR_TESTS = get_args(get_type_hints(CouncilRules)["floor_test"])


def fitting(product_set: ProductSet, raw: bytes) -> dict[str, int]:
    """A complete sheet from random bytes: mostly high options, since stars are decided up there."""
    answers: dict[str, int] = {}
    for byte, (number, row) in zip(raw, product_set.leaves.items(), strict=False):
        last = max(row.by_position)
        answers[number] = last - byte % (last + 1) if byte < 96 else last
        if row.story is not None and product_set.leaves[row.story].points_at(answers[row.story]) == 0:
            answers[number] = 0
    return answers


@st.composite
def cases(draw: st.DrawFn, sheets: int = 4) -> Case:
    product_set = draw(st.sampled_from(SETS))
    size = len(product_set.leaves)
    answers = [
        fitting(product_set, draw(st.binary(min_size=size, max_size=size)))
        for _ in range(draw(st.integers(1, sheets)))
    ]
    agreed = fitting(product_set, draw(st.binary(min_size=size, max_size=size)))
    kept = draw(st.sets(st.sampled_from(sorted(agreed)), max_size=3))
    regime_id = "2026-26" if product_set in SETS[:26] else "2019-1048"
    return Case(
        regime=LIBRARY.regime(regime_id),
        product_set=product_set,
        sheets=tuple(Sheet(f"m{index}", sheet) for index, sheet in enumerate(answers)),
        rules=CouncilRules(floor_test=draw(st.sampled_from(FLOOR_TESTS))),
        agreed={number: agreed[number] for number in kept},
    )


@examples(cases())
def test_totals_and_parts_are_exact(case: Case) -> None:
    found = score(case)
    exact = Fraction(0)
    for sheet in case.sheets:
        for number, position in sheet.answers.items():
            exact += Fraction(case.product_set.leaves[number].points_at(position))
    assert found.total == exact / len(case.sheets)
    assert sum(found.parts.values()) == found.total
    assert sum(Fraction(sheet.total) for sheet in found.sheets) == found.total * len(case.sheets)


def raised(case: Case, index: int, number: str, position: int) -> Case:
    sheets = [
        Sheet(sheet.member, {**sheet.answers, number: position} if at == index else sheet.answers)
        for at, sheet in enumerate(case.sheets)
    ]
    return Case(case.regime, case.product_set, tuple(sheets), case.rules, case.agreed)


@examples(cases(sheets=3), st.data())
def test_a_better_option_never_costs_a_star(case: Case, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(case.sheets) - 1))
    answers = case.sheets[index].answers
    number = data.draw(st.sampled_from(sorted(answers)))
    row = case.product_set.leaves[number]
    better = [
        position for position in row.by_position if row.points_at(position) > row.points_at(answers[number])
    ]
    before = score(case).stars
    assert before is not None
    for position in better:
        after = raised(case, index, number, position)
        missing = score(after).missing
        assert not missing, "a story told for the first time leaves its structure at 0, not open"
        stars = score(after).stars
        assert stars is not None
        assert stars >= before


def told(result: Result) -> object:
    """An answer without the names and order of its sheets."""
    answer = as_json(result)
    sheets = answer.pop("sheets")
    assert isinstance(sheets, list)
    return answer, sorted(json.dumps({**sheet, "member": ""}) for sheet in sheets)


@examples(cases(), st.randoms(use_true_random=False))
def test_the_order_of_sheets_and_of_answers_makes_no_difference(case: Case, random: Random) -> None:
    sheets = [Sheet(sheet.member, dict(reversed(list(sheet.answers.items())))) for sheet in case.sheets]
    random.shuffle(sheets)
    other = Case(case.regime, case.product_set, tuple(sheets), case.rules, case.agreed)
    assert told(score(other)) == told(score(case))


@examples(cases())
@settings(max_examples=30)
def test_a_stored_answer_comes_out_again(case: Case) -> None:
    stored = json.loads(json.dumps(as_json(score(case), "vi")))
    assert differences(stored, as_json(score(case), "en")) == []
