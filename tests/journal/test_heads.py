"""A head is signed once a day, published, and shows every later change of the journal, the keys or itself."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from pytest_django.fixtures import Settings

from ocop.journal import heads, keys, queries, signatures, triggers
from ocop.journal.actions import record
from ocop.journal.actions.heads import sign_head, take_new_key
from ocop.journal.heads import Fault, Published
from ocop.journal.models import Entry, Erasable, Head, PublicKey, SignedHead
from ocop.journal.verify_export import FIRST_PREVIOUS
from ocop.places.models import Unit
from ocop.platform.actors import SYSTEM, Actor
from ocop.platform.decisions import Conflict, Denied
from tests.cast import NOW, no_entry, one_entry

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def key_file(settings: Settings, tmp_path: Path) -> Path:
    settings.OCOP_JOURNAL_KEY = tmp_path / "journal-key"
    return tmp_path / "journal-key"


def note(unit: Unit, days: int = 0) -> Entry:
    return record(
        actor=SYSTEM, verb="unit.noted", obj=unit, before={}, after={"day": days}, now=NOW + days * DAY
    )


def signed_days(unit: Unit, count: int) -> list[SignedHead]:
    found = []
    for day in range(count):
        note(unit, day)
        found.append(sign_head(actor=SYSTEM, now=NOW + day * DAY))
    return found


def fault(held: Published) -> Fault | None:
    return signatures.fault_of(held)


def changed(held: Published, place: int, **facts: Any) -> Published:
    rows = [dict(head) for head in held.heads]
    rows[place] |= facts
    return replace(held, heads=rows)


# -- signing --------------------------------------------------------------------------------


def test_a_signed_head_holds_the_digest_of_the_last_entry_and_the_head_before(ta_van: Unit) -> None:
    first, second = signed_days(ta_van, 2)
    assert (first.seq, first.previous) == (1, FIRST_PREVIOUS)
    assert (second.seq, second.previous) == (3, heads.link(heads.head_facts(first)))
    assert second.digest == Entry.objects.get(seq=3).digest
    assert fault(queries.published()) is None
    assert queries.verify().why == ""


def test_signing_is_one_entry_and_the_second_time_of_a_day_none(ta_van: Unit) -> None:
    note(ta_van)
    with one_entry("journal.head_signed"):
        first = sign_head(actor=SYSTEM, now=NOW)
    with no_entry():
        assert sign_head(actor=SYSTEM, now=NOW + timedelta(hours=1)) == first


@pytest.mark.usefixtures("places")
def test_an_empty_journal_is_not_signed() -> None:
    with pytest.raises(Conflict, match=r"empty|trống"):
        sign_head(actor=SYSTEM, now=NOW)


def test_only_those_with_the_right_sign(hoa: Actor, quan: Actor, ta_van: Unit) -> None:
    note(ta_van)
    with no_entry(), pytest.raises(Denied):
        sign_head(actor=hoa, now=NOW)
    assert sign_head(actor=quan, now=NOW).seq == 1


def test_the_key_is_a_file_that_only_its_owner_reads(ta_van: Unit, key_file: Path) -> None:
    signed_days(ta_van, 1)
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    held = keys.read(key_file)
    assert held is not None
    assert held.key_id == PublicKey.objects.get().key_id


def test_another_key_in_the_file_is_refused(ta_van: Unit, key_file: Path) -> None:
    signed_days(ta_van, 1)
    key_file.unlink()
    keys.new().write(key_file)
    with no_entry(), pytest.raises(Conflict, match=r"key file|Tệp khóa"):
        sign_head(actor=SYSTEM, now=NOW + DAY)


def test_a_file_that_is_no_key_is_named(ta_van: Unit, key_file: Path) -> None:
    note(ta_van)
    key_file.write_text("nothing")
    with pytest.raises(keys.KeyUnusable, match="journal-key"):
        sign_head(actor=SYSTEM, now=NOW)


# -- a new key --------------------------------------------------------------------------------


def test_the_old_key_signs_the_new_one_and_stays_published(ta_van: Unit) -> None:
    signed_days(ta_van, 1)
    old = PublicKey.objects.get()
    with one_entry("journal.key_made"):
        new = take_new_key(actor=SYSTEM, now=NOW)
    note(ta_van, 1)
    assert sign_head(actor=SYSTEM, now=NOW + DAY).key_id == new.key_id
    held = queries.published()
    assert [key["key_id"] for key in held.keys] == [old.key_id, new.key_id]
    assert fault(held) is None


def test_a_new_key_after_a_loss_needs_somebody_to_vouch_for_it(ta_van: Unit, key_file: Path) -> None:
    signed_days(ta_van, 1)
    key_file.unlink()
    with pytest.raises(Conflict):
        take_new_key(actor=SYSTEM, now=NOW)
    new = take_new_key(actor=SYSTEM, lost=True, now=NOW)
    held = queries.published()
    assert fault(held) == ("unendorsed", new.key_id)
    assert signatures.fault_of(held, trusted=[new.key_id]) is None


def test_a_new_key_whose_file_was_not_yet_moved_is_found_again(ta_van: Unit, key_file: Path) -> None:
    signed_days(ta_van, 1)
    old = key_file.read_bytes()
    new = take_new_key(actor=SYSTEM, now=NOW)
    key_file.rename(keys.next_place())
    key_file.write_bytes(old)
    note(ta_van, 1)
    assert sign_head(actor=SYSTEM, now=NOW + DAY).key_id == new.key_id


def test_the_next_change_keeps_the_key_of_one_cut_short(ta_van: Unit, key_file: Path, hoa: Actor) -> None:
    """It waits beside its place; nobody without the right touches it, and the next key is endorsed by it."""
    signed_days(ta_van, 1)
    old = key_file.read_bytes()
    take_new_key(actor=SYSTEM, now=NOW)
    key_file.rename(keys.next_place())
    key_file.write_bytes(old)
    with no_entry(), pytest.raises(Denied):
        take_new_key(actor=hoa, now=NOW)
    assert keys.next_place().exists()
    assert take_new_key(actor=SYSTEM, now=NOW + DAY).endorsement


@pytest.mark.usefixtures("places")
def test_no_new_key_before_the_first() -> None:
    with no_entry(), pytest.raises(Conflict):
        take_new_key(actor=SYSTEM, now=NOW)


def test_only_those_with_the_right_take_a_new_key(ta_van: Unit, hoa: Actor) -> None:
    signed_days(ta_van, 1)
    with no_entry(), pytest.raises(Denied):
        take_new_key(actor=hoa, now=NOW)


# -- attacks --------------------------------------------------------------------------------


def test_a_forged_signature_is_named(ta_van: Unit) -> None:
    signed_days(ta_van, 3)
    held = queries.published()
    other = str(held.heads[0]["signature"])
    assert fault(changed(held, 1, signature=other)) == ("forged", "2026-11-24")
    assert fault(changed(held, 1, digest="f" * 64)) == ("forged", "2026-11-24")


def test_a_head_signed_with_a_strange_key_is_named(ta_van: Unit) -> None:
    signed_days(ta_van, 2)
    held, stranger = queries.published(), keys.new()
    forged = dict(held.heads[1]) | {"key_id": stranger.key_id}
    forged["signature"] = stranger.sign(heads.statement(forged, heads.HEAD_FACTS))
    assert fault(changed(held, 1, **forged)) == ("wrong_key", "2026-11-24")


def test_a_key_slipped_in_is_named(ta_van: Unit) -> None:
    signed_days(ta_van, 1)
    held, stranger = queries.published(), keys.new()
    slipped = dict(held.keys[0]) | {
        "key_id": stranger.key_id,
        "public": stranger.public,
        "number": 2,
        "previous": held.keys[0]["key_id"],
    }
    slipped["signature"] = stranger.sign(heads.statement(slipped, heads.KEY_FACTS))
    assert fault(replace(held, keys=[*held.keys, slipped])) == ("unendorsed", stranger.key_id)


def test_a_changed_key_is_named(ta_van: Unit) -> None:
    signed_days(ta_van, 1)
    held = queries.published()
    key = dict(held.keys[0])
    assert fault(replace(held, keys=[key | {"public": keys.new().public}])) == ("key", key["key_id"])
    assert fault(replace(held, keys=[key | {"public": "zz"}])) == ("key", key["key_id"])
    assert fault(replace(held, keys=[key | {"made_at": "2020"}])) == ("key", key["key_id"])


def test_a_head_taken_out_is_named(ta_van: Unit) -> None:
    signed_days(ta_van, 3)
    held = queries.published()
    assert fault(replace(held, heads=[held.heads[0], held.heads[2]])) == ("gap", "2026-11-25")
    assert fault(replace(held, heads=held.heads[1:])) == ("gap", "2026-11-24")


def cut(to: int) -> None:
    """What somebody who owns the database can do: take the end away, and the writers' mark back."""
    triggers.drop(connection)
    Erasable.objects.filter(entry_id__gt=to).delete()
    Entry.objects.filter(seq__gt=to).delete()
    Head.objects.update(seq=to, digest=Entry.objects.get(seq=to).digest)


