"""How sheets become stars, rule by rule, and every reason for which a file is refused."""

from decimal import Decimal
from fractions import Fraction

import pytest

from ocop.law.regime import CouncilRules, Knockout
from ocop.law.scoring import as_json, half_up, score, shortfall
from ocop.law.sheets import Refused, read_case
from tests.law.builders import FIRST, LIBRARY, file_of, given, leaf, result, table, top, worth, yes_no

LADDER = table(leaf("1", [0, 50, 70, 90, 100]))
FLOORED = table(leaf("1", [0, 50, 70, 90]), leaf("2", [0, 5, 8, 10], floors={2: 3, 3: 4, 4: 5}))


# -- points ------------------------------------------------------------------------------------------------


def test_a_sheet_is_worth_its_options_points_by_part_and_in_total() -> None:
    product_set = table(leaf("1", [0, 1, 3]), leaf("2", [2, 4]), yes_no("3", 2), parts=3)
    (sheet,) = result(product_set, {"1": 3, "2": 1, "3": 1}).sheets
    assert sheet.parts == {"A": Decimal(3), "B": Decimal(2), "C": Decimal(2)}
    assert sheet.total == 7


def test_position_0_earns_nothing_and_is_always_allowed() -> None:
    assert result(table(leaf("1", [2, 4])), {"1": 0}).total == 0


def test_where_no_option_is_listed_1_is_yes_and_0_is_no() -> None:
    product_set = table(yes_no("1", 1), leaf("2", [0, 9]))
    assert result(product_set, {"1": 1, "2": 1}).total == 1
    assert result(product_set, {"1": 0, "2": 1}).total == 0


def test_positions_run_on_from_case_a_through_case_b() -> None:
    product_set = table(leaf("1", [0, 3, 1, 5], cases="aabb"))
    assert [result(product_set, {"1": position}).total for position in (1, 2, 3, 4)] == [0, 3, 1, 5]


def test_totals_are_averaged_exactly() -> None:
    found = result(LADDER, {"1": 2}, {"1": 3}, {"1": 3})
    assert found.total == Fraction(190, 3)
    assert as_json(found)["total"] == "63.33"
    assert as_json(found)["total_exact"] == "190/3"


@pytest.mark.parametrize(
    ("value", "text"),
    [("1/8", "0.13"), ("1/200", "0.01"), ("449/1000", "0.45"), ("70", "70.00"), ("-1/8", "-0.12")],
)
def test_printed_numbers_are_rounded_half_up(value: str, text: str) -> None:
    assert str(half_up(Fraction(value), 2)) == text


def test_a_shortfall_is_never_understated() -> None:
    assert shortfall(Fraction(1, 3)) == Decimal("0.34")
    assert shortfall(Fraction(1, 2)) == Decimal("0.5")


# -- a story -----------------------------------------------------------------------------------------------

TOLD = table(leaf("1", [0, 2, 5]), leaf("2", [1, 3], story="1"), leaf("3", [0, 10]))


def test_what_counts_only_with_a_story_counts_nothing_without_one_and_may_be_left_out() -> None:
    found = result(TOLD, {"1": 1, "3": 2})
    assert found.complete
    assert found.total == 10


def test_with_a_story_it_must_be_answered() -> None:
    assert result(TOLD, {"1": 2, "3": 2}).missing == ("2",)
    assert result(TOLD, {"1": 2, "2": 2, "3": 2}).total == 15


def test_while_it_is_unknown_whether_there_is_a_story_both_are_missing_and_nothing_counts() -> None:
    found = result(TOLD, {"2": 2, "3": 2})
    assert found.missing == ("1",)
    assert found.total == 10
    assert result(TOLD, {"3": 2}).missing == ("1", "2")


# -- completeness ------------------------------------------------------------------------------------------


def test_a_leaf_left_out_by_anyone_leaves_no_stars() -> None:
    whole = top(FIRST)
    part = {number: position for number, position in whole.items() if number != "4.1"}
    found = score(read_case(LIBRARY, file_of(whole, part)))
    assert found.stars is None
    assert as_json(found)["complete"] is False
    assert as_json(found)["missing"] == ["4.1"]
    assert [sheet.missing for sheet in found.sheets] == [(), ("4.1",)]


