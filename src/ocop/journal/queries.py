"""Reading the journal: is it whole, what happened to an object, and a copy for outsiders."""

from __future__ import annotations

import hmac
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from functools import reduce
from hashlib import sha256
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import models

from ocop.journal.canonical import moment, said_of, salted_digest
from ocop.journal.heads import Published, head_facts, key_facts
from ocop.journal.models import Entry, EntryQuerySet, Erasable, Head, PublicKey, SignedHead, Stamp
from ocop.journal.naming import place_paths
from ocop.journal.verify_export import FIRST_PREVIOUS, Row, Verdict, canonical, check
from ocop.platform.clock import VIETNAM

if TYPE_CHECKING:
    from ocop.platform.actors import Actor

CHUNK = 2000
COLUMNS = tuple(field.attname for field in Entry._meta.concrete_fields)
SECOND_FORM = ("form", "unit_path", "fields")
READINGS = ("personal.read",)
NOT_HISTORY = (*READINGS, "user.signed_in", "access.confirmed")
"""Not done to an object but with it; those who may read the journal find them there.

When a person came is no part of what a colleague reads on the page of the account.
"""


def row_of(entry: Entry) -> Row:
    """An entry as it stands in an export: nothing in it is personal data.

    Entries of the first form have no further facts, and their digests must stay what they were.
    """
    row: Row = {
        "seq": entry.seq,
        "at": moment(entry.at),
        "actor_id": entry.actor_id,
        "actor_digest": entry.actor_digest,
        "role": entry.role,
        "unit_code": entry.unit_code,
        "verb": entry.verb,
        "object_type": entry.object_type,
        "object_id": entry.object_id,
        "before_digest": entry.before_digest,
        "after_digest": entry.after_digest,
        "reason": entry.reason,
        "regime": entry.regime,
        "previous": entry.previous,
        "digest": entry.digest,
    }
    if entry.form > 1:
        row |= {"form": entry.form, "unit_path": entry.unit_path, "fields": entry.fields}
    return row


def rows(*, to: int | None = None) -> Iterator[Row]:
    """Every entry (up to entry `to`), oldest first, without holding them all in memory."""
    found = Entry.objects.all() if to is None else Entry.objects.filter(seq__lte=to)
    for values in found.order_by("seq").values_list(*COLUMNS).iterator(chunk_size=CHUNK):
        yield _row(values)


def _row(values: Sequence[object]) -> Row:
    """The same as `row_of`, from the columns alone: a million models would take half the time of the walk."""
    row: Row = dict(zip(COLUMNS, values, strict=True))
    row["at"] = moment(row["at"])  # type: ignore[arg-type]  # the column of that name
    if row["form"] == 1:
        for name in SECOND_FORM:
            del row[name]
    return row


def head() -> str:
    """The digest of the last entry as the writers know it; once it is published, no cut goes unseen."""
    digest = Head.objects.values_list("digest", flat=True).first()
    return FIRST_PREVIOUS if digest is None else digest


def verify(*, expected_head: str = "", published: Mapping[int, str] | None = None) -> Verdict:
    """Walk the whole chain; `why` is empty when every entry fits.

    The end is compared with the writers' own head, the whole with the heads signed here and, when given, with
    heads published earlier. Names that stand beside the chain must be those of its entries.
    """
    signed = dict(SignedHead.objects.values_list("seq", "digest"))
    verdict = check(rows, expected_head=expected_head, published=signed | dict(published or {}))
    known = Head.objects.first()
    if verdict.why not in {"", "old"} or known is None:
        return verdict
    if known.digest != verdict.head:
        why, seq = (
            ("inserted", known.seq + 1) if known.seq < verdict.entries else ("cut", verdict.entries + 1)
        )
        return verdict._replace(why=why, seq=seq)
    if verdict.why and max(signed, default=0) > verdict.entries:
        return verdict._replace(why="cut")
    renamed = 0 if verdict.why else _first_renamed()
    return verdict._replace(why="renamed", seq=renamed) if renamed else verdict


