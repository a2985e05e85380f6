"""What changed between two score tables, and how a product set is found by the name people type."""

import json
from collections.abc import Callable

import msgspec
import pytest

from ocop.law.comparing import Change, diff, pairs, unchanged
from ocop.law.names import find_pair, find_set, fold
from ocop.law.regime import Criterion, ProductSet
from ocop.law.sheets import Refused
from tests.law.builders import FIRST, LIBRARY, leaf, table

OLD = table(leaf("1", [0, 1, 3]), leaf("2", [0, 5], floors={2: 4}))


def with_row(product_set: ProductSet, number: str, change: Callable[[Criterion], Criterion]) -> ProductSet:
    (part,) = product_set.parts
    rows = tuple(change(row) if row.no == number else row for row in part.sections)
    return msgspec.structs.replace(product_set, parts=(msgspec.structs.replace(part, sections=rows),))


def kinds(changes: list[Change]) -> list[tuple[str, str | None, str | None]]:
    return [(change.kind, change.criterion, change.becomes) for change in changes]


def test_a_table_does_not_differ_from_itself() -> None:
    assert diff(FIRST, FIRST) == []


def test_the_ladder_of_points_the_maximum_and_the_floors_are_compared() -> None:
    new = table(leaf("1", [0, 1, 3]), leaf("2", [0, 2, 4], floors={2: 3, 3: 4}))
    changes = diff(OLD, new)
    assert kinds(changes) == [
        ("max", "part A", "part A"),
        ("max", "2", "2"),
        ("options", "2", "2"),
        ("floors", "2", "2"),
    ]
    assert [(change.before, change.after) for change in changes[1:]] == [
        ("5", "4"),
        (["0", "5"], ["0", "2", "4"]),
        ({"4": "5"}, {"3": "2", "4": "4"}),
    ]


def test_a_row_in_one_table_only_is_told_with_what_it_is_worth() -> None:
    changes = diff(OLD, table(leaf("1", [0, 1, 3]), leaf("3", [0, 5])))
    assert kinds(changes) == [("only_in_a", "2", None), ("only_in_b", None, "3")]
    assert changes[0].before == {"max": "5", "options": ["0", "5"], "floors": {"4": "5"}}


def test_a_row_that_keeps_its_name_is_renumbered() -> None:
    new = with_row(OLD, "2", lambda row: msgspec.structs.replace(row, no="7"))
    assert kinds(diff(OLD, new)) == [("renumbered", "2", "7")]


def test_a_row_that_keeps_its_number_and_much_of_its_name_is_renamed() -> None:
    new = with_row(OLD, "2", lambda row: msgspec.structs.replace(row, name="Tiêu chí số 2"))
    assert kinds(diff(OLD, new)) == [("renamed", "2", "2")]


def test_case_marks_and_punctuation_do_not_make_a_new_name() -> None:
    new = with_row(OLD, "2", lambda row: msgspec.structs.replace(row, name="TIÊU CHÍ: 2."))
    assert diff(OLD, new) == []


def test_labels_are_compared_where_the_ladders_agree() -> None:
    def reword(row: Criterion) -> Criterion:
        first, *others = row.options
        return msgspec.structs.replace(row, options=(msgspec.structs.replace(first, label="không"), *others))

    (change,) = diff(OLD, with_row(OLD, "2", reword))
    assert (change.kind, change.before, change.after) == ("labels", ["mức 1", "mức 2"], ["không", "mức 2"])


def test_a_new_condition_is_a_change_of_structure() -> None:
    new = with_row(OLD, "2", lambda row: msgspec.structs.replace(row, story="1"))
    assert kinds(diff(OLD, new)) == [("structure", "2", "2")]


def test_grounds_of_exclusion_are_compared_by_what_they_say() -> None:
    (change,) = diff(FIRST, msgspec.structs.replace(FIRST, knockouts=FIRST.knockouts[1:]))
    assert (change.kind, change.before, change.after) == ("knockouts", [FIRST.knockouts[0].label], [])


def test_a_name_borne_twice_pairs_nothing() -> None:
    twice = table(leaf("8", [0, 1]), leaf("9", [0, 1]))
    same = msgspec.structs.replace(
        twice.parts[0],
        sections=tuple(msgspec.structs.replace(row, name="Vị") for row in twice.parts[0].sections),
    )
    one = table(msgspec.structs.replace(leaf("1", [0, 1]), name="Vị"))
    assert pairs(msgspec.structs.replace(twice, parts=(same,)), one) == {}


def test_from_1048_to_26_2026_the_fresh_vegetables_changed_like_this() -> None:
    changes = diff(*find_pair(LIBRARY, "2019-1048", "2026-26", "Rau, củ, quả, hạt tươi"))
    told = {(change.kind, change.criterion, change.becomes) for change in changes}
    assert {
        ("max", "part A", "part A"),
        ("only_in_a", "3.5", None),
        ("only_in_b", None, "3.5"),
        ("renumbered", "5.2", "5.3"),
        ("floors", "4.1", "4.1"),
    } <= told
    assert json.loads(json.dumps([change.as_json() for change in changes]))


# -- names -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Đồ uống", "ĐỒ  UỐNG", "do uong", "Đồ uống"])
def test_names_are_folded_to_their_letters(text: str) -> None:
    assert fold(text) == "do uong"


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("1", 1),
        ("Rau, củ, quả, hạt tươi", 1),
        ("rau cu qua hat tuoi", 1),
        ("gia vị khác", 10),
        ("mỹ phẩm", 19),
        ("đồ ăn", 5),
        ("thịt tươi", 2),
        ("Hoa", 23),
        ("trà", 12),
        ("rượu tr", 14),
    ],
)
def test_a_set_is_found_by_number_name_beginning_part_or_words(asked: str, number: int) -> None:
    assert find_set(LIBRARY, "2026-26", asked).set == number


def test_a_name_that_fits_several_sets_is_refused_with_them() -> None:
    with pytest.raises(Refused, match=r"may be several product sets of 2026-26: 6\. .*; 7\. .*; 8\. "):
        find_set(LIBRARY, "2026-26", "chế biến từ")


@pytest.mark.parametrize("asked", ["", "  ", "27", "máy bay"])
def test_a_name_that_fits_none_is_refused(asked: str) -> None:
    with pytest.raises(Refused, match="has no product set"):
        find_set(LIBRARY, "2026-26", asked)


@pytest.mark.parametrize(
    ("asked", "numbers"), [("15", (15, 1)), ("rượu trắng", (16, 14)), ("mỹ phẩm", (12, 19))]
)
def test_a_set_is_found_in_two_regimes_by_the_firsts_number_or_by_name(
    asked: str, numbers: tuple[int, int]
) -> None:
    first, second = find_pair(LIBRARY, "2019-1048", "2026-26", asked)
    assert (first.set, second.set) == numbers


def test_a_set_without_a_counterpart_is_refused() -> None:
    with pytest.raises(Refused, match="has no product set “Trang thiết bị, dụng cụ y tế”"):
        find_pair(LIBRARY, "2019-1048", "2026-26", "22")


def test_answers_go_over_only_where_number_words_and_points_are_the_same() -> None:
    first = LIBRARY.product_set("2026-26", 10)
    leaves = frozenset(first.leaves)
    assert unchanged(first, first) == leaves
    other = LIBRARY.product_set("2026-26", 26)
    same = unchanged(first, other)
    assert same < leaves
    for number in same:
        mine, theirs = first.leaves[number], other.leaves[number]
        assert fold(mine.name) == fold(theirs.name)
        assert [one.points for one in mine.options] == [one.points for one in theirs.options]
