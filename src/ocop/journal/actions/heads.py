"""Signing the head of each day, and taking a new key."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.journal import actions, heads, keys, rules
from ocop.journal.models import PublicKey, SignedHead, Stamp
from ocop.journal.verify_export import FIRST_PREVIOUS
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require

if TYPE_CHECKING:
    from pathlib import Path

    from ocop.journal.keys import SigningKey
    from ocop.platform.actors import Actor


@transaction.atomic
def sign_head(*, actor: Actor, now: datetime) -> SignedHead:
    """Sign the present head for this day (in Viet Nam); on a day that has its head, give that one back.

    The first signature of an installation makes its key. The entry that tells of the signing is the first of
    the next head. Raises: Denied; Conflict when the key file is not that of the key in use, or nothing was
    ever done; KeyUnusable.
    """
    require(rules.can_sign(actor))
    head = actions.locked_head()
    day = local_day(now)
    done = SignedHead.objects.filter(day=day).first()
    if done is not None:
        return done
    if head.seq == 0:
        raise Conflict(_("The journal is empty: there is nothing to sign yet."))
    key = _key_in_use(now)
    before = SignedHead.objects.order_by("-day").first()
    signed = SignedHead(
        day=day,
        seq=head.seq,
        digest=head.digest,
        signed_at=now,
        key_id=key.key_id,
        previous=heads.link(heads.head_facts(before)) if before else FIRST_PREVIOUS,
    )
    signed.signature = key.sign(heads.statement(heads.head_facts(signed), heads.HEAD_FACTS))
    signed.save(force_insert=True)
    actions.record(
        actor=actor,
        verb="journal.head_signed",
        obj=signed,
        before={},
        after={"day": day, "seq": signed.seq, "digest": signed.digest, "key": key.key_id},
        now=now,
    )
    return signed


@transaction.atomic
def keep_stamp(
    *, actor: Actor, head_id: int, token: bytes, authority: str, stamped_at: datetime, now: datetime
) -> Stamp:
    """Keep an authority's word on a signed head, which the caller has checked; a second one changes nothing.

    Asking the authority is left to the caller, because it may take long and holds no lock.
    Raises: Denied, SignedHead.DoesNotExist.
    """
    require(rules.can_sign(actor))
    actions.locked_head()
    head = SignedHead.objects.visible_to(actor).get(pk=head_id)
    done = Stamp.objects.filter(head=head).first()
    if done is not None:
        return done
    stamp = Stamp.objects.create(head=head, token=token, authority=authority, stamped_at=stamped_at)
    actions.record(
        actor=actor,
        verb="journal.stamped",
        obj=head,
        before={},
        after={"token": sha256(token).hexdigest(), "at": stamped_at},
        now=now,
    )
    return stamp


def take_new_key(*, actor: Actor, lost: bool = False, now: datetime) -> PublicKey:
    """Sign with a new key from now on; the old one signs it and stays published.

    `lost`: the old key is gone, so the new one goes without its signature, and checks will say so until
    somebody vouches for it. Raises: Denied; Conflict when there is no key yet, or the old one is missing but
    was not declared lost; KeyUnusable.
    """
    require(rules.can_sign(actor))
    fresh = keys.new()
    _settle(lost=lost)
    fresh.write(keys.next_place())
    with transaction.atomic():
        actions.locked_head()
        before = PublicKey.objects.order_by("-number").first()
        if before is None:
            raise Conflict(_("There is no key yet. The first signature makes one."))
        old = None if lost else _old_key(before)
        made = _publish(fresh, number=before.number + 1, previous=before.key_id, old=old, now=now)
        actions.record(
            actor=actor,
            verb="journal.key_made",
            obj=made,
            before={"key": before.key_id},
            after={"key": made.key_id, "endorsed": bool(made.endorsement)},
            now=now,
        )
    # Were this line never reached, the next signing would find the new key here and go on.
    keys.next_place().replace(keys.place())
    return made


def _settle(*, lost: bool) -> None:
    """End a change that was cut short: the key in use goes to its place, one that nobody knows is removed.

    Raises: KeyUnusable where it cannot be told which of the two waits, unless the key was declared lost.
    """
    known = PublicKey.objects.order_by("-number").first()
    if known is not None and not _is_at(keys.place(), known):
        try:
            waiting = keys.read(keys.next_place())
        except keys.KeyUnusable:
            if not lost:
                raise
            waiting = None
        if waiting is not None and waiting.key_id == known.key_id:
            keys.next_place().replace(keys.place())
    keys.next_place().unlink(missing_ok=True)


def _is_at(place: Path, known: PublicKey) -> bool:
    try:
        found = keys.read(place)
    except keys.KeyUnusable:
        return False
    return found is not None and found.key_id == known.key_id


def _old_key(before: PublicKey) -> SigningKey:
    old = keys.read(keys.place())
    if old is None or old.key_id != before.key_id:
        raise Conflict(
            _("The key file is not the key in use. Put the right file back, or declare the key lost.")
        )
    return old


def _key_in_use(now: datetime) -> SigningKey:
    known = PublicKey.objects.order_by("-number").first()
    held = keys.read(keys.place())
    if known is None:
        if held is None:
            held = keys.new()
            held.write(keys.place())
        _publish(held, number=1, previous="", old=None, now=now)
        return held
    if held is not None and held.key_id == known.key_id:
        return held
    waiting = keys.read(keys.next_place())
    if waiting is not None and waiting.key_id == known.key_id:
        keys.next_place().replace(keys.place())
        return waiting
    raise Conflict(_("The key file is not the key in use. Put the right file back, or declare the key lost."))


def _publish(
    key: SigningKey, *, number: int, previous: str, old: SigningKey | None, now: datetime
) -> PublicKey:
    made = PublicKey(key_id=key.key_id, number=number, public=key.public, made_at=now, previous=previous)
    said = heads.statement(heads.key_facts(made), heads.KEY_FACTS)
    made.signature = key.sign(said)
    made.endorsement = old.sign(said) if old else ""
    made.save(force_insert=True)
    return made
