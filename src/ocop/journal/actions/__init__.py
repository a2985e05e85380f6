"""The only way into the journal; signing its head and erasing from it have files of their own here."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models, transaction

from ocop.journal import rules
from ocop.journal.canonical import salted_digest
from ocop.journal.models import PRESENT_FORM, Entry, Erasable, Head
from ocop.journal.queries import row_of
from ocop.journal.verify_export import FIRST_PREVIOUS, digest_of
from ocop.platform.decisions import require

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor

HEAD = 1
READING = "personal.read"


def record(
    *,
    actor: Actor,
    verb: str,
    obj: models.Model,
    before: Mapping[str, object],
    after: Mapping[str, object],
    reason: StrOrPromise = "",
    regime: str = "",
    fields: Sequence[str] = (),
    now: datetime,
) -> Entry:
    """Append one entry, in the transaction of the act it tells of.

    `before` and `after` are the fields that the act touches; only their salted digests are kept.
    `fields`: names of fields, in the clear, where the act was to read them.
    Raises: RuntimeError outside a transaction, where an entry could outlive its act; TypeError for a value
    without a canonical form.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a journal entry belongs inside the transaction of its act")
    head = locked_head()
    salt = secrets.token_hex(16)
    entry = Entry(
        seq=head.seq + 1,
        form=PRESENT_FORM,
        at=now,
        actor_id=actor.user_id,
        actor_digest=salted_digest({"name": actor.name}, salt=salt),
        role=actor.role,
        unit_code=actor.unit_code,
        unit_path=actor.unit_path,
        verb=verb,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        before_digest=salted_digest(before, salt=salt),
        after_digest=salted_digest(after, salt=salt),
        reason=str(reason),
        regime=regime,
        fields=" ".join(fields),
        previous=head.digest,
    )
    entry.digest = digest_of(row_of(entry))
    entry.save(force_insert=True)
    Erasable.objects.create(entry=entry, salt=salt, actor_name=actor.name)
    head.seq, head.digest = entry.seq, entry.digest
    head.save(update_fields=["seq", "digest"])
    return entry


@transaction.atomic
def record_reading(
    *, actor: Actor, obj: models.Model, fields: Sequence[str], purpose: StrOrPromise, now: datetime
) -> Entry:
    """Note that personal data was shown in the clear: which fields of which object, to whom and what for.

    The caller has asked its own rule first, and shows the values only after this returned. The purpose stands
    in the chain in the clear, so it may name nobody. Raises: ValueError without fields or purpose.
    """
    if not fields or not str(purpose).strip():
        raise ValueError("a reading names its fields and its purpose")
    return record(
        actor=actor,
        verb=READING,
        obj=obj,
        before={},
        after={},
        reason=purpose,
        fields=fields,
        now=now,
    )


@transaction.atomic
def note_export(*, actor: Actor, now: datetime) -> Entry:
    """Note that the whole journal was taken out of the house. Raises: Denied."""
    require(rules.can_export(actor))
    return record(actor=actor, verb="journal.exported", obj=locked_head(), before={}, after={}, now=now)


def locked_head() -> Head:
    """One writer at a time: a row lock on PostgreSQL; on SQLite the IMMEDIATE transaction already is one."""
    head, _ = Head.objects.select_for_update().get_or_create(pk=HEAD, defaults={"digest": FIRST_PREVIOUS})
    return head