def test_a_tail_cut_with_its_mark_is_found_by_the_signed_heads(ta_van: Unit) -> None:
    signed_days(ta_van, 2)
    cut(2)
    assert queries.verify()[2:] == ("cut", 3)


def test_an_old_copy_put_back_is_found_by_heads_kept_elsewhere(ta_van: Unit) -> None:
    signed_days(ta_van, 2)
    kept = queries.published().digests
    cut(2)
    SignedHead.objects.filter(seq__gt=2).delete()
    assert queries.verify().why == ""
    assert queries.verify(published=kept)[2:] == ("old", 3)


def test_an_old_copy_that_went_on_is_found_by_heads_kept_elsewhere(ta_van: Unit) -> None:
    signed_days(ta_van, 2)
    kept = queries.published().digests
    cut(2)
    SignedHead.objects.filter(seq__gt=2).delete()
    for day in range(3):
        note(ta_van, day + 7)
    assert queries.verify().why == ""
    assert queries.verify(published=kept)[2:] == ("rewritten", 3)


def test_a_name_changed_beside_the_chain_is_named(ta_van: Unit, minh: Actor) -> None:
    record(actor=minh, verb="unit.noted", obj=ta_van, before={}, after={}, now=NOW)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Erasable.objects.update(actor_name="Ai đó")
    triggers.drop(connection)
    Erasable.objects.update(actor_name="Ai đó")
    assert queries.verify()[2:] == ("renamed", 1)


