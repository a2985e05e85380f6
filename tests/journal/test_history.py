"""The history of an object says in words who did what, when and why; names are for those who may know."""

from datetime import timedelta

import pytest
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from ocop.journal import history, queries
from ocop.journal.actions import record
from ocop.journal.history import Line
from ocop.journal.models import Entry, Erasable
from ocop.places.models import Unit
from ocop.platform.actors import PUBLIC, SYSTEM, Actor
from tests.cast import NOW


def note(unit: Unit, actor: Actor, *, reason: str = "", minutes: int = 0) -> Entry:
    return record(
        actor=actor,
        verb="units.loaded",
        obj=unit,
        before={},
        after={},
        reason=reason,
        now=NOW + timedelta(minutes=minutes),
    )


def told(reader: Actor, unit: Unit) -> list[Line]:
    return list(history.told(reader, queries.for_object(unit)).lines)


def test_a_line_says_what_in_which_role_where_and_why(minh: Actor, hoa: Actor, ta_van: Unit) -> None:
    note(ta_van, minh, reason="Đếm lại")
    with override("vi"):
        (line,) = told(hoa, ta_van)
        assert (str(line.verb), str(line.role), line.place) == (
            "Đã nạp đơn vị hành chính",
            "Công chức xã",
            "xã Tả Van",
        )
    assert (line.name, line.reason, line.last_at) == ("Vàng Văn Minh", "Đếm lại", NOW)


def test_a_citizen_reads_the_office_and_not_the_name(minh: Actor, lan: Actor, ta_van: Unit) -> None:
    note(ta_van, minh)
    for reader in (lan, PUBLIC):
        (line,) = told(reader, ta_van)
        assert (line.name, line.place) == ("", "xã Tả Van")


def test_one_reads_ones_own_name(lan: Actor, ta_van: Unit) -> None:
    note(ta_van, lan)
    assert [line.name for line in told(lan, ta_van)] == ["Lý Thị Lan"]


def test_an_erased_name_is_left_out(minh: Actor, hoa: Actor, ta_van: Unit) -> None:
    note(ta_van, minh)
    Erasable.objects.all().delete()
    assert [line.name for line in told(hoa, ta_van)] == [""]


def test_the_same_act_several_times_in_a_row_is_one_line(minh: Actor, hoa: Actor, ta_van: Unit) -> None:
    for minute in range(3):
        note(ta_van, minh, minutes=minute)
    note(ta_van, hoa, minutes=4)
    note(ta_van, minh, minutes=5)
    lines = told(hoa, ta_van)
    assert [line.times for line in lines] == [3, 1, 1]
    assert lines[0].last_at == NOW + timedelta(minutes=2)


def test_acts_with_reasons_stand_alone(minh: Actor, hoa: Actor, ta_van: Unit) -> None:
    for _time in range(2):
        note(ta_van, minh, reason="Đếm lại")
    assert [line.times for line in told(hoa, ta_van)] == [1, 1]


@pytest.mark.parametrize("entries", [1, 3, 50])
def test_a_history_costs_three_queries_however_long(
    minh: Actor, hoa: Actor, ta_van: Unit, entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(entries):
        note(ta_van, minh if number % 2 else hoa)
    with django_assert_num_queries(3):
        told(hoa, ta_van)


def test_of_a_very_long_history_the_latest_is_shown(
    minh: Actor, hoa: Actor, ta_van: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "LONGEST", 2)
    for minute in range(3):
        note(ta_van, minh, reason=str(minute))
    found = history.told(hoa, queries.for_object(ta_van))
    assert found.shortened
    assert [line.reason for line in found.lines] == ["1", "2"]


def test_the_system_has_no_place_and_no_name(hoa: Actor, ta_van: Unit) -> None:
    note(ta_van, SYSTEM)
    assert [(line.place, line.name) for line in told(hoa, ta_van)] == [("", "")]