# -- bands -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "stars"),
    [("0", 1), ("29.999", 1), ("30", 2), ("49.999", 2), ("50", 3), ("69.999", 3), ("70", 4)],
)
def test_bands_are_read_on_the_unrounded_average(total: str, stars: int) -> None:
    assert result(table(leaf("1", [total, 100])), {"1": 1}).stars == stars


@pytest.mark.parametrize(("total", "stars"), [("89.999", 4), ("90", 5), ("100", 5)])
def test_five_stars_begin_at_90(total: str, stars: int) -> None:
    assert result(table(leaf("1", [total, 100])), {"1": 1}).stars == stars


def test_69_999_prints_as_70_00_and_is_three_stars() -> None:
    found = as_json(result(table(leaf("1", ["69.999", 100])), {"1": 1}))
    assert (found["total"], found["stars"]) == ("70.00", 3)


def test_a_council_may_round_the_average_before_the_band_is_read() -> None:
    rules = CouncilRules(rounding=2)
    found = result(table(leaf("1", ["69.995", 100])), {"1": 1}, rules=rules)
    assert found.stars == 4
    assert "rounded" in {reason.code for reason in found.why}


# -- floors ------------------------------------------------------------------------------------------------


def test_a_star_needs_its_own_floors_and_those_of_every_lower_star() -> None:
    assert result(FLOORED, {"1": 4, "2": 4}).stars == 5
    assert result(FLOORED, {"1": 4, "2": 3}).stars == 4
    assert result(FLOORED, {"1": 4, "2": 2}).stars == 3
    assert result(FLOORED, {"1": 4, "2": 1}).stars == 2


def test_floors_do_not_lift_what_the_points_do_not_carry() -> None:
    assert result(FLOORED, {"1": 2, "2": 4}).stars == 3


def test_a_lower_stars_floor_caps_even_where_the_higher_stars_hold() -> None:
    product_set = table(leaf("1", [0, 90, 95], floors={3: 4}), leaf("2", [0, 5], floors={2: 3}))
    found = result(product_set, {"1": 3, "2": 1})
    assert found.stars_by_points == 5
    assert as_json(found)["floors"] == {
        "3": {"met": False, "missed": ["2"]},
        "4": {"met": True, "missed": []},
        "5": {"met": True, "missed": []},
    }
    assert found.stars == 2


def test_a_floor_is_met_by_points_and_not_by_position() -> None:
    product_set = table(leaf("1", [0, 5, 5, 10], floors={3: 3}))
    assert result(product_set, {"1": 2}).floors_met(3)


def test_a_floor_in_a_leaf_with_two_cases_is_met_by_equal_points_in_the_other_case() -> None:
    product_set = table(leaf("1", [0, 5, 0, 5], cases="aabb", floors={2: 3}))
    assert result(product_set, {"1": 4}).floors_met(3)
    assert not result(product_set, {"1": 3}).floors_met(3)


MET, MISSED = {"1": 4, "2": 4}, {"1": 4, "2": 3}


@pytest.mark.parametrize(
    ("floor_test", "sheets", "met"),
    [
        ("majority", [MET, MISSED], False),
        ("majority", [MET, MET, MISSED], True),
        ("all", [MET, MET, MISSED], False),
        ("all", [MET, MET], True),
        ("mean", [MET, {"1": 4, "2": 4}, MISSED], False),
        ("mean", [MET, MET], True),
        ("agreed", [MET, MISSED], False),
        ("agreed", [MET, MET, MISSED], True),
    ],
)
def test_floors_of_several_sheets_are_judged_as_the_council_ruled(
    floor_test: str, sheets: list[dict[str, int]], met: bool
) -> None:
    rules = CouncilRules(floor_test=floor_test)  # type: ignore[arg-type]
    assert result(FLOORED, *sheets, rules=rules).floors_met(5) is met


def test_the_mean_is_held_against_the_floors_points_exactly() -> None:
    product_set = table(leaf("1", [0, 2, 4], floors={2: 3}))
    rules = CouncilRules(floor_test="mean")
    assert result(product_set, {"1": 3}, {"1": 1}, rules=rules).floors_met(3)
    assert not result(product_set, {"1": 3}, {"1": 1}, {"1": 1}, rules=rules).floors_met(3)


