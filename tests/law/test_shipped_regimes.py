"""The shipped product sets hold the numbers of the rulebooks, and none of their sentences."""

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from ocop.law import checking, rulebooks
from ocop.law.names import fold
from ocop.law.regime import Criterion, ProductSet
from tests.law.builders import DATA, LIBRARY, needs_data

BOOKS = {"2026-26": "rulebook_26_2026.json", "2019-1048": "rulebook_1048.json"}


def leaves(regime_id: str) -> list[Criterion]:
    return [leaf for product_set in LIBRARY.sets(regime_id) for leaf in product_set.leaves.values()]


@pytest.mark.parametrize(
    ("regime_id", "sets", "scorable", "criteria", "options"),
    [("2026-26", 26, 26, 787, 2535), ("2019-1048", 26, 25, 751, 2688), ("2023-148", 26, 0, 0, 0)],
)
def test_each_regime_has_its_sets_criteria_and_options(
    regime_id: str, sets: int, scorable: int, criteria: int, options: int
) -> None:
    held = LIBRARY.sets(regime_id)
    assert len(held) == sets
    assert sum(product_set.is_scorable for product_set in held) == scorable
    assert len(leaves(regime_id)) == criteria
    assert sum(len(leaf.options) for leaf in leaves(regime_id)) == options


def test_the_regime_in_force_has_575_star_floors() -> None:
    marks = Counter(option.floor for leaf in leaves("2026-26") for option in leaf.options if option.floor)
    assert marks == {3: 179, 4: 290, 5: 106}


def test_1489_scores_with_the_sets_of_148() -> None:
    assert LIBRARY.sets("2025-1489") == LIBRARY.sets("2023-148")


def test_a_set_without_a_table_says_why() -> None:
    assert [product_set.set for product_set in LIBRARY.sets("2019-1048") if not product_set.is_scorable] == [
        10
    ]
    assert LIBRARY.product_set("2019-1048", 10).not_scorable


def test_every_part_of_26_2026_adds_to_its_maximum_and_all_to_100() -> None:
    for product_set in LIBRARY.sets("2026-26"):
        assert {part.code: part.max for part in product_set.parts} == LIBRARY.regime("2026-26").part_max
        assert sum(leaf.max for leaf in product_set.leaves.values()) == 100


def test_the_three_sets_of_1048_that_add_to_98_keep_their_numbers() -> None:
    totals = {
        product_set.set: sum(leaf.max for leaf in product_set.leaves.values())
        for product_set in LIBRARY.sets("2019-1048")
        if product_set.is_scorable
    }
    assert {number for number, total in totals.items() if total == 98} == {21, 23, 24}
    assert {total for number, total in totals.items() if number not in {21, 23, 24}} == {100}


@pytest.mark.parametrize("regime_id", ["2019-1048", "2023-148", "2025-1489", "2026-26"])
def test_no_shipped_regime_has_an_error_that_is_not_recorded(regime_id: str) -> None:
    assert checking.errors(checking.check(LIBRARY, regime_id)) == []


def test_the_recorded_defects_of_1048_are_known_and_dated() -> None:
    known = [finding for finding in checking.check(LIBRARY, "2019-1048") if finding.severity == "known"]
    assert [(finding.code, finding.place) for finding in known] == [
        ("sum", "set 21 / part C"),
        ("sum", "set 23 / part C"),
        ("sum", "set 24 / part C"),
    ]


# -- against the rulebooks ---------------------------------------------------------------------------------


def rows(value: Any) -> Iterator[dict[str, Any]]:
    """The scored rows of a rulebook as it is written, found without our reader."""
    for row in value:
        below = row.get("criteria") or row.get("sub_criteria") or []
        if below:
            yield from rows(below)
        else:
            yield row


def source_sets(regime_id: str) -> Iterator[tuple[ProductSet, list[dict[str, Any]]]]:
    book = json.loads((DATA / BOOKS[regime_id]).read_text(encoding="utf-8"))
    for given in book["product_sets"]:
        number = given.get("no") or given["dump_id"]
        sections = [section for part in given["parts"] for section in part["sections"]]
        yield LIBRARY.product_set(regime_id, number), list(rows(sections))


