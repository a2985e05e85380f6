"""Changing the shared lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.programme import actions, queries
from ocop.programme.actions import ValueFacts, load_lists
from ocop.programme.models import CodeList, ListValue
from ocop.programme.periods import periods
from tests.cast import NOW, TODAY, no_entry, one_entry

pytestmark = pytest.mark.usefixtures("lists")


def add(actor: Actor, version: int = 1, **changed: Any) -> ListValue:
    return actions.add_value(
        actor=actor,
        list_code="channel",
        expected_version=version,
        facts=replace(ValueFacts("live_stream", "Phát trực tiếp", "Live streaming", TODAY), **changed),
        now=NOW,
    )


def in_use(list_code: str, day: date) -> list[str]:
    return [value.code for value in queries.values(CodeList.objects.get(code=list_code), day)]


def test_the_shipped_lists_are_loaded_once(lists: int) -> None:
    assert lists == ListValue.objects.count() > 0
    with no_entry():
        assert load_lists(now=NOW) == 0


def test_every_source_of_capital_of_a_period_is_in_the_list() -> None:
    codes = {code for one in periods() for code in one.capital}
    assert codes == set(
        ListValue.objects.filter(code_list__code="capital_source").values_list("code", flat=True)
    )


def test_loading_again_leaves_alone_what_people_changed(thu: Actor) -> None:
    add(thu, code="fair", label_vi="Hội chợ")
    assert load_lists(now=NOW) == 0
    assert ListValue.objects.filter(code="fair", to_on=None).get().label_vi == "Hội chợ"


def test_the_sources_of_capital_are_those_of_the_day() -> None:
    assert in_use("capital_source", date(2019, 1, 1))[0] == "2018-central"
    assert in_use("capital_source", TODAY)[0] == "2021-central"


def test_the_ministry_adds_a_value(thu: Actor) -> None:
    with one_entry("lists.value_added"):
        value = add(thu)
    assert value.from_on == TODAY
    assert in_use("channel", TODAY)[-1] == "live_stream"
    assert "live_stream" not in in_use("channel", TODAY - timedelta(days=1))


def test_new_words_for_a_code_close_the_old_ones_and_keep_them(thu: Actor) -> None:
    old = ListValue.objects.get(code_list__code="channel", code="fair")
    with one_entry("lists.value_added"):
        new = add(thu, code="fair", label_vi="Hội chợ, phiên chợ", label_en="Fairs and markets")
    old.refresh_from_db()
    assert (old.label_vi, old.to_on) == ("Hội chợ, triển lãm", TODAY - timedelta(days=1))
    assert new.position == old.position


@pytest.mark.parametrize("who", ["hoa", "minh", "cuc", "quan", "lan", "an"])
def test_nobody_else_changes_the_lists(who: str, request: pytest.FixtureRequest) -> None:
    actor: Actor = request.getfixturevalue(who)
    value = ListValue.objects.filter(to_on=None).first()
    assert value is not None
    with no_entry(), pytest.raises(Denied):
        add(actor)
    with no_entry(), pytest.raises(Denied):
        actions.close_value(actor=actor, value_id=value.pk, expected_version=1, reason="x", now=NOW)


def test_a_list_changed_meanwhile_is_stale(thu: Actor) -> None:
    add(thu)
    with no_entry(), pytest.raises(Stale):
        add(thu, code="other")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"code": "Hội chợ"}, "code"),
        ({"code": ""}, "code"),
        ({"label_vi": " "}, "label_vi"),
        ({"label_en": "x" * 201}, "label_en"),
        ({"code": "fair", "from_on": date(2018, 5, 7)}, "from_on"),
    ],
)
def test_every_fault_is_named_by_its_field(thu: Actor, changed: dict[str, Any], field: str) -> None:
    with no_entry(), pytest.raises(ValidationError) as refusal:
        add(thu, **changed)
    assert set(refusal.value.message_dict) == {field}


def test_a_closed_value_stays_with_its_label(thu: Actor) -> None:
    value = ListValue.objects.get(code_list__code="channel", code="fair")
    with one_entry("lists.value_closed") as written:
        actions.close_value(actor=thu, value_id=value.pk, expected_version=1, reason="Trùng", now=NOW)
    assert written[0].reason == "Trùng"
    assert "fair" in in_use("channel", TODAY)
    assert "fair" not in in_use("channel", TODAY + timedelta(days=1))
    value.refresh_from_db()
    assert value.label_vi == "Hội chợ, triển lãm"


def test_a_value_is_closed_once(thu: Actor) -> None:
    value = ListValue.objects.get(code_list__code="channel", code="fair")
    actions.close_value(actor=thu, value_id=value.pk, expected_version=1, reason="Trùng", now=NOW)
    with no_entry(), pytest.raises(Conflict):
        actions.close_value(actor=thu, value_id=value.pk, expected_version=2, reason="Trùng", now=NOW)


def test_a_value_still_to_come_is_not_closed(thu: Actor) -> None:
    value = add(thu, from_on=TODAY + timedelta(days=9))
    with no_entry(), pytest.raises(Conflict):
        actions.close_value(actor=thu, value_id=value.pk, expected_version=2, reason="Trùng", now=NOW)


def test_closing_asks_for_a_reason(thu: Actor) -> None:
    value = ListValue.objects.get(code_list__code="channel", code="fair")
    with no_entry(), pytest.raises(ValidationError):
        actions.close_value(actor=thu, value_id=value.pk, expected_version=1, reason=" ", now=NOW)
