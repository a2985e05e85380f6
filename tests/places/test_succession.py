"""Confirming what came after a split commune."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from ocop.places import queries
from ocop.places.actions import confirm_succession
from ocop.places.models import PairState, Unit
from ocop.places.rules import CONFIRM
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from tests.cast import NOW, no_entry, one_entry


@pytest.fixture
def thu(thu: Actor) -> Actor:
    """The ministry's officer with the right to confirm."""
    return replace(thu, rights=thu.rights | {CONFIRM})


def pairs_of(unit: Unit) -> dict[str, int]:
    return {pair.successor.code: pair.pk for pair in unit.successions.select_related("successor")}


def confirm(actor: Actor, former: Unit, *, main: str, true: tuple[str, ...], **changed: object) -> Unit:
    pairs = pairs_of(former)
    facts = {"document": "1666/NQ-UBTVQH15", "expected_version": 1} | changed
    return confirm_succession(
        actor=actor,
        former_id=former.pk,
        true_ids=[pairs[code] for code in true],
        main_id=pairs[main],
        now=NOW,
        **facts,  # type: ignore[arg-type]
    )


def test_a_confirmed_main_successor_answers_for_the_former_commune(thu: Actor, kim_phu: Unit) -> None:
    assert list(queries.unconfirmed()) == [kim_phu]
    with one_entry("succession.confirmed"):
        confirm(thu, kim_phu, main="02215", true=("02215", "02509"))
    kim_phu.refresh_from_db()
    assert kim_phu.scope == queries.unit("02215").path
    assert list(queries.unconfirmed()) == []


def test_a_wrong_pair_is_kept_as_rejected(thu: Actor, kim_phu: Unit) -> None:
    confirm(thu, kim_phu, main="02509", true=("02509",))
    states = {pair.successor.code: pair.state for pair in queries.successors(kim_phu)}
    assert states == {"02509": PairState.CONFIRMED, "02215": PairState.REJECTED}
    assert queries.predecessors(queries.unit("02215")) == []


def test_a_province_confirms_in_its_own_territory_only(hoa: Actor, kim_phu: Unit, old_ta_van: Unit) -> None:
    officer = replace(hoa, rights=frozenset({CONFIRM}))
    with no_entry(), pytest.raises(Denied):
        confirm(officer, kim_phu, main="02509", true=("02509",))
    with one_entry("succession.confirmed"):
        confirm(officer, old_ta_van, main="03037", true=("03037",))


def test_without_the_right_nothing_is_confirmed(minh: Actor, old_ta_van: Unit) -> None:
    with no_entry(), pytest.raises(Denied):
        confirm(replace(minh, rights=frozenset()), old_ta_van, main="03037", true=("03037",))


def test_an_old_page_confirms_nothing(thu: Actor, kim_phu: Unit) -> None:
    confirm(thu, kim_phu, main="02509", true=("02509",))
    with no_entry(), pytest.raises(Stale):
        confirm(thu, kim_phu, main="02215", true=("02215",))


def test_a_unit_without_successors_has_nothing_to_confirm(thu: Actor, ta_van: Unit) -> None:
    with no_entry(), pytest.raises(Conflict):
        confirm_succession(
            actor=thu,
            former_id=ta_van.pk,
            expected_version=1,
            true_ids=[1],
            main_id=1,
            document="1",
            now=NOW,
        )


@pytest.mark.parametrize(
    ("main", "true", "document", "field"),
    [
        ("02509", (), "1", "true_ids"),
        ("02509", ("02215",), "1", "main_id"),
        ("02509", ("02509",), " ", "document"),
    ],
)
def test_bad_input_is_named(
    thu: Actor, kim_phu: Unit, main: str, true: tuple[str, ...], document: str, field: str
) -> None:
    with no_entry(), pytest.raises(ValidationError) as refused:
        confirm(thu, kim_phu, main=main, true=true, document=document)
    assert list(refused.value.message_dict) == [field]