def test_the_agreed_option_decides_over_the_sheets_where_the_council_recorded_one() -> None:
    assert result(FLOORED, MISSED, MISSED, agreed={"2": 4}).floors_met(5)
    assert not result(FLOORED, MET, MET, agreed={"2": 3}).floors_met(5)


def test_an_agreed_option_is_ignored_under_another_floor_test() -> None:
    rules = CouncilRules(floor_test="all")
    assert not result(FLOORED, MISSED, agreed={"2": 4}, rules=rules).floors_met(5)


# -- knock-outs --------------------------------------------------------------------------------------------

FORGED = Knockout(code="forged", label="hồ sơ giả")


def test_a_knock_out_leaves_no_star() -> None:
    found = result(table(leaf("1", [0, 100]), knockouts=[FORGED]), {"1": 2}, knockouts=["forged"])
    assert found.stars == 0
    assert found.stars_by_points == 5
    assert [reason.code for reason in found.why] == ["total", "knocked_out"]


def test_nought_points_at_an_indicator_that_may_exclude_is_put_to_the_council() -> None:
    ground = Knockout(code="zero", label="0 điểm thì dừng", criterion="1", zero_of=("1",))
    product_set = table(leaf("1", [0, 100]), knockouts=[ground])
    found = result(product_set, {"1": 2}, {"1": 1})
    assert [flag.code for flag in found.flags] == ["zero_indicator"]
    assert found.stars == 3
    assert result(product_set, {"1": 1}, knockouts=["zero"]).flags == ()


# -- flags -------------------------------------------------------------------------------------------------


def test_totals_too_far_apart_are_flagged_and_do_not_change_the_star() -> None:
    rules = CouncilRules(max_spread=Decimal(20))
    assert [flag.code for flag in result(LADDER, {"1": 2}, {"1": 3}, rules=rules).flags] == []
    found = result(LADDER, {"1": 2}, {"1": 4}, rules=rules)
    assert [flag.code for flag in found.flags] == ["spread"]
    assert [found.spread, found.stars] == [40, 4]


def test_too_few_sheets_are_flagged() -> None:
    rules = CouncilRules(quorum=2)
    assert [flag.code for flag in result(LADDER, {"1": 2}, rules=rules).flags] == ["quorum"]
    assert result(LADDER, {"1": 2}, {"1": 2}, rules=rules).flags == ()


# -- why ---------------------------------------------------------------------------------------------------


def test_why_names_every_missed_floor_and_the_points_short_of_the_next_star() -> None:
    found = result(FLOORED, {"1": 2, "2": 2})
    assert [reason.code for reason in found.why] == ["total", "all_floors", "points_short", "floor_missed"]
    assert found.why[2].text("en") == "Not 4 stars by points: 15 points short of 70."
    assert found.why[3].text("en") == (
        "Not 4 stars: criterion 2 “Tiêu chí 2” needs at least option 3 (8 points), 0 of 1 sheets reach it."
    )


def test_why_says_when_floors_cap_the_points() -> None:
    assert "capped" in [reason.code for reason in result(FLOORED, {"1": 4, "2": 2}).why]


def test_one_and_two_stars_carry_no_certificate() -> None:
    assert result(LADDER, {"1": 1}).why[-1].code == "no_certificate"


def test_the_answer_of_a_real_file() -> None:
    found = as_json(score(read_case(LIBRARY, file_of(worth(FIRST, 79), worth(FIRST, 81)))), "en")
    assert list(found) == [
        "regime", "set", "complete", "missing", "sheets", "parts", "total", "total_exact", "spread",
        "stars_by_points", "floors", "knockouts", "stars", "flags", "why",
    ]  # fmt: skip
    assert (found["total"], found["total_exact"], found["spread"]) == ("80.00", "80", "2")
    assert found["stars_by_points"] == 4


# -- points per part ---------------------------------------------------------------------------------------


NO_POINTS = "a number of at most 12 digits before and after the point is needed."


def per_part(**parts: object) -> dict[str, object]:
    return {"regime": "2023-148", "set": 1, "sheets": [{"member": "m1", "parts": parts}]}


def test_where_criteria_points_are_not_known_a_result_is_entered_per_part() -> None:
    found = score(read_case(LIBRARY, per_part(A="31.5", B=20, C="18.5")))
    assert [found.total, found.stars] == [70, 4]
    assert "floors_unknown" in [reason.code for reason in found.why]


