"""Keys follow one another and are journaled; every certificate has its place from the moment it is issued."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings

from ocop.credentials import actions, daily, keys, queries
from ocop.credentials.models import SigningKey, StatusList, StatusPlace
from ocop.law.validity import HOLDING
from ocop.platform.actors import SYSTEM, Actor
from ocop.platform.decisions import Conflict, Denied
from ocop.recognition import queries as recognition
from ocop.recognition.models import Certificate, CertificateEvent, EventKind
from tests.cast import NOW, no_entry, one_entry
from tests.credentials.conftest import record, verdict
from tests.evaluation.test_races import at_once
from tests.world import World

pytestmark = pytest.mark.django_db


def taken(days: int = 0) -> SigningKey:
    return actions.take_key(actor=SYSTEM, now=NOW + timedelta(days=days))


def test_a_new_key_signs_and_the_old_one_stays_published() -> None:
    old = taken()
    with one_entry("credentials.key_made"):
        new = taken(1)
    assert [one["kid"] for one in queries.jwks()["keys"]] == [new.key_id, old.key_id]
    signer = queries.signer()
    assert signer
    assert signer.private.key_id == new.key_id
    assert keys.place().stat().st_mode & 0o777 == 0o600
    assert not keys.next_place().exists()


def test_a_change_cut_short_after_the_database_knew_the_key_goes_on() -> None:
    key = taken()
    keys.place().replace(keys.next_place())
    signer = queries.signer()
    assert signer
    assert signer.private.key_id == key.key_id


def test_a_broken_file_in_its_place_hides_no_key_that_waits_beside_it() -> None:
    key = taken()
    keys.place().replace(keys.next_place())
    keys.place().write_text("half a key", encoding="ascii")
    signer = queries.signer()
    assert signer
    assert signer.private.key_id == key.key_id


def test_the_next_change_keeps_the_key_of_one_cut_short_until_its_own_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken()
    key = taken(1)
    keys.place().replace(keys.next_place())

    def lost(**_facts: object) -> None:
        raise Conflict("the database is gone")

    monkeypatch.setattr(SigningKey.objects, "create", lost)
    with pytest.raises(Conflict):
        taken(2)
    signer = queries.signer()
    assert signer
    assert signer.private.key_id == key.key_id


@pytest.mark.parametrize("left", ["", "half a key"])
def test_what_a_change_left_that_the_database_never_knew_is_replaced(left: str) -> None:
    taken()
    keys.next_place().write_text(left, encoding="ascii")
    assert (found := queries.signer())
    assert found.key != taken(1)
    assert not keys.next_place().exists()


@pytest.mark.parametrize("in_place", [None, "half a key"])
def test_a_waiting_file_that_may_be_the_key_in_use_is_not_removed(in_place: str | None) -> None:
    """It cannot be read, by this user or on this disk, and the key in use lies nowhere else."""
    key = taken()
    held = keys.place().read_bytes()
    keys.place().unlink()
    if in_place is not None:
        keys.place().write_text(in_place, encoding="ascii")
    keys.next_place().write_text("unreadable for now", encoding="ascii")
    with no_entry(), pytest.raises(Conflict, match=r"\.next"):
        taken(1)
    keys.next_place().write_bytes(held)
    taken(2)
    assert SigningKey.objects.get(number=1) == key


HOLDER = (
    "import fcntl, sys; f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_EX); print(flush=True); input()"
)


def test_while_another_process_takes_a_key_none_is_taken() -> None:
    before = taken()
    lock = keys.place().with_name(f"{keys.place().name}.lock")
    with subprocess.Popen(  # noqa: S603 - what stands above
        [sys.executable, "-c", HOLDER, lock], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        other.stdout.readline()
        keys.next_place().write_text("theirs", encoding="ascii")
        with no_entry(), pytest.raises(Conflict):
            taken(1)
        assert keys.next_place().read_text(encoding="ascii") == "theirs"
        other.communicate(b"\n")
    signer = queries.signer()
    assert signer
    assert (signer.private.key_id, taken(1).number) == (before.key_id, 2)


def test_a_lock_that_another_account_made_is_taken_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """The administrator of the machine took a key, once; the service reads the lock and may not write it."""
    taken()
    lock = keys.place().with_name(f"{keys.place().name}.lock")
    assert lock.stat().st_mode & 0o777 == 0o644
    opened = os.open

    def of_another(path: Path, flags: int, mode: int = 0o777) -> int:
        if path == lock and flags & (os.O_WRONLY | os.O_RDWR):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opened(path, flags, mode)

    monkeypatch.setattr(os, "open", of_another)
    assert taken(1).number == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_that_take_a_key_at_once_the_key_in_use_is_in_its_place() -> None:
    assert "done" in at_once(taken, lambda: taken(1))
    assert (found := keys.read(keys.place()))
    assert (in_use := queries.key_in_use())
    assert (found.key_id, keys.next_place().exists()) == (in_use.key_id, False)


def test_a_file_that_is_not_the_key_in_use_signs_nothing() -> None:
    taken()
    keys.place().unlink()
    keys.new().write(keys.place())
    with pytest.raises(keys.KeyUnusable):
        queries.signer()
    keys.place().write_text("x", encoding="ascii")
    with pytest.raises(keys.KeyUnusable):
        queries.signer()


def test_only_the_operator_keeps_keys(hoa: Actor) -> None:
    key = taken()
    with no_entry(), pytest.raises(Denied):
        actions.take_key(actor=hoa, now=NOW)
    with no_entry(), pytest.raises(Denied):
        actions.revoke_key(actor=hoa, key_id=key.key_id, reason="x", now=NOW)


def test_the_key_in_use_is_not_revoked_and_none_twice() -> None:
    old = taken()
    with no_entry(), pytest.raises(Conflict):
        actions.revoke_key(actor=SYSTEM, key_id=old.key_id, reason="Mất máy.", now=NOW)
    taken(1)
    late = NOW + timedelta(hours=5)
    with one_entry("credentials.key_revoked"):
        actions.revoke_key(actor=SYSTEM, key_id=old.key_id, since=late, reason="Mất máy.", now=NOW)
    with pytest.raises(Conflict):
        actions.revoke_key(actor=SYSTEM, key_id=old.key_id, since=late, reason="Mất máy.", now=NOW)
    # It turns out that it was stolen earlier.
    actions.revoke_key(actor=SYSTEM, key_id=old.key_id, reason="Mất máy.", now=NOW)
    published = queries.jwks()["keys"][1]["revoked"]
    assert published == {"revoked_at": int(NOW.timestamp()), "reason": "Mất máy."}


def test_a_certificate_has_its_place_from_the_transaction_that_issued_it(world: World) -> None:
    certificate = world.certificate()
    assert certificate.status_places.get().position < 131_072
    with transaction.atomic():
        assert actions.give_places([certificate.pk], world.now) == 0


def test_older_certificates_get_theirs_by_the_daily_work(world: World) -> None:
    certificate = world.certificate()
    StatusPlace.objects.all().delete()
    assert daily.prepare(world.now)
    assert StatusPlace.objects.get().certificate_id == certificate.pk
    with no_entry():
        assert daily.prepare(world.now)


def test_a_full_list_is_followed_by_another(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.certificate()
    monkeypatch.setattr(actions, "LIST_TAKES", 1)
    other = world.certificate()
    StatusPlace.objects.filter(certificate=other).delete()
    daily.prepare(world.now)
    assert sorted(StatusPlace.objects.values_list("status_list__number", flat=True)) == [1, 2]
    assert queries.lists() == [1, 2]
    assert StatusList.objects.count() == 2


@pytest.mark.parametrize("kind", EventKind)
@pytest.mark.parametrize("days", [0, 1])
def test_a_bit_is_set_from_the_day_on_which_the_page_says_that_it_ended(
    world: World, certificate: Certificate, kind: EventKind, days: int
) -> None:
    CertificateEvent.objects.create(
        certificate=certificate, kind=kind, on=world.today + timedelta(days=days), recorded_at=world.now
    )
    shown = recognition.public_certificate(certificate.product.code, world.today).status
    assert (shown.state in HOLDING) == (verdict(record(certificate), world).why == "valid") == bool(days)


def test_a_folder_that_cannot_be_written_is_told_and_tried_again(tmp_path: object) -> None:
    with override_settings(OCOP_CREDENTIAL_KEY=f"{tmp_path}/none/key"):
        assert not daily.prepare(NOW)
    assert not SigningKey.objects.exists()
