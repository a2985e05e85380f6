"""Groups of every period and what became of the sets, against the shipped rulebooks and printed tables."""

from __future__ import annotations

from itertools import product

import pytest

from ocop.platform.text import fold
from ocop.registry import classification, regimes
from ocop.registry.classification import Match

REGIMES = ("2019-1048", "2023-148", "2025-1489", "2026-26")
NO_GROUP = {("2018-2020", 23), ("2018-2020", 24), ("2018-2020", 25)} | {
    ("quang-ninh", n) for n in (23, 24, 25)
}


def every_set() -> list[tuple[str, int]]:
    shelf = regimes.library()
    return [(regime_id, number) for regime_id in shelf.ids() for number in shelf.numbers(regime_id)]


def test_the_shipped_rulebooks_are_all_in_the_file() -> None:
    assert set(REGIMES) == set(regimes.library().ids()) == set(classification.opened().numbering)


@pytest.mark.parametrize("taxonomy", [one.code for one in classification.taxonomies()])
def test_every_set_has_one_group_in_every_taxonomy(taxonomy: str) -> None:
    """Apart from ornamental plants and animals before 2021, which had none."""
    for regime_id, number in every_set():
        groups = [
            one.code
            for one in classification.taxonomy(taxonomy).groups
            if number in classification.sets_of(one)[regime_id]
        ]
        ornamental = regime_id != "2019-1048" and (taxonomy, number) in NO_GROUP
        assert len(groups) == (0 if ornamental else 1), (regime_id, number)
        found = classification.group_of(regime_id, number, taxonomy)
        assert [found.code] == groups if found else ornamental


@pytest.mark.parametrize(("regime_id", "other"), list(product(REGIMES, REGIMES)))
def test_every_set_is_mapped_to_every_rulebook_and_back(regime_id: str, other: str) -> None:
    for number in regimes.library().numbers(regime_id):
        there = classification.counterparts(regime_id, number, other)
        assert there is not None, number
        assert there.source
        assert set(there.sets) <= set(regimes.library().numbers(other))
        for one in there.sets:
            back = classification.counterparts(other, one, regime_id)
            assert back is not None
            assert number in back.sets
        assert bool(there.sets) == (there.kind not in {Match.NEW, Match.ENDED})


def test_a_counterpart_keeps_its_group() -> None:
    for regime_id, number in every_set():
        for taxonomy, other in product(classification.taxonomies(), REGIMES):
            there = classification.counterparts(regime_id, number, other)
            here = classification.group_of(regime_id, number, taxonomy.code)
            assert there is not None
            assert all(classification.group_of(other, one, taxonomy.code) == here for one in there.sets)


@pytest.mark.parametrize(
    ("number", "sets", "kind"),
    [
        (1, (11,), Match.SAME),
        (5, (8,), Match.MERGED),
        (11, (4, 8), Match.SPLIT),
        (20, (21,), Match.MERGED),
        (22, (), Match.ENDED),
    ],
)
def test_what_became_of_the_sets_of_2019(number: int, sets: tuple[int, ...], kind: Match) -> None:
    found = classification.counterparts("2019-1048", number, "2026-26")
    assert found is not None
    assert (found.sets, found.kind) == (sets, kind)


def test_looking_back_turns_a_merger_into_a_split() -> None:
    back = classification.counterparts("2026-26", 21, "2019-1048")
    assert back is not None
    assert (back.sets, back.kind) == ((19, 20), Match.SPLIT)
    flowers = classification.counterparts("2026-26", 23, "2019-1048")
    assert flowers is not None
    assert (flowers.sets, flowers.kind) == ((), Match.ENDED)


def test_a_rulebook_nobody_has_mapped_has_neither_groups_nor_counterparts() -> None:
    assert classification.group_of("2030-1", 1, "2021-2025") is None
    assert classification.counterparts("2030-1", 1, "2026-26") is None
    with pytest.raises(KeyError):
        classification.group_of("2026-26", 1, "1990")


def test_the_same_names_under_the_same_numbers() -> None:
    """26/2026 renamed some sets, but each still shares most of its words with the one of 148."""
    shelf = regimes.library()
    for number in shelf.numbers("2026-26"):
        now, then = (
            set(fold(shelf.product_set(one, number).name).split()) for one in ("2026-26", "2023-148")
        )
        assert len(now & then) * 2 >= min(len(now), len(then)), number


# Printed in reports: groups with their products (Tuyên Quang, 2022; Quảng Ninh and the country, 2020),
# and how many sets each group of the tree of 2021 has.
TUYEN_QUANG = {
    "Thực phẩm": 172,
    "Đồ uống": 11,
    "Thảo dược": 4,
    "Lưu niệm - nội thất - trang trí": 1,
    "Vải và may mặc": 0,
    "Dịch vụ du lịch cộng đồng và điểm du lịch": 3,
}
QUANG_NINH = {"thuc_pham": 314, "do_uong": 90, "thao_duoc": 41, "thu_cong": 8, "dich_vu": 3}
COUNTRY_2020 = {
    "thuc_pham": 2394,
    "do_uong": 221,
    "thao_duoc": 104,
    "vai_may_mac": 44,
    "luu_niem": 183,
    "du_lich": 18,
}
TREE_OF_2021 = [13, 4, 3, 2, 3, 1]


def first_words(name: str) -> str:
    """What a printed name and ours share, tourism aside: the words before the first comma or dash."""
    return fold(name.replace(" - ", ", ").replace("_", " ")).split(",")[0]


def test_the_groups_of_2018_are_those_a_province_printed() -> None:
    ours = {first_words(one.name.vi) for one in classification.taxonomy("2018-2020").groups}
    printed = {first_words(name) for name in TUYEN_QUANG}
    assert printed ^ ours == {"dich vu du lich cong dong va diem du lich", "dich vu du lich nong thon"}


@pytest.mark.parametrize(("printed", "taxonomy"), [(QUANG_NINH, "quang-ninh"), (COUNTRY_2020, "2018-2020")])
def test_the_groups_of_a_report_are_ours(printed: dict[str, int], taxonomy: str) -> None:
    ours = [fold(one.name.vi) for one in classification.taxonomy(taxonomy).groups]
    short = [name.replace("_", " ").replace("vai may", "vai va may") for name in printed]
    assert len(short) == len(ours)
    assert all(any(name in one for one in ours) for name in short)


def test_the_tree_of_2021_has_our_groups_with_as_many_sets() -> None:
    ours = classification.taxonomy("2021-2025").groups
    assert [len(one.sets["2023-148"]) for one in ours] == TREE_OF_2021
