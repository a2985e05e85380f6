"""The papers a product set asks for, by the data file alone."""

from __future__ import annotations

from datetime import date

import pytest

from ocop.programme.queries import labels
from ocop.registry import gates, regimes
from ocop.registry.gates import Held
from tests.cast import TODAY


def missing(regime_id: str, set_no: int, *held: Held, day: date = TODAY) -> list[str]:
    return [one.gate.code for one in gates.check(regime_id, set_no, held, day) if not one.met]


@pytest.mark.parametrize(
    ("set_no", "codes"),
    [
        (1, ["food_safety"]),
        (10, ["food_safety"]),
        (16, ["food_safety"]),
        (18, ["gmp_supplements", "declaration"]),
        (19, ["cosmetics", "declaration"]),
        (20, ["herbs", "declaration"]),
        (21, []),
        (23, []),
        (26, []),
    ],
)
def test_what_a_set_of_2026_asks_for(set_no: int, codes: list[str]) -> None:
    assert missing("2026-26", set_no) == codes


def test_each_accepted_kind_opens_its_gate() -> None:
    for gate in gates.gates():
        for rule in gate.rules:
            for kind in gate.kinds:
                found = gates.check(rule.regimes[0], rule.sets[0], [Held(kind)], max(rule.from_on, TODAY))
                assert any(one.met for one in found if one.gate == gate)


def test_a_paper_counts_from_its_day_of_issue_to_its_last_day() -> None:
    held = Held("food_safety", issued_on=date(2026, 11, 1), expires_on=date(2026, 11, 30))
    days = [date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 1)]
    assert [bool(missing("2026-26", 10, held, day=day)) for day in days] == [True, False, False, True]


def test_a_lapsed_paper_is_named_beside_the_gate() -> None:
    lapsed = Held("food_safety", expires_on=date(2026, 1, 1), key=7)
    (found,) = gates.check("2026-26", 10, [lapsed, Held("vietgap")], TODAY)
    assert (found.met, found.lapsed) == (False, (lapsed,))


def test_a_rule_holds_from_its_day() -> None:
    assert missing("2026-26", 10, day=date(2026, 5, 21)) == []
    assert missing("2026-26", 10, day=date(2026, 5, 22)) == ["food_safety"]


def test_the_file_names_only_sets_there_are_and_each_rule_its_source() -> None:
    for gate in gates.gates():
        assert gate.accepts
        for rule in gate.rules:
            assert rule.source
            for regime_id in rule.regimes:
                assert set(rule.sets) <= set(regimes.library().numbers(regime_id))


def test_the_confirmed_rules_of_2026_are_those_of_the_rulebook() -> None:
    """Where a set's ground of exclusion speaks of such a certificate, a gate stands, and nowhere else."""
    for one in regimes.library().sets("2026-26"):
        texts = " ".join(knockout.label for knockout in one.knockouts)
        asked = any(
            word in texts for word in ("giấy chứng nhận cơ sở đủ điều kiện", "điều kiện sản xuất bắt buộc")
        )
        assert bool(missing("2026-26", one.set)) == asked, one.set


@pytest.mark.usefixtures("lists")
def test_every_accepted_kind_is_in_a_shared_list() -> None:
    kinds = tuple(sorted({kind for gate in gates.gates() for kind in gate.kinds}))
    both = [labels(code, kinds) for code in ("document_type", "certificate_type")]
    assert all(any(words[place] != kind for words in both) for place, kind in enumerate(kinds))
