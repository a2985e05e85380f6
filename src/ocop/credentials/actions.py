"""Taking and revoking keys, and giving certificates their places in status lists."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.credentials import keys, queries, rules
from ocop.credentials.models import LIST_SIZE, SigningKey, StatusList, StatusPlace
from ocop.journal import actions as journal
from ocop.platform.bulk import Among, insert
from ocop.platform.decisions import Conflict, require

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from ocop.credentials.keys import PrivateKey
    from ocop.platform.actors import Actor

LIST_TAKES: Final = LIST_SIZE * 3 // 4
"""Records of one list, so that a free place is soon found by drawing."""


def take_key(*, actor: Actor, now: datetime) -> SigningKey:
    """Sign records with a new key from now on; those before stay published, so that old papers still verify.

    The key lies in its file before the database knows it: whatever cuts this short, the key in use can be
    found. Raises: Denied; Conflict while another process takes one; OSError when the file cannot be written.
    """
    require(rules.can_keep_keys(actor))
    with keys.changing():
        in_use = queries.key_in_use()
        keys.settle(in_use.key_id if in_use else "")
        fresh = keys.new()
        fresh.write(keys.next_place())
        made = _known(actor, fresh, now)
        keys.next_place().replace(keys.place())
    return made


@transaction.atomic
def _known(actor: Actor, fresh: PrivateKey, now: datetime) -> SigningKey:
    """The new key in the database, where it signs from now on."""
    journal.locked_head()
    before = queries.key_in_use()
    made = SigningKey.objects.create(
        key_id=fresh.key_id,
        number=before.number + 1 if before else 1,
        x=fresh.x,
        y=fresh.y,
        made_at=now,
    )
    journal.record(
        actor=actor,
        verb="credentials.key_made",
        obj=made,
        before={"key": before.key_id} if before else {},
        after={"key": made.key_id},
        now=now,
    )
    return made


@transaction.atomic
def revoke_key(
    *, actor: Actor, key_id: str, since: datetime | None = None, reason: str, now: datetime
) -> SigningKey:
    """What this key signed at `since` or later counts no more; without it, nothing it ever signed.

    Whoever holds a stolen key can write an earlier moment into a record, so a moment is only for a theft
    whose time is known and whose earlier records are known, too. Raises: Denied, SigningKey.DoesNotExist;
    Conflict for the key in use, or one that is revoked from an earlier moment already.
    """
    require(rules.can_keep_keys(actor))
    journal.locked_head()
    key = SigningKey.objects.for_update().get(key_id=key_id)
    if key == queries.key_in_use():
        raise Conflict(_("This key signs now. Take a new one first, then revoke this one."))
    begin = max(since or key.made_at, key.made_at)
    if key.revoked_from is not None and key.revoked_from <= begin:
        raise Conflict(_("This key is revoked from that moment, or an earlier one, already."))
    before = {"from": key.revoked_from} if key.revoked_from else {}
    key.revoked_from, key.revoked_reason = begin, reason
    key.save(update_fields=["revoked_from", "revoked_reason"])
    journal.record(
        actor=actor,
        verb="credentials.key_revoked",
        obj=key,
        before=before,
        after={"from": begin},
        reason=reason,
        now=now,
    )
    return key


@transaction.atomic
def replace_place(certificate: int, now: datetime) -> None:
    """From now on the record on this certificate's papers so far does not hold; the next paper gets another.

    Inside the transaction that makes those papers void.
    """
    StatusPlace.objects.filter(certificate_id=certificate, voided_at=None).update(voided_at=now)
    give_places([certificate], now)


def give_places(certificates: Collection[int], now: datetime) -> int:
    """Give those of these certificates that have none a bit of a status list, at random; how many were given.

    Inside the transaction of whoever issues them. The random place tells nothing of when a certificate was
    issued or what stands beside it.
    """
    having = StatusPlace.objects.filter(Among("certificate_id", certificates), voided_at=None)
    waiting = sorted(set(certificates) - set(having.values_list("certificate_id", flat=True)))
    left = list(waiting)
    while left:
        room, space = _room(now)
        drawn = _drawn(room, min(len(left), space))
        took, left = left[: len(drawn)], left[len(drawn) :]
        columns: dict[str, list[object]] = {
            "certificate_id": list(took),
            "status_list_id": [room.pk] * len(took),
            "position": list(drawn),
            "given_at": [now] * len(took),
        }
        insert(StatusPlace, columns)
    return len(waiting)


def _room(now: datetime) -> tuple[StatusList, int]:
    """The latest list, locked, and how many it still takes; a new one where it is full, or there is none."""
    while True:
        latest = StatusList.objects.for_update().order_by("-number").first()
        space = LIST_TAKES - latest.places.count() if latest else 0
        if latest is not None and space > 0:
            return latest, space
        # Another writer may make it at the same moment: whoever comes second takes that one.
        StatusList.objects.get_or_create(number=latest.number + 1 if latest else 1, defaults={"made_at": now})


def _drawn(room: StatusList, count: int) -> list[int]:
    """Up to so many free positions, at least one: a quarter of them always is free."""
    while True:
        tried = secrets.SystemRandom().sample(range(LIST_SIZE), min(4 * count + 16, LIST_SIZE))
        taken = set(room.places.filter(Among("position", tried)).values_list("position", flat=True))
        if free := [position for position in tried if position not in taken][:count]:
            return free