def test_a_part_left_out_leaves_no_stars() -> None:
    assert score(read_case(LIBRARY, per_part(A=31, B=20))).missing == ("C",)


# -- refusals ----------------------------------------------------------------------------------------------

GOOD = top(FIRST)


def refusals(file: object) -> list[str]:
    with pytest.raises(Refused) as refused:
        read_case(LIBRARY, file)
    return [reason.text("en") for reason in refused.value.reasons]


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ([], "the file: must be an object of names and values."),
        ({"set": 1, "sheets": [{"member": "m1"}]}, "the file: “regime” is missing."),
        ({"regime": "2026-26", "sheets": [{"member": "m1"}]}, "the file: “set” is missing."),
        ({"regime": "2026-26", "set": 1}, "the file: “sheets” is missing."),
        (file_of(GOOD) | {"sheets": []}, "There are no sheets."),
        (file_of(GOOD) | {"sheets": {}}, "sheets: must be a list."),
        (file_of(GOOD) | {"sheets": [3]}, "sheets[1]: must be an object of names and values."),
        (
            file_of(GOOD) | {"sheets": [{"answers": GOOD}]},
            "sheets[1]: the member's name (“member”) is missing.",
        ),
        (
            file_of(GOOD) | {"sheets": [{"member": "m1", "answers": [1]}]},
            "m1: must be an object of names and values.",
        ),
        (
            file_of(GOOD) | {"regime": "1999-1"},
            "There is no regime “1999-1”. Known: 2019-1048, 2023-148, 2025-1489, 2026-26.",
        ),
        (
            file_of(GOOD) | {"regime": "../2026-26"},
            "There is no regime “../2026-26”. Known: 2019-1048, 2023-148, 2025-1489, 2026-26.",
        ),
        (file_of(GOOD, number=27), "Regime 2026-26 has no product set “27”. Known: 1-26."),
        (file_of(GOOD) | {"set": "một"}, "Regime 2026-26 has no product set “một”. Known: 1-26."),
        (file_of(GOOD | {"99.1": 1}), "m1: this product set has no scored criterion “99.1”."),
        (file_of(GOOD | {"1": 1}), "m1: this product set has no scored criterion “1”."),
        (file_of(GOOD | {"1.1": 4}), "m1: criterion 1.1 has no option “4”; choose 0 to 3."),
        (file_of(GOOD | {"1.1": -1}), "m1: criterion 1.1 has no option “-1”; choose 0 to 3."),
        (file_of(GOOD) | {"agreed": {"1.1": 9}}, "agreed: criterion 1.1 has no option “9”; choose 0 to 3."),
        (file_of(GOOD) | {"agreed": [1]}, "agreed: must be an object of names and values."),
        (file_of(GOOD) | {"knockouts": "forged"}, "knockouts: must be a list."),
        (file_of(GOOD) | {"rules": 5}, "rules: must be an object of names and values."),
        (
            file_of(GOOD) | {"rules": {"median": True}},
            "rules: there is no rule “median”. Rules: aggregate, floor_test, max_spread, quorum, rounding.",
        ),
        (
            file_of(GOOD) | {"rules": {"floor_test": "any"}},
            "rules.floor_test: “any” is not valid; choose one of: agreed, majority, all, mean.",
        ),
        (
            file_of(GOOD) | {"rules": {"aggregate": "median"}},
            "rules.aggregate: “median” is not valid; choose one of: mean.",
        ),
        (
            file_of(GOOD) | {"rules": {"max_spread": "ten"}},
            "rules.max_spread: “ten” is not valid; a number not below zero is needed.",
        ),
        (
            file_of(GOOD) | {"rules": {"quorum": -1}},
            "rules.quorum: “-1” is not valid; a whole number not below zero is needed.",
        ),
        (
            file_of(GOOD) | {"rules": {"rounding": 40}},
            "rules.rounding: “40” is not valid; a number of decimals from 0 to 6 is needed.",
        ),
        (per_part(A=41, B=0, C=0), "m1: the points of part A are “41”; they must be 0 to 40."),
        (
            per_part(A="20.1234567890123", B=0, C=0),
            f"m1: the points of part A are “20.1234567890123”; {NO_POINTS}",
        ),
        (
            per_part(A="many", B=0, C=0),
            f"m1: the points of part A are “many”; {NO_POINTS}",
        ),
        (per_part(A=1, B=0, C=0, D=1), "m1: there is no part “D”."),
        (
            {"regime": "2023-148", "set": 1, "sheets": [{"member": "m1", "answers": {"1.1": 1}}]},
            "m1: regime 2023-148 takes points per part (“parts”), not per criterion.",
        ),
        (
            file_of(GOOD) | {"sheets": [{"member": "m1", "parts": {"A": 1}}]},
            "m1: regime 2026-26 takes answers per criterion (“answers”), not per part.",
        ),
        (
            {"regime": "2026-26", "set": 1, "sheets": [{"member": "m1", "answers": {1.1: 1, "1.1": 1}}]},
            "m1: criterion 1.1 is given twice.",
        ),
        (file_of(GOOD) | {"agreed": []}, "agreed: must be an object of names and values."),
        (file_of(GOOD) | {"rules": 0}, "rules: must be an object of names and values."),
        (file_of(GOOD) | {"knockouts": {}}, "knockouts: must be a list."),
        (
            file_of(GOOD) | {"sheets": [{"member": "m1", "answers": []}]},
            "m1: must be an object of names and values.",
        ),
        (
            file_of(GOOD) | {"rules": {"quorum": "9" * 5000}},
            f"rules.quorum: “{'9' * 5000}” is not valid; a whole number not below zero is needed.",
        ),
    ],
)
def test_what_cannot_be_scored_is_refused_with_its_place(file: object, reason: str) -> None:
    assert refusals(file) == [reason]