@pytest.mark.parametrize("table", ["journal_signedhead", "journal_publickey"])
def test_the_database_refuses_to_change_or_remove_heads_and_keys(ta_van: Unit, table: str) -> None:
    signed_days(ta_van, 1)
    for sql in ("UPDATE {} SET signature = 'x'", "DELETE FROM {}"):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql.format(table))


# -- published --------------------------------------------------------------------------------


def test_everybody_can_take_heads_keys_and_the_program_away(ta_van: Unit, tmp_path: Path) -> None:
    signed_days(ta_van, 2)
    browser = Client()
    page = browser.get("/journal/").content.decode()
    assert SignedHead.objects.latest("day").digest in page
    file = tmp_path / "heads.json"
    file.write_bytes(browser.get("/journal/heads.json").content)
    held = heads.read(file)
    assert isinstance(held, Published)
    assert fault(held) is None
    assert (held.last_day, len(held.heads)) == ("2026-11-24", 2)
    assert "BEGIN PUBLIC KEY" in browser.get("/journal/keys.json").json()["keys"][0]["pem"]
    assert b"import hashlib" in browser.get("/journal/verify_export.py").content


@pytest.mark.django_db
def test_the_page_stands_before_anything_was_signed() -> None:
    assert Client().get("/journal/").status_code == 200
    assert Client().get("/journal/heads.json").json()["heads"] == []


def with_odd_number(number: str) -> str:
    """A file of one head, whole but for the number of its entry."""
    head = dict.fromkeys(heads.HEAD_FACTS, "00") | {"signature": "00", "seq": "?"}
    return json.dumps({"keys": [], "heads": [head]}).replace('"?"', number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"keys": [], "heads": [{}]}',
        '{"keys": 1, "heads": []}',
        with_odd_number("1.5"),
        with_odd_number("Infinity"),
        "[" * 100_000,
    ],
    ids=lambda text: text[-12:] or "nothing",
)
def test_a_file_that_holds_no_heads_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "heads.json"
    file.write_text(text)
    assert heads.read(file) == ("unreadable", "heads.json")


def openssl_of_the_guide(folder: Path) -> str:
    """What the commands of the inspector's page answer in a folder with the two published files."""
    guide = (Path(__file__).parents[2] / "docs/en/inspector.md").read_text(encoding="utf-8")
    script = guide.split("```sh\n")[-1].split("```")[0]
    done = subprocess.run(  # noqa: S603 - our own page
        ["bash", "-ec", script],  # noqa: S607
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def test_openssl_checks_a_head_as_the_documentation_says(ta_van: Unit, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl on this machine")
    signed_days(ta_van, 1)
    for name in ("heads.json", "keys.json"):
        (tmp_path / name).write_bytes(Client().get(f"/journal/{name}").content)
    assert "Signature Verified Successfully" in openssl_of_the_guide(tmp_path)
    held = json.loads((tmp_path / "heads.json").read_text())
    held["heads"][-1]["seq"] = 99
    (tmp_path / "heads.json").write_text(json.dumps(held))
    assert "Verified Successfully" not in openssl_of_the_guide(tmp_path)