def source_options(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        *row.get("options", []),
        *(option for case in row.get("alternatives", []) for option in case["options"]),
    ]


@needs_data
@pytest.mark.parametrize("regime_id", BOOKS)
def test_every_point_position_and_floor_is_the_rulebooks(regime_id: str) -> None:
    for ours, given in source_sets(regime_id):
        assert len(ours.leaves) == len(given)
        for leaf, row in zip(ours.leaves.values(), given, strict=True):
            place = (ours.set, leaf.no)
            options = source_options(row)
            assert leaf.max == row["max"], place
            assert [option.points for option in leaf.options] == [
                Decimal(item["points"]) for item in options
            ], place
            assert [option.position for option in leaf.options] == list(range(1, len(options) + 1)), place
            assert [option.floor for option in leaf.options] == [
                item.get("min_for_star") for item in options
            ], place


@needs_data
@pytest.mark.parametrize("regime_id", BOOKS)
def test_criteria_carry_the_rulebooks_numbers(regime_id: str) -> None:
    for ours, given in source_sets(regime_id):
        for leaf, row in zip(ours.leaves.values(), given, strict=True):
            if row["no"] is not None:
                assert leaf.no.rstrip("b") == row["no"], (ours.set, leaf.no)


@needs_data
def test_the_one_number_the_dump_gives_twice_is_told_apart() -> None:
    assert [
        number for number in LIBRARY.product_set("2019-1048", 6).leaves if number.startswith("6.1.3")
    ] == [
        "6.1.3",
        "6.1.3b",
    ]


@needs_data
def test_floors_listed_apart_in_26_2026_are_ours() -> None:
    book = json.loads((DATA / BOOKS["2026-26"]).read_text(encoding="utf-8"))
    for given in book["product_sets"]:
        ours = LIBRARY.product_set("2026-26", given["no"])
        listed = {
            (item["criterion"], int(stars)): Decimal(item["min_points"])
            for stars, items in given["star_floors"].items()
            for item in items
        }
        held = {
            (leaf.no, stars): points for leaf in ours.leaves.values() for stars, points in leaf.floors.items()
        }
        assert held == listed


@needs_data
@pytest.mark.parametrize("name", BOOKS.values())
def test_stories_cases_and_grounds_are_those_of_the_rulebook(name: str) -> None:
    book = rulebooks.read(DATA / name)
    regime = rulebooks.regime_of(LIBRARY, book)
    assert regime is not None
    for given in book.sets:
        ours = LIBRARY.product_set(regime.id, given.set)
        for row, other in zip(ours.rows(), given.rows(), strict=True):
            assert (row.no, row.scoring, row.story) == (other.no, other.scoring, other.story)
            assert [option.case for option in row.options] == [option.case for option in other.options]
        grounds = sorted((item.criterion, item.zero_of) for item in ours.knockouts if item.criterion)
        assert grounds == sorted((item.criterion, item.zero_of) for item in given.knockouts if item.criterion)


@needs_data
@pytest.mark.parametrize("regime_id", BOOKS)
def test_no_option_repeats_a_sentence_of_the_rulebook(regime_id: str) -> None:
    repeated = [
        (ours.set, leaf.no, option.label)
        for ours, given in source_sets(regime_id)
        for leaf, row in zip(ours.leaves.values(), given, strict=True)
        for option, item in zip(leaf.options, source_options(row), strict=True)
        if len(item["text"].split()) > 4 and fold(option.label) == fold(item["text"])
    ]
    assert repeated == []


@needs_data
@pytest.mark.parametrize("name", BOOKS.values())
def test_no_remark_or_ground_repeats_one_either(name: str) -> None:
    book = rulebooks.read(DATA / name)
    regime = rulebooks.regime_of(LIBRARY, book)
    assert regime is not None
    sentences = {fold(text) for given in book.sets for text in remarks(given) if len(text.split()) > 4}
    held = {text for ours in LIBRARY.sets(regime.id) for text in remarks(ours)}
    assert [text for text in held if fold(text) in sentences] == []


def remarks(product_set: ProductSet) -> Iterator[str]:
    for row in product_set.rows():
        yield from (note.text for note in row.notes)
    yield from (knockout.label for knockout in product_set.knockouts)