def test_a_member_has_one_sheet() -> None:
    file = file_of(GOOD)
    file["sheets"] = [{"member": "tuan", "answers": GOOD}] * 2
    assert refusals(file) == ["Member “tuan” has 2 sheets; one each."]


def test_an_unknown_knock_out_is_refused_with_those_there_are() -> None:
    (reason,) = refusals(file_of(GOOD) | {"knockouts": ["fire"]})
    assert reason.startswith("This product set has no knock-out “fire”. Codes: forged-dossier,")


def test_a_set_without_a_table_cannot_be_scored() -> None:
    (reason,) = refusals({"regime": "2019-1048", "set": 10, "sheets": [{"member": "m1", "answers": {}}]})
    assert reason.startswith("Set 10 “Gạo, ngũ cốc” of 2019-1048 cannot be scored by criteria:")


@pytest.mark.parametrize("told", [{"5.1": 1, "5.2": 2}, {"5.1": 0, "5.2": 2}])
def test_without_a_story_its_structure_cannot_be_scored(told: dict[str, int]) -> None:
    (reason,) = refusals(file_of(GOOD | told))
    assert reason.startswith(
        "m1: criterion 5.2 counts only when there is a product story (5.1 must earn points)"
    )


def test_without_a_story_its_structure_may_be_given_as_0() -> None:
    assert score(read_case(LIBRARY, file_of(GOOD | {"5.1": 1, "5.2": 0}))).complete


def test_every_fault_is_named_at_once() -> None:
    file = {
        "regime": "2026-26",
        "set": 1,
        "rules": {"quorum": "five", "median": 1},
        "agreed": {"8.8": 1},
        "knockouts": ["fire", "flood"],
        "sheets": [
            {"member": "mai", "answers": {"1.1": 9, "77": 1}},
            {"member": "mai", "answers": {"1.2": "x"}},
            {"answers": {}},
        ],
    }
    assert len(refusals(file)) == 10


def test_with_an_unknown_regime_what_else_is_wrong_is_named_too() -> None:
    file = {"regime": "x", "set": 1, "rules": {"median": 1}, "sheets": [{"member": "m"}, {"member": "m"}]}
    assert len(refusals(file)) == 3


def test_numbers_may_be_given_as_text() -> None:
    file = file_of({number: str(position) for number, position in GOOD.items()}) | {"set": "1"}  # type: ignore[misc]
    assert score(read_case(LIBRARY, file)).total == 100


def test_a_case_holds_what_was_given() -> None:
    case = given(FIRST, GOOD)
    assert score(case).case is case
