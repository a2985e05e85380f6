"""A lawful request to erase is carried out: names and salts go, the chain and its copies stay whole."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from ocop.journal import history, queries, verify_export
from ocop.journal.actions import record
from ocop.journal.actions.erasure import erase_person
from ocop.journal.models import Entry, Erasable
from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied
from tests.cast import NOW, no_entry, one_entry, user_of


@pytest.fixture
def keeper(quan: Actor) -> Actor:
    """The administrator who has just proved again who he is."""
    return replace(quan, rights=quan.rights | {"journal.erase"}, elevated=True)


def act(actor: Actor, obj: Unit, **after: object) -> Entry:
    return record(actor=actor, verb="unit.noted", obj=obj, before={}, after=after, now=NOW)


def test_names_and_salts_of_the_persons_acts_go(
    keeper: Actor, lan: Actor, minh: Actor, hoa: Actor, ta_van: Unit
) -> None:
    hers, his = act(lan, ta_van, phone="0912"), act(minh, ta_van, phone="0913")
    assert erase_person(actor=keeper, person=user_of(lan), document="12/YC", now=NOW) == 1
    hers, his = Entry.objects.get(pk=hers.pk), Entry.objects.get(pk=his.pk)
    assert (hers.actor_name, his.actor_name) == ("", "Vàng Văn Minh")
    assert not queries.proves(hers, after={"phone": "0912"})
    assert queries.proves(his, after={"phone": "0913"})
    assert [line.name for line in history.told(hoa, queries.for_object(ta_van)).lines] == [
        "",
        "Vàng Văn Minh",
    ]


def test_what_was_done_about_the_person_goes_too(
    keeper: Actor, lan: Actor, minh: Actor, ta_van: Unit
) -> None:
    about = record(actor=minh, verb="user.created", obj=user_of(lan), before={}, after={}, now=NOW)
    further = act(minh, ta_van)
    erase_person(actor=keeper, person=user_of(lan), about=[ta_van], document="12/YC", now=NOW)
    assert not Erasable.objects.filter(entry__in=[about, further]).exists()


def test_the_chain_and_copies_taken_before_and_after_still_verify(
    keeper: Actor, lan: Actor, ta_van: Unit, tmp_path: Path
) -> None:
    act(lan, ta_van)
    before, after = tmp_path / "before.jsonl", tmp_path / "after.jsonl"
    queries.export(before)
    erase_person(actor=keeper, person=user_of(lan), document="12/YC", now=NOW)
    queries.export(after)
    assert queries.verify().why == ""
    for file in (before, after):
        assert verify_export.check(partial(verify_export.read_file, file)).why == ""
    assert after.read_bytes().startswith(before.read_bytes())


def test_one_entry_tells_of_it_and_names_nobody(keeper: Actor, lan: Actor, ta_van: Unit) -> None:
    act(lan, ta_van)
    with one_entry("journal.erased") as written:
        erase_person(actor=keeper, person=user_of(lan), document="12/YC", now=NOW)
    text = verify_export.canonical(queries.row_of(written[0])).decode()
    assert written[0].reason == "12/YC"
    assert lan.name not in text


def test_who_has_not_proved_again_who_they_are_is_refused(keeper: Actor, lan: Actor, ta_van: Unit) -> None:
    act(lan, ta_van)
    with no_entry(), pytest.raises(Denied, match=r"Confirm|xác nhận"):
        erase_person(actor=replace(keeper, elevated=False), person=user_of(lan), document="1", now=NOW)
    assert Erasable.objects.count() == 1


def test_who_lacks_the_right_is_refused(hoa: Actor, lan: Actor, ta_van: Unit) -> None:
    act(lan, ta_van)
    with no_entry(), pytest.raises(Denied, match=r"in charge|phụ trách"):
        erase_person(actor=replace(hoa, elevated=True), person=user_of(lan), document="1", now=NOW)


def test_a_second_time_or_without_a_document_is_a_conflict(keeper: Actor, lan: Actor, ta_van: Unit) -> None:
    act(lan, ta_van)
    with no_entry(), pytest.raises(Conflict, match=r"document|văn bản"):
        erase_person(actor=keeper, person=user_of(lan), document=" ", now=NOW)
    erase_person(actor=keeper, person=user_of(lan), document="1", now=NOW)
    Erasable.objects.filter(entry__object_type="people.user").delete()
    with no_entry(), pytest.raises(Conflict, match=r"left|Không còn"):
        erase_person(actor=keeper, person=user_of(lan), document="1", now=NOW)
