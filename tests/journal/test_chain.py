"""The journal keeps one chain, in the transaction of the act, and holds no personal data."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from ocop.journal import queries, triggers
from ocop.journal.actions import record, record_reading
from ocop.journal.canonical import plain
from ocop.journal.models import Entry, Erasable, Head
from ocop.journal.verify_export import FIRST_PREVIOUS, canonical, digest_of
from ocop.places.models import Unit
from ocop.platform.actors import PUBLIC, SYSTEM, Actor
from tests.cast import NOW, no_entry, one_entry


def note(unit: Unit, actor: Actor = SYSTEM, **after: object) -> Entry:
    return record(actor=actor, verb="unit.noted", obj=unit, before={}, after=after, now=NOW)


def test_each_entry_holds_the_digest_of_the_one_before(ta_van: Unit) -> None:
    first, second = note(ta_van, people=1), note(ta_van, people=2)
    assert (first.seq, first.previous) == (1, FIRST_PREVIOUS)
    assert (second.seq, second.previous) == (2, first.digest)
    assert queries.head() == second.digest
    assert queries.verify() == (2, second.digest, "", 0)


@pytest.mark.django_db
def test_an_empty_journal_is_whole() -> None:
    assert queries.verify() == (0, FIRST_PREVIOUS, "", 0)
    assert queries.head() == FIRST_PREVIOUS


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused(places: Unit) -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        note(places)


def test_an_act_that_fails_leaves_no_entry(ta_van: Unit) -> None:
    def fail() -> None:
        with transaction.atomic():
            note(ta_van)
            raise LookupError

    with no_entry(), pytest.raises(LookupError):
        fail()
    assert queries.verify().entries == 0


def test_an_entry_tells_who_where_what_and_why(minh: Actor, ta_van: Unit) -> None:
    entry = record(
        actor=minh,
        verb="unit.noted",
        obj=ta_van,
        before={"people": 1},
        after={"people": 2},
        reason="Đếm lại",
        regime="2026-26",
        now=NOW,
    )
    (kept,) = queries.for_object(ta_van)
    assert kept == entry
    assert (kept.actor_id, kept.actor_name, kept.role, kept.unit_code) == (
        minh.user_id,
        "Vàng Văn Minh",
        "commune_officer",
        "03037",
    )
    assert (kept.object_type, kept.object_id, kept.reason, kept.regime) == (
        "places.unit",
        str(ta_van.pk),
        "Đếm lại",
        "2026-26",
    )
    assert kept.at == NOW


def test_the_history_of_one_object_is_not_that_of_another(ta_van: Unit, bac_ha: Unit) -> None:
    note(ta_van)
    assert not queries.for_object(bac_ha).exists()


def test_no_personal_data_stands_in_an_export(minh: Actor, ta_van: Unit) -> None:
    note(ta_van, actor=minh, phone="+84912000001")
    (row,) = queries.rows()
    text = canonical(row).decode()
    assert minh.name not in text
    assert "912000001" not in text


def test_equal_facts_give_different_digests_in_different_entries(ta_van: Unit) -> None:
    assert note(ta_van, stars=3).after_digest != note(ta_van, stars=3).after_digest


def test_whoever_knows_the_facts_can_prove_them(ta_van: Unit) -> None:
    entry = record(
        actor=SYSTEM, verb="unit.noted", obj=ta_van, before={"stars": 3}, after={"stars": 4}, now=NOW
    )
    assert queries.proves(entry, before={"stars": 3}, after={"stars": 4})
    assert queries.proves(entry, after={"stars": 4})
    assert not queries.proves(entry, after={"stars": 5})


def test_a_lawful_erasure_leaves_the_chain_whole(minh: Actor, ta_van: Unit) -> None:
    note(ta_van, actor=minh, stars=4)
    Erasable.objects.all().delete()
    assert queries.verify().why == ""
    (entry,) = queries.for_object(ta_van)
    assert entry.actor_name == ""
    assert not queries.proves(entry, after={"stars": 4})


def test_the_journal_is_for_inspectors_and_administrators(
    quan: Actor, hoa: Actor, lan: Actor, ta_van: Unit
) -> None:
    note(ta_van)
    assert Entry.objects.visible_to(quan).count() == 1
    for stranger in (hoa, lan, PUBLIC):
        assert not Entry.objects.visible_to(stranger).exists()


def test_an_inspector_of_a_province_reads_what_was_done_from_inside_it(
    an: Actor, quan: Actor, minh: Actor, binh: Actor, ta_van: Unit
) -> None:
    inside = note(ta_van, actor=minh)
    note(ta_van, actor=binh)
    note(ta_van)
    assert list(Entry.objects.visible_to(an)) == [inside]
    assert Entry.objects.visible_to(quan).count() == 3


def test_an_entry_keeps_the_place_of_its_actor_from_the_country_down(minh: Actor, ta_van: Unit) -> None:
    assert note(ta_van, actor=minh).unit_path == "VN/15/03037/"
    (row,) = queries.rows()
    assert (row["form"], row["unit_path"]) == (2, "VN/15/03037/")


def test_a_chain_begun_in_the_first_form_goes_on_in_the_second(ta_van: Unit) -> None:
    triggers.drop(connection)
    old = note(ta_van)
    old.form = 1
    old.digest = digest_of(queries.row_of(old))
    old.save(update_fields=["form", "digest"])
    Head.objects.update(digest=old.digest)
    triggers.create(connection)
    note(ta_van)
    assert "unit_path" not in next(iter(queries.rows()))
    assert queries.verify()[2:] == ("", 0)


def test_reading_personal_data_is_recorded_with_its_fields_and_purpose(minh: Actor, ta_van: Unit) -> None:
    with one_entry("personal.read") as written:
        record_reading(actor=minh, obj=ta_van, fields=["phone", "email"], purpose="Gọi hẹn ngày", now=NOW)
    assert (written[0].fields, written[0].reason) == ("phone email", "Gọi hẹn ngày")
    assert not queries.for_object(ta_van).exists()
    assert list(queries.readings_of(ta_van)) == written


@pytest.mark.parametrize(("fields", "purpose"), [([], "Gọi"), (["phone"], "  ")])
def test_a_reading_without_fields_or_purpose_is_refused(
    minh: Actor, ta_van: Unit, fields: list[str], purpose: str
) -> None:
    with no_entry(), pytest.raises(ValueError, match="purpose"):
        record_reading(actor=minh, obj=ta_van, fields=fields, purpose=purpose, now=NOW)


def test_writing_costs_the_same_however_long_the_journal(
    ta_van: Unit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    note(ta_van)
    with django_assert_num_queries(4):
        note(ta_van)


def test_every_value_has_one_form() -> None:
    hanoi = timezone(timedelta(hours=7))
    assert plain(Decimal("72.50")) == "72.50"
    assert plain(Fraction(239, 3)) == "239/3"
    assert plain(date(2026, 5, 22)) == "2026-05-22"
    assert plain(datetime(2026, 5, 22, 7, tzinfo=hanoi)) == plain(datetime(2026, 5, 22, 0, tzinfo=UTC))
    assert plain("Lào Cai") == plain("La\N{COMBINING GRAVE ACCENT}o Cai")
    assert canonical({"b": plain([True, None, 1]), "a": plain({"y": "ạ"})}).decode() == json.dumps(
        {"a": {"y": "ạ"}, "b": [True, None, 1]}, ensure_ascii=False, separators=(",", ":")
    )


@pytest.mark.parametrize("value", [1.5, {1, 2}, b"bytes", object()])
def test_a_value_whose_form_could_drift_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="canonical"):
        plain(value)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        plain(datetime(2026, 5, 22))  # noqa: DTZ001 - the case itself