def _first_renamed() -> int:
    """The first entry beside which another name stands than the one it holds the digest of; 0 for none."""
    beside = Erasable.objects.order_by("entry_id").values_list(
        "entry_id", "salt", "actor_name", "entry__actor_digest"
    )
    # The same few names stand beside a million entries, each under a salt of its own.
    said: dict[str, bytes] = {}
    for seq, salt, name, digest in beside.iterator(chunk_size=CHUNK):
        facts = said.get(name) or said.setdefault(name, said_of({"name": name}))
        if sha256(salt.encode() + facts).hexdigest() != digest:
            return seq
    return 0


def published() -> Published:
    """Every key and every signed head, oldest first."""
    return Published(
        [key_facts(key) for key in PublicKey.objects.order_by("number")],
        [head_facts(head) for head in SignedHead.objects.order_by("day")],
    )


def export(path: Path) -> int:
    """Write the journal as JSON lines; returns how many entries. `verify_export.py` checks the file."""
    count = 0
    with path.open("wb") as file:
        for row in rows():
            file.write(canonical(row) + b"\n")
            count += 1
    return count


def latest_heads(count: int) -> list[SignedHead]:
    """The last signed heads, the latest first, with their stamps."""
    return list(SignedHead.objects.select_related("stamp").order_by("-day")[:count])


def heads_without_stamp(count: int) -> list[SignedHead]:
    """The latest signed heads that no authority stamped, oldest first."""
    return list(SignedHead.objects.filter(stamp=None).order_by("-day")[:count])[::-1]


def stamps() -> list[Stamp]:
    """Every stamp with its head, oldest first."""
    return list(Stamp.objects.select_related("head").order_by("head__day"))


def public_keys() -> list[PublicKey]:
    """Every key, the one in use first."""
    return list(PublicKey.objects.order_by("-number"))


def entries(actor: Actor, wanted: Mapping[str, Any]) -> models.QuerySet[Entry]:
    """The entries this actor may read, narrowed by what `EntryFilter` asks for."""
    found = Entry.objects.visible_to(actor).select_related("erasable")
    if wanted.get("verb"):
        found = found.filter(verb=wanted["verb"])
    if wanted.get("person"):
        found = found.filter(actor_id=wanted["person"])
    if wanted.get("kind") and wanted.get("object"):
        found = found.filter(object_type=wanted["kind"], object_id=wanted["object"])
    if wanted.get("day"):
        begin = datetime.combine(wanted["day"], time.min, VIETNAM)
        found = found.filter(at__gte=begin, at__lt=begin + timedelta(days=1))
    if wanted.get("place"):
        found = _from_places(found, place_paths(wanted["place"]))
    return found


def _from_places(found: EntryQuerySet, paths: Sequence[str]) -> EntryQuerySet:
    union = found.none()
    for path in paths:
        union |= found.inside(path)
    return union


def for_object(obj: models.Model) -> models.QuerySet[Entry]:
    """The history of an object, oldest first. The caller must have got the object through `visible_to`."""
    return for_objects([obj])


def for_objects(objects: Iterable[models.Model]) -> models.QuerySet[Entry]:
    """The history of objects that are shown on one page, oldest first; each came through `visible_to`."""
    keys: defaultdict[str, list[str]] = defaultdict(list)
    for obj in objects:
        keys[obj._meta.label_lower].append(str(obj.pk))
    wanted = [models.Q(object_type=kind, object_id__in=pks) for kind, pks in keys.items()]
    found = Entry.objects.filter(reduce(or_, wanted)) if wanted else Entry.objects.none()
    return found.exclude(verb__in=NOT_HISTORY).select_related("erasable").order_by("seq")


def readings_of(obj: models.Model) -> models.QuerySet[Entry]:
    """Who was shown personal data of an object in the clear, oldest first."""
    found = Entry.objects.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))
    return found.filter(verb__in=READINGS).select_related("erasable").order_by("seq")


def proves(
    entry: Entry, *, before: Mapping[str, object] | None = None, after: Mapping[str, object] | None = None
) -> bool:
    """Whether these values are those of the entry. Once its salt is erased nothing can be proved: False."""
    try:
        salt = entry.erasable.salt
    except Erasable.DoesNotExist:
        return False
    claims = [(before, entry.before_digest), (after, entry.after_digest)]
    return all(
        hmac.compare_digest(salted_digest(values, salt=salt), digest)
        for values, digest in claims
        if values is not None
    )
